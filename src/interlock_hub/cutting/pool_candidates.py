"""Which orders of several firms could share lays: the same fabric and colour, laid at the same shop on near days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models.functions import Coalesce

from interlock_hub.core.models import Organisation
from interlock_hub.cutting.models import Lay, Pool, PoolShare
from interlock_hub.network.models import Factory
from interlock_hub.orders.models import Material, Order

# Orders whose lays of a fabric begin within so many days of each other can share lays.
NEAR = timedelta(days=2)
MOST_ORDERS = 12
LIVING = (Pool.State.DRAFT, Pool.State.ASKED, Pool.State.AGREED, Pool.State.POOLED)
# The firm of an order is its core factory's; one without a core is its owner's.
FIRM = Coalesce("order__planned_core__organisation", "order__core__organisation", "order__owner")


def firm_of(order: Order) -> Organisation:
    """Return the firm that answers for an order: its core factory's, its owner without one."""
    core = order.planned_core or order.core
    return core.organisation if core else order.owner


@dataclass
class Candidate:
    """Orders of several firms, by number, that could be cut together; ``firms`` are those who bring them.

    ``fewest`` are the pieces of the smallest of them: what it leaves of markers and plies is what others can share.
    """

    factory: Factory
    material: str
    first_on: date
    last_on: date
    orders: list[str] = field(default_factory=list)
    firms: set[int] = field(default_factory=set)
    colours: set[str] = field(default_factory=set)
    metres: float = 0.0
    fewest: int = 0


class _Laid(NamedTuple):
    """A lay as far as it matters here."""

    factory: int
    material: str
    order: int
    number: str
    pieces: int
    firm: int
    cut_on: date
    plies: list[tuple[str, int]]
    fabric_m: float


def candidates(factories: Sequence[Factory]) -> list[Candidate]:
    """Return what could be cut together at some shops: those with the smallest orders first."""
    shops = {shop.pk: shop for shop in factories}
    found = [
        one
        for (factory, material), orders in _by_fabric(shops).items()
        for one in _windows(shops[factory], material, orders.values())
    ]
    return sorted((c for c in found if len(c.firms) > 1), key=lambda c: (c.fewest, c.material, c.first_on))


def _by_fabric(shops: dict[int, Factory]) -> dict[tuple[int, str], dict[int, list[_Laid]]]:
    """Lays that no one has begun and no pool has taken, by shop and fabric, then by order: the earliest order first."""
    coloured = [code for code, body in Material.objects.filter(kind="fabric").values_list("code", "body")
                if body.get("by_colour", True)]  # fmt: skip
    taken = set(PoolShare.objects.filter(pool__state__in=LIVING).values_list("pool__material", "orders"))
    begun = Lay.objects.filter(factory__in=shops).exclude(state=Lay.State.PLANNED).order_by().values("order")
    lays = Lay.objects.filter(factory__in=shops, state=Lay.State.PLANNED, pool=None, material__in=coloured)
    rows = lays.exclude(order__in=begun).order_by("cut_on", "pk").annotate(firm=FIRM).values_list(
        "factory", "material", "order", "order__number", "order__pieces", "firm", "cut_on", "plies", "fabric_m"
    )  # fmt: skip
    groups: dict[tuple[int, str], dict[int, list[_Laid]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.iterator(chunk_size=2000):
        lay = _Laid(*row)
        if (lay.material, lay.order) not in taken:
            groups[lay.factory, lay.material][lay.order].append(lay)
    return groups


def _windows(factory: Factory, material: str, orders: Iterable[Sequence[_Laid]]) -> Iterator[Candidate]:
    """Orders of one shop and fabric, the earliest first, put together where they share a colour on near days."""
    open_still: list[Candidate] = []
    for lays in orders:
        first_on = lays[0].cut_on
        for over in [one for one in open_still if first_on - one.first_on > NEAR]:
            open_still.remove(over)
            yield over
        colours = {colour for lay in lays for colour, _plies in lay.plies}
        home = next((c for c in open_still if c.colours & colours and len(c.orders) < MOST_ORDERS), None)
        if home is None:
            home = Candidate(factory, material, first_on, first_on)
            open_still.append(home)
        home.fewest = min(home.fewest, lays[0].pieces) if home.orders else lays[0].pieces
        home.orders.append(lays[0].number)
        home.firms.add(lays[0].firm)
        home.colours |= colours
        home.last_on = max(home.last_on, lays[-1].cut_on)
        home.metres += sum(lay.fabric_m for lay in lays)
    yield from open_still
