"""Orders to be cut in a workbook of three sheets, Orders, Fabrics and Rules, as the content of a JSON file of orders.

``docs/cutting.md`` shows the sheets. Values are judged where the JSON is: here only sheets and columns are found, and
cells that hold no number where one must stand are told by their place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from interlock.errors import InvalidModel, Placed, Told
from interlock.units import cloth_widths, garment_lengths, is_cloth_width, is_garment_length, size_name
from interlock.words import LANGUAGES
from interlock.workbook import dates
from interlock.workbook.cut_sheets import FABRICS, ORDERS, RULES, SHEETS, CutColumn, CutSheet
from interlock.workbook.cut_words import WORDS
from interlock.workbook.grids import Grid, cell_name, open_grids
from interlock.workbook.issues import Issue
from interlock.workbook.limits import Limits, Refused
from interlock.workbook.raw import NotRead, Raw, as_text, shown
from interlock.workbook.totals import total_kind

_GARMENTS = CutColumn(key="", chinese="", kind="whole", meaning=("", ""))
_LENGTH = CutColumn(key="", chinese="", kind="amount", meaning=("", ""))
_LIMITS = Limits(file_bytes=20_000_000, unpacked_bytes=200_000_000, rows=20_000, columns=200)
# Stands where a cell could not be read, and is told already.
_UNREAD = float("nan")
# Of an order these are one, whichever of its rows say them.
_OF_ORDER = ("style", "ready_on", "due_on")
# No length, price or count of an order is larger.
_MOST_NUMBER = 1e12


def read_cut_book(path: Path, tell: Callable[[Told], None]) -> dict[str, Any]:
    """Return the orders of a workbook as ``{"orders": [...]}``; ``tell`` hears of rows that are left out as totals.

    Raises :class:`~interlock.errors.InvalidModel` naming every sheet, column and cell that is wrong.
    """
    with ExitStack() as stack:
        try:
            book = _Book(path.name, {_plain(grid.sheet): grid for grid in open_grids(path, _LIMITS, stack)})
            orders = book.orders()
            shared = {**book.rules(), "fabrics": list(book.fabrics())}
        except Refused as refusal:
            raise InvalidModel([_refused(path, refusal)]) from None
    if book.problems:
        raise InvalidModel(book.problems)
    for odd in book.odd:
        tell(odd)
    return {"orders": [{**order, **shared} for order in orders]}


def _refused(path: Path, refusal: Refused) -> Told:
    facts = tuple(refusal.facts.items())
    issue = Issue(file=path.name, sheet="", cell="", key=refusal.key, found=refusal.found, facts=facts)
    return Told(issue.sentence("en"), issue.sentence("zh"))


def _plain(text: str) -> str:
    return text.strip().strip("*").strip().casefold().replace(" ", "_")


@dataclass
class _Book:
    """The sheets by name, and what is wrong with them."""

    file: str
    grids: Mapping[str, Grid]
    problems: list[str] = field(default_factory=list)
    odd: list[Told] = field(default_factory=list)
    sizes: dict[str, Mapping[str, int]] = field(default_factory=dict)
    _titles: dict[str, str] = field(default_factory=dict)

    def orders(self) -> list[dict[str, Any]]:
        """Return the orders in the order of their first rows."""
        found: dict[str, dict[str, Any]] = {}
        first: dict[tuple[str, str], str] = {}
        for number, row, sizes, at in self._rows("orders"):
            if not row["order"] or not row["colour"]:
                continue
            order = found.setdefault(row["order"], {"order": row["order"], "sizes": list(sizes), "demand": {}})
            for key in _OF_ORDER:
                if value := row.get(key):
                    cell = cell_name(number, at[key])
                    before = first.setdefault((row["order"], key), cell)
                    if order.setdefault(key, value) != value:
                        facts = {"order": row["order"], "found": value, "before": order[key], "first": before}
                        self._wrong("contradicts", "orders", cell, column=_titled(ORDERS.column[key]), **facts)
            if row["colour"] in order["demand"]:
                self._wrong("twice", "orders", cell_name(number, at["colour"]), found=row["colour"])
            order["demand"][row["colour"]] = [sizes[size] or 0 for size in order["sizes"]]
        return list(found.values())

    def fabrics(self) -> Iterator[dict[str, Any]]:
        """Yield the fabrics; a column that is none of a fabric's is a size."""
        for number, row, sizes, at in self._rows("fabrics"):
            for size, value in sizes.items():
                cell = cell_name(number, self.sizes["fabrics"][size])
                if not value:
                    self._wrong("not_above", "fabrics", cell, column=size, found=value or 0)
                elif value is not _UNREAD and not is_garment_length(value):
                    self._wrong("no_garment", "fabrics", cell, column=size, found=f"{value:g}", **garment_lengths())
            self._judge(number, row, at)
            yield {**{key: value for key, value in row.items() if value is not None}, "per_garment_mm": sizes}
        self._compare_sizes()

    def _judge(self, number: int, row: Mapping[str, Any], at: Mapping[str, int]) -> None:
        """Tell what no fabric is: too wide, too narrow, or with more plies at least than at most."""
        width, least, most = row.get("width_mm"), row.get("min_plies"), row.get("max_plies")
        if width and width is not _UNREAD and not is_cloth_width(width):
            facts = {"column": _titled(FABRICS.column["width_mm"]), "found": f"{width:g}", **cloth_widths()}
            self._wrong("no_width", "fabrics", cell_name(number, at["width_mm"]), **facts)
        if least and most and least > most:
            self._wrong("more_plies", "fabrics", cell_name(number, at["min_plies"]), found=least, most=most)

    def rules(self) -> dict[str, Any]:
        """Return the rules: name in the first column, value in the second."""
        grid, found = self._grid("rules"), {}
        for number, cells in grid.rows() if grid else ():
            name, value = str(cells[0] or ""), cells[1] if len(cells) > 1 else None
            column = _column_of(RULES, name)
            if column is None and number > 1:
                self._wrong("no_rule", "rules", cell_name(number, 0), found=name, known=_listed(RULES))
            elif column is not None and value is not None:
                found[column.key] = self._read("rules", number, 1, column, value)
        for column in RULES.columns if grid else ():
            if column.needed and column.key not in found:
                self._wrong("no_value", "rules", column=_titled(column))
        return found

    def _compare_sizes(self) -> None:
        """Orders and fabrics have the same sizes; what else heads a column is a slip of the pen."""
        orders, fabrics = self.sizes.get("orders"), self.sizes.get("fabrics")
        if orders is None or fabrics is None:
            return
        other, known = Told(*ORDERS.title), _listed(FABRICS)
        for size in orders:
            if size not in fabrics:
                self._wrong("no_size", "fabrics", size=size, other=other)
        for size, column in fabrics.items():
            if size not in orders:
                self._wrong("no_meaning", "fabrics", cell_name(1, column), found=size, other=other, known=known)

    def _rows(self, sheet: str) -> Iterator[tuple[int, dict[str, Any], dict[str, Any], dict[str, int]]]:
        """Yield (row, values by key, values by size, columns by key) of every row below the first."""
        grid = self._grid(sheet)
        if grid is None:
            return
        rows = iter(grid.rows())
        _, heads = next(rows, (1, ()))
        at, sizes = _columns(SHEETS[sheet], heads)
        self.sizes[sheet] = sizes
        self._tell_twice(sheet, heads, sizes)
        missing = [column for column in SHEETS[sheet].columns if column.needed and column.key not in at]
        for column in missing:
            self._wrong("no_column", sheet, column=_titled(column))
        number, sums = 1, _Sums()
        for number, cells in () if missing else rows:
            if label := _total(cells) if sheet == "orders" else "":
                self._total(number, label, sums.missed(cells, sizes))
                continue
            sums.add(cells, sizes)
            yield number, *self._row(sheet, number, cells, at, sizes), at
        if number == 1 and not missing:
            self._wrong("no_rows", sheet)

    def _tell_twice(self, sheet: str, heads: Sequence[Raw], sizes: Mapping[str, int]) -> None:
        """Tell of columns of a size that has another column."""
        for place, head in enumerate(heads):
            if head is None or _column_of(SHEETS[sheet], str(head)):
                continue
            size = size_name(as_text(head))
            if sizes[size] != place:
                first = cell_name(1, sizes[size])
                self._wrong("size_twice", sheet, cell_name(1, place), found=size, first=first)

    def _total(self, number: int, label: str, missed: Mapping[int, tuple[float, float]]) -> None:
        """Leave a total of orders out and say so, and which of its numbers are not those of the rows above it."""
        self.odd.append(self._told("total", "orders", row=number, found=label))
        for place, (found, total) in missed.items():
            facts = {"cell": cell_name(number, place), "found": f"{found:g}", "sum": f"{total:g}"}
            self.odd.append(self._told("total_differs", "orders", **facts))

    def _row(
        self, sheet: str, number: int, cells: Sequence[Raw], at: Mapping[str, int], sizes: Mapping[str, int]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        def value(column: CutColumn, place: int) -> Any:
            raw = cells[place] if place < len(cells) else None
            if raw is None and column.needed:
                self._wrong("empty", sheet, cell_name(number, place), column=_titled(column))
            return None if raw is None else self._read(sheet, number, place, column, raw)

        of_size = _GARMENTS if sheet == "orders" else _LENGTH
        by_key = {key: value(SHEETS[sheet].column[key], place) for key, place in at.items()}
        return by_key, {size: value(replace(of_size, key=size, chinese=size), place) for size, place in sizes.items()}

    def _read(self, sheet: str, number: int, place: int, column: CutColumn, raw: Raw) -> Any:
        cell = cell_name(number, place)
        if column.kind == "day":
            return self._day(sheet, cell, raw)
        if column.kind in ("text", "choice"):
            return self._text(sheet, cell, column, raw)
        read = _percent(raw) if column.kind == "share" else _number(raw)
        if read is None:
            self._wrong("no_number", sheet, cell, found=_said(raw))
            return _UNREAD
        if not abs(read) <= _MOST_NUMBER:
            self._wrong("large", sheet, cell, column=_titled(column), found=_said(raw), most=f"{_MOST_NUMBER:,.0f}")
        elif read < column.least:
            self._wrong("below", sheet, cell, column=_titled(column), found=_said(raw), least=f"{column.least:g}")
        elif column.kind == "share" and read > 1:
            self._wrong("no_share", sheet, cell, column=_titled(column), found=_said(raw))
        elif column.kind == "whole" and read != int(read):
            self._wrong("no_whole", sheet, cell, column=_titled(column), found=_said(raw))
        else:
            return read
        return _UNREAD

    def _text(self, sheet: str, cell: str, column: CutColumn, raw: Raw) -> str:
        try:
            text = as_text(raw)
        except NotRead:
            self._wrong("no_text", sheet, cell, found=_said(raw))
            return ""
        if column.kind == "text":
            return text
        chosen = next((key for key, texts in column.texts if _plain(text) in map(_plain, texts)), "")
        if not chosen:
            known = Told(*(", ".join(texts[language] for _, texts in column.texts) for language in (0, 1)))
            self._wrong("no_choice", sheet, cell, column=_titled(column), found=text, known=known)
        return chosen

    def _day(self, sheet: str, cell: str, raw: Raw) -> str | None:
        try:
            return dates.day(raw, None).isoformat()
        except (ValueError, NotRead) as error:
            key = "day_or_month" if isinstance(error, NotRead) and error.key == "day_or_month" else "no_day"
            self._wrong(key, sheet, cell, found=_said(raw))
            return None

    def _grid(self, sheet: str) -> Grid | None:
        names = SHEETS[sheet].title
        grid = next((self.grids[_plain(name)] for name in names if _plain(name) in self.grids), None)
        if grid is None:
            self._wrong("no_sheet", sheet)
        else:
            self._titles[sheet] = grid.sheet
        return grid

    def _wrong(self, key: str, sheet: str, cell: str = "", **facts: object) -> None:
        told = self._told(key, sheet, cell=cell, **facts)
        title = self._titles.get(sheet, SHEETS[sheet].title[0])
        self.problems.append(Placed(str(told), told.chinese, self.file, cell, title))

    def _told(self, key: str, sheet: str, **facts: object) -> Told:
        """A sentence about a sheet, which is called as the workbook calls it."""
        own = self._titles.get(sheet)
        return WORDS.told(key, file=self.file, sheet=own or Told(*SHEETS[sheet].title), **facts)


class _Sums:
    """What the numbers of each column come to, in all and since the last total."""

    def __init__(self) -> None:
        self._all: defaultdict[int, float] = defaultdict(float)
        self._since: defaultdict[int, float] = defaultdict(float)

    def add(self, cells: Sequence[Raw], sizes: Mapping[str, int]) -> None:
        """Count a row."""
        for at, number in _numbers(cells, sizes).items():
            self._all[at] += number
            self._since[at] += number

    def missed(self, cells: Sequence[Raw], sizes: Mapping[str, int]) -> Mapping[int, tuple[float, float]]:
        """Return by column the numbers of a total that are neither sum, each with that of all rows; begin anew."""
        found = {
            at: (number, self._all[at])
            for at, number in _numbers(cells, sizes).items()
            if number not in (self._all[at], self._since[at])
        }
        self._since.clear()
        return found


def _numbers(cells: Sequence[Raw], sizes: Mapping[str, int]) -> dict[int, int | float]:
    read = {at: _number(cells[at]) for at in sizes.values() if at < len(cells)}
    return {at: number for at, number in read.items() if number is not None}


def _total(cells: Sequence[Raw]) -> str:
    """The label that a total begins with, empty for any other row."""
    first = next((cell for cell in cells if cell is not None), None)
    return first if isinstance(first, str) and total_kind(first) else ""


def _titled(column: CutColumn) -> Told:
    return Told(column.title("en"), column.title("zh"))


def _listed(sheet: CutSheet) -> Told:
    """The columns of a sheet by name."""
    titles = [[column.title(language) for column in sheet.columns] for language in LANGUAGES]
    return Told(", ".join(titles[1]), "、".join(titles[0]))


def _columns(sheet: CutSheet, heads: Sequence[Raw]) -> tuple[dict[str, int], dict[str, int]]:
    at: dict[str, int] = {}
    sizes: dict[str, int] = {}
    for place, head in enumerate(heads):
        if head is None:
            continue
        column = _column_of(sheet, str(head))
        if column is None:
            sizes[size_name(as_text(head))] = place
        else:
            at[column.key] = place
    return at, sizes


def _column_of(sheet: CutSheet, name: str) -> CutColumn | None:
    plain = _plain(name)
    return next((column for column in sheet.columns if plain in map(_plain, column.names)), None)


def _percent(raw: Raw) -> int | float | None:
    """A share: 0.03, or 3 % written as text."""
    text = size_name(raw) if isinstance(raw, str) else ""
    per_cent = _number(text.removesuffix("%")) if text.endswith("%") else None
    return _number(raw) if per_cent is None else per_cent / 100


def _number(raw: Raw) -> int | float | None:
    from interlock.workbook.numbers import number

    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return raw
    try:
        value = number(raw)
    except NotRead:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _said(raw: Raw) -> str:
    text = shown(raw)
    return text if isinstance(text, str) else text[0]
