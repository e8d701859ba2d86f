"""Names given in both languages at once, ``核心工厂 03 / Core 03`` or ``棉府绸 poplin``, told apart for the reader."""

from __future__ import annotations

import re

from interlock.words import Language

_HAN = re.compile(r"[\u3400-\u9fff]")
_WITH_WORDS = re.compile(r"(.*[\u3400-\u9fff]\S*) ([A-Za-z0-9][^\u3400-\u9fff]*)")
_WORD = re.compile(r"(?<![A-Za-z])[a-z]{3,}(?![A-Za-z])")

# What the usual pieces of a garment are called, by their English names without blanks and capitals.
_PIECES = {
    "front": "前片", "frontright": "右前片", "frontleft": "左前片", "back": "后片", "yoke": "过肩", "sleeve": "袖片",
    "cuff": "袖口", "collar": "领面", "collarstand": "领座", "placket": "门襟", "sleeveplacketoverlap": "袖衩面",
    "sleeveplacketunderlap": "袖衩底", "waistband": "腰头", "hemband": "下摆罗纹", "armbinding": "袖窿包边",
    "neckbinding": "领口包边", "legfront": "前裤片", "legback": "后裤片", "pocket": "口袋", "hood": "帽片",
    "facing": "贴边", "fly": "门襟", "binding": "包边", "fuse": "粘合衬", "fusing": "粘合衬", "fusible": "粘合衬",
    "interlining": "粘合衬", "leg": "裤片", "frontleg": "前裤片", "backleg": "后裤片", "frontyoke": "前过肩",
    "backyoke": "后过肩", "side": "侧片", "sidepanel": "侧片", "sidefront": "前侧片", "sideback": "后侧片",
    "uppersleeve": "大袖", "topsleeve": "大袖", "undersleeve": "小袖", "uppercollar": "领面", "topcollar": "领面",
    "undercollar": "领底", "lapel": "驳头", "neckband": "领圈", "waistfacing": "腰贴", "neckfacing": "领贴",
    "frontfacing": "挂面", "belt": "腰带", "beltloop": "裤襻", "beltloops": "裤襻", "flap": "袋盖",
    "pocketflap": "袋盖", "pocketbag": "袋布", "pocketfacing": "袋口贴边", "welt": "嵌线", "gusset": "插片",
    "strap": "肩带", "skirt": "裙片", "frontskirt": "前裙片", "backskirt": "后裙片",
}  # fmt: skip
_CLOTHS = {"lining": "里布", "inner": "内胆"}


def piece_named(name: str, language: Language) -> str:
    """Return a pattern piece's name as the reader of a language reads it; usual English names are known in Chinese."""
    found = named(name, language)
    if language != "zh" or _HAN.search(found):
        return found
    cloth, _blank, rest = found.strip().lower().partition(" ")
    prefix = _CLOTHS.get(cloth, "") if rest else ""
    plain = re.sub(r"[\s_-]", "", rest if prefix else found).lower()
    return prefix + _PIECES[plain] if plain in _PIECES else found


def both(name: str) -> str | tuple[str, str]:
    """Return a name as (English, Chinese) where it plainly holds both, else as it stands.

    Both are held by two halves around `` / `` of which one is Chinese, and by Chinese followed by English with a word
    in small letters; ``面料 A12`` and ``红星 Sport`` stay whole, as their ends are a code and part of a proper name.
    """
    found = halves(name)
    words = _WITH_WORDS.fullmatch(name)
    if isinstance(found, str) and words and _WORD.search(words[2]):
        return words[2], words[1]
    return found


def halves(name: str) -> str | tuple[str, str]:
    """Return a firm's name as (English, Chinese) where it has two halves around `` / `` of which one is Chinese.

    Nothing else is taken apart: what follows a firm's Chinese name may belong to it.
    """
    found = name.split(" / ")
    if len(found) != 2 or bool(_HAN.search(found[0])) == bool(_HAN.search(found[1])):
        return name
    return (found[1], found[0]) if _HAN.search(found[0]) else (found[0], found[1])


def named(name: str, language: Language) -> str:
    """Return a name as the reader of a language reads it."""
    found = both(name)
    return found if isinstance(found, str) else found[language == "zh"]


def firm_named(name: str, language: Language) -> str:
    """Return a firm's name as the reader of a language reads it."""
    found = halves(name)
    return found if isinstance(found, str) else found[language == "zh"]
