"""Overtime as a planner asks for it: on the command line, in the workbook, and in what a change is worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import cast
import pytest

from interlock import cli, command_parsers
from interlock.model import MOST_OVERTIME_HOURS, Policy, load
from interlock.model import Plan as WholePlan
from interlock.plan_commands import policy_of
from interlock.whatif import Appraiser, Overtime
from interlock.workbook import read_book, write_book


def test_the_command_line_asks_for_no_more_than_the_law_allows(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_parsers.MOST_OVERTIME_HOURS == MOST_OVERTIME_HOURS
    for found in ("4", "-1", "much"):
        with pytest.raises(SystemExit) as ended:
            cli.main(["plan", "book.xlsx", "-o", "out", "--lang", "en", f"--overtime={found}"])
        assert ended.value.code == 2
        assert f"{found}: not a number of hours from 0 to 3" in capsys.readouterr().err


def test_a_plan_remembers_the_overtime_it_was_made_with(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    write_book(cast.scenario(), book, "en")
    swift = ["--nest-days", "0", "--workers", "1", "--cache", str(tmp_path / "cache")]
    assert cli.main(["plan", str(book), "-o", str(tmp_path / "out"), "--overtime", "1.5", *swift]) == 0
    made = load((tmp_path / "out" / "plan.json").read_bytes(), WholePlan)
    assert made.overtime_hours == policy_of(made).overtime_hours == 1.5
    assert policy_of(made).overtime_fen_per_min == made.overtime_fen_per_min > 0


def test_a_factorys_own_hours_stand_in_the_workbook(tmp_path: Path) -> None:
    given = cast.scenario()
    first, *others = given.factories
    given = replace(given, factories=(replace(first, overtime_hours=1.5), *others))
    write_book(given, tmp_path / "book.xlsx", "zh")
    read = read_book(tmp_path / "book.xlsx", today=cast.TODAY).scenario
    assert read is not None
    assert [factory.overtime_hours for factory in read.factories] == [1.5, *(None for _ in others)]


def test_longer_days_are_worth_less_where_overtime_is_to_be_had() -> None:
    orders = tuple(cast.order(f"O-{i}", "SHIRT", 10, 2_600, core="C1", material_ready_on=cast.TODAY) for i in range(10))
    scenario = cast.scenario(orders)
    edit = Overtime(line="S3-A", share=0.25, first_on=cast.TODAY, last_on=cast.TODAY + timedelta(days=20))
    worth = [
        Appraiser(scenario, Policy(overtime_hours=hours), effort="quick", workers=1).worth([edit]).at_prices_fen
        for hours in (0.0, 3.0)
    ]
    assert worth[0] > worth[1] >= 0
