"""How time and memory grow with the order book, what zones cost, and a Ray cluster that loses a node half-way.

Run: python benchmarks/scale.py --sizes 10000,20000,40000,80000 --json
     python benchmarks/scale.py --zones 8 --sizes 40000
     python benchmarks/scale.py --ray --sizes 4000
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from county import _network, county
from interlock import compute
from interlock.allocation import allocate
from interlock.allocation.problem import Floats, Ints
from interlock.compute import Where
from interlock.errors import BrokenLaw, InterlockError
from interlock.zones import ZonedPlan, ZonedProblem, check, plan_zones

FACTORIES, ORDERS = 3, 40
SHOWN = ("orders", "factories", "cpu_seconds", "seconds", "rss_gb", "gap_percent", "cost_cny", "outside_batches")


def main() -> None:
    """Measure every size and print one table."""
    options = _options()
    measure = _measure_ray if options.ray else _measure_zones if options.zones else _measure_whole
    # What Ray has to say of a node's death is no part of the figures.
    with contextlib.redirect_stdout(sys.stderr):
        rows = [measure(size, options) for size in options.sizes]
    print(json.dumps(rows) if options.json else _table(rows))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=lambda text: [int(part) for part in text.split(",")], default=[5000, 10_000])
    parser.add_argument("--load", type=float, default=0.76)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weeks", type=int, default=12)
    parser.add_argument("--effort", choices=["quick", "normal", "long"], default="quick")
    parser.add_argument("--zones", type=int, default=0, help="plan in so many zones, and say what that loses")
    parser.add_argument("--no-whole", action="store_true", help="with --zones: do not plan the whole in one beside it")
    parser.add_argument("--ray", action="store_true", help="two Ray nodes on loopback, one killed half-way")
    parser.add_argument("--json", action="store_true", help="print one JSON list")
    return parser.parse_args()


def factories_for(orders: int) -> int:
    """Three factories for every forty orders, as in the county of 40,000 and 3,000."""
    return max(6, orders * FACTORIES // ORDERS)


def _measure_whole(orders: int, options: argparse.Namespace) -> dict[str, Any]:
    """One size, in a process of its own so that its memory is its own."""
    given = {"orders": orders, "factories": factories_for(orders)}
    given |= {name: getattr(options, name) for name in ("load", "seed", "weeks", "effort")}
    script = str(Path(__file__).with_name("allocation.py"))
    command = [sys.executable, script, *(text for name, value in given.items() for text in (f"--{name}", str(value)))]
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    figures: dict[str, Any] = json.loads(done.stdout)
    return {name: figures[name] for name in SHOWN}


def _measure_zones(orders: int, options: argparse.Namespace) -> dict[str, Any]:
    """The same order book in zones and in one: what zones lose of the plan and of its proof."""
    plan_zones(_zoned(60, 2, options), effort=options.effort)  # compiles the loops
    zoned = _zoned(orders, options.zones, options)
    plan, cpu_seconds = _timed(lambda: plan_zones(zoned, effort=options.effort, seed=options.seed))
    found = plan.allocation
    figures = {
        **_figures(zoned, plan, options.zones),
        "cpu_seconds": round(cpu_seconds, 1),
        "seconds": round(found.seconds, 1),
        "rss_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 3),
    }
    if not options.no_whole:
        whole, cpu_seconds = _timed(lambda: allocate(zoned.whole, effort=options.effort, seed=options.seed))
        figures |= {
            "whole_cpu_seconds": round(cpu_seconds, 1),
            "whole_gap_percent": round(100 * whole.gap, 3),
            "loss_percent": round(100 * (found.cost_fen / whole.cost_fen - 1), 3),
            "bound_loss_percent": round(100 * (1 - found.lower_bound_fen / whole.lower_bound_fen), 3),
        }
    return figures


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.process_time()
    return work(), time.process_time() - began


def _zoned(orders: int, zones: int, options: argparse.Namespace) -> ZonedProblem:
    """A county whose lines stand in zones of neighbours."""
    lines = factories_for(orders)
    problem = county(orders, lines, options.load, options.seed, options.weeks)
    return ZonedProblem(problem, grid(_network(np.random.default_rng(options.seed), lines).line_km, zones))


def grid(km: Floats, zones: int) -> Ints:
    """Zones of like size: two columns of the map (one below four zones), each cut into rows."""
    columns = 2 if zones >= 4 and zones % 2 == 0 else 1
    rows, column = zones // columns, np.argsort(np.argsort(km[:, 0])) * columns // len(km)
    zone = np.zeros(len(km), np.int64)
    for c in range(columns):
        here = np.flatnonzero(column == c)
        zone[here] = c * rows + np.argsort(np.argsort(km[here, 1])) * rows // len(here)
    return zone


def _figures(zoned: ZonedProblem, plan: ZonedPlan, zones: int) -> dict[str, Any]:
    if breaches := check(zoned, plan):
        raise BrokenLaw("plan in zones", breaches)
    found = plan.allocation
    return {
        "orders": zoned.whole.order_count,
        "factories": len(zoned.line_zone),
        "zones": zones,
        "cost_cny": round(found.cost_fen / 100),
        "lower_bound_cny": round(found.lower_bound_fen / 100),
        "gap_percent": round(100 * found.gap, 3),
        "outside_batches": int(found.outside_batches.sum()),
    }


def _measure_ray(orders: int, options: argparse.Namespace) -> dict[str, Any]:
    """Two nodes plan the zones; one is killed when half of the zones are planned."""
    zones = options.zones or 8
    zoned = _zoned(orders, zones, options)
    here = plan_zones(zoned, effort=options.effort, seed=options.seed)
    # Loopback for all traffic between the nodes, and no usage reports.
    os.environ.update(RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER="0", RAY_USAGE_STATS_ENABLED="0", RAY_worker_niceness="0")
    try:
        import ray
        from ray.cluster_utils import Cluster
    except ImportError:
        raise InterlockError('Ray is not installed: pip install "interlock[ray]"') from None
    small: dict[str, Any] = {"num_cpus": 1, "object_store_memory": 100 * 2**20, "node_ip_address": "127.0.0.1"}
    cluster = Cluster(initialize_head=True, head_node_args=small)
    second = cluster.add_node(**small)
    ray.init(address=cluster.address, log_to_driver=False, logging_level=logging.ERROR)
    killed: list[float] = []

    def kill_half_way(share: float) -> None:
        if share >= 0.5 and not killed:
            killed.append(share)
            cluster.remove_node(second, allow_graceful=False)

    try:
        where: Where = compute.ray(cluster.address)
        began = time.perf_counter()
        there = plan_zones(zoned, where=where, effort=options.effort, seed=options.seed, progress=kill_half_way)
        seconds = time.perf_counter() - began
    finally:
        ray.shutdown()
        stop_cluster: Callable[[], None] = cluster.shutdown
        stop_cluster()
    return {
        **_figures(zoned, there, zones),
        "seconds": round(seconds, 1),
        "seconds_here": round(here.allocation.seconds, 1),
        "killed_at_share": round(killed[0], 2) if killed else None,
        "same_plan_as_here": there == here,
    }


def _table(rows: list[dict[str, Any]]) -> str:
    names = list(rows[0])
    lines = [[str(row[name]) for name in names] for row in rows]
    wide = [max(len(cell) for cell in column) for column in zip(names, *lines, strict=True)]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, wide, strict=True)) for line in [names, *lines]
    )


if __name__ == "__main__":
    main()
