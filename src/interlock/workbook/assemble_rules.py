"""From the records of the sheet of rules to the model's rules; what contradicts itself is noted at its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import cast

from interlock.model import Lock, LotRule, PlaceRule, Rule, Rules, Scenario, ShareRule, Split, Where, rule_problems
from interlock.workbook.assemble import Book, attempt
from interlock.workbook.raw import shown
from interlock.workbook.references import where
from interlock.workbook.schema import Both, fold
from interlock.workbook.sheets import SHEET
from interlock.workbook.sheets_rules import RULE_KINDS
from interlock.workbook.tables import Record

# Rounding of percentages that add up to all of it.
MOST_TOGETHER = 1.0 + 1e-9
# By kind: cells that must be filled in, groups of which exactly one must be, and cells that may be.
_SUBJECT, _PLACE = ("customer", "order"), ("factory", "township")
_CELLS: Mapping[str, tuple[tuple[str, ...], tuple[tuple[str, ...], ...], tuple[str, ...]]] = {
    "only": ((), (_SUBJECT, _PLACE), ()),
    "never": ((), (_SUBJECT, _PLACE), ()),
    "prefer": (("discount",), (_SUBJECT, _PLACE), ()),
    "share": (("factory",), (), ("least", "most")),
    "lots": ((), (_SUBJECT,), ("smallest_lot", "split")),
    "lock": (("order", "line", "first_on"), (), ("pieces",)),
}


def rules(book: Book, numbers: Iterable[str]) -> dict[Rule, Record]:
    """Return the rules with the rows they stand in; ``numbers`` are the orders of all files."""
    found: dict[Rule, Record] = {}
    first: dict[tuple[object, ...], Record] = {}
    orders: dict[str, str] = {}
    for number in numbers:
        orders.setdefault(fold(number), number)
    for record in book.records.get("rules", ()):
        known = _order_is_known(book, record, orders)
        if record.broken or not (_cells_fit(book, record) and known):
            continue
        rule = _attempt(book, record)
        if rule is None:
            continue
        before = first.setdefault(_what_once(rule), record)
        if before is record:
            found[rule] = record
        else:
            _note_twice(book, record, before)
    _check_least(book, found)
    return found


def with_rules(book: Book, scenario: Scenario, found: Mapping[Rule, Record]) -> Scenario | None:
    """Return the scenario with its rules, None where one contradicts another or the rest of the book."""
    made = Rules(
        places=tuple(rule for rule in found if isinstance(rule, PlaceRule)),
        shares=tuple(rule for rule in found if isinstance(rule, ShareRule)),
        lots=tuple(rule for rule in found if isinstance(rule, LotRule)),
        locks=tuple(rule for rule in found if isinstance(rule, Lock)),
    )
    problems = list(rule_problems(scenario, made))
    for rule, problem in problems:
        key = "line" if isinstance(rule, Lock) else "township" if isinstance(rule, PlaceRule) else "factory"
        book.findings.error(found[rule].place(key), "model", problem)
    return None if problems else replace(scenario, rules=made)


def _order_is_known(book: Book, record: Record, orders: Mapping[str, str]) -> bool:
    number = record.text("order")
    if number in orders.values():
        return True
    if fold(number) in orders:
        record.values["order"] = orders[fold(number)]
    elif number:
        facts = {"column": record.sheet.column["order"].header, "sheet": SHEET["orders"].name}
        book.findings.error(record.place("order"), "unknown", number, **facts)
        return False
    return True


def _cells_fit(book: Book, record: Record) -> bool:
    """Note cells that a rule of this kind lacks, or has too many of."""
    kind = record.text("kind")
    needed, either, others = _CELLS[kind]
    names = _both(kind)
    fits = True
    for key in needed:
        if key not in record.values:
            header = record.sheet.column[key].header
            book.findings.error(record.place(key), "rule_needs", shown(None), column=header, rule=names)
            fits = False
    for keys in either:
        given = [key for key in keys if key in record.values]
        if len(given) != 1:
            headers = [record.sheet.column[key].header for key in keys]
            book.findings.error(
                record.place(given[-1] if given else keys[0]),
                "rule_one_of",
                str(record.values[given[-1]]) if given else shown(None),
                columns=(" or ".join(h[0] for h in headers), "或".join(h[1] for h in headers)),
            )
            fits = False
    known = {"kind", *needed, *others, *(key for keys in either for key in keys)}
    for key in record.values.keys() - known:
        header = record.sheet.column[key].header
        book.findings.error(record.place(key), "rule_excess", str(record.values[key]), column=header, rule=names)
        fits = False
    return fits


# The cells in which a rule that contradicts itself can be corrected.
_VALUES = ("least", "most", "smallest_lot", "pieces", "discount")


def _attempt(book: Book, record: Record) -> Rule | None:
    make: Callable[[], Rule | None] = partial(_make, record)
    key = next((key for key in _VALUES if key in record.values), "kind")
    return cast("Rule | None", attempt(book, record, make, key))


def _make(record: Record) -> Rule:
    kind = record.text("kind")
    if kind == "share":
        return ShareRule(
            factory=record.text("factory"),
            least_share=record.number("least"),
            most_share=record.number("most", 1.0),
        )
    if kind == "lots":
        return LotRule(
            customer=record.text("customer"),
            order=record.text("order"),
            smallest_lot_pieces=record.whole("smallest_lot", 1),
            split=cast(Split, record.text("split") or "free"),
        )
    if kind == "lock":
        return Lock(
            order=record.text("order"),
            line=record.text("line"),
            first_on=cast(date, record.day("first_on")),
            pieces=record.whole("pieces"),
        )
    return PlaceRule(
        where=cast(Where, kind),
        customer=record.text("customer"),
        order=record.text("order"),
        factory=record.text("factory"),
        township=record.text("township"),
        discount_fen_per_min=record.number("discount"),
    )


def _what_once(rule: Rule) -> tuple[object, ...]:
    """What no two rules may have in common."""
    if isinstance(rule, ShareRule):
        return ("share", rule.factory)
    if isinstance(rule, LotRule):
        return ("lots", rule.customer, rule.order)
    if isinstance(rule, Lock):
        return ("lock", rule.order, rule.line, rule.first_on) if rule.pieces else ("lock", rule.order)
    return (rule.where, rule.customer, rule.order, rule.factory, rule.township)


def _note_twice(book: Book, record: Record, before: Record) -> None:
    column = record.sheet.column["kind"]
    first = where(before.place("kind"), record.place("kind"))
    book.findings.error(
        record.place("kind"), "row_twice", _both(record.text("kind")), column=column.header, first=first
    )


def _check_least(book: Book, found: Mapping[Rule, Record]) -> None:
    """Least shares are of the same whole, so they add up to 100 % at most."""
    total = 0.0
    for rule, record in found.items():
        if isinstance(rule, ShareRule):
            total += rule.least_share
            if total > MOST_TOGETHER:
                book.findings.error(record.place("least"), "least_shares", f"{total:.0%}")


def _both(kind: str) -> Both:
    english, chinese, *_ = dict(RULE_KINDS)[kind]
    return english, chinese
