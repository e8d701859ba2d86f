from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from interlock.allocation import Allocation, AllocationProblem, allocate, check, draw

Case = tuple[AllocationProblem, Allocation]


@pytest.fixture(name="case", scope="module")
def _case(make_problem: Callable[..., AllocationProblem]) -> Case:
    problem = make_problem(21, load=0.8)
    return problem, allocate(problem, effort="quick")


def changed(plan: Allocation, name: str, index: int, value: Any) -> Allocation:
    array = getattr(plan, name).copy()
    array[index] = value
    return dataclasses.replace(plan, **{name: array})


def test_a_sound_plan_breaks_no_law(case: Case) -> None:
    assert check(*case) == []


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("outside_batches", 99, "batches inside and 99 outside"),
        ("outside_batches", -1, "none can be negative"),
        ("lot_batches", 0, "at least one is needed"),
        ("work_min", 1e7, "minutes used of"),
        ("work_min", -5.0, "cannot be negative"),
        ("work_bucket", 99, "work_bucket: values"),
        ("lot_line", -3, "lot_line: values"),
    ],
)
def test_a_broken_law_is_named(case: Case, name: str, value: Any, words: str) -> None:
    problem, plan = case
    assert words in "\n".join(check(problem, changed(plan, name, 0, value)))


def test_minutes_that_do_not_add_up_are_named(case: Case) -> None:
    problem, plan = case
    breaches = check(problem, changed(plan, "work_min", 0, plan.work_min[0] * 0.5))
    assert any("its batches and start-up need" in breach for breach in breaches)


def test_work_before_the_release_is_named(case: Case) -> None:
    problem, plan = case
    late = np.flatnonzero(problem.release[plan.work_order] > 0)[0]
    breaches = check(problem, changed(plan, "work_bucket", int(late), 0))
    assert any("released in bucket" in breach for breach in breaches)


def test_a_line_outside_the_group_is_named(case: Case) -> None:
    problem, plan = case
    for i, o in enumerate(plan.lot_order):
        group = problem.group_line[problem.group_start[problem.group[o]] : problem.group_start[problem.group[o] + 1]]
        strangers = np.setdiff1d(np.arange(len(problem.line_min)), group)
        if len(strangers):
            breaches = check(problem, changed(plan, "lot_line", i, strangers[0]))
            assert any("is not in its group" in breach for breach in breaches)
            return
    pytest.fail("the case has no order that some line cannot sew")


def test_two_lots_of_an_order_on_one_line_are_named(case: Case) -> None:
    problem, plan = case
    names = ("lot_order", "lot_line", "lot_batches")
    doubled = dataclasses.replace(plan, **{n: np.append(getattr(plan, n), getattr(plan, n)[0]) for n in names})
    assert any("more than one lot" in breach for breach in check(problem, doubled))


def test_outside_batches_of_the_wrong_length_are_named(case: Case) -> None:
    problem, plan = case
    short = dataclasses.replace(plan, outside_batches=plan.outside_batches[:-1])
    assert "outside_batches" in check(problem, short)[0]


def test_false_money_is_named(case: Case) -> None:
    problem, plan = case
    cheaper = dataclasses.replace(plan.costs, sewing_fen=plan.costs.sewing_fen - 100)
    breaches = check(problem, dataclasses.replace(plan, costs=cheaper))
    assert any(breach.startswith("sewing_fen") for breach in breaches)


def test_a_bound_above_the_cost_and_negative_prices_are_named(case: Case) -> None:
    problem, plan = case
    prices = dataclasses.replace(plan.prices, line_fen_per_min=plan.prices.line_fen_per_min - 1.0)
    breaches = check(problem, dataclasses.replace(plan, lower_bound_fen=plan.cost_fen * 2, prices=prices))
    assert any("lower bound" in breach for breach in breaches)
    assert any("line prices" in breach for breach in breaches)


def test_many_breaches_of_one_law_are_cut_short(case: Case) -> None:
    problem, plan = case
    breaches = check(problem, dataclasses.replace(plan, outside_batches=plan.outside_batches + 5))
    assert "... and more breaches of the same law." in breaches


def test_the_picture_shows_every_line_in_both_languages(case: Case) -> None:
    problem, plan = case
    english, chinese = draw(problem, plan), draw(problem, plan, language="zh")
    assert english.startswith("<svg")
    assert english.endswith("</svg>")
    assert "Load of lines by bucket" in english
    assert "各产线分期负荷" in chinese
    assert english.count("<rect") == problem.line_min.size


def test_the_picture_names_closed_buckets_and_escapes_names(case: Case) -> None:
    problem, plan = case
    closed = dataclasses.replace(problem, line_min=np.where(np.arange(6) == 0, 0.0, problem.line_min))
    names = [f"<A&B {i}>" for i in range(len(problem.line_min))]
    picture = draw(closed, plan, line_names=names, most_lines=2)
    assert "&lt;A&amp;B" in picture
    assert "<A&B" not in picture
    assert ": closed</title>" in picture
    assert picture.count("<rect") == 12
