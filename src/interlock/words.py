"""Texts a user reads, each in Chinese and English, as templates rather than glued words."""

from __future__ import annotations

import difflib
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from interlock.errors import Told

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

# Of so many codes and names a person reads all; of more, the few that are much like what was written.
_MOST_LISTED = 8
_MOST_ALIKE = 3
_ALIKE = 0.6


def known_ones(found: str, known: Iterable[str], names: Mapping[str, Told] | None = None) -> Told:
    """Return the codes there are, to be read where ``found`` is none of them: all of a few, or those much like it.

    ``names`` are what codes are called: told with them, and looked at as well. Where nothing is like it, how many there
    are.
    """
    called = names or {}
    codes = sorted(set(known))
    if not codes:
        return Told("there are none", "目前一个也没有")
    if len(codes) <= _MOST_LISTED:
        shown = [_shown(code, called) for code in codes]
        return Told(f"known are {', '.join(shown)}", f"已有：{'、'.join(_chinese(shown))}")
    alike = _alike(found, codes, called)
    if not alike:
        return Told(f"there are {len(codes):,}, none much like it", f"共 {len(codes):,} 个，没有相近的")
    shown = [_shown(code, called) for code in alike]
    are = "is" if len(shown) == 1 else "are"
    return Told(
        f"the nearest of {len(codes):,} {are} {', '.join(shown)}",
        f"共 {len(codes):,} 个，最接近的是{'、'.join(_chinese(shown))}",
    )


def _alike(found: str, codes: Sequence[str], called: Mapping[str, Told]) -> list[str]:
    """Codes that are, or are called, much like what was found, whether in capitals or not; the likest first."""
    by_text: dict[str, str] = {}
    for code in codes:
        name = called.get(code, Told(code, code))
        by_text |= {text.casefold(): code for text in (name, name.chinese)}
    by_text |= {code.casefold(): code for code in codes}
    near = difflib.get_close_matches(found.casefold(), by_text, n=2 * _MOST_ALIKE, cutoff=_ALIKE)
    return list(dict.fromkeys(by_text[text] for text in near))[:_MOST_ALIKE]


def _shown(code: str, called: Mapping[str, Told]) -> Told:
    name = called.get(code)
    return Told(f"{code} ({name})", f"{code}（{name.chinese}）") if name else Told(code, code)


def _chinese(shown: Iterable[Told]) -> list[str]:
    return [one.chinese for one in shown]


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
