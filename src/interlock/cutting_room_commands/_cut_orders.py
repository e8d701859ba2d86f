"""Orders of a file, read and planned: what ``cut plan`` and ``cut lays`` share."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from interlock.arguments import Parser, share, whole
from interlock.cutting import (
    THOROUGH,
    CutCase,
    CutPlan,
    CutProblem,
    Effort,
    by_fabric,
    check,
    check_fabrics,
    plan_cut,
)
from interlock.errors import Infeasible, InterlockError, Told
from interlock.files import reason
from interlock.model import not_json
from interlock.words import Language, Words
from interlock.workbook.cut_book import read_cut_book

Stop = Callable[[], bool]
Plans = dict[int | None, CutPlan]
# Each of so many orders gets the full work; in a longer file they share it, so that minutes do not become hours.
_FULLY = 12
# From so many on, starting a process for each core pays.
_MANY = 4

WORDS = Words(
    work=(
        "work units of each exact search, about 2 s each; the same units give the same plan (4; in a file of more "
        "than 12 orders, 48 shared among them)",
        "每次精确搜索的工作量，每单位约 2 秒；工作量相同则方案相同（4；文件超过 12 张订单时，共 48 单位均分）",
    ),
    seed=("seed of the search", "随机种子"),
    unreadable=("{path} cannot be read ({why}); give another file", "无法读取 {path}（{why}），请换一个文件"),
    of_order=("order {order}: {text}", "订单 {order}：{text}"),
)


def add_effort(parser: Parser, language: Language) -> None:
    """Add ``--work`` and ``--seed``."""
    parser.add_argument("--work", type=share(language), metavar="UNITS", help=WORDS.say(language, "work"))
    parser.add_argument("--seed", type=whole(0, language), default=0, metavar="N", help=WORDS.say(language, "seed"))


def content_of(path: Path) -> Any:
    """Return what a JSON file, or a workbook, holds. Raises :class:`InterlockError` where it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InterlockError(WORDS.told("unreadable", path=path, why=Told(*reason(error)))) from None
    if data.startswith(b"PK"):
        return read_cut_book(path)
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise InterlockError(not_json(data, str(path))) from None


def of_order(order: str, text: str) -> Told:
    """Return what is said, with the order that it is about."""
    return WORDS.told("of_order", order=order, text=text)


def plans_of(cases: Sequence[CutCase], options: argparse.Namespace, stop: Stop) -> list[Plans]:
    """Return the plans of every case, all judged: those by the number of markers asked for, its own limit last."""
    from interlock.compute import cores, local, processes

    work = options.work or THOROUGH.exact_work * min(1.0, _FULLY / max(1, len(cases)))
    plan = partial(_planned, effort=replace(THOROUGH, exact_work=work), seed=options.seed)
    if len(cases) < _MANY or cores() == 1:
        return local().each(partial(plan, stop=stop), cases, stop=stop)
    with tempfile.TemporaryDirectory() as folder:
        # The other processes hear of a stop by this file's end.
        flag = Path(folder) / "go"
        flag.touch()

        def stopped() -> bool:
            if asked := stop():
                flag.unlink(missing_ok=True)
            return asked

        heard = partial(_gone, flag)
        return processes(min(cores(), len(cases))).each(partial(plan, stop=heard), cases, stop=stopped)


def _gone(flag: Path) -> bool:
    return not flag.exists()


def _planned(case: CutCase, *, effort: Effort, seed: int, stop: Stop) -> Plans:
    limits = [*dict.fromkeys((*case.by_markers, case.problem.most_markers))]
    try:
        return {most: _judged(case, replace(case.problem, most_markers=most), effort, seed, stop) for most in limits}
    except Infeasible as error:
        raise Infeasible(of_order(case.name, error.args[0])) from None


def _judged(case: CutCase, problem: CutProblem, effort: Effort, seed: int, stop: Stop) -> CutPlan:
    plan = plan_cut(problem, effort=effort, seed=seed, stop=stop)
    check(problem, plan)
    if case.fabrics:
        check_fabrics(case.fabrics, problem, by_fabric(case.fabrics, problem, plan), plan)
    return plan
