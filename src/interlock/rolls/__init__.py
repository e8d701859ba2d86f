"""Rolls given to lays: every ply from one shade, end bits and remnants accounted for, beside the usual way."""

from interlock.rolls.check import breaches, check
from interlock.rolls.draw import draw
from interlock.rolls.problem import LayToSpread, Occupied, Roll, RollProblem, Splice
from interlock.rolls.solution import Clash, Ply, RollEnd, RollPlan, ShadeGroup, SpreadLay, Waste
from interlock.rolls.solve import assign_rolls

__all__ = [
    "Clash",
    "LayToSpread",
    "Occupied",
    "Ply",
    "Roll",
    "RollEnd",
    "RollPlan",
    "RollProblem",
    "ShadeGroup",
    "Splice",
    "SpreadLay",
    "Waste",
    "assign_rolls",
    "breaches",
    "check",
    "draw",
]
