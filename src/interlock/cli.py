"""The command line: ``interlock plan | check | template | sample | report``."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from interlock import __version__
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
    codes=(
        "Exit codes: 0 done; 1 planned, but some order fits nowhere and goes outside; 2 bad input; 3 the judge found a "
        "fault in the plan and nothing was written; 130 stopped.",
        "退出码：0 完成；1 已排出，但有订单在集群内排不下而外发；2 输入有误；"
        "3 校验发现计划有问题，未写任何文件；130 已停止。",
    ),
    lang=("language of messages and files (the system's)", "提示与文件的语言（默认随系统）"),
    book=("workbook of the network, styles and orders", "工厂网络、款式与订单的工作簿"),
    order_files=("further order sheets, .xlsx or .csv", "其他订单表，.xlsx 或 .csv"),
    today=("day to plan on (the workbook's, else today)", "计划日（默认取工作簿所写，其次为今天）"),
    out_folder=("folder for the plan", "计划的输出文件夹"),
    out=("file to write", "要写的文件"),
    json_plan=("print the figures as one JSON object", "以一个 JSON 输出主要数字"),
    json_check=("print errors and warnings as one JSON object", "以一个 JSON 输出错误与提醒"),
    boundary=("boundary to draw on the map", "要在地图上画出的边界"),
    seed=("seed of the search or generator", "随机种子"),
    effort=("how long to search", "搜索力度"),
    nest_days=("open days whose lays get real nests (1)", "近几个工作日的床次做真实排料（1）"),
    nest_seconds=("seconds for each new nest (1)", "每个新唛架的排料秒数（1）"),
    cache=("where nested markers are kept", "已排唛架的存放处"),
    workers=("processes to use (one per core)", "使用的进程数（默认每核一个）"),
    factories=("factories of all kinds (175)", "各类工厂总数（175）"),
    orders=("orders (600)", "订单数（600）"),
    weeks=("weeks of due dates (8)", "交期跨多少周（8）"),
    load=("demanded share of capacity (0.8)", "需求占产能的比例（0.8）"),
    plan_json=("a plan.json that interlock plan wrote", "interlock plan 写出的 plan.json"),
    stopped=("stopped; nothing was written", "已停止，未写入任何文件"),
    own_fault=(
        "this is a fault of Interlock, not of your data; nothing was written. Please report it with the lines above.",
        "这是联织自身的问题，与您的数据无关；未写入任何文件。请把以上内容反馈给我们。",
    ),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns 0 done, 1 planned but some order fits nowhere, 2 bad input, 3 own fault, 130 stopped."""
    arguments = sys.argv[1:] if arguments is None else arguments
    options = _parser(_language_asked(arguments) or _language_of_system()).parse_args(arguments)
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


def _language_asked(arguments: Sequence[str]) -> Language | None:
    """Help is written before arguments are parsed, in the language they ask for."""
    asked = " ".join(arguments).replace("--lang=", "--lang ").partition("--lang ")[2][:2]
    return "zh" if asked == "zh" else "en" if asked == "en" else None


def _language_of_system() -> Language:
    value = next((os.environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), "")
    return "zh" if value.lower().startswith("zh") else "en"


def _parser(language: Language) -> argparse.ArgumentParser:
    def text(key: str) -> str:
        return WORDS.say(language, key)

    parser = argparse.ArgumentParser(prog="interlock", description=text("about"), epilog=text("codes"))
    parser.add_argument("--version", action="version", version=f"interlock {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text(name), description=text(name))
        made.set_defaults(run=_lazy(name))
        made.add_argument("--lang", choices=("zh", "en"), help=text("lang"))
        return made

    plan = command("plan")
    _add_books(plan, text)
    plan.add_argument("-o", "--out", type=Path, required=True, metavar="OUT", help=text("out_folder"))
    plan.add_argument("--json", action="store_true", help=text("json_plan"))
    plan.add_argument("--boundary", type=Path, metavar="GEOJSON", help=text("boundary"))
    plan.add_argument("--seed", type=_whole(0), default=0, metavar="N", help=text("seed"))
    plan.add_argument("--effort", choices=("quick", "normal", "long"), default="quick", help=text("effort"))
    plan.add_argument("--nest-days", type=_whole(0), metavar="N", help=text("nest_days"))
    plan.add_argument("--nest-seconds", type=_whole(1), metavar="N", help=text("nest_seconds"))
    plan.add_argument("--cache", type=Path, metavar="FOLDER", help=text("cache"))
    plan.add_argument("--workers", type=_whole(1), metavar="N", help=text("workers"))

    check = command("check")
    _add_books(check, text)
    check.add_argument("--json", action="store_true", help=text("json_check"))

    template = command("template")
    template.add_argument(
        "-o", "--out", type=Path, default=Path("interlock.xlsx"), metavar="BOOK.xlsx", help=text("out")
    )

    sample = command("sample")
    sample.add_argument("-o", "--out", type=Path, required=True, metavar="BOOK.xlsx", help=text("out"))
    sample.add_argument("--factories", type=_whole(3), default=175, metavar="N", help=text("factories"))
    sample.add_argument("--orders", type=_whole(1), default=600, metavar="N", help=text("orders"))
    sample.add_argument("--weeks", type=_whole(1), default=8, metavar="N", help=text("weeks"))
    sample.add_argument("--load", type=float, default=0.8, metavar="SHARE", help=text("load"))
    sample.add_argument("--seed", type=_whole(0), default=1, metavar="N", help=text("seed"))
    sample.add_argument("--today", metavar="YYYY-MM-DD", help=text("today"))

    report = command("report")
    report.add_argument("plan", type=Path, metavar="PLAN.json", help=text("plan_json"))
    _add_books(report, text)
    report.add_argument("-o", "--out", type=Path, required=True, metavar="REPORT.html", help=text("out"))
    report.add_argument("--boundary", type=Path, metavar="GEOJSON", help=text("boundary"))
    return parser


def _add_books(parser: argparse.ArgumentParser, text: Callable[[str], str]) -> None:
    parser.add_argument("book", type=Path, metavar="BOOK.xlsx", help=text("book"))
    parser.add_argument("orders", type=Path, nargs="*", metavar="ORDERS", help=text("order_files"))
    parser.add_argument("--today", metavar="YYYY-MM-DD", help=text("today"))


def _whole(least: int) -> Callable[[str], int]:
    """Read a whole number of at least ``least``."""

    def read(found: str) -> int:
        number = int(found)
        if number < least:
            raise argparse.ArgumentTypeError(f"{found}: at least {least}")
        return number

    read.__name__ = f"whole number >= {least}"
    return read


def _lazy(name: str) -> Callable[[argparse.Namespace, Language, Callable[[], bool]], int]:
    """Load the commands only when one runs, so that help answers at once."""

    def run(options: argparse.Namespace, language: Language, stop: Callable[[], bool]) -> int:
        from interlock import commands

        chosen: Callable[[argparse.Namespace, Language, Callable[[], bool]], int] = getattr(commands, f"run_{name}")
        return chosen(options, language, stop)

    return run


if __name__ == "__main__":
    sys.exit(main())
