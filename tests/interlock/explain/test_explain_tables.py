"""Sentences over a plan's tables."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.interlock.explain import made_plan as made

from interlock.explain.tables import key_figures, plan_tables
from interlock.model import Costs, Plan


def said_of_lays(plan: Plan, language: str) -> str:
    (table,) = (one for one in plan_tables(made.scenario(), plan, language) if one.key == "lays")  # type: ignore[arg-type]
    return table.says


@pytest.fixture
def plan() -> Plan:
    lays = (made.lay(0), replace(made.lay(1), id="bare", marker="M2"))
    first = made.plan().markers[0]
    return made.plan(lays=lays, markers=(first, replace(first, id="M2", utilisation=0.0)))


def test_utilisation_is_said_of_the_fabric_whose_pieces_are_known(plan: Plan) -> None:
    assert plan.known_fabric_share == 0.5
    assert "the 50.0 % of it whose pieces are known are at 84.0 % utilisation." in said_of_lays(plan, "en")
    assert said_of_lays(plan, "zh").endswith("其中 50.0% 有裁片资料，用布率 84.0%。")
    figures = {figure.label: figure.value for figure in key_figures(made.scenario(), plan, "en")}
    assert (figures["Fabric utilisation"], figures["Fabric whose pieces are known"]) == (0.84, 0.5)


def test_utilisation_is_left_out_where_no_pieces_are_known_and_said_of_all_where_all_are(plan: Plan) -> None:
    bare = replace(plan, lays=plan.lays[1:])
    assert "utilisation" not in said_of_lays(bare, "en")
    assert "用布率" not in said_of_lays(bare, "zh")
    assert said_of_lays(replace(plan, lays=plan.lays[:1]), "en").endswith("of fabric at 84.0 % utilisation.")


@pytest.mark.parametrize(("key", "column"), [("lays", "utilisation"), ("markers", "utilisation")])
def test_of_cloth_whose_pieces_are_unknown_no_utilisation_is_shown(plan: Plan, key: str, column: str) -> None:
    (table,) = (one for one in plan_tables(made.scenario(), plan, "en") if one.key == key)
    place = [one.key for one in table.columns].index(column)
    assert sorted(str(row[place]) for row in table.rows) == ["0.84", "None"]
    bare = replace(plan, lays=plan.lays[1:])
    assert {f.label: f.value for f in key_figures(made.scenario(), bare, "en")}["Fabric utilisation"] is None


@pytest.mark.parametrize(
    ("language", "names", "state"),
    [
        ("en", ("Days looked at, from", "Days looked at, to", "Last order ships on"), "Order's state"),
        ("zh", ("排产日期起", "排产日期止", "最后出货"), "订单状态"),
    ],
)
def test_days_looked_at_are_told_from_the_last_ship_date_and_a_lot_shows_its_orders_state(
    language: str, names: tuple[str, ...], state: str
) -> None:
    lots = (made.lot((0, 1)),)
    plan = made.plan(lots=lots, promises=(made.promise(made.scenario().orders[0], lots, (), 0),))
    figures = {figure.label: figure.value for figure in key_figures(made.scenario(), plan, language)}  # type: ignore[arg-type]
    ships = max(promise.ship_on for promise in plan.promises)
    assert ships < plan.last_on
    assert tuple(figures[name] for name in names) == (plan.first_on, plan.last_on, ships)
    (table,) = (one for one in plan_tables(made.scenario(), plan, language) if one.key == "lots")  # type: ignore[arg-type]
    assert state in {column.header(language) for column in table.columns}  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "name"), [("en", "Material left over"), ("zh", "余料（不计入订单）")])
def test_what_no_order_bears_has_a_row_of_its_own_so_that_costs_add_up(language: str, name: str) -> None:
    order = made.scenario().orders[0]
    lots, left = (made.lot((0, 1)),), replace(made.purchase(2), left_over=50.0)
    plan = made.plan(
        lots=lots, purchases=(left,), promises=(made.promise(order, lots, (), 0),), costs=Costs(fabric=1_650_000)
    )
    (table,) = (one for one in plan_tables(made.scenario(), plan, language) if one.key == "promises")  # type: ignore[arg-type]
    cost = [column.key for column in table.columns].index("cost")
    *orders, last = table.rows
    assert (last[0], last[cost]) == (name, 500.0)
    promised = sum(promise.cost_fen for promise in plan.promises) / 100
    assert sum(row[cost] for row in table.rows) == promised + 500.0  # type: ignore[misc]
    assert 500.0 in {figure.value for figure in key_figures(made.scenario(), plan, language)}  # type: ignore[arg-type]
    sound = replace(plan, purchases=())
    (table,) = (one for one in plan_tables(made.scenario(), sound, language) if one.key == "promises")  # type: ignore[arg-type]
    assert table.rows == orders


def test_what_orders_that_are_gone_have_used_is_told_so_that_metres_add_up() -> None:
    cut = replace(made.purchase(2), quantity=900.0, surplus=30.0, left_over=100.0)
    plan = made.plan(purchases=(cut,))
    (table,) = (one for one in plan_tables(made.scenario(), plan, "en") if one.key == "purchases")
    keys = [column.key for column in table.columns]
    row = dict(zip(keys, table.rows[0], strict=True))
    assert (row["quantity"], row["surplus"], row["spent"]) == (900.0, 30.0, 70.0)
