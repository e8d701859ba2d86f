from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlock.errors import BrokenLaw, Cancelled, InvalidModel
from interlock.pooling import Firm, PooledPlan, PoolProblem, breaches, check, draw, pool

NAMES = ("Hongxin", "Yongfa", "Lantian", "Jinhua", "Dongfang", "Meihua", "Xinyu", "Changsheng", "Baoli", "Tianhe")
Cost = Callable[[tuple[str, ...]], int]


def firms(count: int) -> PoolProblem:
    names = [*NAMES, *(f"Firm {number}" for number in range(count))][:count]
    return PoolProblem(firms=tuple(Firm(name) for name in names))


def by_table(costs: dict[str, int]) -> Cost:
    """Costs of groups, named by the first letters of their firms."""
    return lambda group: costs["".join(sorted(name[0] for name in group))]


def shares(plan: PooledPlan) -> list[int]:
    return [share.saving_fen for share in plan.shares]


def test_the_gloves_of_shapley():
    # One left glove (L) and two right ones make a pair worth 600: the shares are 2/3, 1/6 and 1/6 of it.
    costs = {"L": 1000, "H": 1000, "Y": 1000, "HL": 1400, "LY": 1400, "HY": 2000, "HLY": 2400}
    problem = PoolProblem(firms=(Firm("Lantian"), Firm("Hongxin"), Firm("Yongfa")))
    plan = pool(problem, by_table(costs))
    check(problem, plan, by_table(costs))
    assert shares(plan) == [400, 100, 100]
    assert plan.together == ("Lantian", "Hongxin")


def test_firms_outside_the_core_keep_their_shapley_shares_and_the_centre_is_told():
    # Any two save 600, three no more: no split keeps every pair content. The rule stands, the envy is told.
    costs = {"H": 1000, "L": 1000, "Y": 1000, "HL": 1400, "LY": 1400, "HY": 1400, "HLY": 2400}
    plan = pool(firms(3), by_table(costs))
    check(firms(3), plan, by_table(costs))
    assert shares(plan) == [200, 200, 200]
    assert not plan.in_core
    assert plan.envy_fen == 200
    assert len(plan.envious) == 2


def test_a_group_that_costs_more_together_is_cut_alone():
    plan = pool(firms(3), lambda group: 1000 * len(group) ** 2)
    check(firms(3), plan)
    assert (plan.saving_fen, plan.together, plan.cost_fen) == (0, (), 3000)


def test_nobody_gains_by_splitting_an_order_in_two():
    one = PoolProblem(firms=(Firm("Hongxin", 1), Firm("Yongfa", 1)))
    two = PoolProblem(firms=(Firm("Hongxin", 2), Firm("Yongfa", 1)))
    cost = by_table({"H": 1000, "Y": 500, "HY": 1300})
    assert shares(pool(one, cost)) == shares(pool(two, cost))


@st.composite
def games(draw_: st.DrawFn) -> tuple[PoolProblem, Cost]:
    count = draw_(st.integers(2, 6))
    luck = random.Random(draw_(st.integers(0, 10**6)))
    problem = firms(count)
    costs = {
        group: sum(luck.randint(0, 5000) for _ in group)
        for size in range(1, count + 1)
        for group in combinations(problem.names, size)
    }
    return problem, costs.__getitem__


@settings(max_examples=60)
@given(games())
def test_shares_make_the_saving_to_the_fen_and_nobody_pays_more_than_alone(game: tuple[PoolProblem, Cost]):
    problem, cost = game
    plan = pool(problem, cost)
    check(problem, plan, cost)
    assert sum(shares(plan)) == plan.saving_fen
    assert sum(share.pays_fen for share in plan.shares) == plan.cost_fen
    assert all(share.saving_fen >= 0 for share in plan.shares)
    assert all(share.pays_fen <= cost((share.firm,)) for share in plan.shares)


def fixed_and_even(group: tuple[str, ...]) -> int:
    """Every firm brings its own work, and each setting of the table costs 10,000 fen once."""
    return 10_000 + sum(1000 * (1 + len(name)) for name in group)


def test_beyond_ten_firms_orders_of_joining_are_drawn_and_the_error_is_told():
    problem = firms(14)
    plan = pool(problem, fixed_and_even)
    check(problem, plan, fixed_and_even)
    assert not plan.exact
    assert len(plan.drawn) == 100
    # Each firm saves the setting unless it is the first: the exact share of all is 13/14 of 10,000 fen.
    exact = 10_000 * 13 / 14
    assert sum(shares(plan)) == 130_000
    assert all(abs(share.saving_fen - exact) <= 4 * share.error_fen + 1 for share in plan.shares)
    assert all(0 < share.error_fen < 500 for share in plan.shares)
    assert pool(problem, fixed_and_even) == plan
    assert pool(dataclasses.replace(problem, seed=1), fixed_and_even) != plan


def test_a_sample_agrees_with_the_exact_value():
    cost = by_table({"H": 1000, "L": 1000, "Y": 1000, "HL": 1400, "LY": 1500, "HY": 1900, "HLY": 2100})
    exact = pool(firms(3), cost)
    sampled = pool(dataclasses.replace(firms(3), permutations=2000, exact_up_to=0), cost)
    assert not sampled.exact
    check(firms(3), sampled)
    for one, other in zip(exact.shares, sampled.shares, strict=True):
        assert abs(one.saving_fen - other.saving_fen) <= 4 * other.error_fen + 1


def test_a_statement_does_not_depend_on_who_the_others_are_and_how_they_split_the_rest():
    def plan_of(names: tuple[str, ...], costs: dict[str, int]) -> PooledPlan:
        return pool(PoolProblem(firms=tuple(Firm(name) for name in names)), by_table(costs))

    # The own cost and share of H are the same; the others' names, costs and shares are not.
    some = {"H": 1000, "L": 1000, "Y": 1000, "HL": 1700, "HY": 1700, "LY": 1700, "HLY": 2400}
    other = {"H": 1000, "B": 5000, "T": 7000, "BH": 5700, "HT": 7700, "BT": 11700, "BHT": 12400}
    first = plan_of(("Hongxin", "Lantian", "Yongfa"), some).statement_for("Hongxin")
    second = plan_of(("Baoli", "Hongxin", "Tianhe"), other).statement_for("Hongxin")
    assert first == second
    assert {field.name for field in dataclasses.fields(first)} == {
        "firm",
        "alone_fen",
        "pays_fen",
        "saving_fen",
        "error_fen",
        "permutations",
        "orders_pooled",
        "total_saving_fen",
    }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_statement_names_nobody_else(language: str):
    plan = pool(firms(4), fixed_and_even)
    for share in plan.shares:
        told = repr(plan.statement_for(share.firm)) + plan.statement_for(share.firm).text(language)  # type: ignore[arg-type]
        assert not [name for name in NAMES[:4] if name != share.firm and name in told]


def test_of_two_firms_none_learns_the_total_from_which_it_could_take_its_own():
    plan = pool(firms(2), fixed_and_even)
    assert plan.statement_for("Hongxin").total_saving_fen is None
    assert pool(firms(3), fixed_and_even).statement_for("Hongxin").total_saving_fen == 20_000


def test_the_total_is_rounded_down_to_two_digits():
    plan = pool(firms(3), lambda group: 123_457 + 1000 * len(group))
    assert plan.saving_fen == 246_914
    assert plan.statement_for("Hongxin").total_saving_fen == 240_000


def test_a_stranger_gets_no_statement():
    with pytest.raises(InvalidModel, match="Stranger is not among the firms"):
        pool(firms(3), fixed_and_even).statement_for("Stranger")


def test_every_contradiction_is_named_in_both_languages():
    with pytest.raises(InvalidModel) as error:
        PoolProblem(firms=(Firm("Hongxin", 0), Firm("Hongxin")), permutations=1)
    assert len(error.value.problems) == 3
    assert "出现两次" in error.value.chinese


def test_a_negative_cost_is_refused():
    with pytest.raises(InvalidModel, match="a cost is 0 or more"):
        pool(firms(2), lambda group: -1)


def test_it_stops_when_asked():
    with pytest.raises(Cancelled):
        pool(firms(3), fixed_and_even, stop=lambda: True)


def moved(plan: PooledPlan, fen: int) -> PooledPlan:
    first, second, *rest = plan.shares
    first = dataclasses.replace(first, saving_fen=first.saving_fen + fen)
    second = dataclasses.replace(second, saving_fen=second.saving_fen - fen)
    return dataclasses.replace(plan, shares=(first, second, *rest))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda plan: moved(plan, 50), "its share is"),
        (lambda plan: dataclasses.replace(plan, saving_fen=plan.saving_fen + 1), "together they save"),
        (lambda plan: dataclasses.replace(plan, together=NAMES[:2]), "does not cost"),
        (lambda plan: dataclasses.replace(plan, orders=9), "9 orders are told"),
        (lambda plan: dataclasses.replace(plan, envy_fen=7), "told are 7"),
        (lambda plan: dataclasses.replace(plan, groups=plan.groups[:-1]), "groups were looked at"),
        (lambda plan: dataclasses.replace(plan, shares=plan.shares[:-1]), "the firms are"),
    ],
)
def test_the_judge_finds_what_is_wrong(change: Callable[[PooledPlan], PooledPlan], told: str):
    plan = change(pool(firms(4), fixed_and_even))
    with pytest.raises(BrokenLaw, match=told):
        check(firms(4), plan)


def test_the_judge_asks_the_costs_again():
    plan = pool(firms(3), fixed_and_even)
    assert not breaches(firms(3), plan, fixed_and_even)
    assert any("cutting costs" in text for text in breaches(firms(3), plan, lambda group: fixed_and_even(group) + 1))


def test_the_picture_shows_every_firm_in_both_languages():
    plan = pool(firms(3), fixed_and_even)
    assert "66.66 (37.0%)" in draw(plan)
    assert "3 家企业 3 张订单" in draw(plan, language="zh")
