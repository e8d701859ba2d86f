"""The lays of pooled orders as a file of lays: whose each size is, and which plies are dealt out to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from interlock.cutting import Dealt, deal
from interlock.cutting_room_commands._pool_form import PoolAsked
from interlock.errors import InvalidModel, Placed
from interlock.stages.pool import GroupCut, OrderToPool, PooledCut
from interlock.stages.pooled_markers import garment_name
from interlock.words import Words

WORDS = Words(
    needed=("{name} is missing; -o writes lays, which need it", "缺少 {name}；用 -o 写出床次时必须给出"),
)


def check_lays(asked: PoolAsked) -> None:
    """Raise :class:`~interlock.errors.InvalidModel` where lays cannot be written of what is asked."""
    missing = [name for name in ("fabric", "width_mm") if not getattr(asked, name)]
    if missing:
        told = [(name, WORDS.told("needed", name=name)) for name in missing]
        raise InvalidModel([Placed(str(said), said.chinese, place=name) for name, said in told])


@dataclass(frozen=True)
class PoolMarker:
    """A marker of pooled lays: garments by style and size, and what it is thought to be long."""

    name: str
    ratio: tuple[tuple[str, int], ...]
    estimated_mm: float


def markers_of(pooled: PooledCut) -> dict[tuple[str, tuple[int, ...]], PoolMarker]:
    """Return the markers of those cut together and of each firm cut alone, by their group's name and ratio."""
    return {
        (name, ratio): PoolMarker(
            f"{name}-M{at}",
            tuple((size, count) for size, count in zip(cut.problem.sizes, ratio, strict=True) if count),
            cut.problem.length.marker_mm(ratio),
        )
        for name, cut in _named(pooled)
        for at, ratio in enumerate(dict.fromkeys(lay.ratio for lay in cut.plan.lays), 1)
    }


def _named(pooled: PooledCut) -> Iterator[tuple[str, GroupCut]]:
    for at, cut in enumerate(pooled.cuts, 1):
        yield f"POOL-{at}", cut


def lays_of(asked: PoolAsked, pooled: PooledCut, drawn: Mapping[str, str]) -> dict[str, Any]:
    """Return the lays of those cut together and of each firm cut alone, as ``interlock cut print`` reads them.

    ``drawn`` are the files of nested markers by name; the other lays have lengths that are estimated.
    """
    markers = markers_of(pooled)
    rows = [row for name, cut in _named(pooled) for row in _rows(asked, cut, name, markers, drawn)]
    return {"lays": rows}


def _rows(
    asked: PoolAsked,
    cut: GroupCut,
    name: str,
    markers: Mapping[tuple[str, tuple[int, ...]], PoolMarker],
    drawn: Mapping[str, str],
) -> Iterator[dict[str, Any]]:
    problem, lays = cut.problem, cut.plan.lays
    orders = [order for order in asked.orders if order.firm in cut.firms]
    common = {
        "order": ", ".join(order.name for order in orders), "fabric": asked.fabric, "width_mm": asked.width_mm,
        "style": ", ".join(dict.fromkeys(order.style for order in orders)), "end_loss_mm": asked.end_loss_mm,
    }  # fmt: skip
    for at, (lay, dealt) in enumerate(zip(lays, _dealt(asked, cut, orders), strict=True), 1):
        marker = markers[name, lay.ratio]
        file = drawn.get(marker.name)
        ratio = dict(marker.ratio)
        yield {
            "lay": f"{name}-{at}", **common, "marker": marker.name,
            **({"drawn": file} if file else {"marker_mm": marker.estimated_mm}), "ratio": ratio,
            "plies": [
                {"colour": colour, "plies": n} for colour, n in zip(problem.colours, lay.plies, strict=True) if n
            ],
            "garments": [
                {"name": garment_name(order.style, size), "order": order.name, "style": order.style, "size": size}
                for order in orders
                for size in order.sizes
                if garment_name(order.style, size) in ratio
            ],
            "dealt": [asdict(part) for part in dealt],
        }  # fmt: skip


def _dealt(asked: PoolAsked, cut: GroupCut, orders: list[OrderToPool]) -> tuple[tuple[Dealt, ...], ...]:
    """Which plies of sizes that several orders have are whose."""
    wanted: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    sharers: dict[str, set[str]] = defaultdict(set)
    for order in orders:
        for colour, row in zip(asked.colours, order.demand, strict=True):
            for size, pieces in zip(order.sizes, row, strict=True):
                name = garment_name(order.style, size)
                wanted[colour, name].append((order.name, pieces))
                sharers[name].add(order.name)
    return deal(
        cut.plan.lays, sizes=[cut.problem.sizes] * len(cut.plan.lays), colours=cut.problem.colours,
        wanted={cell: owners for cell, owners in wanted.items() if len(sharers[cell[1]]) > 1},
        under=asked.under, over=asked.over,
    )  # fmt: skip
