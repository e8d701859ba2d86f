"""What every part of the page's data shares: positions of codes, days as numbers, a plan that fits its scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from interlock.errors import InvalidModel
from interlock.model import Plan, Promise, Scenario
from interlock.report.words import ERRORS

T = TypeVar("T")
Columns = dict[str, list[object]]
_MOST_NAMED = 20


def columns(rows: Iterable[T], **getters: Callable[[T], object]) -> Columns:
    """Return rows as lists by column: far smaller as JSON than a list of objects."""
    listed = list(rows)
    return {name: [get(row) for row in listed] for name, get in getters.items()}


def positions(codes: Iterable[str]) -> dict[str, int]:
    """Return the position of each code, the first one where it stands twice."""
    return {code: at for at, code in enumerate(dict.fromkeys(codes))}


@dataclass(frozen=True)
class Frame:
    """A scenario with its plan. Raises :class:`InvalidModel` where the plan speaks of what the scenario lacks."""

    scenario: Scenario
    plan: Plan

    def __post_init__(self) -> None:
        problems = list(self._strangers())
        if problems:
            more = [ERRORS.told("more", count=len(problems) - _MOST_NAMED)] if len(problems) > _MOST_NAMED else []
            raise InvalidModel([*problems[:_MOST_NAMED], *more, ERRORS.told("other_scenario")])

    def day(self, on: date | None) -> int | None:
        """Return a date as days since the plan was made."""
        return None if on is None else (on - self.plan.made_on).days

    def days(self, first_on: date, last_on: date) -> range:
        """Return the days of the plan from ``first_on`` to ``last_on``, counted from its first."""
        plan = self.plan
        first, last = max(first_on, plan.first_on), min(last_on, plan.last_on)
        return range((first - plan.first_on).days, (last - plan.first_on).days + 1)

    @cached_property
    def order(self) -> dict[str, int]:
        """Position of each promised order; the page lists promises in this order."""
        return positions(p.order for p in self.plan.promises)

    @cached_property
    def factory(self) -> dict[str, int]:
        """Position of each factory."""
        return positions(f.code for f in self.scenario.factories)

    @cached_property
    def line(self) -> dict[str, int]:
        """Position of each line."""
        return positions(line.code for line in self.scenario.lines)

    @cached_property
    def township(self) -> dict[str, int]:
        """Position of each township; where none is listed, the codes that the factories name."""
        listed = [t.code for t in self.scenario.townships]
        return positions(listed or [f.township for f in self.scenario.factories])

    @cached_property
    def style(self) -> dict[str, int]:
        """Position of each style."""
        return positions(s.code for s in self.scenario.styles)

    @cached_property
    def category(self) -> dict[str, int]:
        """Position of each category."""
        return positions(sorted(s.category for s in self.scenario.styles))

    @cached_property
    def customer(self) -> dict[str, int]:
        """Position of each customer."""
        return positions(sorted(o.customer for o in self.scenario.orders))

    @cached_property
    def colour(self) -> dict[str, int]:
        """Position of each colour that a lay spreads."""
        return positions(colour for lay in self.plan.lays for colour, _ in lay.plies)

    @cached_property
    def material(self) -> dict[str, int]:
        """Position of each material."""
        return positions(m.code for m in self.scenario.materials)

    @cached_property
    def table(self) -> dict[str, int]:
        """Position of each cutting table."""
        return positions(t.code for t in self.scenario.tables)

    @cached_property
    def marker(self) -> dict[str, int]:
        """Position of each marker."""
        return positions(m.id for m in self.plan.markers)

    def _strangers(self) -> Iterator[str]:
        for subject, field, known, named in self._references():
            for code, found in named:
                if found not in known:
                    yield ERRORS.told(
                        "names", subject=ERRORS.told(subject), code=code, field=ERRORS.told(field), found=found
                    )

    def _references(self) -> Iterator[tuple[str, str, Iterable[str], Iterable[tuple[str, str]]]]:
        plan = self.plan
        sites = [(p.order, site) for p in plan.promises for site in _sites(p)]
        yield "promise", "order", self.scenario.order, [(p.order, p.order) for p in plan.promises]
        yield "promise", "factory", self.factory, sites
        yield "lot", "order", self.order, [(lot.id, lot.order) for lot in plan.lots]
        yield "lot", "line", self.line, [(lot.id, lot.line) for lot in plan.lots]
        yield "lot", "factory", self.factory, [(lot.id, lot.factory) for lot in plan.lots]
        yield "lay", "order", self.order, [(lay.id, lay.order) for lay in plan.lays]
        yield "lay", "marker", self.marker, [(lay.id, lay.marker) for lay in plan.lays]
        yield "lay", "table", self.table, [(lay.id, lay.table) for lay in plan.lays]
        yield "outside_work", "order", self.order, [(o.order, o.order) for o in plan.outside]
        yield "marker", "style", self.style, [(m.id, m.style) for m in plan.markers]
        yield "marker", "material", self.material, [(m.id, m.material) for m in plan.markers]
        yield "purchase", "material", self.material, [(p.offer, p.material) for p in plan.purchases]
        yield "stock", "material", self.material, [(s.colour, s.material) for s in plan.stock_uses]
        yield "load", "factory", self.factory, [(load.unit, load.factory) for load in plan.loads]
        yield "reason", "order", self.order, [(r.order, r.order) for r in plan.reasons]
        yield "virtues", "factory", self.factory, [(v.factory, v.factory) for v in plan.virtues]


def _sites(promise: Promise) -> Sequence[str]:
    return [code for code in (promise.core, promise.cutting_factory) if code]
