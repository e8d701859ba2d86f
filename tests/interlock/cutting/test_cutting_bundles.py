from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock.cutting import PlannedLay, bundles
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
