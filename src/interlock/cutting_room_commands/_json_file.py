"""A value read from a JSON file of the user's, with one clear error for what is wrong in it."""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from itertools import count
from pathlib import Path
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

import msgspec

from interlock.errors import InterlockError, InvalidModel, Placed, Told
from interlock.files import reason
from interlock.model._json_errors import not_json, refuse_repeated_keys, types_in_words
from interlock.words import Words

Value = TypeVar("Value")
# A file of lays and rolls is small; a larger one is something else.
MOST_BYTES = 20_000_000
_SHOWN = 40
# No length, price or count of a cutting room is larger.
_MOST_NUMBER = 1e12

WORDS = Words(
    unreadable=("{path} cannot be read ({why}); give another file", "无法读取 {path}（{why}），请换一个文件"),
    large=(
        "{path} has {found} bytes; at most {most} are read: give a smaller file",
        "{path} 有 {found} 字节，最多读取 {most} 字节，请换一个较小的文件",
    ),
    value=("{path}: {why}", "{path}：{why}"),
    unknown=(
        "{place} is not known here; choose among {known}, or remove it",
        "不认识 {place}，可用 {known}，否则请删除",
    ),
    missing=("{place} is missing; add {wanted}", "缺少 {place}，请补上{wanted}"),
    wrong=("{place} is {found}; write {wanted}", "{place} 为 {found}，请写{wanted}"),
    no_number=("{place} is {found}; write a number", "{place} 为 {found}，请写数字"),
    large_number=("{place} is {found}; write a number of at most {most}", "{place} 为 {found}，请写不超过 {most} 的数"),
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
    refuse_repeated_keys(data, str(path))
    if not isinstance(found, dict):
        raise UnreadableFile(WORDS.told("no_object", path=path))
    faults = [_placed(path, place, why) for place, why in faults_in(found, kind)]
    try:
        made: Value = _mended(found, kind, _Blanks(1))
    except InvalidModel as error:
        faults += _beside(path, error, [fault.place for fault in faults], found, kind)
    if faults:
        raise InvalidModel(faults)
    return made


def at_places(problems: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """Return problems whose places have the names of a file where they had those of the engine."""
    return [
        Placed(str(problem), problem.chinese, problem.file, _renamed(problem.place, names))
        if isinstance(problem, Placed)
        else problem
        for problem in problems
    ]


def _renamed(place: str, names: Mapping[str, str]) -> str:
    before, comma, name = place.rpartition(", ")
    return names.get(place) or f"{before}{comma}{names.get(name, name)}"


def _beside(path: Path, error: InvalidModel, faulty: Sequence[str], found: Any, kind: Any) -> Iterator[Placed]:
    """Yield contradictions that have nothing to do with faults of form already told.

    They are the same whatever stands where a value has not its form.
    """
    anyhow = error.problems
    if faulty:
        try:
            _mended(found, kind, _Blanks(2))
            anyhow = ()
        except InvalidModel as other:
            anyhow = other.problems
    for problem in error.problems:
        place = problem.place if isinstance(problem, Placed) else ""
        if problem not in anyhow or (place and any(_touch(place, fault) for fault in faulty)):
            continue
        yield _placed(path, place, problem if isinstance(problem, Told) else Told(problem, problem))


def _touch(one: str, other: str) -> bool:
    """Whether one place is the other or lies in it; a list's place, without a number, holds all of the list."""
    ones, others = re.split(r", | (?=\d+(?:,|$))", one), re.split(r", | (?=\d+(?:,|$))", other)
    shorter = min(len(ones), len(others))
    return ones[:shorter] == others[:shorter]


class _Blanks:
    """What stands where a value has not its form: numbers are ``number``, lists so long less one, names its own."""

    def __init__(self, number: int) -> None:
        self._number, self._names = number, count(1000 * number)

    def of(self, kind: Any) -> Any:
        """Return something of a type."""
        if is_dataclass(kind):
            hints = get_type_hints(kind)
            return cast(Callable[..., Any], kind)(
                **{field.name: self.of(hints[field.name]) for field in fields(kind) if field.init}
            )
        if get_origin(kind) is tuple:
            return tuple(self.of(get_args(kind)[0]) for _ in range(1, self._number))
        plain: dict[Any, Any] = {int: self._number, float: float(self._number), bool: False}
        return f"?{next(self._names)}" if kind is str else plain.get(kind)


def _mended(found: Any, kind: Any, blanks: _Blanks) -> Any:
    """Return parsed JSON as a type; what does not have its form becomes something that contradicts nothing."""
    if is_dataclass(kind) and isinstance(found, dict):
        hints = get_type_hints(kind)
        known = [field for field in fields(kind) if field.init]
        values = {f.name: _mended(found[f.name], hints[f.name], blanks) for f in known if f.name in found}
        missing = [f.name for f in known if f.name not in found and f.default is f.default_factory is MISSING]
        return cast(Callable[..., Any], kind)(**values, **{name: blanks.of(hints[name]) for name in missing})
    if get_origin(kind) is tuple and isinstance(found, list) and get_args(kind)[-1] is Ellipsis:
        return tuple(_mended(part, get_args(kind)[0], blanks) for part in found)
    return msgspec.convert(found, kind) if not is_dataclass(kind) and _fits(found, kind) else blanks.of(kind)


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
        if _is_huge(found):
            yield place, WORDS.told("large_number", place=place, found=f"{found:g}", most=f"{_MOST_NUMBER:,.0f}")
            return
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


def _is_huge(found: object) -> bool:
    return isinstance(found, int | float) and abs(found) > _MOST_NUMBER


def _fits(found: object, kind: Any) -> bool:
    if _is_huge(found):
        return False
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
