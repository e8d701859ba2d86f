from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock.cutting import PlannedLay, ShadePlies, bundles
from interlock.errors import InvalidModel

SIZES, COLOURS = ("S", "M", "L"), ("navy", "white")


@st.composite
def lays(draw: st.DrawFn) -> PlannedLay:
    ratio = draw(st.tuples(*[st.integers(0, 4)] * 3).filter(any))
    return PlannedLay(ratio, draw(st.tuples(*[st.integers(0, 90)] * 2).filter(any)))


@given(lays(), st.integers(1, 40), st.integers(1, 500))
def test_bundles_hold_every_garment_once(lay: PlannedLay, max_pieces: int, first: int) -> None:
    made = bundles(lay, sizes=SIZES, colours=COLOURS, max_pieces=max_pieces, first_number=first)
    pieces: Counter[tuple[str, str]] = Counter()
    for bundle in made:
        pieces[bundle.size, bundle.colour] += bundle.pieces
    for size, count in zip(SIZES, lay.ratio, strict=True):
        for colour, plies in zip(COLOURS, lay.plies, strict=True):
            assert pieces[size, colour] == count * plies
    assert [bundle.number for bundle in made] == list(range(first, first + len(made)))


@given(lays(), st.integers(1, 40))
def test_bundles_are_small_even_and_cover_each_ply_once(lay: PlannedLay, max_pieces: int) -> None:
    made = bundles(lay, sizes=SIZES, colours=COLOURS, max_pieces=max_pieces)
    for colour in COLOURS:
        counts = [bundle.pieces for bundle in made if bundle.colour == colour]
        assert all(1 <= count <= max_pieces for count in counts)
        assert max(counts, default=0) - min(counts, default=0) <= 1
    for place in {(bundle.size, bundle.garment) for bundle in made}:
        plies = [
            ply
            for bundle in made
            if (bundle.size, bundle.garment) == place
            for ply in range(bundle.first_ply, bundle.last_ply + 1)
        ]
        assert plies == list(range(1, lay.total_plies + 1))


def test_numbers_run_by_size_garment_and_ply() -> None:
    made = bundles(PlannedLay((0, 2, 1), (25, 10)), sizes=SIZES, colours=COLOURS, max_pieces=20)
    told = [(b.number, b.size, b.garment, b.colour, b.first_ply, b.last_ply) for b in made[:4]]
    assert told == [
        (1, "M", 1, "navy", 1, 12),
        (2, "M", 1, "navy", 13, 25),
        (3, "M", 1, "white", 26, 35),
        (4, "M", 2, "navy", 1, 12),
    ]
    assert len(made) == 9


def test_names_that_do_not_match_the_lay_are_refused_together() -> None:
    with pytest.raises(InvalidModel) as caught:
        bundles(PlannedLay((1,), (1, 1, 1)), sizes=SIZES, colours=COLOURS, max_pieces=0)
    assert len(caught.value.problems) == 3


@st.composite
def shaded(draw: st.DrawFn) -> tuple[PlannedLay, list[ShadePlies]]:
    lay = draw(lays())
    cuts = sorted(draw(st.sets(st.integers(1, lay.total_plies), max_size=6)))
    ranges = [(first, last - 1) for first, last in pairwise(cuts)]
    names = draw(st.lists(st.sampled_from("ABC"), min_size=len(ranges), max_size=len(ranges)))
    made = [ShadePlies(name, *plies) for name, plies in zip(names, ranges, strict=True)]
    return lay, draw(st.permutations(made))


@given(shaded(), st.integers(1, 40))
def test_no_bundle_mixes_shades_and_every_ply_is_in_one(given_lay, max_pieces: int) -> None:
    lay, shades = given_lay
    made = bundles(lay, sizes=SIZES, colours=COLOURS, max_pieces=max_pieces, shades=shades)
    of_ply = {ply: known.shade for known in shades for ply in range(known.first_ply, known.last_ply + 1)}
    for bundle in made:
        assert {of_ply.get(ply, "") for ply in range(bundle.first_ply, bundle.last_ply + 1)} == {bundle.shade}
        assert bundle.pieces == bundle.last_ply - bundle.first_ply + 1 <= max_pieces
    assert sum(bundle.pieces for bundle in made) == lay.garments


def test_numbers_stay_in_their_range_or_nothing_is_made() -> None:
    lay = PlannedLay((0, 2, 1), (25, 10))
    made = bundles(lay, sizes=SIZES, colours=COLOURS, max_pieces=20, first_number=101, last_number=109)
    assert (made[0].number, made[-1].number) == (101, 109)
    with pytest.raises(InvalidModel, match="9 numbers from 101") as caught:
        bundles(lay, sizes=SIZES, colours=COLOURS, max_pieces=20, first_number=101, last_number=108)
    assert "号段止于 108" in caught.value.chinese


def test_shades_outside_the_lay_or_on_each_other_are_refused_together() -> None:
    shades = [ShadePlies("A", 1, 6), ShadePlies("B", 5, 8), ShadePlies("C", 9, 11), ShadePlies("D", 3, 2)]
    with pytest.raises(InvalidModel) as caught:
        bundles(PlannedLay((1, 0, 0), (5, 5)), sizes=SIZES, colours=COLOURS, max_pieces=0, shades=shades)
    assert len(caught.value.problems) == 4
    assert "ply 5 is given shade A and shade B" in str(caught.value)
