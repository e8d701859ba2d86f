"""What the measured parts of ``interlock.simulate.Noise`` are on the line-days of one plant, beside their defaults.

The data are "Productivity Prediction of Garment Employees" of the UCI Machine Learning Repository: 1,197 line-days of
one plant, 2015. They are not part of Interlock; without the file nothing is measured and the script says so.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import fmean, median

from interlock.simulate import Noise

DATA = Path(__file__).parents[2] / "shared" / "data" / "garments_worker_productivity.csv"
# The data spell sewing so.
SEWING, FINISHING = "sweing", "finishing"
# The staff of a team is the median over so many worked days before and after; what is further off it than this is a
# team made anew, not people who stay at home.
STAFF_DAYS, REORGANISED_SHARE = 5, 0.25

Series = Mapping[str, Mapping[int, float]]
"""Values by team and worked day of the plant."""


@dataclass(frozen=True)
class LineDay:
    """A row of the data."""

    department: str
    team: str
    day: int
    changes: int
    workers: float
    productivity: float


def main() -> None:
    """Print one JSON object: what was measured, and the defaults of ``Noise``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--json", action="store_true", help="accepted for symmetry; JSON is all it prints")
    options = parser.parse_args()
    if not options.data.exists():
        print(f"{options.data} is absent: nothing measured; give --data", file=sys.stderr)
        print(json.dumps({"skipped": True}))
        return
    measured = calibrated(read(options.data))
    noise = Noise()
    print(
        json.dumps({**measured, "defaults": {name: getattr(noise, name) for name in measured if hasattr(noise, name)}})
    )


def read(path: Path) -> list[LineDay]:
    """Return the rows, their dates as the plant's worked days from 0."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    days = {on: number for number, on in enumerate(sorted({_on(row["date"]) for row in rows}))}
    return [
        LineDay(
            department=row["department"].strip(),
            team=row["team_no"],
            day=days[_on(row["date"])],
            changes=int(row["no_of_style_change"]),
            workers=float(row["no_of_workers"]),
            productivity=float(row["actual_productivity"]),
        )
        for row in rows
    ]


def calibrated(rows: Sequence[LineDay]) -> dict[str, float]:
    """Return the parameters by the names they have in ``Noise``, and what they rest on."""
    sewing = [row for row in rows if row.department == SEWING]
    steady = _series((row for row in sewing if not row.changes), lambda row: row.productivity)
    changing = _series((row for row in sewing if row.changes), lambda row: row.productivity)
    finishing = _series((row for row in rows if row.department == FINISHING), lambda row: row.productivity)
    efficiency_sd, change_sd = _deviation(_around_mean(steady)), _deviation(_around_mean(changing))
    return {
        "line_days": len(rows),
        "steady_sewing_days": sum(map(len, steady.values())),
        "changing_sewing_days": sum(map(len, changing.values())),
        "finishing_days": sum(map(len, finishing.values())),
        "efficiency_sd": round(efficiency_sd, 3),
        "efficiency_memory": round(_correlation(_around_mean(steady), 1), 3),
        "efficiency_memory_2_days": round(_correlation(_around_mean(steady), 2), 3),
        "efficiency_memory_5_days": round(_correlation(_around_mean(steady), 5), 3),
        "efficiency_between_lines": round(_between_teams(_around_mean(steady)), 3),
        "change_day_sd": round(change_sd, 3),
        "start_sd": round(math.sqrt(max(0.0, change_sd**2 - efficiency_sd**2)), 3),
        "attendance_sd": round(_attendance_sd(_series(sewing, lambda row: row.workers)), 3),
        "operators": round(fmean(row.workers for row in sewing), 1),
        "finishing_sd": round(_deviation(_around_mean(finishing)), 3),
        "finishing_memory": round(_correlation(_around_mean(finishing), 1), 3),
    }


def _on(text: str) -> date:
    month, day, year = map(int, text.split("/"))
    return date(year, month, day)


def _series(rows: Iterable[LineDay], value: Callable[[LineDay], float]) -> Series:
    found: dict[str, dict[int, float]] = defaultdict(dict)
    for row in rows:
        found[row.team][row.day] = value(row)
    return found


def _around_mean(series: Series) -> Series:
    """Each team's values over their own mean, less 1."""
    return {
        team: {day: value / fmean(values.values()) - 1 for day, value in values.items()}
        for team, values in series.items()
    }


def _values(series: Series) -> list[float]:
    return [value for values in series.values() for value in values.values()]


def _deviation(around: Series) -> float:
    """Standard deviation within teams, a degree of freedom gone for each team's mean."""
    values = _values(around)
    return math.sqrt(sum(value**2 for value in values) / (len(values) - len(around)))


def _correlation(around: Series, lag: int) -> float:
    """Correlation of a team's values so many worked days apart."""
    pairs = [(v[day], v[day + lag]) for v in around.values() for day in v if day + lag in v]
    return fmean(a * b for a, b in pairs) / fmean(value**2 for value in _values(around))


def _between_teams(around: Series) -> float:
    """Correlation of two teams on the same day: whether the plant has good and bad days as a whole."""
    teams = list(around.values())
    products = [
        one[day] * other[day] for i, one in enumerate(teams) for other in teams[:i] for day in one.keys() & other.keys()
    ]
    return fmean(products) / fmean(value**2 for value in _values(around))


def _attendance_sd(workers: Series) -> float:
    """Deviation of those present from a team's staff of the time."""
    off = []
    for values in workers.values():
        for day, present in values.items():
            staff = median(value for other, value in values.items() if abs(other - day) <= STAFF_DAYS)
            off.append(present / staff - 1)
    return math.sqrt(fmean(share**2 for share in off if abs(share) <= REORGANISED_SHARE))


if __name__ == "__main__":
    main()
