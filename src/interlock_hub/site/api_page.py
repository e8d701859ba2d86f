"""The API as its readers see it: every operation drawn from the description for machines, so that it cannot rot."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from interlock_hub.core.models import Role
from interlock_hub.core.words import scope_name
from interlock_hub.site.api_words import ROOMS, TYPES

Node = dict[str, Any]
QUOTED = re.compile(r"`([^`]+)`")
EXAMPLES = {
    "date": "2026-12-01",
    "date-time": "2026-12-01T08:00:00+08:00",
    "uuid": "3f2b8c1e-0000-4000-8000-000000000000",
}
# Nothing in the description nests deeper; a type that holds itself would never end.
DEEPEST = 4


@dataclass(frozen=True)
class Value:
    """A parameter, or a field that is sent or answered: its name (``lines.code``: of each line), type and limits."""

    name: str
    kind: str
    needed: bool
    limits: str = ""
    about: str = ""


@dataclass(frozen=True)
class Operation:
    """What one address does by one method."""

    key: str
    method: str
    path: str
    purpose: str
    scopes: list[str]
    scope_words: list[str]
    roles: list[str]
    parameters: list[Value]
    sent: list[Value]
    answered: list[Value]
    example: str


@dataclass(frozen=True)
class Room:
    """Operations that belong together."""

    key: str
    name: str
    operations: list[Operation]


@cache
def description() -> Node:
    """Return the API as OpenAPI; it changes with the program only."""
    from interlock_hub.site.api import api

    return json.loads(json.dumps(api.get_openapi_schema(), default=str))  # type: ignore[no-any-return]


def rooms(site: str) -> list[Room]:
    """Return all operations by room, in the language of who asks; ``site`` is the address that examples call."""
    found: dict[str, list[Operation]] = {}
    for path, methods in description()["paths"].items():
        for method, node in methods.items():
            found.setdefault(node["tags"][0], []).append(_operation(site, path, method, node))
    return [Room(tag, str(ROOMS[tag]), found[tag]) for tag in ROOMS if tag in found]


def plain(text: str) -> str:
    """Return a description as one line; names of the API stand between single backticks."""
    return " ".join(text.replace("``", "`").split())


def marked(text: str) -> SafeString:
    """Return a text for the page: what stands between backticks is code."""
    parts = text.split("`")
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", p) if at % 2 else p,) for at, p in enumerate(parts))
    )


def _operation(site: str, path: str, method: str, node: Node) -> Operation:
    said, _sign, roles = node.get("x-access", "").partition("roles:")
    scopes = QUOTED.findall(said)
    body = node.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    answer: Node = next((told for status, told in node["responses"].items() if status.startswith("2")), {})
    schema = answer.get("content", {}).get("application/json", {}).get("schema")
    return Operation(
        key=node["operationId"],
        method=method.upper(),
        path=path,
        purpose=marked(_(plain(node["description"]))),
        scopes=scopes,
        scope_words=[scope_name(scope) for scope in scopes],
        roles=[str(Role(role).label) for role in QUOTED.findall(roles)],
        parameters=[_parameter(found) for found in node.get("parameters", ())],
        sent=list(_fields(body, sent=True)) if body else [],
        answered=list(_fields(schema)) if schema else [],
        example=_example(site, path, method, body, bool(scopes)),
    )


def _parameter(node: Node) -> Value:
    about = plain(node.get("description") or node["schema"].get("description") or "")
    kind, limits = _kind(node["schema"]), _limits(node["schema"])
    return Value(node["name"], kind, bool(node.get("required")), limits, marked(_(about)) if about else "")


def _resolved(node: Node) -> Node:
    """The node that is meant: what a reference points at, the one choice that is not null."""
    while True:
        if "$ref" in node:
            node = description()["components"]["schemas"][node["$ref"].rpartition("/")[2]]
        elif "anyOf" in node or "allOf" in node:
            choices = node.get("anyOf") or node["allOf"]
            node = next((one for one in choices if one.get("type") != "null"), choices[0])
        else:
            return node


def _fields(node: Node, prefix: str = "", depth: int = 0, *, sent: bool = False) -> Iterator[Value]:
    found = _resolved(node)
    needed = set(found.get("required", ()))
    for name, inner in found.get("properties", {}).items():
        below = _resolved(inner)
        yield Value(prefix + name, _kind(inner), name in needed, _limits(inner) if sent else _choices(inner))
        deeper = _resolved(below["items"]) if below.get("type") == "array" and below.get("items") else below
        if depth < DEEPEST and deeper.get("properties"):
            yield from _fields(deeper, f"{prefix}{name}.", depth + 1, sent=sent)


def _kind(node: Node) -> str:
    found = _resolved(node)
    if found.get("type") == "array":
        return _("list of %(kind)s") % {"kind": _kind(found.get("items") or {})}
    if "properties" in found or found.get("type") == "object":
        return str(TYPES["object"])
    return str(TYPES.get(found.get("format", ""), TYPES.get(found.get("type", "string"), TYPES["string"])))


def _choices(node: Node) -> str:
    found = _resolved(node)
    choices = found.get("enum") or ([found["const"]] if "const" in found else [])
    return " · ".join(str(choice) for choice in choices)


def _limits(node: Node) -> str:
    found = _resolved(node)
    least, most = found.get("minimum"), found.get("maximum")
    parts = [_choices(node)]
    if least is not None and most is not None:
        parts.append(f"{least} – {most}")
    if "maxItems" in found:
        parts.append(_("at most %(most)s") % {"most": found["maxItems"]})
    default = node.get("default", found.get("default"))
    if default not in (None, "", []):
        parts.append(_("left out: %(default)s") % {"default": default})
    return "; ".join(part for part in parts if part)


def _example(site: str, path: str, method: str, body: Node | None, keyed: bool) -> str:
    address = re.sub(r"{(\w+)}", lambda name: name.group(1).upper(), path)
    words = ["curl", "-s"] + (["-X", method.upper()] if method != "get" and not body else [])
    words = [*words, shlex.quote(site.rstrip("/") + address)]
    words += ['-H "Authorization: Bearer $KEY"'] if keyed else []
    if body:
        sent = json.dumps(_sample(body), ensure_ascii=False)
        words += ['-H "Content-Type: application/json"', "-d", shlex.quote(sent)]
    return " ".join(words)


def _sample(node: Node) -> Any:
    """A value that the description allows, with needed fields only."""
    found = _resolved(node)
    if "properties" in found:
        needed = found.get("required", ()) or list(found["properties"])[:1]
        return {name: _sample(found["properties"][name]) for name in needed}
    if choices := found.get("enum"):
        return choices[0]
    if found.get("type") == "array":
        return [_sample(found["items"])] if found.get("items") else []
    if found.get("type") in ("integer", "number"):
        return max(1, int(found.get("minimum", 1)))
    if found.get("type") == "boolean":
        return True
    return EXAMPLES.get(found.get("format", ""), "…")
