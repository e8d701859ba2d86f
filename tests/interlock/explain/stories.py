"""One late order for each cause, told by the dates of its plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.interlock.explain import made_plan as made

from interlock.model import CapacityChange, FinishDay, Lock, Plan, Resource, Rules, Scenario, WhyOutside

Story = tuple[Scenario, Plan]
LINES = ("L1", "L2", "L3")


def material() -> Story:
    """The cloth comes on the due date."""
    order = made.order(due=10)
    lots, lays = (made.lot((11, 12), finish=14),), (made.lay(10),)
    return made.scenario(), made.late_plan(order, lots, lays, material=10, purchases=(made.purchase(10),))


def customers_material(ready: date | None = None) -> Story:
    """The customer's own cloth comes on the due date."""
    order = made.order(due=10, material_ready_on=ready or made.on(10))
    lots, lays = (made.lot((11, 12), finish=14),), (made.lay(10),)
    return made.scenario(orders=(order,)), made.late_plan(order, lots, lays, material=10)


def too_little_time() -> Story:
    """The order may start a day before it is due, and takes three days at best."""
    order = made.order(due=2, earliest_start_on=made.on(1))
    lots, lays = (made.lot((2, 3)),), (made.lay(1),)
    return made.scenario(orders=(order,)), made.late_plan(order, lots, lays)


def cutting() -> Story:
    """Other orders' lays take the only table all week."""
    order, other = made.order(due=5), made.order("O2", due=20)
    lays = (made.lay(5), *(made.lay(day, "O2", made.TABLE_DAY_MIN, number=day) for day in range(5)))
    plan = made.late_plan(order, (made.lot((7,)),), lays[:1])
    return made.scenario(orders=(order, other)), _with(plan, lays=lays)


def skill_full(value: float = 2.0, share: float = 1.0) -> Story:
    """Every line able to sew it is full for two weeks."""
    order = made.order(due=10)
    plan = made.late_plan(order, (made.lot((14, 15), arrive=1),), (made.lay(0),))
    return made.scenario(), _with(plan, loads=made.full_loads(*LINES, weeks=2, value=value, share=share))


def cut_for_a_full_line() -> Story:
    """As before, but it is cut late as well, with a table that stood free: the line is what it waits for."""
    order = made.order(due=10)
    plan = made.late_plan(order, (made.lot((14, 15)),), (made.lay(12),))
    return made.scenario(), _with(plan, loads=made.full_loads(*LINES, weeks=2))


def queue() -> Story:
    """Its line sews another order first, while other lines have room."""
    order, other = made.order(due=10), made.order("O2", due=30, pieces=4_000)
    lots = (made.lot((14, 15), arrive=1), made.lot((1, 2, 3, 4, 7, 8, 9, 10, 11, 12), order="O2", pieces=4_000))
    loads = (made.load("L1", 0, 1.0), made.load("L2", 0, 0.2), made.load("L3", 0, 0.2, factory="S2"))
    plan = made.late_plan(order, lots[:1], (made.lay(0),))
    return made.scenario(orders=(order, other)), _with(plan, lots=lots, loads=loads)


def slow_line() -> Story:
    """One line takes eight days where two free ones would take one."""
    order = made.order(due=8)
    lots = (made.lot((1, 2, 3, 4, 5, 7, 8, 9)),)
    return made.scenario(), made.late_plan(order, lots, (made.lay(0),), loads=(made.load("L1", 0, 0.4),))


def finishing() -> Story:
    """Sewn in time, but the finishing shop is at it until two weeks later."""
    order = made.order(due=10)
    lots = (made.lot((1, 2), finish=14),)
    days = (FinishDay("O1-1", "C1", made.on(9), 500.0), FinishDay("O1-1", "C1", made.on(14), 300.0))
    return made.scenario(), made.late_plan(order, lots, (made.lay(0),), finishing=days)


def slow_line_then_finishing() -> Story:
    """Its one line takes eight days; then it waits a week for finishing."""
    order = made.order(due=8)
    lots = (made.lot((1, 2, 3, 4, 5, 7, 8, 9), finish=17),)
    return made.scenario(), made.late_plan(order, lots, (made.lay(0),), loads=(made.load("L1", 0, 0.4),))


def outside() -> Story:
    """Half of it goes outside and comes back late."""
    order = made.order(due=10)
    loads = (*made.full_loads(*LINES), made.load("C1", 0, 0.4, factory="C1", resource=Resource.FINISHING))
    lots = (made.lot((1, 2), pieces=400),)
    return made.scenario(), made.late_plan(order, lots, (made.lay(0),), outside=(made.outside_lot(20),), loads=loads)


def all_outside() -> Story:
    """All of it goes outside."""
    order = made.order(due=10)
    return made.scenario(), made.late_plan(order, (), (), outside=(made.outside_lot(20, pieces=800),))


def outside_cut_late() -> Story:
    """All of it goes outside, cut a day after it is due, while all lines stand."""
    order = made.order(due=10)
    away = (made.outside_lot(25, pieces=800),)
    return made.scenario(), made.late_plan(order, (), (made.lay(11),), outside=away)


def no_skill() -> Story:
    """Nobody in the cluster can sew it."""
    order = made.order(due=10)
    away = made.outside_lot(20, pieces=800, why=WhyOutside.NO_SKILL)
    lines = (made.line("L4", "S2", "dress"),)
    return made.scenario(lines=lines), made.late_plan(order, (), (), outside=(away,))


def lot_too_small() -> Story:
    """Nobody takes so few pieces."""
    order = made.order(due=10, pieces=20)
    away = made.outside_lot(20, pieces=20, why=WhyOutside.LOT_TOO_SMALL)
    return made.scenario(orders=(order,)), made.late_plan(order, (), (), outside=(away,))


def locked() -> Story:
    """A planner has locked it to a line from a day after it is due, though the line is free long before."""
    order = made.order(due=10)
    rules = Rules(locks=(Lock(order="O1", line="L1", first_on=made.on(14)),))
    return made.scenario(rules=rules), made.late_plan(order, (made.lot((14, 15), arrive=1),), (made.lay(0),))


def stopped() -> Story:
    """Its line stands all week, while others have room."""
    order = made.order(due=5)
    stands = CapacityChange(line="L1", first_on=made.on(1), last_on=made.on(5), share=0.0)
    plan = made.late_plan(order, (made.lot((7,), arrive=1),), (made.lay(0),))
    return made.scenario(orders=(order,), capacity_changes=(stands,)), plan


STORIES = {
    "stopped": stopped,
    "material": material,
    "customers_material": customers_material,
    "too_little_time": too_little_time,
    "cutting": cutting,
    "skill_full": skill_full,
    "cut_for_a_full_line": cut_for_a_full_line,
    "queue": queue,
    "slow_line": slow_line,
    "finishing": finishing,
    "slow_line_then_finishing": slow_line_then_finishing,
    "outside": outside,
    "all_outside": all_outside,
    "outside_cut_late": outside_cut_late,
    "no_skill": no_skill,
    "lot_too_small": lot_too_small,
    "locked": locked,
}


def _with(plan: Plan, **changes: object) -> Plan:
    return replace(plan, **changes)  # type: ignore[arg-type]
