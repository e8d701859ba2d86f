"""Orders of several firms cut together: what that saves, each firm's share, and what each firm may be told."""

from interlock.pooling.check import breaches, check
from interlock.pooling.draw import draw
from interlock.pooling.problem import Firm, PoolProblem
from interlock.pooling.solution import Group, PooledPlan, Share, Statement
from interlock.pooling.solve import pool

__all__ = [
    "Firm",
    "Group",
    "PoolProblem",
    "PooledPlan",
    "Share",
    "Statement",
    "breaches",
    "check",
    "draw",
    "pool",
]
