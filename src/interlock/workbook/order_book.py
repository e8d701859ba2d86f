"""Orders as they come together from many rows, sheets and files, until they are the model's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from interlock.errors import InvalidModel
from interlock.model import Order, Quantity
from interlock.workbook.grids import Grid
from interlock.workbook.issues import Findings, Place
from interlock.workbook.order_layout import COLUMN
from interlock.workbook.raw import Raw, shown
from interlock.workbook.references import where
from interlock.workbook.values import Value

FIELDS = (
    "customer",
    "due_on",
    "price",
    "core",
    "earliest_start_on",
    "material_ready_on",
    "priority",
    "tolerance",
    "over",
    "under",
)


_SIDES = ("over", "under")


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell, kept small because there is one for every quantity."""

    grid: Grid
    row: int
    column: int

    @property
    def place(self) -> Place:
        """The cell as a place."""
        return self.grid.place(self.row, self.column)


@dataclass(kw_only=True)
class Draft:
    """An order in the making: what its rows have said so far, and where."""

    number: str
    style: str
    spot: Spot
    raws: dict[str, Raw] = field(default_factory=dict)
    said: dict[str, dict[Value, list[tuple[Raw, Spot]]]] = field(default_factory=dict)
    values: dict[str, tuple[Value, Spot]] = field(default_factory=dict)
    quantities: dict[tuple[str, str], tuple[int, Spot]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    broken: bool = False

    def says(self, key: str, raw: Raw, value: Value, spot: Spot) -> None:
        """Note what a row says of a field; what is said first stands."""
        self.values.setdefault(key, (value, spot))
        self.raws.setdefault(key, raw)
        self.said.setdefault(key, {}).setdefault(value, []).append((raw, spot))

    def value(self, key: str) -> Value | None:
        """Return what the order says of a field."""
        return self.values[key][0] if key in self.values else None


class OrderBook:
    """All orders read so far, by number and style."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._drafts: dict[tuple[str, str], Draft] = {}
        self._by_source: dict[tuple[str, str, object], Draft] = {}
        self._first: dict[str, Draft] = {}

    def __iter__(self) -> Iterator[Draft]:
        return iter(self._drafts.values())

    def draft(self, number: str, style: str, source: object, spot: Spot) -> Draft:
        """Return the order of that number and style, a new one where it comes up first.

        ``source`` is what an order may be spread over: a list, or one matrix. The same number from another is an
        error, but for other styles on the same sheet.
        """
        draft = self._by_source.get((number, style, source))
        if draft is not None:
            return draft
        draft = Draft(number=number, style=style, spot=spot)
        self._by_source[number, style, source] = draft
        first = self._first.setdefault(number, draft)
        if self._drafts.setdefault((number, style), draft) is not draft or first.spot.grid is not spot.grid:
            self._note_twice(number, first, spot)
        return draft

    def _note_twice(self, number: str, first: Draft, spot: Spot) -> None:
        before = where(first.spot.place, spot.place)
        self._findings.error(spot.place, "number_twice", number, first=before)

    def add(self, draft: Draft, colour: str, size: str, pieces: int, spot: Spot) -> None:
        """Say a quantity of an order; the same colour and size twice is an error."""
        before = draft.quantities.setdefault((colour, size), (pieces, spot))
        if before[1] is not spot:
            first = where(before[1].place, spot.place)
            self._findings.error(spot.place, "quantity_twice", f"{colour} / {size}: {pieces}", first=first)

    def orders(self) -> tuple[Order, ...]:
        """Return the orders; one number with several styles becomes as many orders, which is warned of."""
        found = []
        for number, draft in self._numbered():
            if number != draft.number:
                self._findings.warn(draft.spot.place, "order_split", draft.number, number=number)
            self._note_differences(draft)
            order = self._order(draft, number)
            found += [] if order is None else [order]
        return tuple(found)

    def places(self) -> dict[str, Place]:
        """Return the cell where each order comes up first, by the number that :meth:`orders` gives it."""
        return {number: draft.spot.place for number, draft in self._numbered()}

    def _numbered(self) -> Iterator[tuple[str, Draft]]:
        styles = Counter(draft.number for draft in self)
        for draft in self:
            yield f"{draft.number}/{draft.style}" if styles[draft.number] > 1 else draft.number, draft

    def _note_differences(self, draft: Draft) -> None:
        """Note each row that says of a field what most of its order do not; of as many, what the first says holds."""
        for said in (said for said in draft.said.values() if len(said) > 1):
            usual = max(said.values(), key=len)
            raw, first = usual[0]
            for other, spot in (cell for cells in said.values() if cells is not usual for cell in cells):
                before = where(first.place, spot.place)
                self._findings.error(spot.place, "differs", shown(other), value=_shown(raw), first=before)

    def _order(self, draft: Draft, number: str) -> Order | None:
        if not draft.quantities and not draft.broken:
            self._findings.error(draft.spot.place, "no_pieces", draft.number)
        due_on = cast("date | None", draft.value("due_on"))
        if due_on is None and "due_on" not in draft.unread:
            column = COLUMN["due_on"].header
            self._findings.error(
                draft.spot.place, "title_missing", (f"no due date of {number}", f"{number} 无交期"), column=column
            )
        if draft.broken or not draft.quantities or due_on is None:
            return None
        try:
            return _made(draft, number, due_on)
        except InvalidModel as refusal:
            for problem in refusal.problems:
                self._findings.error(draft.spot.place, "model", problem)
            return None


def _made(draft: Draft, number: str, due_on: date) -> Order:
    both = cast("tuple[float, float]", draft.value("tolerance") or (0.0, 0.0))
    over, under = (both[side] if draft.value(key) is None else draft.value(key) for side, key in enumerate(_SIDES))
    return Order(
        number=number,
        customer=cast(str, draft.value("customer") or ""),
        style=draft.style,
        due_on=due_on,
        quantities=tuple(Quantity(colour, size, n) for (colour, size), (n, _) in draft.quantities.items()),
        price_fen=cast(int, draft.value("price") or 0),
        core=cast(str, draft.value("core") or ""),
        earliest_start_on=cast("date | None", draft.value("earliest_start_on")),
        material_ready_on=cast("date | None", draft.value("material_ready_on")),
        priority=int(cast(str, draft.value("priority") or "3")),
        over_share=cast(float, over),
        under_share=cast(float, under),
    )


def _shown(raw: Raw) -> str:
    text = shown(raw)
    return text if isinstance(text, str) else text[0]
