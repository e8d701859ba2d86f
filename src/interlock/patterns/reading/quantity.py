"""How many copies of a piece a garment takes: AAMA writes ``2``, ASTM ``1,1`` (as drawn, mirrored)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from interlock.errors import InterlockError
from interlock.patterns.file import Taken
from interlock.patterns.reading.words import WORDS

_NUMBERS = re.compile(r"\s*(\d{1,4})(?:\.0*)?\s*(?:[,;/+，]\s*(\d{1,4})(?:\.0*)?\s*)?")
# As people write it: 两片, 2片, 一对.
_SPOKEN = re.compile(r"\s*([一二两三四五六七八九十]|\d{1,4})\s*(片|块|个|件|对|PCS?)\.?\s*", re.IGNORECASE)
_NUMERALS = {"两": 2} | {numeral: at for at, numeral in enumerate("一二三四五六七八九十", 1)}
MOST_COPIES = 9_999
# Whole numbers, however large or below 0.
_ANY_NUMBERS = re.compile(r"\s*[+-]?\d+(?:\.0*)?\s*(?:[,;/+，]\s*[+-]?\d+(?:\.0*)?\s*)?")
# As pattern programs write it in a note: 2XFABRIC, 1X, CUT 2, 裁2片; no measures, such as 2X3.
_NOTED = re.compile(
    r"(?<![\w.])(\d{1,2})\s*[X×](?!\s*\d)|\bCUT\s*:?\s*(\d{1,2})(?![\w.])|(?<!\d)(\d{1,2})\s*片", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """Copies as drawn and mirrored copies, and what had to be taken for granted."""

    drawn: int
    mirrored: int
    assumed: Taken | None = None


def quantity_of(found: str, note: str, symmetric: Callable[[], bool]) -> Quantity:
    """Read a quantity; where it is missing, 0 or no number, the file's own remark on the piece (``note``) may say it.

    An even number without a second one is halved into mirrored pairs, for a garment has a left and a right side, and
    that is told; where the outline is its own mirror image (``symmetric`` tells), copies as drawn are the same.
    An odd number of copies that are no mirror images of themselves is taken as drawn, and told.
    Raises :class:`~interlock.errors.InterlockError` for a number that no piece can have.
    """
    if spoken := _SPOKEN.fullmatch(found):
        count = _NUMERALS.get(spoken[1]) or int(spoken[1])
        found = f"{count},{count}" if spoken[2] == "对" else str(count)
    numbers = _NUMBERS.fullmatch(found)
    if not numbers and _ANY_NUMBERS.fullmatch(found):
        raise InterlockError(WORDS.told("quantity_beyond", found=found.strip()[:40], most=f"{MOST_COPIES:,}"))
    if found.strip() and not numbers:
        return _of_note("bad_quantity", found[:40], note, symmetric)
    drawn, mirrored = (int(numbers[1]), int(numbers[2] or 0)) if numbers else (0, 0)
    if drawn + mirrored == 0:
        return _of_note("zero_quantity" if found.strip() else "no_quantity", found, note, symmetric)
    if (numbers and numbers[2] is not None) or drawn == 1 or symmetric():
        return Quantity(drawn, mirrored)
    if drawn % 2:
        return Quantity(drawn, 0, Taken.of(WORDS.told("alike", found=found)))
    return Quantity(drawn // 2, drawn // 2, Taken.of(WORDS.told("pairs", found=found)))


def _of_note(start: str, found: str, note: str, symmetric: Callable[[], bool]) -> Quantity:
    """What the note says of a piece without a quantity; one copy where it says none, or several.

    ``start`` is the word for what the quantity is: none, 0, or no number.
    """
    counts = {int(count) for match in _NOTED.finditer(note) for count in match.groups() if count}
    count = counts.pop() if len(counts) == 1 else 0
    if not count:
        told = WORDS.told(f"{start}_noted" if note else start, found=found, note=note)
        return Quantity(1, 0, Taken.of(told))
    paired = count % 2 == 0 and not symmetric()
    told = WORDS.told(f"{start}_{'paired' if paired else 'read'}", found=found, note=note, count=count)
    return Quantity(count // 2 if paired else count, count // 2 if paired else 0, Taken.of(told))
