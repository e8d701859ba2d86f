"""Orders to be cut in a workbook of three sheets, Orders, Fabrics and Rules, as the content of a JSON file of orders.

``docs/cutting.md`` shows the sheets. Values are judged where the JSON is: here only sheets and columns are found, and
cells that hold no number where one must stand are told by their place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from interlock.errors import InvalidModel, Placed, Told
from interlock.words import LANGUAGES, Words
from interlock.workbook import dates
from interlock.workbook.cut_sheets import FABRICS, ORDERS, RULES, SHEETS, CutColumn, CutSheet
from interlock.workbook.grids import Grid, cell_name, open_grids
from interlock.workbook.issues import Issue
from interlock.workbook.limits import Limits, Refused
from interlock.workbook.raw import NotRead, Raw, as_text, shown

_GARMENTS = CutColumn(key="", chinese="", kind="whole", meaning=("", ""))
_LENGTH = CutColumn(key="", chinese="", kind="amount", meaning=("", ""))
_LIMITS = Limits(file_bytes=20_000_000, unpacked_bytes=200_000_000, rows=20_000, columns=200)
# No length, price or count of an order is larger.
_MOST_NUMBER = 1e12

WORDS = Words(
    no_sheet=(
        "{file} has no sheet {sheet}; give the sheets Orders, Fabrics and Rules",
        "{file} 里没有“{sheet}”表，请给出“订单”“面料”“规则”三张表",
    ),
    no_column=(
        "{file}, sheet {sheet}: there is no column {column}; add it to the first row",
        "{file} 的“{sheet}”表没有“{column}”列，请加在第一行",
    ),
    no_size=(
        "{file}, sheet {sheet}: there is no column of size {size}, which sheet {other} has; add it",
        "{file} 的“{sheet}”表没有尺码 {size} 的列，而“{other}”表有，请补上",
    ),
    no_meaning=(
        "{file}, sheet {sheet}, cell {cell}: {found} is neither a column of this sheet nor a size of sheet {other}; "
        "choose among {known}, or add the size there",
        "{file} 的“{sheet}”表 {cell}：{found} 既不是本表的列，也不是“{other}”表的尺码；可用 {known}，或补上该尺码",
    ),
    no_rows=(
        "{file}, sheet {sheet}: there is no row below the first; write at least one",
        "{file} 的“{sheet}”表没有数据行，请至少填一行",
    ),
    empty=(
        "{file}, sheet {sheet}, cell {cell}: {column} is empty; write it, or remove the row",
        "{file} 的“{sheet}”表 {cell}：{column}为空，请填写，或删除该行",
    ),
    below=(
        "{file}, sheet {sheet}, cell {cell}: {column} is {found}; write {least} or more",
        "{file} 的“{sheet}”表 {cell}：{column}为 {found}，应不小于 {least}",
    ),
    large=(
        "{file}, sheet {sheet}, cell {cell}: {column} is {found}; write a number of at most {most}",
        "{file} 的“{sheet}”表 {cell}：{column}为 {found}，请写不超过 {most} 的数",
    ),
    not_above=(
        "{file}, sheet {sheet}, cell {cell}: size {column} takes {found} mm; write more than 0",
        "{file} 的“{sheet}”表 {cell}：尺码 {column} 为 {found} 毫米，应大于 0",
    ),
    no_whole=(
        "{file}, sheet {sheet}, cell {cell}: {column} is {found}; write a whole number",
        "{file} 的“{sheet}”表 {cell}：{column}为 {found}，请写整数",
    ),
    no_share=(
        "{file}, sheet {sheet}, cell {cell}: {column} is {found}; write a share from 0 to 1, such as 0.03 for 3 %",
        "{file} 的“{sheet}”表 {cell}：{column}为 {found}，请写 0 到 1 的比例，例如 3% 写 0.03",
    ),
    no_day=(
        "{file}, sheet {sheet}, cell {cell}: {found} is no date; write one such as 2026-12-05, 2026/12/5, 5 Dec 2026 "
        "or 2026年12月5日",
        "{file} 的“{sheet}”表 {cell}：{found} 不是日期，可写 2026-12-05、2026/12/5、2026年12月5日或 5 Dec 2026",
    ),
    day_or_month=(
        "{file}, sheet {sheet}, cell {cell}: in {found} the day and the month cannot be told apart; write the year "
        "first, such as 2026-12-05 or 2026/12/5, or the month in letters, such as 5 Dec 2026",
        "{file} 的“{sheet}”表 {cell}：{found} 分不清月和日，请按年月日写，如 2026-12-05、2026/12/5、2026年12月5日",
    ),
    no_choice=(
        "{file}, sheet {sheet}, cell {cell}: {column} is {found}; choose among {known}",
        "{file} 的“{sheet}”表 {cell}：{column}为 {found}，可选 {known}",
    ),
    no_value=(
        "{file}, sheet {sheet}: the rule {column} is missing; add it with its value",
        "{file} 的“{sheet}”表缺少规则“{column}”，请补上并填值",
    ),
    no_number=(
        "{file}, sheet {sheet}, cell {cell}: {found} is no number; write a number",
        "{file} 的“{sheet}”表 {cell}：{found} 不是数字，请写数字",
    ),
    no_text=(
        "{file}, sheet {sheet}, cell {cell}: {found} cannot be read; write it as text",
        "{file} 的“{sheet}”表 {cell}：无法读取 {found}，请写成文本",
    ),
    no_rule=(
        "{file}, sheet {sheet}, cell {cell}: the rule {found} is not known; choose among {known}",
        "{file} 的“{sheet}”表 {cell}：没有“{found}”这条规则，可选 {known}",
    ),
    twice=(
        "{file}, sheet {sheet}, cell {cell}: {found} stands there already; give each colour of an order one row",
        "{file} 的“{sheet}”表 {cell}：{found} 已经写过，同一订单每个颜色只写一行",
    ),
)


def read_cut_book(path: Path) -> dict[str, Any]:
    """Return the orders of a workbook as ``{"orders": [...]}``.

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
    sizes: dict[str, Mapping[str, int]] = field(default_factory=dict)
    _titles: dict[str, str] = field(default_factory=dict)

    def orders(self) -> list[dict[str, Any]]:
        """Return the orders in the order of their first rows."""
        found: dict[str, dict[str, Any]] = {}
        for number, row, sizes, at in self._rows("orders"):
            if not row["order"] or not row["colour"]:
                continue
            order = found.setdefault(row["order"], {"order": row["order"], "sizes": list(sizes), "demand": {}})
            order |= {key: row[key] for key in ("style", "ready_on", "due_on") if row.get(key)}
            if row["colour"] in order["demand"]:
                self._wrong("twice", "orders", cell_name(number, at["colour"]), found=row["colour"])
            order["demand"][row["colour"]] = [sizes[size] or 0 for size in order["sizes"]]
        return list(found.values())

    def fabrics(self) -> Iterator[dict[str, Any]]:
        """Yield the fabrics; a column that is none of a fabric's is a size."""
        for number, row, sizes, _ in self._rows("fabrics"):
            for size, value in sizes.items():
                if not value:
                    cell = cell_name(number, self.sizes["fabrics"][size])
                    self._wrong("not_above", "fabrics", cell, column=size, found=value or 0)
            yield {**{key: value for key, value in row.items() if value is not None}, "per_garment_mm": sizes}
        self._compare_sizes()

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
        missing = [column for column in SHEETS[sheet].columns if column.needed and column.key not in at]
        for column in missing:
            self._wrong("no_column", sheet, column=_titled(column))
        number = 1
        for number, cells in () if missing else rows:
            yield number, *self._row(sheet, number, cells, at, sizes), at
        if number == 1 and not missing:
            self._wrong("no_rows", sheet)

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
        read = raw if isinstance(raw, int | float) and not isinstance(raw, bool) else _number(raw)
        if read is None:
            self._wrong("no_number", sheet, cell, found=_said(raw))
            return 1
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
        return 1

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
        named = Told(*SHEETS[sheet].title)
        told = WORDS.told(key, file=self.file, sheet=named, cell=cell, **facts)
        self.problems.append(Placed(str(told), told.chinese, self.file, cell, self._titles.get(sheet, str(named))))


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
            sizes[as_text(head)] = place
        else:
            at[column.key] = place
    return at, sizes


def _column_of(sheet: CutSheet, name: str) -> CutColumn | None:
    plain = _plain(name)
    return next((column for column in sheet.columns if plain in map(_plain, column.names)), None)


def _number(raw: Raw) -> int | float | None:
    from interlock.workbook.numbers import number

    try:
        value = number(raw)
    except NotRead:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _said(raw: Raw) -> str:
    text = shown(raw)
    return text if isinstance(text, str) else text[0]
