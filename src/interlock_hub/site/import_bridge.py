"""A workbook of the whole cluster in and out: read, compared with what is known, taken in, written back."""

from __future__ import annotations

import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from interlock import model as engine
from interlock.words import Language
from interlock.workbook import Issue
from interlock_hub.core.models import Cluster, Organisation
from interlock_hub.core.money import fine_fen, fine_yuan, yuan
from interlock_hub.network.bridge import network_of_rows, store_network
from interlock_hub.network.models import Factory
from interlock_hub.orders.bridge import book_of_rows, store_goods, store_orders
from interlock_hub.orders.models import Order, OrderQuantity, Style

# What a workbook says of the cluster, in the order of its sheets; the key by which a row is known.
SHEETS: Mapping[str, str] = {
    "townships": "code",
    "factories": "code",
    "lines": "code",
    "tables": "code",
    "styles": "code",
    "materials": "code",
    "offers": "code",
    "orders": "number",
}
# Remedies of the engine that name its command line, as one who is at a page reads them.
REMEDIES: Mapping[str, tuple[str, str]] = {
    "sheet_missing": ("add it; the empty workbook has it with its columns", "请补上；空白工作簿中有这张表和全部列"),
    "file_empty": (
        "give the workbook filled in, or start from the empty one",
        "请提供填好的工作簿，或从空白工作簿开始",
    ),
    "today_unknown": ("write it into the sheet Cluster", "请写入“集群”表"),
}
# What is mended soonest with the empty workbook at hand: a link to it stands beside.
OF_TEMPLATE = frozenset(
    {"sheet_missing", "file_empty", "sheet_unknown", "no_header", "column_missing", "column_unknown"}
)
Tell = Callable[[str, int], None]
Issues = list[dict[str, Any]]


class Read:
    """What a workbook says: issues in both languages, and the scenario as compressed JSON where it has no errors."""

    def __init__(self, scenario: engine.Scenario | None, errors: Issues, warnings: Issues) -> None:
        self.scenario = scenario
        self.errors = errors
        self.warnings = warnings


def read(data: bytes, name: str, *, today: date, tell: Tell | None = None) -> Read:
    """Read a workbook; nothing about its content is raised."""
    from interlock.workbook import read_book

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "book.xlsx")
        path.write_bytes(data)
        found = read_book(path, today=today, progress=tell)
    return Read(found.scenario, _both(found.errors), _both(found.warnings))


def _both(issues: Iterable[Issue]) -> Issues:
    return [{"en": _shown(issue, "en"), "zh": _shown(issue, "zh")} for issue in issues]


def _shown(issue: Issue, words: Language) -> dict[str, Any]:
    shown: dict[str, Any] = dict(issue.as_dict(words))
    if issue.key in REMEDIES:
        shown["remedy"] = REMEDIES[issue.key][words == "zh"]
    return shown | {"template": issue.key in OF_TEMPLATE}


def packed(scenario: engine.Scenario) -> bytes:
    """Return a scenario as compressed JSON."""
    return zlib.compress(engine.dump(scenario), 6)


def unpacked(data: bytes | memoryview) -> engine.Scenario:
    """Return the scenario that :func:`packed` kept."""
    return engine.load(zlib.decompress(bytes(data)), engine.Scenario, "the workbook")


def masked(scenario: engine.Scenario) -> engine.Scenario:
    """Return a scenario without what is private to the firms of its orders: customers, prices, rules of customers."""
    rules = scenario.rules
    return replace(
        scenario,
        orders=tuple(replace(order, customer="", price_fen=0) for order in scenario.orders),
        rules=replace(
            rules,
            places=tuple(rule for rule in rules.places if not rule.customer),
            lots=tuple(rule for rule in rules.lots if not rule.customer),
        ),
    )


def completed(scenario: engine.Scenario, cluster: Cluster | None) -> engine.Scenario:
    """Return a workbook's scenario with what it leaves out of orders that are known: customers, prices.

    Where it names no customer at all, as the book that is written here, the rules of customers are those known, too.
    """
    known = _open_orders()
    orders = tuple(_with_private(order, known.get(order.number, order)) for order in scenario.orders)
    rules = scenario.rules
    named = (
        [o.customer for o in scenario.orders] + [r.customer for r in rules.places] + [r.customer for r in rules.lots]
    )
    if not any(named):
        held = _customer_rules(cluster)
        rules = replace(rules, places=(*rules.places, *held.places), lots=(*rules.lots, *held.lots))
    return replace(scenario, orders=orders, rules=rules)


def left_out(scenario: engine.Scenario) -> int:
    """Return how many orders that are known a workbook gives without the customer or the price that is known."""
    known = _open_orders()
    return sum(1 for o in scenario.orders if o.number in known and _with_private(o, known[o.number]) != o)


def _with_private(order: engine.Order, known: engine.Order) -> engine.Order:
    return replace(order, customer=order.customer or known.customer, price_fen=order.price_fen or known.price_fen)


def _customer_rules(cluster: Cluster | None) -> engine.Rules:
    kept = {name: value for name, value in (cluster.rules if cluster else {}).items() if name in ("places", "lots")}
    rules = msgspec.convert(kept, engine.Rules)
    return engine.Rules(
        places=tuple(rule for rule in rules.places if rule.customer),
        lots=tuple(rule for rule in rules.lots if rule.customer),
    )


def compared(scenario: engine.Scenario, cluster: Cluster | None) -> dict[str, dict[str, int]]:
    """Return rows by sheet that are new, changed and the same; of orders also those that are closed and stay so."""
    known = _known(cluster)
    counts = {
        sheet: _counts({getattr(row, key): _kept(row) for row in getattr(scenario, sheet)}, known[sheet])
        for sheet, key in SHEETS.items()
    }
    closed = set(Order.objects.exclude(state=Order.State.OPEN).values_list("number", flat=True))
    counts["orders"]["closed"] = sum(1 for order in scenario.orders if order.number in closed)
    counts["orders"]["new"] -= counts["orders"]["closed"]
    counts["stock"] = _bag(scenario.stock, known["stock"])
    counts["closures"] = _bag(scenario.calendar.closures, known["closures"]) | {"gone": 0}
    return counts


def _known(cluster: Cluster | None) -> dict[str, Any]:
    """What the database says, as the engine's values by sheet."""
    network = network_of_rows(cluster or Cluster(rest_weekdays=[]))
    parts = network | book_of_rows()
    found: dict[str, Any] = {sheet: {getattr(row, key): row for row in parts[sheet]} for sheet, key in SHEETS.items()}
    return found | {"stock": parts["stock"], "closures": network["calendar"].closures}


def _kept(row: Any) -> Any:
    """A row as the database keeps it: prices a minute lose what is beyond their last place."""
    if isinstance(row, engine.Line):
        return replace(row, price_fen_per_min=fine_fen(fine_yuan(row.price_fen_per_min)))
    if isinstance(row, engine.Factory):
        return replace(row, finishing_fen_per_min=fine_fen(round(fine_yuan(row.finishing_fen_per_min), 4)))
    return row


def _counts(wanted: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, int]:
    same = sum(1 for key, row in wanted.items() if known.get(key) == row)
    met = sum(1 for key in wanted if key in known)
    return {"new": len(wanted) - met, "changed": met - same, "same": same}


def _bag(wanted: Sequence[Any], known: Sequence[Any]) -> dict[str, int]:
    """Rows that are known by nothing but themselves; those that are there no more are gone."""
    ours, theirs = Counter(map(repr, wanted)), Counter(map(repr, known))
    same = (ours & theirs).total()
    return {"new": ours.total() - same, "changed": 0, "same": same, "gone": theirs.total() - same}


def order_changes(scenario: engine.Scenario) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """Return what a workbook changes of open orders, by their numbers: fields as they are now, and as it has them."""
    known = _open_orders()
    found = {}
    for order in scenario.orders:
        now = known.get(order.number)
        if now is not None and now != order:
            before, after = _facts(now), _facts(order)
            names = [name for name in after if before[name] != after[name]]
            if before["pieces"] == after["pieces"] and now.quantities != order.quantities:
                before["cells"], after["cells"] = _cells(now, order), _cells(order, now)
                names.append("cells")
            found[order.number] = {n: before[n] for n in names}, {n: after[n] for n in names}
    return found


def _facts(order: engine.Order) -> dict[str, Any]:
    facts = {name: getattr(order, name) for name in ("customer", "style", "due_on", "pieces", "core", "priority")}
    facts |= {"price_cny": yuan(order.price_fen), "over_share": order.over_share, "under_share": order.under_share}
    facts |= {"earliest_start_on": order.earliest_start_on, "material_ready_on": order.material_ready_on}
    return {name: str(value) if isinstance(value, date | Decimal) else value for name, value in facts.items()}


def _cells(order: engine.Order, other: engine.Order) -> list[list[Any]]:
    """Pieces by colour and size that are not the same in another order."""
    return [[q.colour, q.size, q.pieces] for q in order.quantities if q not in other.quantities]


def touched(scenario: engine.Scenario, cluster: Cluster | None) -> dict[str, list[str]]:
    """Return the codes of factories and the numbers of orders that are new or changed, for the ledger."""
    known = _known(cluster)
    lines = {row.factory for row in scenario.lines if known["lines"].get(row.code) != _kept(row)}
    return {
        "factories": [
            row.code
            for row in scenario.factories
            if row.code in lines or known["factories"].get(row.code) != _kept(row)
        ],
        "orders": [row.number for row in scenario.orders if known["orders"].get(row.number) != row],
    }


def facts_of(scenario: engine.Scenario) -> dict[str, Any]:
    """Return what the workbook says of the cluster itself, as fields of its row."""
    return {
        "name": scenario.cluster,
        "public_holidays": scenario.calendar.public_holidays,
        "rest_weekdays": list(scenario.calendar.rest_weekdays),
        "made_up": scenario.made_up,
        "rules": msgspec.to_builtins(scenario.rules),
    }


def factories_in(scenario: engine.Scenario) -> dict[str, tuple[str, str]]:
    """Return name and kind of every factory, by code."""
    return {row.code: (row.name, row.kind.value) for row in scenario.factories}


def customers_in(scenario: engine.Scenario) -> list[str]:
    """Return the customers of the orders, each once."""
    return list(dict.fromkeys(order.customer for order in scenario.orders))


def store(
    scenario: engine.Scenario,
    *,
    firms: Mapping[str, Organisation],
    brands: Mapping[str, Organisation],
    office: Organisation,
) -> None:
    """Write all of a scenario; call inside a transaction. Orders that are not open any more stay as they are."""
    store_network(scenario, firms)
    store_goods(scenario)
    states = dict(Order.objects.values_list("number", "state"))
    new = [order for order in scenario.orders if order.number not in states]
    store_orders(new, owners={o.number: firms[o.core] if o.core else office for o in new}, brands=brands)
    known = _open_orders()
    _change_orders([o for o in scenario.orders if o.number in known and known[o.number] != o and o not in new], brands)


def _open_orders() -> dict[str, engine.Order]:
    return {order.number: order for order in book_of_rows()["orders"]}


def _change_orders(orders: Sequence[engine.Order], brands: Mapping[str, Organisation]) -> None:
    rows = {row.number: row for row in Order.objects.filter(number__in=[o.number for o in orders])}
    styles = dict(Style.objects.values_list("code", "id"))
    cores = dict(Factory.objects.values_list("code", "id"))
    for o in orders:
        row = rows[o.number]
        row.customer, row.brand = o.customer, brands.get(o.customer)
        row.style_id, row.core_id = styles[o.style], cores.get(o.core)
        row.move_to(o.due_on)
        row.price_cny, row.pieces = yuan(o.price_fen), o.pieces
        row.earliest_start_on, row.material_ready_on = o.earliest_start_on, o.material_ready_on
        row.priority, row.over_share, row.under_share = o.priority, o.over_share, o.under_share
    fields = [
        "customer", "brand", "style", "core", "due_on", "price_cny", "pieces", "earliest_start_on",
        "material_ready_on", "priority", "over_share", "under_share",
    ]  # fmt: skip
    Order.objects.bulk_update(rows.values(), fields, batch_size=200)
    Order.objects.bulk_update([row for row in rows.values() if row.promise], ["promise"], batch_size=200)
    OrderQuantity.objects.filter(order__in=[row.pk for row in rows.values()]).delete()
    OrderQuantity.objects.bulk_create(
        (
            OrderQuantity(order=rows[o.number], rank=rank, colour=q.colour, size=q.size, pieces=q.pieces)
            for o in orders
            for rank, q in enumerate(o.quantities)
        ),
        batch_size=2000,
    )


def written(scenario: engine.Scenario, words: str, notes: Sequence[str] = ()) -> bytes:
    """Return a scenario as the workbook that reads back equal, in Chinese (``zh``) or English, with notes in front."""
    from interlock.workbook import write_book

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        write_book(scenario, path, "zh" if words == "zh" else "en", notes)
        return path.read_bytes()
