"""Rolls given to lays on made-up cases of several sizes: fabric lost and money, beside the usual way and the bound.

Run ``python benchmarks/rolls.py [--json] [--large]``. Every plan is audited by the independent checker before its
figures count. The cases are made up from seeds: no firm's rolls are in them.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from interlock.rolls import LayToSpread, Roll, RollProblem, Splice, assign_rolls, check


@dataclass(frozen=True)
class Row:
    """One case: fabric lost in per cent of what is spread, and the cost of waste and handling in yuan."""

    lays: int
    splices: int
    rolls: int
    spread_m: float
    lost_percent: float
    usual_lost_percent: float | None
    saved_m: float
    cost_cny: float
    usual_cny: float | None
    bound_cny: float
    proved: bool
    seconds: float


def case(seed: int, lays: int, *, splices: int = 0, shades: int = 3) -> RollProblem:
    """Lays of 15 to 60 plies of 3 to 9 m, and 15 % more fabric than they need, in rolls of 40 to 110 m."""
    luck = random.Random(seed)
    asked = []
    for number in range(lays):
        marker_mm = luck.randint(3000, 9000)
        places = tuple(Splice(marker_mm * at // (splices + 1), luck.randint(80, 250)) for at in range(1, splices + 1))
        plies = (luck.randint(15, 60),)
        asked.append(
            LayToSpread(name=f"L{number + 1}", marker_mm=marker_mm, width_mm=1480, plies=plies, splices=places)
        )
    wanted_mm = 1.15 * sum(lay.plies[0] * (lay.marker_mm + 40) for lay in asked)
    rolls: list[Roll] = []
    while sum(roll.length_mm for roll in rolls) < wanted_mm:
        length_mm, shade = luck.randint(40_000, 110_000), luck.choice("ABCDEF"[:shades])
        rolls.append(Roll(name=f"R{len(rolls) + 1}", colour="navy", shade=shade, length_mm=length_mm, width_mm=1500))
    return RollProblem(
        colours=("navy",),
        lays=tuple(asked),
        rolls=tuple(rolls),
        fabric_fen_per_m=2200,
        end_loss_mm=40,
        usable_mm=3000,
        mount_fen=300,
        splice_fen=100,
        shade_fen=2000,
    )


def measured(seed: int, lays: int, splices: int) -> Row:
    """One case, solved and judged."""
    problem = case(seed, lays, splices=splices)
    started = time.perf_counter()
    plan = assign_rolls(problem)
    seconds = time.perf_counter() - started
    check(problem, plan)
    spread_mm = sum(end.used_mm for end in plan.ends)
    usual = plan.usual
    return Row(
        lays=lays,
        splices=splices,
        rolls=len(problem.rolls),
        spread_m=round(spread_mm / 1000, 1),
        lost_percent=round(100 * plan.waste.lost_mm / spread_mm, 3),
        usual_lost_percent=round(100 * usual.waste.lost_mm / spread_mm, 3) if usual else None,
        saved_m=plan.saved_mm / 1000,
        cost_cny=plan.cost_fen / 100,
        usual_cny=usual.cost_fen / 100 if usual else None,
        bound_cny=plan.lower_bound_fen / 100,
        proved=plan.proved,
        seconds=round(seconds, 1),
    )


def rows(*, large: bool) -> Iterator[Row]:
    """The cases: with some lays without splices, some with two places in every marker."""
    for seed, lays, splices in ((1, 1, 0), (2, 2, 0), (3, 2, 2), (4, 4, 0), (5, 4, 0), (8, 8, 0), (9, 8, 0)):
        yield measured(seed, lays, splices)
    if large:
        for seed, lays, splices in ((8, 8, 2), (16, 16, 0), (30, 30, 0)):
            yield measured(seed, lays, splices)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--large", action="store_true", help="cases of up to 100 rolls, too (some minutes)")
    options = parser.parse_args()
    found = list(rows(large=options.large))
    compared = [row for row in found if row.usual_cny is not None]
    figures = {
        "lost_percent": round(
            sum(row.lost_percent * row.spread_m for row in found) / sum(r.spread_m for r in found), 3
        ),
        "usual_lost_percent": round(
            sum((row.usual_lost_percent or 0) * row.spread_m for row in compared) / sum(r.spread_m for r in compared), 3
        ),
        "cost_cny": round(sum(row.cost_cny for row in compared), 2),
        "usual_cny": round(sum(row.usual_cny or 0 for row in compared), 2),
        "bound_cny": round(sum(row.bound_cny for row in compared), 2),
        "proved": sum(row.proved for row in found),
        "cases": len(found),
        "rows": [asdict(row) for row in found],
    }
    if options.json:
        print(json.dumps(figures))
        return
    for row in found:
        print(row)
    print({name: value for name, value in figures.items() if name != "rows"})


if __name__ == "__main__":
    main()
