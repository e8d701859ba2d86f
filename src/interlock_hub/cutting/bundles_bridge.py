"""Bundles of lays: what lies in a lay from the bottom up, whose it is, and which numbers its bundles have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from interlock_hub.cutting.models import Lay, Pool, PoolShare, RollUse
from interlock_hub.orders.models import Order

if TYPE_CHECKING:
    from interlock.cutting import Dealt
    from interlock.paper import Garments

Stack = tuple[str, str, int]  # colour, shade, plies
MOST_NAMED = 3


def stacks_of(lay: Lay, uses: Sequence[RollUse]) -> list[Stack]:
    """Return plies from the bottom up: by roll and shade where the rolls are known, else by colour."""
    if not uses or any(not use.colour for use in uses):
        return [(colour, "", plies) for colour, plies in lay.plies if plies]
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for use in uses:
        counts[use.colour, use.roll.shade] += use.plies
    return [(colour, shade, plies) for (colour, shade), plies in counts.items()]


def numbers_of(lay: Lay) -> tuple[int, int]:
    """Return the first and last bundle number of a lay, by its own place among those of its order's fabric or pool.

    Rolls given to another lay, or another plan for it, move none of them: tickets that are printed stay true.
    """
    from interlock.paper import numbers_of

    whose = f"POOL-{lay.pool_id}" if lay.pool_id else lay.order.number
    return numbers_of(place_of(whose, lay.code))


def place_of(whose: str, code: str) -> int:
    """Return the place of a lay among those of its order or pool, as its code tells it; 0 where its code has none."""
    place = code.removeprefix(f"{whose}-").partition("-")[0]
    return int(place) if place.isdecimal() else 0


def pooled_orders(lays: Iterable[Lay]) -> dict[int, list[Order]]:
    """Return the orders that pools cut, by pool, for lays that are of one."""
    pools = {lay.pool_id for lay in lays if lay.pool_id}
    orders = Order.objects.select_related("style").defer("style__body").order_by("number")
    found: dict[int, list[Order]] = defaultdict(list)
    for share in PoolShare.objects.filter(pool__in=pools).prefetch_related(Prefetch("orders", orders)):
        found[share.pool_id].extend(share.orders.all())
    return {pool: sorted(each, key=lambda order: order.number) for pool, each in found.items()}


def garments_of(orders: Sequence[Order], sizes: Mapping[str, int]) -> tuple[Garments, ...]:
    """Return whose the sizes of a pooled lay's marker are: such a size is called by its style and its own name.

    A size of a style that several orders have is each one's; :func:`dealt_of` tells which plies are whose.
    """
    from interlock.paper import Garments

    styles: dict[str, list[Order]] = defaultdict(list)
    for order in orders:
        styles[order.style.code].append(order)
    split = [(name, *name.rpartition(" ")[::2]) for name in sizes]
    return tuple(
        Garments(name=name, style=style, size=size, style_name=order.style.name, order=order.number)
        for name, style, size in split
        for order in styles.get(style, ())
    )


def dealt_of(lays: Iterable[Lay], orders: Mapping[int, Sequence[Order]]) -> dict[str, tuple[Dealt, ...]]:
    """Return which plies of pooled lays are whose, by lay, where orders have a style in common: as they were ordered.

    The whole pool is dealt out, whichever of its lays are asked for, by the pieces that it was worked out from.
    """
    from interlock.cutting import PlannedLay, deal

    found: dict[str, tuple[Dealt, ...]] = {}
    for pool in Pool.objects.filter(pk__in={lay.pool_id for lay in lays if lay.pool_id}).only("found"):
        if not (wanted := _in_common(orders[pool.pk], pool.found.get("wanted", {}))):
            continue
        rows = Lay.objects.filter(pool=pool).select_related("marker").defer("marker__body")
        every = sorted(rows, key=lambda lay: place_of(f"POOL-{pool.pk}", lay.code))
        colours = sorted({colour for lay in every for colour, _plies in lay.plies})
        counts = [dict(map(tuple, lay.plies)) for lay in every]
        dealt = deal(
            [
                PlannedLay(tuple(lay.marker.ratio.values()), tuple(plies.get(colour, 0) for colour in colours))
                for lay, plies in zip(every, counts, strict=True)
            ],
            sizes=[list(lay.marker.ratio) for lay in every], colours=colours, wanted=wanted,
        )  # fmt: skip
        found |= {lay.code: parts for lay, parts in zip(every, dealt, strict=True)}
    return found


def _in_common(
    orders: Sequence[Order], told: Mapping[str, Sequence[Sequence[Any]]]
) -> dict[tuple[str, str], list[tuple[str, int]]]:
    """What each order wants of the styles that several have, by colour and the size's name in the pool."""
    times = Counter(order.style.code for order in orders)
    found: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for order in orders:
        if times[order.style.code] < 2:
            continue
        rows = told.get(order.number) or order.quantities.values_list("colour", "size", "pieces")
        for colour, size, pieces in rows:
            found[colour, f"{order.style.code} {size}"].append((order.number, pieces))
    return found


def listed(names: Sequence[str]) -> str:
    """Return names as one, the first few of many."""
    told = ", ".join(names[:MOST_NAMED])
    return told if len(names) <= MOST_NAMED else f"{told} +{len(names) - MOST_NAMED}"
