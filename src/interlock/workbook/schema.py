"""The form of the workbook: what a sheet and a column are, and how headers and sheet names are recognised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from interlock.words import Language

Both = tuple[str, str]
"""A text in (English, Chinese)."""

_HINT = re.compile(r"\(([^()]*)\)")
_NOISE = re.compile(r"[\s\u200b\ufeff*_\-–—:.,'\"/\\|#]+")
_BLANKS = re.compile(r"[\s\u200b\ufeff]+")


class Kind(StrEnum):
    """What a cell of a column holds."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    YUAN = "yuan"
    RATE = "rate"
    LENGTH = "length"
    DAY = "day"
    YES_NO = "yes_no"
    SHARE = "share"
    PART = "part"
    TOLERANCE = "tolerance"
    CHOICE = "choice"
    CATEGORY = "category"
    NAMES = "names"
    SIZES = "sizes"
    SKILLS = "skills"
    PRICES = "prices"
    OUTLINE = "outline"
    WEEKDAYS = "weekdays"
    SKIP = "skip"
    NOTE = "note"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its headers, what its cells hold and mean, and an example.

    ``unit`` names a family of :mod:`interlock.workbook.units`. ``least`` and ``most`` bound the value in the unit of
    the header (shares: 0.03 is 3 %). ``refers`` is the sheet whose code a cell must name. ``choices`` are the values
    of a choice with their texts: English, Chinese, then synonyms.
    """

    key: str
    header: Both
    kind: Kind
    meaning: Both
    synonyms: tuple[str, ...] = ()
    example: Both = ("", "")
    required: bool = False
    unit: str = ""
    least: float | None = None
    most: float | None = None
    refers: str = ""
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """Every header that means this column, normalised."""
        texts = (*self.header, *self.synonyms)
        return frozenset(n for text in texts for n in (plain(text), plain(without_hint(text))))

    def title(self, language: Language) -> str:
        """Return the header in a language."""
        return pick(self.header, language)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet: its names, its columns, the columns that together are unique, and whether a book needs it.

    ``needed`` is ``"yes"`` (an error without it), ``"warn"`` (read as empty, with a warning) or ``"no"``.
    """

    key: str
    name: Both
    meaning: Both
    columns: tuple[Column, ...]
    synonyms: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    needed: str = "no"

    @cached_property
    def names(self) -> frozenset[str]:
        """Every sheet name that means this sheet, normalised."""
        return frozenset(plain(text) for text in (*self.name, *self.synonyms))

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """Columns by every normalised header; where two claim one, the first has it."""
        return {name: column for column in reversed(self.columns) for name in column.names}

    @cached_property
    def column(self) -> Mapping[str, Column]:
        """Columns by key."""
        return {column.key: column for column in self.columns}

    def find(self, header: str) -> Column | None:
        """Return the column a header means, None where it means none."""
        return self.by_name.get(plain(header)) or self.by_name.get(plain(without_hint(header)))

    def title(self, language: Language) -> str:
        """Return the sheet's name in a language."""
        return pick(self.name, language)


def pick(text: Both, language: Language) -> str:
    """Return one of the two languages."""
    return text[1] if language == "zh" else text[0]


def plain(text: str) -> str:
    """Return a header or sheet name without width, case, blanks and punctuation, to compare it."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())


def fold(text: str) -> str:
    """Return a code without width, case and blanks, to find what a person meant by it."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text).casefold())


def without_hint(text: str) -> str:
    """Return a header without its remark in brackets: ``单价（元）`` becomes ``单价``."""
    return _HINT.sub("", unicodedata.normalize("NFKC", text))


def hint(text: str) -> str:
    """Return a header's remark in brackets, ``""`` where it has none: ``Width (cm)`` gives ``cm``."""
    found = _HINT.search(unicodedata.normalize("NFKC", text))
    return fold(found[1]) if found else ""
