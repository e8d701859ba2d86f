"""Cut plans in force when a plan is published: they stay, unless their order's garments or style have changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from interlock_hub.core.ledger import record
from interlock_hub.core.selectors import cluster
from interlock_hub.cutting import plan_bridge
from interlock_hub.cutting.models import CutStudy, Lay, Marker, Pool
from interlock_hub.cutting.placing import Asked, Place, placed
from interlock_hub.network.models import CuttingTable, Factory
from interlock_hub.orders.models import Order, OrderQuantity, Style

# Lays may end so many days after the last of those they stand for.
DAYS_AFTER = 30
MARKER_FACTS = ("code", "material", "width_mm", "length_mm", "utilisation", "nested", "ratio", "body")
LAY_FACTS = ("code", "material", "start_min", "end_min", "plies", "fabric_m")
ENDED = gettext_noop("cut plan ended by a new plan")
Rows = list[dict[str, Any]]
Cells = dict[tuple[str, str], int]


@dataclass
class Cut:
    """A cut plan in force: the study it comes from and the order's lays, in the order of work."""

    study: CutStudy
    lays: list[Lay]


def in_force() -> list[Cut]:
    """Return the cut plans that orders are cut by now; lays that a pool stands for are as they come back from it."""
    studies = CutStudy.objects.exclude(applied_at=None).filter(why_ended="").select_related("order__style", "factory")
    last = {study.order_id: study for study in studies.order_by("applied_at", "pk")}
    if not last:
        return []
    lays: dict[int, list[Lay]] = defaultdict(list)
    rows = Lay.objects.filter(order__in=last, pool=None).select_related("marker", "factory", "table", "order")
    for lay in rows.defer("marker__body"):
        lays[lay.order_id].append(lay)
    for lay in _in_pools({study.order.number: study.order for study in last.values()}):
        lays[lay.order_id].append(lay)
    return [
        Cut(study, sorted(lays[order], key=lambda lay: (lay.cut_on, lay.start_min, lay.code)))
        for order, study in last.items()
        if {lay.code for lay in lays[order]} == {lay["code"] for lay in study.found["lays"]}
    ]


def _in_pools(orders: Mapping[str, Order]) -> Iterator[Lay]:
    """The lays of orders that pools took the place of, with their markers; none of them is a row."""
    pools = Pool.objects.filter(state=Pool.State.POOLED, shares__orders__in=orders.values()).distinct()
    for kept in filter(None, pools.values_list("replaced", flat=True)):
        markers = {
            row["code"]: Marker(style_id=row["style"], **{name: row[name] for name in MARKER_FACTS})
            for row in kept["markers"]
        }
        for row in kept["lays"]:
            if row["order"] in orders:
                yield Lay(
                    order=orders[row["order"]], marker=markers[row["marker"]], factory_id=row["factory"],
                    table_id=row["table"], cut_on=date.fromisoformat(row["cut_on"]),
                    **{name: row[name] for name in LAY_FACTS},
                )  # fmt: skip


def changes(cuts: Sequence[Cut], planned: Mapping[str, Cells] | None = None) -> dict[str, str]:
    """Return why cut plans no longer fit, by order's number; those that fit are left out.

    ``planned`` are the garments of orders as a draft has them, where it changes some.
    """
    now: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    for row, colour, size, pieces in OrderQuantity.objects.filter(
        order__in=[cut.study.order_id for cut in cuts]
    ).values_list("order", "colour", "size", "pieces"):
        now[row][colour, size] += pieces
    found = {}
    for cut in cuts:
        order: Order = cut.study.order
        asked = {(colour, size): n for colour, size, n, _cut in cut.study.found["cut"] if n}
        wanted = [dict(now[order.pk]), *([planned[order.number]] if planned and order.number in planned else [])]
        if any({cell: n for cell, n in cells.items() if n} != asked for cells in wanted):
            found[order.number] = CutStudy.Why.GARMENTS.value
        elif any(lay.marker.style_id != order.style_id or lay.marker.pattern_id for lay in cut.lays):
            found[order.number] = CutStudy.Why.STYLE.value
    return found


def carried(markers: Sequence[dict[str, Any]], lays: Sequence[dict[str, Any]]) -> tuple[Rows, Rows]:
    """Return a plan's markers and lays with those of cut plans in force in the place of its own.

    A cut plan that no longer fits, or finds no place, ends and says why. Call inside a transaction.
    """
    cuts = in_force()
    if not cuts:
        return list(markers), list(lays)
    why, shops = changes(cuts), Shops(lays)
    known = {m["code"]: m for m in markers}
    for cut in cuts:
        number = cut.study.order.number
        own = shops.own(number)
        ends = why.get(number) or ("" if own else CutStudy.Why.PLAN.value)
        places = {} if ends else _places(cut, own, shops)
        if ends or not places:
            _end(cut.study, ends or CutStudy.Why.ROOM.value)
            continue
        _remember(cut, own, known)
        shops.put(number, _rows(cut, own, places, known))
    rows = shops.rows()
    used, before = {lay["marker"] for lay in rows}, {lay["marker"] for lay in lays}
    return [m for code, m in known.items() if code in used or code not in before], rows


class Shops:
    """The lays of a plan by order, and how many orders each shop cuts: looked up once, not for every cut plan."""

    def __init__(self, lays: Sequence[Mapping[str, Any]]) -> None:
        self._by_order: dict[str, Rows] = defaultdict(list)
        for lay in lays:
            self._by_order[lay["order"]].append(dict(lay))
        self._by_shop: dict[str, dict[str, None]] = defaultdict(dict)
        for order, own in self._by_order.items():
            self._note(order, own)

    def _note(self, order: str, own: Rows) -> None:
        for lay in own:
            self._by_shop[lay["factory"]][order] = None

    def own(self, order: str) -> Rows:
        """Return the lays of an order."""
        return list(self._by_order.get(order, ()))

    def put(self, order: str, own: Rows) -> None:
        """Let an order have other lays."""
        self._by_order[order] = own
        self._note(order, own)

    def rows(self) -> Rows:
        """Return all lays."""
        return [lay for own in self._by_order.values() for lay in own]

    def others(self, shop: str, order: str) -> Rows:
        """Return the lays of a shop that are not of an order."""
        orders = (one for one in self._by_shop.get(shop, ()) if one != order)
        return [lay for one in orders for lay in self._by_order[one] if lay["factory"] == shop]


def _places(cut: Cut, own: Rows, shops: Shops) -> dict[str, Place]:
    """Where a cut plan's lays lie: where they are, if the days stand and the places are free; {} without any."""
    factory = own[0]["factory"]
    tables = {table.code: table for table in CuttingTable.objects.filter(factory__code=factory)}
    busy: dict[tuple[int, date], list[tuple[float, float]]] = defaultdict(list)
    for lay in shops.others(factory, cut.study.order.number):
        busy[tables[lay["table"]].pk, lay["cut_on"]].append((lay["start_min"], lay["end_min"]))
    first_on, last_on = min(lay["cut_on"] for lay in own), max(lay["cut_on"] for lay in own)
    here = {lay.code: Place(lay.table_id, lay.cut_on, lay.start_min, lay.end_min) for lay in cut.lays}
    stays = {code: here[code] for code in here if _begun(cut, code)}
    was = [date.fromisoformat(lay["cut_on"]) for lay in (cut.study.replaced or {}).get("lays", ())]
    same = bool(was) and (min(was), max(was)) == (first_on, last_on) and cut.lays[0].factory.code == factory
    if same and all(code in stays or _free(place, busy) for code, place in here.items()):
        return here
    for place in stays.values():
        busy[place.table, place.on].append((place.start_min, place.end_min))
    wanted = [Asked(lay.code, lay.end_min - lay.start_min, lay.marker.length_mm, lay.marker.width_mm)
              for lay in cut.lays if lay.code not in stays]  # fmt: skip
    cluster_row = cluster()
    if cluster_row is None:
        return {}
    days = plan_bridge.open_days(
        cluster_row, Factory.objects.get(code=factory), first_on, last_on + timedelta(days=DAYS_AFTER)
    )
    found, homeless = placed(wanted, list(tables.values()), busy, days)
    return {} if homeless else found | stays


def _begun(cut: Cut, code: str) -> bool:
    return any(lay.code == code and lay.state != Lay.State.PLANNED for lay in cut.lays)


def _free(place: Place, busy: Mapping[tuple[int, date], Sequence[tuple[float, float]]]) -> bool:
    spans = busy.get((place.table, place.on), ())
    return all(end <= place.start_min + 1e-6 or start >= place.end_min - 1e-6 for start, end in spans)


def _rows(cut: Cut, own: Rows, places: Mapping[str, Place], known: dict[str, dict[str, Any]]) -> Rows:
    """The cut plan's lays as a plan's rows; their markers come into ``known``, a plan's own first."""
    tables = dict(CuttingTable.objects.filter(pk__in={p.table for p in places.values()}).values_list("pk", "code"))
    held = Marker.objects.filter(pk__in={lay.marker_id for lay in cut.lays} - {None})
    for marker in (*held, *(lay.marker for lay in cut.lays if lay.marker_id is None)):
        facts = {name: getattr(marker, name) for name in MARKER_FACTS}
        known.setdefault(marker.code, {"style": cut.study.order.style.code, "pieces": "", **facts})
    rows = []
    for lay in cut.lays:
        place = places[lay.code]
        longer_mm = known[lay.marker.code]["length_mm"] - lay.marker.length_mm
        rows.append(
            {
                "code": lay.code, "order": cut.study.order.number, "marker": lay.marker.code,
                "factory": own[0]["factory"], "table": tables[place.table], "material": lay.material,
                "cut_on": place.on, "start_min": place.start_min, "end_min": place.end_min, "plies": lay.plies,
                "fabric_m": lay.fabric_m + longer_mm * sum(n for _colour, n in lay.plies) / 1000,
            }
        )  # fmt: skip
    return rows


def _remember(cut: Cut, own: Rows, known: Mapping[str, dict[str, Any]]) -> None:
    """Taking the cut plan back gives the order the lays of the plan that holds then."""
    factories = dict(Factory.objects.filter(code__in={lay["factory"] for lay in own}).values_list("code", "pk"))
    tables = dict(CuttingTable.objects.filter(code__in={lay["table"] for lay in own}).values_list("code", "pk"))
    wanted = [known[code] for code in dict.fromkeys(lay["marker"] for lay in own)]
    styles = dict(Style.objects.filter(code__in={m["style"] for m in wanted}).values_list("code", "pk"))
    replaced = {
        "markers": [
            {**{name: m[name] for name in MARKER_FACTS}, "style": styles[m["style"]], "tried_s": 0} for m in wanted
        ],
        "lays": [
            {
                "marker": lay["marker"], "order": lay["order"], "factory": factories[lay["factory"]],
                "table": tables[lay["table"]], "cut_on": lay["cut_on"].isoformat(),
                **{name: lay[name] for name in LAY_FACTS},
            }
            for lay in own
        ],
    }  # fmt: skip
    CutStudy.objects.filter(pk=cut.study.pk).update(replaced=replaced)


def _end(study: CutStudy, why: str) -> None:
    CutStudy.objects.filter(pk=study.pk).update(why_ended=why, ended_at=timezone.now())
    record(by=None, subject="cutting.plan", key=study.order.number, what=ENDED, after={"why": why})


def ended_lately(orders: Sequence[int] | Any, days: int = 14) -> list[CutStudy]:
    """Return cut plans of orders that a plan ended lately, the last of each order, while no newer one is in force."""
    last: dict[int, CutStudy] = {}
    studies = CutStudy.objects.exclude(applied_at=None).filter(order__in=orders).select_related("order")
    for study in studies.defer("found", "replaced").order_by("applied_at", "pk"):
        last[study.order_id] = study
    since = timezone.now() - timedelta(days=days)
    return [s for s in last.values() if s.why_ended and s.ended_at and s.ended_at >= since]
