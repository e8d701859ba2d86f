"""Two plans of one cluster side by side on the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from interlock.cli import main
from interlock.model import Plan, Scenario, dump
from interlock.report import SCENARIO_FILE

LATER = timedelta(days=3)


@pytest.fixture(scope="module")
def other(made: Plan) -> Plan:
    """The plan with its first order three days later, two fen dearer at the second, and overtime paid."""
    first, second, *rest = made.promises
    later = replace(first, ship_on=first.ship_on + LATER, late_days=first.late_days + 3)
    lot = replace(made.lots[0], overtime_fen=made.lots[0].overtime_fen + 50_000)
    return replace(
        made,
        promises=(later, replace(second, cost_fen=second.cost_fen + 2), *rest),
        lots=(lot, *made.lots[1:]),
        costs=replace(made.costs, overtime=made.costs.overtime + 50_000),
    )


@pytest.fixture(scope="module")
def plans(made: Plan, other: Plan, scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Files of both plans; the book stands beside the second alone."""
    places = [tmp_path_factory.mktemp(name) / "plan.json" for name in ("first", "second")]
    for place, plan in zip(places, (made, other), strict=True):
        place.write_bytes(dump(plan))
    (places[1].parent / SCENARIO_FILE).write_bytes(dump(scenario))
    return places[0], places[1]


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main(["compare", *map(str, arguments)]) == 0
    return capsys.readouterr().out


def test_cost_ship_dates_and_who_earns_more_are_told(plans, made, scenario, capsys):
    first, lot = made.promises[0], made.lots[0]
    said = told(capsys, *plans, "--lang", "en").splitlines()
    assert any(line.split()[:1] == ["overtime"] and line.endswith("+500.00") for line in said)
    assert any(line.split()[:1] == ["total"] and line.endswith("+500.00") for line in said)
    assert sum(line.startswith("  ") for line in said[said.index("Other ship dates:") :]) == 2
    assert any(line.startswith(f"  {first.order}: ") and "3 days later" in line for line in said)
    assert any(line.startswith("1 order is planned otherwise") for line in said)
    paid = said[said.index("Paid more:") + 1]
    assert f"({lot.factory}): 500 CNY, the same standard time" in paid
    chinese = told(capsys, *plans, "--lang", "zh")
    assert "推迟 3 天" in chinese
    assert f"（{lot.factory}）：500 元，标准工时不变" in chinese


def test_without_a_book_factories_are_called_by_their_codes(plans, other, made, tmp_path, capsys):
    (tmp_path / "plan.json").write_bytes(dump(other))
    said = told(capsys, plans[0], tmp_path / "plan.json", "--lang", "en")
    assert f"\n  {made.lots[0].factory}: 500 CNY" in said


def test_as_json_all_that_differs_is_held(plans, made, capsys):
    found = json.loads(told(capsys, *plans, "--json"))
    assert found["sentences"]
    assert [one["order"] for one in found["comparison"]["orders"]] == [made.promises[0].order]


def test_a_plan_beside_itself_has_no_more_to_say(plans, capsys):
    assert told(capsys, plans[0], plans[0], "--lang", "en") == "Nothing changes: both plans are the same.\n"


@pytest.mark.parametrize(
    ("language", "said"), [("en", "give two plans of one cluster"), ("zh", "同一产业集群的两份计划")]
)
def test_plans_of_two_clusters_are_refused(plans, made, tmp_path, capsys, language, said):
    (tmp_path / "plan.json").write_bytes(dump(replace(made, cluster="Elsewhere")))
    assert main(["compare", str(plans[0]), str(tmp_path / "plan.json"), "--lang", language]) == 2
    refused = capsys.readouterr().err
    assert said in refused
    assert str(tmp_path / "plan.json") in refused


def test_another_policy_is_said(plans, made, tmp_path, capsys):
    (tmp_path / "plan.json").write_bytes(dump(replace(made, policy="cheapest")))
    assert "policy is balanced, the second's cheapest" in told(capsys, plans[0], tmp_path / "plan.json", "--lang", "en")
