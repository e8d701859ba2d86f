"""Up to which day a plan is over: as its user says it, and as what is told of the shop floor shows."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date, timedelta

from interlock.errors import InterlockError, Told
from interlock.explain import figures, on_day
from interlock.model import Event, LotRejected, OutputBehind, Plan
from interlock.plan_files import today_of
from interlock.words import Words

ONE_DAY = timedelta(days=1)

WORDS = Words(
    over=(
        "--today {found}: days before {as_of} are over by {plan} already; give that day or a later one",
        "--today {found}：{plan} 已记 {as_of} 之前各天已过，请写该日或之后的日期",
    ),
    before=(
        "--today {found}: {plan} was made on {made_on}; give that day or a later one",
        "--today {found}：{plan} 是 {made_on} 排的，请写该日或之后的日期",
    ),
    ended=(
        "--today {found}: {plan} ends on {last_on}; plan anew",
        "--today {found}：{plan} 到 {last_on} 为止，请重新排产",
    ),
    told=(
        "It is told what was done on {on}: days up to it are over, and nothing is planned anew there.",
        "事件已报{on}的情况：截至当天各天已过，不再重新安排。",
    ),
)


def on_its_day(made: Plan, options: argparse.Namespace, events: Sequence[Event] = ()) -> tuple[Plan, tuple[Told, ...]]:
    """Return the plan on the day of --today, and a sentence where what is told of the floor shows that it is later.

    What is done or inspected on a day is known once that day is over. Without either a plan keeps the day that it
    remembers. Raises :class:`~interlock.errors.InterlockError` for a day before that, or after the plan's last.
    """
    today = _today(made, options) if options.as_of is not None else made.as_of
    on = max((on for on in map(_told_on, events) if on and made.first_on <= on < made.last_on), default=None)
    if on is None or on < (today or made.first_on):
        return on_day(made, today), ()
    season = made.first_on, made.last_on
    days = {"on": Told(figures.day_words(on, "en", season), figures.day_words(on, "zh", season))}
    return on_day(made, on + ONE_DAY), (WORDS.told("told", **days),)


def _today(made: Plan, options: argparse.Namespace) -> date:
    today = today_of(options.as_of)
    if made.as_of is not None and today < made.as_of:
        raise InterlockError(WORDS.told("over", found=today, as_of=made.as_of, plan=options.plan))
    if today < made.made_on:
        raise InterlockError(WORDS.told("before", found=today, made_on=made.made_on, plan=options.plan))
    if today > made.last_on:
        raise InterlockError(WORDS.told("ended", found=today, last_on=made.last_on, plan=options.plan))
    return today


def _told_on(event: Event) -> date | None:
    return event.on if isinstance(event, OutputBehind | LotRejected) else None
