"""A scenario and its plan in the words of one language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from interlock.explain import figures
from interlock.explain.figures import Season
from interlock.explain.names import firm_named, named
from interlock.explain.tables.table import State
from interlock.explain.tables.words import SAYS, SHORT
from interlock.model import Lay, Order, Plan, Promise, Quantity, Scenario, Share
from interlock.model.categories import category_name
from interlock.words import Language

AT_RISK_WITHIN = timedelta(days=2)
# So many orders of a purchase are named; the others are counted.
MOST_NAMED = 12


@dataclass(frozen=True)
class View:
    """A scenario and its plan, with the words of one language."""

    scenario: Scenario
    plan: Plan
    language: Language

    def short(self, key: str) -> str:
        """Return a short word of the tables."""
        return SHORT.say(self.language, key)

    def word(self, text: str) -> str:
        """Return the word for a text that is one of the tables' short words, else the text."""
        return self.short(text) if text in SHORT else text

    def says(self, key: str, **values: object) -> str:
        """Return a table's sentence."""
        return SAYS.say(self.language, key, **values)

    def factory(self, code: str) -> str:
        """Return a factory's name."""
        factory = self.scenario.factory.get(code)
        return self.name(factory.name) if factory else code

    def township(self, code: str) -> str:
        """Return a township's name."""
        township = self.scenario.township.get(code)
        if township is None:
            return code
        return township.name if self.language == "zh" else township.name_en or township.name

    def order(self, number: str) -> Order:
        """Return an order."""
        return self.scenario.order[number]

    def category(self, number: str) -> str:
        """Return the name of an order's category."""
        return category_name(self.scenario.style[self.order(number).style].category, self.language)

    def material(self, code: str) -> str:
        """Return a material's name."""
        return self.name(self.scenario.material[code].name)

    def name(self, name: str) -> str:
        """Return a name in the view's language, where it holds both."""
        return named(name, self.language)

    def firm(self, name: str) -> str:
        """Return a firm's name in the view's language, where it has one for each."""
        return firm_named(name, self.language)

    def pairs(self, pairs: Iterable[tuple[str, int]]) -> str:
        """Return names with their numbers: ``S 1 · M 2``."""
        return " · ".join(f"{self.name(name)} {number}" for name, number in pairs)

    def cells(self, quantities: Iterable[Quantity]) -> str:
        """Return pieces by colour and size: ``navy S 120 · navy M 240``."""
        return " · ".join(f"{self.name(q.colour)} {q.size} {q.pieces}".strip() for q in quantities)

    def counted(self, number: float, thing: str) -> str:
        """Return a number with what it counts."""
        return figures.counted(number, thing, self.language)

    @property
    def season(self) -> Season:
        """The days of the plan; dates within need no year."""
        return (self.plan.first_on, self.plan.last_on)

    @cached_property
    def lays_of_marker(self) -> dict[str, list[Lay]]:
        """Lays by the marker they are cut with."""
        found: defaultdict[str, list[Lay]] = defaultdict(list)
        for lay in self.plan.lays:
            found[lay.marker].append(lay)
        return found

    def nested(self, nested: bool) -> str:
        """Return whether a marker is nested or estimated."""
        return self.short("nested" if nested else "estimated")


def state_of(plan: Plan, promise: Promise) -> State:
    """Return how an order of a plan stands against its due date, and whether it has shipped."""
    if plan.has_shipped(promise):
        return State.SHIPPED_LATE if promise.late_days > 0 else State.SHIPPED
    if promise.late_days > 0:
        return State.LATE
    return State.AT_RISK if promise.due_on - promise.ship_on <= AT_RISK_WITHIN else State.ON_TIME


def orders_of(shares: Sequence[Share]) -> str:
    """Return the orders of a purchase; the first dozen by number, the others counted."""
    orders = [share.order for share in shares]
    more = len(orders) - MOST_NAMED
    return ", ".join(orders[:MOST_NAMED]) + (f" +{more}" if more > 0 else "")
