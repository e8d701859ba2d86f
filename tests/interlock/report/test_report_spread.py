"""How evenly work is spread, and whom the rules promised more, as the page has it."""

from __future__ import annotations

from dataclasses import replace

from interlock.model import Plan, Resource, Rules, Scenario, ShareRule, fairness
from interlock.report.frame import Frame
from interlock.report.spread import missed, spread


def test_the_evenness_is_that_of_the_plan(planned: tuple[Scenario, Plan]) -> None:
    scenario, plan = planned
    assert spread(Frame(scenario, plan)) == round(fairness(scenario, plan), 4)


def test_where_one_township_sews_there_is_no_evenness_to_tell(planned: tuple[Scenario, Plan]) -> None:
    scenario, plan = planned
    factory = next(load.factory for load in plan.loads if load.resource is Resource.SEWING)
    alone = tuple(load for load in plan.loads if load.factory == factory)
    assert spread(Frame(scenario, replace(plan, loads=alone))) is None


def test_a_factory_below_its_least_share_is_named_with_both_shares(planned: tuple[Scenario, Plan]) -> None:
    scenario, plan = planned
    code = plan.lots[0].factory
    wanting = replace(scenario, rules=Rules(shares=(ShareRule(factory=code, least_share=0.99),)))
    frame = Frame(wanting, plan)
    ((factory, least, share),) = missed(frame)
    assert (factory, least) == (frame.factory[code], 0.99)
    assert 0 < share < 0.99
    assert missed(Frame(scenario, plan)) == []
