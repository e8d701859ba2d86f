"""A value read from a JSON file of the user's, with one clear error for what is wrong in it."""

from __future__ import annotations

import codecs
import json
import math
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from interlock.errors import InterlockError, InvalidModel, Placed, Told
from interlock.files import reason
from interlock.model._json_errors import in_words, not_json, types_in_words
from interlock.words import Words

Value = TypeVar("Value")
# A file of lays and rolls is small; a larger one is something else.
MOST_BYTES = 20_000_000
_SHOWN = 40

WORDS = Words(
    unreadable=("{path} cannot be read ({why}); give another file", "无法读取 {path}（{why}），请换一个文件"),
    large=(
        "{path} has {found} bytes; at most {most} are read: give a smaller file",
        "{path} 有 {found} 字节，最多读取 {most} 字节，请换一个较小的文件",
    ),
    value=("{path}: {why}", "{path}：{why}"),
    unknown=("{place} has no meaning here; write {known}", "{place} 没有意义，可写：{known}"),
    missing=("{place} is missing; add {wanted}", "缺少 {place}，请补上{wanted}"),
    wrong=("{place} is {found}; write {wanted}", "{place} 为 {found}，请写{wanted}"),
    no_number=("{place} is {found}; write a number", "{place} 为 {found}，请写数字"),
    no_object=("{path} holds no object; write {{...}}", "{path} 的内容不是对象，请写成 {{...}}"),
)


class UnreadableFile(InterlockError):
    """A file does not hold what a command asks for."""


def read_json(path: Path, kind: type[Value]) -> Value:
    """Read a dataclass from a JSON file.

    Raises :class:`UnreadableFile` for a file that cannot be read, is too large, is not JSON, or is no object;
    :class:`~interlock.errors.InvalidModel`, each problem with its file and place, for fields that are missing,
    of another type or unknown, at any depth and all at once, and then for contradictions.
    """
    data = read_bytes(path)
    try:
        found = msgspec.json.decode(data.removeprefix(codecs.BOM_UTF8))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        if numberless := tuple(_numberless(data, path)):
            raise InvalidModel(numberless) from None
        raise UnreadableFile(not_json(data, str(path))) from None
    if not isinstance(found, dict):
        raise UnreadableFile(WORDS.told("no_object", path=path))
    if faults := [_placed(path, place, why) for place, why in faults_in(found, kind)]:
        raise InvalidModel(faults)
    try:
        return msgspec.convert(found, kind)
    except msgspec.ValidationError as error:
        inner = error.__cause__
        if isinstance(inner, InvalidModel):
            raise _at(path, inner) from None
        raise UnreadableFile(WORDS.told("value", path=path, why=in_words(error))) from None
    except InvalidModel as error:
        raise _at(path, error) from None


def _numberless(data: bytes, path: Path) -> Iterator[Placed]:
    """Yield every NaN and infinity, which some programs write although JSON has no such thing."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return
    for place, value in _leaves(found, ""):
        if isinstance(value, float) and not math.isfinite(value):
            yield _placed(path, place, WORDS.told("no_number", place=place, found=json.dumps(value)))


def _leaves(found: object, place: str) -> Iterator[tuple[str, object]]:
    if isinstance(found, dict):
        for name, part in found.items():
            yield from _leaves(part, _within(place, name))
    elif isinstance(found, list):
        for number, part in enumerate(found, 1):
            yield from _leaves(part, f"{place} {number}")
    else:
        yield place, found


def faults_in(found: object, kind: Any, place: str = "") -> Iterator[tuple[str, Told]]:
    """Yield every place at which parsed JSON does not have the form of a type, and what is wrong there."""
    if is_dataclass(kind) and isinstance(found, dict):
        yield from _faults_of_object(found, kind, place)
    elif get_origin(kind) is tuple and isinstance(found, list) and get_args(kind)[-1] is Ellipsis:
        for number, part in enumerate(found, 1):
            yield from faults_in(part, get_args(kind)[0], f"{place} {number}")
    elif is_dataclass(kind) or not _fits(found, kind):
        shown = json.dumps(found, ensure_ascii=False)
        shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
        yield place, WORDS.told("wrong", place=place, found=shown, wanted=_wanted(kind))


def _faults_of_object(found: dict[str, Any], kind: Any, place: str) -> Iterator[tuple[str, Told]]:
    hints = get_type_hints(kind)
    known = [field for field in fields(kind) if field.init]
    names = [field.name for field in known]
    for name in found:
        if name not in names:
            at = _within(place, name)
            yield at, WORDS.told("unknown", place=at, known=", ".join(names))
    for field in known:
        at = _within(place, field.name)
        if field.name in found:
            yield from faults_in(found[field.name], hints[field.name], at)
        elif field.default is MISSING and field.default_factory is MISSING:
            yield at, WORDS.told("missing", place=at, wanted=_wanted(hints[field.name]))


def _fits(found: object, kind: Any) -> bool:
    try:
        msgspec.convert(found, kind)
    except msgspec.ValidationError:
        return False
    return True


def _wanted(kind: Any) -> Told:
    if get_origin(kind) is tuple:
        return types_in_words("array")
    if is_dataclass(kind):
        return types_in_words("object")
    names = {int: "int", float: "float", str: "str", bool: "bool", type(None): "null"}
    return types_in_words(" | ".join(names.get(part, str(part)) for part in get_args(kind) or (kind,)))


def _within(place: str, name: str) -> str:
    return f"{place}, {name}" if place else name


def _placed(path: Path, place: str, why: Told) -> Placed:
    told = WORDS.told("value", path=path, why=why)
    return Placed(str(told), told.chinese, str(path), place)


def read_bytes(path: Path) -> bytes:
    """Read a file of moderate size."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise UnreadableFile(WORDS.told("large", path=path, found=size, most=MOST_BYTES))
        return path.read_bytes()
    except OSError as error:
        english, chinese = reason(error)
        raise UnreadableFile(WORDS.told("unreadable", path=path, why=Told(english, chinese))) from None


def _at(path: Path, error: InvalidModel) -> InvalidModel:
    told = (problem if isinstance(problem, Told) else Told(problem, problem) for problem in error.problems)
    return InvalidModel([_placed(path, "", problem) for problem in told])
