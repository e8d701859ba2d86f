"""Orders planned in passes: what is told, what is kept when the work is stopped, and what time allows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from interlock.cli import main
from interlock.cutting import CutPlan, CutProblem, Effort, breaches, plan_cut, read_cases, scaled
from interlock.cutting_room_commands import _cut_passes, cut_plan
from interlock.cutting_room_commands._cut_passes import HURRIED, Passes, first_effort, last_of
from interlock.errors import Cancelled, Infeasible

CASE: dict[str, Any] = {"sizes": [46, 48], "max_garments_per_marker": 5, "max_plies_per_lay": 10}


def orders(count: int) -> list[dict[str, Any]]:
    return [{**CASE, "id": f"P-{number}", "demand": [20 + number, 31 - number]} for number in range(count)]


class Teller:
    def __init__(self) -> None:
        self.said: list[tuple[int, bool]] = []

    def __call__(self, number: int, before: CutPlan | None, now: CutPlan) -> None:
        self.said.append((number, before is None))


def passes(count: int, **asked: Any) -> tuple[Passes, Teller]:
    tell = Teller()
    return Passes(read_cases(orders(count)), heard=tell, **asked), tell


def test_every_order_is_planned_and_told_and_only_open_ones_are_worked_on_again():
    made, tell = passes(3, work=0.05)
    made.run()
    for case, plans in zip(made.cases, made.plans, strict=True):
        assert plans is not None
        assert not breaches(case.problem, last_of(plans))
    assert tell.said[:3] == [(0, True), (1, True), (2, True)]
    assert not any(first for _number, first in tell.said[3:])


def test_what_has_a_plan_keeps_it_when_the_work_is_stopped():
    tell = Teller()
    made = Passes(read_cases(orders(3)), stop=lambda: len(tell.said) == 2, heard=tell)
    with pytest.raises(Cancelled):
        made.run()
    assert [plans is not None for plans in made.plans] == [True, True, False]


def test_other_processes_hear_of_a_stop(monkeypatch):
    monkeypatch.setattr("interlock.compute.cores", lambda: 2)
    tell = Teller()
    made = Passes(read_cases(orders(6)), stop=lambda: len(tell.said) >= 1, heard=tell)
    with pytest.raises(Cancelled):
        made.run()
    assert any(made.plans)


def test_time_that_is_over_leaves_every_order_a_hasty_plan_and_nothing_more_is_begun():
    cases = read_cases([{**SEVEN, "id": f"P-{number}"} for number in range(2)])
    made = Passes(cases, seconds=1e-6)
    made.run()
    hasty = plan_cut(cases[0].problem, effort=HURRIED)
    assert [last_of(plans or {}).value for plans in made.plans] == [hasty.value] * 2


def test_an_order_that_a_hasty_walk_cannot_plan_is_looked_at_longer_before_it_is_refused(monkeypatch):
    hasty: list[Effort] = []

    def refuses(problem: CutProblem, *, effort: Effort, **asked: Any) -> CutPlan:
        if effort == HURRIED:
            hasty.append(effort)
            raise Infeasible("missed")
        return plan_cut(problem, effort=effort, **asked)

    monkeypatch.setattr(_cut_passes, "plan_cut", refuses)
    made, _ = passes(2, seconds=1e-6)
    made.run()
    assert len(hasty) == 2
    assert all(made.plans)


def test_time_that_is_over_leaves_every_order_the_plan_of_the_first_pass():
    hard = {"id": "hard", "sizes": list("ABCDEFG"), "max_garments_per_marker": 6, "max_plies_per_lay": 100,
            "demand": {"1": [74, 244, 347, 342, 265, 162, 62], "2": [23, 112, 172, 166, 114, 74, 17]}}  # fmt: skip
    tell = Teller()
    made = Passes(read_cases([hard]), seconds=1e-6, heard=tell)
    made.run()
    assert tell.said == [(0, True)]
    assert made.plans[0]


@pytest.mark.parametrize("count", [1, 5])
def test_a_pass_that_the_time_cuts_off_gives_what_it_has_found(monkeypatch, count):
    monkeypatch.setattr(_cut_passes, "first_effort", lambda problem: Effort(50, 1, 0.0))
    monkeypatch.setattr(_cut_passes, "HURRIED", Effort(50, 1, 0.0))
    monkeypatch.setattr("interlock.compute.cores", lambda: 1)
    tell, asks = Teller(), iter(range(1000))
    made = Passes(read_cases([{**SEVEN, "id": f"P-{n}"} for n in range(count)]), seconds=60, heard=tell)
    made._over = lambda: next(asks) > 30  # type: ignore[method-assign]
    first: list[CutPlan] = []
    take = made._take

    def take_first(number: int, found: Any) -> None:
        first.extend([last_of(found)] if made.plans[number] is None else [])
        take(number, found)

    made._take = take_first  # type: ignore[method-assign]
    made.run()
    plans = made.plans[0]
    assert plans is not None
    assert last_of(plans).value < first[0].value
    assert not breaches(made.cases[0].problem, last_of(plans))


def test_all_orders_without_any_plan_are_named_at_once():
    wrong = [{**each, "demand": [3, 4], "min_plies": 8} for each in orders(2)]
    with pytest.raises(Infeasible) as refused:
        Passes(read_cases(wrong)).run()
    assert "order P-0" in str(refused.value)
    assert "order P-1" in str(refused.value)
    assert "订单 P-1" in refused.value.chinese


@pytest.fixture
def stopped_after_two(monkeypatch):
    """Ctrl-C after the second order."""
    run = Passes.run

    def stops(self: Passes) -> None:
        self._stop = lambda: sum(plans is not None for plans in self.plans) == 2
        run(self)

    monkeypatch.setattr(_cut_passes.Passes, "run", stops)


def stopped(folder: Path, *more: str) -> int:
    path = folder / "orders.json"
    path.write_text(json.dumps(orders(3)), encoding="utf-8")
    return main(["cut", "plan", str(path), *more])


@pytest.mark.usefixtures("stopped_after_two")
@pytest.mark.parametrize(
    ("language", "words"), [("en", "are kept (2 orders)"), ("zh", "方案保留（2 张订单），未排：P-2")]
)
def test_a_command_that_is_stopped_prints_and_writes_the_plans_made(tmp_path, capsys, language, words):
    out = tmp_path / "plan.json"
    assert stopped(tmp_path, "--json", "--lang", language, "-o", str(out)) == cut_plan.CANCELLED
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert [case["order"] for case in told["cases"]] == ["P-0", "P-1"]
    assert told["not_planned"] == ["P-2"]
    assert json.loads(out.read_text(encoding="utf-8")) == told
    assert words in said.err


def test_each_order_is_told_on_standard_error(tmp_path, capsys):
    path = tmp_path / "orders.json"
    path.write_text(json.dumps(orders(2)), encoding="utf-8")
    assert main(["cut", "plan", str(path), "--json", "--work", "0.05", "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert "1 of 2 planned: order P-0" in said.err
    assert len(json.loads(said.out)["cases"]) == 2


SEVEN: dict[str, Any] = {
    "id": "seven", "sizes": list("ABCDEFG"), "demand": [74, 244, 347, 342, 265, 162, 62],
    "max_garments_per_marker": 6, "max_plies_per_lay": 100,
}  # fmt: skip


def test_the_first_pass_gives_no_marker_of_one_size_each_where_markers_count():
    tell = Teller()
    made = Passes(read_cases([SEVEN]), seconds=60, heard=tell)
    # Hasty plans are told first, then those of the first pass.
    made._over = lambda: len(tell.said) > 1  # type: ignore[method-assign]
    made.run()
    plans = made.plans[0]
    assert plans is not None
    assert last_of(plans).markers == 4


def test_a_time_limit_begins_with_little_work_and_never_does_the_first_pass_again():
    money = read_cases(orders(1))
    markers = read_cases([SEVEN])
    for cases in (money, markers):
        shares = [*Passes(cases, seconds=60)._shares()]
        efforts = [scaled(share) for share in shares]
        assert efforts[0].exact_work < 2
        assert first_effort(cases[0].problem) not in efforts
