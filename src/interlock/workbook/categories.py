"""Categories of garments under the names people give them; a name that is not known stays as it is written."""

from __future__ import annotations

from collections.abc import Mapping

from interlock.explain import CATEGORY_NAMES
from interlock.workbook.schema import Both, plain

_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "t_shirt": ("tee", "t恤衫", "圆领衫", "文化衫"),
    "polo": ("polo shirt", "翻领t恤"),
    "shirt": ("woven shirt", "衬衣"),
    "trousers": ("pants", "裤子", "裤装", "休闲裤", "西裤"),
    "dress": ("裙装",),
    "skirt": ("半裙",),
    "jacket": ("coat", "外套", "茄克"),
    "down_jacket": ("puffer", "羽绒"),
    "knitwear": ("sweater", "毛衫", "毛衣", "针织"),
    "workwear": ("工作服", "职业装"),
    "hoodie": ("sweatshirt", "帽衫"),
    "vest": ("waistcoat", "背心"),
    "sportswear": ("运动装", "运动套装"),
    "underwear": ("内裤",),
}

_CODES: Mapping[str, str] = {
    plain(name): code for code, names in CATEGORY_NAMES.items() for name in (code, *names, *_SYNONYMS.get(code, ()))
}


def category_code(text: str) -> str:
    """Return the code of a category that is known under this name, else the text itself: ``卫衣`` gives ``hoodie``."""
    return _CODES.get(plain(text), text)


def category_names(code: str) -> Both:
    """Return what a category is called; a code that is not known is its own name."""
    return CATEGORY_NAMES.get(code, (code, code))
