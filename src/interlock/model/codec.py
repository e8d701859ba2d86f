"""Scenario and plan as JSON, without loss and with a schema version."""

from __future__ import annotations

import codecs
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

import msgspec

from interlock.errors import InterlockError, Placed, Told, joined
from interlock.model._json_errors import (
    SAYS,
    in_words,
    no_numbers,
    not_json,
    repeated_keys,
    unknown_fields,
    with_no_numbers,
)
from interlock.model.events import KINDS, Event, kind_of
from interlock.model.plan import Plan
from interlock.model.scenario import Scenario

# 2: scenarios may hold capacity changes, declined orders and rules, and there are files of events.
SCHEMA_VERSION = 2
# How a workbook, an archive, begins.
_WORKBOOK = b"PK\x03\x04"
_KINDS = ("scenario", "plan", "events", "edits")
T = TypeVar("T", Scenario, Plan)
V = TypeVar("V")


class UnreadableJson(InterlockError):
    """A file is not a scenario, plan, list of events or of edits that this version can read."""


class UnreadableList(UnreadableJson):
    """Some of a list's values cannot be read: ``problems`` says which and why, ``read`` holds the others by place."""

    def __init__(self, problems: Sequence[Placed], read: Mapping[int, Any]) -> None:
        super().__init__(joined(problems))
        self.problems, self.read = tuple(problems), read


def dump(value: Scenario | Plan) -> bytes:
    """Return the value as UTF-8 JSON with its kind and schema version; the same value gives the same bytes."""
    kind = "scenario" if isinstance(value, Scenario) else "plan"
    envelope = {"interlock": kind, "schema": SCHEMA_VERSION, kind: value}
    return msgspec.json.format(msgspec.json.encode(envelope, order="deterministic"), indent=0)


def fingerprint(scenario: Scenario) -> str:
    """Return the SHA-256 of a scenario's canonical JSON, as hexadecimal: the same input, the same fingerprint.

    All numbers are written alike, so that 30 and 30.0 are the same input; a book without agreed overtime reads as it
    did before there was any.
    """
    plain = json.loads(msgspec.json.encode(scenario), parse_int=float)
    if not plain["agreed_overtime"]:
        del plain["agreed_overtime"]
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def load(data: bytes, kind: type[T], source: str = "the file") -> T:
    """Read back what :func:`dump` wrote.

    Raises :class:`UnreadableJson` naming the place: not JSON, another kind, a newer schema, or a value out of bounds.
    """
    name = "scenario" if kind is Scenario else "plan"
    found = _opened(data, name, source)
    try:
        return msgspec.convert(found, kind)
    except (msgspec.ValidationError, InterlockError) as error:
        raise UnreadableJson(SAYS.told("value", source=source, why=in_words(error))) from None


def dump_events(events: Sequence[Event]) -> bytes:
    """Return events as UTF-8 JSON, each with its ``kind``."""
    return dump_list("events", [(kind_of(event), event) for event in events])


def load_events(data: bytes, source: str = "the file") -> tuple[Event, ...]:
    """Read back what :func:`dump_events` wrote, or the same by another hand.

    Raises :class:`UnreadableJson` naming every event that cannot be read, by its place from 1.
    """
    return load_list(data, "events", KINDS, source)


def dump_list(name: str, values: Sequence[tuple[str, object]]) -> bytes:
    """Return a file of ``name`` (events, edits): values, each with the word of its kind, as UTF-8 JSON."""
    written = [{"kind": kind, **msgspec.to_builtins(value)} for kind, value in values]
    envelope = {"interlock": name, "schema": SCHEMA_VERSION, name: written}
    return msgspec.json.format(msgspec.json.encode(envelope), indent=1)


def load_list(data: bytes, name: str, kinds: Mapping[str, type[V]], source: str) -> tuple[V, ...]:
    """Read back what :func:`dump_list` wrote, or the bare list by another hand; ``kinds`` are the types by their words.

    Raises :class:`UnreadableJson` naming every value that cannot be read, by its place from 1.
    """
    found = _opened(data, name, source)
    if twice := repeated_keys(data):
        raise UnreadableJson(SAYS.told("repeated", source=source, names=", ".join(twice)))
    if not isinstance(found, list):
        raise UnreadableJson(SAYS.told("no_list", source=source, name=name))
    values: dict[int, V] = {}
    problems: list[Placed] = []
    for number, written in enumerate(found, 1):
        try:
            values[number] = _of_kind(written, kinds)
        except (msgspec.ValidationError, InterlockError) as error:
            told = SAYS.told(f"one_of_{name}", source=source, number=number, why=in_words(error))
            problems.append(Placed(told, told.chinese, source, str(number)))
    if problems:
        raise UnreadableList(problems, values)
    return tuple(values.values())


def _of_kind(written: object, kinds: Mapping[str, type[V]]) -> V:
    if missing := list(no_numbers(written)):
        raise UnreadableJson(joined(missing))
    if not isinstance(written, dict) or "kind" not in written:
        raise UnreadableJson(SAYS.told("no_kind", kinds=", ".join(kinds)))
    kind = kinds.get(str(written["kind"]))
    if kind is None:
        raise UnreadableJson(SAYS.told("other_kind", found=written["kind"], kinds=", ".join(kinds)))
    facts = {name: value for name, value in written.items() if name != "kind"}
    known = [one.name for one in fields(cast(Any, kind))]
    try:
        value = msgspec.convert(facts, kind)
        strange = unknown_fields(facts, value)
        wrong: list[Told] = []
    except msgspec.ValidationError as error:
        names = [name for name in facts if name not in known]
        strange = {tuple(known): names} if names else {}
        wrong = list(_field_problems(facts, kind)) or [in_words(error)]
    said = [SAYS.told("unknown", names=", ".join(names), known=", ".join(fit)) for fit, names in strange.items()]
    if said or wrong:
        raise UnreadableJson(joined([*said, *wrong]))
    return value


def _field_problems(facts: Mapping[str, object], kind: type) -> Iterator[Told]:
    """Each field by itself: msgspec stops at the first that is wrong, a person wants all."""
    hints = get_type_hints(kind)
    for one in fields(cast(Any, kind)):
        if one.name not in facts:
            if one.default is MISSING and one.default_factory is MISSING:
                yield SAYS.told("missing", field=one.name)
            continue
        known = get_args(hints[one.name]) if get_origin(hints[one.name]) is Literal else ()
        if known and facts[one.name] not in known:
            yield SAYS.told("choice_of", place=one.name, found=repr(facts[one.name]), known=", ".join(map(str, known)))
            continue
        try:
            msgspec.convert({"": facts[one.name]}, cast(Any, dict)[str, hints[one.name]])
        except (msgspec.ValidationError, InterlockError) as error:
            yield in_words(_within(error, one.name))


def _within(error: Exception, name: str) -> msgspec.ValidationError | InterlockError:
    """An error of a field's value, with the field's name in its path."""
    if isinstance(error, InterlockError):
        return error
    what, _, place = str(error).partition(" - at `$[...]")
    return msgspec.ValidationError(f"{what} - at `$.{name}{place.removesuffix('`')}`")


def _opened(data: bytes, name: str, source: str) -> object:
    """What the file holds under ``name``, when it is a file of that kind and of a schema that can be read."""
    if name == "plan" and data.startswith(_WORKBOOK):
        raise UnreadableJson(SAYS.told("book_first", source=source))
    listed = name in ("events", "edits")
    try:
        envelope = msgspec.json.decode(data.removeprefix(codecs.BOM_UTF8))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        envelope = with_no_numbers(data) if listed else None
        if envelope is None:
            raise UnreadableJson(not_json(data, source)) from None
    if isinstance(envelope, list) and listed:
        return envelope
    if not isinstance(envelope, dict) or envelope.get("interlock") not in _KINDS:
        raise UnreadableJson(SAYS.told(f"want_{name}", source=source))
    if envelope["interlock"] != name:
        found, wanted = SAYS.told(f"a_{envelope['interlock']}"), SAYS.told(f"a_{name}")
        raise UnreadableJson(SAYS.told("other", source=source, found=found, wanted=wanted))
    _check_version(envelope.get("schema"), source)
    return envelope.get(name)


def _check_version(found: object, source: str) -> None:
    if not isinstance(found, int) or found < 1:
        raise UnreadableJson(SAYS.told("no_schema", source=source))
    if found > SCHEMA_VERSION:
        raise UnreadableJson(SAYS.told("newer", source=source, found=found, known=SCHEMA_VERSION))
