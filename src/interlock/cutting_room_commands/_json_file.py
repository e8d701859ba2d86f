"""A value read from a JSON file of the user's, with one clear error for what is wrong in it."""

from __future__ import annotations

import codecs
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec

from interlock.errors import InterlockError, InvalidModel, Told
from interlock.files import reason
from interlock.model._json_errors import in_words, not_json, unknown_fields
from interlock.words import Words

Value = TypeVar("Value")
# A file of lays and rolls is small; a larger one is something else.
MOST_BYTES = 20_000_000

WORDS = Words(
    unreadable=("{path} cannot be read ({why}); give another file", "无法读取 {path}（{why}），请换一个文件"),
    large=(
        "{path} has {found} bytes; at most {most} are read: give a smaller file",
        "{path} 有 {found} 字节，最多读取 {most} 字节，请换一个较小的文件",
    ),
    value=("{path}: {why}", "{path}：{why}"),
    unknown=(
        "{path} has {names}, which has no meaning here; write {known}",
        "{path} 中的 {names} 没有意义，可写：{known}",
    ),
    no_object=("{path} holds no object; write {{...}}", "{path} 的内容不是对象，请写成 {{...}}"),
)


class UnreadableFile(InterlockError):
    """A file does not hold what a command asks for."""


def read_json(path: Path, kind: type[Value]) -> Value:
    """Read a dataclass from a JSON file.

    Raises :class:`UnreadableFile` for a file that cannot be read, is too large, is not JSON, lacks a field or has one
    that means nothing; :class:`~interlock.errors.InvalidModel`, each problem with the file's name, for a contradiction.
    """
    data = read_bytes(path)
    try:
        found = msgspec.json.decode(data.removeprefix(codecs.BOM_UTF8))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise UnreadableFile(not_json(data, str(path))) from None
    if not isinstance(found, dict):
        raise UnreadableFile(WORDS.told("no_object", path=path))
    try:
        value = msgspec.convert(found, kind)
    except msgspec.ValidationError as error:
        inner = error.__cause__
        if isinstance(inner, InvalidModel):
            raise _at(path, inner) from None
        raise UnreadableFile(WORDS.told("value", path=path, why=in_words(error))) from None
    except InvalidModel as error:
        raise _at(path, error) from None
    if unknown := unknown_fields(found, value):
        known = ", ".join(field.name for field in fields(cast(Any, kind)))
        raise UnreadableFile(WORDS.told("unknown", path=path, names=", ".join(unknown), known=known))
    return value


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
    problems = []
    for problem in error.problems:
        chinese = problem.chinese if isinstance(problem, Told) else problem
        problems.append(Told(f"{path}: {problem}", f"{path}：{chinese}"))
    return InvalidModel(problems)
