"""What a plan names exists: orders, lines, tables, markers, lots; nothing stands twice. The other laws rest on this."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from interlock.model import Plan, Scenario


def reference_breaches(scenario: Scenario, plan: Plan) -> Iterator[str]:
    """Yield breaches of the laws of names."""
    yield from _orders(scenario, plan)
    yield from _twice(plan)
    for marker in plan.markers:
        if marker.style not in scenario.style or marker.material not in scenario.material:
            yield f"marker {marker.id}: style {marker.style} or material {marker.material} is not listed"
    for lay in plan.lays:
        table = scenario.table.get(lay.table)
        if table is None or table.factory != lay.factory:
            yield f"lay {lay.id}: table {lay.table} is not one of factory {lay.factory}"
        if lay.marker not in plan.marker:
            yield f"lay {lay.id}: marker {lay.marker} is not in the plan"
        if not lay.plies:
            yield f"lay {lay.id}: it has no ply"
    for lot in plan.lots:
        line = scenario.line.get(lot.line)
        if line is None or line.factory != lot.factory:
            yield f"lot {lot.id}: line {lot.line} is not one of factory {lot.factory}"
        if not lot.days:
            yield f"lot {lot.id}: it has no day"
    lots = {lot.id for lot in plan.lots}
    for day in plan.finishing:
        if day.lot not in lots:
            yield f"finishing on {day.on} names lot {day.lot}, which is not in the plan"


def _orders(scenario: Scenario, plan: Plan) -> Iterator[str]:
    promised = {promise.order for promise in plan.promises}
    for number in scenario.order.keys() - promised:
        yield f"order {number}: it has no promise; every order gets one"
    for what, orders in (
        ("lots", {lot.order for lot in plan.lots}),
        ("outside lots", {lot.order for lot in plan.outside}),
        ("lays", {lay.order for lay in plan.lays}),
        ("promises", promised),
    ):
        for number in sorted(orders - scenario.order.keys()):
            yield f"{what} name order {number}, which nobody ordered"


def _twice(plan: Plan) -> Iterator[str]:
    for name, ids in (
        ("lot", [lot.id for lot in plan.lots]),
        ("lay", [lay.id for lay in plan.lays]),
        ("marker", [marker.id for marker in plan.markers]),
        ("promise", [promise.order for promise in plan.promises]),
    ):
        for code, count in Counter(ids).items():
            if count > 1:
                yield f"{name} {code} stands {count} times"
