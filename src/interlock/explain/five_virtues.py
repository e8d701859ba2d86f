"""The five virtues of a factory: skill, cost, speed, range, service."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import fmean, median

from interlock.model import Factory, Line, Plan, Scenario, Virtues

SLOWEST_REPLY_HOURS = 48.0
ON_TIME_WEIGHT = 0.7


def virtues(scenario: Scenario, plan: Plan) -> tuple[Virtues, ...]:
    """Return the five virtues of every factory in the scenario's order, each 0 .. 100, None where nothing is known.

    - skill: 100 x mean skill level of its lines (by capacity) x first-pass share; an unknown share counts as the
      cluster's median, a factory without lines has its first-pass share alone;
    - cost: percentile of its mean price per standard minute (by capacity) among the factories with lines, cheap high;
    - speed: percentile of the standard minutes its lots get through a day, from cut pieces in to garments finished;
      without a lot in the plan, percentile of its hours to reply among those known, quick high;
    - range: 100 x categories it can sew / the most any factory can;
    - service: 0.7 x on-time share + 0.3 x reply, where reply falls from 100 at once to 0 at 48 hours; the known one
      alone where the other is not.

    A percentile is the mid-rank: (worse + half of the equal others + half of itself) / all.
    """
    prices = {f.code: _price(lines) for f in scenario.factories if (lines := scenario.lines_of[f.code])}
    usual_first_pass = _median([f.first_pass_share for f in scenario.factories])
    most_categories = max((len(_categories(lines)) for lines in scenario.lines_of.values()), default=0)
    cheapness, speeds = _percentiles({code: -price for code, price in prices.items()}), _speeds(scenario, plan)
    return tuple(
        Virtues(
            factory=factory.code,
            skill=_skill(factory, scenario.lines_of[factory.code], usual_first_pass),
            cost=cheapness.get(factory.code),
            speed=speeds.get(factory.code),
            range=_range(scenario.lines_of[factory.code], most_categories),
            service=_service(factory),
        )
        for factory in scenario.factories
    )


def _skill(factory: Factory, lines: Sequence[Line], usual_first_pass: float | None) -> float | None:
    if not lines:
        return None if factory.first_pass_share is None else 100 * factory.first_pass_share
    levels = _mean_by_capacity(lines, [fmean(skill.level for skill in line.skills) for line in lines])
    first_pass = factory.first_pass_share if factory.first_pass_share is not None else usual_first_pass
    return 100 * levels * (1.0 if first_pass is None else first_pass)


def _price(lines: Sequence[Line]) -> float:
    return _mean_by_capacity(lines, [line.price_fen_per_min for line in lines])


def _speeds(scenario: Scenario, plan: Plan) -> dict[str, float]:
    minutes: defaultdict[str, float] = defaultdict(float)
    days: defaultdict[str, int] = defaultdict(int)
    for lot in plan.lots:
        smv_min = scenario.style[scenario.order[lot.order].style].smv_min
        minutes[lot.factory] += lot.pieces * smv_min
        days[lot.factory] += max((lot.finish_on - lot.arrive_on).days + 1, 1)
    replies = {f.code: -f.reply_hours for f in scenario.factories if f.reply_hours is not None}
    by_throughput = _percentiles({code: minutes[code] / days[code] for code in minutes})
    return {**_percentiles(replies), **by_throughput}


def _range(lines: Sequence[Line], most: int) -> float | None:
    return 100 * len(_categories(lines)) / most if lines else None


def _service(factory: Factory) -> float | None:
    on_time = None if factory.on_time_share is None else 100 * factory.on_time_share
    if factory.reply_hours is None:
        return on_time
    reply = 100 * max(0.0, 1 - factory.reply_hours / SLOWEST_REPLY_HOURS)
    return reply if on_time is None else ON_TIME_WEIGHT * on_time + (1 - ON_TIME_WEIGHT) * reply


def _categories(lines: Sequence[Line]) -> frozenset[str]:
    return frozenset(skill.category for line in lines for skill in line.skills)


def _mean_by_capacity(lines: Sequence[Line], values: Sequence[float]) -> float:
    weights = [line.capacity_min_per_day for line in lines]
    return sum(v * w for v, w in zip(values, weights, strict=True)) / sum(weights)


def _median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def _percentiles(values: Mapping[str, float]) -> dict[str, float]:
    ranked = sorted(values.values())
    return {
        code: 100 * (bisect_left(ranked, value) + bisect_right(ranked, value)) / 2 / len(ranked)
        for code, value in values.items()
    }
