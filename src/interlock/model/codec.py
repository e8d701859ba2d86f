"""Scenario and plan as JSON, without loss and with a schema version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec

from interlock.errors import InterlockError
from interlock.model.events import KINDS, Event, kind_of
from interlock.model.plan import Plan
from interlock.model.scenario import Scenario

# 2: scenarios may hold capacity changes, declined orders and rules, and there are files of events.
SCHEMA_VERSION = 2
_KINDS = ("scenario", "plan", "events", "edits")
T = TypeVar("T", Scenario, Plan)
V = TypeVar("V")


class UnreadableJson(InterlockError):
    """A file is not a scenario or plan that this version can read."""


def dump(value: Scenario | Plan) -> bytes:
    """Return the value as UTF-8 JSON with its kind and schema version; the same value gives the same bytes."""
    kind = "scenario" if isinstance(value, Scenario) else "plan"
    envelope = {"interlock": kind, "schema": SCHEMA_VERSION, kind: value}
    return msgspec.json.format(msgspec.json.encode(envelope, order="deterministic"), indent=0)


def load(data: bytes, kind: type[T], source: str = "the file") -> T:
    """Read back what :func:`dump` wrote.

    Raises :class:`UnreadableJson` naming the place: not JSON, another kind, a newer schema, or a value out of bounds.
    """
    name = "scenario" if kind is Scenario else "plan"
    found = _opened(data, name, source)
    try:
        return msgspec.convert(found, kind)
    except (msgspec.ValidationError, InterlockError) as error:
        raise UnreadableJson(f"{source}: {error}; mend that place or write the file anew") from None


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
    """Read back what :func:`dump_list` wrote; ``kinds`` are the types by the words of their kinds.

    Raises :class:`UnreadableJson` naming every value that cannot be read, by its place from 1.
    """
    found = _opened(data, name, source)
    one = name.removesuffix("s")
    if not isinstance(found, list):
        raise UnreadableJson(f"{source}: {name} is not a list; write one object for each {one}")
    values: list[V] = []
    problems = []
    for number, written in enumerate(found, 1):
        try:
            values.append(_of_kind(written, kinds))
        except (msgspec.ValidationError, InterlockError) as error:
            problems.append(f"{source}, {one} {number}: {error}")
    if problems:
        raise UnreadableJson("\n".join(problems))
    return tuple(values)


def _of_kind(written: object, kinds: Mapping[str, type[V]]) -> V:
    kind = kinds.get(str(written.get("kind"))) if isinstance(written, dict) else None
    if kind is None or not isinstance(written, dict):
        raise UnreadableJson(f"its kind is none of {', '.join(kinds)}")
    facts = {name: value for name, value in written.items() if name != "kind"}
    return msgspec.convert(facts, kind)


def _opened(data: bytes, name: str, source: str) -> object:
    """What the file holds under ``name``, when it is a file of that kind and of a schema that can be read."""
    try:
        envelope = msgspec.json.decode(data)
    except msgspec.DecodeError as error:
        raise UnreadableJson(f"{source} is not JSON ({error}); give a file that Interlock wrote") from None
    if not isinstance(envelope, dict) or envelope.get("interlock") not in _KINDS:
        raise UnreadableJson(f"{source} was not written by Interlock; give its {name}.json")
    if envelope["interlock"] != name:
        raise UnreadableJson(
            f"{source} holds a {envelope['interlock']}, where a {name} is wanted; give its {name}.json"
        )
    _check_version(envelope.get("schema"), source)
    return envelope.get(name)


def _check_version(found: object, source: str) -> None:
    if not isinstance(found, int) or found < 1:
        raise UnreadableJson(f"{source} names no schema version; write it anew with Interlock")
    if found > SCHEMA_VERSION:
        raise UnreadableJson(
            f"{source} has schema {found}; this Interlock reads up to {SCHEMA_VERSION}: upgrade Interlock to read it"
        )
