"""The answers of all rooms put together as one plan, with its costs, loads and bounds."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from interlock.model import (
    Bound,
    Costs,
    FinishDay,
    Lay,
    Lot,
    LotDay,
    MaterialKind,
    Order,
    OutsideLot,
    Plan,
    PlanMarker,
    Policy,
    Promise,
    Resource,
    Scenario,
    WhyOutside,
    distance_km,
    fingerprint,
)
from interlock.sequencing import LotRun
from interlock.stages.buy import Bought
from interlock.stages.cut import OrderCut
from interlock.stages.facts import Path
from interlock.stages.finish import Finished
from interlock.stages.horizon import Horizon
from interlock.stages.lay import Laid
from interlock.stages.loads import loads_of
from interlock.stages.lots import LotDraft
from interlock.stages.overtime import paid, works_overtime


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What holds for the whole plan, whatever its lays and lots; a ``bare`` plan has no loads and no fingerprint."""

    scenario: Scenario
    policy: Policy
    horizon: Horizon
    paths: Mapping[str, Path]
    bought: Bought
    markers: Mapping[str, PlanMarker]
    values: Mapping[tuple[Resource, str], Sequence[float]]
    network_bound_fen: int
    bare: bool = False
    as_of: date | None = None


@dataclass(frozen=True, kw_only=True)
class Parts(Frame):
    """What the stages answered."""

    cuts: Mapping[str, OrderCut]
    lots: Sequence[LotDraft]
    laid: Laid
    runs: Mapping[str, LotRun]
    finished: Finished
    outside_fen: Mapping[str, int]
    outside_cutting_fen: Mapping[str, int] = field(default_factory=dict)


def assemble(parts: Parts) -> Plan:
    """Return the plan without reasons, bottlenecks and virtues, which are found from it afterwards."""
    lays = lays_of(parts)
    return plan_of(parts, lays, lots_with_days(parts), outside_of(parts, lays), _finishing(parts))


def plan_of(
    parts: Frame,
    lays: tuple[Lay, ...],
    lots: tuple[Lot, ...],
    outside: tuple[OutsideLot, ...],
    finishing: tuple[FinishDay, ...],
) -> Plan:
    """Return the plan of some lays, lots and finishing days: their costs, promises, loads and bounds are found."""
    lots = paid(parts.scenario, parts.policy, lots)
    costs = _costs(parts, lays, lots, outside, finishing)
    horizon, longer = parts.horizon, works_overtime(parts.scenario, parts.policy)
    used = {lay.marker for lay in lays}
    return Plan(
        cluster=parts.scenario.cluster,
        made_on=parts.scenario.today,
        first_on=horizon.first_on,
        last_on=horizon.last_on,
        policy=parts.policy.name,
        seed=parts.policy.seed,
        made_up=parts.scenario.made_up,
        purchases=parts.bought.purchases,
        stock_uses=parts.bought.stock_uses,
        markers=tuple(parts.markers[name] for name in sorted(used)),
        lays=lays,
        lots=lots,
        outside=outside,
        finishing=finishing,
        promises=_adding_up(_promises(parts, lays, lots, outside, finishing), costs.total - _left_over_fen(parts)),
        loads=() if parts.bare else loads_of(parts.scenario, parts.horizon, parts.values, lays, lots, finishing),
        bottlenecks=(),
        reasons=(),
        virtues=(),
        costs=costs,
        bounds=_bounds(parts, costs),
        overtime_hours=parts.policy.overtime_hours,
        overtime_fen_per_min=parts.policy.overtime_fen_per_min if longer else 0.0,
        fingerprint="" if parts.bare else fingerprint(parts.scenario),
        as_of=parts.as_of,
    )


def lays_of(parts: Parts) -> tuple[Lay, ...]:
    """Return the lays as they are cut, with the fabric that their markers take."""
    lays = []
    for laid in parts.laid.lays:
        step = parts.cuts[laid.order].steps[laid.step]
        marker = parts.markers[laid.marker]
        lays.append(
            Lay(
                id=laid.id,
                order=laid.order,
                marker=laid.marker,
                material=laid.material,
                factory=parts.paths[laid.order].cutting,
                table=laid.table,
                cut_on=parts.horizon.on(laid.day),
                start_min=laid.start_min,
                end_min=laid.end_min,
                plies=step.plies,
                fabric_m=step.all_plies * (marker.length_mm + parts.policy.end_loss_mm) / 1000,
            )
        )
    return tuple(sorted(lays, key=lambda lay: (lay.cut_on, lay.table, lay.start_min, lay.id)))


def lots_with_days(parts: Parts) -> tuple[Lot, ...]:
    """Return the drafts that have a line as lots; the first of an order on a line pays its opening."""
    scenario, horizon = parts.scenario, parts.horizon
    lots = []
    opened: set[tuple[str, str]] = set()
    for draft in parts.lots:
        if draft.line is None:
            continue
        opens = (draft.order, draft.line) not in opened
        opened.add((draft.order, draft.line))
        line, path = scenario.line[draft.line], parts.paths[draft.order]
        factory = scenario.factory[line.factory]
        style = scenario.style[scenario.order[draft.order].style]
        km = distance_km(scenario.factory[path.cutting], factory) + distance_km(factory, scenario.factory[path.core])
        lots.append(
            Lot(
                id=draft.id,
                order=draft.order,
                factory=factory.code,
                line=line.code,
                quantities=draft.quantities,
                arrive_on=horizon.on(parts.laid.arrive_day[draft.id]),
                days=tuple(
                    LotDay(
                        on=horizon.on(day.day),
                        productive_min=day.productive_min,
                        changeover_min=day.changeover_min,
                        learning_min=day.learning_min,
                        pieces=day.pieces,
                    )
                    for day in parts.runs[draft.id].days
                ),
                finish_on=horizon.on(parts.finished.day[draft.id]),
                pay_fen=round(draft.pieces * style.smv_min * line.price_fen_per_min),
                haul_fen=round(draft.pieces * parts.policy.haul_fen_per_piece_km * km),
                opening_fen=factory.opening_fen if opens else 0,
            )
        )
    return tuple(lots)


def outside_of(parts: Parts, lays: Sequence[Lay]) -> tuple[OutsideLot, ...]:
    """Return the drafts without a line as lots outside, ready so many days after they are cut.

    Where the day of a lot's last cut is not known, that of its order counts.
    """
    last_cut: dict[str, date] = {}
    for lay in lays:
        last_cut[lay.order] = max(lay.cut_on, last_cut.get(lay.order, lay.cut_on))
    left_min = _share_left_min(parts)
    found = []
    for draft in parts.lots:
        if draft.line is None:
            ready = last_cut.get(draft.order, parts.horizon.on(parts.bought.ready_day[draft.order]))
            if draft.id in parts.laid.cut_day:
                ready = parts.horizon.on(parts.laid.cut_day[draft.id])
            found.append(
                OutsideLot(
                    order=draft.order,
                    quantities=draft.quantities,
                    cost_fen=parts.outside_fen[draft.id],
                    ready_on=ready + timedelta(days=parts.policy.outside_days),
                    why=_why_outside(parts, draft, left_min),
                    uncut=draft.uncut,
                    cutting_fen=parts.outside_cutting_fen.get(draft.id, 0),
                )
            )
    return tuple(found)


def _share_left_min(parts: Parts) -> dict[str, float]:
    """Standard minutes that factories with a most share may still sew; those without are left out."""
    scenario = parts.scenario
    capped = {f.code: most for f in scenario.factories if (most := scenario.rules.most_share(f.code)) < 1.0}
    if not capped:
        return {}
    smv = {order.number: scenario.style[order.style].smv_min for order in scenario.orders}
    total = sum(order.pieces * smv[order.number] for order in scenario.orders)
    left = {code: most * total for code, most in capped.items()}
    for lot in parts.lots:
        if lot.line is not None and (code := scenario.line[lot.line].factory) in left:
            left[code] -= lot.pieces * smv[lot.order]
    return left


def _why_outside(parts: Parts, lot: LotDraft, left_min: Mapping[str, float]) -> WhyOutside:
    scenario, order = parts.scenario, parts.scenario.order[lot.order]
    if lot.uncut:
        return WhyOutside.UNCUT
    category, declined = scenario.style[order.style].category, scenario.declined_by.get(order.number, frozenset())
    skilled = {line.factory: scenario.factory[line.factory] for line in scenario.lines if line.level(category) > 0}
    if not skilled:
        return WhyOutside.NO_SKILL
    allowed = [f for f in skilled.values() if f.code not in declined and scenario.rules.may_sew(order, f)]
    if not allowed:
        return WhyOutside.NOT_ALLOWED
    if all(factory.minimum_lot_pieces > lot.pieces for factory in allowed):
        return WhyOutside.LOT_TOO_SMALL
    minutes = lot.pieces * scenario.style[order.style].smv_min
    if all(left_min.get(factory.code, math.inf) < minutes for factory in allowed):
        return WhyOutside.NOT_ALLOWED
    return WhyOutside.NO_ROOM


def _finishing(parts: Parts) -> tuple[FinishDay, ...]:
    return tuple(
        FinishDay(lot, shop, parts.horizon.on(day), minutes) for lot, shop, day, minutes in parts.finished.minutes
    )


def _late_fen(parts: Frame, order: Order, pieces: int, on: date) -> float:
    style = parts.scenario.style[order.style]
    return max(0, (on - order.due_on).days) * pieces * parts.policy.late_fen_per_piece_day(order, style)


def _cutting_fen(parts: Frame, lays: Sequence[Lay]) -> float:
    policy = parts.policy
    made = {(lay.order, lay.marker) for lay in lays}
    table_min = sum(lay.end_min - lay.start_min for lay in lays)
    plies = sum(lay.all_plies for lay in lays)
    return len(made) * policy.marker_fen + plies * policy.ply_fen + table_min * policy.cut_fen_per_min


def _finishing_fen(parts: Frame, finishing: Sequence[FinishDay]) -> float:
    return sum(day.minutes * parts.scenario.factory[day.factory].finishing_fen_per_min for day in finishing)


def _costs(
    parts: Frame,
    lays: Sequence[Lay],
    lots: Sequence[Lot],
    outside: Sequence[OutsideLot],
    finishing: Sequence[FinishDay],
) -> Costs:
    scenario = parts.scenario
    bought: Counter[MaterialKind] = Counter()
    for purchase in parts.bought.purchases:
        bought[scenario.material[purchase.material].kind] += purchase.cost_fen
    late = sum(_late_fen(parts, scenario.order[lot.order], lot.pieces, lot.finish_on) for lot in lots)
    late += sum(_late_fen(parts, scenario.order[lot.order], lot.pieces, lot.ready_on) for lot in outside)
    return Costs(
        fabric=bought[MaterialKind.FABRIC],
        trims=bought[MaterialKind.TRIM],
        cutting=round(_cutting_fen(parts, lays)) + sum(lot.cutting_fen for lot in outside),
        sewing=sum(lot.pay_fen for lot in lots),
        overtime=sum(lot.overtime_fen for lot in lots),
        transport=sum(lot.haul_fen for lot in lots),
        opening=sum(lot.opening_fen for lot in lots),
        finishing=round(_finishing_fen(parts, finishing)),
        outside=sum(lot.cost_fen for lot in outside),
        lateness=round(late),
    )


def _promises(
    parts: Frame,
    lays: Sequence[Lay],
    lots: Sequence[Lot],
    outside: Sequence[OutsideLot],
    finishing: Sequence[FinishDay],
) -> tuple[Promise, ...]:
    lays_of: dict[str, list[Lay]] = defaultdict(list)
    lots_of: dict[str, list[Lot]] = defaultdict(list)
    outside_of: dict[str, list[OutsideLot]] = defaultdict(list)
    finishing_of: dict[str, list[FinishDay]] = defaultdict(list)
    order_of = {lot.id: lot.order for lot in lots}
    for lay in lays:
        lays_of[lay.order].append(lay)
    for lot in lots:
        lots_of[lot.order].append(lot)
    for out in outside:
        outside_of[out.order].append(out)
    for day in finishing:
        finishing_of[order_of[day.lot]].append(day)
    materials = _material_fen(parts)
    found = []
    for order in parts.scenario.orders:
        number = order.number
        mine, away, cut = lots_of[number], outside_of[number], lays_of[number]
        ship_on = max([lot.finish_on for lot in mine] + [lot.ready_on for lot in away])
        cost = materials[number] + _cutting_fen(parts, cut) + _finishing_fen(parts, finishing_of[number])
        cost += sum(lot.pay_fen + lot.overtime_fen + lot.haul_fen + lot.opening_fen for lot in mine)
        cost += sum(lot.cost_fen + lot.cutting_fen for lot in away)
        cost += sum(_late_fen(parts, order, lot.pieces, lot.finish_on) for lot in mine)
        cost += sum(_late_fen(parts, order, lot.pieces, lot.ready_on) for lot in away)
        path = parts.paths[number]
        found.append(
            Promise(
                order=number,
                core=path.core,
                cutting_factory=path.cutting,
                material_on=parts.horizon.on(parts.bought.ready_day[number]),
                cut_first_on=min((lay.cut_on for lay in cut), default=None),
                cut_last_on=max((lay.cut_on for lay in cut), default=None),
                sew_first_on=min((lot.start_on for lot in mine), default=None),
                sew_last_on=max((lot.end_on for lot in mine), default=None),
                ship_on=ship_on,
                due_on=order.due_on,
                late_days=max(0, (ship_on - order.due_on).days),
                pieces=sum(lot.pieces for lot in mine) + sum(lot.pieces for lot in away),
                outside_pieces=sum(lot.pieces for lot in away),
                cost_fen=round(cost),
            )
        )
    return tuple(found)


def _adding_up(promises: Sequence[Promise], total_fen: int) -> tuple[Promise, ...]:
    """Return the promises with costs that add up to a plan's: the dearest bear what rounding leaves, a fen each."""
    left = total_fen - sum(promise.cost_fen for promise in promises)
    dearest = sorted(range(len(promises)), key=lambda place: -promises[place].cost_fen)
    bear = Counter(dearest[place % len(dearest)] for place in range(abs(left)) if dearest)
    fen = 1 if left > 0 else -1
    return tuple(
        replace(promise, cost_fen=promise.cost_fen + fen * bear[place]) if place in bear else promise
        for place, promise in enumerate(promises)
    )


def _left_over_fen(parts: Frame) -> int:
    return sum(purchase.left_over_fen for purchase in parts.bought.purchases)


def _material_fen(parts: Frame) -> dict[str, float]:
    """What each order's purchases cost; surplus is carried by the orders it was bought for, by their shares.

    What is left over of orders that are gone is carried by none.
    """
    found: dict[str, float] = defaultdict(float)
    for purchase in parts.bought.purchases:
        total = sum(share.quantity for share in purchase.shares)
        for share in purchase.shares:
            found[share.order] += (purchase.cost_fen - purchase.left_over_fen) * share.quantity / total
    return found


def _bounds(parts: Frame, costs: Costs) -> tuple[Bound, ...]:
    """The stages' costs, which add up to the plan's, beside what each can be at least."""
    network = costs.sewing + costs.overtime + costs.transport + costs.opening + costs.outside + costs.lateness
    cloth = costs.fabric + costs.cutting
    return (
        Bound(
            stage="network",
            cost_fen=network,
            lower_bound_fen=parts.network_bound_fen,
            proof="lagrangian",
        ),
        Bound(
            stage="cloth",
            cost_fen=cloth,
            lower_bound_fen=parts.bought.cloth_bound_fen,
            proof="cut_plans",
        ),
        Bound(
            stage="trims",
            cost_fen=costs.trims,
            lower_bound_fen=parts.bought.trim_bound_fen,
            proof="cheapest_offer",
        ),
        Bound(stage="finishing", cost_fen=costs.finishing, lower_bound_fen=costs.finishing, proof="fixed"),
    )
