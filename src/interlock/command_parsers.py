"""The commands of the command line and their arguments, told in one language; what a command does is loaded late."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from interlock import __version__
from interlock.arguments import WORDS as ARGUMENTS
from interlock.arguments import Parser, hours, place, share, whole
from interlock.words import Language, Words

MOST_OVERTIME_HOURS = 3
MOST_WEEKS, MOST_DAYS, MOST_RUNS = 52, 10_000, 10_000
POLICIES = ("balanced", "cheapest", "fastest", "fairest")
# Modules of commands on plans that exist; all others are in `commands`.
PLACES = {
    "plan_commands": ("repair", "improve", "simulate"),
    "promise_commands": ("promise",),
    "whatif_commands": ("whatif", "worth"),
    "compare_command": ("compare",),
}
# Commands of the cutting room, each a group of its own in `cutting_room_commands`.
CUTTING_ROOM = ("patterns", "markers", "cut")

Run = Callable[[argparse.Namespace, Language, Callable[[], bool]], int]

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
    improve=(
        "make a plan cheaper that many repairs have worn, with few lots moved for much; told order by order, and how "
        "many orders then have hardly a day in hand (play both plans with simulate)",
        "多次修复之后整理计划：只在划算时调动派工单，降低成本，并逐单说明变化，以及距交期很近的订单有多少"
        "（可用 simulate 分别推演两份计划）",
    ),
    promise=("tell for new orders when and how they can be made", "为新订单给出可承诺的交期与三种做法"),
    simulate=("play a plan forward under chance: how likely is each order in time", "推演计划：每张订单的准时概率"),
    whatif=(
        "tell what edits of the network or the orders would change, side by side with the plan as it is",
        "对网络或订单做假设改动，与现状并列比较",
    ),
    compare=(
        "tell what differs between two plans of one cluster: cost by kind, lateness, ship dates, who gains and loses",
        "比较同一产业集群的两份计划：分项成本、延误、出货日，以及哪些工厂工作增减",
    ),
    worth=(
        "tell what bottlenecks are worth, and what a new line, course or workshop is estimated to save",
        "给出瓶颈价值，并估计新产线、培训或厂房能省多少",
    ),
    edits=(
        'edits.json: what would be otherwise, such as [{{"kind": "close_line", "line": "..."}}]',
        'edits.json：假设的改动，例如 [{{"kind": "close_line", "line": "..."}}]',
    ),
    keep=("change the plan as little as possible, instead of planning anew", "在原计划上以最小改动实现，不重新排产"),
    out_whatif=("folder for the new plan (none is written)", "新计划的输出文件夹（默认不写）"),
    verify=("allocate again several times with each edit, to check the estimate", "按每项改动多次重新派工，核对估计值"),
    policy=(
        "what counts: balanced (money, and days in hand before due dates), cheapest (money alone), fastest (early "
        "shipping, whatever it costs) or fairest (as balanced, work spread evenly over townships) (balanced)",
        "侧重：balanced 均衡（成本之外，交期前留余量）、cheapest 最省（只看成本）、fastest 最快（尽早出货，成本其次）、"
        "fairest 分派均匀（同均衡，且各乡镇分工均匀）（默认均衡）",
    ),
    overtime=(
        "hours a day that lines may work beyond their shift, at a premium (0)",
        "产线每天可加班的小时数，另付加班费（默认 0）",
    ),
    events=(
        'events.json: what has happened, such as [{{"kind": "order_cancelled", "order": "..."}}]',
        'events.json：发生的事件，例如 [{{"kind": "order_cancelled", "order": "..."}}]',
    ),
    take_up=(
        "do what would help this late order as the plan names it: overtime, or another line (again for more orders)",
        "对该延误订单采用计划给出的办法：加班或改派产线（可重复给出多个订单）",
    ),
    frozen_days=("days from today on in which nothing moves (0)", "从今天起几天内不动（0）"),
    as_of=(
        "today: days before it are over, and nothing is planned anew there (what the plan remembers, else none is)",
        "今天的日期：此前各天已过，不再重新安排（默认沿用计划所记的日期，没有则各天都未过）",
    ),
    may_move=(
        "other orders may move for it; whom and what it costs is told",
        "可挪动其他订单，并说明挪动谁、代价多少",
    ),
    take=(
        "take up one of the ways: cheapest, fastest or best_quality; its plan is written (again for more orders)",
        "采用一种方案：cheapest 最省、fastest 最快或 best_quality 质量最好，并写出计划（可重复给出多个订单）",
    ),
    out_take=("folder for the plan of --take", "--take 所写计划的输出文件夹"),
    runs=("how often it is played (200)", "推演次数（200）"),
    patterns=("pattern files: what is in them, and in other forms", "样板文件：查看内容、转换格式"),
    markers=("markers of pattern files: make, improve, audit", "唛架：制作、改进、校验"),
    cut=(
        "the cutting room by itself: cut plans, lays, rolls, pooled lays, paper",
        "单独使用裁剪功能：裁剪方案、床次、布卷、合床、打印",
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
    plan_other=("the plan.json that is set beside it", "与之比较的 plan.json"),
    plan_json=("a plan.json that interlock plan wrote", "interlock plan 写出的 plan.json"),
)


def parser_of(language: Language, heard: Callable[[str], None], asked: Sequence[str] = ()) -> Parser:
    """Return the parser of all commands; the cutting room's own commands are added where ``asked`` names them."""
    commands = _Commands(language, heard)
    for add in (_add_plan, _add_check, _add_template, _add_sample, _add_report):
        add(commands)
    for add in (_add_repair, _add_improve, _add_promise, _add_simulate, _add_whatif, _add_compare, _add_worth):
        add(commands)
    for name in CUTTING_ROOM:
        made = commands.add(name)
        if name in asked:
            import_module(f"interlock.cutting_room_commands.{name}").add_to(made, language, heard)
    return commands.parser


class _Commands:
    """The parser of the command line, and the commands that it has so far."""

    def __init__(self, language: Language, heard: Callable[[str], None]) -> None:
        self.language: Language = language
        self._heard = heard
        about, epilog = self.text("about"), self.text("codes")
        self.parser = Parser(language=language, heard=heard, prog="interlock", description=about, epilog=epilog)
        version = ARGUMENTS.say(language, "version")
        self.parser.add_argument("--version", action="version", version=f"interlock {__version__}", help=version)
        self.parser.add_argument("--lang", choices=("zh", "en"), help=self.text("lang"))
        self._all = self.parser.add_subparsers(required=True, metavar="COMMAND")

    def text(self, key: str) -> str:
        """Return a help text."""
        return WORDS.say(self.language, key)

    def add(self, name: str) -> Parser:
        """Return the parser of a new command."""
        text = self.text(name)
        made = self._all.add_parser(name, language=self.language, heard=self._heard, help=text, description=text)
        made.set_defaults(run=_lazy(name), patient=name == "plan", renews=False)
        made.add_argument("--lang", choices=("zh", "en"), help=self.text("lang"))
        return made


def _add_plan(commands: _Commands) -> None:
    made, text, language = commands.add("plan"), commands.text, commands.language
    _add_books(made, text)
    made.add_argument("-o", "--out", type=place(language), required=True, metavar="OUT", help=text("out_folder"))
    made.add_argument("--json", action="store_true", help=text("json_plan"))
    made.add_argument("--boundary", type=Path, metavar="GEOJSON", help=text("boundary"))
    made.add_argument("--seed", type=whole(0, language), default=0, metavar="N", help=text("seed"))
    made.add_argument("--effort", choices=("quick", "normal", "long"), default="quick", help=text("effort"))
    made.add_argument("--nest-days", type=whole(0, language, MOST_DAYS), metavar="N", help=text("nest_days"))
    made.add_argument("--nest-seconds", type=whole(1, language), metavar="N", help=text("nest_seconds"))
    made.add_argument("--cache", type=Path, metavar="FOLDER", help=text("cache"))
    made.add_argument("--workers", type=whole(1, language), metavar="N", help=text("workers"))
    made.add_argument("--policy", choices=POLICIES, default=POLICIES[0], help=text("policy"))
    made.add_argument("--overtime", type=hours(MOST_OVERTIME_HOURS, language), metavar="HOURS", help=text("overtime"))


def _add_check(commands: _Commands) -> None:
    made = commands.add("check")
    _add_books(made, commands.text)
    made.add_argument("--json", action="store_true", help=commands.text("json_check"))


def _add_template(commands: _Commands) -> None:
    made, out = commands.add("template"), Path("interlock.xlsx")
    made.add_argument(
        "-o", "--out", type=place(commands.language), default=out, metavar="BOOK.xlsx", help=commands.text("out")
    )
    made.add_argument("--json", action="store_true", help=commands.text("json_any"))


def _add_sample(commands: _Commands) -> None:
    made, text, language = commands.add("sample"), commands.text, commands.language
    made.add_argument("-o", "--out", type=place(language), required=True, metavar="BOOK.xlsx", help=text("out"))
    made.add_argument("--json", action="store_true", help=text("json_any"))
    made.add_argument("--factories", type=whole(3, language), default=175, metavar="N", help=text("factories"))
    made.add_argument("--orders", type=whole(1, language), default=600, metavar="N", help=text("orders"))
    made.add_argument("--weeks", type=whole(2, language, MOST_WEEKS), default=8, metavar="N", help=text("weeks"))
    made.add_argument("--load", type=share(language), default=0.8, metavar="SHARE", help=text("load"))
    made.add_argument("--seed", type=whole(0, language), default=1, metavar="N", help=text("seed"))
    made.add_argument("--today", metavar="YYYY-MM-DD", help=text("today"))


def _add_report(commands: _Commands) -> None:
    made, text = commands.add("report"), commands.text
    made.set_defaults(today=None)
    made.add_argument("plan", type=Path, metavar="PLAN.json", help=text("plan_json"))
    _add_book(made, text)
    _add_as_of(made, text)
    made.add_argument(
        "-o", "--out", type=place(commands.language), required=True, metavar="REPORT.html", help=text("out")
    )
    made.add_argument("--json", action="store_true", help=text("json_any"))
    made.add_argument("--boundary", type=Path, metavar="GEOJSON", help=text("boundary"))


def _add_repair(commands: _Commands) -> None:
    made, text, language = commands.add("repair"), commands.text, commands.language
    _add_plan_and_book(made, text)
    made.add_argument("events", type=Path, nargs="?", metavar="EVENTS.json", help=text("events"))
    made.add_argument("--take-up", action="append", default=[], metavar="ORDER", help=text("take_up"))
    made.add_argument("-o", "--out", type=place(language), required=True, metavar="OUT", help=text("out_folder"))
    made.add_argument(
        "--frozen-days", type=whole(0, language, MOST_DAYS), default=0, metavar="N", help=text("frozen_days")
    )
    _add_as_of(made, text)


def _add_improve(commands: _Commands) -> None:
    made, text, language = commands.add("improve"), commands.text, commands.language
    _add_plan_and_book(made, text)
    made.add_argument("-o", "--out", type=place(language), required=True, metavar="OUT", help=text("out_folder"))
    made.add_argument(
        "--frozen-days", type=whole(0, language, MOST_DAYS), default=0, metavar="N", help=text("frozen_days")
    )
    _add_as_of(made, text)


def _add_promise(commands: _Commands) -> None:
    made, text = commands.add("promise"), commands.text
    _add_plan_and_book(made, text)
    made.add_argument("orders", type=Path, nargs="*", metavar="ORDERS", help=text("order_files"))
    made.set_defaults(patient=False)
    made.add_argument("--may-move", action="store_true", help=text("may_move"))
    made.add_argument("--take", action="append", default=[], metavar="ORDER=WAY", help=text("take"))
    made.add_argument("-o", "--out", type=place(commands.language), metavar="OUT", help=text("out_take"))
    _add_as_of(made, text)


def _add_simulate(commands: _Commands) -> None:
    made, text, language = commands.add("simulate"), commands.text, commands.language
    _add_plan_and_book(made, text)
    made.add_argument("--runs", type=whole(2, language, MOST_RUNS), default=200, metavar="N", help=text("runs"))
    made.add_argument("--seed", type=whole(0, language), default=0, metavar="N", help=text("seed"))


def _add_whatif(commands: _Commands) -> None:
    made, text = commands.add("whatif"), commands.text
    _add_plan_and_book(made, text)
    made.add_argument("edits", type=Path, nargs="+", metavar="EDITS.json", help=text("edits"))
    made.add_argument("-o", "--out", type=place(commands.language), metavar="OUT", help=text("out_whatif"))
    made.add_argument("--repair", action="store_true", help=text("keep"))


def _add_compare(commands: _Commands) -> None:
    made, text = commands.add("compare"), commands.text
    made.add_argument("first", type=Path, metavar="FIRST/plan.json", help=text("plan_json"))
    made.add_argument("second", type=Path, metavar="SECOND/plan.json", help=text("plan_other"))
    made.add_argument("--json", action="store_true", help=text("json_any"))


def _add_worth(commands: _Commands) -> None:
    made, text = commands.add("worth"), commands.text
    _add_plan_and_book(made, text)
    made.set_defaults(patient=False)
    made.add_argument("edits", type=Path, nargs="?", metavar="EDITS.json", help=text("edits"))
    made.add_argument("--verify", action="store_true", help=text("verify"))


def _add_books(made: Parser, text: Callable[[str], str]) -> None:
    _add_book(made, text)
    made.add_argument("--today", metavar="YYYY-MM-DD", help=text("today"))


def _add_book(made: Parser, text: Callable[[str], str]) -> None:
    made.add_argument("book", type=Path, metavar="BOOK.xlsx", help=text("book"))
    made.add_argument("orders", type=Path, nargs="*", default=[], metavar="ORDERS", help=text("order_files"))


def _add_plan_and_book(made: Parser, text: Callable[[str], str]) -> None:
    # A plan knows the day it was made for.
    made.set_defaults(orders=[], patient=True, today=None)
    made.add_argument("plan", type=Path, metavar="PLAN.json", help=text("plan_json"))
    made.add_argument("book", type=Path, metavar="BOOK", help=text("book"))
    made.add_argument("--json", action="store_true", help=text("json_any"))


def _add_as_of(made: Parser, text: Callable[[str], str]) -> None:
    # Not the day that a book is read for: that is the plan's.
    made.add_argument("--today", dest="as_of", metavar="YYYY-MM-DD", help=text("as_of"))


def _lazy(name: str) -> Run:
    """Load the commands only when one runs, so that help answers at once."""

    def run(options: argparse.Namespace, language: Language, stop: Callable[[], bool]) -> int:
        place = next((place for place, names in PLACES.items() if name in names), "commands")
        chosen: Run = getattr(import_module(f"interlock.{place}"), f"run_{name}")
        return chosen(options, language, stop)

    return run
