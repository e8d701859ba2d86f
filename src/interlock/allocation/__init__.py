"""Orders to sewing lines and buckets of time: a plan, the price of every capacity, and a proven lower bound."""

from interlock.allocation.problem import AllocationProblem
from interlock.allocation.solution import Allocation, Costs, Prices, Residual, Way

__all__ = ["Allocation", "AllocationProblem", "Costs", "Prices", "Residual", "Way"]
