"""The command line: ``interlock plan | check | template | sample | report``, on a plan, of the cutting room."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import FrameType

from interlock import __version__
from interlock.arguments import WORDS as ARGUMENTS
from interlock.arguments import Parser, hours, inputs_of, outputs_of, share, whole
from interlock.errors import BrokenLaw, Cancelled, Infeasible, InterlockError, InvalidModel, Told
from interlock.files import check_ending, refuse_overwriting
from interlock.words import Language, Words

MOST_OVERTIME_HOURS = 3
POLICIES = ("balanced", "cheapest", "fastest", "fairest")
# Commands on a plan that exists, and those that ask what if.
ON_A_PLAN, WHAT_IF = ("repair", "promise", "simulate"), ("whatif", "worth")
# Commands of the cutting room, each a group of its own in `cutting_room_commands`.
CUTTING_ROOM = ("patterns", "markers", "cut")
DONE, FITS_NOWHERE, BAD_INPUT, OWN_FAULT, CANCELLED, READER_GONE = 0, 1, 2, 3, 130, 141

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
    repair=(
        "repair a plan after events, with the smallest change; told order by order",
        "事件发生后以最小改动修复计划，并逐单说明变化",
    ),
    promise=("tell for new orders when and how they can be made", "为新订单给出可承诺的交期与三种做法"),
    simulate=("play a plan forward under chance: how likely is each order in time", "推演计划：每张订单的准时概率"),
    whatif=(
        "tell what edits of the network or the orders would change, side by side with the plan as it is",
        "对网络或订单做假设改动，与现状并列比较",
    ),
    worth=(
        "tell what bottlenecks are worth, and what a new line, course or workshop is predicted to save",
        "给出瓶颈价值，并预测新产线、培训或厂房能省多少",
    ),
    edits=(
        'edits.json: what would be otherwise, such as [{{"kind": "close_line", "line": "..."}}]',
        'edits.json：假设的改动，例如 [{{"kind": "close_line", "line": "..."}}]',
    ),
    keep=("change the plan as little as possible, instead of planning anew", "在原计划上以最小改动实现，不重新排产"),
    out_whatif=("folder for the new plan (none is written)", "新计划的输出文件夹（默认不写）"),
    verify=("allocate again with each edit, to check the prediction", "按每项改动重新派工，核对预测"),
    policy=(
        "what counts: balanced, cheapest, fastest or fairest (balanced)",
        "侧重：balanced 均衡、cheapest 最省、fastest 最快、fairest 分派均匀（默认均衡）",
    ),
    overtime=(
        "hours a day that lines may work beyond their shift, at a premium (0)",
        "产线每天可加班的小时数，另付加班费（默认 0）",
    ),
    events=(
        'events.json: what has happened, such as [{{"kind": "order_cancelled", "order": "..."}}]',
        'events.json：发生的事件，例如 [{{"kind": "order_cancelled", "order": "..."}}]',
    ),
    frozen_days=("first days in which nothing moves (0)", "开头几天内不动（0）"),
    may_move=(
        "other orders may move for it; whom and what it costs is told",
        "可挪动其他订单，并说明挪动谁、代价多少",
    ),
    runs=("how often it is played (200)", "推演次数（200）"),
    patterns=("pattern files: what is in them, and in other forms", "样板文件：查看内容、转换格式"),
    markers=("markers of pattern files: make, improve, audit", "唛架：制作、改进、校验"),
    cut=(
        "the cutting room by itself: cut plans, lays, rolls, pooled lays, paper",
        "单独使用裁剪功能：裁剪方案、床次、布卷、拼床、打印",
    ),
    json_any=("print one JSON object", "以 JSON 输出"),
    codes=(
        "Exit codes: 0 done; 1 planned, but some order fits nowhere and goes outside; 2 bad input; 3 the judge found a "
        "fault in the plan and nothing was written; 130 stopped; 141 nobody reads the output.",
        "退出码：0 完成；1 已排出，但有订单在集群内排不下而外发；2 输入有误；"
        "3 校验发现计划有问题，未写任何文件；130 已停止；141 输出端已关闭。",
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
    infeasible=("{text}", "按现有规则排不出计划，请按下列说明（英文）修改工作簿或放宽限制后重新排产：\n{text}"),
    broken_law=("{text}", "独立校验发现排出的计划有错，计划已作废，明细如下（英文）：\n{text}"),
    invalid=("{text}", "数据互相矛盾，请按下列说明（英文）更正后重试：\n{text}"),
    refused=("{text}", "无法完成，请按下列说明（英文）处理后重试：\n{text}"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns 0 done, 1 planned but some order fits nowhere, 2 bad input, 3 own fault, 130 stopped.

    141, as of any program that a broken pipe ends, where the reader of the output wants no more of it.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    language = _language_asked(arguments) or _language_of_system()
    try:
        try:
            return _run(arguments, language)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _silence()
        return READER_GONE
    except KeyboardInterrupt:  # while modules load, or while the command's own hands are off
        return _fail("--json" in arguments, "stopped", WORDS.say(language, "stopped"), CANCELLED)


def _silence() -> None:
    """Python flushes its output once more at its end: into nothing, or it would complain."""
    with suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)


def _run(arguments: Sequence[str], language: Language) -> int:
    heard = partial(_print_failure, "arguments") if "--json" in arguments else lambda text: None
    options = _parser(language, heard, arguments).parse_args(arguments)
    run: Callable[[argparse.Namespace, Language, Callable[[], bool]], int] = options.run
    fail = partial(_fail, getattr(options, "json", False))
    with _Interrupt(patient=options.patient) as interrupt:
        try:
            if not options.renews:
                refuse_overwriting(outputs_of(options), inputs_of(options))
            if svg := getattr(options, "svg", None):
                check_ending(svg, (".svg",))
            return run(options, language, interrupt.asked)
        except SystemError:
            # Compiled code that is interrupted says that it came back with an exception; the interrupt is meant.
            if not interrupt.asked():
                raise
            return fail("stopped", WORDS.say(language, "stopped"), CANCELLED)
        except (Cancelled, KeyboardInterrupt):
            return fail("stopped", WORDS.say(language, "stopped"), CANCELLED)
        except BrokenLaw as error:
            text = f"{_told(error, language)}\n{WORDS.say(language, 'own_fault')}"
            return fail("broken_law", text, OWN_FAULT)
        except InvalidModel as error:
            if getattr(options, "json", False):
                _print_problems(error, language)
            return _fail(False, "invalid", _told(error, language), BAD_INPUT)
        except InterlockError as error:
            return fail(_kind(error), _told(error, language), BAD_INPUT)


def _fail(as_json: bool, kind: str, text: str, code: int) -> int:
    print(f"interlock: {text}", file=sys.stderr)
    if as_json:
        _print_failure(kind, text)
    return code


def _print_failure(kind: str, text: str) -> None:
    """Print a failure that belongs to no cell in the shape of those that do."""
    print(json.dumps({"errors": [_row(kind, text)], "warnings": []}, ensure_ascii=False))


def _print_problems(error: InvalidModel, language: Language) -> None:
    """Print every problem as an error of its own, with its file and place where it knows them."""
    rows = []
    for problem in error.problems or (str(error),):
        # What exists in English only has the Chinese sentence that says what it means and what to do before it.
        known = isinstance(problem, Told) and problem.chinese
        text = str(problem) if language == "en" else known or WORDS.say(language, "invalid", text=problem)
        rows.append(_row("invalid", text, getattr(problem, "file", ""), getattr(problem, "place", "")))
    print(json.dumps({"errors": rows, "warnings": []}, ensure_ascii=False))


def _row(kind: str, text: str, file: str = "", place: str = "") -> dict[str, str]:
    return {"kind": kind, "file": file, "sheet": "", "cell": place, "found": text, "expected": "", "remedy": ""}


def _kind(error: InterlockError) -> str:
    kinds = ((BrokenLaw, "broken_law"), (Infeasible, "infeasible"), (InvalidModel, "invalid"))
    return next((kind for known, kind in kinds if isinstance(error, known)), "refused")


def _told(error: InterlockError, language: Language) -> str:
    """Return what went wrong; the engine speaks English only, so Chinese says first what that means and what to do."""
    if language == "zh" and error.chinese:
        return error.chinese
    return WORDS.say(language, _kind(error), text=error)


class _Interrupt:
    """Ctrl-C or a request to end: a patient command stops at a safe place, at the second request or else at once.

    Either way files stay whole, as they were.
    """

    _SIGNALS = (signal.SIGINT, signal.SIGTERM)

    def __init__(self, *, patient: bool) -> None:
        self._patient = patient
        self._asked = False
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> _Interrupt:
        self._before = {number: signal.getsignal(number) for number in self._SIGNALS}
        for number in self._SIGNALS:
            signal.signal(number, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)  # type: ignore[arg-type]

    def asked(self) -> bool:
        """Tell whether the user wants to stop."""
        return self._asked

    def _ask(self, number: int, frame: FrameType | None) -> None:
        before, self._asked = self._asked, True
        if before or not self._patient:
            raise KeyboardInterrupt


def _language_asked(arguments: Sequence[str]) -> Language | None:
    """Help is written before arguments are parsed, in the language they ask for."""
    asked = " ".join(arguments).replace("--lang=", "--lang ").partition("--lang ")[2][:2]
    return "zh" if asked == "zh" else "en" if asked == "en" else None


def _language_of_system() -> Language:
    value = next((os.environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), "")
    return "zh" if value.lower().startswith("zh") else "en"


def _parser(language: Language, heard: Callable[[str], None], asked: Sequence[str] = ()) -> Parser:
    """The parser of all commands; the cutting room's own commands are added where ``asked`` names them."""

    def text(key: str) -> str:
        return WORDS.say(language, key)

    parser = Parser(language=language, heard=heard, prog="interlock", description=text("about"), epilog=text("codes"))
    version = ARGUMENTS.say(language, "version")
    parser.add_argument("--version", action="version", version=f"interlock {__version__}", help=version)
    parser.add_argument("--lang", choices=("zh", "en"), help=text("lang"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str) -> Parser:
        made = commands.add_parser(name, language=language, heard=heard, help=text(name), description=text(name))
        made.set_defaults(run=_lazy(name), patient=name == "plan", renews=False)
        made.add_argument("--lang", choices=("zh", "en"), help=text("lang"))
        return made

    plan = command("plan")
    _add_books(plan, text)
    plan.add_argument("-o", "--out", type=Path, required=True, metavar="OUT", help=text("out_folder"))
    plan.add_argument("--json", action="store_true", help=text("json_plan"))
    plan.add_argument("--boundary", type=Path, metavar="GEOJSON", help=text("boundary"))
    plan.add_argument("--seed", type=whole(0, language), default=0, metavar="N", help=text("seed"))
    plan.add_argument("--effort", choices=("quick", "normal", "long"), default="quick", help=text("effort"))
    plan.add_argument("--nest-days", type=whole(0, language), metavar="N", help=text("nest_days"))
    plan.add_argument("--nest-seconds", type=whole(1, language), metavar="N", help=text("nest_seconds"))
    plan.add_argument("--cache", type=Path, metavar="FOLDER", help=text("cache"))
    plan.add_argument("--workers", type=whole(1, language), metavar="N", help=text("workers"))

    plan.add_argument("--policy", choices=POLICIES, default=POLICIES[0], help=text("policy"))
    plan.add_argument("--overtime", type=hours(MOST_OVERTIME_HOURS, language), metavar="HOURS", help=text("overtime"))

    check = command("check")
    _add_books(check, text)
    check.add_argument("--json", action="store_true", help=text("json_check"))

    template = command("template")
    template.add_argument(
        "-o", "--out", type=Path, default=Path("interlock.xlsx"), metavar="BOOK.xlsx", help=text("out")
    )

    sample = command("sample")
    sample.add_argument("-o", "--out", type=Path, required=True, metavar="BOOK.xlsx", help=text("out"))
    sample.add_argument("--factories", type=whole(3, language), default=175, metavar="N", help=text("factories"))
    sample.add_argument("--orders", type=whole(1, language), default=600, metavar="N", help=text("orders"))
    sample.add_argument("--weeks", type=whole(1, language), default=8, metavar="N", help=text("weeks"))
    sample.add_argument("--load", type=share(language), default=0.8, metavar="SHARE", help=text("load"))
    sample.add_argument("--seed", type=whole(0, language), default=1, metavar="N", help=text("seed"))
    sample.add_argument("--today", metavar="YYYY-MM-DD", help=text("today"))

    report = command("report")
    report.add_argument("plan", type=Path, metavar="PLAN.json", help=text("plan_json"))
    _add_books(report, text)
    report.add_argument("-o", "--out", type=Path, required=True, metavar="REPORT.html", help=text("out"))
    report.add_argument("--boundary", type=Path, metavar="GEOJSON", help=text("boundary"))
    _add_on_plan(command, text, language)
    for name in CUTTING_ROOM:
        if name in asked:
            from importlib import import_module

            import_module(f"interlock.cutting_room_commands.{name}").add_to(command(name), language, heard)
        else:
            command(name)
    return parser


def _add_on_plan(command: Callable[[str], Parser], text: Callable[[str], str], language: Language) -> None:
    repair = command("repair")
    _add_plan(repair, text)
    repair.add_argument("events", type=Path, metavar="EVENTS.json", help=text("events"))
    repair.add_argument("-o", "--out", type=Path, required=True, metavar="OUT", help=text("out_folder"))
    repair.add_argument("--frozen-days", type=whole(0, language), default=0, metavar="N", help=text("frozen_days"))

    promise = command("promise")
    _add_plan(promise, text)
    promise.add_argument("orders", type=Path, nargs="*", metavar="ORDERS", help=text("order_files"))
    promise.add_argument("--may-move", action="store_true", help=text("may_move"))

    simulate = command("simulate")
    _add_plan(simulate, text)
    simulate.add_argument("--runs", type=whole(1, language), default=200, metavar="N", help=text("runs"))
    simulate.add_argument("--seed", type=whole(0, language), default=0, metavar="N", help=text("seed"))

    whatif = command("whatif")
    _add_plan(whatif, text)
    whatif.add_argument("edits", type=Path, nargs="+", metavar="EDITS.json", help=text("edits"))
    whatif.add_argument("-o", "--out", type=Path, metavar="OUT", help=text("out_whatif"))
    whatif.add_argument("--repair", action="store_true", help=text("keep"))

    worth = command("worth")
    _add_plan(worth, text)
    worth.add_argument("edits", type=Path, nargs="?", metavar="EDITS.json", help=text("edits"))
    worth.add_argument("--verify", action="store_true", help=text("verify"))


def _add_plan(parser: argparse.ArgumentParser, text: Callable[[str], str]) -> None:
    parser.set_defaults(orders=[], patient=True)
    parser.add_argument("plan", type=Path, metavar="PLAN.json", help=text("plan_json"))
    parser.add_argument("book", type=Path, metavar="BOOK", help=text("book"))
    parser.add_argument("--today", metavar="YYYY-MM-DD", help=text("today"))
    parser.add_argument("--json", action="store_true", help=text("json_any"))


def _add_books(parser: argparse.ArgumentParser, text: Callable[[str], str]) -> None:
    parser.add_argument("book", type=Path, metavar="BOOK.xlsx", help=text("book"))
    parser.add_argument("orders", type=Path, nargs="*", default=[], metavar="ORDERS", help=text("order_files"))
    parser.add_argument("--today", metavar="YYYY-MM-DD", help=text("today"))


def _lazy(name: str) -> Callable[[argparse.Namespace, Language, Callable[[], bool]], int]:
    """Load the commands only when one runs, so that help answers at once."""

    def run(options: argparse.Namespace, language: Language, stop: Callable[[], bool]) -> int:
        from importlib import import_module

        place = "whatif_commands" if name in WHAT_IF else "plan_commands" if name in ON_A_PLAN else "commands"
        chosen: Callable[[argparse.Namespace, Language, Callable[[], bool]], int] = getattr(
            import_module(f"interlock.{place}"), f"run_{name}"
        )
        return chosen(options, language, stop)

    return run


if __name__ == "__main__":
    sys.exit(main())
