"""The lays of pooled orders as a file of lays: whose each size is, and which plies are dealt out to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from interlock.cutting import Dealt, deal
from interlock.cutting_room_commands._pool_form import PoolAsked
from interlock.errors import InvalidModel, Placed
from interlock.stages.pool import GroupCut, OrderToPool, PooledCut
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


def lays_of(asked: PoolAsked, pooled: PooledCut) -> dict[str, Any]:
    """Return the lays of those cut together and of each firm cut alone, as ``interlock cut print`` reads them."""
    rows = [row for at, cut in enumerate(pooled.cuts, 1) for row in _rows(asked, cut, f"POOL-{at}")]
    return {"lays": rows}


def _rows(asked: PoolAsked, cut: GroupCut, name: str) -> Iterator[dict[str, Any]]:
    problem, lays = cut.problem, cut.plan.lays
    orders = [order for order in asked.orders if order.firm in cut.firms]
    markers = {ratio: f"{name}-M{at}" for at, ratio in enumerate(dict.fromkeys(lay.ratio for lay in lays), 1)}
    common = {
        "order": ", ".join(order.name for order in orders), "fabric": asked.fabric, "width_mm": asked.width_mm,
        "style": ", ".join(dict.fromkeys(order.style for order in orders)), "end_loss_mm": asked.end_loss_mm,
    }  # fmt: skip
    for at, (lay, dealt) in enumerate(zip(lays, _dealt(asked, cut, orders), strict=True), 1):
        ratio = {size: count for size, count in zip(problem.sizes, lay.ratio, strict=True) if count}
        yield {
            "lay": f"{name}-{at}", **common, "marker": markers[lay.ratio],
            "marker_mm": problem.length.marker_mm(lay.ratio), "ratio": ratio,
            "plies": [
                {"colour": colour, "plies": n} for colour, n in zip(problem.colours, lay.plies, strict=True) if n
            ],
            "garments": [
                {"name": f"{order.style} {size}", "order": order.name, "style": order.style, "size": size}
                for order in orders
                for size in order.sizes
                if f"{order.style} {size}" in ratio
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
                name = f"{order.style} {size}"
                wanted[colour, name].append((order.name, pieces))
                sharers[name].add(order.name)
    return deal(
        cut.plan.lays, sizes=[cut.problem.sizes] * len(cut.plan.lays), colours=cut.problem.colours,
        wanted={cell: owners for cell, owners in wanted.items() if len(sharers[cell[1]]) > 1},
        under=asked.under, over=asked.over,
    )  # fmt: skip
