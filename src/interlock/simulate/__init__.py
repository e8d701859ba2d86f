"""A plan played forward under chance: how likely each order is in time, and how much buffer a promise needs."""

from interlock.simulate.draw import draw_fan, draw_orders
from interlock.simulate.noise import Noise
from interlock.simulate.promise import PromisedLot, confidence
from interlock.simulate.solution import Buffer, Holdup, Outlook, Played, StepDates
from interlock.simulate.solve import simulate

__all__ = [
    "Buffer",
    "Holdup",
    "Noise",
    "Outlook",
    "Played",
    "PromisedLot",
    "StepDates",
    "confidence",
    "draw_fan",
    "draw_orders",
    "simulate",
]
