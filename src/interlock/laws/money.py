"""Costs are those of the plan's parts, priced anew from the scenario; no bound is above its cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from datetime import date

from interlock.laws.words import LAWS
from interlock.model import Costs, MaterialKind, Plan, Policy, Scenario, distance_km

# Every part is rounded to the fen on its own.
FEN_PER_PART = 1


def money_breaches(scenario: Scenario, policy: Policy, plan: Plan) -> Iterator[str]:
    """Yield breaches of the laws of money."""
    yield from _lots(scenario, policy, plan)
    yield from _openings(scenario, plan)
    yield from _overtime(scenario, policy, plan)
    yield from _cut_outside(policy, plan)
    parts = 10 + len(plan.lots) + len(plan.purchases) + len(plan.lays) + len(plan.outside)
    wanted = _costs(scenario, policy, plan)
    for field in fields(Costs):
        said, found = getattr(plan.costs, field.name), wanted[field.name]
        if abs(said - found) > FEN_PER_PART * parts:
            yield LAWS.told("cost", kind=LAWS.told(field.name), said=said, found=found)
    promised = sum(promise.cost_fen for promise in plan.promises) + plan.left_over_fen
    if abs(promised - plan.costs.total) > FEN_PER_PART * (parts + len(plan.promises)):
        yield LAWS.told("promised", promised=promised, total=plan.costs.total)
    yield from _bounds(plan)


def _lots(scenario: Scenario, policy: Policy, plan: Plan) -> Iterator[str]:
    for lot in plan.lots:
        line, style = scenario.line[lot.line], scenario.style[scenario.order[lot.order].style]
        promise = plan.promise[lot.order]
        pay = lot.pieces * style.smv_min * line.price_fen_per_min
        if abs(lot.pay_fen - pay) > FEN_PER_PART:
            yield LAWS.told("pay", lot=lot.id, said=lot.pay_fen, pieces=lot.pieces, found=pay)
        factory = scenario.factory[lot.factory]
        out = distance_km(scenario.factory[promise.cutting_factory], factory)
        back = distance_km(factory, scenario.factory[promise.core])
        haul = lot.pieces * policy.haul_fen_per_piece_km * (out + back)
        if abs(lot.haul_fen - haul) > FEN_PER_PART:
            yield LAWS.told("haul", lot=lot.id, said=lot.haul_fen, km=out + back, found=haul)


def _openings(scenario: Scenario, plan: Plan) -> Iterator[str]:
    """A factory is paid once for opening a line to an order, however many lots follow."""
    opened: Counter[tuple[str, str, str]] = Counter()
    for lot in plan.lots:
        opened[lot.order, lot.line, lot.factory] += lot.opening_fen
    for (order, line, code), paid in opened.items():
        asked = scenario.factory[code].opening_fen
        if paid != asked:
            yield LAWS.told("opened", order=order, line=line, paid=paid, factory=code, asked=asked)


def _overtime(scenario: Scenario, policy: Policy, plan: Plan) -> Iterator[str]:
    """Minutes of a line-day beyond its shift are paid for, each lot of the day for its share of the day's minutes."""
    used = _used(plan)
    for lot in plan.lots:
        shift = scenario.line[lot.line].capacity_min_per_day
        due = 0.0
        for day in lot.days:
            minutes = used[lot.line, day.on]
            beyond = minutes - shift * scenario.share_of(lot.line, day.on)
            if beyond > 0:
                due += day.used_min / minutes * beyond * policy.overtime_fen_per_min
        if abs(lot.overtime_fen - due) > FEN_PER_PART:
            yield LAWS.told("overtime_due", lot=lot.id, said=lot.overtime_fen, due=due)


def _used(plan: Plan) -> Counter[tuple[str, date]]:
    """Minutes of every line-day."""
    used: Counter[tuple[str, date]] = Counter()
    for lot in plan.lots:
        for day in lot.days:
            used[lot.line, day.on] += day.used_min  # type: ignore[assignment]
    return used


def _beyond_min(scenario: Scenario, plan: Plan) -> float:
    """Minutes of all line-days beyond their shifts."""
    shift = {line.code: line.capacity_min_per_day for line in scenario.lines}
    return sum(max(0.0, m - shift[code] * scenario.share_of(code, on)) for (code, on), m in _used(plan).items())


def _cut_outside(policy: Policy, plan: Plan) -> Iterator[str]:
    """Cutting outside is paid for what is cut there, for its plies at the least, and only for that."""
    for lot in plan.outside:
        least = lot.pieces / policy.max_garments * policy.ply_fen if lot.uncut else 0.0
        if lot.cutting_fen < least or (lot.cutting_fen and not lot.uncut):
            yield LAWS.told("cut_outside", order=lot.order, said=lot.cutting_fen, least=least)


def _costs(scenario: Scenario, policy: Policy, plan: Plan) -> dict[str, float]:
    bought = {MaterialKind.FABRIC: 0, MaterialKind.TRIM: 0}
    for purchase in plan.purchases:
        bought[scenario.material[purchase.material].kind] += purchase.cost_fen
    markers = {(lay.order, lay.marker) for lay in plan.lays}
    late = 0.0
    for number, pieces, on in [(lot.order, lot.pieces, lot.finish_on) for lot in plan.lots] + [
        (lot.order, lot.pieces, lot.ready_on) for lot in plan.outside
    ]:
        order = scenario.order[number]
        days = max(0, (on - order.due_on).days)
        late += days * pieces * policy.late_fen_per_piece_day(order, scenario.style[order.style])
    return {
        "fabric": bought[MaterialKind.FABRIC],
        "trims": bought[MaterialKind.TRIM],
        "cutting": len(markers) * policy.marker_fen
        + sum(
            lay.all_plies * policy.ply_fen + (lay.end_min - lay.start_min) * policy.cut_fen_per_min for lay in plan.lays
        )
        + sum(lot.cutting_fen for lot in plan.outside),
        "sewing": sum(lot.pay_fen for lot in plan.lots),
        "overtime": _beyond_min(scenario, plan) * policy.overtime_fen_per_min,
        "transport": sum(lot.haul_fen for lot in plan.lots),
        "opening": sum(lot.opening_fen for lot in plan.lots),
        "finishing": sum(d.minutes * scenario.factory[d.factory].finishing_fen_per_min for d in plan.finishing),
        "outside": sum(lot.cost_fen for lot in plan.outside),
        "lateness": late,
    }


def _bounds(plan: Plan) -> Iterator[str]:
    # Only the amounts of a stage that were rounded one by one: a lot's pay and its transport, a lot given outside.
    rounded = {"network": 2 * len(plan.lots) + len(plan.outside)}
    for bound in plan.bounds:
        if bound.lower_bound_fen > bound.cost_fen + FEN_PER_PART * (1 + rounded.get(bound.stage, 0)):
            yield LAWS.told("bound", stage=_stage(bound.stage), bound=bound.lower_bound_fen, cost=bound.cost_fen)
    staged = sum(bound.cost_fen for bound in plan.bounds)
    if abs(staged - plan.costs.total) > FEN_PER_PART * (1 + len(plan.bounds)):
        yield LAWS.told("stages", staged=staged, total=plan.costs.total)


def _stage(name: str) -> str:
    return LAWS.told(name) if name in LAWS else name
