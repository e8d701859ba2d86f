"""Policies have names, and fairness is one minus Gini's coefficient of the townships' loads."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock.errors import InvalidModel
from interlock.model import Policy, evenness


def test_balanced_is_the_policy_without_a_name():
    assert Policy.named("balanced") == Policy()


def test_a_named_policy_takes_other_values_for_some_of_its_fields():
    assert Policy.named("cheapest", seed=7).seed == 7
    assert Policy.named("cheapest").buffer_days == 0
    assert Policy.named("fastest").wait_share > Policy().wait_share
    assert Policy.named("fairest").spread_fen_per_min > 0


def test_a_name_nobody_knows_is_refused_with_those_there_are():
    with pytest.raises(InvalidModel, match="choose balanced, cheapest, fastest, fairest"):
        Policy.named("greenest")  # type: ignore[arg-type]


def test_weights_out_of_bounds_are_refused():
    with pytest.raises(InvalidModel, match="even spread"):
        Policy(spread_fen_per_min=-1.0)


# Minutes to the thousandth: beside numbers that are next to nothing, the double sum itself loses its digits.
places = st.lists(
    st.tuples(
        st.integers(0, 10**8).map(lambda thousandths: thousandths / 1000),
        st.integers(10**3, 10**8).map(lambda thousandths: thousandths / 1000),
    ),
    min_size=1,
    max_size=8,
)


@given(places)
def test_evenness_is_one_minus_ginis_double_sum(found):
    used, room = [u for u, _ in found], [c for _, c in found]
    if sum(used) <= 0:
        assert evenness(used, room) == 1.0
        return
    total, mean = sum(room), sum(used) / sum(room)
    gini = sum(
        (a / total) * (b / total) * abs(u / a - v / b) for (u, a), (v, b) in itertools.product(found, repeat=2)
    ) / (2 * mean)
    assert evenness(used, room) == pytest.approx(1 - gini, abs=1e-9)


def test_equal_loads_are_even_and_one_busy_place_of_two_is_half_so():
    assert evenness([10, 20], [100, 200]) == pytest.approx(1.0)
    assert evenness([10, 0], [100, 100]) == pytest.approx(0.5)
    assert evenness([], []) == 1.0
