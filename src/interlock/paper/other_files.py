"""Files of other commands that are given where lays are wanted."""

from __future__ import annotations

from pathlib import Path

from interlock.cutting import is_plan_file
from interlock.errors import Told
from interlock.paper.words import WORDS


def other_file(path: Path, content: object) -> Told | None:
    """Return what a file without lays is and what to give instead; None where it may be meant to be lays."""
    if not isinstance(content, dict) or "lay" in content:
        return None
    rows = content.get("lays")
    lays = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    if any("groups" in row for row in lays):
        return WORDS.told("given_rolls", path=path)
    if any("lay" in row for row in lays):
        return None
    command = _command(content)
    return WORDS.told("other_file", path=path, command=command) if command else None


def _command(content: dict[str, object]) -> str | None:
    """The command that a file is for, by the keys that no other has."""
    if is_plan_file(content):
        return "cut lays"
    if "rolls" in content:
        return "cut rolls"
    if "orders" in content and "colours" in content:
        return "cut pool"
    if {"orders", "centre", "demand"} & content.keys():
        return "cut lays"
    return "markers" if {"problem", "marker"} <= content.keys() else None
