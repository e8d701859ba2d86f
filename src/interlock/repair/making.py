"""New pieces for one order: how they are cut, what is bought for them, when they are laid, in what lots they wait."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from interlock.allocation import Prices, Residual, way
from interlock.errors import Infeasible, Told
from interlock.model import Lay, Lot, Order, Policy, Rules, Scenario, Way, distance_km
from interlock.repair.buying import offers_left, ordered, stock_left, supplies, take_supplies
from interlock.repair.floor import Floor, Made, Waiting
from interlock.repair.parts import NOTHING_BOUGHT
from interlock.repair.quality import best_lines
from interlock.repair.tables import Tables, arrive_days
from interlock.stages.allocate import Book
from interlock.stages.assemble import Parts, lays_of
from interlock.stages.buy import Bought, buy
from interlock.stages.cut import Fabric, Lengths, OrderCut, cut_orders, fabrics_of
from interlock.stages.facts import Cell, Path
from interlock.stages.finish import Finished
from interlock.stages.lay import Laid, LaidLay, lay_min
from interlock.stages.lots import GivenBatches, lots_of
from interlock.stages.nest import estimated, marker_id, short_of_fabric
from interlock.stages.parts import WHOLE, parts_of
from interlock.stages.paths import Taken, choose_paths

# Cutting shops tried for a new order: the one that planning would take, and the nearest to its core.
SHOPS = 4
# For the fastest way, a late day weighs so much of an order's price.
URGENT_SHARE = 0.2


def make(
    floor: Floor,
    tables: Tables,
    number: str,
    wanted: Way,
    *,
    path: Path | None = None,
    homes: frozenset[str] = frozenset(),
    alone: bool = False,
    before: Sequence[Lot] = (),
) -> None:
    """Cut, buy and lay for one order in what is free; its lots then wait for lines.

    ``path`` is its core and shops where they are known, ``homes`` are lines that sewed it before. ``alone``: it
    moves nobody else. ``before``: its lots when it had more pieces, the first of which it keeps as far as it can.
    Raises :class:`~interlock.errors.Infeasible` when no table, offer or factory can serve it.
    """
    order = floor.scenario.order[number]
    if alone:
        floor.alone.add(number)
    lengths = Lengths(_alone(floor, order), _urgent(floor.policy, wanted), _factors(floor, order))
    path = path or choose_paths(lengths, _taken(floor))[number]
    cut = cut_orders(lengths, {number: path}, _least_prices(floor.scenario, order), {}, workers=1)[number]
    floor.markers = estimated(lengths, {number: cut}) | floor.markers
    allowance = short_of_fabric(lengths, {number: cut}, floor.markers, {})
    bought = buy(lengths, floor.horizon, {number: cut}, allowance, soonest=wanted == "fastest")
    floor.purchases += ordered(floor, bought.purchases)
    take_supplies(floor, bought.stock_uses)
    floor.material_on[number] = floor.horizon.on(bought.ready_day[number])
    floor.made[number] = _made(floor.scenario, cut, bought)
    laid = _laid(floor, tables, lengths, cut, _shops(floor, lengths, order, path) if cut.steps else [path.cutting])
    floor.paths[number] = replace(path, cutting=laid[0])
    floor.lays_of[number] = _lays(floor, cut, laid[1])
    _wait(floor, number, cut, wanted, homes, alone=alone, before=before)


def _taken(floor: Floor) -> Taken:
    """The load of cores and shops as the plan stands."""
    cores: Counter[str] = Counter()
    cutters: Counter[str] = Counter()
    finishers: Counter[str] = Counter()
    scenario = floor.scenario
    # An order that is cancelled at the same time has its lots still.
    for lot in (lot for lot in floor.lots.values() if lot.order in scenario.order):
        smv_min = scenario.style[scenario.order[lot.order].style].smv_min
        cores[floor.paths[lot.order].core] += lot.pieces * smv_min  # type: ignore[assignment]
    for lay in chain.from_iterable(floor.lays_of.values()):
        cutters[lay.factory] += lay.end_min - lay.start_min  # type: ignore[assignment]
    for day in chain.from_iterable(floor.finishing.values()):
        finishers[day.factory] += day.minutes  # type: ignore[assignment]
    return Taken(cores, cutters, finishers)


def _alone(floor: Floor, order: Order) -> Scenario:
    """The scenario with this order only, what is left of stock and offers, and the rules that speak of it."""
    rules = floor.scenario.rules
    mine = Rules(
        places=tuple(rule for rule in rules.places if rule.order in ("", order.number)),
        lots=tuple(rule for rule in rules.lots if rule.order in ("", order.number)),
        locks=rules.locks_of(order.number),
    )
    return replace(
        floor.scenario,
        orders=(order,),
        stock=stock_left(floor),
        offers=offers_left(floor),
        rules=mine,
        declined=tuple(no for no in floor.scenario.declined if no.order == order.number),
    )


def _urgent(policy: Policy, wanted: Way) -> Policy:
    return replace(policy, late_share_per_day=URGENT_SHARE) if wanted == "fastest" else policy


def _factors(floor: Floor, order: Order) -> dict[Fabric, float]:
    """What the plan's markers of the style tell about its lengths: theirs over the estimate for the same sizes."""
    lengths = Lengths(floor.scenario, floor.policy)
    style = floor.scenario.style[order.style]
    items = {item.material: item for item in fabrics_of(floor.scenario, style)}
    found: dict[Fabric, float] = {}
    for marker in floor.markers.values():
        if marker.style == style.code and marker.material in items and not marker.nested:
            counts = dict(marker.ratio)
            garments = tuple(counts.get(size, 0) for size in style.sizes)
            plain = lengths.model(style, items[marker.material]).marker_mm(garments)
            found.setdefault((style.code, marker.material), marker.length_mm / plain)
    return found


def _least_prices(scenario: Scenario, order: Order) -> dict[Cell, float]:
    """The lowest price of any offer for the order's fabrics, whatever the quantity: no metre can cost less."""
    found: dict[Cell, float] = {}
    for item in fabrics_of(scenario, scenario.style[order.style]):
        for colour in order.colours if scenario.material[item.material].by_colour else ("",):
            prices = [
                offer.breaks[-1].fen_per_unit
                for offer in scenario.offers
                if offer.material == item.material and offer.colour in ("", colour)
            ]
            found[item.material, colour] = min(prices, default=0.0)
    return found


def _made(scenario: Scenario, cut: OrderCut, bought: Bought) -> Made:
    fabric: dict[Cell, float] = {}
    fabrics = {item.material for item in fabrics_of(scenario, scenario.style[scenario.order[cut.order].style])}
    for part in supplies(bought.purchases, bought.stock_uses):
        if part.material in fabrics:
            cell = (part.material, part.colour)
            fabric[cell] = fabric.get(cell, 0.0) + sum(share.quantity for share in part.shares)
    return Made(bought.cloth_bound_fen, fabric)


def _shops(floor: Floor, lengths: Lengths, order: Order, path: Path) -> list[str]:
    """Cutting shops to try: the path's, then the nearest to the core with a table that takes the style's fabrics."""
    scenario = floor.scenario
    style = scenario.style[order.style]
    width = max((scenario.material[i.material].width_mm for i in fabrics_of(scenario, style)), default=0.0)
    wide = {table.factory for table in scenario.tables if table.width_mm >= width} - {path.cutting}
    home = scenario.factory[path.core]
    near = sorted(wide, key=lambda code: (distance_km(home, scenario.factory[code]), code))
    return [path.cutting, *near[: SHOPS - 1]]


def _laid(
    floor: Floor, tables: Tables, lengths: Lengths, cut: OrderCut, shops: list[str]
) -> tuple[str, tuple[LaidLay, ...]]:
    """The shop that has cut everything first, and where it lays what."""
    best: tuple[int, int, Tables, tuple[LaidLay, ...]] | None = None
    for at, shop in enumerate(shops):
        trial = tables.copy()
        lays = _in_shop(floor, trial, lengths, cut, shop)
        if lays is not None:
            last = max((lay.day for lay in lays), default=0)
            if best is None or (last, at) < best[:2]:
                best = last, at, trial, lays
    if best is None:
        last_on = floor.horizon.last_on
        raise Infeasible(
            Told(
                f"the lays of order {cut.order} find no table until {last_on}; add table time, "
                "or let the order be due later",
                f"订单 {cut.order} 到 {last_on} 为止排不上裁床，请增加裁床工时或推迟交期",
            )
        )
    tables.become(best[2])
    return shops[best[1]], best[3]


def _in_shop(floor: Floor, tables: Tables, lengths: Lengths, cut: OrderCut, shop: str) -> tuple[LaidLay, ...] | None:
    style = floor.scenario.style[floor.scenario.order[cut.order].style]
    release_day = floor.release_day(cut.order)
    found = []
    for number, step in enumerate(cut.steps):
        for item in fabrics_of(floor.scenario, style):
            marker, minutes = marker_id(style, item, step.ratio), lay_min(lengths, style, item, step)
            spot = tables.spot(shop, marker, minutes, release_day)
            if spot is None:
                return None
            tables.take(spot, minutes)
            found.append(
                LaidLay(
                    id=f"{cut.order}-{number + 1}-{item.material}",
                    order=cut.order,
                    step=number,
                    material=item.material,
                    marker=marker,
                    table=spot.table,
                    day=spot.day,
                    start_min=spot.start_min,
                    end_min=spot.start_min + minutes,
                )
            )
    return tuple(found)


def _lays(floor: Floor, cut: OrderCut, laid: tuple[LaidLay, ...]) -> list[Lay]:
    return list(
        lays_of(
            Parts(
                scenario=floor.scenario,
                policy=floor.policy,
                horizon=floor.horizon,
                paths=floor.paths,
                bought=NOTHING_BOUGHT,
                markers=floor.markers,
                values={},
                network_bound_fen=0,
                cuts={cut.order: cut},
                lots=(),
                laid=Laid(laid, {}),
                runs={},
                finished=Finished({}, (), frozenset()),
                outside_fen={},
            )
        )
    )


def _wait(
    floor: Floor,
    number: str,
    cut: OrderCut,
    wanted: Way,
    homes: frozenset[str],
    *,
    alone: bool,
    before: Sequence[Lot],
) -> None:
    """Share the order over lines by the best way through what is free; its lots then wait, where they would be best."""
    only = best_lines(floor, number, cut.pieces) if wanted == "best_quality" else None
    kept = _kept(floor, cut, before)
    drafts = lots_of(cut, kept or _ways(floor, cut, wanted, only, homes))
    for draft, arrive_day in zip(drafts, arrive_days(floor, number, drafts), strict=True):
        arrive, lock = max(arrive_day, floor.frozen_day), draft.part.lock
        waiting = Waiting(
            draft=draft, arrive_day=arrive, only=only, hurried=wanted == "fastest", alone=alone, stays=bool(kept)
        )
        floor.waiting[draft.id] = floor.locked(waiting, lock) if lock else waiting


def _kept(floor: Floor, cut: OrderCut, before: Sequence[Lot]) -> list[GivenBatches]:
    """The first of some lots, as many as fewer pieces fill, for each whole apart; none where one grows or is locked."""
    order, rules = floor.scenario.order[cut.order], floor.scenario.rules
    if rules.locks_of(order.number):
        return []
    free = rules.split_of(order) == "free"
    found: list[GivenBatches] = []
    for part in (WHOLE,) if free else parts_of(floor.scenario, floor.policy, order, cut):
        mine = [lot for lot in before if all(part.holds(q.colour, q.size) for q in lot.quantities)]
        pieces = part.pieces or cut.pieces
        if pieces > sum(lot.pieces for lot in mine):
            return []
        # None grows: a single piece more may be too much for its place.
        count = math.ceil(pieces / min(lot.pieces for lot in mine))
        first = sorted(mine, key=lambda lot: (lot.finish_on, lot.start_on, lot.id))[:count]
        found += [GivenBatches(lot.line, 1, floor.horizon.bucket(floor.start_day(lot)), part) for lot in first]
    return found


def _ways(
    floor: Floor, cut: OrderCut, wanted: Way, only: frozenset[str] | None, homes: frozenset[str]
) -> list[GivenBatches]:
    """The best way of each part of the order, one after another, through what is free."""
    alone = _alone(floor, floor.scenario.order[cut.order])
    order = alone.orders[0]
    smv_min, finishing_min = alone.style[order.style].smv_min, alone.style[order.style].finishing_min
    parts = parts_of(alone, floor.policy, order, cut)
    works = [
        replace(
            floor.work(cut.order),
            order=order,
            pieces=part.pieces,
            sewing_min=part.pieces * smv_min,
            finishing_min=part.pieces * finishing_min,
            part=part,
            leads=at == 0,
        )
        for at, part in enumerate(parts)
    ]
    problem = Book(alone, _urgent(floor.policy, wanted), floor.horizon, works).planned()
    free = np.zeros_like(problem.line_min)
    starts = np.array(floor.horizon.bucket_starts)
    for at in sorted({int(line) for line in problem.group_line}):
        line = floor.scenario.lines[at]
        if only is None or line.code in only:
            free[at] = np.add.reduceat(np.array(floor.idle(line.code)), starts)
    home = min(homes, default=None)
    given: list[GivenBatches] = []
    for row, part in enumerate(parts):
        found = way(problem, row, Residual(free, problem.cut_min, problem.finish_min), Prices.free(problem))
        for at, batches, minutes in zip(found.lines, found.batches, found.work_min, strict=True):
            free[int(at)] = np.maximum(free[int(at)] - minutes, 0.0)
            code, bucket = floor.scenario.lines[int(at)].code, int(np.flatnonzero(minutes > 0)[0])
            given += [GivenBatches(code, 1, bucket, part)] * int(batches)
        # What finds no room by weeks may still find some by days; a line is then found for it lot by lot.
        given += [GivenBatches(home, 1, floor.horizon.buckets, part)] * found.outside_batches
    return given
