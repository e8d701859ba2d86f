"""Cut order planning against published plans, and the speed and gap of quick plans on random orders.

Run ``python benchmarks/cutting.py [--json] [--only quick|known]``. Every plan is audited by the
independent checker before its figures count.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from interlock.cutting import QUICK, THOROUGH, CutPlan, CutProblem, LengthModel, breaches, plan_cut

_YD_MM = 914.4

# Garments by size 46 to 58 of four colours; the length formula is a fit to a factory's own plan.
_COLOURS = {
    "8320": (74, 244, 347, 342, 265, 162, 62),
    "8535": (23, 112, 172, 166, 114, 74, 17),
    "8820": (29, 172, 248, 254, 191, 145, 45),
    "9990": (20, 104, 167, 162, 114, 78, 33),
}


@dataclass(frozen=True)
class Case:
    """A published case, what it must show at least, and the most markers, plies and yards that are right."""

    name: str
    wanted: str
    problem: CutProblem
    most: tuple[float, float, float]


def seven_sizes(colours: tuple[str, ...], *, over: float = 0.0, by_ratio: bool = False) -> CutProblem:
    """Seven sizes, at most 6 garments a marker and 100 plies a lay; every lay is a marker, or every ratio is one.

    The published plans of four colours count a ratio once, in whatever colours and lays it is spread (one of their
    markers has 121 plies), and cut every colour and size exactly; that of one colour is by lay.
    """
    return CutProblem(
        sizes=("46", "48", "50", "52", "54", "56", "58"),
        colours=colours,
        demand=tuple(_COLOURS[colour] for colour in colours),
        over=over,
        max_garments=6,
        max_length_mm=20_000,
        max_plies=100,
        length=LengthModel(0.0597 * _YD_MM, tuple(_YD_MM * (1.2098 + 0.0525 * index) for index in range(7))),
        reuse_markers=by_ratio,
        objective="markers_plies_fabric",
    )


def five_sizes() -> CutProblem:
    """Five sizes limited by length: 22 yd a lay, 10 to 200 plies."""
    return CutProblem(
        sizes=("XS", "S", "M", "L", "XL"),
        colours=("one",),
        demand=((1686, 4310, 4228, 2924, 1946),),
        max_garments=21,
        max_length_mm=22 * _YD_MM,
        min_plies=10,
        max_plies=200,
        length=LengthModel(0, tuple(_YD_MM * yd for yd in (1.01, 1.08, 1.15, 1.21, 1.42))),
        reuse_markers=False,
        objective="markers_plies_fabric",
    )


def cat_food(patterns: int) -> CutProblem:
    """CSPLib prob002: nine slots a plate, any over-production, fewest plies with at most so many patterns."""
    return CutProblem(
        sizes=tuple("ABCDEFG"),
        colours=("one",),
        demand=((250, 255, 260, 500, 500, 800, 1100),),
        over=5.0,
        max_garments=9,
        max_length_mm=9,
        max_plies=1_000,
        length=LengthModel(0, (1.0,) * 7),
        ply_fen=1_000,
        most_markers=patterns,
    )


def cases() -> tuple[Case, ...]:
    """All published cases."""
    any_yd = math.inf
    four = tuple(_COLOURS)
    return (
        Case("seven sizes", "4 markers (3 cannot), 270 plies, exact", seven_sizes(("8320",)), (4, 270, any_yd)),
        Case("five sizes", "5 markers, at most 17,531 yd", five_sizes(), (5, math.inf, 17_531)),
        Case("cat food, 1 pattern", "550 plies", cat_food(1), (1, 550, any_yd)),
        Case("cat food, 2 patterns", "418 plies", cat_food(2), (2, 418, any_yd)),
        Case("cat food, 3 patterns", "408 plies", cat_food(3), (3, 408, any_yd)),
        Case(
            "four colours, exact, a ratio counts once",
            "at most 8 markers and 5,876 yd",
            seven_sizes(four, by_ratio=True),
            (8, math.inf, 5_876),
        ),
        Case(
            "four colours, +3 %, every lay counts",
            "at most 8 markers and 5,876 yd",
            seven_sizes(four, over=0.03),
            (8, math.inf, 5_876),
        ),
    )


def random_orders(number: int, seed: int = 1) -> Iterator[CutProblem]:
    """Orders of six sizes and one to four colours, 100 to 20,000 garments, +-3 %, at workshop prices."""
    draw = random.Random(seed)
    for _ in range(number):
        garments = 100 * 200 ** draw.random()
        curve = [share * draw.uniform(0.6, 1.4) for share in (0.08, 0.18, 0.27, 0.25, 0.15, 0.07)]
        colours = [draw.uniform(0.5, 2.0) for _ in range(draw.randint(1, 4))]
        unit = garments / sum(curve) / sum(colours)
        start_mm = draw.uniform(500, 1_200)
        yield CutProblem(
            sizes=("XS", "S", "M", "L", "XL", "2XL"),
            colours=tuple(f"colour {number}" for number in range(len(colours))),
            demand=tuple(tuple(round(unit * colour * share) for share in curve) for colour in colours),
            under=0.03,
            over=0.03,
            max_garments=8,
            max_length_mm=9_000,
            max_plies=120,
            length=LengthModel(20, tuple(start_mm * (1 + 0.04 * size) for size in range(6))),
            end_loss_mm=40,
            fabric_fen_per_m=1_500,
            marker_fen=2_000,
            lay_fen=3_000,
            ply_fen=20,
        )


def _audited(problem: CutProblem, plan: CutPlan) -> CutPlan:
    found = breaches(problem, plan)
    if found:
        raise SystemExit("\n".join(found))
    return plan


def known_case(case: Case) -> dict[str, object]:
    """Our plan of one case beside what it must show."""
    begin = time.perf_counter()
    plan = _audited(case.problem, plan_cut(case.problem, effort=THOROUGH))
    fabric_yd = plan.fabric_mm / _YD_MM
    return {
        "case": case.name,
        "wanted": case.wanted,
        "reached": all(
            n <= most + 0.5 for n, most in zip((plan.markers, plan.plies, fabric_yd), case.most, strict=True)
        ),
        "markers": plan.markers,
        "lays": len(plan.lays),
        "plies": plan.plies,
        "fabric_yd": round(fabric_yd, 1),
        "bound": _bound(case.problem, plan),
        "proof": plan.proof,
        "seconds": round(time.perf_counter() - begin, 1),
    }


def _bound(problem: CutProblem, plan: CutPlan) -> dict[str, float]:
    if problem.objective == "money":
        return {"plies": plan.lower_bound[0] / problem.ply_fen}
    markers, plies, fabric_mm = plan.lower_bound
    return {"markers": markers, "plies": plies, "fabric_yd": round(fabric_mm / _YD_MM, 1)}


@dataclass(frozen=True)
class Speed:
    """What quick plans of random orders need and how far from their bounds they can be."""

    orders: int
    orders_per_second: float
    mean_gap: float
    worst_gap: float
    mean_markers: float


def speed(number: int) -> Speed:
    """Plan random orders quickly, one after another."""
    orders = list(random_orders(number))
    plan_cut(orders[0], effort=QUICK)  # compiles or loads the kernels
    begin = time.perf_counter()
    plans = [plan_cut(order, effort=QUICK) for order in orders]
    seconds = time.perf_counter() - begin
    gaps = [_audited(order, plan).gap for order, plan in zip(orders, plans, strict=True)]
    return Speed(
        number,
        round(number / seconds, 1),
        round(sum(gaps) / number, 5),
        round(max(gaps), 5),
        round(sum(plan.markers for plan in plans) / number, 2),
    )


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document instead of lines")
    parser.add_argument("--only", choices=("known", "quick"), help="one half of the benchmark")
    parser.add_argument("--orders", type=int, default=200, help="random orders for the quick half")
    asked = parser.parse_args()
    found: dict[str, list[dict[str, object]]] = {"known": [], "quick": []}
    for half, row in _rows(asked.only, asked.orders):
        found[half].append(row)
        if not asked.json:
            print("  ".join(f"{name} {value}" for name, value in row.items()), flush=True)
    if asked.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))


def _rows(only: str | None, orders: int) -> Iterator[tuple[str, dict[str, object]]]:
    if only != "quick":
        for case in cases():
            yield "known", known_case(case)
    if only != "known":
        yield "quick", asdict(speed(orders))


if __name__ == "__main__":
    main()
