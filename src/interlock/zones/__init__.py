"""One order book in zones: each planned by itself wherever work runs, tied by prices, proven as a whole."""

from interlock.zones.check import check
from interlock.zones.problem import ZonedProblem
from interlock.zones.solution import ZonedPlan
from interlock.zones.solve import plan_zones

__all__ = ["ZonedPlan", "ZonedProblem", "check", "plan_zones"]
