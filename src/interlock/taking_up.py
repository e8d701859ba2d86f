"""What helps late orders: told after a repair with the command that does it, and done for as many as it goes."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path

from interlock.errors import InvalidModel
from interlock.explain import remedy_sentence
from interlock.model import Event, Plan, Remedy
from interlock.repair import Repaired, events_of, help_of, refuse_unhelpful
from interlock.report import SCENARIO_FILE
from interlock.words import Language, Words

Mend = Callable[[Sequence[Event]], Repaired]
# So many late orders are told what helps them, those first whom it costs least.
MOST_HELPS = 3

WORDS = Words(
    how=(
        "To do so: interlock repair {plan} {book} --take-up {order} -o NEW/ (again for more orders).",
        "采用办法：interlock repair {plan} {book} --take-up {order} -o 新输出/（可重复给出多个订单）。",
    ),
    together=(
        "without the others it goes: {asked}",
        "去掉其余订单即可采用：{asked}",
    ),
)


def helps_of(plan: Plan) -> tuple[tuple[str, Remedy], ...]:
    """Return the late orders that something tried helps, with what ``--take-up`` does for each, the cheapest first."""
    found = [(reason.order, next((one for one in reason.remedies if events_of(one)), None)) for reason in plan.reasons]
    helps = [(order, remedy) for order, remedy in found if remedy is not None]
    return tuple(sorted(helps, key=lambda help_: (_cost_fen(help_[1]), help_[0]))[:MOST_HELPS])


def help_sentences(plan: Plan, language: Language, out: Path) -> tuple[str, ...]:
    """Return what helps late orders of a plan in a folder, and how it is done; nothing where nothing does."""
    helps = helps_of(plan)
    if not helps:
        return ()
    season = plan.first_on, plan.last_on
    plan_file, book = (shlex.quote(str(out / name)) for name in ("plan.json", SCENARIO_FILE))
    how = WORDS.say(language, "how", plan=plan_file, book=book, order=shlex.quote(helps[0][0]))
    return (*(remedy_sentence(remedy, language, season) for _, remedy in helps), how)


def take_up(mend: Mend, made: Plan, told: Sequence[Event], orders: Sequence[str]) -> tuple[Repaired, tuple[Event, ...]]:
    """Return a plan after events with what helps late orders done, and the events that did so.

    Raises :class:`~interlock.errors.InvalidModel` where it does not help all of them or makes others late; of several
    it names those for whom it could be done together.
    """
    before = mend(told).plan if told else made
    try:
        return _done(mend, made, before, told, orders)
    except InvalidModel as error:
        able: list[str] = []
        for order in dict.fromkeys(orders):
            if _goes(mend, made, before, told, [*able, order]):
                able.append(order)
        asked = " ".join(f"--take-up {shlex.quote(order)}" for order in able)
        more = [WORDS.told("together", asked=asked)] if able else []
        raise InvalidModel([*error.problems, *more]) from None


def _goes(mend: Mend, made: Plan, before: Plan, told: Sequence[Event], orders: Sequence[str]) -> bool:
    try:
        _done(mend, made, before, told, orders)
    except InvalidModel:
        return False
    return True


def _done(
    mend: Mend, made: Plan, before: Plan, told: Sequence[Event], orders: Sequence[str]
) -> tuple[Repaired, tuple[Event, ...]]:
    help_ = help_of(made, orders)
    repaired = mend([*told, *help_])
    refuse_unhelpful(before, repaired.plan, orders)
    return repaired, help_


def _cost_fen(remedy: Remedy) -> float:
    return float(remedy.facts["extra_fen"]) + float(remedy.facts["late_fen"])
