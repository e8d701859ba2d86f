"""A workbook of orders to be cut, to be filled in: instructions, and an example that can be planned as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interlock.words import Language, Words
from interlock.workbook.cut_sheets import COLOURS, FABRICS, ORDERS, PER_GARMENT_MM, RULES, SIZES, CutColumn, CutSheet
from interlock.workbook.pages import new_book
from interlock.workbook.schema import pick

if TYPE_CHECKING:
    from openpyxl import Workbook

_FILL, _NEEDED_FILL, _INK, _EXAMPLE_INK = "E8EDF3", "CFE0F1", "22303F", "7A7A7A"
WORDS = Words(
    instructions=("Instructions", "填写说明"),
    title=("Orders to be cut", "裁剪订单"),
    run=("Plan with: interlock cut plan FILE.xlsx", "排裁剪方案：interlock cut plan FILE.xlsx"),
    made_up=(
        "What stands in grey is made up: write your own over it.",
        "灰色内容为虚构示例，请改填自己的数据。",
    ),
    sizes=(
        "Every column that is not listed here is a size; sheets Orders and Fabrics have the same sizes.",
        "未列出的列都是尺码；“订单”表与“面料”表的尺码须一致。",
    ),
    needed=("Headings with * are needed; empty cells take the value in brackets.", "带 * 的须填写，空格按括号内的值。"),
    size=("(each size)", "（各尺码）"),
    rule=("Rule", "规则"),
    value=("Value", "值"),
    meaning=("Meaning", "含义"),
)


def write_cut_template(path: Path, language: Language) -> None:
    """Write the workbook to fill in, in Chinese or English, whole or not at all.

    Raises :class:`interlock.files.CannotWrite` for a path that cannot be written.
    """
    with new_book(path) as book:
        _instructions(book, language)
        orders = [_values(ORDERS, {"colour": pick(colour, language)}, language) for colour, _ in COLOURS]
        _sheet(book, ORDERS, [(*row, *n) for row, (_, n) in zip(orders, COLOURS, strict=True)], language)
        _sheet(book, FABRICS, [(*_values(FABRICS, {}, language), *PER_GARMENT_MM)], language)
        _rules(book, language)


def _values(sheet: CutSheet, changed: dict[str, Any], language: Language) -> tuple[Any, ...]:
    return tuple(changed.get(column.key, _example(column, language)) for column in sheet.columns)


def _example(column: CutColumn, language: Language) -> Any:
    return pick(column.example, language) if isinstance(column.example, tuple) else column.example


def _instructions(book: Workbook, language: Language) -> None:
    page: Any = book.create_sheet(WORDS.say(language, "instructions"))
    for letter, width in (("A", 12), ("B", 20), ("C", 90)):
        page.column_dimensions[letter].width = width
    page.append([_cell(page, WORDS.say(language, "title"), bold=True)])
    for key in ("run", "made_up", "sizes", "needed"):
        page.append([WORDS.say(language, key)])
    for sheet in (ORDERS, FABRICS, RULES):
        page.append([])
        page.append([_cell(page, pick(sheet.title, language), bold=True)])
        for column in sheet.columns:
            page.append(["", column.title(language) + _star(column), pick(column.meaning, language)])
        if sheet.of_size:
            page.append(["", WORDS.say(language, "size"), pick(sheet.of_size, language)])
    page.sheet_view.showGridLines = False


def _sheet(book: Workbook, sheet: CutSheet, rows: Sequence[tuple[Any, ...]], language: Language) -> None:
    page: Any = book.create_sheet(pick(sheet.title, language))
    page.freeze_panes = "C2"
    titles = [column.title(language) + _star(column) for column in sheet.columns]
    _widths(page, [*titles, *SIZES])
    page.append([*_heads(page, sheet, titles, language), *(_head(page, size, needed=True) for size in SIZES)])
    for row in rows:
        page.append([_cell(page, value) for value in row])


def _rules(book: Workbook, language: Language) -> None:
    page: Any = book.create_sheet(pick(RULES.title, language))
    for letter, width in (("A", 22), ("B", 14), ("C", 70)):
        page.column_dimensions[letter].width = width
    page.append([_head(page, WORDS.say(language, key), needed=False) for key in ("rule", "value", "meaning")])
    for number, column in enumerate(RULES.columns, 2):
        page.append(
            [
                column.title(language) + _star(column),
                _cell(page, _example(column, language)),
                pick(column.meaning, language),
            ]
        )
        if column.texts:
            _choose(page, f"B{number}", [texts[language == "zh"] for _, texts in column.texts])


def _choose(page: Any, cell: str, texts: Sequence[str]) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    choice = DataValidation(type="list", formula1=f'"{",".join(texts)}"', allow_blank=True, errorStyle="warning")
    choice.add(cell)
    page.data_validations.append(choice)


def _star(column: CutColumn) -> str:
    return " *" if column.needed else ""


def _widths(page: Any, titles: Sequence[str]) -> None:
    from openpyxl.utils import get_column_letter

    for number, title in enumerate(titles, 1):
        room = sum(2 if letter > "\u2e7f" else 1 for letter in title) + 3
        page.column_dimensions[get_column_letter(number)].width = max(11, room)


def _heads(page: Any, sheet: CutSheet, titles: Sequence[str], language: Language) -> Iterator[Any]:
    from openpyxl.comments import Comment

    for title, column in zip(titles, sheet.columns, strict=True):
        cell = _head(page, title, needed=column.needed)
        cell.comment = Comment(pick(column.meaning, language), "Interlock", height=80, width=240)
        yield cell


def _head(page: Any, text: str, *, needed: bool) -> Any:
    from openpyxl.styles import Alignment, PatternFill

    cell = _cell(page, text, bold=True)
    cell.fill = PatternFill("solid", start_color=_NEEDED_FILL if needed else _FILL)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _cell(page: Any, value: Any, *, bold: bool = False) -> Any:
    """A cell of a heading, or of the example."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    if value is None:
        return None
    cell: Any = WriteOnlyCell(page, value)
    cell.font = Font(bold=True, color=_INK) if bold else Font(italic=True, color=_EXAMPLE_INK)
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    return cell
