"""All input of a plan as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from interlock.model._validate import Problems, named
from interlock.model.calendar import Calendar
from interlock.model.materials import Material, Offer, Stock
from interlock.model.network import MOST_OVERTIME_HOURS, CuttingTable, Factory, FactoryKind, Line, Township
from interlock.model.orders import Order
from interlock.model.rules import Rules, rule_problems
from interlock.model.styles import Style
from interlock.model.words import ERRORS


@dataclass(frozen=True, kw_only=True)
class CapacityChange:
    """Days, both ends included, on which a line has only a share of its usual minutes; 0 is a line that stands."""

    line: str
    first_on: date
    last_on: date
    share: float

    def __post_init__(self) -> None:
        with Problems("capacity of line", self.line) as p:
            p.within("share", self.share, 0, 1)
            p.in_order(self.first_on, self.last_on)

    def covers(self, on: date) -> bool:
        """Tell whether the day is one of them."""
        return self.first_on <= on <= self.last_on


@dataclass(frozen=True)
class AgreedOvertime:
    """Days, both ends included, on which a line works so many hours beyond its shift, as was agreed with its factory.

    They come on top of what the policy lets it work; the law's hours a day and the policy's hours a month still hold.
    """

    line: str
    first_on: date
    last_on: date
    hours: float

    def __post_init__(self) -> None:
        with Problems("overtime of line", self.line) as p:
            p.within("overtime hours a day", self.hours, 0, MOST_OVERTIME_HOURS)
            p.in_order(self.first_on, self.last_on)


@dataclass(frozen=True)
class Declined:
    """A factory that does not want an order: it is not asked for it again."""

    order: str
    factory: str


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A cluster with its order book on a day: everything a plan is made from.

    Construction raises :class:`~interlock.errors.InvalidModel` naming every code that stands twice and every
    reference that leads nowhere. ``made_up`` labels sample data. ``capacity_changes`` say when a line has less than
    its usual minutes (of several on a day the smallest share holds), ``declined`` which factory refused which order,
    ``agreed_overtime`` which lines work longer when.
    """

    cluster: str
    today: date
    factories: tuple[Factory, ...]
    lines: tuple[Line, ...]
    styles: tuple[Style, ...]
    orders: tuple[Order, ...]
    townships: tuple[Township, ...] = ()
    tables: tuple[CuttingTable, ...] = ()
    materials: tuple[Material, ...] = ()
    offers: tuple[Offer, ...] = ()
    stock: tuple[Stock, ...] = ()
    calendar: Calendar = field(default_factory=Calendar)
    rules: Rules = field(default_factory=Rules)
    made_up: bool = False
    capacity_changes: tuple[CapacityChange, ...] = ()
    declined: tuple[Declined, ...] = ()
    agreed_overtime: tuple[AgreedOvertime, ...] = ()

    def __post_init__(self) -> None:
        with Problems("scenario") as p:
            p.text("cluster", self.cluster)
            self._check_unique(p)
            self._check_network(p)
            self._check_materials(p)
            self._check_orders(p)
            for _, problem in rule_problems(self, self.rules):
                p.add(problem)

    def _check_unique(self, p: Problems) -> None:
        p.unique("township", (t.code for t in self.townships))
        p.unique("factory", (f.code for f in self.factories))
        p.unique("line", (line.code for line in self.lines))
        p.unique("table", (t.code for t in self.tables))
        p.unique("style", (s.code for s in self.styles))
        p.unique("material", (m.code for m in self.materials))
        p.unique("offer", (o.code for o in self.offers))
        p.unique("order", (o.number for o in self.orders))

    def _check_network(self, p: Problems) -> None:
        townships = {t.code for t in self.townships}
        for factory in self.factories:
            if townships and factory.township not in townships:
                p.add(ERRORS.told("no_township", factory=factory.code, township=factory.township))
        for what, code, factory_code in [("line", ln.code, ln.factory) for ln in self.lines] + [
            ("table", t.code, t.factory) for t in self.tables
        ]:
            if factory_code not in self.factory:
                p.add(ERRORS.told("no_factory", what=named(what), code=code, factory=factory_code))
        for closure in self.calendar.closures:
            if closure.factory and closure.factory not in self.factory:
                p.add(ERRORS.told("closure_factory", factory=closure.factory))
        self._check_days(p)
        for no in self.declined:
            if no.factory not in self.factory:
                p.add(ERRORS.told("declined_by", factory=no.factory, order=no.order))

    def _check_days(self, p: Problems) -> None:
        for change in self.capacity_changes:
            if change.line not in self.line:
                p.add(ERRORS.told("change_line", line=change.line))
        for longer in self.agreed_overtime:
            if longer.line not in self.line:
                p.add(ERRORS.told("overtime_line", line=longer.line))

    def _check_materials(self, p: Problems) -> None:
        for style in self.styles:
            for item in style.bill:
                if item.material not in self.material:
                    p.add(ERRORS.told("style_material", style=style.code, material=item.material))
        for offer in self.offers:
            if offer.material not in self.material:
                p.add(ERRORS.told("offer_material", offer=offer.code, material=offer.material))
        for stock in self.stock:
            if stock.material not in self.material:
                p.add(ERRORS.told("stock_material", material=stock.material))

    def _check_orders(self, p: Problems) -> None:
        for order in self.orders:
            style = self.style.get(order.style)
            if style is None:
                p.add(ERRORS.told("order_style", order=order.number, style=order.style))
                continue
            for size in {q.size for q in order.quantities} - set(style.sizes):
                p.add(ERRORS.told("order_size", order=order.number, size=size, style=style.code))
            if order.core and order.core not in self.factory:
                p.add(ERRORS.told("order_core", order=order.number, core=order.core))

    @cached_property
    def factory(self) -> Mapping[str, Factory]:
        """Factories by code."""
        return {f.code: f for f in self.factories}

    @cached_property
    def line(self) -> Mapping[str, Line]:
        """Lines by code."""
        return {line.code: line for line in self.lines}

    @cached_property
    def table(self) -> Mapping[str, CuttingTable]:
        """Cutting tables by code."""
        return {t.code: t for t in self.tables}

    @cached_property
    def style(self) -> Mapping[str, Style]:
        """Styles by code."""
        return {s.code: s for s in self.styles}

    @cached_property
    def material(self) -> Mapping[str, Material]:
        """Materials by code."""
        return {m.code: m for m in self.materials}

    @cached_property
    def order(self) -> Mapping[str, Order]:
        """Orders by number."""
        return {o.number: o for o in self.orders}

    @cached_property
    def township(self) -> Mapping[str, Township]:
        """Townships by code."""
        return {t.code: t for t in self.townships}

    @cached_property
    def lines_of(self) -> Mapping[str, tuple[Line, ...]]:
        """Lines by factory; a factory without lines has an empty tuple."""
        found: dict[str, list[Line]] = {f.code: [] for f in self.factories}
        for line in self.lines:
            found[line.factory].append(line)
        return {code: tuple(lines) for code, lines in found.items()}

    @cached_property
    def tables_of(self) -> Mapping[str, tuple[CuttingTable, ...]]:
        """Cutting tables by factory; a factory without tables has an empty tuple."""
        found: dict[str, list[CuttingTable]] = {f.code: [] for f in self.factories}
        for table in self.tables:
            found[table.factory].append(table)
        return {code: tuple(tables) for code, tables in found.items()}

    @cached_property
    def changes_of(self) -> Mapping[str, tuple[CapacityChange, ...]]:
        """Capacity changes by line; only lines that have some."""
        found: dict[str, tuple[CapacityChange, ...]] = {}
        for change in self.capacity_changes:
            found[change.line] = (*found.get(change.line, ()), change)
        return found

    @cached_property
    def declined_by(self) -> Mapping[str, frozenset[str]]:
        """The factories that declined an order, by order; only orders that were declined."""
        orders = dict.fromkeys(no.order for no in self.declined)
        return {o: frozenset(no.factory for no in self.declined if no.order == o) for o in orders}

    def share_of(self, line: str, on: date) -> float:
        """Return the share of its usual minutes that a line has on a day (were it open)."""
        return min((c.share for c in self.changes_of.get(line, ()) if c.covers(on)), default=1.0)

    def agreed_hours(self, line: str, on: date) -> float:
        """Return how many hours beyond its shift a line has agreed to work on a day: the most of all that reach it."""
        return max((a.hours for a in self._agreed_of.get(line, ()) if a.first_on <= on <= a.last_on), default=0.0)

    @cached_property
    def _agreed_of(self) -> Mapping[str, tuple[AgreedOvertime, ...]]:
        lines = dict.fromkeys(one.line for one in self.agreed_overtime)
        return {line: tuple(one for one in self.agreed_overtime if one.line == line) for line in lines}

    def of_kind(self, kind: FactoryKind) -> tuple[Factory, ...]:
        """Return the factories of one kind."""
        return tuple(f for f in self.factories if f.kind is kind)
