"""Remedies that were tried on a plan: done, or kept with a repaired plan as long as what they rest on is the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain

from interlock.errors import InvalidModel, Told
from interlock.explain.figures import counted, day_words
from interlock.model import (
    TRIAL_FACTS,
    Event,
    Help,
    Lot,
    LotGiven,
    OutsideLot,
    OvertimeAgreed,
    Plan,
    Promise,
    Reason,
    Remedy,
)
from interlock.words import Words, known_ones

Work = Mapping[str, Sequence[Lot | OutsideLot]]

ONE_DAY = timedelta(days=1)

SAYS = Words(
    nothing=(
        "order {order}: neither overtime nor another line was found to help it; its reason names what else would",
        "订单 {order}：试算未找到有效的加班或改派产线，其他办法见该订单的延误原因",
    ),
    in_time=(
        "order {order} is not late: it ships on {ship_on} and is due on {due_on}",
        "订单 {order} 没有延误：{ship_on} 出货，交期 {due_on}",
    ),
    same_day=(
        "what the plan names does not help order {order} as things stand: it would still ship on {ship_on}",
        "按目前情况，计划给出的办法帮不了订单 {order}：采用后仍在{ship_on}出货",
    ),
    later_day=(
        "what the plan names does not help order {order} as things stand: it would ship on {ship_on}, without it on "
        "{before_on}",
        "按目前情况，计划给出的办法帮不了订单 {order}：采用后{ship_on}出货，不采用则为{before_on}",
    ),
    hurts=(
        "what helps order {order} would make others late: {others}",
        "对订单 {order} 采用该办法会使其他订单延误：{others}",
    ),
    hurts_some=(
        "what helps order {order} would make others late, or later than without it: {others}",
        "对订单 {order} 采用该办法会使其他 {others}延误或延误更久",
    ),
    in_vain=(
        "{why}. Nothing is written; interlock improve tries anew what helps",
        "{why}。未写入任何文件，可用 interlock improve 重新试算",
    ),
    hurt=("{order} by {days}", "{order} 延误 {days}"),
    unkept=(
        "Order {order} ships on {ship_on}, not on {told_on} as the plan says of this measure.",
        "订单 {order} 改为{ship_on}出货，晚于计划对该办法所给的{told_on}。",
    ),
    unkept_with_others=(
        "Order {order} ships on {ship_on}, not on {told_on} as by this measure alone: what else happens here takes its "
        "room.",
        "订单 {order} 改为{ship_on}出货，晚于单独采用该办法时的{told_on}：同时发生的其他变动占用了产能。",
    ),
    unknown=("order {order} is not in the plan; {known}", "计划中没有订单 {order}（{known}）"),
)


def events_of(remedy: Remedy) -> tuple[Event, ...]:
    """Return what happens where a remedy that was tried is done: overtime or other lines; nothing for other remedies.

    Other orders make room for it, as they did when it was tried.
    """
    facts = remedy.facts
    if not remedy.tried:
        return ()
    order, lines = str(facts["order"]), _lines_of(facts)
    if remedy.help is Help.OVERTIME:
        first_on, last_on = date.fromisoformat(str(facts["from_on"])), date.fromisoformat(str(facts["by_on"]))
        hours = float(facts["hours_a_day"])
        return tuple(
            OvertimeAgreed(line=line, hours=hours, first_on=first_on, last_on=last_on, order=order) for line in lines
        )
    if remedy.help is Help.OTHER_LINE:
        lots = str(facts["lots"]).split(", ")
        due_on = date.fromisoformat(str(facts["due_on"]))
        by_on = date.fromisoformat(str(facts["by_on"])) if "by_on" in facts else due_on - ONE_DAY
        return tuple(
            LotGiven(lot=lot, line=line, by_on=by_on, may_move=True)
            for lot, line in zip(lots, lines, strict=False)
            if lot.rpartition("/")[0] == order
        )
    return ()


def help_of(plan: Plan, orders: Iterable[str]) -> tuple[Event, ...]:
    """Return the events that do for each order the first tried remedy that events can do.

    Raises :class:`~interlock.errors.InvalidModel` naming every order that has none.
    """
    asked = tuple(dict.fromkeys(orders))
    found = {order: _doable(plan, order) for order in asked}
    if wrong := [_why_not(plan, order) for order, remedy in found.items() if remedy is None]:
        raise InvalidModel(wrong)
    return tuple(event for remedy in found.values() if remedy for event in events_of(remedy))


def taken_up(plan: Plan, events: Sequence[Event]) -> tuple[Remedy, ...]:
    """Return the plan's remedies that some events do."""
    told = set(events)
    remedies = (remedy for reason in plan.reasons for remedy in reason.remedies)
    return tuple(remedy for remedy in remedies if (done := events_of(remedy)) and told >= set(done))


def unkept(plan: Plan, after: Plan, events: Sequence[Event]) -> Iterator[tuple[str, Told]]:
    """Yield each order that ships later than a remedy says that is done by events, with the sentence that tells so."""
    for remedy in taken_up(plan, events):
        order, told_on = str(remedy.facts["order"]), date.fromisoformat(str(remedy.facts["ship_on"]))
        ship_on = after.promise[order].ship_on if order in after.promise else told_on
        if ship_on > told_on:
            alone = len(set(events)) == len(events_of(remedy))
            days = {"ship_on": _day(ship_on, plan), "told_on": _day(told_on, plan)}
            yield order, SAYS.told("unkept" if alone else "unkept_with_others", order=order, **days)


def refuse_unhelpful(before: Plan, after: Plan, orders: Iterable[str]) -> None:
    """Refuse what is taken up for orders where one ships no earlier by it, or another order is late or later.

    ``before`` is the plan without it. Raises :class:`~interlock.errors.InvalidModel` naming every such order.
    """
    asked = tuple(dict.fromkeys(orders))
    wrong = [told for order in asked if (told := _no_help(before, after, order))]
    if hurt := _hurt(before, after, asked):
        others = _listed([SAYS.told("hurt", order=one.order, days=_days(one.late_days)) for one in hurt])
        wrong.append(SAYS.told("hurts", order=", ".join(asked), others=others))
    if wrong:
        raise InvalidModel([SAYS.told("in_vain", why=why) for why in wrong])


def in_vain(before: Plan, after: Plan, order: str) -> Told | None:
    """Return why what is taken up for an order comes to nothing: it ships no earlier, or others are late by it.

    Those are counted, not named. ``before`` is the plan without it; None where it helps.
    """
    hurt = len(_hurt(before, after, (order,)))
    others = Told(counted(hurt, "order", "en"), counted(hurt, "order", "zh"))
    some = SAYS.told("hurts_some", order=order, others=others) if hurt else None
    return _no_help(before, after, order) or some


def _hurt(before: Plan, after: Plan, asked: Sequence[str]) -> list[Promise]:
    """Orders that nothing is asked for and that are late, or later than before."""
    late = {promise.order: promise.late_days for promise in before.promises}
    return [one for one in after.promises if one.order not in asked and one.late_days > max(0, late.get(one.order, 0))]


def _no_help(before: Plan, after: Plan, order: str) -> Told | None:
    if order not in before.promise or order not in after.promise:
        return None  # It is cancelled.
    was_on, ship_on = before.promise[order].ship_on, after.promise[order].ship_on
    if ship_on < was_on:
        return None
    days = {"ship_on": _day(ship_on, after), "before_on": _day(was_on, after)}
    return SAYS.told("later_day" if ship_on > was_on else "same_day", order=order, **days)


def _listed(told: Sequence[Told]) -> Told:
    return Told(", ".join(told), "、".join(one.chinese for one in told))


def _day(on: date, plan: Plan) -> Told:
    season = plan.first_on, plan.last_on
    return Told(day_words(on, "en", season), day_words(on, "zh", season))


def _days(count: int) -> Told:
    return Told(counted(count, "day", "en"), counted(count, "day", "zh"))


def _doable(plan: Plan, order: str) -> Remedy | None:
    """The first remedy tried for an order that events can do."""
    reason = next((reason for reason in plan.reasons if reason.order == order), None)
    return next((one for one in reason.remedies if events_of(one)), None) if reason else None


def _why_not(plan: Plan, order: str) -> str:
    promise = plan.promise.get(order)
    if promise is None:
        return SAYS.told("unknown", order=order, known=known_ones(order, plan.promise))
    if promise.late_days <= 0:
        return SAYS.told("in_time", order=order, ship_on=promise.ship_on, due_on=promise.due_on)
    return SAYS.told("nothing", order=order)


def still_tried(before: Plan, after: Plan, found: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Return reasons with what was tried in the plan before, in vain or not, as far as it still holds.

    That is where the order is late for the same reason, and it and all lines that were tried have the same lots.
    """
    known = {reason.order: reason for reason in before.reasons if reason.tried}
    if not known:
        return found
    lines = _changed(_by_line(before.lots), _by_line(after.lots))
    orders = _changed(_by_order(before), _by_order(after))
    return tuple(
        was
        if (was := known.get(reason.order)) and reason.order not in orders and _holds(was, reason, lines)
        else reason
        for reason in found
    )


def _holds(was: Reason, reason: Reason, changed: set[str]) -> bool:
    facts = {name: value for name, value in was.facts.items() if name not in TRIAL_FACTS}
    lines = {code for one in was.remedies if one.tried for code in _lines_of(one.facts)} | {
        *_lines_of(was.facts, "tried_lines")
    }
    return (was.cause, facts) == (reason.cause, reason.facts) and not lines & changed


def _lines_of(facts: Mapping[str, str | int | float], name: str = "lines") -> list[str]:
    named = facts.get(name)
    return named.split(", ") if isinstance(named, str) else []


def _changed(before: Work, after: Work) -> set[str]:
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def _by_line(lots: Iterable[Lot]) -> Work:
    found: dict[str, list[Lot | OutsideLot]] = defaultdict(list)
    for lot in lots:
        found[lot.line].append(lot)
    return found


def _by_order(plan: Plan) -> Work:
    found: dict[str, list[Lot | OutsideLot]] = defaultdict(list)
    work: Iterable[Lot | OutsideLot] = chain(plan.lots, plan.outside)
    for lot in work:
        found[lot.order].append(lot)
    return found
