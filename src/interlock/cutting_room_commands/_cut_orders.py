"""Orders of a file, read and planned: what ``cut plan`` and ``cut lays`` share."""

from __future__ import annotations

import argparse
import codecs
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from interlock.arguments import Parser, share, whole
from interlock.cutting import CutCase, CutPlan
from interlock.cutting_room_commands._cut_passes import Passes, Plans, Stop
from interlock.errors import Cancelled, InterlockError, InvalidModel, Placed, Told, chinese_of
from interlock.files import reason
from interlock.model import not_json
from interlock.model._json_errors import refuse_repeated_keys
from interlock.progress_line import ProgressLine
from interlock.words import Language, Words
from interlock.workbook.cut_book import read_cut_book

WORDS = Words(
    work=(
        "work units of each exact search, about 2 s each; the same units give the same plan (4; from four orders on "
        "less, down to 0.4, and of more than 60 only the 60 with the most to gain are searched)",
        "每次精确搜索的工作量，每单位约 2 秒；工作量相同则方案相同（4；四张订单起递减，最低 0.4；超过 60 张时只深入搜索"
        "可省最多的 60 张）",
    ),
    seconds=(
        "seconds for the whole file: every order gets a hasty plan first, however short the time, then those with the "
        "most to gain better ones until the time is over",
        "整个文件的时限（秒）：无论时限多短，先给每张订单排一个粗略方案，再反复改进可省最多的，直到时间用完",
    ),
    seed=("seed of the search", "随机种子"),
    no_sheet=(
        "{path} is neither JSON nor .xlsx, in which orders are read; save the sheet as .xlsx (interlock cut template "
        "writes one to fill in)",
        "{path} 不是 JSON 也不是 .xlsx，订单只能从这两种读取；请另存为 .xlsx（interlock cut template 可生成空白表）",
    ),
    no_book=(
        "{path} is no workbook that can be read: it is damaged, locked by a password or of another kind; open it in "
        "Excel or WPS and save it as .xlsx",
        "{path} 不是可读取的工作簿：文件已损坏、设有密码或是其他格式，请用 Excel 或 WPS 打开后另存为 .xlsx",
    ),
    late=(
        "order {order}: its fabric is ready on {ready}, after the order is due on {due}; correct the date that is "
        "wrong, else it is cut late",
        "订单 {order}：面料 {ready} 才备齐，晚于交期 {due}；若日期有误请更正，否则该单将晚裁",
    ),
    unreadable=("{path} cannot be read ({why}); give another file", "无法读取 {path}（{why}），请换一个文件"),
    planned=("{done} of {all} planned: order {order}, {how}", "已排 {done}/{all}：订单 {order}，{how}"),
    better=("order {order}: now {how}", "订单 {order}：改进后{how}"),
    best=("best possible", "已证最优"),
)


# Endings of sheets that are not read.
_BOOKS = (".xlsx", ".xlsm")
_SHEETS = (".csv", ".tsv", ".txt", ".xls", ".ods", ".et")


def add_effort(parser: Parser, language: Language) -> None:
    """Add ``--work``, ``--seconds`` and ``--seed``."""
    parser.add_argument("--work", type=share(language), metavar="UNITS", help=WORDS.say(language, "work"))
    parser.add_argument("--seconds", type=share(language), metavar="N", help=WORDS.say(language, "seconds"))
    parser.add_argument("--seed", type=whole(0, language), default=0, metavar="N", help=WORDS.say(language, "seed"))


def content_of(path: Path, language: Language) -> Any:
    """Return what a JSON file, or a workbook, holds; what is odd about a workbook is told on standard error.

    Raises :class:`InterlockError` where it cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, WORDS.told("unreadable", path=path, why=Told(*reason(error)))) from None
    if data.startswith(b"PK"):
        return read_cut_book(path, partial(_tell, language))
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _unreadable(path, _why(path, data)) from None
    refuse_repeated_keys(data, str(path))
    return content


def _tell(language: Language, what: Told) -> None:
    print(f"interlock: {what.chinese if language == 'zh' else what}", file=sys.stderr)


def _why(path: Path, data: bytes) -> Told:
    """Why a file holds no orders: a sheet of a kind that is not read, a damaged workbook, or wrong JSON."""
    kind = path.suffix.lower() if data.removeprefix(codecs.BOM_UTF8).strip() else ""
    if kind in _SHEETS:
        return WORDS.told("no_sheet", path=path)
    return WORDS.told("no_book", path=path) if kind in _BOOKS else not_json(data, str(path))


def _unreadable(path: Path, told: Told) -> InterlockError:
    error = InterlockError(told)
    error.problems = (Placed(str(told), told.chinese, str(path)),)
    return error


@contextmanager
def in_file(path: Path) -> Iterator[None]:
    """Let what is wrong with a file's content know the file."""
    try:
        yield
    except InvalidModel as error:
        placed = (each if isinstance(each, Placed) else Placed(each, chinese_of([each])) for each in error.problems)
        raise InvalidModel([each.within(str(path)) for each in placed]) from None


def plans_of(
    cases: Sequence[CutCase], options: argparse.Namespace, language: Language, stop: Stop
) -> tuple[list[Plans | None], bool]:
    """Return the plans of every case, all judged, and whether the work was stopped; None: not planned by then.

    Where there are several orders, each is told on standard error as it is done. Raises
    :class:`~interlock.errors.Cancelled` where it was stopped before any order was planned.
    """
    for case in cases:
        if case.ready_on and case.due_on and case.ready_on > case.due_on:
            late = {"ready": case.ready_on, "due": case.due_on}
            print(f"interlock: {WORDS.say(language, 'late', order=case.name, **late)}", file=sys.stderr)
    tell = _Teller(cases, language)
    asked = {"work": options.work, "seconds": options.seconds, "seed": options.seed}
    passes = Passes(cases, **asked, stop=stop, heard=tell if len(cases) > 1 else None)
    stopped = False
    try:
        passes.run()
    except Cancelled:
        stopped = True
        if not any(passes.plans):
            raise
    finally:
        tell.end()
    return passes.plans, stopped


class _Teller:
    """Tells on standard error how far the orders are."""

    def __init__(self, cases: Sequence[CutCase], language: Language) -> None:
        self._cases, self._language, self._line = cases, language, ProgressLine(language)
        self._done = 0

    def __call__(self, number: int, before: CutPlan | None, now: CutPlan) -> None:
        if before is None:
            self._done += 1
            self._tell("planned", number, now, done=self._done, all=len(self._cases))
        elif before != now:
            self._tell("better", number, now)

    def end(self) -> None:
        """Leave a clean line behind."""
        self._line.end()

    def _tell(self, key: str, number: int, plan: CutPlan, **facts: object) -> None:
        def say(key: str, **facts: object) -> str:
            return WORDS.say(self._language, key, **facts)

        case = self._cases[number]
        how = say("best") if plan.proved else plan.gap_text(self._language, paid=case.paid)
        self._line.show(say(key, order=case.name, how=how, **facts))
