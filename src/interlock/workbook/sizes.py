"""Sizes as people write them: ``XXL`` is ``2XL``, ``M码`` is ``M``; and what looks like a size at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from interlock.workbook.schema import fold

_TAIL = re.compile(r"(?:码|号|cm|#)$")
_MANY_X = re.compile(r"(x{2,})([ls])")
_LIKE = re.compile(
    r"(?:\d{0,2}x{0,5}[sml]|f|free|freesize|onesize|os|均|均码|\d{2,3}(?:/\d{2,3}[a-z]?)?|\d{1,2}[ymt]|\d{2,3}[abcy])"
)


@cache
def plain_size(text: str) -> str:
    """Return a size under which its spellings are the same."""
    size = _TAIL.sub("", fold(text)) or fold(text)
    many = _MANY_X.fullmatch(size)
    if many:
        return f"{len(many[1])}x{many[2]}"
    return {"1xl": "xl", "1xs": "xs"}.get(size, size)


@cache
def is_like_a_size(text: str) -> bool:
    """Tell whether a header could be a size."""
    return _LIKE.fullmatch(plain_size(text)) is not None


class Sizes:
    """The sizes of one style."""

    def __init__(self, sizes: Iterable[str]) -> None:
        self.sizes = tuple(sizes)
        self._plain: dict[str, str] = {}
        for size in self.sizes:
            self._plain.setdefault(plain_size(size), size)
        self._exact = frozenset(self.sizes)

    def find(self, text: str) -> str | None:
        """Return the style's own spelling of a size, None where it has no such size."""
        return text if text in self._exact else self._plain.get(plain_size(text))
