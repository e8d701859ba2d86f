"""What can be promised for an order that is not in the book yet: three ways, each with its date and the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Literal, get_args

from interlock.explain import category_name, figures
from interlock.model import Costs, Order, OrderAdded, Plan, Policy, Scenario, Way, WhyOutside, check_events
from interlock.repair.bounds import Bounds
from interlock.repair.changes import changed
from interlock.repair.diff import Maker, OrderChange, Standing, diff_of
from interlock.repair.floor import Floor
from interlock.repair.quality import quality_of
from interlock.repair.solve import let_happen, plan_from
from interlock.words import Language, Words

Binding = Literal["material", "cutting", "lines", "sewing", "finishing", "outside"]
# Besides its due day and the plan's end, a cheap way may aim at so many days after the first that is not over.
AIM_DAYS = (14, 28, 56)
# A line with less than this share of its minutes free in the days that an order waits for it is full.
FREE_SHARE = 0.1


@dataclass(frozen=True, kw_only=True)
class Why:
    """Why an order ships when it does: its steps, and the one that takes longest.

    ``full_lines`` of the ``lines`` that can sew it are full while its first pieces wait, until ``sew_first_on``.
    ``outside`` tells why pieces go outside the cluster, None where none do; ``outside_only``: all of them do.
    """

    binding: Binding
    category: str
    material_on: date
    cut_on: date
    sew_first_on: date
    sew_last_on: date
    ship_on: date
    lines: int
    full_lines: int
    outside: WhyOutside | None = None
    outside_only: bool = False


@dataclass(frozen=True, kw_only=True)
class Option:
    """One way to make an order: ``costs`` is what the plan costs more by it, by kind; ``moved`` is who else changes.

    ``shifted`` lots of yet other orders change their days, and nothing else of these orders changes.
    ``way`` is what it is best at; ``by``, ``aim_on`` and ``may_move`` are the search that found it, with which it is
    booked. ``core`` is the core factory that has it made. ``quality`` is the mean of its pieces, 0..1: the skill of
    their line times their factory's share passed at first inspection, and 0 outside the cluster.
    """

    way: Way
    by: Way
    aim_on: date
    may_move: bool
    ship_on: date
    due_on: date
    late_days: int
    costs: Costs
    makers: tuple[Maker, ...]
    why: Why
    moved: tuple[OrderChange, ...]
    core: str
    quality: float
    shifted: int = 0

    @property
    def cost_fen(self) -> int:
        """What the order itself costs: all that the plan costs more, less what others do."""
        return self.costs.total - self.moved_fen

    @property
    def moved_fen(self) -> int:
        """What others cost more for it."""
        return sum(change.cost_fen for change in self.moved)

    @property
    def price_fen(self) -> int:
        """What the way is weighed by: the order itself and what others cost more, but nothing that they save."""
        return self.cost_fen + max(0, self.moved_fen)


def promise(
    scenario: Scenario, policy: Policy, plan: Plan, order: Order, *, may_move: bool = False
) -> tuple[Option, Option, Option]:
    """Return the cheapest way, the fastest, and the one of the best quality to make a new order.

    Each name goes to the best of all that several searches find: none of the three is cheaper than the first, ships
    before the second, or is of a better quality than the third by a whole per cent. Two may be the same. The fastest
    way and most of the cheap ones aim at days that do not depend on the due day, so that an order is not promised for a
    later day, nor at a higher price, just because it is due later.

    Nothing else moves unless it ``may_move`` and that is better for the new order itself: what others save by moving
    counts for nothing. Then ``moved`` says whom. Nothing is booked: an
    :class:`~interlock.model.OrderAdded` with the option's ``by`` as its way, its ``aim_on`` and its ``may_move``, given
    to :func:`~interlock.repair.repair`, books it as promised. Raises :class:`~interlock.errors.InvalidModel` for an
    order that cannot be read, :class:`~interlock.errors.Infeasible` where it cannot be bought or cut.
    """
    added = OrderAdded(order=order)
    check_events(scenario, plan, [added])
    after = changed(scenario, plan, [added])
    first_on = plan.first_on + timedelta(days=plan.days_over)
    fixed = [*(first_on + timedelta(days=days) for days in AIM_DAYS), plan.last_on]
    aims = [(way, on) for way in get_args(Way) for on in ([None, *fixed] if way == "cheapest" else [None])]
    found = [
        _option(scenario, after, policy, plan, replace(added, way=way, may_move=moves, aim_on=aim_on))
        for moves in sorted({False, may_move})
        for way, aim_on in aims
    ]
    cheapest = min(found, key=lambda o: (o.price_fen, o.ship_on))
    fastest = min(found, key=lambda o: (o.ship_on, o.price_fen))
    # A search that does not look at the due day may wait for good lines far beyond it, which nobody would want.
    timely = [o for o in found if o.aim_on == order.due_on or o is cheapest]
    best_quality = min(timely, key=lambda o: (-round(o.quality, 2), o.price_fen, o.ship_on))
    return (
        replace(cheapest, way="cheapest"),
        replace(fastest, way="fastest"),
        replace(best_quality, way="best_quality"),
    )


def _option(scenario: Scenario, after: Scenario, policy: Policy, plan: Plan, event: OrderAdded) -> Option:
    """What one search finds; ``after`` is the scenario with the order."""
    floor = Floor(after, policy, plan, 0)
    happening = let_happen(floor, [event])
    made = plan_from(floor, Bounds(0, 0, 0), bare=True)
    diff = diff_of(scenario, after, plan, made, happening.because)
    number = event.order.number
    mine = next(change.after for change in diff.orders if change.order == number)
    assert mine is not None
    moved = tuple(c for c in diff.orders if c.order != number and c.before != c.after)
    told = {number, *(change.order for change in moved)}
    return Option(
        way=event.way,
        by=event.way,
        aim_on=event.aim_on or event.order.due_on,
        may_move=event.may_move,
        ship_on=mine.ship_on,
        due_on=mine.due_on,
        late_days=mine.late_days,
        costs=Costs(**{f.name: diff.cost_fen.get(f.name, 0) for f in fields(Costs)}),
        makers=mine.makers,
        why=_why(floor, made, number, mine),
        moved=moved,
        core=made.promise[number].core,
        quality=quality_of(after, after.style[event.order.style].category, mine.makers),
        shifted=sum(move.order not in told for move in diff.lots),
    )


def _why(floor: Floor, made: Plan, number: str, mine: Standing) -> Why:
    lots = [floor.lots[name] for name in floor.lots_of[number]]
    lays = floor.lays_of.get(number, [])
    first_on = floor.horizon.on(floor.release_day(number))
    cut_on = max((lay.cut_on for lay in lays), default=first_on)
    away = max((lot for lot in made.outside if lot.order == number), key=lambda lot: lot.ready_on, default=None)
    category = floor.scenario.style[floor.scenario.order[number].style].category
    able = [line.code for line in floor.scenario.lines if line.level(category) > 0]
    if not lots or any(not maker.line for maker in mine.makers):
        last_on = max((lot.end_on for lot in lots), default=cut_on)
        binding: Binding = "outside"
        begin_on = arrive_on = min((lot.start_on for lot in lots), default=cut_on)
    else:
        last = max(lots, key=lambda lot: (lot.finish_on, lot.end_on, lot.id))
        begin_on, last_on, arrive_on = last.start_on, last.end_on, last.arrive_on
        waits: dict[Binding, int] = {
            "material": floor.horizon.day(first_on) - floor.frozen_day,
            "cutting": (cut_on - first_on).days,
            "lines": (begin_on - arrive_on).days,
            "sewing": (last_on - begin_on).days,
            "finishing": (mine.ship_on - last_on).days,
        }
        binding = max(waits, key=lambda step: waits[step])
    days = slice(floor.horizon.day(arrive_on), max(floor.horizon.day(begin_on), floor.horizon.day(arrive_on) + 1))
    full = [
        code
        for code in able
        if sum(floor.idle(code)[days]) <= FREE_SHARE * sum(floor.horizon.line_per_day(floor.scenario.line[code])[days])
    ]
    return Why(
        binding=binding,
        category=category,
        material_on=floor.material_on[number],
        cut_on=cut_on,
        sew_first_on=begin_on,
        sew_last_on=last_on,
        ship_on=mine.ship_on,
        lines=len(able),
        full_lines=len(full),
        outside=away.why if away else None,
        outside_only=not lots,
    )


WORDS = Words(
    cheapest=("The cheapest way", "最省方案"),
    fastest=("The fastest way", "最快方案"),
    best_quality=("The way of the best quality ({quality})", "质量最好方案（{quality}）"),
    option=(
        "{way} ships on {ship_on}{late} and costs {money}. {why}",
        "{way}：{ship_on}出货{late}，成本 {money}。{why}",
    ),
    also=("It is also {ways}.", "{ways}与此相同。"),
    also_fastest=("the fastest way", "最快方案"),
    also_best_quality=("the way of the best quality ({quality})", "质量最好方案（{quality}）"),
    also_and=(" and ", "、"),
    apart=(
        "Each promise is made for itself: {orders} want the same lines, so only one of them can have that room.",
        "各订单的承诺分别计算：{orders}要用同样的产线，同一产能只能给其中一张。",
    ),
    late=(", {days} after it is due", "，比交期晚 {days}"),
    steps=(
        "Material is in on {material_on}, the last lay is cut on {cut_on}, the last lot is sewn from {sew_first_on} "
        "to {sew_last_on}. {binding}",
        "面辅料{material_on}到齐，{cut_on}裁完，最后一批{sew_first_on}至{sew_last_on}缝制。{binding}",
    ),
    material=("Waiting for material takes longest.", "其中等料时间最长。"),
    cutting=("Waiting for cutting tables takes longest.", "其中等裁床时间最长。"),
    lines=(
        "Waiting for a line takes longest: {full_lines} of {lines} {category} lines are full until {sew_first_on}.",
        "其中等产线时间最长：能做{category}的 {lines} 条产线中有 {full_lines} 条在{sew_first_on}之前排满。",
    ),
    sewing=("Sewing itself takes longest.", "其中缝制本身用时最长。"),
    finishing=("Finishing takes longest.", "其中后整用时最长。"),
    steps_outside=(
        "Material is in on {material_on}, the last lay is cut on {cut_on}. {binding}",
        "面辅料{material_on}到齐，{cut_on}裁完。{binding}",
    ),
    outside_all=(
        "All of it goes outside the cluster, because {because}; it comes back on {ship_on}.",
        "因{because}，全部外发，{ship_on}返回。",
    ),
    outside=(
        "A part goes outside the cluster, because {because}; it comes back last.",
        "因{because}，部分件数外发，最后返回。",
    ),
    no_skill=("no line can sew {category}", "集群内没有产线能做{category}"),
    not_allowed=(
        "rules or refusals leave no factory that can sew {category}",
        "能做{category}的工厂不是被规则排除就是已拒接",
    ),
    uncut=("no table has time to cut it", "裁床排满"),
    lot_too_small=(
        "it is less than any factory that can sew {category} accepts",
        "件数低于所有能做{category}的工厂的起订量",
    ),
    no_room=("no {category} line has room for it", "能做{category}的产线排不下"),
)


def coinciding(options: Sequence[Option]) -> list[list[Option]]:
    """Return the options in groups that are the same but for what they are best at."""
    found: list[list[Option]] = []
    for option in options:
        same = (group for group in found if _same(option, group[0]))
        group = next(same, None)
        if group is None:
            found.append([option])
        else:
            group.append(option)
    return found


def _same(one: Option, other: Option) -> bool:
    return replace(one, way=other.way, by=other.by, aim_on=other.aim_on, may_move=other.may_move) == other


def also_sentence(others: Sequence[Option], language: Language) -> str:
    """Return what else an option is best at, from the ``others`` that coincide with it."""
    ways = WORDS.say(language, "also_and").join(
        WORDS.say(language, f"also_{other.way}", quality=figures.percent(other.quality, language, 0))
        for other in others
    )
    return WORDS.say(language, "also", ways=ways)


def apart_sentence(promises: Sequence[tuple[Order, Sequence[Option]]], language: Language) -> str:
    """Return that promises made for several orders do not know of each other; empty where no lines are wanted twice."""
    lines = {order.number: {m.line for way in ways for m in way.makers if m.line} for order, ways in promises}
    wanted = Counter(line for mine in lines.values() for line in mine)
    names = [number for number, mine in lines.items() if any(wanted[line] > 1 for line in mine)]
    if not names:
        return ""
    first = ("、" if language == "zh" else ", ").join(names[:-1])
    orders = WORDS.say(language, "also_and").join([first, names[-1]])
    return WORDS.say(language, "apart", orders=orders)


def option_sentence(option: Option, language: Language) -> str:
    """Return one option: when it ships, what it costs, and the reason for its date."""
    late = WORDS.say(language, "late", days=figures.counted(option.late_days, "day", language))
    return WORDS.say(
        language,
        "option",
        way=WORDS.say(language, option.way, quality=figures.percent(option.quality, language, 0)),
        ship_on=figures.day_words(option.ship_on, language),
        late=late if option.late_days else "",
        money=figures.money(option.cost_fen, language),
        why=why_sentence(option, language),
    )


def why_sentence(option: Option, language: Language) -> str:
    """Return why one option ships no sooner: its steps, and the one that takes longest."""

    def day(on: date) -> str:
        return figures.day_words(on, language)

    why = option.why
    category = category_name(why.category, language)
    binding: dict[str, object] = {}
    if why.binding == "lines":
        binding = {
            "full_lines": why.full_lines,
            "lines": why.lines,
            "category": category,
            "sew_first_on": day(why.sew_first_on),
        }
    elif why.outside:
        because = WORDS.say(language, why.outside.value, category=category)
        binding = {"because": because, "ship_on": day(why.ship_on)}
    return WORDS.say(
        language,
        "steps_outside" if why.outside_only else "steps",
        material_on=day(why.material_on),
        cut_on=day(why.cut_on),
        sew_first_on=day(why.sew_first_on),
        sew_last_on=day(why.sew_last_on),
        binding=WORDS.say(language, "outside_all" if why.outside_only else why.binding, **binding),
    )
