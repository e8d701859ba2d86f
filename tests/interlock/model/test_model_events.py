"""Events as values and as JSON, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import cast
import pytest

from interlock.cutting import problem
from interlock.errors import InvalidModel
from interlock.model import (
    AttendanceFell,
    CapacityChange,
    LineReturned,
    LineStopped,
    LotDeclined,
    LotGiven,
    LotRejected,
    MaterialLate,
    OrderAdded,
    OrderCancelled,
    OrderRushed,
    OutputBehind,
    OvertimeAgreed,
    Plan,
    Quantity,
    QuantityChanged,
    Scenario,
    UnreadableJson,
    check_events,
    dump_events,
    kind_of,
    load_events,
    order_of,
)
from interlock.model.events import KINDS
from interlock.model.orders import MOST_OF_CELL, MOST_OF_ORDER

FIRST, LAST = cast.TODAY, cast.TODAY + timedelta(days=3)
RED = (Quantity("red", "S", 5),)
EVENTS = (
    LineStopped(line="S1-A", first_on=FIRST, last_on=LAST),
    LineReturned(line="S1-A", on=LAST),
    AttendanceFell(factory="S2", share=0.7, first_on=FIRST, last_on=LAST),
    OvertimeAgreed(line="S1-A", hours=2.0, first_on=FIRST, last_on=LAST),
    MaterialLate(order="O-1", ready_on=LAST),
    QuantityChanged(order="O-1", quantities=RED),
    OrderAdded(order=cast.order("N-1", "TEE", 20, 300), way="fastest"),
    OrderCancelled(order="O-2"),
    OrderRushed(order="O-3", due_on=LAST),
    LotRejected(lot="O-1/1", quantities=RED, on=LAST),
    LotDeclined(lot="O-1/1"),
    LotGiven(lot="O-1/1", line="S1-A", on=LAST),
    OutputBehind(lot="O-1/1", on=LAST, pieces_done=3),
)


def test_events_of_every_kind_come_back_equal():
    assert {kind_of(event) for event in EVENTS} == set(KINDS)
    assert load_events(dump_events(EVENTS)) == EVENTS


def test_every_event_that_cannot_be_read_is_named_by_its_place():
    data = json.loads(dump_events(EVENTS[:1]))
    data["events"] = [{"kind": "flood"}, {"kind": "line_stopped", "line": "L"}, *data["events"]]
    with pytest.raises(UnreadableJson) as refused:
        load_events(json.dumps(data).encode(), "events.json")
    assert "events.json, event 1: its kind is flood; write one of" in str(refused.value)
    assert "events.json, event 2:" in str(refused.value)
    assert "event 3" not in str(refused.value)


@pytest.mark.parametrize("events", [{"a": 1}, "x", None])
def test_events_that_are_no_list_are_refused(events: object):
    data = json.dumps({"interlock": "events", "schema": 2, "events": events}).encode()
    with pytest.raises(UnreadableJson, match="not a list"):
        load_events(data)


@pytest.mark.parametrize(
    ("kind", "facts", "found"),
    [
        (LineStopped, {"line": "L", "first_on": LAST, "last_on": FIRST}, "swap the dates"),
        (AttendanceFell, {"share": 1.2, "first_on": FIRST, "last_on": LAST, "line": "L"}, "between 0 and 1"),
        (AttendanceFell, {"share": 0.5, "first_on": FIRST, "last_on": LAST}, "either a line or a factory"),
        (QuantityChanged, {"order": "O", "quantities": ()}, "cancel the order"),
        (QuantityChanged, {"order": "O", "quantities": (*RED, *RED)}, "stands 2 times"),
        (OvertimeAgreed, {"line": "L", "hours": 4.0, "first_on": FIRST, "last_on": LAST}, "between 0 and 3"),
        (OvertimeAgreed, {"line": "L", "hours": 0.0, "first_on": FIRST, "last_on": LAST}, "above"),
        (LotRejected, {"lot": "O/1", "quantities": (), "on": FIRST}, "at least one"),
        (CapacityChange, {"line": "L", "first_on": LAST, "last_on": FIRST, "share": 2.0}, "between 0 and 1"),
    ],
)
def test_an_event_that_contradicts_itself_is_refused(kind: type, facts: dict[str, object], found: str):
    with pytest.raises(InvalidModel, match=found):
        kind(**facts)


def _wrong(scenario: Scenario, plan: Plan) -> list[tuple[object, str]]:
    lot = plan.lots[0]
    far = plan.last_on + timedelta(days=5)
    before = plan.first_on - timedelta(days=1)
    cell = lot.quantities[0]
    return [
        (LineStopped(line="X", first_on=FIRST, last_on=LAST), "line X is not listed"),
        (LineStopped(line="S1-A", first_on=far, last_on=far), "outside the plan's days"),
        (LineReturned(line="S1-A", on=FIRST), "only a line that lacks some can return"),
        (AttendanceFell(factory="K1", share=0.5, first_on=FIRST, last_on=LAST), "has no line"),
        (OvertimeAgreed(line="X", hours=1.0, first_on=FIRST, last_on=LAST), "line X is not listed"),
        (MaterialLate(order="X", ready_on=LAST), "not in the order book"),
        (MaterialLate(order="O-1", ready_on=date(2126, 1, 1)), "outside the plan's days"),
        (OrderRushed(order="O-1", due_on=before), "cannot be due"),
        (OrderRushed(order="O-1", due_on=date(2126, 1, 1)), "cannot be due"),
        (QuantityChanged(order="O-1", quantities=(Quantity("red", "XXL", 5),)), "does not have size XXL"),
        (
            QuantityChanged(order="O-1", quantities=tuple(Quantity("red", size, 700_000) for size in cast.SIZES)),
            "an order has at most 2,000,000 pieces",
        ),
        (QuantityChanged(order="O-1", quantities=(Quantity("rde", "S", 5),)), "no colour rde"),
        (LotGiven(lot="X/1", line="S1-A"), "not in the plan"),
        (LotGiven(lot=lot.id, line="X"), "line X is not listed"),
        (LotGiven(lot=lot.id, line=lot.line), "is on line .* already; give another line"),
        (LotGiven(lot=lot.id, line=lot.line, by_on=lot.end_on), "with leave to move others"),
        (LotGiven(lot=lot.id, line=lot.line, on=far), "outside the plan's days"),
        (OrderAdded(order=scenario.orders[0]), "in the order book already"),
        (OrderAdded(order=replace(scenario.orders[0], number="N", style="X")), "style X, which is not listed"),
        (OrderAdded(order=replace(scenario.orders[0], number="N", core="X")), "core factory X"),
        (LotDeclined(lot="X/1"), "not in the plan"),
        (LotRejected(lot=lot.id, quantities=(replace(cell, pieces=cell.pieces + 1),), on=LAST), "cannot be rejected"),
        (LotRejected(lot=lot.id, quantities=(cell,), on=plan.first_on), "cannot be inspected"),
        (OutputBehind(lot=lot.id, on=far, pieces_done=0), "nothing of it is behind on"),
        (OutputBehind(lot=lot.id, on=lot.end_on, pieces_done=lot.pieces), "is not behind that"),
    ]


def test_each_impossible_event_is_refused_and_all_of_them_together_are_named(scenario: Scenario, made: Plan):
    wrong = _wrong(scenario, made)
    for event, found in wrong:
        with pytest.raises(InvalidModel, match=found):
            check_events(scenario, made, [event])
    with pytest.raises(InvalidModel) as refused:
        check_events(scenario, made, [event for event, _ in wrong])
    named = {problem.split(",")[0] for problem in refused.value.problems}
    assert named >= {f"event {number}" for number in (1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 18)}


def test_what_an_earlier_event_took_away_cannot_be_named_by_a_later_one(scenario: Scenario, made: Plan):
    lot = made.lots[0]
    with pytest.raises(InvalidModel) as refused:
        check_events(scenario, made, [OrderCancelled(order=lot.order), LotDeclined(lot=lot.id)])
    assert refused.value.problems == (
        f"event 2, lot_declined: lot {lot.id} is gone or changed by an earlier event; name it in a repair of its own",
    )
    check_events(scenario, made, [OrderCancelled(order="O-1"), OrderAdded(order=scenario.order["O-1"])])


def test_pieces_are_rejected_once(scenario: Scenario, made: Plan):
    """Two inspections together find no more than there are; one told twice is refused where it is told again."""
    lot = made.lots[0]
    cell = lot.quantities[0]
    most = LotRejected(lot=lot.id, quantities=(replace(cell, pieces=cell.pieces - 10),), on=lot.end_on)
    rest = replace(most, quantities=(replace(cell, pieces=10),))
    check_events(scenario, made, [most, rest])
    with pytest.raises(InvalidModel, match=r"event 2.* 10 are left, so 11 more cannot be rejected"):
        check_events(scenario, made, [most, replace(most, quantities=(replace(cell, pieces=11),))])
    with pytest.raises(InvalidModel, match=r"event 3.* event 2 tells of the same pieces"):
        check_events(scenario, made, [most, rest, rest])


def test_a_line_stopped_by_an_earlier_event_may_return(scenario: Scenario, made: Plan):
    check_events(scenario, made, EVENTS[:2])


def test_an_order_cut_in_frozen_days_keeps_its_quantities(scenario: Scenario, made: Plan):
    lay = min(made.lays, key=lambda lay: lay.cut_on)
    changed = QuantityChanged(order=lay.order, quantities=scenario.order[lay.order].quantities)
    check_events(scenario, made, [changed])
    days = (lay.cut_on - made.first_on).days + 1
    with pytest.raises(InvalidModel, match="days that are frozen"):
        check_events(scenario, made, [changed], frozen_days=days)


def test_the_order_of_an_event_is_told_by_its_number_or_its_lot(made: Plan):
    lot = made.lots[0]
    assert order_of(LotDeclined(lot=lot.id), made) == lot.order
    assert order_of(EVENTS[6], made) == "N-1"
    assert order_of(EVENTS[4], made) == "O-1"
    assert order_of(EVENTS[0], made) == ""


def test_an_order_holds_as_much_as_its_cut_plan_takes():
    assert (MOST_OF_CELL, MOST_OF_ORDER) == (problem.MOST_PIECES, problem.MOST_IN_ALL)
