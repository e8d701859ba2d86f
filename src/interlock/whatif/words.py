"""Comparisons as sentences in Chinese and in English."""

from __future__ import annotations

from interlock.explain import figures
from interlock.explain.names import firm_named
from interlock.whatif.compare import Comparison, FactoryChange, OrderChange
from interlock.words import Language, Words

COST_KINDS = Words(
    fabric=("fabric", "面料"),
    trims=("trims", "辅料"),
    cutting=("cutting", "裁剪"),
    sewing=("sewing", "缝制"),
    overtime=("overtime", "加班费"),
    transport=("transport", "运输"),
    opening=("opening of factories", "开单"),
    finishing=("finishing", "后整"),
    outside=("work outside", "外发"),
    lateness=("lateness", "延误罚款"),
)

_SAYS = Words(
    same=("Nothing changes: both plans are the same.", "没有变化：两份计划相同。"),
    cost_same=("The plan costs {after} as before.", "总成本仍为 {after}。"),
    cost_less=(
        "The plan costs {after}, {change} ({share}) less than before.",
        "总成本 {after}，比原来少 {change}（{share}）。",
    ),
    cost_more=(
        "The plan costs {after}, {change} ({share}) more than before.",
        "总成本 {after}，比原来多 {change}（{share}）。",
    ),
    kind_less=("Most is saved on {kind}: {change}.", "省得最多的是{kind}：{change}。"),
    kind_more=("Most is added by {kind}: {change}.", "增加最多的是{kind}：{change}。"),
    on_time_same=("{on_time} of the orders are on time, as before.", "准时率 {on_time}，与原来一样。"),
    on_time=("{on_time} of the orders are on time instead of {was}.", "准时率由 {was} 变为 {on_time}。"),
    rescued=("{orders} no longer late: {names}.", "{orders}不再延误：{names}。"),
    newly_late=("{orders} newly late: {names}.", "{orders}由准时变为延误：{names}。"),
    added_late=("{orders} added and late: {names}.", "另有 {orders}新增即延误：{names}。"),
    dropped_late=("{orders} dropped and late before: {names}.", "去掉 {orders}，原本延误：{names}。"),
    late_orders=("Late orders: {before} before, {after} now.", "延误订单：原 {before} 张，现 {after} 张。"),
    late_orders_shipped=(
        "Late orders: {before} before, {after} now, {shipped} of them shipped already.",
        "延误订单：原 {before} 张，现 {after} 张，其中 {shipped} 张已出货。",
    ),
    late_days=(
        "Days late, all orders together: {after} instead of {before}.",
        "所有订单的延误合计由 {before}变为 {after}。",
    ),
    factories=("Paid more: {gain}; paid less: {lose}.", "{gain}收入增加，{lose}收入减少。"),
    gains_most=("{name} gains most: {pay} for {hours}.", "增加最多的是{name}：收入多 {pay}，{hours}。"),
    loses_most=("{name} loses most: {pay} for {hours}.", "减少最多的是{name}：收入少 {pay}，{hours}。"),
    work_more=("{hours} more of standard time", "标准工时多 {hours}"),
    work_less=("{hours} less of standard time", "标准工时少 {hours}"),
    work_same=("the same standard time", "标准工时不变"),
    orders=(
        "{orders} planned otherwise: {dates} to ship on another day, {makers} with other makers.",
        "{orders}的安排有变：其中 {dates} 张出货日不同，{makers} 张换了工厂。",
    ),
    added=("Added: {orders}.", "新增 {orders}。"),
    dropped=("Dropped: {orders}.", "去掉 {orders}。"),
    earliest=(
        "Order {order} comes forward most: by {days}, to {ship_on}.",
        "订单 {order} 提前最多：提前 {days}，{ship_on}出货。",
    ),
    latest=(
        "Order {order} falls back most: by {days}, to {ship_on}.",
        "订单 {order} 推后最多：推后 {days}，{ship_on}出货。",
    ),
)
MOST_NAMES = 5


def cost_kind(kind: str, language: Language) -> str:
    """Return a kind of cost in a word or two."""
    return COST_KINDS.say(language, kind)


def sentences(comparison: Comparison, language: Language) -> tuple[str, ...]:
    """Return what a comparison says, most important first: money, lateness, factories, orders."""
    if not comparison.orders and not comparison.factories and not comparison.total.change_fen:
        return (_SAYS.say(language, "same"),)
    said = [*_money(comparison, language), *_lateness(comparison, language), *_factories(comparison, language)]
    return (*said, *_orders(comparison, language))


def _money(comparison: Comparison, language: Language) -> list[str]:
    total = comparison.total
    values = {"after": figures.money(total.after_fen, language)}
    if total.change_fen == 0:
        return [_SAYS.say(language, "cost_same", **values)]
    way = "less" if total.change_fen < 0 else "more"
    share = abs(total.change_fen) / total.before_fen if total.before_fen else 1.0
    values |= {
        "change": figures.money(abs(total.change_fen), language),
        "share": figures.percent(share, language, 1 if share >= 0.0005 else 2),
    }
    most = min(comparison.costs, key=lambda c: c.change_fen if way == "less" else -c.change_fen)
    kind = _SAYS.say(
        language, f"kind_{way}", kind=cost_kind(most.kind, language),
        change=figures.money(abs(most.change_fen), language),
    )  # fmt: skip
    return [_SAYS.say(language, f"cost_{way}", **values), kind]


def _lateness(comparison: Comparison, language: Language) -> list[str]:
    on_time, was = (
        figures.percent_at_least(share, language) for share in (comparison.on_time_after, comparison.on_time_before)
    )
    said = [_SAYS.say(language, "on_time_same" if on_time == was else "on_time", on_time=on_time, was=was)]
    before, after, shipped = comparison.late_before, comparison.late_after, comparison.late_shipped
    if shipped or before != after:
        key = "late_orders_shipped" if shipped else "late_orders"
        said.append(_SAYS.say(language, key, before=before, after=after, shipped=shipped))
    for key in ("rescued", "newly_late", "added_late", "dropped_late"):
        if orders := getattr(comparison, key):
            said.append(_SAYS.say(language, key, orders=_are(len(orders), language), names=_names(orders, language)))
    if comparison.late_days_after != comparison.late_days_before:
        days = {
            "after": figures.counted(comparison.late_days_after, "day", language),
            "before": figures.counted(comparison.late_days_before, "day", language),
        }
        said.append(_SAYS.say(language, "late_days", **days))
    return said


def _are(number: int, language: Language) -> str:
    orders = figures.counted(number, "order", language)
    return orders if language == "zh" else f"{orders} {'is' if number == 1 else 'are'}"


def _names(orders: tuple[OrderChange, ...], language: Language) -> str:
    comma, more = (", ", " and others") if language == "en" else ("、", "等")
    return comma.join(change.order for change in orders[:MOST_NAMES]) + (more if len(orders) > MOST_NAMES else "")


def _factories(comparison: Comparison, language: Language) -> list[str]:
    gainers, losers = comparison.gainers, comparison.losers
    if not gainers and not losers:
        return []
    gain, lose = (figures.counted(len(found), "factory", language) for found in (gainers, losers))
    said = [_SAYS.say(language, "factories", gain=gain, lose=lose)]
    for key, found in (("gains_most", gainers), ("loses_most", losers)):
        if found:
            said.append(_SAYS.say(language, key, **work_of(found[0], language)))
    return said


def work_of(change: FactoryChange, language: Language) -> dict[str, str]:
    """Return a factory's name, the pay it gains or loses, and by how much its work grows or shrinks."""
    hours = round(change.change_min / 60)
    key = "work_more" if hours > 0 else "work_less" if hours < 0 else "work_same"
    return {
        "name": firm_named(change.name, language),
        "pay": figures.money(abs(change.change_pay_fen), language),
        "hours": _SAYS.say(language, key, hours=figures.counted(abs(hours), "hour", language)),
    }


def _orders(comparison: Comparison, language: Language) -> list[str]:
    both = [change for change in comparison.orders if change.before and change.after]
    said = []
    for key, count in (
        ("added", sum(change.before is None for change in comparison.orders)),
        ("dropped", sum(change.after is None for change in comparison.orders)),
    ):
        if count:
            said.append(_SAYS.say(language, key, orders=figures.counted(count, "order", language)))
    if not both:
        return said
    moved = [change for change in both if change.earlier_days]
    makers = sum(change.other_makers for change in both)
    said.append(_SAYS.say(language, "orders", orders=_are(len(both), language), dates=len(moved), makers=makers))
    if moved:
        said += _extremes(moved, comparison, language)
    return said


def _extremes(moved: list[OrderChange], comparison: Comparison, language: Language) -> list[str]:
    said = []
    for key, change in (
        ("earliest", max(moved, key=lambda one: one.earlier_days)),
        ("latest", min(moved, key=lambda one: one.earlier_days)),
    ):
        if change.after and (change.earlier_days > 0) == (key == "earliest"):
            days = figures.counted(abs(change.earlier_days), "day", language)
            ship_on = figures.day_words(change.after.ship_on, language, comparison.season)
            said.append(_SAYS.say(language, key, order=change.order, days=days, ship_on=ship_on))
    return said


ERRORS = Words(
    values=("{name}: {found} values for {rows} places", "{name}：{found} 个值，而位置有 {rows} 个"),
    table=(
        "{name}: it is {found}, the problem's table {wanted}; use the same rows and buckets",
        "{name}：表为 {found}，问题的表为 {wanted}，行与时段须一致",
    ),
    new_lines=(
        "new_line_min: it is {found}; give a row of {buckets} buckets for each new line",
        "new_line_min：现为 {found}，每条新产线应给出 {buckets} 个时段的一行",
    ),
    groups=(
        "places: a group is not among the problem's {groups}; name groups from 0 to {last}",
        "places：有组不在问题的 {groups} 个组之内，请写 0 至 {last}",
    ),
    lines=(
        "places: a line is not among the {lines}, new ones counted; name lines from 0 to {last}",
        "places：有产线不在 {lines} 条之内（含新产线），请写 0 至 {last}",
    ),
    not_in_plan=("order {order} is not in the plan; name one of its orders", "计划中没有订单 {order}，请写其中一张"),
    in_time=(
        "order {order} ships on {ship_on}, in time for {due_on}; name a late one",
        "订单 {order} 于 {ship_on} 出货，赶得上交期 {due_on}；请写一张延误的订单",
    ),
)
