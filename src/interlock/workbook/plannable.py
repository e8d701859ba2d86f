"""What keeps a whole book from being planned although every sheet of it reads well, each at its cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from interlock.explain import figures
from interlock.model import (
    MOST_OF_CELL,
    MOST_OF_ORDER,
    MOST_OVERTIME_HOURS,
    ROOM_AFTER_LAST_DUE_DAYS,
    Factory,
    FactoryKind,
    Lock,
    Material,
    MaterialKind,
    Scenario,
)
from interlock.workbook.assemble import Book
from interlock.workbook.issues import Findings, Place
from interlock.workbook.order_book import OrderBook
from interlock.workbook.raw import shown
from interlock.workbook.schema import Both
from interlock.workbook.tables import Record

MM_PER_CM = 10.0
MIN_PER_HOUR = 60.0
_NO_TABLE: Both = ("no cutting table", "没有裁床")


def note_unplannable(book: Book, orders: OrderBook, scenario: Scenario) -> None:
    """Note what no plan of the book's orders can do without; quiet for a book without orders.

    Only what is certain is an error: what depends on how cutting comes out, the plan itself refuses.
    """
    if scenario.orders:
        _shops(book, scenario)
        _widths(book, scenario)
        _days(book, scenario)
        note_quantities(book.findings, orders)
        _supply(book, scenario)
        _locks(book, scenario)
        _locked_shares(book, scenario)
        _lock_days(book, scenario)
        _makers(book, orders, scenario)
        _late_starts(book, orders)


def _shops(book: Book, scenario: Scenario) -> None:
    """A core factory, a table, and finishing where some style asks for it."""
    first, *_ = book.records["factories"]
    if not scenario.of_kind(FactoryKind.CORE):
        book.findings.error(first.place("kind"), "no_core", first.text("kind"))
    if not scenario.tables:
        book.findings.error(Place(file=first.place().file), "no_tables", _NO_TABLE)
    asked = any(scenario.style[order.style].finishing_min > 0 for order in scenario.orders)
    if asked and not any(factory.finishing_min_per_day > 0 for factory in scenario.factories):
        core = next((record for record in book.records["factories"] if record.text("kind") == "core"), first)
        book.findings.error(core.place("finishing_min"), "no_finishing", shown(core.maybe("finishing_min")))


def _widths(book: Book, scenario: Scenario) -> None:
    """Fabric that is ordered and that no table is wide enough for."""
    widest = max((table.width_mm for table in scenario.tables), default=None)
    if widest is None:
        return
    ordered = {order.style for order in scenario.orders}
    used = {item.material for code in ordered for item in scenario.style[code].bill}
    for record in book.records["materials"]:
        material = scenario.material[record.text("code")]
        if material.kind is MaterialKind.FABRIC and material.code in used and material.width_mm > widest:
            found, most = (f"{width / MM_PER_CM:g} cm" for width in (material.width_mm, widest))
            book.findings.error(record.place("width"), "too_wide", found, most=most)


def _days(book: Book, scenario: Scenario) -> None:
    """At least one day that the plan may use."""
    last_on = _last_named(scenario) + timedelta(days=ROOM_AFTER_LAST_DUE_DAYS)
    if any(scenario.calendar.mask(scenario.today, (last_on - scenario.today).days + 1)):
        return
    for record in book.records.get("calendar", ()):
        first_on = record.day("first_on")
        if first_on and first_on <= last_on and not record.text("factory"):
            days = {"first": scenario.today.isoformat(), "last": last_on.isoformat()}
            book.findings.error(record.place("first_on"), "never_open", first_on.isoformat(), **days)


def note_quantities(findings: Findings, orders: OrderBook) -> None:
    """Note orders of more pieces than one cut plan takes."""
    for draft in orders:
        for pieces, spot in draft.quantities.values():
            if pieces > MOST_OF_CELL:
                findings.error(spot.place, "many_pieces", f"{pieces:,}", most=f"{MOST_OF_CELL:,}")
        total = sum(pieces for pieces, _ in draft.quantities.values())
        if total > MOST_OF_ORDER:
            facts = {"order": draft.number, "most": f"{MOST_OF_ORDER:,}"}
            findings.error(draft.spot.place, "many_in_all", f"{total:,}", **facts)


def _makers(book: Book, orders: OrderBook, scenario: Scenario) -> None:
    """Orders whose style lines can sew, but which no factory may or will: they go outside."""
    place = orders.places()
    sewing: dict[str, list[Factory]] = {}
    for order in scenario.orders:
        category = scenario.style[order.style].category
        if category not in sewing:
            codes = {line.factory for line in scenario.lines if line.level(category) > 0}
            sewing[category] = [scenario.factory[code] for code in sorted(codes)]
        able = sewing[category]
        allowed = [factory for factory in able if scenario.rules.may_sew(order, factory)]
        smallest = min((factory.minimum_lot_pieces for factory in allowed), default=0)
        if able and not allowed:
            told = (f"no factory that may sew {order.number}", f"订单 {order.number} 没有工厂可做")
            book.findings.warn(place[order.number], "no_maker", told)
        elif smallest > order.pieces:
            english, chinese = (figures.counted(order.pieces, "piece", language) for language in ("en", "zh"))
            found = (f"{order.number}: {english}", f"{order.number}：{chinese}")
            book.findings.warn(place[order.number], "all_too_small", found, least=f"{smallest:,}")


def _late_starts(book: Book, orders: OrderBook) -> None:
    """Orders that begin, or whose material comes, on the day they are due or later: they are late in any plan."""
    for draft in orders:
        due_on = draft.value("due_on")
        for key in ("earliest_start_on", "material_ready_on"):
            on = draft.value(key)
            if isinstance(on, date) and isinstance(due_on, date) and on >= due_on:
                book.findings.warn(draft.values[key][1].place, "start_late", on.isoformat(), due=due_on.isoformat())


def _supply(book: Book, scenario: Scenario) -> None:
    """Of each material that is counted per garment, as much as the orders need at the least."""
    need: Counter[str] = Counter()
    for order in scenario.orders:
        if order.material_ready_on is None:
            fewest = order.pieces * (1 - order.under_share)
            for item in scenario.style[order.style].bill:
                # Where pieces are known, the markers tell how much it takes.
                amount = 0.0 if item.cut_pieces else fewest * item.per_garment * (1 + item.waste_share)
                need[item.material] += amount  # type: ignore[assignment]
    for record in book.records["materials"]:
        material = scenario.material[record.text("code")]
        supply = _supply_of(scenario, material)
        if supply is not None and need[material.code] > supply:
            _note_short(book, record, material, supply, need[material.code])


def _supply_of(scenario: Scenario, material: Material) -> float | None:
    """All that offers and stock hold of a material; None where an offer has no end."""
    most = [offer.maximum_quantity for offer in scenario.offers if offer.material == material.code]
    if None in most:
        return None
    return sum(filter(None, most)) + sum(one.quantity for one in scenario.stock if one.material == material.code)


def _note_short(book: Book, record: Record, material: Material, supply: float, need: float) -> None:
    offers: Iterable[Record] = book.records.get("offers", ())
    first = next((offer for offer in offers if offer.text("material") == material.code), record)
    found, least = (f"{amount:,.1f} {material.unit}" for amount in (supply, need))
    told: Both = (f"{found} of {material.code} in all", f"{material.code} 共 {found}")
    book.findings.error(first.place("maximum"), "offers_short", told, least=least)


def _locks(book: Book, scenario: Scenario) -> None:
    """Locks of a line together no longer than all its days, with all the overtime that the law allows."""
    late = [scenario.today + timedelta(days=max((offer.lead_days for offer in scenario.offers), default=0))]
    late += [one.available_on for one in scenario.stock if one.available_on]
    last_on = max(_last_named(scenario), *late) + timedelta(days=ROOM_AFTER_LAST_DUE_DAYS)
    open_days = sum(scenario.calendar.mask(scenario.today, (last_on - scenario.today).days + 1))
    locked: Counter[str] = Counter()
    for lock in scenario.rules.locks:
        locked[lock.line] += _locked_min(scenario, lock)  # type: ignore[assignment]
    for record in book.whole("rules"):
        line = scenario.line.get(record.text("line"))
        if record.text("kind") != "lock" or line is None or line.code not in locked:
            continue
        longest_min = line.minutes_per_day + MOST_OVERTIME_HOURS * MIN_PER_HOUR
        room_min = open_days * line.capacity_min_per_day * longest_min / line.minutes_per_day
        if (found := locked.pop(line.code)) > room_min:
            facts = {"line": line.code, "most": f"{room_min:,.0f}", "last": last_on.isoformat()}
            book.findings.error(record.place("line"), "lock_room", f"{found:,.0f}", **facts)


def _locked_shares(book: Book, scenario: Scenario) -> None:
    """A factory's locks together no more than the most that it may have of all work."""
    locked: Counter[str] = Counter()
    for lock in scenario.rules.locks:
        locked[scenario.line[lock.line].factory] += _locked_min(scenario, lock)  # type: ignore[assignment]
    all_min = sum(
        order.pieces * (1 + order.over_share) * scenario.style[order.style].smv_min for order in scenario.orders
    )
    for record in book.whole("rules"):
        factory = record.text("factory")
        if record.text("kind") == "share" and locked[factory] > record.number("most", 1.0) * all_min:
            found = f"{locked[factory] / all_min:.1%}"
            book.findings.error(record.place("most"), "lock_share", f"{record.number('most', 1.0):.1%}", locked=found)


def _lock_days(book: Book, scenario: Scenario) -> None:
    """Locks whose first day is over, so that pieces begin today at the earliest, or not before their order is due."""
    for record in book.whole("rules"):
        first_on = record.day("first_on") if record.text("kind") == "lock" else None
        if first_on and first_on < scenario.today:
            book.findings.warn(record.place("first_on"), "lock_past", f"{first_on}", today=f"{scenario.today}")
        order = scenario.order.get(record.text("order")) if first_on else None
        if first_on and order and first_on >= order.due_on:
            book.findings.warn(record.place("first_on"), "lock_late", f"{first_on}", due=f"{order.due_on}")


def _locked_min(scenario: Scenario, lock: Lock) -> float:
    """The least standard minutes that a lock takes; one without pieces takes what the order's others leave."""
    order = scenario.order[lock.order]
    rest = order.pieces - sum(other.pieces for other in scenario.rules.locks_of(order.number))
    return (lock.pieces or rest) * (1 - order.under_share) * scenario.style[order.style].smv_min


def _last_named(scenario: Scenario) -> date:
    """The last day that orders and locks name."""
    named = [day for o in scenario.orders for day in (o.due_on, o.material_ready_on or o.earliest_start_on) if day]
    return max([scenario.today, *named, *(lock.first_on for lock in scenario.rules.locks)])
