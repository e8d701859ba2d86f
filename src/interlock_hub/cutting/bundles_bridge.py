"""Bundles of lays: what lies in a lay from the bottom up, whose it is, and from which number its bundles run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from interlock import model as engine
from interlock_hub.cutting.models import Lay, PoolShare, RollUse
from interlock_hub.orders.models import Order

if TYPE_CHECKING:
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


def first_numbers(lays: Iterable[Lay]) -> dict[str, int]:
    """Return the first bundle number of each lay: numbers run on over all lays of an order's fabric, or of a pool's.

    Lays count as they are bundled: plies of another shade make bundles of their own.
    """
    most = engine.Policy().max_bundle_pieces
    rows = Lay.objects.filter(order__in={lay.order_id for lay in lays}).select_related("marker").defer("marker__body")
    uses: dict[int, list[RollUse]] = defaultdict(list)
    for use in RollUse.objects.filter(lay__in=rows).select_related("roll").order_by("lay", "rank"):
        uses[use.lay_id].append(use)
    after: dict[tuple[int, int | None, str], int] = defaultdict(int)
    found = {}
    for lay in sorted(rows, key=lambda lay: (len(lay.code), lay.code)):
        key = lay.order_id, lay.pool_id, lay.material
        found[lay.code] = after[key] + 1
        parts = sum(-(-plies // most) for _colour, _shade, plies in stacks_of(lay, uses[lay.pk]))
        after[key] += parts * sum(lay.marker.ratio.values())
    return found


def pooled_orders(lays: Iterable[Lay]) -> dict[int, list[Order]]:
    """Return the orders that pools cut, by pool, for lays that are of one."""
    pools = {lay.pool_id for lay in lays if lay.pool_id}
    orders = Order.objects.select_related("style").defer("style__body").order_by("number")
    found: dict[int, list[Order]] = defaultdict(list)
    for share in PoolShare.objects.filter(pool__in=pools).prefetch_related(Prefetch("orders", orders)):
        found[share.pool_id].extend(share.orders.all())
    return {pool: sorted(each, key=lambda order: order.number) for pool, each in found.items()}


def garments_of(pool: int, orders: Sequence[Order], sizes: Mapping[str, int]) -> tuple[Garments, ...]:
    """Return whose the sizes of a pooled lay's marker are: such a size is called by its style and its own name.

    Where orders of several firms have a style in common its garments bear the pool's name, dealt out as they are
    counted: a ticket goes to a firm, and none reads of another's order.
    """
    from interlock.paper import Garments

    styles: dict[str, list[Order]] = defaultdict(list)
    for order in orders:
        styles[order.style.code].append(order)
    split = [(name, *name.rpartition(" ")[::2]) for name in sizes]
    return tuple(
        Garments(
            name=name, style=style, size=size, style_name=styles[style][0].style.name,
            order=styles[style][0].number if len(styles[style]) == 1 else f"POOL-{pool}",
        )
        for name, style, size in split
        if style in styles
    )  # fmt: skip


def listed(names: Sequence[str]) -> str:
    """Return names as one, the first few of many."""
    told = ", ".join(names[:MOST_NAMED])
    return told if len(names) <= MOST_NAMED else f"{told} +{len(names) - MOST_NAMED}"
