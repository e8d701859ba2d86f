"""Edits made: a scenario with some things otherwise, or every reason why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

from interlock.errors import InvalidModel
from interlock.model import (
    CapacityChange,
    Factory,
    FactoryKind,
    Line,
    Order,
    PriceBreak,
    Quantity,
    Scenario,
    Skill,
    Township,
)
from interlock.whatif.edits import (
    AddLine,
    AddWorkshop,
    ChangeOrder,
    CloseLine,
    DropOrder,
    EarlierMaterial,
    Edit,
    MoreFinishing,
    MoreTableTime,
    Overtime,
    QuickerOffer,
    TrainLine,
    kind_name,
)

ONE_DAY = timedelta(days=1)
MIN_PER_DAY = 1440.0


def apply(scenario: Scenario, edits: Sequence[Edit]) -> Scenario:
    """Return the scenario with all edits made, one after another; the scenario itself stays as it is.

    Raises :class:`~interlock.errors.InvalidModel` with every problem of every edit, each naming the edit by its place
    from 1 and its kind, and the thing.
    """
    made, problems = scenario, list[str]()
    for number, edit in enumerate(edits, 1):
        try:
            made = _MAKERS[type(edit)](made, edit)
        except InvalidModel as error:
            problems += [f"edit {number} ({kind_name(edit)}): {problem}" for problem in error.problems]
    if problems:
        raise InvalidModel(problems)
    return made


def lines_of(scenario: Scenario, edit: Overtime) -> tuple[Line, ...]:
    """Return the lines that overtime is for."""
    return tuple(
        line
        for line in scenario.lines
        if edit.line == line.code
        or edit.factory == line.factory
        or (edit.township and edit.township == scenario.factory[line.factory].township)
    )


def _want(found: object, what: str) -> None:
    if not found:
        raise InvalidModel([f"there is no {what}; name one of the scenario's"])


def _refuse(problems: Iterator[str]) -> None:
    if found := list(problems):
        raise InvalidModel(found)


def _add_line(scenario: Scenario, edit: AddLine) -> Scenario:
    return _with_lines(scenario, [edit.code], edit.factory, edit)


def _with_lines(scenario: Scenario, codes: Sequence[str], factory: str, edit: AddLine | AddWorkshop) -> Scenario:
    lines = tuple(
        Line(
            code=code,
            factory=factory,
            operators=edit.operators,
            minutes_per_day=edit.minutes_per_day,
            efficiency=edit.efficiency,
            attendance=edit.attendance,
            skills=edit.skills,
            price_fen_per_min=edit.price_fen_per_min,
        )
        for code in codes
    )
    closed: tuple[CapacityChange, ...] = ()
    if edit.from_on is not None and edit.from_on > scenario.today:
        closed = tuple(
            CapacityChange(line=code, first_on=scenario.today, last_on=edit.from_on - ONE_DAY, share=0.0)
            for code in codes
        )
    return replace(scenario, lines=(*scenario.lines, *lines), capacity_changes=(*scenario.capacity_changes, *closed))


def _add_workshop(scenario: Scenario, edit: AddWorkshop) -> Scenario:
    place = scenario.township.get(edit.township)
    _want(place, f"township {edit.township}")
    if edit.lines < 1:
        raise InvalidModel([f"workshop {edit.code} has {edit.lines} lines; give it at least 1"])
    codes = [f"{edit.code}-{number}" for number in range(1, edit.lines + 1)]
    bare = replace(scenario, factories=(*scenario.factories, _workshop(edit, cast(Township, place))))
    return _with_lines(bare, codes, edit.code, edit)


def _workshop(edit: AddWorkshop, place: Township) -> Factory:
    return Factory(
        code=edit.code,
        name=edit.name,
        kind=FactoryKind.SATELLITE,
        township=edit.township,
        longitude=place.longitude,
        latitude=place.latitude,
        minimum_lot_pieces=edit.minimum_lot_pieces,
        opening_fen=edit.opening_fen,
    )


def _close_line(scenario: Scenario, edit: CloseLine) -> Scenario:
    _want(edit.line in scenario.line, f"line {edit.line}")
    if edit.from_on is not None and edit.from_on > scenario.today:
        shut = CapacityChange(line=edit.line, first_on=edit.from_on, last_on=date.max, share=0.0)
        return replace(scenario, capacity_changes=(*scenario.capacity_changes, shut))
    return replace(
        scenario,
        lines=tuple(line for line in scenario.lines if line.code != edit.line),
        capacity_changes=tuple(change for change in scenario.capacity_changes if change.line != edit.line),
    )


def _train_line(scenario: Scenario, edit: TrainLine) -> Scenario:
    line = scenario.line.get(edit.line)
    _want(line, f"line {edit.line}")
    line = cast(Line, line)
    if line.level(edit.category) >= edit.level:
        known = f"{line.level(edit.category):g}"
        raise InvalidModel([f"line {line.code} sews {edit.category} at level {known} already; give a higher level"])
    others = tuple(skill for skill in line.skills if skill.category != edit.category)
    return _with_line(scenario, replace(line, skills=(*others, Skill(edit.category, edit.level))))


def _with_line(scenario: Scenario, line: Line) -> Scenario:
    return replace(scenario, lines=tuple(line if one.code == line.code else one for one in scenario.lines))


def _more_table_time(scenario: Scenario, edit: MoreTableTime) -> Scenario:
    _want(scenario.tables_of.get(edit.factory), f"cutting table in factory {edit.factory}")
    tables = tuple(
        replace(table, minutes_per_day=table.minutes_per_day + edit.minutes_per_day)
        if table.factory == edit.factory
        else table
        for table in scenario.tables
    )
    return replace(scenario, tables=tables)


def _more_finishing(scenario: Scenario, edit: MoreFinishing) -> Scenario:
    found = scenario.factory.get(edit.factory)
    _want(found, f"factory {edit.factory}")
    minutes = cast(Factory, found).finishing_min_per_day + edit.minutes_per_day
    factory = replace(cast(Factory, found), finishing_min_per_day=minutes)
    factories = tuple(factory if one.code == factory.code else one for one in scenario.factories)
    return replace(scenario, factories=factories)


def _overtime(scenario: Scenario, edit: Overtime) -> Scenario:
    lines = lines_of(scenario, edit)
    _refuse(_overtime_problems(edit, lines))
    for line in lines:
        longer = replace(line, minutes_per_day=line.minutes_per_day * (1 + edit.share))
        scenario = replace(_with_line(scenario, longer), capacity_changes=_rebased(scenario, line.code, edit))
    return scenario


def _overtime_problems(edit: Overtime, lines: Sequence[Line]) -> Iterator[str]:
    if sum(bool(name) for name in (edit.line, edit.factory, edit.township)) != 1:
        yield "overtime is for a line, a factory or a township; name one of the three"
    elif not lines:
        yield f"there is no line at {edit.line or edit.factory or edit.township}; name one of the scenario's"
    if not 0 < edit.share <= 1:
        yield f"overtime of {edit.share:g} of a day; give a share above 0 and at most 1"
    if not 0 <= edit.premium_share <= 10:
        yield f"a premium of {edit.premium_share:g}; give a share of the line's price, at least 0"
    if edit.last_on < edit.first_on:
        yield f"it ends on {edit.last_on}, before it starts on {edit.first_on}; swap the dates"
        return
    for line in lines:
        if line.minutes_per_day * (1 + edit.share) > MIN_PER_DAY:
            yield f"line {line.code} works {line.minutes_per_day:g} minutes a day; {edit.share:g} more is over 24 hours"


def _rebased(scenario: Scenario, code: str, edit: Overtime) -> tuple[CapacityChange, ...]:
    """Capacity changes after the line's day has grown by the overtime: all other days take their share of it back.

    (A share above one is no capacity change; a longer day that only some days use to the full says the same.)
    """
    usual = 1 / (1 + edit.share)
    kept = [change for change in scenario.capacity_changes if change.line != code]
    mine = [change for change in scenario.capacity_changes if change.line == code]
    whole = CapacityChange(line=code, first_on=scenario.today, last_on=date.max, share=1.0)
    for change in [*mine, whole]:
        for first_on, last_on, share in _parts(change, edit, usual):
            if first_on <= last_on and share < 1.0:
                kept.append(CapacityChange(line=code, first_on=first_on, last_on=last_on, share=share))
    return tuple(kept)


def _parts(change: CapacityChange, edit: Overtime, usual: float) -> Iterator[tuple[date, date, float]]:
    """A capacity change before, during and after overtime; a part that is not there ends before it starts."""
    yield change.first_on, min(change.last_on, edit.first_on - ONE_DAY), change.share * usual
    yield max(change.first_on, edit.first_on), min(change.last_on, edit.last_on), change.share
    if change.last_on > edit.last_on:
        yield max(change.first_on, edit.last_on + ONE_DAY), change.last_on, change.share * usual


def _order(scenario: Scenario, number: str) -> Order:
    _want(number in scenario.order, f"order {number}")
    return scenario.order[number]


def _with_order(scenario: Scenario, order: Order) -> Scenario:
    return replace(scenario, orders=tuple(order if one.number == order.number else one for one in scenario.orders))


def _change_order(scenario: Scenario, edit: ChangeOrder) -> Scenario:
    order = _order(scenario, edit.order)
    if edit.due_on is None and edit.pieces is None:
        raise InvalidModel([f"order {order.number} would stay as it is; give a due date or pieces"])
    if edit.pieces is not None:
        order = replace(order, quantities=_scaled(order, edit.pieces))
    return _with_order(scenario, replace(order, due_on=edit.due_on or order.due_on))


def _scaled(order: Order, pieces: int) -> tuple[Quantity, ...]:
    """Cells in the same proportions; what rounding leaves goes to the cells that lost most by it."""
    if pieces < 1:
        raise InvalidModel([f"order {order.number} would have {pieces} pieces; drop it instead, or give at least 1"])
    exact = [q.pieces * pieces / order.pieces for q in order.quantities]
    whole = [int(value) for value in exact]
    by_loss = sorted(range(len(exact)), key=lambda i: (whole[i] - exact[i], i))
    for i in by_loss[: pieces - sum(whole)]:
        whole[i] += 1
    return tuple(replace(q, pieces=n) for q, n in zip(order.quantities, whole, strict=True) if n > 0)


def _drop_order(scenario: Scenario, edit: DropOrder) -> Scenario:
    _order(scenario, edit.order)
    return replace(scenario, orders=tuple(one for one in scenario.orders if one.number != edit.order))


def _quicker_offer(scenario: Scenario, edit: QuickerOffer) -> Scenario:
    offers = {offer.code: offer for offer in scenario.offers}
    _want(edit.offer in offers, f"offer {edit.offer}")
    if edit.price_share <= -1:
        raise InvalidModel([f"offer {edit.offer} would cost {1 + edit.price_share:g} of its price; give it a price"])
    offer = offers[edit.offer]
    breaks = tuple(PriceBreak(b.from_quantity, b.fen_per_unit * (1 + edit.price_share)) for b in offer.breaks)
    offers[edit.offer] = replace(offer, lead_days=edit.lead_days, breaks=breaks)
    return replace(scenario, offers=tuple(offers.values()))


def _earlier_material(scenario: Scenario, edit: EarlierMaterial) -> Scenario:
    order = _order(scenario, edit.order)
    if order.material_ready_on is None:
        raise InvalidModel([f"order {order.number}: its material is bought, not the customer's; edit an offer instead"])
    return _with_order(scenario, replace(order, material_ready_on=edit.ready_on))


_MAKERS: Mapping[type[Edit], Callable[[Scenario, Any], Scenario]] = {
    AddLine: _add_line,
    AddWorkshop: _add_workshop,
    CloseLine: _close_line,
    TrainLine: _train_line,
    MoreTableTime: _more_table_time,
    MoreFinishing: _more_finishing,
    Overtime: _overtime,
    ChangeOrder: _change_order,
    DropOrder: _drop_order,
    QuickerOffer: _quicker_offer,
    EarlierMaterial: _earlier_material,
}
