"""How well lengths fitted to short nests meet long ones: mean error by style, beside the estimate without any nest.

Run ``python benchmarks/lengths.py [--json] [--seconds N] [--short N]``. Four styles of the sample designs; five short
nests each are fitted, then ratios that were not among them are nested for ``--seconds`` and compared. No cache is used.
"""

from __future__ import annotations

import argparse
import json
import time
from statistics import fmean
from typing import Any

from interlock.markers import MarkerRules, Observed, calibration, estimate, fit, for_ratio, nest_many
from interlock.patterns import library

WORKERS = 2
# Design, direction, width in mm.
STYLES = (
    ("aaron", "one_way", 1_480),
    ("simon", "two_way", 1_480),
    ("teagan", "one_way", 1_720),
    ("titan", "two_way", 1_480),
)


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="accepted for symmetry; JSON is all it prints")
    parser.add_argument("--seconds", type=int, default=60, help="seconds of the nests that are met")
    parser.add_argument("--short", type=int, default=4, help="seconds of the nests that are fitted")
    options = parser.parse_args()
    begin = time.perf_counter()
    rows = [_style(*style, short=options.short, seconds=options.seconds) for style in STYLES]
    print(
        json.dumps(
            {
                "wanted": "mean error at most 2 % against 60 s nests",
                "mean_error_percent": round(fmean(error for row in rows for error in row["errors_percent"]), 2),
                "estimate_error_percent": round(fmean(error for row in rows for error in row["estimate_percent"]), 2),
                "styles": rows,
                "seconds": round(time.perf_counter() - begin),
            }
        )
    )


def _style(design: str, direction: Any, width_mm: int, *, short: int, seconds: int) -> dict[str, Any]:
    sizes = library.graded(design, library.models(design)[0])
    rules = MarkerRules(width_mm=width_mm, direction=direction)
    ratios = calibration(sizes)
    nested = nest_many([for_ratio(sizes, ratio, rules) for ratio in ratios], seconds=short, workers=WORKERS, seed=1)
    observed = [
        Observed(tuple(ratio.items()), marker.length_mm, short) for ratio, marker in zip(ratios, nested, strict=True)
    ]
    fitted = fit(sizes, rules, observed, seconds=seconds)
    named = list(sizes)
    asked = [{named[1]: 2, named[-1]: 2}, {named[0]: 1, named[1]: 2, named[-1]: 3}]
    problems = [for_ratio(sizes, ratio, rules) for ratio in asked]
    long = nest_many(problems, seconds=seconds, workers=WORKERS, seed=1)
    lengths = [marker.length_mm for marker in long]
    return {
        "style": f"{design}, {direction}, {width_mm} mm",
        "errors_percent": [_off(fitted.marker_mm(ratio), length) for ratio, length in zip(asked, lengths, strict=True)],
        "estimate_percent": [
            _off(estimate(problem), length) for problem, length in zip(problems, lengths, strict=True)
        ],
        "left_out_error_percent": None if fitted.error is None else round(100 * fitted.error, 2),
    }


def _off(told_mm: float, found_mm: float) -> float:
    return round(100 * abs(told_mm / found_mm - 1), 2)


if __name__ == "__main__":
    main()
