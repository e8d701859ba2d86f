"""Names given in both languages at once, ``核心工厂 03 / Core 03`` or ``棉府绸 poplin``, told apart for the reader."""

from __future__ import annotations

import re

from interlock.words import Language

_HAN = re.compile(r"[\u3400-\u9fff]")
_WITH_WORDS = re.compile(r"(.*[\u3400-\u9fff]\S*) ([A-Za-z0-9][^\u3400-\u9fff]*)")
_WORD = re.compile(r"(?<![A-Za-z])[a-z]{3,}(?![A-Za-z])")


def both(name: str) -> str | tuple[str, str]:
    """Return a name as (English, Chinese) where it plainly holds both, else as it stands.

    Both are held by two halves around `` / `` of which one is Chinese, and by Chinese followed by English with a word
    in small letters; ``面料 A12`` and ``红星 Sport`` stay whole, as their ends are a code and part of a proper name.
    """
    halves = name.split(" / ")
    if len(halves) == 2 and bool(_HAN.search(halves[0])) != bool(_HAN.search(halves[1])):
        return (halves[1], halves[0]) if _HAN.search(halves[0]) else (halves[0], halves[1])
    words = _WITH_WORDS.fullmatch(name)
    return (words[2], words[1]) if words and _WORD.search(words[2]) else name


def named(name: str, language: Language) -> str:
    """Return a name as the reader of a language reads it."""
    found = both(name)
    return found if isinstance(found, str) else found[language == "zh"]
