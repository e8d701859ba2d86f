"""Density of garment markers: Interlock's nest beside one plain call of its engine, same seconds, one core each.

    python benchmarks/markers.py --seconds 30 --json

Every marker of ours is judged by the independent checker; the exit code tells whether all were found good.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from time import perf_counter

from interlock.markers import Direction, MarkerProblem, MarkerRules, audit, for_ratio, nest
from interlock.patterns import graded
from interlock.patterns.outlines import flipped

WIDTH_MM = 1_480.0
CASES = {
    "teagan": {"36": 1, "38": 2, "40": 2, "42": 1},
    "titan": {"36": 1, "38": 2, "40": 2, "42": 2, "44": 1},
    "brian": {"36": 2, "38": 2, "40": 2, "42": 2, "44": 2},
    "paco": {"36": 1, "38": 2, "40": 2, "42": 1},
    "simon": {"38": 1, "40": 2, "42": 1},
}
DIRECTIONS: tuple[Direction, ...] = ("one_way", "two_way")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One marker nested both ways; densities in per cent of the fabric."""

    design: str
    direction: str
    pieces: int
    ours: float
    plain: float
    gain: float
    ours_s: float
    plain_s: float
    breaches: int


def plain(problem: MarkerProblem, seconds: int, seed: int) -> float:
    """Return the utilisation of one plain call of the engine."""
    import spyrrow

    rotations = list(problem.rules.rotations_deg)
    items: list[spyrrow.Item] = []
    for piece, garments in problem.pieces:
        mirrored = piece.quantity // 2 if piece.mirrored else 0
        for copies, outline in ((piece.quantity - mirrored, piece.on_grain), (mirrored, flipped(piece.on_grain))):
            if copies:
                items.append(spyrrow.Item(str(len(items)), outline, copies * garments, rotations))
    config = spyrrow.StripPackingConfig(total_computation_time=seconds, num_workers=1, seed=seed)
    solution = spyrrow.StripPackingInstance("", problem.rules.usable_mm, items).solve(config)
    return problem.area_mm2 / (float(solution.width) * problem.rules.width_mm)


def measure(seconds: int, seed: int, chosen: list[str]) -> Iterator[Row]:
    """Nest every case both ways."""
    for design in chosen:
        for direction in DIRECTIONS:
            rules = MarkerRules(width_mm=WIDTH_MM, direction=direction)
            problem = for_ratio(graded(design), CASES[design], rules)
            started = perf_counter()
            marker = nest(problem, seconds=seconds, seed=seed)
            between = perf_counter()
            other = plain(problem, seconds, seed)
            yield Row(
                design=design,
                direction=direction,
                pieces=problem.piece_count,
                ours=round(100 * marker.utilisation, 2),
                plain=round(100 * other, 2),
                gain=round(100 * (marker.utilisation - other), 2),
                ours_s=round(between - started, 1),
                plain_s=round(perf_counter() - between, 1),
                breaches=len(audit(problem, marker)),
            )


def main() -> int:
    """Print one line per marker, or one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=20, help="seconds for each nest (default 20)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--design", action="append", choices=CASES, help="only this design; may be repeated")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    asked = parser.parse_args()
    rows = []
    for row in measure(asked.seconds, asked.seed, asked.design or list(CASES)):
        rows.append(row)
        if not asked.json:
            print(
                f"{row.design:8} {row.direction:8} {row.pieces:4} pieces   ours {row.ours:6.2f} %   "
                f"plain {row.plain:6.2f} %   gain {row.gain:+5.2f}   {row.ours_s:5.1f} s / {row.plain_s:5.1f} s   "
                f"breaches {row.breaches}",
                flush=True,
            )
    gain = round(sum(row.gain for row in rows) / len(rows), 2)
    if asked.json:
        print(
            json.dumps({"seconds": asked.seconds, "seed": asked.seed, "mean_gain": gain, "rows": [*map(asdict, rows)]})
        )
    else:
        print(f"mean gain {gain:+.2f} points")
    return 1 if any(row.breaches for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
