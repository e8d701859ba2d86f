"""What a JSON file of the cutting room is, by the keys that no other has: each command takes but some of them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from interlock.cutting import is_plan_file
from interlock.errors import Told
from interlock.paper.words import WORDS

Kind = Literal["plan", "plans", "lays", "given_rolls", "rolls", "pool", "orders", "marker"]
_COMMANDS: dict[Kind, str] = {
    "plans": "cut lays", "rolls": "cut rolls", "pool": "cut pool", "orders": "cut lays", "marker": "markers",
}  # fmt: skip


def kind_of(content: object) -> Kind | None:
    """Return what parsed JSON is; None where it may be anything."""
    if not isinstance(content, dict):
        return None
    if content.get("interlock") == "plan":
        return "plan"
    if "lay" in content:
        return "lays"
    lays = _rows(content, "lays")
    if any("groups" in row for row in lays):
        return "given_rolls"
    if any("lay" in row for row in lays):
        return "lays"
    if is_plan_file(content):
        return "plans"
    if "rolls" in content:
        return "rolls"
    if "orders" in content and ("colours" in content or any("firm" in row for row in _rows(content, "orders"))):
        return "pool"
    if {"orders", "centre", "demand"} & content.keys():
        return "orders"
    return "marker" if {"problem", "marker"} <= content.keys() else None


def other_file(path: Path, content: object) -> Told | None:
    """Return what a file without lays is and what to give instead; None where it may be meant to be lays."""
    kind = kind_of(content)
    if kind == "given_rolls":
        return WORDS.told("given_rolls", path=path)
    command = kind and _COMMANDS.get(kind)
    return WORDS.told("other_file", path=path, command=command) if command else None


def _rows(content: dict[str, object], name: str) -> list[dict[str, object]]:
    found = content.get(name)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
