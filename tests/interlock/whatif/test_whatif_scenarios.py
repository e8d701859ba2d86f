from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import cast
import pytest

from interlock.errors import InvalidModel
from interlock.model import BottleneckValue, Policy, Resource, Scope, Skill
from interlock.planner import plan
from interlock.whatif import (
    AddWorkshop,
    Appraiser,
    ChangeOrder,
    CloseLine,
    DropOrder,
    Edit,
    MoreTableTime,
    Overtime,
    SideBySide,
    TrainLine,
    bottleneck_sentences,
    edit_words,
    premium_fen,
    scenarios,
)

BOTH = (Skill("shirt", 0.9), Skill("t_shirt", 0.9))
WORKSHOP = AddWorkshop(
    code="W", name="新厂房", township="T1", lines=2, operators=20, skills=BOTH, price_fen_per_min=36.0
)
OVERTIME = Overtime(township="T1", share=0.25, first_on=cast.TODAY, last_on=cast.TODAY + timedelta(days=27))
WHAT_IFS: dict[str, list[Edit]] = {"workshop": [WORKSHOP], "overtime": [OVERTIME]}


@pytest.fixture(scope="module")
def table(busy: Any) -> SideBySide:
    return scenarios(busy.scenario, WHAT_IFS, busy.policy, workers=1)


def test_the_base_comes_first_and_every_what_if_is_planned(table: SideBySide, busy: Any) -> None:
    assert [one.name for one in table.outcomes] == ["base", "workshop", "overtime"]
    assert table.outcomes[0].plan == busy.plan
    assert any(lot.factory == "W" for lot in table.outcomes[1].plan.lots)


def test_a_small_change_is_held_against_another_search_of_the_base(busy: Any) -> None:
    order = busy.scenario.orders[0]
    week = timedelta(days=7)
    small = scenarios(
        busy.scenario, {"later": [ChangeOrder(order=order.number, due_on=order.due_on + week)]}, busy.policy, workers=1
    )
    other = plan(busy.scenario, replace(busy.policy, seed=busy.policy.seed + 1), workers=1).plan
    base = small.outcomes[0]
    assert abs(small.outcomes[1].cost_fen - base.cost_fen) <= 0.005 * base.cost_fen
    assert small.scatter is not None
    assert small.scatter.total.change_fen == other.cost_fen - base.plan.cost_fen
    assert small.scatter.late_days_after == sum(promise.late_days for promise in other.promises)


def test_a_large_change_needs_no_other_search(busy: Any) -> None:
    without = [DropOrder(order=order.number) for order in busy.scenario.orders[1:]]
    assert scenarios(busy.scenario, {"bare": without}, busy.policy, workers=1).scatter is None


def test_what_ifs_are_compared_with_the_base(table: SideBySide) -> None:
    base, workshop, _ = table.outcomes
    assert workshop.comparison.total.before_fen == base.plan.cost_fen
    assert "W" in {change.factory for change in workshop.comparison.gainers}


def test_overtime_pays_its_premium_for_minutes_beyond_the_usual_day(table: SideBySide, busy: Any) -> None:
    overtime = table.outcomes[2]
    used: dict[tuple[str, date], float] = {}
    for lot in overtime.plan.lots:
        for day in lot.days:
            used[lot.line, day.on] = used.get((lot.line, day.on), 0.0) + day.used_min
    lines = busy.scenario.line
    expected = sum(
        0.5 * max(0.0, minutes - lines[code].capacity_min_per_day) * lines[code].price_fen_per_min
        for (code, _), minutes in used.items()
    )
    assert overtime.premium_fen == pytest.approx(expected, abs=2)  # rounded at each factory
    assert overtime.cost_fen == overtime.plan.cost_fen + overtime.premium_fen
    assert overtime.comparison.total.after_fen == overtime.cost_fen > overtime.plan.cost_fen


def test_a_line_that_the_base_lacks_earns_no_premium(table: SideBySide, busy: Any) -> None:
    workshop = table.outcomes[1]
    at_new = replace(OVERTIME, township="", factory="W")
    assert premium_fen(busy.scenario, [at_new], workshop.scenario, workshop.plan) == 0


def test_the_table_reads_in_both_languages(table: SideBySide) -> None:
    english, chinese = table.rows("en"), table.rows("zh")
    assert [row[0] for row in english] == ["Scenario", "As it is", "workshop", "overtime"]
    assert [row[0] for row in chinese] == ["方案", "现状", "workshop", "overtime"]
    assert {len(row) for row in english + chinese} == {9}


def test_wrong_what_ifs_are_all_named_before_anything_is_planned(busy: Any) -> None:
    told: list[str] = []
    with pytest.raises(InvalidModel) as caught:
        scenarios(
            busy.scenario,
            {"a": [DropOrder(order="O-99")], "b": [CloseLine(line="L9")], "base": []},
            busy.policy,
            progress=lambda _, name: told.append(name),
        )
    assert [text.partition(" ")[0] for text in caught.value.problems] == ["a:", "b:", "base"]
    assert told == []


def test_progress_tells_who_is_at_work() -> None:
    told: list[tuple[float, str]] = []
    small = cast.scenario((cast.order("O-1", "TEE", 21, 600),))
    scenarios(small, {"x": []}, Policy(), progress=lambda share, name: told.append((share, name)), workers=1)
    assert told == [(0.0, "base"), (0.5, "x")]


# -- worth of edits ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def appraiser() -> Appraiser:
    more = (cast.order(f"X-{i}", "TEE" if i % 2 else "SHIRT", 14 + i % 20, 2500) for i in range(60))
    policy = Policy(effort="quick", nest_days=0, calibrate_seconds=0)
    return Appraiser(cast.scenario((*cast.usual_orders(), *more)), policy, effort="quick", workers=1)


def test_a_workshop_in_a_full_county_is_worth_about_what_allocating_again_gives(appraiser: Appraiser) -> None:
    said, actual = appraiser.worth([WORKSHOP]), appraiser.resolve([WORKSHOP])
    assert said.predicted_fen <= said.relaxed_fen <= said.clearing_fen <= said.at_prices_fen
    assert actual.tells
    assert said.predicted_fen == pytest.approx(actual.plan_fen, rel=0.35)


def test_a_course_is_worth_something_and_a_closed_line_costs(appraiser: Appraiser) -> None:
    assert appraiser.worth([TrainLine(line="S1-A", category="shirt", level=0.8)]).predicted_fen > 0
    gone, later = (
        appraiser.worth([CloseLine(line="S3-A", from_on=on)]).predicted_fen
        for on in (None, cast.TODAY + timedelta(days=20))
    )
    assert gone < later < 0


def test_table_time_that_is_not_scarce_is_worth_nothing(appraiser: Appraiser) -> None:
    assert appraiser.worth([MoreTableTime(factory="K1", minutes_per_day=60.0)]).predicted_fen <= 100


def test_edits_of_orders_are_no_matter_of_capacity(appraiser: Appraiser) -> None:
    with pytest.raises(InvalidModel, match=r"edit 2 \(change_order\)"):
        appraiser.worth([WORKSHOP, ChangeOrder(order="O-1", pieces=5)])


def test_the_load_is_that_of_the_weeks_up_to_the_last_due_date(table: SideBySide) -> None:
    base = table.outcomes[0]
    last_on = max(promise.due_on for promise in base.plan.promises)
    sewing = [x for x in base.plan.loads if x.resource is Resource.SEWING]
    assert any(x.week_on > last_on for x in sewing)
    planned = [x for x in sewing if x.week_on <= last_on]
    assert base.load == pytest.approx(sum(x.used_min for x in planned) / sum(x.capacity_min for x in planned))


def test_an_order_that_is_due_later_makes_no_load_lower(table: SideBySide) -> None:
    base = table.outcomes[0].plan
    last = max(base.promises, key=lambda promise: promise.due_on)
    later = replace(last, due_on=last.due_on + timedelta(days=28))
    moved = replace(base, promises=tuple(later if one is last else one for one in base.promises))
    assert replace(table.outcomes[1], plan=moved).load == table.outcomes[0].load


def test_what_is_worth_nothing_is_not_named_as_worth_most(busy: Any) -> None:
    def value(scope: Scope, key: str, fen: float) -> BottleneckValue:
        return BottleneckValue(
            scope=scope, key=key, week_on=busy.plan.first_on, fen_per_day=fen, day_min=4_000.0, load=0.9
        )

    values = (value(Scope.SKILL, "shirt", 60_000.0), value(Scope.SKILL, "dress", 20.0), value(Scope.CENTRE, "K1", 20.0))
    said = " ".join(bottleneck_sentences(busy.scenario, replace(busy.plan, bottlenecks=values), "en"))
    assert "shirt 600 CNY" in said
    assert "dress" not in said
    assert "table-day is worth nothing" in said


def test_minutes_are_told_with_their_thousands(busy: Any) -> None:
    edit = MoreTableTime(factory="K1", minutes_per_day=2_000.0)
    assert edit_words(busy.scenario, edit, "en").startswith("2,000 minutes")
