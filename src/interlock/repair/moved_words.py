"""Whom a promise pushes, and what that costs: each order before and after, in Chinese and English."""

from __future__ import annotations

from interlock.explain import figures
from interlock.repair.diff import Maker, OrderChange, Standing
from interlock.repair.options import Option
from interlock.words import Language, Words

WORDS = Words(
    nobody=("No other order moves for it.", "不需要挪动其他订单。"),
    whole=("Moving {orders} for it costs {money} of that.", "为此挪动 {orders}，其中代价 {money}，已计入上述成本。"),
    whole_saves=("Moving {orders} for it saves {money}.", "为此挪动 {orders}，由此节省 {money}。"),
    whole_free=("Moving {orders} for it costs nothing.", "为此挪动 {orders}，不增加成本。"),
    later=(
        "Order {order} ships on {after} instead of {before}, {days} later{late}{makers}; {cost}.",
        "订单 {order}：出货日由{before}推迟到{after}，晚 {days}{late}{makers}，{cost}。",
    ),
    earlier=(
        "Order {order} ships on {after} instead of {before}, {days} earlier{late}{makers}; {cost}.",
        "订单 {order}：出货日由{before}提前到{after}，早 {days}{late}{makers}，{cost}。",
    ),
    same=(
        "Order {order} still ships on {after}{late}{makers}; {cost}.",
        "订单 {order}：仍在{after}出货{late}{makers}，{cost}。",
    ),
    late=(" ({days} after it is due)", "（比交期晚 {days}）"),
    makers=(", made by {after} instead of {before}", "，改由{after}生产（原为{before}）"),
    maker=("{line} ({pieces})", "{line}（{pieces}）"),
    outside=("outside the cluster", "集群外"),
    dearer=("it costs {money} more", "成本增加 {money}"),
    cheaper=("it costs {money} less", "成本减少 {money}"),
    free=("it costs the same", "成本不变"),
)


def moved_sentences(option: Option, language: Language) -> tuple[str, ...]:
    """Return what an option does to other orders: all in one sentence, then each before and after and what it costs."""
    if not option.moved:
        return (WORDS.say(language, "nobody"),)
    key = "whole" if option.moved_fen > 0 else "whole_saves" if option.moved_fen < 0 else "whole_free"
    facts = {"money": figures.money(abs(option.moved_fen), language)} if option.moved_fen else {}
    whole = WORDS.say(language, key, orders=figures.counted(len(option.moved), "order", language), **facts)
    return (whole, *(_moved(change, language) for change in option.moved if change.before and change.after))


def _moved(change: OrderChange, language: Language) -> str:
    before, after = change.before, change.after
    assert before is not None
    assert after is not None
    days = change.ships_later_days
    facts = {"before": figures.day_words(before.ship_on, language)} if days else {}
    if days:
        facts["days"] = figures.counted(abs(days), "day", language)
    return WORDS.say(
        language,
        "later" if days > 0 else "earlier" if days < 0 else "same",
        order=change.order,
        after=figures.day_words(after.ship_on, language),
        late=_late(after, language),
        makers=_makers(before, after, language),
        cost=_cost(change.cost_fen, language),
        **facts,
    )


def _late(after: Standing, language: Language) -> str:
    if not after.late_days:
        return ""
    return WORDS.say(language, "late", days=figures.counted(after.late_days, "day", language))


def _makers(before: Standing, after: Standing, language: Language) -> str:
    if before.makers == after.makers:
        return ""
    return WORDS.say(language, "makers", before=_listed(before.makers, language), after=_listed(after.makers, language))


def _listed(makers: tuple[Maker, ...], language: Language) -> str:
    said = [
        WORDS.say(
            language,
            "maker",
            line=maker.line or WORDS.say(language, "outside"),
            pieces=figures.counted(maker.pieces, "piece", language),
        )
        for maker in makers
    ]
    return ("、" if language == "zh" else ", ").join(said)


def _cost(fen: int, language: Language) -> str:
    if not fen:
        return WORDS.say(language, "free")
    return WORDS.say(language, "dearer" if fen > 0 else "cheaper", money=figures.money(abs(fen), language))
