"""Sentences over a plan's tables."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.interlock.explain import made_plan as made

from interlock.explain.tables import key_figures, plan_tables
from interlock.model import Plan


def said_of_lays(plan: Plan, language: str) -> str:
    (table,) = (one for one in plan_tables(made.scenario(), plan, language) if one.key == "lays")  # type: ignore[arg-type]
    return table.says


@pytest.fixture
def plan() -> Plan:
    lays = (made.lay(0), replace(made.lay(1), id="bare", marker="M2"))
    first = made.plan().markers[0]
    return made.plan(lays=lays, markers=(first, replace(first, id="M2", utilisation=0.0)))


def test_utilisation_is_said_of_the_fabric_whose_pieces_are_known(plan: Plan) -> None:
    assert plan.known_fabric_share == 0.5
    assert "the 50.0 % of it whose pieces are known are at 84.0 % utilisation." in said_of_lays(plan, "en")
    assert said_of_lays(plan, "zh").endswith("其中 50.0% 有裁片资料，用布率 84.0%。")
    figures = {figure.label: figure.value for figure in key_figures(made.scenario(), plan, "en")}
    assert (figures["Fabric utilisation"], figures["Fabric whose pieces are known"]) == (0.84, 0.5)


def test_utilisation_is_left_out_where_no_pieces_are_known_and_said_of_all_where_all_are(plan: Plan) -> None:
    bare = replace(plan, lays=plan.lays[1:])
    assert "utilisation" not in said_of_lays(bare, "en")
    assert "用布率" not in said_of_lays(bare, "zh")
    assert said_of_lays(replace(plan, lays=plan.lays[:1]), "en").endswith("of fabric at 84.0 % utilisation.")
