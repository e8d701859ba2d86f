"""How many copies of a piece a garment takes: AAMA writes ``2``, ASTM ``1,1`` (as drawn, mirrored)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from interlock.patterns.file import Taken
from interlock.patterns.reading.words import WORDS

_NUMBERS = re.compile(r"\s*(\d{1,4})(?:\.0*)?\s*(?:[,;/+，]\s*(\d{1,4})(?:\.0*)?\s*)?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """Copies as drawn and mirrored copies, and what had to be taken for granted."""

    drawn: int
    mirrored: int
    assumed: Taken | None = None


def quantity_of(found: str, note: str, symmetric: Callable[[], bool]) -> Quantity:
    """Read a quantity; ``note`` is the file's own remark on the piece, told where the quantity is missing.

    An even number without a second one is halved into mirrored pairs, for a garment has a left and a right side, and
    that is told; where the outline is its own mirror image (``symmetric`` tells), copies as drawn are the same.
    """
    numbers = _NUMBERS.fullmatch(found)
    if not found.strip():
        assumed = WORDS.told("no_quantity_noted", note=note) if note else WORDS.told("no_quantity")
        return Quantity(1, 0, Taken.of(assumed))
    if not numbers:
        return Quantity(1, 0, Taken.of(WORDS.told("bad_quantity", found=found[:40])))
    drawn, mirrored = int(numbers[1]), int(numbers[2] or 0)
    if drawn + mirrored == 0:
        key = "zero_quantity_noted" if note else "zero_quantity"
        return Quantity(1, 0, Taken.of(WORDS.told(key, found=found, note=note)))
    if numbers[2] is not None or drawn % 2 or symmetric():
        return Quantity(drawn, mirrored)
    return Quantity(drawn // 2, drawn // 2, Taken.of(WORDS.told("pairs", found=found)))
