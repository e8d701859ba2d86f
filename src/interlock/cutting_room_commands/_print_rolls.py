"""The rolls of lays as ``interlock cut rolls --json`` prints them, read back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from interlock.cutting_room_commands.cut_print import WORDS
from interlock.errors import InvalidModel, Told
from interlock.paper import parsed_json
from interlock.rolls import Ply, RollEnd, ShadeGroup, SpreadLay


def read_rolls(paths: Sequence[Path]) -> tuple[list[SpreadLay], list[RollEnd]]:
    """Return what is spread on each lay and what is left of each roll; each file is of the rolls of one fabric.

    Raises :class:`InvalidModel` naming every lay and roll that cannot be read or stands in two files.
    """
    problems: list[Told] = []
    spread: list[SpreadLay] = []
    ends: list[RollEnd] = []
    for path in paths:
        _read(path, spread, ends, problems)
    for what, names in (("lay", [one.lay for one in spread]), ("roll", [one.roll for one in ends])):
        twice = dict.fromkeys(name for name in names if names.count(name) > 1)
        problems += [WORDS.told(f"{what}_given_twice", name=name) for name in twice]
    if problems:
        raise InvalidModel(problems)
    return spread, ends


def _read(path: Path, spread: list[SpreadLay], ends: list[RollEnd], problems: list[Told]) -> None:
    content = parsed_json(path)
    rows: tuple[tuple[str, Any, Any], ...] = (("lays", _spread, spread), ("rolls", _end, ends))
    for name, read, into in rows:
        found = content.get(name) if isinstance(content, dict) else None
        if not isinstance(found, list):
            problems.append(WORDS.told("bad_rolls", path=path, place=name))
            continue
        for number, row in enumerate(found, 1):
            try:
                into.append(read(row))
            except (KeyError, TypeError, ValueError, IndexError, AttributeError):
                problems.append(WORDS.told("bad_rolls", path=path, place=f"{name} {number}"))


def _spread(row: Any) -> SpreadLay:
    groups = tuple(
        ShadeGroup(str(group["colour"]), str(group["shade"]), tuple(_ply(ply) for ply in group["plies"]))
        for group in row["groups"]
    )
    taken_mm = tuple((str(roll), round(1000 * taken_m)) for roll, taken_m in row.get("taken_m", {}).items())
    return SpreadLay(str(row["lay"]), groups, round(row["marker_mm"]), round(row["end_loss_mm"]), taken_mm)


def _ply(ply: Any) -> Ply:
    first, *others = map(str, ply["rolls"])
    return Ply(first, others[0] if others else None, ply.get("splice"))


def _end(row: Any) -> RollEnd:
    return RollEnd(str(row["roll"]), round(1000 * row["used_m"]), round(1000 * row["left_m"]), row["fate"])
