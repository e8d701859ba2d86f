"""Short ways to write down a column of the table of sheets."""

from __future__ import annotations

from typing import Any

from interlock.workbook.schema import Both, Column, Kind

YES_NO: tuple[tuple[str, tuple[str, ...]], ...] = (("yes", ("yes", "是")), ("no", ("no", "否")))


def column(key: str, names: str, kind: Kind, meaning: Both, example: str | Both = "", **rest: Any) -> Column:
    """Return a column; ``names`` is ``English|中文|synonym|...``, ``example`` one text or one for each language."""
    english, chinese, *synonyms = names.split("|")
    both = (example, example) if isinstance(example, str) else example
    return Column(
        key=key,
        header=(english, chinese),
        kind=kind,
        meaning=meaning,
        synonyms=(*synonyms, key.replace("_", " ")),
        example=both,
        **rest,
    )


def text(key: str, names: str, meaning: Both, example: str | Both = "", **rest: Any) -> Column:
    """Return a column of text."""
    return column(key, names, Kind.TEXT, meaning, example, **rest)


def code(key: str, names: str, meaning: Both, example: str | Both = "", **rest: Any) -> Column:
    """Return a column of text that every row must have."""
    return column(key, names, Kind.TEXT, meaning, example, required=True, **rest)


def yes_no(key: str, names: str, meaning: Both, example: Both) -> Column:
    """Return a column of yes and no."""
    return column(key, names, Kind.YES_NO, meaning, example, choices=YES_NO)


def number(key: str, names: str, meaning: Both, example: str = "", **rest: Any) -> Column:
    """Return a column of numbers."""
    return column(key, names, Kind.NUMBER, meaning, example, **rest)


def whole(key: str, names: str, meaning: Both, example: str = "", **rest: Any) -> Column:
    """Return a column of whole numbers."""
    return column(key, names, Kind.WHOLE, meaning, example, **rest)


def day(key: str, names: str, meaning: Both, example: str = "", **rest: Any) -> Column:
    """Return a column of dates."""
    return column(key, names, Kind.DAY, meaning, example, **rest)


SKIP = column(
    "skip",
    "Skip|跳过",
    Kind.SKIP,
    ("any text here makes the reader skip the row", "此格填写任何文字，该行即不读取"),
)
NOTE = column(
    "note",
    "Note|备注|notes|remark|remarks|序号|图片|comment",
    Kind.NOTE,
    ("for people; not read", "供人查看，不读取"),
)
