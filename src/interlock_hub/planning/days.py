"""Which days of a plan are over."""

from __future__ import annotations

from datetime import date


def days_over(first_on: date, now: date) -> int:
    """Return how many days of a plan that begins on ``first_on`` lie before ``now``: nothing new begins on them."""
    return max(0, (now - first_on).days)
