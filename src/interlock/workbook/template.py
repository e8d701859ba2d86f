"""An empty workbook to fill in, with instructions, drop-downs and one example row a sheet."""

from __future__ import annotations

from pathlib import Path

from interlock.words import Language
from interlock.workbook.cells import Written, cell_of
from interlock.workbook.guide import instructions
from interlock.workbook.pages import Page, new_book, write_for_people
from interlock.workbook.schema import Column, Kind, Sheet, pick
from interlock.workbook.sheets import SHEETS
from interlock.workbook.values import Setting, value_of

_SKIP = ("example", "示例")


def write_template(path: Path, language: Language) -> None:
    """Write the workbook to fill in, in Chinese or English, whole or not at all.

    The example row of each sheet has a text under Skip, so that the reader leaves it alone. Raises
    :class:`interlock.files.CannotWrite` for a path that cannot be written.
    """
    with new_book(path) as book:
        write_for_people(book, language, instructions(language))
        for sheet in SHEETS:
            page = Page(book, sheet, language)
            page.append(_example_row(sheet, language), example=True)


def _example_row(sheet: Sheet, language: Language) -> list[Written]:
    return [
        Written(pick(_SKIP, language)) if column.kind is Kind.SKIP else _example(column, language)
        for column in sheet.columns
    ]


def _example(column: Column, language: Language) -> Written:
    text = pick(column.example, language)
    if not text or column.kind is Kind.TOLERANCE:
        return Written(text or None)
    return cell_of(column, value_of(column, text, Setting()), language)
