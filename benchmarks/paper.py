"""Paper for many lays: seconds for lay cards, tickets, small markers, the fabric requirement and plotter files.

Run ``python benchmarks/paper.py [--lays 1000] [--json]``. Lays have two colours, 60 plies, five garments of three sizes
and bundles of 30; their markers, one for every 20 lays, hold real outlines in rows, as nobody would cut them.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from interlock.markers import Marker, MarkerProblem, MarkerRules, Placement, for_ratio
from interlock.paper import (
    DrawnMarker,
    LayPaper,
    Spread,
    lay_cards,
    marker_plt,
    markers_of,
    mini_markers,
    requirement_pdf,
    requirement_xlsx,
    tickets,
)
from interlock.patterns import Piece, graded
from interlock.patterns.outlines import bounds_mm, flipped

LAYS_PER_MARKER = 20
WIDTH_MM = 1_500.0
GAP_MM = 5.0
T = TypeVar("T")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lays", type=int, default=1_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = measured(options.lays)
    print(json.dumps(figures) if options.json else "\n".join(f"{name:24} {value}" for name, value in figures.items()))


def measured(count: int) -> dict[str, float]:
    """Return seconds and sizes by paper."""
    lays = made_lays(count)
    markers = markers_of(lays)
    figures: dict[str, float] = {"lays": count, "markers": len(markers)}
    cards, figures["cards_seconds"] = timed(lambda: lay_cards(lays))
    labels, figures["tickets_seconds"] = timed(lambda: tickets(lays))
    figures["tickets"] = sum(len(lay.bundles) for lay in lays)
    figures["cards_and_tickets_seconds"] = round(figures["cards_seconds"] + figures["tickets_seconds"], 2)
    figures["cards_mb"], figures["tickets_mb"] = round(len(cards) / 1e6, 1), round(len(labels) / 1e6, 1)
    _, figures["mini_seconds"] = timed(lambda: mini_markers(markers))
    _, figures["requirement_seconds"] = timed(lambda: (requirement_pdf(lays), requirement_xlsx(lays)))
    _, figures["plt_seconds"] = timed(lambda: [marker_plt(one.problem, one.marker, title=one.name) for one in markers])
    return figures


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """Return what work gives and the seconds it took."""
    started = time.perf_counter()
    return work(), round(time.perf_counter() - started, 2)


def made_lays(count: int) -> list[LayPaper]:
    """Return made-up lays, 40 a day."""
    sizes = dict(zip(("S", "M", "L"), graded("simon").values(), strict=False))
    pieces = {size: [replace(piece, size=size) for piece in of_size] for size, of_size in sizes.items()}
    problem = for_ratio(pieces, {"S": 1, "M": 2, "L": 2}, MarkerRules(width_mm=WIDTH_MM))
    marker = in_rows(problem)
    return [_lay(number, problem, marker) for number in range(count)]


def _lay(number: int, problem: MarkerProblem, marker: Marker) -> LayPaper:
    name = f"MARKER-{number // LAYS_PER_MARKER}"
    return LayPaper(
        lay=f"A{1000 + number}-1-F01",
        order=f"A{1000 + number}",
        style="T-101",
        style_name="男式衬衫",
        fabric="F-01",
        fabric_name="棉府绸",
        customer="虚构客户",
        centre="共享裁剪中心",
        table=f"T{number % 4}",
        cut_on=date(2026, 12, 1) + timedelta(days=number // 40),
        marker=name,
        marker_mm=marker.length_mm,
        width_mm=marker.width_mm,
        end_loss_mm=30,
        ratio=(("S", 1), ("M", 2), ("L", 2)),
        plies=(Spread(colour="藏青", plies=60, shade="A"), Spread(colour="白", plies=60)),
        drawn=DrawnMarker(name, problem, marker),
        made_up=True,
    )


def in_rows(problem: MarkerProblem) -> Marker:
    """Return all pieces in rows across the fabric."""
    placements: list[Placement] = []
    left, bottom, row_end = 0.0, 0.0, 0.0
    for piece, garments in problem.pieces:
        for copy in range(garments * piece.quantity):
            mirrored = piece.mirrored and copy % 2 == 1
            west, south, east, north = bounds_mm(_lying(piece, mirrored))
            if bottom + north - south > WIDTH_MM:
                left, bottom = row_end + GAP_MM, 0.0
            placements.append(
                Placement(
                    piece=piece.name, size=piece.size, garment=copy // piece.quantity, x_mm=left - west,
                    y_mm=bottom - south, rotation_deg=0.0, mirrored=mirrored,
                )
            )  # fmt: skip
            bottom, row_end = bottom + north - south + GAP_MM, max(row_end, left + east - west)
    utilisation = problem.area_mm2 / (row_end * WIDTH_MM)
    return Marker(
        width_mm=WIDTH_MM, length_mm=row_end, placements=tuple(placements), utilisation=utilisation, seed=0, seconds=0
    )


def _lying(piece: Piece, mirrored: bool) -> tuple[tuple[float, float], ...]:
    return flipped(piece.on_grain) if mirrored else piece.on_grain


if __name__ == "__main__":
    main()
