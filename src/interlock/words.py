"""Texts a user reads, each in Chinese and English, as templates rather than glued words."""

from __future__ import annotations

import difflib
import string
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from interlock.errors import Told

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

# Of so many codes and names a person reads all; of more, the ones most like what was written.
_MOST_LISTED = 8
_MOST_ALIKE = 3


def known_ones(found: str, known: Iterable[str]) -> Told:
    """Return the codes or names there are, to be read where ``found`` is none of them: all of a few, or the nearest."""
    names = sorted(set(known))
    if not names:
        return Told("there are none", "目前一个也没有")
    if len(names) <= _MOST_LISTED:
        return Told(f"known are {', '.join(names)}", f"已有：{'、'.join(names)}")
    near = difflib.get_close_matches(found, names, n=_MOST_ALIKE, cutoff=0.0)
    return Told(
        f"the nearest of {len(names):,} are {', '.join(near)}", f"共 {len(names):,} 个，最接近的是{'、'.join(near)}"
    )


def placeholders(template: str) -> frozenset[str]:
    """Return the names a template leaves open."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


class Words:
    """A room's texts: ``Words(late=("{n} orders are late", "{n} 张订单延误"))``, English first.

    Raises ``ValueError`` when the two languages leave different names open.
    """

    def __init__(self, **texts: tuple[str, str]) -> None:
        self._texts: Mapping[str, tuple[str, str]] = texts
        for key, (english, chinese) in texts.items():
            if placeholders(english) != placeholders(chinese):
                raise ValueError(f"{key}: English and Chinese leave different names open")

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __contains__(self, key: object) -> bool:
        return key in self._texts

    def say(self, language: Language, key: str, **values: object) -> str:
        """Return the text of ``key`` in ``language`` with its open names filled."""
        english, chinese = self._texts[key]
        return (chinese if language == "zh" else english).format(**values)

    def told(self, key: str, **values: object) -> Told:
        """Return the text of ``key`` in both languages; a :class:`~interlock.errors.Told` value fills in its own."""
        chinese = {name: value.chinese if isinstance(value, Told) else value for name, value in values.items()}
        return Told(self.say("en", key, **values), self.say("zh", key, **chinese))

    def both(self, key: str) -> tuple[str, str]:
        """Return (English, Chinese) of ``key`` as they stand."""
        return self._texts[key]
