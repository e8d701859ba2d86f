"""Edits made: a scenario with some things otherwise, or every reason why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from interlock.errors import InvalidModel, Placed, Told
from interlock.explain.names import named
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
from interlock.whatif.categories import category_of, skills_of
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
from interlock.words import Words, known_ones

ONE_DAY = timedelta(days=1)
MIN_PER_DAY = 1440.0
# More people than any sewing line has, and more money than any is paid for a minute.
MOST_OPERATORS = 10_000
MOST_FEN_PER_MIN = 100_000

SAYS = Words(
    edit=("edit {number} ({kind}): {problem}", "第 {number} 项改动（{kind}）：{problem}"),
    no_such=("there is no {what} {name}; {known}", "工作簿中没有{what} {name}（{known}）"),
    township=("township", "乡镇"),
    line=("line", "产线"),
    table_in=("cutting table in factory", "裁床，工厂"),
    factory=("factory", "工厂"),
    order=("order", "订单"),
    offer=("offer", "报价单"),
    no_lines=("workshop {code} has {lines} lines; give it at least 1", "厂房 {code} 有 {lines} 条产线，至少要 1 条"),
    operators=(
        "line {code} of {operators} operators; give at most {most}",
        "产线 {code} 有 {operators} 名工人，最多可写 {most}",
    ),
    price=(
        "line {code} at {price} fen per standard minute; give at most {most}",
        "产线 {code} 的单价为每标准分钟 {price} 分，最多可写 {most}",
    ),
    no_lines_left=(
        "all edits: no line would be left in the cluster; keep at least one",
        "全部改动：集群内将没有任何产线，请至少保留一条",
    ),
    locked=(
        "a rule locks {orders} to line {line}; take that lock out of the book, or close another line",
        "有规则把 {orders} 锁定在产线 {line}，请先从工作簿删除该锁定，或关闭其他产线",
    ),
    known=(
        "line {line} sews {category} at level {level} already; give a higher level",
        "产线 {line} 做 {category} 的熟练程度已是 {level}，请写更高的",
    ),
    same=(
        "order {order} would stay as it is; give a due date or pieces",
        "订单 {order} 没有变化，请写新的交期或件数",
    ),
    no_piece=(
        "order {order} would have {pieces} pieces; drop it instead, or give at least 1",
        "订单 {order} 将只有 {pieces} 件，请改用去掉订单，或至少写 1 件",
    ),
    no_price=(
        "offer {offer} would cost {share} of its price; give it a price",
        "报价单 {offer} 的价格将变为原价的 {share}，请写大于 0 的价格",
    ),
    bought=(
        "order {order}: its material is bought, not the customer's; edit an offer instead",
        "订单 {order} 的面辅料是采购的，不是客供的，请改报价单",
    ),
    one_of_three=(
        "overtime is for a line, a factory or a township; name one of the three",
        "加班要写明产线、工厂或乡镇，三者只写一个",
    ),
    no_line_at=("there is no line at {name}; {known}", "{name} 没有产线（{known}）"),
    share=(
        "overtime of {share} of a day; give a share above 0 and at most 1",
        "加班时长为一天的 {share}，应大于 0 且不超过 1",
    ),
    premium=(
        "a premium of {share}; give a share of the line's price, at least 0",
        "加班加价为 {share}，应为产线单价的倍数，不小于 0",
    ),
    swap=("it ends on {last}, before it starts on {first}; swap the dates", "结束日 {last} 早于开始日 {first}，请对调"),
    too_long=(
        "line {line} works {minutes} minutes a day; {share} more is over 24 hours",
        "产线 {line} 每天工作 {minutes} 分钟，再加 {share} 就超过 24 小时",
    ),
)


def apply(scenario: Scenario, edits: Sequence[Edit], *, numbers: Sequence[int] | None = None) -> Scenario:
    """Return the scenario with all edits made, one after another; the scenario itself stays as it is.

    Raises :class:`~interlock.errors.InvalidModel` with every problem of every edit, each naming the edit by its place
    from 1 (or its number in ``numbers``) and its kind, and the thing.
    """
    made, problems = scenario, list[str]()
    for number, edit in zip(numbers or range(1, len(edits) + 1), edits, strict=True):
        try:
            made = _MAKERS[type(edit)](made, edit)
        except InvalidModel as error:
            problems += [of_edit(number, edit, problem) for problem in error.problems]
    if not made.lines:
        problems.append(SAYS.told("no_lines_left"))
    if problems:
        raise InvalidModel(problems)
    return made


def of_edit(number: int, edit: Edit, problem: str) -> Placed:
    """Return what is wrong with an edit with its place in the list and its kind."""
    told = SAYS.told("edit", number=number, kind=kind_name(edit), problem=problem)
    return Placed(told, told.chinese, place=str(number))


def lines_of(scenario: Scenario, edit: Overtime) -> tuple[Line, ...]:
    """Return the lines that overtime is for."""
    return tuple(
        line
        for line in scenario.lines
        if edit.line == line.code
        or edit.factory == line.factory
        or (edit.township and edit.township == scenario.factory[line.factory].township)
    )


def _want(known: Iterable[str], what: str, name: str, called: Mapping[str, Told] | None = None) -> None:
    codes = list(known)
    if name not in codes:
        told = known_ones(name, codes, called)
        raise InvalidModel([SAYS.told("no_such", what=SAYS.told(what), name=name, known=told)])


def _called(places: Mapping[str, Township] | Mapping[str, Factory]) -> dict[str, Told]:
    """What townships or factories are called, by their codes."""
    return {code: Told(named(place.name, "en"), named(place.name, "zh")) for code, place in places.items()}


def _refuse(problems: Iterator[str]) -> None:
    if found := list(problems):
        raise InvalidModel(found)


def _add_line(scenario: Scenario, edit: AddLine) -> Scenario:
    return _with_lines(scenario, [edit.code], edit.factory, edit)


def _beyond_reason(edit: AddLine | AddWorkshop) -> Iterator[str]:
    """What no line has; a number of it is a slip of the keys."""
    if edit.operators > MOST_OPERATORS:
        yield SAYS.told("operators", code=edit.code, operators=f"{edit.operators:,}", most=f"{MOST_OPERATORS:,}")
    if edit.price_fen_per_min > MOST_FEN_PER_MIN:
        price, most = f"{edit.price_fen_per_min:g}", f"{MOST_FEN_PER_MIN:,}"
        yield SAYS.told("price", code=edit.code, price=price, most=most)


def _with_lines(scenario: Scenario, codes: Sequence[str], factory: str, edit: AddLine | AddWorkshop) -> Scenario:
    _refuse(_beyond_reason(edit))
    skills = skills_of(scenario, edit.skills)
    lines = tuple(
        Line(
            code=code,
            factory=factory,
            operators=edit.operators,
            minutes_per_day=edit.minutes_per_day,
            efficiency=edit.efficiency,
            attendance=edit.attendance,
            skills=skills,
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
    _want(scenario.township, "township", edit.township, _called(scenario.township))
    if edit.lines < 1:
        raise InvalidModel([SAYS.told("no_lines", code=edit.code, lines=edit.lines)])
    codes = [f"{edit.code}-{number}" for number in range(1, edit.lines + 1)]
    bare = replace(scenario, factories=(*scenario.factories, _workshop(edit, scenario.township[edit.township])))
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
    _want(scenario.line, "line", edit.line)
    from_on = edit.from_on or scenario.today
    locked = sorted(
        {lock.order for lock in scenario.rules.locks if lock.line == edit.line and lock.first_on >= from_on}
    )
    if locked:
        raise InvalidModel([SAYS.told("locked", orders=", ".join(locked), line=edit.line)])
    if edit.from_on is not None and edit.from_on > scenario.today:
        shut = CapacityChange(line=edit.line, first_on=edit.from_on, last_on=date.max, share=0.0)
        return replace(scenario, capacity_changes=(*scenario.capacity_changes, shut))
    return replace(
        scenario,
        lines=tuple(line for line in scenario.lines if line.code != edit.line),
        capacity_changes=tuple(change for change in scenario.capacity_changes if change.line != edit.line),
        agreed_overtime=tuple(one for one in scenario.agreed_overtime if one.line != edit.line),
    )


def _train_line(scenario: Scenario, edit: TrainLine) -> Scenario:
    _want(scenario.line, "line", edit.line)
    line, category = scenario.line[edit.line], category_of(scenario, edit.category)
    if line.level(category) >= edit.level:
        known = f"{line.level(category):g}"
        raise InvalidModel([SAYS.told("known", line=line.code, category=edit.category, level=known)])
    others = tuple(skill for skill in line.skills if skill.category != category)
    return _with_line(scenario, replace(line, skills=(*others, Skill(category, edit.level))))


def _with_line(scenario: Scenario, line: Line) -> Scenario:
    return replace(scenario, lines=tuple(line if one.code == line.code else one for one in scenario.lines))


def _more_table_time(scenario: Scenario, edit: MoreTableTime) -> Scenario:
    _want((code for code, tables in scenario.tables_of.items() if tables), "table_in", edit.factory)
    tables = tuple(
        replace(table, minutes_per_day=table.minutes_per_day + edit.minutes_per_day)
        if table.factory == edit.factory
        else table
        for table in scenario.tables
    )
    return replace(scenario, tables=tables)


def _more_finishing(scenario: Scenario, edit: MoreFinishing) -> Scenario:
    _want(scenario.factory, "factory", edit.factory, _called(scenario.factory))
    found = scenario.factory[edit.factory]
    factory = replace(found, finishing_min_per_day=found.finishing_min_per_day + edit.minutes_per_day)
    factories = tuple(factory if one.code == factory.code else one for one in scenario.factories)
    return replace(scenario, factories=factories)


def _overtime(scenario: Scenario, edit: Overtime) -> Scenario:
    lines = lines_of(scenario, edit)
    _refuse(_overtime_problems(scenario, edit, lines))
    for line in lines:
        longer = replace(line, minutes_per_day=line.minutes_per_day * (1 + edit.share))
        scenario = replace(_with_line(scenario, longer), capacity_changes=_rebased(scenario, line.code, edit))
    return scenario


def _overtime_problems(scenario: Scenario, edit: Overtime, lines: Sequence[Line]) -> Iterator[str]:
    if sum(bool(name) for name in (edit.line, edit.factory, edit.township)) != 1:
        yield SAYS.told("one_of_three")
    elif not lines:
        name = edit.line or edit.factory or edit.township
        places = scenario.factory if edit.factory else scenario.township
        known = known_ones(name, scenario.line) if edit.line else known_ones(name, places, _called(places))
        yield SAYS.told("no_line_at", name=name, known=known)
    if not 0 < edit.share <= 1:
        yield SAYS.told("share", share=f"{edit.share:g}")
    if not 0 <= edit.premium_share <= 10:
        yield SAYS.told("premium", share=f"{edit.premium_share:g}")
    if edit.last_on < edit.first_on:
        yield SAYS.told("swap", first=edit.first_on, last=edit.last_on)
        return
    for line in lines:
        if line.minutes_per_day * (1 + edit.share) > MIN_PER_DAY:
            yield SAYS.told("too_long", line=line.code, minutes=f"{line.minutes_per_day:g}", share=f"{edit.share:g}")


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
    _want(scenario.order, "order", number)
    return scenario.order[number]


def _with_order(scenario: Scenario, order: Order) -> Scenario:
    return replace(scenario, orders=tuple(order if one.number == order.number else one for one in scenario.orders))


def _change_order(scenario: Scenario, edit: ChangeOrder) -> Scenario:
    order = _order(scenario, edit.order)
    if edit.due_on is None and edit.pieces is None:
        raise InvalidModel([SAYS.told("same", order=order.number)])
    if edit.pieces is not None:
        order = replace(order, quantities=_scaled(order, edit.pieces))
    return _with_order(scenario, replace(order, due_on=edit.due_on or order.due_on))


def _scaled(order: Order, pieces: int) -> tuple[Quantity, ...]:
    """Cells in the same proportions; what rounding leaves goes to the cells that lost most by it."""
    if pieces < 1:
        raise InvalidModel([SAYS.told("no_piece", order=order.number, pieces=pieces)])
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
    _want(offers, "offer", edit.offer)
    if edit.price_share <= -1:
        raise InvalidModel([SAYS.told("no_price", offer=edit.offer, share=f"{1 + edit.price_share:g}")])
    offer = offers[edit.offer]
    breaks = tuple(PriceBreak(b.from_quantity, b.fen_per_unit * (1 + edit.price_share)) for b in offer.breaks)
    offers[edit.offer] = replace(offer, lead_days=edit.lead_days, breaks=breaks)
    return replace(scenario, offers=tuple(offers.values()))


def _earlier_material(scenario: Scenario, edit: EarlierMaterial) -> Scenario:
    order = _order(scenario, edit.order)
    if order.material_ready_on is None:
        raise InvalidModel([SAYS.told("bought", order=order.number)])
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
