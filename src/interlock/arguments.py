"""Arguments of the command line in the language of its user: help, usage and what is wrong with them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn

from interlock.words import Language, Words

WORDS = Words(
    help=("show this help and end", "显示本帮助并退出"),
    version=("show the version and end", "显示版本号并退出"),
    places=("arguments", "参数"),
    options=("options", "选项"),
    usage=("usage: ", "用法："),
    hint=("{command} --help shows what each option takes", "各选项的写法见 {command} --help"),
    whole=("{found}: not a whole number of at least {least}", "{found} 不是不小于 {least} 的整数"),
    between=("{found}: not a whole number from {least} to {most}", "{found} 不是 {least} 到 {most} 的整数"),
    nowhere=("no name; write where the result shall go", "没有写名称，请写明结果写到哪里"),
    hours=("{found}: not a number of hours from 0 to {most}", "{found} 不是 0 到 {most} 之间的小时数"),
    tolerance=("{found}: not a share from 0 to 1, such as 0.03 for 3 %", "{found} 不是 0 到 1 的比例，例如 3% 写 0.03"),
    share=("{found}: not a number above 0, such as 0.8", "{found} 不是大于 0 的数，例如 0.8"),
)
# What argparse says, and the same in Chinese; its versions differ in quotes.
_CHINESE: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.+)", r"缺少参数：\1"),
    (r"unrecognized arguments: (.+)", r"无法识别的参数：\1"),
    (r"argument (\S+): expected one argument", r"\1 后面需要一个值"),
    (r"argument (\S+): invalid choice: (.+?) \(choose from (.+)\)", r"\1：没有 \2 这一选项，可选 \3"),
    (r"ambiguous option: (.+) could match (.+)", r"选项 \1 不明确，可能是 \2"),
    (r"argument (\S+): ignored explicit argument (.+)", r"\1 后面不应有值 \2"),
    (r"argument (\S+): (.+)", r"\1：\2"),
)


# No count, day or seed is larger; solvers take seeds of 32 bits.
MOST = 1_000_000_000
# Options that name what is written, and folders that a command keeps its own things in.
_OUTPUTS, _OWN = ("out", "svg"), ("cache", "templates")


def inputs_of(options: argparse.Namespace) -> list[Path]:
    """Return every file that a command was told to read."""
    return [path for name in vars(options) if name not in (*_OUTPUTS, *_OWN) for path in _paths(options, name)]


def outputs_of(options: argparse.Namespace) -> list[Path]:
    """Return every file or folder that a command was told to write."""
    return [path for name in _OUTPUTS for path in _paths(options, name)]


def _paths(options: argparse.Namespace, name: str) -> list[Path]:
    found = getattr(options, name, None)
    return [path for path in (found if isinstance(found, list) else [found]) if isinstance(path, Path)]


class Parser(argparse.ArgumentParser):
    """A parser that speaks one language; ``heard`` is told what is wrong before the program ends with 2."""

    def __init__(self, *, language: Language, heard: Callable[[str], None], **more: Any) -> None:
        super().__init__(add_help=False, formatter_class=_formatter(language), **more)
        self._language: Language = language
        self._heard = heard
        self._wrong: list[str] = []
        self._misused = False
        self._mixing = False
        self._positionals.title = WORDS.say(language, "places")
        self._optionals.title = WORDS.say(language, "options")
        self.add_argument("-h", "--help", action="help", help=WORDS.say(language, "help"))

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Read the arguments; values that are wrong, and what no command knows, are told all at once."""
        if self._mixing:
            return super().parse_known_args(args, namespace)
        self._wrong, self._misused = [], False
        found = super().parse_known_args(args, namespace)
        if self._subparsers is None and any(not word.startswith("-") for word in found[1]):
            found = self._intermixed(args)
        if found[1] and self._subparsers is None:
            # Said here, the usage beside it is the command's own.
            self._wrong.append(f"unrecognized arguments: {' '.join(found[1])}")
            self._misused = True
        if self._wrong:
            self._end()
        return found

    def _intermixed(self, args: Any) -> Any:
        """Read the arguments once more, with options that may stand between files."""
        self._wrong, self._mixing = [], True
        usage, defaults = self.usage, self._defaults
        # Python's own way would cut the usage off where an English one begins.
        said = self.format_usage().removeprefix(WORDS.say(self._language, "usage"))
        self.usage = said.strip().replace("%", "%%")
        places = {action.dest for action in self._get_positional_actions()}
        self._defaults = {name: value for name, value in defaults.items() if name not in places}
        try:
            return super().parse_known_intermixed_args(args)
        finally:
            self._mixing, self.usage, self._defaults = False, usage, defaults

    def error(self, message: str) -> NoReturn:
        """Say how the command is used and what was wrong, and end with 2."""
        self._wrong.append(message)
        self._misused = True
        self._end()

    def _get_value(self, action: argparse.Action, arg_string: str) -> Any:
        return self._noting(action, lambda: super(Parser, self)._get_value(action, arg_string))

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if value is not None:
            self._noting(action, lambda: super(Parser, self)._check_value(action, value))

    def _noting(self, action: argparse.Action, read: Callable[[], Any]) -> Any:
        """Read the value of an option; where it is wrong, note that and go on to the next option."""
        try:
            return read()
        except argparse.ArgumentError as error:
            if not action.option_strings:
                raise
            self._wrong.append(str(error))
            return None

    def _end(self) -> NoReturn:
        said = [_translated(wrong) if self._language == "zh" else wrong for wrong in self._wrong]
        self._heard("\n".join(said))
        told = "".join(f"{self.prog}: {line}\n" for line in said)
        # Who wrote a wrong value knows the options: where to read of them is enough.
        hint = WORDS.say(self._language, "hint", command=self.prog)
        self.exit(2, self.format_usage() + told if self._misused else f"{told}{hint}\n")


def _formatter(language: Language) -> type[argparse.HelpFormatter]:
    class Formatter(argparse.HelpFormatter):
        def add_usage(
            self,
            usage: str | None,
            actions: Iterable[argparse.Action],
            groups: Iterable[Any],
            prefix: str | None = None,
        ) -> None:
            super().add_usage(usage, actions, groups, WORDS.say(language, "usage") if prefix is None else prefix)

    return Formatter


def _translated(message: str) -> str:
    for pattern, chinese in _CHINESE:
        if re.fullmatch(pattern, message, re.DOTALL):
            return re.sub(pattern, chinese, message, flags=re.DOTALL)
    return f"参数有误：{message}"


def place(language: Language) -> Callable[[str], Path]:
    """Read the name of a file or folder to write; no name at all would be the folder one happens to be in."""

    def read(found: str) -> Path:
        if not found.strip():
            raise argparse.ArgumentTypeError(WORDS.say(language, "nowhere"))
        return Path(found)

    return read


def whole(least: int, language: Language, most: int = MOST) -> Callable[[str], int]:
    """Read a whole number from ``least`` to ``most``."""

    def read(found: str) -> int:
        try:
            number = int(found)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            if most == MOST and number < least:
                raise argparse.ArgumentTypeError(WORDS.say(language, "whole", found=found, least=least))
            raise argparse.ArgumentTypeError(WORDS.say(language, "between", found=found, least=least, most=most))
        return number

    return read


def share(language: Language) -> Callable[[str], float]:
    """Read a number above 0."""

    def read(found: str) -> float:
        try:
            number = float(found)
        except ValueError:
            number = 0.0
        if not 0 < number < float("inf"):
            raise argparse.ArgumentTypeError(WORDS.say(language, "share", found=found))
        return number

    return read


def tolerance(language: Language) -> Callable[[str], float]:
    """Read a share from 0 to 1."""

    def read(found: str) -> float:
        try:
            number = float(found)
        except ValueError:
            number = -1.0
        if not 0 <= number <= 1:
            raise argparse.ArgumentTypeError(WORDS.say(language, "tolerance", found=found))
        return number

    return read


def hours(most: float, language: Language) -> Callable[[str], float]:
    """Read a number of hours from 0 to ``most``."""

    def read(found: str) -> float:
        try:
            number = float(found)
        except ValueError:
            number = -1.0
        if not 0 <= number <= most:
            raise argparse.ArgumentTypeError(WORDS.say(language, "hours", found=found, most=f"{most:g}"))
        return number

    return read
