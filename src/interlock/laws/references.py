"""What a plan names exists: orders, lines, tables, markers, lots; nothing stands twice. The other laws rest on this."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from interlock.laws.words import LAWS
from interlock.model import Plan, Scenario


def reference_breaches(scenario: Scenario, plan: Plan) -> Iterator[str]:
    """Yield breaches of the laws of names."""
    yield from _orders(scenario, plan)
    yield from _twice(plan)
    yield from _as_of(plan)
    for marker in plan.markers:
        if marker.style not in scenario.style or marker.material not in scenario.material:
            yield LAWS.told("marker_names", marker=marker.id, style=marker.style, material=marker.material)
    for lay in plan.lays:
        table = scenario.table.get(lay.table)
        if table is None or table.factory != lay.factory:
            yield LAWS.told("lay_table", lay=lay.id, table=lay.table, factory=lay.factory)
        if lay.marker not in plan.marker:
            yield LAWS.told("marker_missing", lay=lay.id, marker=lay.marker)
        if not lay.plies:
            yield LAWS.told("no_ply", lay=lay.id)
    for lot in plan.lots:
        line = scenario.line.get(lot.line)
        if line is None or line.factory != lot.factory:
            yield LAWS.told("lot_line", lot=lot.id, line=lot.line, factory=lot.factory)
        if not lot.days:
            yield LAWS.told("no_day", lot=lot.id)
    lots = {lot.id for lot in plan.lots}
    for day in plan.finishing:
        if day.lot not in lots:
            yield LAWS.told("finishing_lot", on=day.on, lot=day.lot)


def _orders(scenario: Scenario, plan: Plan) -> Iterator[str]:
    promised = {promise.order for promise in plan.promises}
    for number in scenario.order.keys() - promised:
        yield LAWS.told("no_promise", order=number)
    for what, orders in (
        ("lots", {lot.order for lot in plan.lots}),
        ("outside_lots", {lot.order for lot in plan.outside}),
        ("lays", {lay.order for lay in plan.lays}),
        ("promises", promised),
    ):
        for number in sorted(orders - scenario.order.keys()):
            yield LAWS.told("nobody_ordered", what=LAWS.told(what), order=number)


def _as_of(plan: Plan) -> Iterator[str]:
    if plan.as_of is not None and not plan.made_on <= plan.as_of <= plan.last_on:
        yield LAWS.told("as_of", as_of=plan.as_of, first=plan.made_on, last=plan.last_on)


def _twice(plan: Plan) -> Iterator[str]:
    for name, ids in (
        ("lot", [lot.id for lot in plan.lots]),
        ("lay", [lay.id for lay in plan.lays]),
        ("marker", [marker.id for marker in plan.markers]),
        ("promise", [promise.order for promise in plan.promises]),
    ):
        for code, count in Counter(ids).items():
            if count > 1:
                yield LAWS.told("twice", what=LAWS.told(name), name=code, count=count)
