"""Density of markers: Interlock's search beside one plain call of its engine, at equal wall time and cores.

    python benchmarks/markers.py --seconds 20 --seeds 3 --json

Three sets: garments (24 to 80 pieces of the sample designs, one way and two ways), classic (the instances of
``shared/bench/nesting`` beside the project, where they are) and large (whole garments, 148 to 384 pieces). The plain
call gets the same number of threads as the search gets processes, one search and one call after the other. Every
marker of ours is judged by the independent checker; the exit code tells whether all were found good. ``published`` are
sparrow's own means after 1,200 s on a fast desktop (Gardeyn, Vanden Berghe and Wauters, 2025).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from time import perf_counter

from interlock.compute.choose import cores
from interlock.markers import Direction, MarkerProblem, MarkerRules, audit, for_ratio, improve, read_strip
from interlock.patterns import graded
from interlock.patterns.outlines import flipped

WIDTH_MM = 1_480.0
GARMENTS = {
    "teagan": {"36": 1, "38": 2, "40": 2, "42": 1},
    "titan": {"36": 1, "38": 2, "40": 2, "42": 2, "44": 1},
    "brian": {"36": 2, "38": 2, "40": 2, "42": 2, "44": 2},
    "paco": {"36": 1, "38": 2, "40": 2, "42": 1},
    "simon": {"38": 1, "40": 2, "42": 1},
}
DIRECTIONS: tuple[Direction, ...] = ("one_way", "two_way")
LARGE: tuple[tuple[str, dict[str, int], Direction], ...] = (
    ("teagan", {"36": 8, "38": 16, "40": 16, "42": 8}, "two_way"),
    ("brian", {"36": 6, "38": 8, "40": 9, "42": 8, "44": 6}, "one_way"),
    ("paco", {"36": 6, "38": 12, "40": 12, "42": 6}, "two_way"),
    ("teagan", {"36": 16, "38": 32, "40": 32, "42": 16}, "one_way"),
)
CLASSIC = Path(__file__).parents[2] / "shared" / "bench" / "nesting"
PUBLISHED = {"shirts": 89.66, "trousers": 91.73, "marques": 90.93, "albano": 89.48, "dagli": 89.26}
SETS = ("garments", "classic", "large")
# Points over the plain call: at least, and hoped for.
WANTED = {"garments": (0.2, 0.5), "classic": (0.3, 0.6), "large": (1.0, 2.5)}


@dataclass(frozen=True, kw_only=True)
class Case:
    """A marker to nest both ways."""

    set: str
    name: str
    problem: MarkerProblem


@dataclass(frozen=True, kw_only=True)
class Row:
    """One marker nested both ways with one seed; densities in per cent of the fabric."""

    set: str
    name: str
    seed: int
    pieces: int
    ours: float
    plain: float
    gain: float
    ours_s: float
    plain_s: float
    breaches: int
    published: float | None


def cases(chosen: Sequence[str]) -> Iterator[Case]:
    """Yield the markers of the sets chosen; the classic ones where their files are."""
    for design, ratio in GARMENTS.items() if "garments" in chosen else ():
        for direction in DIRECTIONS:
            yield _garments("garments", design, ratio, direction)
    for name in PUBLISHED if "classic" in chosen else ():
        path = CLASSIC / f"{name}.json"
        if path.exists():
            problem = read_strip(json.loads(path.read_text(encoding="utf-8"))).problem
            yield Case(set="classic", name=name, problem=problem)
    for design, ratio, direction in LARGE if "large" in chosen else ():
        yield _garments("large", design, ratio, direction)


def _garments(kind: str, design: str, ratio: dict[str, int], direction: Direction) -> Case:
    rules = MarkerRules(width_mm=WIDTH_MM, direction=direction)
    return Case(set=kind, name=f"{design} {direction}", problem=for_ratio(graded(design), ratio, rules))


def plain(problem: MarkerProblem, seconds: int, seed: int, workers: int) -> float:
    """Return the utilisation of one plain call of the engine."""
    import spyrrow

    items: list[spyrrow.Item] = []
    for piece, garments in problem.pieces:
        mirrored = piece.quantity // 2 if piece.mirrored else 0
        rotations = list(problem.rotations_of(piece))
        for copies, outline in ((piece.quantity - mirrored, piece.on_grain), (mirrored, flipped(piece.on_grain))):
            if copies:
                items.append(spyrrow.Item(str(len(items)), outline, copies * garments, rotations))
    config = spyrrow.StripPackingConfig(total_computation_time=seconds, num_workers=workers, seed=seed)
    solution = spyrrow.StripPackingInstance("", problem.rules.usable_mm, items).solve(config)
    return problem.area_mm2 / (float(solution.width) * problem.rules.width_mm)


def measure(case: Case, seconds: int, seed: int, workers: int) -> Row:
    """Nest a case both ways; who comes first changes with the seed."""
    found: dict[str, tuple[float, float]] = {}
    breaches = 0
    for who in ("ours", "plain") if seed % 2 == 0 else ("plain", "ours"):
        started = perf_counter()
        if who == "ours":
            marker = improve(case.problem, seconds=seconds, workers=workers, seed=seed * workers)
            utilisation = marker.utilisation
        else:
            utilisation = plain(case.problem, seconds, seed, workers)
        found[who] = (100 * utilisation, perf_counter() - started)
        if who == "ours":
            breaches = len(audit(case.problem, marker))
    return Row(
        set=case.set,
        name=case.name,
        seed=seed,
        pieces=case.problem.piece_count,
        ours=round(found["ours"][0], 2),
        plain=round(found["plain"][0], 2),
        gain=round(found["ours"][0] - found["plain"][0], 2),
        ours_s=round(found["ours"][1], 1),
        plain_s=round(found["plain"][1], 1),
        breaches=breaches,
        published=PUBLISHED.get(case.name),
    )


def means(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """Return the means of every set, with the gains wanted."""
    found = {}
    for kind in SETS:
        some = [row for row in rows if row.set == kind]
        if some:
            at_least, aim = WANTED[kind]
            found[kind] = {
                "ours": round(fmean(row.ours for row in some), 2),
                "plain": round(fmean(row.plain for row in some), 2),
                "gain": round(fmean(row.gain for row in some), 2),
                "ours_s": round(fmean(row.ours_s for row in some), 1),
                "plain_s": round(fmean(row.plain_s for row in some), 1),
                "wanted_gain": at_least,
                "hoped_gain": aim,
            }
    return found


def main() -> int:
    """Print one line per nest, then the means, or one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=20, help="seconds for each nest (default 20)")
    parser.add_argument("--seeds", type=int, default=3, help="how many seeds (default 3)")
    parser.add_argument("--workers", type=int, default=cores(), help="processes of ours, threads of the plain call")
    parser.add_argument("--set", action="append", choices=SETS, help="only this set; may be repeated")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    asked = parser.parse_args()
    rows = []
    for case in cases(asked.set or SETS):
        for seed in range(asked.seeds):
            row = measure(case, asked.seconds, seed, asked.workers)
            rows.append(row)
            line = (
                f"{row.set:8} {row.name:16} {row.pieces:4} pieces  seed {row.seed}  ours {row.ours:6.2f} %  "
                f"plain {row.plain:6.2f} %  gain {row.gain:+5.2f}  {row.ours_s:5.1f} s / {row.plain_s:5.1f} s"
            )
            print(line, flush=True, file=sys.stderr if asked.json else sys.stdout)
    found = means(rows)
    if asked.json:
        figures = {"seconds": asked.seconds, "seeds": asked.seeds, "workers": asked.workers}
        print(json.dumps({**figures, "means": found, "rows": [*map(asdict, rows)]}))
    else:
        print(json.dumps(found, indent=1))
    return 1 if any(row.breaches for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
