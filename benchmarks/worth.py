"""Predicted against actual worth of changes: lines, workshops, courses, line-days and shop minutes of a county.

For each kind a seeded sample of changes is priced from the duals, then allocated again from the same seed and effort.
`bound` compares the two lower bounds, `plan` the two plans; `noise` says by how much the bounds and plans of two seeds
differ without any change. The error is |predicted - actual| / |actual|; medians are printed.

Run: python benchmarks/worth.py --orders 1000 --factories 150 --load 0.9 --seed 1 --json
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from county import CATEGORY_SMV_MIN, county
from interlock.allocation import Allocation, AllocationProblem, Effort, allocate
from interlock.whatif import (
    Change,
    Places,
    Prospect,
    Resolved,
    Worth,
    line_days,
    lines_like,
    resolve,
    shop_minutes,
    training,
)
from interlock.whatif.change import groups_of_places

CATEGORIES = len(CATEGORY_SMV_MIN)
# Down jackets, the hardest skill, in a season that asks for three times as many.
SEASON_CATEGORY, SEASON_FACTOR = 6, 3.0
WORKSHOP_LINES = 8
Make = Callable[[AllocationProblem, np.random.Generator], Change]


@dataclass
class Case:
    """One change: what was predicted and what came of it (fen), and how long each took."""

    kind: str
    worth: Worth
    actual: Resolved
    predicted_seconds: float
    resolved_seconds: float

    @property
    def bound_error(self) -> float:
        """Against the difference of lower bounds."""
        return abs(self.worth.predicted_fen - self.actual.bound_fen) / max(abs(self.actual.bound_fen), 1)

    @property
    def plan_error(self) -> float:
        """Against the difference of plans."""
        return abs(self.worth.predicted_fen - self.actual.plan_fen) / max(abs(self.actual.plan_fen), 1)

    def __str__(self) -> str:
        """One row of the printed list, in CNY."""
        return (
            f"{self.kind:10} predicted {self.worth.predicted_fen / 100:>10,.0f}"
            f"  at prices {self.worth.at_prices_fen / 100:>10,.0f}"
            f"  bound {self.actual.bound_fen / 100:>10,.0f}  plan {self.actual.plan_fen / 100:>10,.0f} CNY"
        )


def main() -> None:
    """Measure and print the figures."""
    options = _options()
    usual = county(options.orders, options.factories, options.load, options.seed, options.weeks)
    problems = {"usual": usual, "season": _season(usual)}
    planned = {name: allocate(one, effort=options.effort) for name, one in problems.items()}
    figures: dict[str, object] = {"load": options.load, "gap_percent": round(100 * planned["usual"].gap, 2)}
    figures |= _noise(usual, planned["usual"], options.effort)
    cases = []
    for kind, book, make in KINDS:
        prospect, rng = Prospect(problems[book], planned[book]), np.random.default_rng(options.seed)
        for _ in range(options.cases):
            cases.append(_case(kind, prospect, planned[book], make(problems[book], rng), options.effort))
            if not options.json:
                print(cases[-1], flush=True)
    figures |= _figures(cases)
    print(json.dumps(figures) if options.json else "\n".join(f"{name}: {value}" for name, value in figures.items()))


def _case(kind: str, prospect: Prospect, allocation: Allocation, change: Change, effort: Effort) -> Case:
    began = time.perf_counter()
    worth = prospect.worth(change)
    predicted = time.perf_counter()
    actual = resolve(prospect.problem, allocation, change, effort=effort)
    return Case(kind, worth, actual, predicted - began, time.perf_counter() - predicted)


def _figures(cases: list[Case]) -> dict[str, object]:
    figures: dict[str, object] = {"cases": len(cases)}
    for kind in (*dict.fromkeys(case.kind for case in cases), "median"):
        mine = [case for case in cases if kind in (case.kind, "median")]
        figures[f"{kind}_error_percent"] = round(100 * median(case.bound_error for case in mine), 1)
        figures[f"{kind}_plan_error_percent"] = round(100 * median(case.plan_error for case in mine), 1)
    figures["predicted_seconds"] = round(median(case.predicted_seconds for case in cases), 2)
    figures["resolved_seconds"] = round(median(case.resolved_seconds for case in cases), 2)
    return figures


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=1000)
    parser.add_argument("--factories", type=int, default=150)
    parser.add_argument("--load", type=float, default=0.9)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weeks", type=int, default=12)
    parser.add_argument("--cases", type=int, default=4, help="changes of each kind")
    parser.add_argument("--effort", choices=["quick", "normal", "long"], default="normal")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


def _noise(problem: AllocationProblem, allocation: Allocation, effort: Effort) -> dict[str, object]:
    """How far two seeds are apart, in CNY: what a change must be worth to be seen at all."""
    other = allocate(problem, effort=effort, seed=allocation.seed + 1)
    return {
        "noise_bound_cny": round(abs(other.lower_bound_fen - allocation.lower_bound_fen) / 100),
        "noise_plan_cny": round(abs(other.cost_fen - allocation.cost_fen) / 100),
    }


def _season(problem: AllocationProblem) -> AllocationProblem:
    """The same book when one hard skill is in demand, so that teaching it is worth something."""
    grown = np.where(problem.group % CATEGORIES == SEASON_CATEGORY, SEASON_FACTOR, 1.0)
    return replace(problem, batch_min=problem.batch_min * grown)


def _line(problem: AllocationProblem, rng: np.random.Generator) -> Change:
    return lines_like(problem, [int(rng.integers(len(problem.line_min)))])


def _workshop(problem: AllocationProblem, rng: np.random.Generator) -> Change:
    lines = rng.choice(len(problem.line_min), WORKSHOP_LINES, replace=False)
    return lines_like(problem, [int(line) for line in lines], from_bucket=int(rng.integers(4)))


def _line_days(problem: AllocationProblem, rng: np.random.Generator) -> Change:
    """One more day for every line with a skill, in one week."""
    able = _lines_by_category(problem)[int(rng.integers(CATEGORIES))]
    return line_days(problem, able, [int(rng.integers(1, problem.bucket_count - 2))], 1 / 6)


def _course(problem: AllocationProblem, rng: np.random.Generator) -> Change:
    """Half of a dozen lines learn the skill of the season."""
    able = set(_lines_by_category(problem)[SEASON_CATEGORY])
    unable = [line for line in range(len(problem.line_min)) if line not in able]
    taught = Places.none()
    for line in rng.choice(unable, min(6, len(unable)), replace=False):
        taught += _terms(problem, int(line), SEASON_CATEGORY)
    return training(taught)


def _terms(problem: AllocationProblem, line: int, category: int) -> Places:
    """A line's terms in another category: its own from one it knows, priced by the other's SMV as the county does."""
    known = int(min(set(Places.of(problem, line).group % CATEGORIES)))
    groups = range(known, len(problem.group_start) - 1, CATEGORIES)
    terms = Places.of(problem, line, list(groups))
    asked, usual = (1.0 + 0.004 * (CATEGORY_SMV_MIN[c] - 15.0) for c in (category, known))
    return replace(
        terms, group=terms.group - known + category, price_fen_per_min=terms.price_fen_per_min * asked / usual
    )


def _cutting(problem: AllocationProblem, rng: np.random.Generator) -> Change:
    return shop_minutes(problem, cut=[int(rng.integers(len(problem.cut_min)))], share=float(rng.uniform(0.05, 0.25)))


def _finishing(problem: AllocationProblem, rng: np.random.Generator) -> Change:
    shop = int(rng.integers(len(problem.finish_min)))
    return shop_minutes(problem, finish=[shop], share=float(rng.uniform(0.05, 0.25)))


def _lines_by_category(problem: AllocationProblem) -> dict[int, list[int]]:
    category = groups_of_places(problem) % CATEGORIES
    return {c: np.unique(problem.group_line[category == c]).tolist() for c in range(CATEGORIES)}


KINDS: tuple[tuple[str, str, Make], ...] = (
    ("line", "usual", _line),
    ("workshop", "usual", _workshop),
    ("line_days", "usual", _line_days),
    ("course", "season", _course),
    ("cutting", "usual", _cutting),
    ("finishing", "usual", _finishing),
)


if __name__ == "__main__":
    main()
