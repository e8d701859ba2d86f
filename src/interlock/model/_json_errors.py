"""What is wrong with a JSON file, told so that whoever wrote it finds the place, in English and Chinese."""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import msgspec

from interlock.errors import InterlockError, Told
from interlock.words import Words

# How a .xlsx, and an older or a locked workbook, start; and how one is named, be it damaged.
_NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SHEETS = (".xlsx", ".xlsm", ".xls", ".et", ".ods")

SAYS = Words(
    value=("{source}: {why}; mend that place or write the file anew", "{source}：{why}。请改正，或重新生成该文件"),
    no_list=(
        "{source}: {name} is not a list; write [{{...}}, {{...}}]",
        "{source}：{name} 不是列表，请写成 [{{...}}, {{...}}]",
    ),
    one_of_events=("{source}, event {number}: {why}", "{source} 第 {number} 个事件：{why}"),
    one_of_edits=("{source}, edit {number}: {why}", "{source} 第 {number} 项改动：{why}"),
    no_kind=(
        'it names no kind; write {{"kind": ...}} with one of {kinds}',
        '没有写明 kind，请写成 {{"kind": ...}}，可选：{kinds}',
    ),
    other_kind=("its kind is {found}; write one of {kinds}", "kind 为 {found}，请改为其中之一：{kinds}"),
    unknown=("not known here: {names}; choose among {known}", "不认识 {names}，可用 {known}"),
    want_scenario=(
        "{source} was not written by Interlock; give a workbook, or the scenario.json that interlock repair wrote",
        "{source} 不是联织写出的文件，请提供工作簿，或 interlock repair 写出的 scenario.json",
    ),
    want_plan=(
        "{source} was not written by Interlock; give the plan.json that interlock plan wrote",
        "{source} 不是联织写出的文件，请提供 interlock plan 写出的 plan.json",
    ),
    want_events=(
        '{source} holds no events; write a list such as [{{"kind": "order_cancelled", "order": "..."}}]',
        '{source} 里没有事件，请写成列表，例如 [{{"kind": "order_cancelled", "order": "..."}}]',
    ),
    want_edits=(
        '{source} holds no edits; write a list such as [{{"kind": "close_line", "line": "..."}}]',
        '{source} 里没有改动，请写成列表，例如 [{{"kind": "close_line", "line": "..."}}]',
    ),
    other=("{source} holds {found}, where {wanted} is wanted", "{source} 的内容是{found}，这里需要的是{wanted}"),
    a_scenario=("a scenario", "场景数据（scenario）"),
    a_plan=("a plan", "计划（plan）"),
    a_events=("events", "事件（events）"),
    a_edits=("edits", "改动（edits）"),
    no_schema=(
        "{source} names no schema version; write it anew with Interlock",
        "{source} 没有写明 schema 版本，请用联织重新生成",
    ),
    newer=(
        "{source} has schema {found}; this Interlock reads up to {known}: upgrade Interlock to read it",
        "{source} 的 schema 为 {found}，本版联织只能读到 {known}，请升级联织",
    ),
    empty=("{source} is empty; give a file that says something", "{source} 是空文件，请换一个有内容的文件"),
    not_json_at=(
        "{source} is not JSON: it breaks off or goes wrong at line {line}, column {column}",
        "{source} 不是 JSON：第 {line} 行第 {column} 列有误或到此中断",
    ),
    half_letter=(
        "{source}: {found} in line {line}, column {column} is half of a letter; write the letter itself",
        "{source} 第 {line} 行第 {column} 列的 {found} 只是半个字符，请直接写该字",
    ),
    not_json=("{source} is not JSON", "{source} 不是 JSON"),
    no_number=(
        "{source} is not JSON: in line {line}, column {column}, {found} stands where a number should; write the "
        "number, or leave the field out",
        "{source} 不是 JSON：第 {line} 行第 {column} 列的 {found} 不是数字，请写明数字，或去掉该字段",
    ),
    too_large=(
        "{source}: in line {line}, column {column}, {found} is beyond any number that is read here; correct it",
        "{source} 第 {line} 行第 {column} 列的 {found} 超出可读取的数字范围，请更正",
    ),
    field_no_number=("{place} is {found}; write a number, or leave it out", "{place} 为 {found}，请写数字，或去掉该项"),
    long_number=(
        "{source}: a number of thousands of digits is beyond reading; correct it",
        "{source} 中有一个数字长达数千位，无法读取，请更正",
    ),
    book_first=(
        "{source} is a workbook; give the plan.json first, then the book",
        "{source} 是工作簿，请先写 plan.json，再写工作簿",
    ),
    repeated=(
        "{source}: {names} stands twice in one object; keep one of the two",
        "{source}：同一对象中 {names} 写了两次，请只留一个",
    ),
    too_deep=(
        "{source}: its lists and objects stand too deep in one another; write it flatter",
        "{source} 的列表或对象嵌套过深，请减少层数",
    ),
    no_text=(
        "{source} is no JSON, which is read here, but a workbook or another file that is no text; give a JSON file",
        "{source} 不是 JSON，而是工作簿或其他非文本文件；此处只读取 JSON，请给出 JSON 文件",
    ),
    not_utf8=("{source} is not in UTF-8; save it in UTF-8", "{source} 不是 UTF-8 编码，请另存为 UTF-8"),
    no_date=("{place} is no date; write it as 2026-12-05", "{place} 不是日期，请写成 2026-12-05"),
    missing=("{field} is missing", "缺少 {field}"),
    choice_of=("{place} cannot be {found}; give one of {known}", "{place} 不能是 {found}，请写 {known} 之一"),
    choice=("{place} cannot be {found}", "{place} 不能是 {found}"),
    other_type=("{place} is {found}; write {wanted}", "{place} 是{found}，请写{wanted}"),
    it=("it", "内容"),
    type_int=("a whole number", "整数"),
    type_float=("a number", "数字"),
    type_str=("a text", "文字"),
    # Where it stands in a sentence, a space parts Latin letters from what is before them.
    type_bool=("true or false", " true 或 false"),
    type_date=("a date such as 2026-12-05", "日期，例如 2026-12-05"),
    type_array=("a list", "列表"),
    type_object=("an object {{...}}", "对象 {{...}}"),
    type_null=("empty", "空值"),
)


def not_json(data: bytes, source: str) -> Told:
    """Return why bytes are not JSON, with the line and column where they go wrong."""
    if not data.removeprefix(codecs.BOM_UTF8).strip():
        return SAYS.told("empty", source=source)
    try:
        json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return SAYS.told("no_text" if _is_no_text(data, source) else "not_utf8", source=source)
    except json.JSONDecodeError as error:
        return SAYS.told("not_json_at", source=source, line=error.lineno, column=error.colno)
    except RecursionError:
        return SAYS.told("too_deep", source=source)
    except ValueError:
        return SAYS.told("long_number", source=source)
    text = data.decode("utf-8-sig")
    if half := _half_letter(text):
        return SAYS.told("half_letter", source=source, found=half[0], **_whereabouts(text, half))
    if strange := _strange_number(text):
        key = "no_number" if strange[0].endswith(("NaN", "Infinity")) else "too_large"
        return SAYS.told(key, source=source, found=strange[0], **_whereabouts(text, strange))
    return SAYS.told("not_json", source=source)


def _whereabouts(text: str, found: re.Match[str]) -> dict[str, int]:
    start = found.start()
    return {"line": text.count("\n", 0, start) + 1, "column": start - text.rfind("\n", 0, start)}


_TEXT_OR_NUMBER = re.compile(r'"(?:[^"\\]|\\.)*"|NaN|-?Infinity|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?', re.DOTALL)


def _strange_number(text: str) -> re.Match[str] | None:
    """Return the first thing in JSON that stands for a number and is none, or is too large for one."""
    tokens = _TEXT_OR_NUMBER.finditer(text)
    return next((one for one in tokens if one[0][0] != '"' and not math.isfinite(float(one[0]))), None)


class NoNumber(str):
    """What stands in a list's value where a number should."""


def with_no_numbers(data: bytes) -> object:
    """Return what JSON holds that is whole but for what is no number, which is there as :class:`NoNumber`.

    None for JSON that is wrong otherwise.
    """
    try:
        text = data.decode("utf-8-sig")
        return None if _half_letter(text) else json.loads(text, parse_constant=NoNumber, parse_float=_number)
    except (ValueError, RecursionError):
        return None


def _number(written: str) -> float | NoNumber:
    return value if math.isfinite(value := float(written)) else NoNumber(written)


def no_numbers(written: object, place: str = "") -> Iterator[Told]:
    """Yield what is said of everything in a list's value that is no number, with its path."""
    if isinstance(written, NoNumber):
        yield SAYS.told("field_no_number", place=place or SAYS.told("it"), found=str(written))
    elif isinstance(written, dict):
        for name, part in written.items():
            yield from no_numbers(part, f"{place}.{name}" if place else name)
    elif isinstance(written, list):
        for part in written:
            yield from no_numbers(part, place)


def _is_no_text(data: bytes, source: str) -> bool:
    """Whether bytes are a workbook, by their first ones or by their file's name."""
    return data.startswith(_NO_TEXT) or source.lower().endswith(_SHEETS)


def _half_letter(text: str) -> re.Match[str] | None:
    """Return the first escape of a surrogate that stands without its other half."""
    first: re.Match[str] | None = None
    for escape in re.finditer(r"\\(?:u([0-9a-fA-F]{4})|.)", text):
        code = int(escape[1] or "0", 16)
        if first is not None and not (0xDC00 <= code <= 0xDFFF and escape.start() == first.end()):
            return first
        if first is None and 0xDC00 <= code <= 0xDFFF:
            return escape
        first = escape if 0xD800 <= code <= 0xDBFF else None
    return first


def repeated_keys(data: bytes) -> tuple[str, ...]:
    """Return the keys that stand twice in one object of JSON that can be read; readers keep the last one silently."""
    found: dict[str, None] = {}

    def look(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _ in pairs]
        found.update(dict.fromkeys(name for name in names if names.count(name) > 1))
        return dict(pairs)

    json.loads(data.decode("utf-8-sig"), object_pairs_hook=look, parse_int=str)
    return tuple(found)


def refuse_repeated_keys(data: bytes, source: str) -> None:
    """Raise :class:`~interlock.errors.InterlockError` for JSON, which can be read, with a key twice in one object."""
    if names := repeated_keys(data):
        raise InterlockError(SAYS.told("repeated", source=source, names=", ".join(names)))


def in_words(error: msgspec.ValidationError | InterlockError) -> Told:
    """Return what a value breaks: our own words, or msgspec's in plain ones."""
    text = str(error)
    if isinstance(error, InterlockError):
        return Told(text.replace("\n", "; "), (error.chinese or text).replace("\n", "；"))
    what, _, place = text.partition(" - at `")
    place = place.removesuffix("`").removeprefix("$").removeprefix(".")
    if found := re.fullmatch(r"Object missing required field `(\w+)`", what):
        return SAYS.told("missing", field=f"{place}.{found[1]}" if place else found[1])
    if "encoded date" in what:
        return SAYS.told("no_date", place=place)
    if found := re.fullmatch(r"Invalid enum value (.+)", what):
        return SAYS.told("choice", place=place, found=found[1])
    if found := re.fullmatch(r"Expected `(.+)`, got `(.+)`", what):
        wanted, given = map(types_in_words, found.groups())
        return SAYS.told("other_type", place=place or SAYS.told("it"), wanted=wanted, found=given)
    return Told(text, text)


def types_in_words(names: str) -> Told:
    """Return msgspec's names of types, ``int | null``, in words."""
    known = [SAYS.told(f"type_{name}") if f"type_{name}" in SAYS else Told(name, name) for name in names.split(" | ")]
    chinese = re.sub(r"(?<=[a-z])或", " 或", "或".join(name.chinese for name in known))
    return Told(" or ".join(known), chinese)


def unknown_fields(written: object, value: object) -> dict[tuple[str, ...], list[str]]:
    """Return what is written but does not belong to the value, by its path: ``order.colour``.

    It stands under the names that there are at its place.
    """
    found: dict[tuple[str, ...], list[str]] = {}
    for path, known in _unknown(written, value, ""):
        found.setdefault(known, []).append(path)
    return found


def _unknown(written: object, value: object, path: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(written, dict) and is_dataclass(value):
        known = tuple(one.name for one in fields(value))
        for name, part in written.items():
            if name not in known:
                yield f"{path}{name}", known
            else:
                yield from _unknown(part, getattr(value, name), f"{path}{name}.")
    elif isinstance(written, list) and isinstance(value, list | tuple):
        for part, other in zip(written, value, strict=False):
            yield from _unknown(part, other, path)
