"""Remedies that were tried on the plan, as sentences in Chinese and in English."""

from __future__ import annotations

from datetime import date

from interlock.explain import figures
from interlock.explain.figures import Season
from interlock.explain.names import named
from interlock.model import Help, Remedy
from interlock.words import Language, Words

_WHAT = Words(
    overtime=(
        "Let {lines} work {hours_a_day} longer from {from_on} to {by_on} ({line_hours} in all)",
        "{from_on}至{by_on}让产线 {lines} 每天加班 {hours_a_day}（共 {line_hours}）",
    ),
    overtime_lines=(
        "Let {lines} work {hours_a_day} longer from {from_on} to {by_on} ({line_hours} in all)",
        "{from_on}至{by_on}让 {lines}每天加班 {hours_a_day}（共 {line_hours}）",
    ),
    other_lines=(
        "Give {pieces} ({lots}) to {lines} of {factories}",
        "把 {pieces}（{lots}）改派给{factories}的 {lines}",
    ),
    other_line=(
        "Give {pieces} (lot {lots}) to {lines} of {factories}",
        "把 {pieces}（派工单 {lots}）改派给{factories}的产线 {lines}",
    ),
    other_line_parts=("Give {parts}", "把 {parts}"),
    other_line_part=(
        "{pieces} (lot {lot}) to {line} of {factory}",
        "{pieces}（派工单 {lot}）改派给{factory}的产线 {line}",
    ),
    other_line_pairs=("Give {pieces} (lots {lots}) to {lines}", "把 {pieces}（派工单 {lots}）改派给产线 {lines}"),
    faster_offer=(
        "Buy {material} for it from {seller}: it arrives on {arrive_on}, {gain_days} earlier",
        "为该订单改向{seller}采购{material}：{arrive_on}到货，提前 {gain_days}",
    ),
    enough=(
        "Deliver {pieces} ({delivered_share}) by {due_on} and leave it at that: it is within the order's tolerance",
        "{due_on}前交 {pieces}（{delivered_share}）即可：差额在订单溢短装范围内",
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
    dear=(
        " It costs {money} more, which is more than the lateness it saves.",
        "需多花 {money}，超过所减少的延误损失。",
    ),
    dear_saves=(
        " It costs {money} more, which is more than the {saved} of lateness it saves.",
        "需多花 {money}，超过所减少的延误损失 {saved}。",
    ),
    more_saves=(" It costs {money} more and saves {saved} of lateness.", "需多花 {money}，并减少延误损失 {saved}。"),
    saves=(" It saves {saved} of lateness.", "可减少延误损失 {saved}。"),
    less=(" It even saves {money}.", "还能省 {money}。"),
    nothing=(" It costs nothing.", "不多花钱。"),
)

# Less lateness saved than this is not worth a word.
LEAST_SAVED_FEN = 100

# Of more lines or lots than these a sentence tells how many there are.
MOST_NAMED = 3
_LISTED = {"lines": "line", "lots": "lot", "factories": "factory"}

_COUNTED = {
    "pieces": "piece",
    "line_hours": "line_hour",
    "hours_a_day": "hour",
    "gain_days": "day",
}


def tried_sentence(remedy: Remedy, language: Language, season: Season | None = None) -> str:
    """Return a tried remedy as a sentence or two: what to do, what comes of it, what it costs.

    ``remedy.facts`` name the ``order``, when it then ships (``ship_on``), and what that costs more in money
    (``extra_fen``) and in lateness (``late_fen``), below zero where it costs less. Where it costs more than the
    lateness that it saves, that is said.
    """
    values = {name: _say(name, value, language, season) for name, value in remedy.facts.items()}
    what = _parts(remedy, language) or _WHAT.say(language, _what(remedy), **values)
    if remedy.help is Help.FIRST_DELIVERY:
        saved_fen = -float(remedy.facts["late_fen"])
        saved = _COST.say(language, "saves", saved=figures.money(saved_fen, language))
        return what + _THEN.say(language, "partly") + (saved if saved_fen >= LEAST_SAVED_FEN else "")
    return (
        what
        + _THEN.say(language, "on_time", order=values["order"], ship_on=values["ship_on"])
        + _cost(remedy, language)
    )


def _parts(remedy: Remedy, language: Language) -> str:
    """Several lots that change their lines, each with its own; ``""`` where there are none, or too many."""
    names = ("lot_pieces", "lots", "lines", "line_factories")
    lots = list(zip(*(str(remedy.facts.get(name, "")).split(", ") for name in names), strict=False))
    if remedy.help is not Help.OTHER_LINE or "lot_pieces" not in remedy.facts or not 1 < len(lots) <= MOST_NAMED:
        return ""
    parts = [
        _WHAT.say(
            language,
            "other_line_part",
            pieces=figures.counted(int(pieces), "piece", language),
            lot=lot,
            line=line,
            factory=named(factory, language),
        )
        for pieces, lot, line, factory in lots
    ]
    return _WHAT.say(language, "other_line_parts", parts=("，" if language == "zh" else ", ").join(parts))


def _what(remedy: Remedy) -> str:
    if remedy.facts.get("enough"):
        return "enough"
    lines = len(str(remedy.facts.get("lines", "")).split(", "))
    if remedy.help is Help.OTHER_LINE and 1 < lines <= MOST_NAMED:
        return "other_line_pairs"  # a plan kept before each lot's pieces and factory were told
    many = lines > MOST_NAMED
    return {Help.OTHER_LINE: "other_lines", Help.OVERTIME: "overtime_lines"}[remedy.help] if many else remedy.help.value


def _cost(remedy: Remedy, language: Language) -> str:
    extra_fen, saved_fen = float(remedy.facts["extra_fen"]), -float(remedy.facts["late_fen"])
    if extra_fen > max(saved_fen, 0.0):
        how = "dear_saves" if saved_fen >= LEAST_SAVED_FEN else "dear"
    elif extra_fen > 0:
        how = "more_saves"
    else:
        how = "less" if extra_fen < 0 else "nothing"
    money, saved = figures.money(abs(extra_fen), language), figures.money(saved_fen, language)
    return _COST.say(language, how, money=money, saved=saved)


def _say(name: str, value: str | int | float, language: Language, season: Season | None) -> str:
    if isinstance(value, str):
        if name.endswith("_on"):
            return figures.day_words(date.fromisoformat(value), language, season)
        names = [named(one, language) for one in dict.fromkeys(value.split(", "))]
        if name in _LISTED and len(names) > MOST_NAMED:
            return figures.counted(len(names), _LISTED[name], language)
        return ("、" if language == "zh" else ", ").join(names)
    if name in _COUNTED:
        return figures.counted(value, _COUNTED[name], language)
    return figures.percent(value, language, 0) if name.endswith("_share") else figures.count(value)
