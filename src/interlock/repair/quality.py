"""How well a line sews a category, and the lines that would sew a new order best."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from statistics import median

from interlock.model import Factory, Line, Scenario
from interlock.repair.diff import Maker
from interlock.repair.floor import Floor
from interlock.stages.groups import Eligible

# For the best quality, lines of so many factories at most.
BEST_FACTORIES = 12
# Of their free minutes an order can count on this share: lines start up, and days do not divide evenly.
USABLE_SHARE = 0.8
# Cutting and transport come before sewing, finishing after it.
DAYS_BEFORE, DAYS_AFTER = 2, 2
# Where the due date leaves less, lines are compared by what they could sew in so many days.
LEAST_DAYS = 14


def line_quality(scenario: Scenario, category: str) -> Callable[[Line], float]:
    """Return the quality of a line in a category, 0..1: its skill times its factory's share passed at first inspection.

    Factories without a record count as the median of those that have one.
    """
    known = [f.first_pass_share for f in scenario.factories if f.first_pass_share is not None]
    usual = median(known) if known else 1.0

    def passed(factory: Factory) -> float:
        return usual if factory.first_pass_share is None else factory.first_pass_share

    return lambda line: line.level(category) * passed(scenario.factory[line.factory])


def quality_of(scenario: Scenario, category: str, makers: Iterable[Maker]) -> float:
    """Return the mean quality of an order's pieces; nothing is known of those outside the cluster, which count as 0."""
    quality, found = line_quality(scenario, category), list(makers)
    sewn = sum(m.pieces * quality(scenario.line[m.line]) for m in found if m.line)
    return sewn / sum(m.pieces for m in found) if found else 0.0


def best_lines(floor: Floor, number: str, pieces: int) -> frozenset[str]:
    """Return the fewest lines of the best quality that have the minutes to sew the order before it is due."""
    scenario, order = floor.scenario, floor.scenario.order[number]
    style = scenario.style[order.style]
    quality = line_quality(scenario, style.category)
    first = floor.release_day(number) + DAYS_BEFORE
    days = slice(first, max(floor.horizon.day(order.due_on) - DAYS_AFTER, first + LEAST_DAYS))
    able = [line for line in Eligible(scenario, floor.policy).skilled(order) if _takes(scenario, line, pieces)]
    chosen: set[str] = set()
    factories: set[str] = set()
    room_min = 0.0
    for line in sorted(able, key=lambda line: (-quality(line), line.code)):
        if USABLE_SHARE * room_min >= pieces * style.smv_min:
            break
        if line.factory in factories or len(factories) < BEST_FACTORIES:
            chosen.add(line.code)
            factories.add(line.factory)
            room_min += sum(floor.idle(line.code)[days])
    return frozenset(chosen)


def _takes(scenario: Scenario, line: Line, pieces: int) -> bool:
    return scenario.factory[line.factory].minimum_lot_pieces <= pieces
