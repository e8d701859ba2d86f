"""Names of the garment categories in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from interlock.errors import Told
from interlock.words import Language

CATEGORY_NAMES: Mapping[str, tuple[str, str]] = {
    "t_shirt": ("T-shirt", "T恤"),
    "polo": ("polo", "Polo衫"),
    "shirt": ("shirt", "衬衫"),
    "trousers": ("trousers", "长裤"),
    "dress": ("dress", "连衣裙"),
    "jacket": ("jacket", "夹克"),
    "down_jacket": ("down jacket", "羽绒服"),
    "knitwear": ("knitwear", "针织衫"),
    "workwear": ("workwear", "工装"),
    "shorts": ("shorts", "短裤"),
    "skirt": ("skirt", "半身裙"),
    "hoodie": ("hoodie", "卫衣"),
    "vest": ("vest", "马甲"),
    "sportswear": ("sportswear", "运动服"),
    "underwear": ("underwear", "内衣"),
}
"""(English, Chinese) by code; English as it stands within a sentence."""


def category_name(category: str, language: Language) -> str:
    """Return a category's name; one that is known under neither code nor name stays as it was written."""
    known = _BY_SPELLING.get(_spelling(category))
    if known is None:
        return category
    return known[1] if language == "zh" else known[0]


def category_told(category: str) -> Told:
    """Return a category's name in both languages."""
    return Told(category_name(category, "en"), category_name(category, "zh"))


def _spelling(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


_BY_SPELLING = {_spelling(spelling): names for code, names in CATEGORY_NAMES.items() for spelling in (code, *names)}
