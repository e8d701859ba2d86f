"""How much a workbook may hold before it is refused, and the refusal."""

from __future__ import annotations

from dataclasses import dataclass

from interlock.errors import InvalidModel
from interlock.workbook.error_words import ERRORS
from interlock.workbook.schema import Both

MEGABYTE = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds of a file: its size, what it unpacks to, the ratio of the two (of parts over 20 MB), and what it holds.

    Raises :class:`interlock.errors.InvalidModel` where a bound is below one.
    """

    file_bytes: int = 200 * MEGABYTE
    unpacked_bytes: int = 2_000 * MEGABYTE
    text_bytes: int = 400 * MEGABYTE
    unpack_ratio: int = 250
    sheets: int = 100
    rows: int = 1_048_576
    columns: int = 300
    issues: int = 10_000

    def __post_init__(self) -> None:
        low = [name for name, value in vars(self).items() if value < 1]
        if low:
            raise InvalidModel([ERRORS.told("limit", name=name) for name in low])


class Refused(ValueError):
    """A file, or one sheet of it, cannot be read at all; what it was refused for becomes one issue."""

    def __init__(self, key: str, found: str | Both, **facts: str | Both) -> None:
        super().__init__(key)
        self.key = key
        self.found = found
        self.facts = facts


def megabytes(size: int) -> str:
    """Return a size in bytes as people read it."""
    return f"{size / MEGABYTE:,.0f} MB" if size >= MEGABYTE else f"{size:,} B"
