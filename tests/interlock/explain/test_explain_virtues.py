from __future__ import annotations

import pytest
from tests.interlock.explain import made_plan as made

from interlock.explain import virtues
from interlock.model import FactoryKind, Scenario, Virtues


def found(scenario: Scenario, plan: object = None) -> dict[str, Virtues]:
    return {v.factory: v for v in virtues(scenario, plan or made.plan())}  # type: ignore[arg-type]


def test_a_factory_that_nothing_is_known_of_has_no_virtue() -> None:
    bare = found(made.scenario())["Z1"]
    assert (bare.skill, bare.cost, bare.speed, bare.range, bare.service) == (None,) * 5


def test_skill_is_level_by_capacity_times_first_pass_share() -> None:
    factories = (
        made.factory("C1", FactoryKind.CORE),
        made.factory("S1", first_pass_share=0.9),
        made.factory("S2"),
        made.factory("Z1", FactoryKind.CUTTING_CENTRE, first_pass_share=0.8),
    )
    lines = (
        made.line("L1", "S1", level=0.6),
        made.line("L2", "S1", level=1.0),
        made.line("L3", "S2", level=0.5),
    )
    virtue = found(made.scenario(factories=factories, lines=lines))
    assert virtue["S1"].skill == pytest.approx(100 * 0.8 * 0.9)
    assert virtue["S2"].skill == pytest.approx(100 * 0.5 * 0.85), "an unknown share counts as the median of the known"
    assert virtue["Z1"].skill == pytest.approx(80)


def test_skill_without_any_first_pass_share_is_the_level_alone() -> None:
    lines = (made.line("L1", "S1", level=0.7), made.line("L3", "S2"))
    assert found(made.scenario(lines=lines))["S1"].skill == pytest.approx(70)


def test_the_cheaper_factory_has_more_of_the_virtue_of_cost() -> None:
    lines = (made.line("L1", "S1", price=50), made.line("L3", "S2", price=70))
    virtue = found(made.scenario(lines=lines))
    assert (virtue["S1"].cost, virtue["S2"].cost, virtue["C1"].cost) == (75, 25, None)


def test_equal_prices_are_an_equal_virtue() -> None:
    virtue = found(made.scenario())
    assert virtue["S1"].cost == virtue["S2"].cost == 50


def test_speed_ranks_by_minutes_a_day_in_house() -> None:
    one = made.order("O1")
    other = made.order("O2")
    quick = made.lot((3, 4), line="L1", factory="S1", finish=5)
    slow = made.lot((3, 4, 7, 8, 9), order="O2", line="L3", factory="S2", finish=14)
    plan = made.plan(lots=(quick, slow))
    virtue = found(made.scenario(orders=(one, other)), plan)
    assert (virtue["S1"].speed, virtue["S2"].speed) == (75, 25)


def test_speed_without_a_lot_ranks_by_the_hours_to_reply() -> None:
    factories = (
        made.factory("C1", FactoryKind.CORE),
        made.factory("Z1"),
        made.factory("S1", reply_hours=2.0),
        made.factory("S2", reply_hours=30.0),
    )
    virtue = found(made.scenario(factories=factories))
    assert (virtue["S1"].speed, virtue["S2"].speed, virtue["C1"].speed) == (75, 25, None)


def test_range_is_beside_the_widest_factory() -> None:
    virtue = found(made.scenario())
    assert (virtue["S1"].range, virtue["S2"].range, virtue["C1"].range) == (50, 100, None)


@pytest.mark.parametrize(
    ("on_time", "hours", "expected"),
    [(0.9, 12.0, 0.7 * 90 + 0.3 * 75), (0.9, None, 90.0), (None, 12.0, 75.0), (1.0, 100.0, 70.0), (None, None, None)],
)
def test_service_is_on_time_and_reply(on_time: float | None, hours: float | None, expected: float | None) -> None:
    factories = (
        made.factory("C1", FactoryKind.CORE, on_time_share=on_time, reply_hours=hours),
        made.factory("Z1"),
        made.factory("S1"),
        made.factory("S2"),
    )
    service = found(made.scenario(factories=factories))["C1"].service
    assert service == (None if expected is None else pytest.approx(expected))


def test_every_virtue_of_a_long_book_lies_between_0_and_100() -> None:
    scenario, plan = made.book(60)
    for virtue in virtues(scenario, plan):
        values = (virtue.skill, virtue.cost, virtue.speed, virtue.range, virtue.service)
        assert all(value is None or 0 <= value <= 100 for value in values)
