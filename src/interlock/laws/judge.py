"""All laws together."""

from __future__ import annotations

from collections.abc import Iterator

from interlock.errors import BrokenLaw
from interlock.laws.capacity import capacity_breaches
from interlock.laws.cloth import cloth_breaches
from interlock.laws.money import money_breaches
from interlock.laws.quantities import quantity_breaches
from interlock.laws.references import reference_breaches
from interlock.laws.rules import rule_breaches
from interlock.laws.timing import timing_breaches
from interlock.laws.words import LAWS
from interlock.model import Plan, Policy, Scenario

MOST_NAMED = 50


def breaches(scenario: Scenario, policy: Policy, plan: Plan) -> Iterator[str]:
    """Yield every breach of a law, each naming the order, lot, lay or line, what was found and what the law wants."""
    unknown = list(reference_breaches(scenario, plan))
    if unknown:
        yield from unknown
        return
    yield from quantity_breaches(scenario, plan)
    yield from cloth_breaches(scenario, policy, plan)
    yield from timing_breaches(scenario, policy, plan)
    yield from capacity_breaches(scenario, policy, plan)
    yield from rule_breaches(scenario, plan)
    yield from money_breaches(scenario, policy, plan)


def judge(scenario: Scenario, policy: Policy, plan: Plan) -> None:
    """Raise :class:`~interlock.errors.BrokenLaw` with the first breaches found; return quietly when there is none."""
    found = [breach for _, breach in zip(range(MOST_NAMED), breaches(scenario, policy, plan), strict=False)]
    if found:
        raise BrokenLaw(LAWS.told("plan", made_on=plan.made_on, cluster=plan.cluster), found)
