"""Verified remedies as sentences in Chinese and in English."""

from __future__ import annotations

from datetime import date

from interlock.explain import figures
from interlock.explain.figures import Season
from interlock.whatif.remedy import Measure, Verified
from interlock.words import Language, Words

_WHAT = Words(
    overtime=(
        "Let {lines} work {hours_a_day} longer from {from_on} to {by_on} ({line_hours} in all)",
        "{from_on}至{by_on}让产线 {lines} 每天加班 {hours_a_day}（共 {line_hours}）",
    ),
    other_line=(
        "Give {pieces} to {lines} of {factories}",
        "把 {pieces}改派给{factories}的产线 {lines}",
    ),
    faster_offer=(
        "Buy {material} for it from {seller}: it arrives on {arrive_on}, {gain_days} earlier",
        "为该订单改向{seller}采购{material}：{arrive_on}到货，提前 {gain_days}",
    ),
    first_delivery=(
        "Deliver {pieces} ({delivered_share}) by {due_on} and the rest on {rest_on}",
        "{due_on}前先交 {pieces}（{delivered_share}），其余{rest_on}再交",
    ),
)

_THEN = Words(
    on_time=("; order {order} then ships on {ship_on}, in time.", "，订单 {order} 即可在{ship_on}准时出货。"),
    partly=(".", "。"),
)

_COST = Words(
    more=(" It costs {money} more.", "需多花 {money}。"),
    less=(" It even saves {money}.", "还能省 {money}。"),
    nothing=(" It costs nothing.", "不多花钱。"),
)

_COUNTED = {
    "pieces": "piece",
    "line_hours": "line_hour",
    "hours_a_day": "hour",
    "gain_days": "day",
}


def remedy_words(remedy: Verified, language: Language, season: Season | None = None) -> str:
    """Return a verified remedy as a sentence or two: what to do, what comes of it, what it costs."""
    values = {name: _say(name, value, language, season) for name, value in remedy.facts.items()}
    what = _WHAT.say(language, remedy.measure.value, **values)
    then = "on_time" if remedy.on_time else "partly"
    ship_on = figures.day_words(remedy.ship_on, language, season)
    money = figures.money(abs(remedy.extra_fen), language)
    how = "nothing" if not remedy.extra_fen else "more" if remedy.extra_fen > 0 else "less"
    said = what + _THEN.say(language, then, order=remedy.order, ship_on=ship_on)
    return said if remedy.measure is Measure.FIRST_DELIVERY else said + _COST.say(language, how, money=money)


def _say(name: str, value: str | int | float, language: Language, season: Season | None) -> str:
    if isinstance(value, str):
        if name.endswith("_on"):
            return figures.day_words(date.fromisoformat(value), language, season)
        return value.replace(", ", "、") if language == "zh" else value
    if name in _COUNTED:
        return figures.counted(value, _COUNTED[name], language)
    return figures.percent(value, language, 0) if name.endswith("_share") else figures.count(value)
