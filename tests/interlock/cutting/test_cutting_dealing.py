"""Garments that orders have in common: dealt out piece by piece, within tolerances, in bundles of one order each."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock.cutting import Dealt, PlannedLay, ShadePlies, bundles, deal
from interlock.errors import InvalidModel

SIZES, COLOURS = ("M", "L"), ("navy", "white")
lays_drawn = st.lists(
    st.builds(
        PlannedLay,
        st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(any),
        st.tuples(st.integers(0, 40), st.integers(0, 40)).filter(any),
    ),
    min_size=1,
    max_size=4,
)


def cut_of(lays):
    return Counter(
        {
            (colour, size): sum(lay.plies[c] * lay.ratio[s] for lay in lays)
            for s, size in enumerate(SIZES)
            for c, colour in enumerate(COLOURS)
        }
    )


@given(lays_drawn, st.data())
def test_every_bundle_is_one_orders_and_what_each_gets_adds_up(lays, data):
    cut, wanted = cut_of(lays), {}
    for cell, pieces in cut.items():
        if pieces:
            first = data.draw(st.integers(0, pieces))
            wanted[cell] = [("A", first), ("B", pieces - first)]
    dealt = deal(lays, sizes=[SIZES] * len(lays), colours=COLOURS, wanted=wanted)
    got = Counter()
    for lay, parts in zip(lays, dealt, strict=True):
        top = sum(lay.plies)
        shades = [ShadePlies("I", 1, max(1, top // 2))]
        made = bundles(lay, sizes=SIZES, colours=COLOURS, max_pieces=7, shades=shades, dealt=parts)
        for one in made:
            got[one.owner, one.colour, one.size] += one.pieces
        plain = bundles(lay, sizes=SIZES, colours=COLOURS, max_pieces=7, shades=shades)
        assert sum(one.pieces for one in made) == sum(one.pieces for one in plain)
        assert [one.number for one in made] == list(range(1, len(made) + 1))
    assert +got == +Counter({(who, *cell): n for cell, owners in wanted.items() for who, n in owners})


@given(st.lists(st.integers(1, 400), min_size=2, max_size=5), st.sampled_from([0.01, 0.03, 0.05]), st.data())
def test_more_or_fewer_than_ordered_stay_within_each_orders_tolerance(asked, share, data):
    room = [int(pieces * share + 1e-9) for pieces in asked]
    cut = data.draw(st.integers(max(1, sum(asked) - sum(room)), sum(asked) + sum(room)))
    (parts,) = deal(
        [PlannedLay((1,), (cut,))], sizes=[["M"]], colours=["navy"], under=share, over=share,
        wanted={("navy", "M"): [(f"O{at}", pieces) for at, pieces in enumerate(asked)]},
    )  # fmt: skip
    got = Counter({part.owner: part.plies for part in parts})
    assert sum(got.values()) == cut
    assert all(abs(got[f"O{at}"] - pieces) <= room[at] for at, pieces in enumerate(asked))


def test_an_orders_garments_lie_together_so_that_few_bundles_are_parted():
    lays = [PlannedLay((1,), (60,)), PlannedLay((1,), (60,))]
    wanted = {("navy", "M"): [("A", 80), ("B", 40)]}
    dealt = deal(lays, sizes=[["M"], ["M"]], colours=["navy"], wanted=wanted)
    assert [[(part.owner, part.plies) for part in parts] for parts in dealt] == [[("A", 60)], [("A", 20), ("B", 40)]]


def test_plies_that_are_dealt_out_twice_are_named():
    dealt = [Dealt(size="M", garment=1, colour="navy", owner="A", plies=9)]
    with pytest.raises(InvalidModel, match="garment 1 of size M in navy: 9 plies are dealt out, but the lay has 8"):
        bundles(PlannedLay((1,), (8,)), sizes=["M"], colours=["navy"], max_pieces=30, dealt=dealt)


def test_a_colour_that_lies_in_two_places_is_dealt_out_over_both():
    dealt = [Dealt(size="M", garment=1, colour="navy", owner=who, plies=n) for who, n in (("A", 6), ("B", 4))]
    made = bundles(
        PlannedLay((1,), (5, 3, 5)), sizes=["M"], colours=["navy", "white", "navy"], max_pieces=30, dealt=dealt
    )
    assert [(one.owner, one.colour, one.first_ply, one.last_ply) for one in made] == [
        ("A", "navy", 1, 5), ("", "white", 6, 8), ("A", "navy", 9, 9), ("B", "navy", 10, 13),
    ]  # fmt: skip
