"""Several what-ifs side by side: each planned, each compared with the plan as things are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from interlock.errors import InvalidModel
from interlock.explain import figures
from interlock.model import Plan, Policy, Resource, Scenario
from interlock.planner import plan
from interlock.whatif.apply import apply, lines_of
from interlock.whatif.compare import Comparison, compare
from interlock.whatif.edits import Edit, Overtime
from interlock.words import Language, Words

BASE = "base"
"""The name of the plan as things are."""

# A change of no more than this share of the cost is held against what another search of the same book finds.
SMALL_SHARE = 0.005

_HEADERS = Words(
    name=("Scenario", "方案"),
    cost=("Cost", "总成本"),
    change=("Change", "成本变化"),
    premium=("Overtime premium", "加班费"),
    on_time=("On time", "准时率"),
    late_days=("Days late", "延误天数"),
    load=("Load", "负荷"),
    gain=("Factories gaining", "增收工厂"),
    lose=("Factories losing", "减收工厂"),
    base=("As it is", "现状"),
)

_SAYS = Words(
    of=("{name}: {problem}", "{name}：{problem}"),
    taken=(
        "{name} is the name of the plan as things are; name the what-if otherwise",
        "{name} 是现状的名称，请给方案另取名称",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A what-if planned: its scenario and plan, how it differs from the base, and the overtime premium it pays.

    ``load_to_on`` is a day of the last week that its load is measured over; the same for all that stand side by side.
    """

    name: str
    scenario: Scenario
    plan: Plan
    comparison: Comparison
    premium_fen: int
    load_to_on: date

    @property
    def cost_fen(self) -> int:
        """The plan's cost and the premium, which no plan shows."""
        return self.plan.cost_fen + self.premium_fen

    @property
    def load(self) -> float:
        """Share of all sewing minutes that are used up to the week of ``load_to_on``."""
        sewing = [x for x in self.plan.loads if x.resource is Resource.SEWING and x.week_on <= self.load_to_on]
        capacity = sum(load.capacity_min for load in sewing)
        return sum(load.used_min for load in sewing) / capacity if capacity > 0 else 0.0


@dataclass(frozen=True)
class SideBySide:
    """Outcomes in the order asked, the base first.

    ``scatter`` is how another search of the base differs from the first: a change of that size says nothing. None
    where all changes are much larger, or none comes from a search.
    """

    outcomes: tuple[Outcome, ...]
    scatter: Comparison | None = None

    def rows(self, language: Language) -> tuple[tuple[str, ...], ...]:
        """Return the table as it is read: a row of headers, then a row for each outcome."""
        keys = ("name", "cost", "change", "premium", "on_time", "late_days", "load", "gain", "lose")
        head = tuple(_HEADERS.say(language, key) for key in keys)
        return (head, *(_row(one, self.outcomes[0], language) for one in self.outcomes))


def fast(policy: Policy) -> Policy:
    """The policy with all that takes long and tells little between what-ifs left out: real nests, and long searches."""
    return replace(policy, effort="quick", nest_days=0, calibrate_seconds=0)


def scenarios(
    base: Scenario,
    what_ifs: Mapping[str, Sequence[Edit]],
    policy: Policy | None = None,
    *,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[float, str], None] | None = None,
    workers: int | None = None,
) -> SideBySide:
    """Plan the base and every what-if with :func:`fast` settings, and compare each with the base.

    ``progress(share, name)`` is told which one is at work. Raises :class:`~interlock.errors.InvalidModel` with every
    problem of every what-if, each naming it, before anything is planned; and what :func:`interlock.planner.plan`
    raises.
    """
    edited = _apply_all(base, what_ifs)
    quick, found = fast(policy or Policy()), list[Outcome]()
    for number, (name, scenario) in enumerate({BASE: base, **edited}.items()):
        if progress is not None:
            progress(number / (len(edited) + 1), name)
        made = plan(scenario, quick, stop=stop, workers=workers).plan
        first = found[0].plan if found else made
        premiums = premiums_fen(base, what_ifs.get(name, ()), scenario, made)
        comparison = compare(base, first, scenario, made, premiums_fen=premiums)
        premium, to_on = sum(premiums.values()), last_due_on(first)
        found.append(
            Outcome(
                name=name,
                scenario=scenario,
                plan=made,
                comparison=comparison,
                premium_fen=premium,
                load_to_on=to_on,
            )
        )
    return SideBySide(tuple(found), _scatter(found, quick, stop, workers))


def last_due_on(base: Plan) -> date:
    """Return the day up to whose week loads are measured beside a base: its last due date, as its report has it."""
    return max((promise.due_on for promise in base.promises), default=base.last_on)


def _scatter(
    found: Sequence[Outcome], policy: Policy, stop: Callable[[], bool] | None, workers: int | None
) -> Comparison | None:
    """How the base comes out with another seed, where some change is small."""
    base = found[0]
    if not any(abs(one.cost_fen - base.cost_fen) <= SMALL_SHARE * base.cost_fen for one in found[1:]):
        return None
    other = plan(base.scenario, replace(policy, seed=policy.seed + 1), stop=stop, workers=workers).plan
    return compare(base.scenario, base.plan, base.scenario, other)


def premium_fen(base: Scenario, edits: Sequence[Edit], edited: Scenario, made: Plan) -> int:
    """Return what the overtime of edits earns on top in a plan, all factories together (:func:`premiums_fen`)."""
    return sum(premiums_fen(base, edits, edited, made).values())


def premiums_fen(base: Scenario, edits: Sequence[Edit], edited: Scenario, made: Plan) -> Mapping[str, int]:
    """Return by factory what the overtime of edits earns on top: lines' minutes beyond their usual day, at the premium.

    Where overtimes overlap on a line the dearest premium holds. Minutes that the policy lets a line work beyond its
    longer day are in the plan's costs already.
    """
    overtimes = [edit for edit in edits if isinstance(edit, Overtime)]
    premiums: dict[str, list[Overtime]] = {}
    for edit in overtimes:
        for line in lines_of(edited, edit):
            premiums.setdefault(line.code, []).append(edit)
    used: dict[tuple[str, date], float] = {}
    for lot in made.lots:
        if lot.line in premiums:
            for day in lot.days:
                used[lot.line, day.on] = used.get((lot.line, day.on), 0.0) + day.used_min
    total: defaultdict[str, float] = defaultdict(float)
    for (code, on), minutes in used.items():
        share = max((one.premium_share for one in premiums[code] if one.first_on <= on <= one.last_on), default=0.0)
        longest = edited.line[code].capacity_min_per_day * edited.share_of(code, on)
        beyond = max(0.0, min(minutes, longest) - _usual_min(base, edited, code, on))
        total[edited.line[code].factory] += share * beyond * edited.line[code].price_fen_per_min
    return {factory: round(fen) for factory, fen in total.items() if round(fen)}


def _usual_min(base: Scenario, edited: Scenario, code: str, on: date) -> float:
    """A line's minutes on a day without overtime; a line that the base does not have works overtime at no time."""
    line = base.line.get(code)
    if line is None:
        return edited.line[code].capacity_min_per_day
    return line.capacity_min_per_day * base.share_of(code, on)


def _apply_all(base: Scenario, what_ifs: Mapping[str, Sequence[Edit]]) -> dict[str, Scenario]:
    edited, problems = dict[str, Scenario](), list[str]()
    for name, edits in what_ifs.items():
        if name == BASE:
            problems.append(_SAYS.told("taken", name=BASE))
            continue
        try:
            edited[name] = apply(base, edits)
        except InvalidModel as error:
            problems += [_SAYS.told("of", name=name, problem=problem) for problem in error.problems]
    if problems:
        raise InvalidModel(problems)
    return edited


def _row(one: Outcome, base: Outcome, language: Language) -> tuple[str, ...]:
    change = one.cost_fen - base.cost_fen
    sign = "+" if change > 0 else ""
    return (
        _HEADERS.say(language, "base") if one.name == BASE else one.name,
        figures.money(one.cost_fen, language),
        f"{sign}{figures.money(change, language)}" if one is not base else "",
        figures.money(one.premium_fen, language) if one.premium_fen else "",
        figures.percent_at_least(one.plan.on_time_share, language),
        figures.count(sum(promise.late_days for promise in one.plan.promises)),
        figures.percent(one.load, language),
        str(len(one.comparison.gainers)) if one is not base else "",
        str(len(one.comparison.losers)) if one is not base else "",
    )
