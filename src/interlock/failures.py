"""What is wrong, as rows of JSON: the shape in which a workbook's errors are told, whatever was wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from interlock.errors import InterlockError, Placed, Told
from interlock.words import Language

Row = dict[str, str]

# What follows these says what to do.
_CHINESE = re.compile(r"[，；。](?=请|应|须|可用|可选|可写|最多|最少|至少)")


def rows_of(
    error: InterlockError, kind: str, language: Language, bare: Callable[[str], str], *, apart: bool = False
) -> Iterator[Row]:
    """Yield a row for everything that is wrong, with its file, sheet and place where it knows them.

    ``bare`` says in Chinese what exists in English only; ``apart`` as of :func:`row`.
    """
    for problem in error.problems or (str(error),):
        known = isinstance(problem, Told) and problem.chinese
        text = str(problem) if language == "en" else known or bare(problem)
        placed = problem if isinstance(problem, Placed) else Placed(problem, problem)
        yield row(kind, text, file=placed.file, sheet=placed.sheet, place=placed.place, apart=apart)


def row(kind: str, text: str, *, file: str = "", sheet: str = "", place: str = "", apart: bool = False) -> Row:
    """Return one row.

    With ``apart``, for texts of the form "found; remedy", it has what was found and what to do apart from each other.
    """
    found, remedy = _parted(text.removeprefix(f"{file}: ").removeprefix(f"{file}：")) if apart else (text, "")
    return {"kind": kind, "file": file, "sheet": sheet, "cell": place, "found": found, "expected": "", "remedy": remedy}


def _parted(text: str) -> tuple[str, str]:
    """What was found and what to do, which is ``""`` where nothing marks it."""
    if "\n" in text:
        return text, ""
    if mark := _CHINESE.search(text):
        return text[: mark.start()] + mark[0].replace("，", "").replace("；", ""), text[mark.end() :]
    for mark_of, ending in (("; ", ""), (". ", ".")):
        found, mark_found, remedy = text.partition(mark_of)
        if mark_found:
            return found + ending, remedy
    return text, ""
