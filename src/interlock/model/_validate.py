"""Small helpers with which the model's values refuse nonsense, naming all of it at once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from interlock.errors import InvalidModel


class Problems:
    """Collects what is wrong with one value and raises once: ``with Problems("line L1") as p: p.positive(...)``."""

    def __init__(self, subject: str) -> None:
        self._subject = subject
        self._found: list[str] = []

    def __enter__(self) -> Problems:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self._found and error is None:
            raise InvalidModel(self._found)

    def add(self, text: str) -> None:
        """Note a problem of the subject."""
        self._found.append(f"{self._subject}: {text}")

    def text(self, name: str, value: str) -> None:
        """Want a text that is not blank."""
        if not value.strip():
            self.add(f"{name} is blank; give it a value")

    def at_least(self, name: str, value: float, least: float) -> None:
        """Want a finite number of at least ``least``."""
        if not (math.isfinite(value) and value >= least):
            self.add(f"{name} is {value:g}; it must be at least {least:g}")

    def positive(self, name: str, value: float) -> None:
        """Want a finite number above zero."""
        if not (math.isfinite(value) and value > 0):
            self.add(f"{name} is {value:g}; it must be above zero")

    def within(self, name: str, value: float, least: float, most: float) -> None:
        """Want a finite number in a closed interval."""
        if not (math.isfinite(value) and least <= value <= most):
            self.add(f"{name} is {value:g}; it must lie between {least:g} and {most:g}")

    def unique(self, name: str, values: Iterable[str]) -> None:
        """Want no value twice."""
        for value, count in Counter(values).items():
            if count > 1:
                self.add(f"{name} {value} stands {count} times; keep one")
