from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import cast
import pytest

from interlock.errors import InvalidModel
from interlock.model import BillItem, FactoryKind, Order, PriceBreak, Quantity, distance_km


def test_a_scenario_finds_its_parts_by_code():
    scenario = cast.scenario()
    assert scenario.factory["C1"].kind is FactoryKind.CORE
    assert [line.code for line in scenario.lines_of["S1"]] == ["S1-A"]
    assert scenario.tables_of["S1"] == ()
    assert {f.code for f in scenario.of_kind(FactoryKind.SATELLITE)} == {"S1", "S2", "S3"}
    assert scenario.order["O-2"].pieces == 2_400


def test_every_broken_reference_is_named_at_once():
    scenario = cast.scenario()
    bad_order = replace(scenario.orders[0], number="X", style="NOPE")
    bad_size = replace(scenario.orders[0], number="Y", quantities=(Quantity("red", "XXL", 3),))
    bad_core = replace(scenario.orders[0], number="Z", core="GONE")
    with pytest.raises(InvalidModel) as caught:
        replace(
            scenario,
            orders=(*scenario.orders, bad_order, bad_size, bad_core, scenario.orders[1]),
            lines=(replace(scenario.lines[0], factory="GONE"),),
        )
    text = str(caught.value)
    for place in ("style NOPE", "size XXL", "core factory GONE", "order O-2 stands 2 times", "line C1-A belongs"):
        assert place in text


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (lambda: replace(cast.scenario().lines[0], operators=0), "operators is 0"),
        (lambda: replace(cast.scenario().lines[0], skills=()), "no skill"),
        (lambda: replace(cast.scenario().factories[0], latitude=95.0), "latitude is 95"),
        (lambda: replace(cast.scenario().tables[0], length_mm=10), "length in mm is 10"),
        (lambda: replace(cast.scenario().materials[0], width_mm=0), "usable width"),
        (lambda: replace(cast.scenario().materials[0], unit="kg"), "counted in metres"),
        (lambda: replace(cast.scenario().offers[0], breaks=()), "no price"),
        (lambda: replace(cast.scenario().offers[0], breaks=(PriceBreak(5, 2), PriceBreak(5, 1))), "must rise"),
        (lambda: replace(cast.scenario().offers[0], breaks=(PriceBreak(1, 1), PriceBreak(5, 2))), "falling prices"),
        (lambda: replace(cast.scenario().stock[0], quantity=-1), "quantity is -1"),
        (lambda: replace(cast.scenario().orders[0], quantities=()), "no piece"),
        (lambda: replace(cast.scenario().orders[0], priority=9), "priority is 9"),
        (lambda: replace(cast.scenario().styles[0], sizes=()), "no size"),
        (lambda: replace(cast.scenario().styles[0], operations=()), "no operation"),
        (lambda: replace(cast.scenario().styles[0], sizes=("S",)), "not among its sizes"),
        (lambda: replace(cast.scenario().styles[0], sizes=("S", "M", "L", "XL")), "size XL has no such piece"),
        (lambda: BillItem(material="F"), "neither a quantity"),
        (lambda: PriceBreak(0, 0), "price is 0"),
        (lambda: replace(cast.scenario(), cluster=" "), "cluster is blank"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_with_its_place(make, found):
    with pytest.raises(InvalidModel, match=found):
        make()


def test_capacity_of_a_line_day_is_operators_minutes_attendance_efficiency():
    line = replace(cast.scenario().lines[0], operators=10, minutes_per_day=500, attendance=0.9, efficiency=0.8)
    assert line.capacity_min_per_day == pytest.approx(3_600)
    assert line.level("t_shirt") == 0.9
    assert line.level("dress") == 0


def test_a_style_adds_up_its_operations_and_knows_its_pieces():
    style = cast.scenario().style["TEE"]
    assert style.smv_min == pytest.approx(6.0)
    assert [item.material for item in style.cut_items] == ["F-TEE"]
    assert {p.size for p in style.pieces_of("M", style.cut_items[0].cut_pieces)} == {"M"}


def test_an_order_knows_its_cells_and_value():
    order = cast.scenario().order["O-2"]
    assert order.colours == ("colour 1", "colour 2")
    assert order.pieces_of("colour 1", "M") == 540
    assert order.pieces_of("colour 9", "M") == 0
    assert order.value_fen == 2_400 * 6_000


def test_distance_is_that_of_the_great_circle():
    a = replace(cast.scenario().factories[0], longitude=115.0, latitude=25.0)
    b = replace(a, latitude=26.0)
    assert distance_km(a, b) == pytest.approx(111.19, abs=0.05)
    assert distance_km(a, a) == 0


def test_an_order_may_leave_its_core_open():
    assert isinstance(cast.order("N", "TEE", 10, 100, core=""), Order)
    assert cast.TODAY + timedelta(days=10) == cast.order("N", "TEE", 10, 100).due_on
