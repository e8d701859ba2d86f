"""The command that sets two plans side by side: ``interlock compare``."""

# ruff: noqa: T201 (a command prints)

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from interlock.errors import InterlockError, Told
from interlock.explain import figures
from interlock.explain.names import named
from interlock.explain.tables.words import SHORT
from interlock.json_money import in_cny
from interlock.model import Plan, Scenario
from interlock.plan_files import DONE, plan_of, scenario_of
from interlock.report import SCENARIO_FILE
from interlock.units import cny
from interlock.whatif import Comparison, FactoryChange, OrderChange, aligned, compare, cost_kind, sentences, work_of
from interlock.words import Language, Words

# Of more than these the others are counted; --json has all.
MOST_ORDERS, MOST_FACTORIES = 40, 10

WORDS = Words(
    other_cluster=(
        "{second}: a plan of {other}, and {first} is one of {cluster}; give two plans of one cluster",
        "{second}：这是{other}的计划，而 {first} 是{cluster}的计划；请给出同一产业集群的两份计划",
    ),
    policies=(
        "The first plan's policy is {first}, the second's {second}: what lateness weighs may differ.",
        "两份计划的策略不同（前者 {first}，后者 {second}），延误代价的权重可能不同。",
    ),
    kind=("Cost (CNY)", "成本（元）"),
    before=("First plan", "前一计划"),
    after=("Second plan", "后一计划"),
    change=("Change", "变化"),
    total=("total", "合计"),
    dates=("Other ship dates:", "出货日不同的订单："),
    later=(
        "  {order}: {after} instead of {before}, {days} later{late}",
        "  {order}：由{before}改为{after}，推迟 {days}{late}",
    ),
    earlier=(
        "  {order}: {after} instead of {before}, {days} earlier{late}",
        "  {order}：由{before}改为{after}，提前 {days}{late}",
    ),
    late=(" ({days} late)", "（延误 {days}）"),
    in_time=(" (in time now)", "（不再延误）"),
    more=("  and {orders} more; --json names all", "  另有 {orders}，用 --json 可列出全部"),
    gain=("Paid more:", "收入增加的工厂："),
    lose=("Paid less:", "收入减少的工厂："),
    work=("  {name} ({code}): {pay}, {hours}", "  {name}（{code}）：{pay}，{hours}"),
    work_unnamed=("  {code}: {pay}, {hours}", "  {code}：{pay}，{hours}"),
    factories=("  and {factories} more; --json names all", "  另有 {factories}，用 --json 可列出全部"),
)


def run_compare(options: argparse.Namespace, language: Language, stop: Callable[[], bool]) -> int:
    """Tell what differs between two plans of one cluster: cost by kind, lateness, ship dates, earnings."""
    first, second = plan_of(options.first), plan_of(options.second)
    if first.cluster != second.cluster:
        raise InterlockError(
            WORDS.told(
                "other_cluster",
                first=options.first,
                second=options.second,
                cluster=_named(first),
                other=_named(second),
            )
        )
    found = compare(_book_of(options.first), first, _book_of(options.second), second)
    said = [*sentences(found, language), *_policies(first, second, language)]
    if options.json:
        print(json.dumps({"sentences": said, "comparison": in_cny(found)}, ensure_ascii=False))
    else:
        print("\n".join([*said, *_told(found, language)]))
    return DONE


def _named(plan: Plan) -> Told:
    return Told(named(plan.cluster, "en"), named(plan.cluster, "zh"))


def _book_of(path: Path) -> Scenario | None:
    """The book beside a plan, which knows what factories are called; a plan that was never repaired has none."""
    book = path.parent / SCENARIO_FILE
    return scenario_of(book) if book.exists() else None


def _policies(first: Plan, second: Plan, language: Language) -> list[str]:
    if first.policy == second.policy:
        return []
    names = (SHORT.say(language, one.policy) if one.policy in SHORT else one.policy for one in (first, second))
    return [WORDS.say(language, "policies", **dict(zip(("first", "second"), names, strict=True)))]


def _told(found: Comparison, language: Language) -> Iterator[str]:
    if not (found.orders or found.factories or found.total.change_fen):
        return
    yield from ("", _costs(found, language))
    moved = [one for one in found.orders if one.earlier_days]
    if moved:
        yield from ("", WORDS.say(language, "dates"))
        moved.sort(key=lambda one: (-abs(one.earlier_days), one.order))
        yield from (_date(one, found, language) for one in moved[:MOST_ORDERS])
    if (more := len(moved) - MOST_ORDERS) > 0:
        yield WORDS.say(language, "more", orders=figures.counted(more, "order", language))
    for key, factories in (("gain", found.gainers), ("lose", found.losers)):
        if factories:
            yield from ("", WORDS.say(language, key))
            yield from (_work(one, language) for one in factories[:MOST_FACTORIES])
        if (more := len(factories) - MOST_FACTORIES) > 0:
            yield WORDS.say(language, "factories", factories=figures.counted(more, "factory", language))


def _costs(found: Comparison, language: Language) -> str:
    head = [WORDS.say(language, key) for key in ("kind", "before", "after", "change")]
    rows = [
        [
            WORDS.say(language, "total") if one.kind == "total" else cost_kind(one.kind, language),
            f"{cny(one.before_fen):,.2f}",
            f"{cny(one.after_fen):,.2f}",
            f"{cny(one.change_fen):+,.2f}" if one.change_fen else "0.00",
        ]
        for one in (*found.costs, found.total)
        if one.before_fen or one.after_fen
    ]
    return aligned([head, *rows])


def _date(change: OrderChange, found: Comparison, language: Language) -> str:
    before, after = change.before, change.after
    assert before is not None
    assert after is not None
    late = ""
    if after.late_days > 0:
        late = WORDS.say(language, "late", days=figures.counted(after.late_days, "day", language))
    elif before.late_days > 0:
        late = WORDS.say(language, "in_time")
    return WORDS.say(
        language,
        "earlier" if change.earlier_days > 0 else "later",
        order=change.order,
        before=figures.day_words(before.ship_on, language, found.season),
        after=figures.day_words(after.ship_on, language, found.season),
        days=figures.counted(abs(change.earlier_days), "day", language),
        late=late,
    )


def _work(change: FactoryChange, language: Language) -> str:
    key = "work" if change.name != change.factory else "work_unnamed"
    return WORDS.say(language, key, code=change.factory, **work_of(change, language))
