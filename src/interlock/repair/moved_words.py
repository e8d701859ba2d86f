"""Whom a promise pushes, and what that costs: each order before and after, in Chinese and English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from interlock.explain import figures
from interlock.repair.diff import Maker, OrderChange, Standing
from interlock.repair.options import Option
from interlock.repair.words import pieces_moved
from interlock.words import Language, Words

WORDS = Words(
    nobody=("No other order moves for it.", "不需要挪动其他订单。"),
    only_days=(
        "No other order ships on another day for it, nor costs more; {lots} of others change their days.",
        "没有其他订单因此改变出货日或成本，只有其他订单的 {lots}调整生产日期。",
    ),
    days_too=("{lots} of yet other orders change their days.", "另有其他订单的 {lots}调整生产日期。"),
    day_too=("{lots} of yet another order changes its days.", "另有其他订单的 {lots}调整生产日期。"),
    only_day=(
        "No other order ships on another day for it, nor costs more; {lots} of another changes its days.",
        "没有其他订单因此改变出货日或成本，只有其他订单的 {lots}调整生产日期。",
    ),
    whole=("Moving {orders} for it costs {money} on top.", "为此变动 {orders}，另增加成本 {money}，未计入上述成本。"),
    whole_saves=(
        "Moving {orders} for it saves {money} there, which is not taken off its cost.",
        "为此变动 {orders}，这些订单由此少花 {money}，未从上述成本中扣除。",
    ),
    whole_free=("Moving {orders} for it costs nothing.", "为此变动 {orders}，不增加成本。"),
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
    makers=(", with {moves}", "，{moves}"),
    outside=("outside the cluster", "集群外"),
    dearer=("it costs {money} more", "成本增加 {money}"),
    cheaper=("it costs {money} less", "成本减少 {money}"),
    free=("it costs the same", "成本不变"),
)


def moved_sentences(option: Option, language: Language) -> tuple[str, ...]:
    """Return what an option does to other orders: all in one sentence, then each before and after and what it costs."""
    if not option.moved:
        key = "nobody" if not option.shifted else "only_day" if option.shifted == 1 else "only_days"
        return (WORDS.say(language, key, lots=figures.counted(option.shifted, "lot", language)),)
    key = "whole" if option.moved_fen > 0 else "whole_saves" if option.moved_fen < 0 else "whole_free"
    facts = {"money": figures.money(abs(option.moved_fen), language)} if option.moved_fen else {}
    said = [WORDS.say(language, key, orders=figures.counted(len(option.moved), "order", language), **facts)]
    said += [_moved(change, language) for change in option.moved if change.before and change.after]
    if option.shifted:
        key = "day_too" if option.shifted == 1 else "days_too"
        said.append(WORDS.say(language, key, lots=figures.counted(option.shifted, "lot", language)))
    return tuple(said)


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
    """What changes of who makes it, told as pieces that move."""
    outside = WORDS.say(language, "outside")
    moves = [
        pieces_moved(pieces, source or outside, target or outside, language)
        for source, target, pieces in _flows(before.makers, after.makers)
    ]
    return WORDS.say(language, "makers", moves=("，" if language == "zh" else ", ").join(moves)) if moves else ""


def _flows(before: Iterable[Maker], after: Iterable[Maker]) -> Iterator[tuple[str, str, int]]:
    """Pieces from the lines that make fewer to those that make more; ``""`` is outside the cluster."""
    more = Counter({maker.line: maker.pieces for maker in after})
    more.subtract({maker.line: maker.pieces for maker in before})
    gaining = sorted((line, pieces) for line, pieces in more.items() if pieces > 0)
    for source, lost in sorted((line, -pieces) for line, pieces in more.items() if pieces < 0):
        while lost and gaining:
            target, gained = gaining.pop(0)
            pieces = min(lost, gained)
            yield source, target, pieces
            lost -= pieces
            if gained > pieces:
                gaining.insert(0, (target, gained - pieces))


def _cost(fen: int, language: Language) -> str:
    if not fen:
        return WORDS.say(language, "free")
    return WORDS.say(language, "dearer" if fen > 0 else "cheaper", money=figures.money(abs(fen), language))
