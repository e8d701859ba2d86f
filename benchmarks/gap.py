"""Measure allocation on public generalised-assignment instances: tasks to agents, one bucket, nothing split.

Run: python benchmarks/gap.py --folder ../shared/bench/gap --seconds 60 --json

Instances: Chu and Beasley's and Yagiura's classes D and E, as collected by fontanf/generalizedassignmentsolver, with
the best known values of `best_known.csv`. A task is an order of one batch of one minute; what it uses of an agent
beyond that minute is the agent's start-up, its cost the opening. Going outside costs more than any agent: a plan that
leaves a task outside shows as far dearer than the best known, and `outside` counts such tasks.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from pathlib import Path

import numpy as np

from interlock.allocation import Allocation, AllocationProblem, allocate, check
from interlock.allocation.run import Effort
from interlock.errors import BrokenLaw

FOLDER = Path(__file__).parents[1] / "../shared/bench/gap"
FEN = 100
OUTSIDE_TIMES = 5.0


def main() -> None:
    """Plan every instance and print what came out."""
    options = _options()
    known = options.folder / "best_known.csv"
    if not known.exists():
        print(json.dumps({"skipped": f"no instances at {options.folder.name}"}) if options.json else "no instances")
        return
    with known.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["instance"].startswith(options.only)]
    figures: dict[str, float | str] = {}
    for row in rows:
        figures |= _measure(options, row["instance"], int(row["best_known"]))
    over = [float(value) for name, value in figures.items() if name.endswith("_over_percent")]
    figures["mean_over_percent"] = round(float(np.mean(over)), 4)
    print(json.dumps(figures) if options.json else "\n".join(f"{name}: {value}" for name, value in figures.items()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--only", default="", help="instances whose name begins so")
    parser.add_argument("--seconds", type=float, default=60.0, help="at most, for each instance")
    parser.add_argument("--effort", choices=["quick", "normal", "long"], default="long")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


def read(path: Path) -> AllocationProblem:
    """An instance file (agents, tasks, costs by agent and task, use by agent and task, capacities) as a problem."""
    numbers = np.array(path.read_text(encoding="utf-8").split(), dtype=np.float64)
    agents, tasks = int(numbers[0]), int(numbers[1])
    cost, use, room = np.split(numbers[2 : 2 + agents * (2 * tasks + 1)], [agents * tasks, 2 * agents * tasks])
    cost, use = cost.reshape(agents, tasks).T, use.reshape(agents, tasks).T
    places, whole = agents * tasks, np.zeros(tasks, np.int64)
    return AllocationProblem(
        batch_min=np.ones(tasks),
        batches=whole + 1,
        release=whole,
        time_fen_per_min=np.zeros((tasks, 1)),
        outside_fen_per_min=OUTSIDE_TIMES * FEN * cost.max(axis=1),
        minutes_per_piece=np.ones(tasks),
        group=np.arange(tasks),
        cut_shop=whole - 1,
        cut_use=np.zeros(tasks),
        finish_shop=whole - 1,
        finish_use=np.zeros(tasks),
        group_start=np.arange(tasks + 1) * agents,
        group_line=np.tile(np.arange(agents), tasks),
        group_price_fen_per_min=np.zeros(places),
        group_haul_fen_per_piece=np.zeros(places),
        group_loss_min=use.ravel() - 1.0,
        group_opening_fen=FEN * cost.ravel(),
        line_min=room[:, None],
        cut_min=np.zeros((0, 1)),
        finish_min=np.zeros((0, 1)),
    )


def _measure(options: argparse.Namespace, name: str, best: int) -> dict[str, float | str]:
    problem, began = read(options.folder / name), time.perf_counter()
    plan = _plan(problem, options.effort, options.seed, began + options.seconds)
    if breaches := check(problem, plan):
        raise BrokenLaw(name, breaches)
    print(f"{name}: {plan.cost_fen / FEN:.0f} against {best}", file=sys.stderr)
    return {
        f"{name}_cost": plan.cost_fen / FEN,
        f"{name}_seconds": round(time.perf_counter() - began, 1),
        f"{name}_bound_percent": round(100 * (plan.lower_bound_fen / FEN / best - 1), 4),
        f"{name}_outside": int(plan.outside_batches.sum()),
        f"{name}_over_percent": round(100 * (plan.cost_fen / FEN / best - 1), 4),
    }


def _plan(problem: AllocationProblem, effort: Effort, seed: int, until: float) -> Allocation:
    return allocate(problem, effort=effort, seed=seed, stop=lambda: time.perf_counter() > until)


if __name__ == "__main__":
    main()
