"""What the groups of commands share: a command inside a group, and one way to print JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from typing import Any

from interlock.arguments import Parser
from interlock.errors import InvalidModel
from interlock.failures import rows_of
from interlock.words import Language, Words

Run = Callable[[argparse.Namespace, Language, Callable[[], bool]], int]
Heard = Callable[[str], None]

WORDS = Words(
    lang=("language of messages and files (the system's)", "提示与文件的语言（默认随系统）"),
    json=("print one JSON object", "以 JSON 输出"),
)


class Group:
    """The commands of one group, such as ``show`` of ``interlock patterns``, in one language."""

    def __init__(self, parser: Parser, language: Language, heard: Heard) -> None:
        self.language: Language = language
        self._heard = heard
        self._commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(self, name: str, about: str, run: Run, *, patient: bool = False) -> Parser:
        """Add a command that calls ``run``; a patient one is asked to stop before it is interrupted."""
        made: Parser = self._commands.add_parser(
            name, language=self.language, heard=self._heard, help=about, description=about
        )
        made.set_defaults(run=run, patient=patient, apart=True)
        made.add_argument(
            "--lang", choices=("zh", "en"), default=argparse.SUPPRESS, help=WORDS.say(self.language, "lang")
        )
        made.add_argument("--json", action="store_true", help=WORDS.say(self.language, "json"))
        return made


def errors_of(problems: Sequence[str], language: Language) -> dict[str, Any]:
    """Return what is wrong, to be told in a JSON object beside what was done all the same."""
    return {"errors": [*rows_of(InvalidModel(problems), "invalid", language, str, apart=True)], "warnings": []}


def print_json(value: dict[str, Any]) -> None:
    """Print one JSON object on standard output."""
    print(json.dumps(value, ensure_ascii=False))
