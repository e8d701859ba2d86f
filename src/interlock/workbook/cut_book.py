"""Orders to be cut in a workbook of three sheets, Orders, Fabrics and Rules, as the content of a JSON file of orders.

``docs/cutting.md`` shows the sheets. Values are judged where the JSON is: here only sheets and columns are found, and
cells that hold no number where one must stand are told by their place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from interlock.errors import InvalidModel, Told
from interlock.words import Words
from interlock.workbook.grids import Grid, cell_name, open_grids
from interlock.workbook.issues import Issue
from interlock.workbook.limits import Limits, Refused
from interlock.workbook.raw import NotRead, Raw, as_text, shown

_LIMITS = Limits(file_bytes=20_000_000, unpacked_bytes=200_000_000, rows=20_000, columns=200)

WORDS = Words(
    no_sheet=(
        "{file} has no sheet {sheet}; give the sheets Orders, Fabrics and Rules",
        "{file} 里没有“{sheet}”表，请给出“订单”“面料”“规则”三张表",
    ),
    no_column=(
        "{file}, sheet {sheet}: there is no column {column}; add it to the first row",
        "{file} 的“{sheet}”表没有“{column}”列，请加在第一行",
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

_SHEETS: Mapping[str, tuple[str, str]] = {
    "orders": ("Orders", "订单"), "fabrics": ("Fabrics", "面料"), "rules": ("Rules", "规则"),
}  # fmt: skip
_ORDERS: Mapping[str, tuple[str, ...]] = {
    "order": ("订单号", "订单"), "colour": ("color", "颜色"), "style": ("款号", "款式"),
    "ready_on": ("ready", "面料到位"), "due_on": ("due", "交期"),
}  # fmt: skip
_FABRICS: Mapping[str, tuple[str, ...]] = {
    "name": ("fabric", "面料", "名称"), "fixed_mm": ("固定长度mm",), "min_plies": ("最少层数",),
    "max_plies": ("最多层数",), "end_loss_mm": ("布头损耗mm",), "yuan_per_m": ("元/米", "单价"),
    "marker_yuan": ("唛架费",), "lay_yuan": ("床次费",), "ply_yuan": ("每层费",), "width_mm": ("门幅mm",),
    "outline_mm": ("裁剪长度mm",),
}  # fmt: skip
_RULES: Mapping[str, tuple[str, ...]] = {
    "max_garments": ("每唛架最多件数",), "max_length_m": ("唛架最长m",), "under": ("短装",), "over": ("溢装",),
    "under_yuan": ("短装每件元",), "over_yuan": ("溢装每件元",), "most_markers": ("最多唛架数",), "sections": ("段数",),
    "objective": ("目标",), "count_markers": ("唛架计数",),
}  # fmt: skip
_TEXTS = frozenset(("order", "colour", "style", "ready_on", "due_on", "name", "objective", "count_markers"))


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

    def orders(self) -> list[dict[str, Any]]:
        """Return the orders in the order of their first rows."""
        found: dict[str, dict[str, Any]] = {}
        for number, row, sizes, at in self._rows("orders", _ORDERS, ("order", "colour")):
            order = found.setdefault(row["order"], {"order": row["order"], "sizes": list(sizes), "demand": {}})
            order |= {key: row[key] for key in ("style", "ready_on", "due_on") if row.get(key)}
            if row["colour"] in order["demand"]:
                self._wrong("twice", "orders", cell_name(number, at["colour"]), found=row["colour"])
            order["demand"][row["colour"]] = [sizes[size] or 0 for size in order["sizes"]]
        return list(found.values())

    def fabrics(self) -> Iterator[dict[str, Any]]:
        """Yield the fabrics; a column that is none of a fabric's is a size."""
        for _, row, sizes, _ in self._rows("fabrics", _FABRICS, ("name", "max_plies")):
            yield {**{key: value for key, value in row.items() if value is not None}, "per_garment_mm": sizes}

    def rules(self) -> dict[str, Any]:
        """Return the rules: name in the first column, value in the second."""
        grid, found = self._grid("rules"), {}
        for number, cells in grid.rows() if grid else ():
            name, value = str(cells[0] or ""), cells[1] if len(cells) > 1 else None
            key = _key_of(_RULES, name)
            if key is None and number > 1:
                self._wrong("no_rule", "rules", cell_name(number, 0), found=name, known=", ".join(_RULES))
            elif key is not None and value is not None:
                found[key] = self._read("rules", number, 1, key, value)
        return found

    def _rows(
        self, sheet: str, known: Mapping[str, tuple[str, ...]], needed: Sequence[str]
    ) -> Iterator[tuple[int, dict[str, Any], dict[str, Any], dict[str, int]]]:
        """Yield (row, values by key, values by size, columns by key) of every row below the first."""
        grid = self._grid(sheet)
        rows = grid.rows() if grid else iter(())
        _, heads = next(rows, (1, ()))
        at, sizes = _columns(known, heads)
        for key in needed if grid else ():
            if key not in at:
                self._wrong("no_column", sheet, column=key)
        if all(key in at for key in needed):
            for number, cells in rows:
                yield number, *self._row(sheet, number, cells, at, sizes), at

    def _row(
        self, sheet: str, number: int, cells: Sequence[Raw], at: Mapping[str, int], sizes: Mapping[str, int]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        def value(key: str, column: int) -> Any:
            raw = cells[column] if column < len(cells) else None
            return None if raw is None else self._read(sheet, number, column, key, raw)

        by_key = {key: value(key, column) for key, column in at.items()}
        return by_key, {size: value("", column) for size, column in sizes.items()}

    def _read(self, sheet: str, number: int, column: int, key: str, raw: Raw) -> Any:
        if key in _TEXTS:
            try:
                return (
                    raw.isoformat()[:10] if isinstance(raw, date | datetime) and key.endswith("_on") else as_text(raw)
                )
            except NotRead:
                self._wrong("no_text", sheet, cell_name(number, column), found=_said(raw))
                return ""
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return raw
        read = _number(raw)
        if read is None:
            self._wrong("no_number", sheet, cell_name(number, column), found=_said(raw))
        return read or 0

    def _grid(self, sheet: str) -> Grid | None:
        names = _SHEETS[sheet]
        grid = next((self.grids[_plain(name)] for name in names if _plain(name) in self.grids), None)
        if grid is None:
            self._wrong("no_sheet", sheet)
        return grid

    def _wrong(self, key: str, sheet: str, cell: str = "", **facts: str) -> None:
        english, chinese = _SHEETS[sheet]
        named = Told(english, chinese)
        self.problems.append(WORDS.told(key, file=self.file, sheet=named, cell=cell, **facts))


def _columns(known: Mapping[str, tuple[str, ...]], heads: Sequence[Raw]) -> tuple[dict[str, int], dict[str, int]]:
    at: dict[str, int] = {}
    sizes: dict[str, int] = {}
    for column, head in enumerate(heads):
        if head is None:
            continue
        key = _key_of(known, str(head))
        if key is None:
            sizes[as_text(head)] = column
        else:
            at[key] = column
    return at, sizes


def _key_of(known: Mapping[str, tuple[str, ...]], name: str) -> str | None:
    plain = _plain(name)
    return next((key for key, others in known.items() if plain in (key, *map(_plain, others))), None)


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
