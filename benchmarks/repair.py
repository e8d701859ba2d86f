"""Measure repairs: a plan of the sample, then a stream of mixed events, each judged.

Run: python benchmarks/repair.py --events 40 --orders 600 --factories 175
     python benchmarks/repair.py --book book.xlsx --plan out/plan.json --events 40
Prints one JSON object: median and 95th percentile of seconds by kind of event (and the median of processor seconds),
orders touched, and what the last plan costs beside one made afresh for the same scenario: as the repairs leave it, and
made better. ``--improve-every N`` makes it better after every N events too, as when nobody waits.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from interlock.errors import Infeasible
from interlock.markers import MarkerCache, default_cache_folder
from interlock.model import (
    AttendanceFell,
    Event,
    LineReturned,
    LineStopped,
    Lot,
    LotDeclined,
    LotRejected,
    MaterialLate,
    OrderAdded,
    OrderCancelled,
    OrderRushed,
    OutputBehind,
    Plan,
    Policy,
    QuantityChanged,
    Scenario,
    kind_of,
    load,
)
from interlock.planner import plan
from interlock.repair import improve, proved, repair
from interlock.sample import make_sample
from interlock.workbook import read_book

# Output is told of lots that end within so many days: the days until then are over for their lines.
SOON_DAYS = 7
KINDS = (
    "stop", "stop", "attendance", "return", "late", "quantity", "added", "cancelled", "rushed", "rushed", "rejected",
    "declined", "declined", "behind",
)  # fmt: skip


def main() -> None:
    """Measure once and print the figures."""
    options = _options()
    scenario, made, policy = _start(options)
    draw = Random(options.seed)
    took: dict[str, list[tuple[float, float]]] = defaultdict(list)
    touched: dict[str, list[int]] = defaultdict(list)
    impossible = 0
    for number in range(options.events):
        event = _event(draw, scenario, made, number)
        began, began_cpu = time.perf_counter(), time.process_time()
        try:
            done = repair(scenario, policy, made, [event])
        except Infeasible:
            impossible += 1
            continue
        took[kind_of(event)].append((time.perf_counter() - began, time.process_time() - began_cpu))
        touched[kind_of(event)].append(len(done.diff.orders))
        scenario, made = done.scenario, done.plan
        if options.improve_every and number % options.improve_every == options.improve_every - 1:
            made = improve(scenario, policy, made).plan
    began = time.perf_counter()
    better = improve(scenario, policy, made)
    improve_s = time.perf_counter() - began
    figures = {
        "orders": len(scenario.orders),
        "factories": len(scenario.factories),
        "events": options.events,
        "impossible": impossible,
        "by_kind": {kind: _spread(took[kind], touched[kind]) for kind in sorted(took)},
        "all": _spread([s for found in took.values() for s in found], [n for found in touched.values() for n in found]),
        **_against_afresh(scenario, made, better.plan, policy, options.afresh),
        "improve_s": round(improve_s, 1),
        "improve_orders_touched": len(better.diff.orders),
    }
    print(json.dumps(figures, indent=1))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=40)
    parser.add_argument("--improve-every", type=int, default=0, metavar="N", help="make the plan better after N events")
    parser.add_argument("--orders", type=int, default=600)
    parser.add_argument("--factories", type=int, default=175)
    parser.add_argument("--load", type=float, default=0.76)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--today", type=date.fromisoformat, default=date(2026, 11, 23), help="day of the sample")
    parser.add_argument("--book", type=Path, help="the workbook that a plan was made from")
    parser.add_argument("--plan", type=Path, help="the plan.json made from --book")
    parser.add_argument("--no-afresh", dest="afresh", action="store_false", help="do not plan afresh at the end")
    return parser.parse_args()


def _start(options: argparse.Namespace) -> tuple[Scenario, Plan, Policy]:
    policy = Policy(nest_days=0)
    if options.book and options.plan:
        made = load(options.plan.read_bytes(), Plan, str(options.plan))
        scenario = read_book(options.book, [], today=made.made_on).scenario
        if scenario is None:
            raise SystemExit(f"{options.book} has errors; see interlock check")
        return scenario, made, policy
    scenario = make_sample(
        factories=options.factories, orders=options.orders, load=options.load, seed=options.seed, today=options.today
    )
    return scenario, _afresh(scenario, policy), policy


def _afresh(scenario: Scenario, policy: Policy) -> Plan:
    return plan(scenario, policy, cache=MarkerCache(default_cache_folder())).plan


def _event(draw: Random, scenario: Scenario, made: Plan, number: int) -> Event:
    kind = draw.choice(KINDS)
    if kind in ("stop", "attendance", "return"):
        return _of_line(draw, scenario, made, kind)
    if kind in ("rejected", "declined", "behind"):
        return _of_lot(draw, draw.choice(_lots_for(made, kind)), kind)
    order = draw.choice(scenario.orders)
    promise = made.promise[order.number]
    match kind:
        case "late":
            ready_on = min(promise.material_on + timedelta(days=draw.randint(2, 10)), made.last_on)
            return MaterialLate(order=order.number, ready_on=ready_on)
        case "quantity":
            share = draw.uniform(0.8, 1.2)
            quantities = tuple(replace(q, pieces=max(1, round(q.pieces * share))) for q in order.quantities)
            return QuantityChanged(order=order.number, quantities=quantities)
        case "added":
            return OrderAdded(order=replace(order, number=f"NEW-{number}"), may_move=True)
        case "cancelled":
            return OrderCancelled(order=order.number)
        case _:
            due_on = promise.ship_on - timedelta(days=draw.randint(1, 7))
            return OrderRushed(order=order.number, due_on=max(made.first_on, due_on))


def _of_line(draw: Random, scenario: Scenario, made: Plan, kind: str) -> Event:
    line = draw.choice(scenario.lines)
    first_on = made.first_on + timedelta(days=draw.randint(0, 30))
    changes = [c for c in scenario.capacity_changes if c.share < 1 and c.last_on > c.first_on]
    if kind == "return" and changes:
        change = draw.choice(changes)
        return LineReturned(line=change.line, on=change.first_on + timedelta(days=1))
    last_on = first_on + timedelta(days=draw.randint(1, 9))
    if kind == "attendance":
        share = draw.uniform(0.5, 0.9)
        return AttendanceFell(factory=line.factory, share=share, first_on=first_on, last_on=last_on)
    return LineStopped(line=line.code, first_on=first_on, last_on=last_on)


def _lots_for(made: Plan, kind: str) -> list[Lot]:
    """Lots that may be inspected, declined, or found behind: what is sewn stays, and output is told of these days."""
    soon = made.first_on + timedelta(days=SOON_DAYS)
    free = [lot for lot in made.lots if kind == "rejected" or not lot.done]
    return [lot for lot in free if lot.end_on <= soon] or free if kind == "behind" else free


def _of_lot(draw: Random, lot: Lot, kind: str) -> Event:
    if kind == "rejected":
        q = draw.choice(lot.quantities)
        return LotRejected(lot=lot.id, quantities=(replace(q, pieces=max(1, q.pieces // 2)),), on=lot.end_on)
    on, planned = lot.days[-1].on, lot.pieces
    if kind == "behind":
        return OutputBehind(lot=lot.id, on=on, pieces_done=draw.randint(0, planned - 1))
    return LotDeclined(lot=lot.id)


def _spread(seconds: list[tuple[float, float]], orders: list[int]) -> dict[str, float]:
    ranked = sorted(wall for wall, _ in seconds)
    return {
        "n": len(ranked),
        "p50_s": round(statistics.median(ranked), 3) if ranked else 0.0,
        "p95_s": round(ranked[min(len(ranked) - 1, int(0.95 * len(ranked)))], 3) if ranked else 0.0,
        "p50_cpu_s": round(statistics.median(cpu for _, cpu in seconds), 3) if seconds else 0.0,
        "mean_orders_touched": round(statistics.fmean(orders), 1) if orders else 0.0,
    }


def _against_afresh(scenario: Scenario, made: Plan, better: Plan, policy: Policy, afresh: bool) -> dict[str, float]:
    figures = {
        "cost_cny": made.cost_fen / 100,
        "late_orders": len(made.late),
        "improved_cost_cny": better.cost_fen / 100,
        "improved_late_orders": len(better.late),
        "network_bound_cny": made.bounds[0].lower_bound_fen / 100,
        "network_bound_proved_cny": proved(scenario, policy, made) / 100,
    }
    if not afresh:
        return figures
    other = _afresh(scenario, policy)
    figures |= {
        "afresh_cost_cny": other.cost_fen / 100,
        "afresh_late_orders": len(other.late),
        "over_afresh_percent": round((made.cost_fen / other.cost_fen - 1) * 100, 3),
        "improved_over_afresh_percent": round((better.cost_fen / other.cost_fen - 1) * 100, 3),
    }
    return figures


if __name__ == "__main__":
    main()
