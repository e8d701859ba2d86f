from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock.units import at_least, at_most, percent


@pytest.mark.parametrize(
    ("share", "digits", "up", "down"),
    [(0.02547, 1, 2.6, 2.5), (0.8567, 1, 85.7, 85.6), (0.02541, 2, 2.55, 2.54), (0.5, 1, 50.0, 50.0)],
)
def test_gaps_round_up_and_shares_on_time_down(share, digits, up, down):
    assert percent(at_most(share, digits), digits) == up
    assert percent(at_least(share, digits), digits) == down


@given(st.floats(0, 1), st.integers(0, 3))
def test_rounding_never_crosses_the_share(share, digits):
    assert at_least(share, digits) <= share + 1e-10
    assert at_most(share, digits) >= share - 1e-10
    assert at_most(share, digits) - at_least(share, digits) <= 1.0001 / (100 * 10**digits)
