"""Orders to sewing lines and buckets of time: a plan, the price of every capacity, and a proven lower bound."""

from interlock.allocation.check import check, prove
from interlock.allocation.draw import draw
from interlock.allocation.problem import AllocationProblem
from interlock.allocation.run import Effort
from interlock.allocation.solution import Allocation, Costs, Prices, Residual, Way
from interlock.allocation.solve import allocate, earliest_due_date, way

__all__ = [
    "Allocation",
    "AllocationProblem",
    "Costs",
    "Effort",
    "Prices",
    "Residual",
    "Way",
    "allocate",
    "check",
    "draw",
    "earliest_due_date",
    "prove",
    "way",
]
