"""Whether a plan was made from a scenario: what both must say alike."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from interlock.errors import InterlockError, Told
from interlock.model import Order, Plan, Promise, Quantity, Scenario, fingerprint, load
from interlock.words import Language, Words

MOST_NAMED = 5
# More differences than these beyond those named are another book; how many tells nothing.
MOST_COUNTED = 20
# The book of a plan that no workbook describes, as a repair writes it beside the plan.
SCENARIO_FILE = "scenario.json"
_ROUNDING = 0.5

WORDS = Words(
    cluster=("the cluster is {plan} in the plan, {book} in the book", "集群：计划为 {plan}，工作簿为 {book}"),
    today=("the plan is of {plan}, the book of {book}", "计划日：计划为 {plan}，工作簿为 {book}"),
    unknown_order=("order {name} is not in the book", "工作簿中没有订单 {name}"),
    unplanned_order=("order {name} is not in the plan", "计划中没有订单 {name}"),
    due=(
        "order {name} is due {plan} in the plan, {book} in the book",
        "订单 {name} 的交期：计划为 {plan}，工作簿为 {book}",
    ),
    style=(
        "order {name} is of style {plan} in the plan, {book} in the book",
        "订单 {name} 的款式：计划为 {plan}，工作簿为 {book}",
    ),
    pieces=(
        "order {name}, {cell}: the plan makes {plan}, the book asks for {book}",
        "订单 {name} 的 {cell}：计划生产 {plan} 件，工作簿要 {book} 件",
    ),
    factory=("factory {name} is not in the book", "工作簿中没有工厂 {name}"),
    line=("line {name} of factory {factory} is not in the book", "工作簿中没有工厂 {factory} 的产线 {name}"),
    table=("table {name} is not in the book", "工作簿中没有裁床 {name}"),
    offer=("offer {name} is not in the book", "工作簿中没有报价单 {name}"),
    more=("and {n} more", "另有 {n} 处"),
    many_more=("and many more", "另有多处"),
    other_book=(
        "{plan} was not made from {book}: {found}; give the book that the plan was made from, or plan anew",
        "{plan} 不是由 {book} 排出的：{found}；请提供排这份计划时的工作簿，或重新排产",
    ),
    book_beside=(
        "{plan} was not made from {book}: {found}; give {beside} in its place, the book that this plan was made with",
        "{plan} 不是由 {book} 排出的：{found}；请改用同目录下的 {beside}，它就是这份计划所用的数据",
    ),
    repaired=(
        "{plan} was repaired, so {book} is no longer its book; give {beside} in its place, its book as repaired",
        "{plan} 是修复过的计划，{book} 已不是它的数据；请改用同目录下的 {beside}，即修复后的数据",
    ),
    changed=(
        "{book} has changed since {plan} was made (network, styles, materials, prices, calendar or rules); "
        "plan anew for a plan that knows of it",
        "{book} 在排出 {plan} 之后有改动（网络、款式、面辅料、价格、日历或规则），如需按新内容安排请重新排产",
    ),
    edited=(
        "{book} was edited since {plan} was made: {found}. The repair keeps to the plan; tell what it shall take up "
        "as events",
        "{book} 在排出 {plan} 之后被改过：{found}。修复以计划为准，需要采纳的变化请写成事件",
    ),
)
# What an edit of the book may change, so that it is still the book of the plan.
_EDITED = frozenset({"today", "unplanned_order", "due", "pieces"})

_Difference = tuple[str, dict[str, object]]


class OtherBook(InterlockError):
    """A plan was made from another book than the one it is shown with."""


def check_same_book(scenario: Scenario, plan: Plan, plan_file: Path, book: Path) -> Told | None:
    """Raise :class:`OtherBook`, naming the first few differences, unless the plan can be one of this scenario.

    A plan that bears the scenario's fingerprint is one. Of others are compared the cluster, the day, the orders with
    their styles, due dates and quantities (within their tolerance, as a plan may cut more or less), and every factory,
    line, table and offer that the plan names. Returns a warning where these agree and something else has changed. Where
    the plan's book, as repaired, stands beside it, that one is asked for in any case.
    """
    if plan.fingerprint == fingerprint(scenario):
        return None
    found = list(_differences(scenario, plan))
    if found or _is_book_of(_beside(plan_file), plan):
        raise _other_book(found, plan, plan_file, book)
    return WORDS.told("changed", plan=plan_file, book=book) if plan.fingerprint else None


def as_planned(scenario: Scenario, plan: Plan, plan_file: Path, book: Path) -> tuple[Scenario, Told | None]:
    """Return the scenario with the day and the orders as the plan has them, and a warning that names what differs.

    A book that was edited since is no other book: what its orders ask now is left to events. Raises
    :class:`OtherBook` where the plan is of another cluster, names what the book does not have, or was repaired, so that
    its book, with all that has happened, stands beside it.
    """
    if plan.fingerprint == fingerprint(scenario):
        return scenario, None
    found = list(_differences(scenario, plan))
    strange = [(key, facts) for key, facts in found if key not in _EDITED]
    if strange or _is_book_of(_beside(plan_file), plan):
        raise _other_book(strange or found, plan, plan_file, book)
    if not found:
        return scenario, WORDS.told("changed", plan=plan_file, book=book) if plan.fingerprint else None
    kept = replace(scenario, today=plan.made_on, orders=tuple(_kept(scenario, plan)))
    english, chinese = _listed(found, "en", "; "), _listed(found, "zh", "；")
    return kept, WORDS.told("edited", plan=plan_file, book=book, found=Told(english, chinese))


def _kept(scenario: Scenario, plan: Plan) -> Iterator[Order]:
    made = _made(plan)
    for order in scenario.orders:
        if order.number in plan.promise:
            order = replace(order, due_on=plan.promise[order.number].due_on)
            cells = made.get(order.number, Counter())
            if any(_quantities(order, cells)):
                order = replace(order, quantities=tuple(Quantity(*cell, n) for cell, n in sorted(cells.items())))
            yield order


def _other_book(found: list[_Difference], plan: Plan, plan_file: Path, book: Path) -> OtherBook:
    listed = Told(_listed(found, "en", "; "), _listed(found, "zh", "；"))
    beside = _beside(plan_file)
    if not _is_book_of(beside, plan):
        return OtherBook(WORDS.told("other_book", plan=plan_file, book=book, found=listed))
    if not found:
        return OtherBook(WORDS.told("repaired", plan=plan_file, book=book, beside=beside))
    return OtherBook(WORDS.told("book_beside", plan=plan_file, book=book, found=listed, beside=beside))


def _beside(plan_file: Path) -> Path:
    return plan_file.parent / SCENARIO_FILE


def _is_book_of(path: Path, plan: Plan) -> bool:
    try:
        return fingerprint(load(path.read_bytes(), Scenario, str(path))) == plan.fingerprint
    except (OSError, InterlockError):
        return False


def _listed(found: list[_Difference], language: Language, comma: str) -> str:
    said = [WORDS.say(language, key, **facts) for key, facts in found[:MOST_NAMED]]
    left = len(found) - MOST_NAMED
    if left > 0:
        said.append(WORDS.say(language, "more" if left <= MOST_COUNTED else "many_more", n=left))
    return comma.join(said)


def _differences(scenario: Scenario, plan: Plan) -> Iterator[_Difference]:
    if plan.cluster != scenario.cluster:
        yield "cluster", {"plan": plan.cluster, "book": scenario.cluster}
    if plan.made_on != scenario.today:
        yield "today", {"plan": plan.made_on, "book": scenario.today}
    for number in sorted(plan.promise.keys() - scenario.order.keys()):
        yield "unknown_order", {"name": number}
    for number in sorted(scenario.order.keys() - plan.promise.keys()):
        yield "unplanned_order", {"name": number}
    made, styles = _made(plan), _styles(plan)
    for promise in plan.promises:
        if promise.order in scenario.order:
            order = scenario.order[promise.order]
            yield from _of_order(order, promise, styles.get(order.number, order.style))
            yield from _quantities(order, made.get(order.number, Counter()))
    yield from _places(scenario, plan)


def _made(plan: Plan) -> Mapping[str, Counter[tuple[str, str]]]:
    """Return pieces by colour and size of every order, in the cluster and outside."""
    made: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    parts = [(lot.order, lot.quantities) for lot in plan.lots] + [(lot.order, lot.quantities) for lot in plan.outside]
    for order, quantities in parts:
        for q in quantities:
            made[order][q.colour, q.size] += q.pieces
    return made


def _styles(plan: Plan) -> dict[str, str]:
    return {lay.order: plan.marker[lay.marker].style for lay in plan.lays if lay.marker in plan.marker}


def _of_order(order: Order, promise: Promise, style: str) -> Iterator[_Difference]:
    if promise.due_on != order.due_on:
        yield "due", {"name": order.number, "plan": promise.due_on, "book": order.due_on}
    if style != order.style:
        yield "style", {"name": order.number, "plan": style, "book": order.style}


def _quantities(order: Order, made: Counter[tuple[str, str]]) -> Iterator[_Difference]:
    asked = {(q.colour, q.size): q.pieces for q in order.quantities}
    for cell in sorted(made.keys() | asked.keys()):
        wanted = asked.get(cell, 0)
        least, most = wanted * (1 - order.under_share) - _ROUNDING, wanted * (1 + order.over_share) + _ROUNDING
        if not least <= made[cell] <= most:
            yield "pieces", {"name": order.number, "cell": " ".join(cell).strip(), "plan": made[cell], "book": wanted}


def _places(scenario: Scenario, plan: Plan) -> Iterator[_Difference]:
    factories = {lot.factory for lot in plan.lots} | {lay.factory for lay in plan.lays}
    factories |= {site for p in plan.promises for site in (p.core, p.cutting_factory) if site}
    for code in sorted(factories - scenario.factory.keys()):
        yield "factory", {"name": code}
    lines = {(line.code, line.factory) for line in scenario.lines}
    for line, factory in sorted({(lot.line, lot.factory) for lot in plan.lots} - lines):
        yield "line", {"name": line, "factory": factory}
    for table in sorted({lay.table for lay in plan.lays} - {table.code for table in scenario.tables}):
        yield "table", {"name": table}
    for offer in sorted({bought.offer for bought in plan.purchases} - {offer.code for offer in scenario.offers}):
        yield "offer", {"name": offer}
