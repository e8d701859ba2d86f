"""Other lines that save more than they cost are taken, not only named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from interlock.errors import InterlockError
from interlock.laws import breaches
from interlock.model import Help, LotGiven, Plan
from interlock.repair import events_of, repair
from interlock.whatif import helped, with_gains


@pytest.fixture(scope="module")
def known(busy: Any) -> Plan:
    """The busy plan with what was tried."""
    return helped(busy.scenario, busy.policy, busy.plan)


def test_a_plan_without_gains_stays_as_it_is(busy: Any, known: Plan) -> None:
    none = replace(known, reasons=())
    assert with_gains(busy.scenario, busy.policy, none) is none


def test_what_is_taken_makes_the_plan_cheaper_and_keeps_every_law(busy: Any, known: Plan) -> None:
    worse, remedy = _worse(busy, known)
    better = with_gains(busy.scenario, busy.policy, worse)
    assert better.cost_fen < worse.cost_fen
    assert not list(breaches(busy.scenario, busy.policy, better))
    assert {lot.id for lot in better.lots if lot.line != worse.lot[lot.id].line} >= {str(remedy.facts["lots"])}


@pytest.mark.no_cover
def test_who_is_asked_to_stop_takes_nothing(busy: Any, known: Plan) -> None:
    worse, _ = _worse(busy, known)
    assert with_gains(busy.scenario, busy.policy, worse, stop=lambda: True) is worse


def _worse(busy: Any, known: Plan) -> tuple[Plan, Any]:
    """The plan with a lot where it costs more, and the way back among what was tried."""
    for lot in known.lots:
        for line in busy.scenario.lines:
            event = LotGiven(lot=lot.id, line=line.code, may_move=False)
            if line.code == lot.line or line.level(_category(busy, lot.order)) <= 0:
                continue
            try:
                found = repair(busy.scenario, busy.policy, known, [event]).plan
            except InterlockError:
                continue
            promise = found.promise[lot.order]
            if found.cost_fen > known.cost_fen + 20_000 and promise.late_days > 0:
                tried = helped(busy.scenario, busy.policy, found)
                reason = next(reason for reason in tried.reasons if reason.order == lot.order)
                for one in reason.remedies:
                    gains = one.tried and float(one.facts["extra_fen"]) + float(one.facts["late_fen"]) < -6_000
                    if one.help is Help.OTHER_LINE and gains and len(events_of(one)) == 1:
                        return tried, one
    raise AssertionError("no lot of the small book costs more elsewhere")


def _category(busy: Any, order: str) -> str:
    category: str = busy.scenario.style[busy.scenario.order[order].style].category
    return category
