"""Categories of garments under the names people give them; a name that is not known stays as it is written."""

from __future__ import annotations

from collections.abc import Mapping

from interlock.workbook.schema import Both, plain

CATEGORIES: Mapping[str, tuple[Both, tuple[str, ...]]] = {
    "t_shirt": (("T-shirt", "T恤"), ("tee", "tshirt", "t恤衫", "圆领衫", "文化衫")),
    "polo": (("polo", "Polo衫"), ("polo shirt", "polo", "翻领t恤")),
    "shirt": (("shirt", "衬衫"), ("woven shirt", "衬衣")),
    "trousers": (("trousers", "长裤"), ("pants", "裤子", "裤装", "休闲裤", "西裤")),
    "shorts": (("shorts", "短裤"), ()),
    "dress": (("dress", "连衣裙"), ("裙装",)),
    "skirt": (("skirt", "半身裙"), ("半裙",)),
    "jacket": (("jacket", "夹克"), ("coat", "外套", "茄克")),
    "down_jacket": (("down jacket", "羽绒服"), ("downjacket", "puffer", "羽绒")),
    "knitwear": (("knitwear", "针织衫"), ("sweater", "毛衫", "毛衣", "针织")),
    "workwear": (("workwear", "工装"), ("工作服", "职业装")),
    "hoodie": (("hoodie", "卫衣"), ("sweatshirt", "帽衫")),
    "vest": (("vest", "马甲"), ("waistcoat", "背心")),
    "sportswear": (("sportswear", "运动服"), ("运动装", "运动套装")),
    "underwear": (("underwear", "内衣"), ("内裤",)),
}

_CODES: Mapping[str, str] = {
    plain(name): code for code, (names, more) in CATEGORIES.items() for name in (code, *names, *more)
}


def category_code(text: str) -> str:
    """Return the code of a category that is known under this name, else the text itself: ``卫衣`` gives ``hoodie``."""
    return _CODES.get(plain(text), text)


def category_name(code: str, chinese: bool) -> str:
    """Return what a category is called; a code that is not known is its own name."""
    names = CATEGORIES[code][0] if code in CATEGORIES else (code, code)
    return names[1] if chinese else names[0]
