"""Scenario and plan as JSON, without loss and with a schema version."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from interlock.errors import InterlockError
from interlock.model.plan import Plan
from interlock.model.scenario import Scenario

SCHEMA_VERSION = 1
_KINDS: dict[str, type[Scenario | Plan]] = {"scenario": Scenario, "plan": Plan}
T = TypeVar("T", Scenario, Plan)


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
    try:
        return msgspec.convert(envelope.get(name), kind)
    except msgspec.ValidationError as error:
        raise UnreadableJson(f"{source}: {error}; mend that place or write the file anew") from None
    except InterlockError as error:
        raise UnreadableJson(f"{source}: {error}; mend that place or write the file anew") from None


def _check_version(found: object, source: str) -> None:
    if not isinstance(found, int) or found < 1:
        raise UnreadableJson(f"{source} names no schema version; write it anew with Interlock")
    if found > SCHEMA_VERSION:
        raise UnreadableJson(
            f"{source} has schema {found}; this Interlock reads up to {SCHEMA_VERSION}: upgrade Interlock to read it"
        )
