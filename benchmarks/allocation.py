"""Measure the allocation of a county-like order book: seconds, memory, gap to the proven bound, gap of a dispatcher.

Run: python benchmarks/allocation.py --orders 1000 --factories 200 --load 0.76 --seed 1 --json
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time

from county import county
from interlock.allocation import Allocation, AllocationProblem, allocate, check, earliest_due_date
from interlock.errors import BrokenLaw


def main() -> None:
    """Measure once and print the figures."""
    options = _options()
    compile_seconds = _warm_up(options.effort)
    problem = county(options.orders, options.factories, options.load, options.seed, options.weeks)
    began, began_cpu = time.perf_counter(), time.process_time()

    def tell(share: float, stage: str) -> None:
        if options.trace:
            print(f"{time.perf_counter() - began:8.2f} s {share:6.1%} {stage}", file=sys.stderr)

    plan = allocate(problem, effort=options.effort, seed=options.seed, progress=tell)
    cpu_seconds = time.process_time() - began_cpu
    dispatched = earliest_due_date(problem)
    for name, one in (("plan", plan), ("dispatcher's plan", dispatched)):
        if breaches := check(problem, one):
            raise BrokenLaw(name, breaches)
    figures = {
        "orders": options.orders,
        "factories": options.factories,
        "load": options.load,
        "seed": options.seed,
        "effort": options.effort,
        "compile_seconds": round(compile_seconds, 2),
        "cpu_seconds": round(cpu_seconds, 2),
        **_figures(plan, dispatched),
    }
    if options.highs:
        figures |= _highs(problem, plan, options.highs_seconds)
    print(json.dumps(figures) if options.json else "\n".join(f"{name}: {value}" for name, value in figures.items()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=1000)
    parser.add_argument("--factories", type=int, default=200)
    parser.add_argument("--load", type=float, default=0.76)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weeks", type=int, default=12)
    parser.add_argument("--effort", choices=["quick", "normal", "long"], default="normal")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--trace", action="store_true", help="tell each pass, with the gap once there is one, on stderr"
    )
    parser.add_argument("--highs", action="store_true", help="also bound it with HiGHS (sensible up to 100 x 20)")
    parser.add_argument("--highs-seconds", type=float, default=600.0)
    return parser.parse_args()


def _warm_up(effort: str) -> float:
    """Compile every loop on a tiny problem; returns the seconds that took."""
    began = time.perf_counter()
    tiny = county(12, 5, 0.7, 0, 4)
    allocate(tiny, effort="long" if effort == "long" else "normal")
    return time.perf_counter() - began


def _figures(plan: Allocation, dispatched: Allocation) -> dict[str, float | int]:
    bound = plan.lower_bound_fen
    return {
        "seconds": round(plan.seconds, 2),
        "rss_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 3),
        "cost_cny": round(plan.cost_fen / 100),
        "lower_bound_cny": round(bound / 100),
        "gap_percent": round(100 * plan.gap, 3),
        "edd_gap_percent": round(100 * (dispatched.cost_fen - bound) / bound, 3),
        "cheaper_than_edd_percent": round(100 * (1 - plan.cost_fen / dispatched.cost_fen), 3),
        "edd_dearer_percent": round(100 * (dispatched.cost_fen / plan.cost_fen - 1), 3),
        "outside_batches": int(plan.outside_batches.sum()),
    }


def _highs(problem: AllocationProblem, plan: Allocation, seconds: float) -> dict[str, float]:
    from county_milp import highs_bound_fen

    bound_fen, best_fen = highs_bound_fen(problem, seconds)
    return {
        "highs_bound_cny": round(bound_fen / 100),
        "highs_plan_cny": round(best_fen / 100),
        "bound_difference_percent": round(100 * abs(plan.lower_bound_fen - bound_fen) / bound_fen, 4),
    }


if __name__ == "__main__":
    main()
