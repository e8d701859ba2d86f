from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from made_plan import made
from made_scenario import NASTY

from interlock.errors import InvalidModel
from interlock.model import CapacityChange, Closure, Plan, Scenario, Scope
from interlock.report import cloth
from interlock.report.data import page_data
from interlock.report.frame import Frame

Planned = tuple[Scenario, Plan]


@pytest.fixture(scope="module")
def data(planned: Planned, pictures: dict[str, str]) -> dict[str, Any]:
    return page_data(Frame(*planned), language="zh", boundary=[], marker_svgs=pictures)


def test_every_column_of_a_list_is_equally_long(data: dict[str, Any]) -> None:
    for name in ("townships", "factories", "lines", "styles", "orders", "lots", "lays", "purchases", "loads", "flows"):
        assert len({len(column) for column in data[name].values()}) == 1, name


def test_the_money_of_the_head_is_the_plans_own(data: dict[str, Any], planned: Planned) -> None:
    meta, plan = data["meta"], planned[1]
    assert sum(meta["costs"].values()) == meta["cost"] == plan.cost_fen
    assert sum(stage["bound"] for stage in meta["bounds"]) == meta["bound"]
    assert meta["gap"] == pytest.approx((meta["cost"] - meta["bound"]) / meta["bound"])


def test_days_lead_back_to_the_dates_of_the_promises(data: dict[str, Any], planned: Planned) -> None:
    made_on = date.fromisoformat(data["meta"]["made_on"])
    for at, promise in enumerate(planned[1].promises):
        assert made_on + timedelta(days=data["orders"]["ship"][at]) == promise.ship_on
        assert made_on + timedelta(days=data["orders"]["due"][at]) == promise.due_on
        assert data["orders"]["number"][at] == promise.order


def test_lots_stand_by_line_and_day_with_all_their_pieces(data: dict[str, Any], planned: Planned) -> None:
    lots = data["lots"]
    order = list(zip(lots["line"], lots["start"], strict=True))
    assert order == sorted(order)
    assert sum(lots["pieces"]) == sum(lot.pieces for lot in planned[1].lots)


def test_a_line_bears_the_days_that_its_factory_is_closed_or_that_it_stands(planned: Planned) -> None:
    scenario, plan = planned
    line, other = scenario.lines[0], next(one for one in scenario.lines if one.factory != scenario.lines[0].factory)
    worked = list(scenario.calendar.open_days(plan.first_on, plan.last_on))[:9]
    rest = next(plan.first_on + timedelta(days=d) for d in range(9) if plan.first_on + timedelta(days=d) not in worked)
    closed = Closure(first_on=worked[1], last_on=worked[1], factory=line.factory)
    calendar = replace(scenario.calendar, closures=(closed,))
    changes = (
        CapacityChange(line=line.code, first_on=worked[3], last_on=worked[4], share=0.0),
        CapacityChange(line=line.code, first_on=rest, last_on=rest, share=0.0),
        CapacityChange(line=other.code, first_on=worked[6], last_on=worked[6], share=0.5),
        CapacityChange(line=other.code, first_on=worked[7], last_on=plan.last_on + timedelta(days=9), share=0.0),
    )
    told = page_data(
        Frame(replace(scenario, calendar=calendar, capacity_changes=changes), plan),
        language="en", boundary=[], marker_svgs={},
    )["lines"]  # fmt: skip
    idle = {
        code: [plan.made_on + timedelta(days=day) for day in days]
        for code, days in zip(told["code"], told["idle"], strict=True)
    }
    assert idle[line.code] == [worked[1], worked[3], worked[4]]
    assert idle[other.code] == list(scenario.calendar.open_days(worked[7], plan.last_on))
    assert not any(
        days for code, days in idle.items() if scenario.line[code].factory not in (line.factory, other.factory)
    )


def test_flows_carry_the_pieces_of_every_lot_sewn_away_from_its_cutting_place_and_core(
    data: dict[str, Any], planned: Planned
) -> None:
    plan = planned[1]
    out = sum(lot.pieces for lot in plan.lots if plan.promise[lot.order].cutting_factory != lot.factory)
    back = sum(lot.pieces for lot in plan.lots if plan.promise[lot.order].core != lot.factory)
    flows = data["flows"]
    carried = Counter[int]()
    for way, pieces in zip(flows["back"], flows["pieces"], strict=True):
        carried[way] += pieces
    assert carried == {0: out, 1: back}
    assert flows["pieces"] == sorted(flows["pieces"], reverse=True)


def test_loads_of_a_factory_add_up_its_units(data: dict[str, Any], planned: Planned) -> None:
    loads = planned[1].loads
    assert sum(data["loads"]["used"]) == pytest.approx(sum(load.used_min for load in loads), rel=1e-3)
    assert sum(data["loads"]["capacity"]) == pytest.approx(sum(load.capacity_min for load in loads), rel=1e-3)
    assert len(data["loads"]["week"]) < len(loads)


def test_bottlenecks_stand_dearest_first_in_their_own_scope(data: dict[str, Any], planned: Planned) -> None:
    values = data["bottlenecks"]["value"]
    assert values == sorted(values, reverse=True)
    assert len(values) == len(planned[1].bottlenecks)


def test_a_bottleneck_of_something_unlisted_is_left_out(planned: Planned) -> None:
    scenario, plan = planned
    strange = replace(plan.bottlenecks[0], scope=Scope.SKILL, key="kite")
    found = page_data(
        Frame(scenario, replace(plan, bottlenecks=(strange,))), language="en", boundary=[], marker_svgs={}
    )
    assert found["bottlenecks"]["value"] == []


def test_reasons_and_remedies_speak_both_languages(data: dict[str, Any], planned: Planned) -> None:
    reasons = data["reasons"]
    assert len(reasons["order"]) == len(planned[1].late)
    for english, chinese in [*reasons["why"], *(pair for remedies in reasons["remedies"] for pair in remedies)]:
        assert english.isascii()
        assert not chinese.isascii()


def test_only_the_first_nested_markers_carry_a_picture(
    planned: Planned, pictures: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cloth, "MOST_PICTURES", 2)
    plan = planned[1]
    shown = [picture is not None for picture in cloth.markers(Frame(*planned), pictures)["picture"]]
    first = list(dict.fromkeys(lay.marker for lay in sorted(plan.lays, key=lambda lay: (lay.cut_on, lay.table))))
    assert sum(shown) == 2
    assert all(plan.marker[m.id].nested for m, seen in zip(plan.markers, shown, strict=True) if seen)
    assert {m.id for m, seen in zip(plan.markers, shown, strict=True) if seen} <= set(first[:8])


def test_very_many_lays_are_cut_to_the_first_ones(planned: Planned, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cloth, "MOST_LAYS", 5)
    frame = Frame(*planned)
    assert len(cloth.lays(frame)["id"]) == 5
    assert max(cloth.lays(frame)["day"]) <= sorted(frame.day(lay.cut_on) or 0 for lay in planned[1].lays)[5]


def test_townships_that_nobody_listed_are_still_named(planned: Planned) -> None:
    scenario, plan = planned
    bare = replace(scenario, townships=())
    found = page_data(Frame(bare, plan), language="en", boundary=[], marker_svgs={})["townships"]
    assert set(found["code"]) == {factory.township for factory in scenario.factories}
    assert set(found["lon"]) == {None}


def test_a_plan_of_another_scenario_is_refused_naming_what_is_strange(planned: Planned) -> None:
    scenario, plan = planned
    other = replace(scenario, orders=scenario.orders[1:], lines=scenario.lines[1:])
    with pytest.raises(InvalidModel) as caught:
        Frame(other, plan)
    assert f"promise {NASTY} of the plan names order" in str(caught.value)
    assert "scenario that this plan was made from" in str(caught.value)


def test_a_plan_of_quite_another_scenario_does_not_drown_the_reader(planned: Planned) -> None:
    small, _ = made(seed=5, factories=20, orders=1)
    with pytest.raises(InvalidModel) as caught:
        Frame(small, planned[1])
    assert len(caught.value.problems) == 22
    assert "more" in caught.value.problems[-2]
