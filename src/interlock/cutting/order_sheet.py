"""An object of a file of orders and what is wrong with it: every value that is out of place is told by its name."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeGuard

from interlock.cutting.words import CASE_WORDS as WORDS
from interlock.errors import InvalidModel, Placed
from interlock.units import cloth_widths, is_cloth_width

# No length, price or count of an order is larger.
_MOST_NUMBER = 1e12


@dataclass
class Sheet:
    """An object of the file and what is wrong with it; every reader returns something to go on with.

    ``place`` is how people call it (empty: the order of that name).
    """

    name: str
    values: Mapping[str, Any]
    problems: list[str] = field(default_factory=list)
    place: str = ""

    def wrong(self, what: str, **facts: object) -> None:
        """Note what is wrong."""
        place = self.place or WORDS.told("order", name=self.name)
        told = WORDS.told(what, place=place, **facts)
        key = str(facts.get("name") or facts.get("colour") or "")
        self.problems.append(Placed(str(told), told.chinese, place=f"{self.name}, {key}" if key else self.name))

    def beside(self, error: InvalidModel) -> None:
        """Note what is wrong with what was made of it."""
        told = (WORDS.told("of_order", order=self.name, text=text) for text in error.problems)
        self.problems += [Placed(str(each), each.chinese, place=self.name) for each in told]

    def unknown(self, known: Sequence[str], place: str = "") -> None:
        """Note every key that the form does not have, so that a slip of the pen is not passed over."""
        for key in sorted(set(self.values) - set(known)):
            self.wrong("unknown", name=f"{place}{key}", known=", ".join(known))

    def number(self, key: str, default: float | None = None, *, place: str = "") -> float:
        """Read a number; one that is missing without a default is told."""
        found = self.values.get(key, default)
        if found is None:
            self.wrong("missing", name=f"{place}{key}")
        elif is_number(found):
            return float(found)
        elif is_number(found, math.inf) and found not in (math.inf, -math.inf):
            self.wrong("large_number", name=f"{place}{key}", found=shown(found), most=f"{_MOST_NUMBER:,.0f}")
        else:
            self.wrong("no_number", name=f"{place}{key}", found=shown(found))
        return default if default is not None else 1.0

    def whole(self, key: str, default: int | None = None, *, place: str = "") -> int:
        """Read a whole number."""
        found = self.number(key, default, place=place)
        if found != int(found):
            self.wrong("no_whole", name=f"{place}{key}", found=shown(found))
            return math.ceil(found)
        return int(found)

    def not_below_0(self, key: str, default: float | None = None, *, place: str = "") -> float:
        """Read a number of 0 or more."""
        found = self.number(key, default, place=place)
        if found < 0:
            self.wrong("below_0", name=f"{place}{key}", found=shown(self.values[key]))
        return max(0.0, found)

    def width(self, key: str, *, place: str, told: str = "no_width") -> float:
        """Read the width of cloth or a table in mm; none, and one that cannot be, is 0."""
        found = self.number(key, 0.0, place=place)
        if found and not is_cloth_width(found):
            self.wrong(told, name=f"{place}{key}", found=shown(self.values[key]), **cloth_widths())
            return 0.0
        return found

    def above_0(self, key: str, *, place: str = "") -> float:
        """Read a number above 0."""
        told = len(self.problems)
        found = self.number(key, place=place)
        if found <= 0 and len(self.problems) == told:
            self.wrong("not_above", name=f"{place}{key}", found=shown(self.values[key]))
        return found

    def share(self, key: str) -> float:
        """Read a share from 0 to 1; none is 0."""
        found = self.number(key, 0.0)
        if not 0 <= found <= 1:
            self.wrong("no_share", name=key, found=shown(self.values[key]))
            return 0.0
        return found

    def fen(self, key: str, *, place: str = "") -> int:
        """Read an amount in yuan as fen."""
        return round(self.not_below_0(key, 0.0, place=place) * 100)

    def day(self, key: str) -> date | None:
        """Read a date, None where there is none."""
        found = self.values.get(key)
        try:
            return None if found is None else date.fromisoformat(found)
        except (TypeError, ValueError):
            self.wrong("no_day", name=key, found=shown(found))
            return None

    def listed(self, key: str) -> Sequence[Any]:
        """Read a list, empty where there is none."""
        found = self.values.get(key, [])
        if not isinstance(found, list):
            self.wrong("no_list", name=key, found=shown(found))
            return []
        return found


def is_number(found: object, most: float = _MOST_NUMBER) -> TypeGuard[int | float]:
    """Tell whether a value is a number of at most so much, on either side of 0."""
    return isinstance(found, int | float) and not isinstance(found, bool) and abs(found) <= most


def shown(found: object) -> str:
    """Return what stands in the file, true and null as JSON writes them."""
    if isinstance(found, int) and abs(found) > _MOST_NUMBER:
        # Python writes no number of thousands of digits.
        return f"{float(found):g}" if abs(found) < 10**300 else "1e+300 ..."
    text = repr(found) if isinstance(found, str) else json.dumps(found, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."
