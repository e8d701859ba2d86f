"""A thousand lays of the sample cluster on two cores: cut plans, lays on tables, and the tickets of every bundle.

Run ``python benchmarks/cutting_room.py [--json] [--lays N]``. Nothing is nested: lengths are estimates. Every cut plan
and the table schedule are judged; the tickets and lay cards are real PDFs.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from interlock.compute import each
from interlock.cutting import (
    CENTRE_SHOP,
    STEADY,
    Centre,
    CutCase,
    CutPlan,
    CuttingSpeeds,
    DayPlan,
    Fabric,
    Table,
    bundles,
    by_fabric,
    check,
    check_fabrics,
    in_step,
    lay_out,
    lay_rows,
    plan_cut,
)
from interlock.model import Order, Policy, Scenario
from interlock.paper import lay_cards, read_lays, tickets
from interlock.sample import make_sample
from interlock.stages.cut import Lengths, fabrics_of

TODAY = date(2026, 12, 1)
CORES = 2
# Prices of the benchmark: the sample's offers are by colour and quantity, which matters nothing here.
_YUAN_FEN = {"fen_per_m": 1_500, "marker_fen": 2_000, "lay_fen": 1_000, "ply_fen": 20}
_BUNDLE = 30


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="accepted for symmetry; JSON is all it prints")
    parser.add_argument("--lays", type=int, default=1_000)
    print(json.dumps(measured(parser.parse_args().lays), ensure_ascii=False))


def measured(wanted: int) -> dict[str, Any]:
    """Plan, place and print at least so many lays."""
    scenario = make_sample(orders=600, today=TODAY)
    cases = list(_enough(_cases(scenario), wanted))
    begin = time.perf_counter()
    plans = each(_planned, cases, workers=CORES)
    cut_seconds = time.perf_counter() - begin
    chosen = list(zip(cases, plans, strict=True))
    begin = time.perf_counter()
    day_plan = lay_out(_centre(scenario), chosen)
    lay_seconds = time.perf_counter() - begin
    printed = _printed(day_plan)
    whole = cut_seconds + lay_seconds + printed["tickets_seconds"] + printed["cards_seconds"]
    return {
        "wanted": "1,000 lays planned, placed and ticketed in under 300 s on 2 cores",
        "orders": len(chosen),
        "lays": len(day_plan.lays),
        "late": len(day_plan.schedule.late),
        "unplaced": len(day_plan.schedule.unplaced) + len(day_plan.homeless),
        "mean_gap_percent": round(100 * sum(plan.gap for _, plan in chosen) / len(chosen), 2),
        "cut_seconds": round(cut_seconds, 1),
        "lay_seconds": round(lay_seconds, 1),
        **printed,
        "seconds": round(whole, 1),
    }


def _cases(scenario: Scenario) -> Iterator[CutCase]:
    lengths = Lengths(scenario, Policy())
    for order in scenario.orders:
        style = scenario.style[order.style]
        fabrics = tuple(
            Fabric(
                name=item.material,
                length=lengths.model(style, item),
                max_plies=lengths.policy.max_plies,
                end_loss_mm=lengths.policy.end_loss_mm,
                width_mm=scenario.material[item.material].width_mm,
                outline_mm=lengths.outline_mm(style, item, style.sizes[len(style.sizes) // 2]),
                **_YUAN_FEN,
            )
            for item in fabrics_of(scenario, style)
        )
        if fabrics:
            yield _case(scenario, lengths.policy, order, fabrics)


def _case(scenario: Scenario, policy: Policy, order: Order, fabrics: tuple[Fabric, ...]) -> CutCase:
    sizes = scenario.style[order.style].sizes
    problem = in_step(
        fabrics,
        sizes=sizes,
        colours=order.colours,
        demand=tuple(tuple(order.pieces_of(colour, size) for size in sizes) for colour in order.colours),
        max_garments=policy.max_garments,
        max_length_mm=max(table.length_mm for table in scenario.tables),
        over=order.over_share,
    )
    return CutCase(name=order.number, style=order.style, problem=problem, fabrics=fabrics, due_on=order.due_on)


def _planned(case: CutCase) -> CutPlan:
    plan = plan_cut(case.problem, effort=STEADY)
    check(case.problem, plan)
    check_fabrics(case.fabrics, case.problem, by_fabric(case.fabrics, case.problem, plan), plan)
    return plan


def _enough(cases: Iterator[CutCase], wanted: int) -> Iterator[CutCase]:
    """As many orders as make the lays that are wanted, counted by full markers and lays: there will be a few more."""
    lays = 0.0
    for case in cases:
        if lays >= wanted:
            return
        lays += sum(
            sum(map(sum, case.problem.demand)) / case.problem.max_garments / fabric.max_plies for fabric in case.fabrics
        )
        yield case


def _centre(scenario: Scenario) -> Centre:
    """All tables of the cluster as one centre, 60 days of them."""
    tables = tuple(
        Table(
            code=table.code, shop=CENTRE_SHOP, length_mm=table.length_mm, width_mm=table.width_mm,
            minutes_by_day=(int(table.minutes_per_day),) * 60,
        )
        for table in scenario.tables
    )  # fmt: skip
    return Centre(first_on=scenario.today + timedelta(days=1), tables=tables, speeds=CuttingSpeeds())


def _printed(day_plan: DayPlan) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lays.json"
        path.write_text(json.dumps({"lays": list(lay_rows(day_plan))}, ensure_ascii=False), encoding="utf-8")
        lays = read_lays(path)
        begin = time.perf_counter()
        pdf = tickets(lays)
        between = time.perf_counter()
        cards = lay_cards(lays)
        return {
            "bundles": _bundles(day_plan),
            "tickets_mb": round(len(pdf) / 1e6, 1),
            "cards_mb": round(len(cards) / 1e6, 1),
            "tickets_seconds": round(between - begin, 1),
            "cards_seconds": round(time.perf_counter() - between, 1),
        }


def _bundles(day_plan: DayPlan) -> int:
    return sum(
        len(bundles(section, sizes=lay.case.problem.sizes, colours=lay.case.problem.colours, max_pieces=_BUNDLE))
        for lay in day_plan.lays
        for section in lay.sections
    )


if __name__ == "__main__":
    main()
