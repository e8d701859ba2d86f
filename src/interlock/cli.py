"""The command line: ``interlock plan | check | template | sample | report``."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from interlock.errors import BrokenLaw, Cancelled, InterlockError
from interlock.words import Language, Words

DONE, FITS_NOWHERE, BAD_INPUT, OWN_FAULT, CANCELLED = 0, 1, 2, 3, 130

WORDS = Words(
    about=(
        "Interlock: an order book in, a checked plan for the whole production network out.",
        "联织 Interlock：订单簿进，全网生产计划出，每份计划都经独立校验。",
    ),
    plan=("plan an order book on the network", "按订单簿排出全网计划"),
    check=("read the workbook and name every error; plan nothing", "只检查工作簿并列出全部错误，不排计划"),
    template=("write an empty workbook with instructions", "生成带填写说明的空白工作簿"),
    sample=("write a made-up cluster as a workbook", "生成虚构集群的示例工作簿"),
    report=("write the report of a plan that was made before", "为已有计划重新生成报告"),
    stopped=("stopped; nothing was written", "已停止，未写入任何文件"),
    own_fault=(
        "this is a fault of Interlock, not of your data; nothing was written. Please report it with the lines above.",
        "这是联织自身的问题，与您的数据无关；未写入任何文件。请把以上内容反馈给我们。",
    ),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns 0 done, 1 planned but some order fits nowhere, 2 bad input, 3 own fault, 130 stopped."""
    options = _parser(_language_of_system()).parse_args(arguments)
    language: Language = options.lang or _language_of_system()
    run: Callable[[argparse.Namespace, Language, Callable[[], bool]], int] = options.run
    with _Interrupt() as interrupt:
        try:
            return run(options, language, interrupt.asked)
        except (Cancelled, KeyboardInterrupt):
            return _say(WORDS.say(language, "stopped"), CANCELLED)
        except BrokenLaw as error:
            return _say(f"{error}\n{WORDS.say(language, 'own_fault')}", OWN_FAULT)
        except InterlockError as error:
            return _say(str(error), BAD_INPUT)


def _say(text: str, code: int) -> int:
    print(f"interlock: {text}", file=sys.stderr)
    return code


class _Interrupt:
    """The first Ctrl-C asks the work to stop at a safe place; a second one stops at once."""

    def __init__(self) -> None:
        self._asked = False
        self._before: object = None

    def __enter__(self) -> _Interrupt:
        self._before = signal.getsignal(signal.SIGINT)
        signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)  # type: ignore[arg-type]

    def asked(self) -> bool:
        """Tell whether the user wants to stop."""
        return self._asked

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True


def _language_of_system() -> Language:
    value = next((os.environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), "")
    return "zh" if value.lower().startswith("zh") else "en"


def _parser(language: Language) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="interlock", description=WORDS.say(language, "about"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: str) -> argparse.ArgumentParser:
        text = WORDS.say(language, name)
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(run=_lazy(run))
        made.add_argument("--lang", choices=("zh", "en"), help="zh / en")
        return made

    plan = command("plan", "plan")
    _add_books(plan)
    plan.add_argument("-o", "--out", type=Path, required=True, metavar="OUT", help="folder for the plan")
    plan.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    plan.add_argument("--boundary", type=Path, metavar="GEOJSON", help="boundary to draw on the map")
    plan.add_argument("--seed", type=int, default=0, help="seed of the search (0)")
    plan.add_argument("--effort", choices=("quick", "normal", "long"), default="normal", help="how long to search")
    plan.add_argument("--nest-days", type=int, metavar="N", help="open days whose lays get real nests (2)")
    plan.add_argument("--nest-seconds", type=int, metavar="N", help="seconds for each new nest (3)")
    plan.add_argument("--cache", type=Path, metavar="FOLDER", help="where nested markers are kept")
    plan.add_argument("--workers", type=int, metavar="N", help="processes to use (one per core)")

    check = command("check", "check")
    _add_books(check)
    check.add_argument("--json", action="store_true", help="print errors and warnings as one JSON object")

    template = command("template", "template")
    template.add_argument("-o", "--out", type=Path, default=Path("interlock.xlsx"), metavar="BOOK.xlsx")

    sample = command("sample", "sample")
    sample.add_argument("-o", "--out", type=Path, required=True, metavar="BOOK.xlsx")
    sample.add_argument("--factories", type=int, default=175, help="factories of all kinds (175)")
    sample.add_argument("--orders", type=int, default=600, help="orders (600)")
    sample.add_argument("--weeks", type=int, default=8, help="weeks of due dates (8)")
    sample.add_argument("--load", type=float, default=0.8, help="demanded share of capacity (0.8)")
    sample.add_argument("--seed", type=int, default=1, help="seed of the generator (1)")
    sample.add_argument("--today", metavar="YYYY-MM-DD", help="day the order book is of (today)")

    report = command("report", "report")
    report.add_argument("plan", type=Path, metavar="PLAN.json", help="a plan.json that interlock plan wrote")
    _add_books(report)
    report.add_argument("-o", "--out", type=Path, required=True, metavar="REPORT.html")
    report.add_argument("--boundary", type=Path, metavar="GEOJSON", help="boundary to draw on the map")
    return parser


def _add_books(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("book", type=Path, metavar="BOOK.xlsx", help="workbook of the network, styles and orders")
    parser.add_argument("orders", type=Path, nargs="*", metavar="ORDERS", help="further order sheets, .xlsx or .csv")
    parser.add_argument("--today", metavar="YYYY-MM-DD", help="day to plan on (the workbook's, else today)")


def _lazy(name: str) -> Callable[[argparse.Namespace, Language, Callable[[], bool]], int]:
    """Load the commands only when one runs, so that help answers at once."""

    def run(options: argparse.Namespace, language: Language, stop: Callable[[], bool]) -> int:
        from interlock import commands

        chosen: Callable[[argparse.Namespace, Language, Callable[[], bool]], int] = getattr(commands, f"run_{name}")
        return chosen(options, language, stop)

    return run


if __name__ == "__main__":
    sys.exit(main())
