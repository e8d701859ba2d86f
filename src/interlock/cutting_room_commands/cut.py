"""``interlock cut ...``: the commands of cut plans, lays, rolls, pooled lays and paper."""

from __future__ import annotations

from importlib import import_module

from interlock.arguments import Parser
from interlock.cutting_room_commands._group import Group, Heard
from interlock.words import Language

# Each module adds the commands of its subject.
PARTS: tuple[str, ...] = (
    "cut_plan",
    "cut_template",
    "cut_lays",
    "cut_nest",
    "cut_lengths",
    "cut_rolls",
    "cut_pool",
    "cut_print",
)


def add_to(parser: Parser, language: Language, heard: Heard) -> None:
    """Add every command of the group."""
    group = Group(parser, language, heard)
    for part in PARTS:
        import_module(f"interlock.cutting_room_commands.{part}").add_to(group)
