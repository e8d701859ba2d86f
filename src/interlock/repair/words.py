"""A repair in sentences, Chinese and English: what ships when now, why, and which pieces moved."""

from __future__ import annotations

from collections import Counter

from interlock.explain import figures
from interlock.model import (
    AttendanceFell,
    Event,
    LineReturned,
    LineStopped,
    LotDeclined,
    LotGiven,
    LotRejected,
    MaterialLate,
    OrderCancelled,
    OrderRushed,
    OutputBehind,
    OvertimeAgreed,
    Plan,
    kind_of,
)
from interlock.repair.causes import HINDERING
from interlock.repair.diff import Cut, Diff, OrderChange
from interlock.repair.gave_way import gave_way_to
from interlock.words import Language, Words

SENTENCES = Words(
    nothing=("Nothing changes.", "计划不变。"),
    headline=("{orders} changed, {pieces}; {cost}.", "{orders}有变动，{pieces}；{cost}。"),
    late_orders=(
        "Late orders: {before} before, {after} now; {share} of orders ship in time.",
        "延误订单：原 {before} 单，现 {after} 单；准时订单占 {share}。",
    ),
    late_orders_shipped=(
        "Late orders: {before} before, {after} now, {shipped} of them shipped already; {share} of orders ship in time.",
        "延误订单：原 {before} 单，现 {after} 单（其中 {shipped} 单已出货）；准时订单占 {share}。",
    ),
    later=(
        "Order {order} now ships on {ship_on}, {days} later{late}, {because}{moves}.",
        "订单 {order} 改为{ship_on}出货，推迟 {days}{late}，原因：{because}{moves}。",
    ),
    also=(
        " Without that it would have shipped {days} later all the same: {others}.",
        "即使没有这一原因，也会推迟 {days}：{others}。",
    ),
    also_and=(", and ", "，且"),
    earlier=(
        "Order {order} now ships on {ship_on}, {days} earlier{late}, {because}{moves}.",
        "订单 {order} 改为{ship_on}出货，提前 {days}{late}，原因：{because}{moves}。",
    ),
    earlier_though=(
        "Order {order} now ships on {ship_on}, {days} earlier{late}, although {fact}{moves}.",
        "尽管{fact}，订单 {order} 改为{ship_on}出货，提前 {days}{late}{moves}。",
    ),
    same=(
        "Order {order} still ships on {ship_on}{late}, although {fact}{moves}.",
        "订单 {order} 仍在{ship_on}出货{late}，尽管{fact}{moves}。",
    ),
    same_eased=(
        "Order {order} still ships on {ship_on}{late}; {fact}{moves}.",
        "{fact}，订单 {order} 仍在{ship_on}出货{late}{moves}。",
    ),
    added=(
        "Order {order} is new: {pieces} to ship on {ship_on}{late}{makers}.",
        "新增订单 {order}：{pieces}，{ship_on}出货{late}{makers}。",
    ),
    remade=(
        "Order {order} makes {pieces} again, instead of what failed inspection, and ships on {ship_on}{late}{makers}.",
        "补单 {order} 重做验货不合格的 {pieces}，{ship_on}出货{late}{makers}。",
    ),
    cancelled=(
        "Order {order} is cancelled with its {pieces}.",
        "订单 {order} 取消，{pieces}不再生产。",
    ),
    cancelled_unbought=(
        "Order {order} is cancelled with its {pieces}; cloth and trims for {money} need not be bought for it.",
        "订单 {order} 取消，{pieces}不再生产，原定为其采购的面辅料（{money}）不必再买。",
    ),
    cancelled_along=(
        "Order {order} makes rejected pieces of order {of} again and is cancelled with it: {pieces}.",
        "订单 {order} 是订单 {of} 不合格品的补单，随之取消，{pieces}不再生产。",
    ),
    cancelled_along_unbought=(
        "Order {order} makes rejected pieces of order {of} again and is cancelled with it: {pieces}; cloth and trims "
        "for {money} need not be bought for it.",
        "订单 {order} 是订单 {of} 不合格品的补单，随之取消，{pieces}不再生产，"
        "原定为其采购的面辅料（{money}）不必再买。",
    ),
    cancelled_left=(
        " Cloth and trims for {money} were ordered for it already: they are paid for, and what is not cut or "
        "sewn yet is there for other orders.",
        "此前已为其订购面辅料 {money}：款仍须付，未裁未用的部分可供其他订单使用。",
    ),
    cancelled_paid=(
        " Cloth and trims for {money} were ordered for it already: they are paid for.",
        "此前已为其订购面辅料 {money}，款仍须付。",
    ),
    cancelled_cut=(
        " Of its cloth {cut} m of {all} m are cut, for {pieces}: they lie there and are of use to no other order; what "
        "cutting them cost is still owed, and no plan counts it any more. What is neither cut nor sewn is there for "
        "other orders.",
        "其面料共 {all} 米，已裁 {cut} 米（{pieces}的裁片）：裁片留存，不能供其他订单使用，裁剪费仍须结算，"
        "新计划的成本不再计入；未裁未用的面辅料可供其他订单使用。",
    ),
    cancelled_cut_whole=(
        " All of its cloth, {cut} m, is cut, for {pieces}: they lie there and are of use to no other order; what "
        "cutting them cost is still owed, and no plan counts it any more. Trims that are not sewn in are there for "
        "other orders.",
        "其面料 {cut} 米已全部裁完（{pieces}的裁片）：裁片留存，不能供其他订单使用，裁剪费仍须结算，"
        "新计划的成本不再计入；未用的辅料可供其他订单使用。",
    ),
    gives_way_later=(
        "Order {order} gives way: it now ships on {ship_on}, {days} later{late}{moves}.",
        "订单 {order} 让出产能，改为{ship_on}出货，推迟 {days}{late}{moves}。",
    ),
    gives_way_later_to=(
        "Order {order} gives way to order {taker}: it now ships on {ship_on}, {days} later{late}{moves}.",
        "订单 {order} 让产能给订单 {taker}，改为{ship_on}出货，推迟 {days}{late}{moves}。",
    ),
    gives_way_same_to=(
        "Order {order} gives way to order {taker} and still ships on {ship_on}{late}{moves}.",
        "订单 {order} 让产能给订单 {taker}，仍在{ship_on}出货{late}{moves}。",
    ),
    gains=(
        "Order {order} gains: it now ships on {ship_on}, {days} earlier{late}{moves}.",
        "订单 {order} 因此提前 {days}，{ship_on}出货{late}{moves}。",
    ),
    gives_way_same=(
        "Order {order} gives way and still ships on {ship_on}{late}{moves}.",
        "订单 {order} 让出产能，仍在{ship_on}出货{late}{moves}。",
    ),
    retimed=(
        "Ship dates of {orders} stay; some lots are sewn on other days.",
        "{orders}出货日不变，部分派工单调整了生产日期。",
    ),
    shared=(
        "Nothing but the cost of {orders} changes, {money} {more}: purchases are shared with the orders above.",
        "{orders}与上述订单合并采购，成本{more} {money}，其余不变。",
    ),
)

_PARTS = Words(
    late=(" ({days} late)", "（延误 {days}）"),
    more=("more", "增加"),
    less=("less", "减少"),
    pieces_move=("{pieces} on another line", "{pieces}改换产线"),
    nothing_moves=("nothing changes its line", "没有派工单改换产线"),
    cost=("the plan costs {money} {more}", "总成本{more} {money}"),
    overtime=(" (overtime {money} {more})", "（加班费{more} {money}）"),
    owed=(
        " Of these {pieces} are sewn already: {money} for sewing them is still owed, and no plan counts it any more.",
        "其中 {pieces}已经缝好，缝制工费 {money} 仍须结算，新计划的成本不再计入。",
    ),
    same_cost=("the cost stays the same", "总成本不变"),
    move=("{pieces} moved from {source} to {target}", "{pieces}从 {source} 转到 {target}"),
    outside=("{pieces} now outside the cluster", "{pieces}改为外发到集群外"),
    maker=("{pieces} by {line}", "{line} 做 {pieces}"),
    maker_outside=("{pieces} outside the cluster", "集群外做 {pieces}"),
)

_BECAUSE = Words(
    span=("from {first_on} to {last_on}", "{first_on}至{last_on}"),
    one_day=("on {first_on}", "{first_on}"),
    line_stopped=("line {line} stands {days}", "产线 {line} 在{days}停工"),
    line_stopped_for_good=("line {line} stands from {first_on} on", "产线 {line} 自{first_on}起停工"),
    line_returned=("line {line} works again from {on}", "产线 {line} 从{on}起恢复生产"),
    attendance_fell=(
        "{place} has only {share} of its people {days}",
        "{place} 在{days}出勤只有 {share}",
    ),
    nobody_comes=("nobody works in {place} {days}", "{place} 在{days}无人出勤"),
    overtime_agreed=(
        "line {line} works {hours} longer a day {days}",
        "产线 {line} 在{days}每天加班 {hours}",
    ),
    overtime_of_a_day=("line {line} works {hours} longer {days}", "产线 {line} 在{days}加班 {hours}"),
    material_late=("its material comes only on {ready_on}", "面辅料要到{ready_on}才到"),
    quantity_changed=("its quantity changed", "订单数量变更"),
    order_added=("it is new", "新增订单"),
    order_cancelled=("it is cancelled", "订单取消"),
    order_rushed=("it is due on {due_on} now", "交期改为{due_on}"),
    lot_rejected=("{pieces} of lot {lot} failed inspection", "派工单 {lot} 有 {pieces}验货不合格"),
    lot_declined=("{factory} declined lot {lot}", "{factory} 拒接派工单 {lot}"),
    lot_given=("the planner placed it anew", "计划员重新安排"),
    output_behind=(
        "lot {lot} had only {done} done by {on}",
        "派工单 {lot} 截至{on}只完成 {done}",
    ),
)


def diff_sentences(diff: Diff, language: Language) -> tuple[str, ...]:
    """Return what a repair changed, in sentences: the whole first, then orders that events touch, then the others."""
    if not diff.orders:
        return (SENTENCES.say(language, "nothing"),)
    said = [_headline(diff, language)]
    said += [_touched(diff, change, language) for change in diff.orders if change.event is not None]
    moves = {move.order for move in diff.lots if move.changes_line}
    others = [change for change in diff.orders if change.event is None]
    told = [change for change in others if change.ships_later_days or change.order in moves or _gone_outside(change)]
    said += [_other(diff, change, language) for change in told]
    retimed = {move.order for move in diff.lots} - {change.order for change in (*told, *_with_event(diff))}
    quiet = [change for change in others if change not in told]
    if kept := [change for change in quiet if change.order in retimed]:
        said.append(SENTENCES.say(language, "retimed", orders=figures.counted(len(kept), "order", language)))
    if shared := [change for change in quiet if change.order not in retimed]:
        fen = sum(change.cost_fen for change in shared)
        said.append(
            SENTENCES.say(
                language, "shared", orders=figures.counted(len(shared), "order", language), **_money(fen, language)
            )
        )
    return tuple(said)


def late_sentence(before: Plan, after: Plan, language: Language) -> str:
    """Return how many orders were late, how many are, how many of them have shipped, and the share in time now."""
    late, shipped = len(after.late), len(after.late) - len(after.late_to_come)
    return SENTENCES.say(
        language,
        "late_orders_shipped" if shipped else "late_orders",
        before=len(before.late),
        after=late,
        shipped=shipped,
        share=figures.percent_at_least(after.on_time_share, language),
    )


def because(event: Event, diff: Diff, language: Language) -> str:
    """Return what happened, as a clause."""
    season = (diff.first_on, diff.last_on)

    def day(name: str) -> str:
        return figures.day_words(getattr(event, name), language, season)

    def days(event: LineStopped | AttendanceFell | OvertimeAgreed) -> str:
        key = "one_day" if event.first_on == event.last_on else "span"
        return _BECAUSE.say(language, key, first_on=day("first_on"), last_on=day("last_on"))

    facts: dict[str, str] = {}
    match event:
        case LineStopped():
            facts = {"line": event.line, "first_on": day("first_on"), "days": days(event)}
        case AttendanceFell():
            share = figures.percent(event.share, language, 0)
            facts = {"share": share, "days": days(event), "place": event.line or event.factory}
        case OvertimeAgreed():
            hours = figures.counted(event.hours, "hour", language)
            facts = {"line": event.line, "hours": hours, "days": days(event)}
        case LineReturned():
            facts = {"line": event.line, "on": day("on")}
        case MaterialLate():
            facts = {"ready_on": day("ready_on")}
        case OrderRushed():
            facts = {"due_on": day("due_on")}
        case LotDeclined():
            facts = {"lot": event.lot, "factory": _factory_of(diff, event.lot)}
        case LotRejected():
            facts = {"lot": event.lot, "pieces": _pieces(sum(q.pieces for q in event.quantities), language)}
        case OutputBehind():
            facts = {"lot": event.lot, "on": day("on"), "done": _pieces(event.pieces_done, language)}
        case _:
            pass
    return _BECAUSE.say(language, _because_key(event, diff), **facts)


def _because_key(event: Event, diff: Diff) -> str:
    if isinstance(event, LineStopped) and event.last_on >= diff.last_on:
        return "line_stopped_for_good"
    if isinstance(event, AttendanceFell) and event.share == 0:
        return "nobody_comes"
    if isinstance(event, OvertimeAgreed) and event.first_on == event.last_on:
        return "overtime_of_a_day"
    return kind_of(event)


def _headline(diff: Diff, language: Language) -> str:
    fen = diff.costs_after.total - diff.costs_before.total
    moved = diff.moved_pieces
    return SENTENCES.say(
        language,
        "headline",
        orders=figures.counted(len(diff.orders), "order", language),
        pieces=_PARTS.say(language, "pieces_move" if moved else "nothing_moves", pieces=_pieces(moved, language)),
        cost=_PARTS.say(language, "cost" if fen else "same_cost", **_money(fen, language)) + _overtime(diff, language),
    )


def _sewn(diff: Diff, number: str, language: Language) -> str:
    """What is sewn of an order that is cancelled: its pay is owed, though no plan counts it any more."""
    sewn, owed_fen = 0, 0.0
    for lot in (move.before for move in diff.lots if move.order == number and move.before):
        over = [day.pieces for day in lot.days if lot.done or (diff.as_of and day.on < diff.as_of)]
        sewn += sum(over)
        owed_fen += lot.pay_fen * sum(over) / lot.pieces
    if not sewn:
        return ""
    return _PARTS.say(language, "owed", pieces=_pieces(sewn, language), money=figures.money(owed_fen, language))


def _cut(cut: Cut, language: Language) -> str:
    """What is cut of an order that is cancelled: no other can use it."""
    whole = cut.of_m - cut.cloth_m < 1
    of = {} if whole else {"all": figures.count(cut.of_m)}
    metres, pieces = figures.count(cut.cloth_m), _pieces(cut.pieces, language)
    return SENTENCES.say(language, "cancelled_cut_whole" if whole else "cancelled_cut", cut=metres, pieces=pieces, **of)


def _overtime(diff: Diff, language: Language) -> str:
    fen = diff.costs_after.overtime - diff.costs_before.overtime
    return _PARTS.say(language, "overtime", **_money(fen, language)) if fen else ""


def _touched(diff: Diff, change: OrderChange, language: Language) -> str:
    assert change.event is not None
    before, after = change.before, change.after
    if after is None:
        pieces = _pieces(before.pieces if before else 0, language)
        money = figures.money(change.spared_fen, language)
        with_it = isinstance(change.event, OrderCancelled) and change.event.order != change.order
        key = "cancelled" + "_along" * with_it + "_unbought" * bool(change.spared_fen)
        of = {"of": change.event.order} if isinstance(change.event, OrderCancelled) and with_it else {}
        cancelled = SENTENCES.say(language, key, order=change.order, pieces=pieces, money=money, **of)
        if change.left_over_fen:
            left = figures.money(change.left_over_fen, language)
            cancelled += SENTENCES.say(language, "cancelled_paid" if change.cut else "cancelled_left", money=left)
        if change.cut:
            cancelled += _cut(change.cut, language)
        return cancelled + _sewn(diff, change.order, language)
    facts = _facts(diff, change, language)
    if before is None:
        key = "remade" if isinstance(change.event, LotRejected) else "added"
        said = {name: facts[name] for name in ("order", "ship_on", "late")}
        pieces = _pieces(after.pieces, language)
        return SENTENCES.say(language, key, pieces=pieces, makers=_makers(change, language), **said)
    fact = because(change.event, diff, language)
    days = change.ships_later_days
    if not days:
        same = {name: facts[name] for name in ("order", "ship_on", "late", "moves")}
        return SENTENCES.say(language, "same_eased" if _eases(change) else "same", fact=fact, **same)
    if days < 0 and isinstance(change.event, HINDERING):
        return SENTENCES.say(language, "earlier_though", fact=fact, **facts)
    why = fact if language == "zh" else f"because {fact}"
    key = "later" if days > 0 else "earlier"
    return SENTENCES.say(language, key, because=why, **facts) + _also(diff, change, language)


def _also(diff: Diff, change: OrderChange, language: Language) -> str:
    """What would have made an order later as well."""
    if not change.also:
        return ""
    others = [because(one.event, diff, language) for one in change.also]
    days = figures.counted(max(one.days for one in change.also), "day", language)
    return SENTENCES.say(language, "also", days=days, others=SENTENCES.say(language, "also_and").join(others))


def _eases(change: OrderChange) -> bool:
    """Whether what happened gives an order more time or more minutes, or a planner wanted it so."""
    if isinstance(change.event, OrderRushed):
        return change.before is not None and change.event.due_on >= change.before.due_on
    return isinstance(change.event, LineReturned | LotGiven | OvertimeAgreed)


def _other(diff: Diff, change: OrderChange, language: Language) -> str:
    facts = _facts(diff, change, language)
    days = change.ships_later_days
    if days < 0:
        return SENTENCES.say(language, "gains", **facts)
    if not days:
        del facts["days"]
    key = "gives_way_later" if days else "gives_way_same"
    if taker := gave_way_to(diff, change):
        return SENTENCES.say(language, f"{key}_to", taker=taker, **facts)
    return SENTENCES.say(language, key, **facts)


def _facts(diff: Diff, change: OrderChange, language: Language) -> dict[str, str]:
    after = change.after
    assert after is not None
    season = (diff.first_on, diff.last_on)
    late = figures.counted(after.late_days, "day", language)
    return {
        "order": change.order,
        "ship_on": figures.day_words(after.ship_on, language, season),
        "days": figures.counted(abs(change.ships_later_days), "day", language),
        "late": _PARTS.say(language, "late", days=late) if after.late_days else "",
        "moves": _moves(diff, change, language),
    }


def pieces_moved(pieces: int, source: str, target: str, language: Language) -> str:
    """Return that so many pieces moved from one line to another."""
    return _PARTS.say(language, "move", pieces=_pieces(pieces, language), source=source, target=target)


def _moves(diff: Diff, change: OrderChange, language: Language) -> str:
    pieces: Counter[tuple[str, str]] = Counter()
    for move in diff.lots:
        if move.order == change.order and move.changes_line and move.before and move.after:
            pieces[move.before.line, move.after.line] += move.after.pieces
    said = [pieces_moved(count, source, target, language) for (source, target), count in sorted(pieces.items())]
    if more := _gone_outside(change):
        said.append(_PARTS.say(language, "outside", pieces=_pieces(more, language)))
    if not said:
        return ""
    return "；" + "，".join(said) if language == "zh" else "; " + ", ".join(said)


def _makers(change: OrderChange, language: Language) -> str:
    assert change.after is not None
    said = [
        _PARTS.say(language, "maker", pieces=_pieces(maker.pieces, language), line=maker.line)
        if maker.line
        else _PARTS.say(language, "maker_outside", pieces=_pieces(maker.pieces, language))
        for maker in change.after.makers
    ]
    return "；" + "，".join(said) if language == "zh" else "; " + ", ".join(said)


def _gone_outside(change: OrderChange) -> int:
    """Pieces that go outside the cluster now and did not before."""
    counts = [
        sum(maker.pieces for maker in standing.makers if not maker.line) if standing else 0
        for standing in (change.before, change.after)
    ]
    return max(0, counts[1] - counts[0])


def _with_event(diff: Diff) -> list[OrderChange]:
    return [change for change in diff.orders if change.event is not None]


def _factory_of(diff: Diff, lot: str) -> str:
    return next((move.before.factory for move in diff.lots if move.lot == lot and move.before), "")


def _pieces(count: int, language: Language) -> str:
    return figures.counted(count, "piece", language)


def _money(fen: int, language: Language) -> dict[str, str]:
    word = _PARTS.say(language, "more" if fen > 0 else "less")
    return {"money": figures.money(abs(fen), language), "more": word}
