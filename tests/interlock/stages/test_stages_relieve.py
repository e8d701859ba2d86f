"""Late lots move to lines with room, and never against a rule."""

from __future__ import annotations

from datetime import timedelta

import cast
import pytest

from interlock.model import Lock, PlaceRule, Policy, Quantity, Resource, Rules, ShareRule
from interlock.stages.horizon import Horizon
from interlock.stages.lots import LotDraft
from interlock.stages.parts import WHOLE, Part
from interlock.stages.relieve import Relief

SHIRTS = tuple(cast.order(f"O-{i}", "SHIRT", 8, 2_000) for i in range(1, 5))
ELSEWHERE = {"C1", "C2", "S2"}


def relieved(rules=None, part=WHOLE, *, free=False, line="S3-A", outside_fen=5_000.0):
    """Where each of four large lots is sewn that begin on one line, while four others stand; in time if `free`."""
    scenario = cast.scenario(SHIRTS, rules=rules or Rules())
    policy = Policy(late_share_per_day=0.05)
    horizon = Horizon.of(scenario, policy)
    lots = [
        LotDraft(
            id=f"{order.number}/1", order=order.number, line=line, quantities=(Quantity("colour 1", "M", 2_000),),
            bucket=0, steps=0, part=part,
        )
        for order in SHIRTS
    ]  # fmt: skip
    values = {(Resource.SEWING, line.code): [0.0] for line in scenario.lines}
    arrive = {lot.id: 0 for lot in lots}
    relief = Relief(
        scenario, policy, horizon, lots, arrive, values, lambda order, line: 1_000.0, lambda order: outside_fen, arrive
    )
    moved, sewn = relief.run()
    assert sewn.unplaced == ()
    assert not free or not any(run.late_piece_days for run in sewn.runs.values())
    return [lot.line and scenario.line[lot.line].factory for lot in moved]


def test_late_lots_move_to_lines_that_stand():
    factories = relieved(free=True)
    assert set(factories) <= {*ELSEWHERE, "S3"}
    assert factories.count("S3") < len(SHIRTS)


def test_lots_outside_come_in_where_lines_have_room_and_are_cheaper():
    assert set(relieved(line=None, outside_fen=50_000.0)) <= {*ELSEWHERE, "S3"}
    assert set(relieved(line=None, outside_fen=-50_000.0)) == {None}


def test_a_lot_outside_comes_in_only_where_it_may_be_sewn():
    never = [PlaceRule(where="never", customer="Brand A", factory=code) for code in ("C1", "C2", "S3")]
    assert set(relieved(Rules(places=tuple(never)), line=None, outside_fen=50_000.0)) == {"S2"}
    assert set(relieved(part=Part(2_000, bound=True), line=None)) == {None}


def test_a_lot_does_not_move_where_it_may_not_be_sewn():
    rules = Rules(
        places=(
            PlaceRule(where="never", customer="Brand A", factory="C1"),
            PlaceRule(where="never", customer="Brand A", factory="C2"),
        )
    )
    assert set(relieved(rules)) == {"S2", "S3"}


def test_no_factory_is_brought_above_its_most_share():
    full = Rules(shares=tuple(ShareRule(factory=code, most_share=0.2) for code in sorted(ELSEWHERE)))
    assert set(relieved(full)) == {"S3"}
    room = Rules(shares=tuple(ShareRule(factory=code, most_share=0.25) for code in sorted(ELSEWHERE)))
    assert sorted(relieved(room)) == ["C1", "C2", "S2", "S3"]


@pytest.mark.parametrize(
    "part",
    [
        Part(2_000, bound=True),
        Part(2_000, lock=Lock(order="O-1", line="S3-A", first_on=cast.TODAY + timedelta(days=1))),
    ],
)
def test_what_may_not_be_split_or_is_locked_stays(part):
    assert set(relieved(part=part)) == {"S3"}
