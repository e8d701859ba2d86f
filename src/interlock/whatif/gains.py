"""Measures that were tried for late orders and save more than they cost are done, not only named."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from interlock.errors import Infeasible, InvalidModel
from interlock.model import Help, Plan, Policy, Remedy, Scenario
from interlock.repair import events_of, repair, weighed_fen
from interlock.repair.wholes import MOVED_FEN
from interlock.whatif.remedy import helped

# Each takes a repair of the whole plan.
MOST_GAINS = 10


def with_gains(
    scenario: Scenario, policy: Policy, made: Plan, *, frozen_days: int = 0, stop: Callable[[], bool] | None = None
) -> Plan:
    """Return a plan whose late orders were helped already, with other lines where those save money.

    A lot changes its line where that makes the whole plan cheaper, in money and as the policy weighs lateness; at most
    ten orders, the dearest first. What is left to help is tried again then. Raises
    :class:`~interlock.errors.BrokenLaw` when the judge finds a fault.
    """
    best = made
    for remedy in list(_gaining(made))[:MOST_GAINS]:
        if stop and stop():
            return best
        try:
            found = repair(scenario, policy, best, events_of(remedy), frozen_days=frozen_days).plan
        except (InvalidModel, Infeasible):
            continue  # An order helped before has taken the room.
        cheaper = found.cost_fen < best.cost_fen - MOVED_FEN
        if cheaper and weighed_fen(policy, found) < weighed_fen(policy, best):
            best = found
    if best is made:
        return made
    return helped(scenario, policy, best, stop=stop)


def _gaining(made: Plan) -> Iterator[Remedy]:
    """For each order the cheapest other lines, where they save more than telling who moves is worth."""
    found = []
    for reason in made.reasons:
        moves = [one for one in reason.remedies if one.tried and one.help is Help.OTHER_LINE]
        found += [(_net_fen(one), reason.order, one) for one in moves[:1] if _net_fen(one) < -MOVED_FEN]
    yield from (one for _, _, one in sorted(found, key=lambda each: each[:2]))


def _net_fen(remedy: Remedy) -> float:
    return float(remedy.facts["extra_fen"]) + float(remedy.facts["late_fen"])
