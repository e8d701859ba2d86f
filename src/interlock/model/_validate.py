"""Small helpers with which the model's values refuse nonsense, naming all of it at once, in English and Chinese."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from datetime import date

from interlock.errors import InvalidModel, Told
from interlock.model.words import NAMES
from interlock.words import Words

SAYS = Words(
    problem=("{subject}: {text}", "{subject}：{text}"),
    blank=("{name} is blank; give it a value", "{name}为空，请填写"),
    at_least=("{name} is {value}; it must be at least {least}", "{name}为 {value}，不得小于 {least}"),
    positive=("{name} is {value}; it must be above zero", "{name}为 {value}，必须大于 0"),
    within=(
        "{name} is {value}; it must lie between {least} and {most}",
        "{name}为 {value}，必须在 {least} 与 {most} 之间",
    ),
    twice=("{name} {value} stands {count} times; keep one", "{name} {value} 出现 {count} 次，请只留一次"),
    swap=("it ends on {last}, before it starts on {first}; swap the dates", "结束日 {last} 早于开始日 {first}，请对调"),
)


def named(word: str) -> Told:
    """Return what a value or its owner is called, in both languages."""
    return Told(word, NAMES.get(word, word))


class Problems:
    """Collects what is wrong with one value and raises once: ``with Problems("line", code) as p: p.positive(...)``."""

    def __init__(self, what: str, name: str = "") -> None:
        self._what, self._name = what, name
        self._found: list[str] = []

    def __enter__(self) -> Problems:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self._found and error is None:
            raise InvalidModel(self._found)

    def add(self, text: str) -> None:
        """Note a problem of the subject."""
        name = self._name.chinese if isinstance(self._name, Told) else self._name
        subject = Told(f"{self._what} {self._name}".rstrip(), f"{named(self._what).chinese} {name}".rstrip())
        self._found.append(SAYS.told("problem", subject=subject, text=text))

    def text(self, name: str, value: str) -> None:
        """Want a text that is not blank."""
        if not value.strip():
            self.add(SAYS.told("blank", name=named(name)))

    def at_least(self, name: str, value: float, least: float) -> None:
        """Want a finite number of at least ``least``."""
        if not (math.isfinite(value) and value >= least):
            self.add(SAYS.told("at_least", name=named(name), value=f"{value:g}", least=f"{least:g}"))

    def positive(self, name: str, value: float) -> None:
        """Want a finite number above zero."""
        if not (math.isfinite(value) and value > 0):
            self.add(SAYS.told("positive", name=named(name), value=f"{value:g}"))

    def within(self, name: str, value: float, least: float, most: float) -> None:
        """Want a finite number in a closed interval."""
        if not (math.isfinite(value) and least <= value <= most):
            self.add(SAYS.told("within", name=named(name), value=f"{value:g}", least=f"{least:g}", most=f"{most:g}"))

    def in_order(self, first_on: date, last_on: date) -> None:
        """Want no last day before the first."""
        if last_on < first_on:
            self.add(SAYS.told("swap", first=first_on, last=last_on))

    def unique(self, name: str, values: Iterable[str]) -> None:
        """Want no value twice."""
        for value, count in Counter(values).items():
            if count > 1:
                self.add(SAYS.told("twice", name=named(name), value=value, count=count))
