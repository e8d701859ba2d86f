"""Measure the day level of a county-like order book: week-level plan, then whole lots in turn on every line.

Run: python benchmarks/days.py --orders 40000 --factories 3000 --load 0.76 --seed 1 --json
"""

from __future__ import annotations

import argparse
import json
import resource
import time

from county import county
from interlock.allocation import allocate, check_days, to_days
from interlock.errors import BrokenLaw


def main() -> None:
    """Measure once and print the figures."""
    options = _options()
    small = county(60, 10, 0.7, 0, 6)
    to_days(small, allocate(small, effort=options.effort))  # compiles the loops
    problem = county(options.orders, options.factories, options.load, options.seed, options.weeks)
    began = time.perf_counter(), time.process_time()
    weeks = allocate(problem, effort=options.effort, seed=options.seed)
    between = time.perf_counter(), time.process_time()
    days = to_days(problem, weeks, seed=options.seed)
    ended = time.perf_counter(), time.process_time()
    if breaches := check_days(problem, days):
        raise BrokenLaw("day-level plan", breaches)
    figures = {
        "orders": options.orders,
        "factories": options.factories,
        "load": options.load,
        "seed": options.seed,
        "week_seconds": round(between[0] - began[0], 2),
        "week_cpu_seconds": round(between[1] - began[1], 2),
        "seconds": round(ended[0] - began[0], 2),
        "cpu_seconds": round(ended[1] - began[1], 2),
        "rss_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 3),
        "week_gap_percent": round(100 * weeks.gap, 3),
        "gap_percent": round(100 * days.allocation.gap, 3),
        "kept_percent_plain": round(100 * days.first_kept_share, 2),
        "kept_percent": round(100 * days.kept_share, 2),
        "outside_batches": int(days.allocation.outside_batches.sum()),
    }
    print(json.dumps(figures) if options.json else "\n".join(f"{name}: {value}" for name, value in figures.items()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=5000)
    parser.add_argument("--factories", type=int, default=600)
    parser.add_argument("--load", type=float, default=0.76)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weeks", type=int, default=12)
    parser.add_argument("--effort", choices=["quick", "normal", "long"], default="quick")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


if __name__ == "__main__":
    main()
