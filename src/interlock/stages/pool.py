"""Orders of several firms to one cut plan and each firm's share: brings `cutting` and `pooling` together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from interlock import cutting, pooling
from interlock.cutting import (
    STEADY,
    THOROUGH,
    CutPlan,
    CutProblem,
    Effort,
    LengthModel,
    PlannedLay,
    better_of,
    plan_cut,
    scaled,
)
from interlock.errors import BrokenLaw, InvalidModel, Placed
from interlock.pooling import Firm, PooledPlan, PoolProblem
from interlock.pooling.check_words import LAWS
from interlock.stages.pooled_markers import Garment, garment_name
from interlock.words import Words

# A group of firms is planned in some hundredths of a second, for there may be a thousand groups.
SHORT = Effort(moves=20_000, attempts=3, exact_work=0.0)
# So many firms make few enough groups to plan each of them with the work of the one that is cut.
_FEW = 4
_SAME = 1e-9
_Part = tuple[Sequence[Garment], Sequence[PlannedLay]]

ERRORS = Words(
    sizes=(
        "order {order}: {sizes} sizes, {lengths} lengths per garment; give one length per size",
        "订单 {order}：{sizes} 个尺码，{lengths} 个单件用布长，请逐码给出",
    ),
    shape=(
        "order {order}: demand must have {colours} colours of {sizes} sizes each",
        "订单 {order}：数量表应为 {colours} 个颜色、每色 {sizes} 个尺码",
    ),
    none=(
        "pooled lays: no order is given; give those of at least 2 firms",
        "合床：没有订单，请给出至少 2 家企业的订单",
    ),
    below=("order {order}: a quantity of {found}; give 0 or more", "订单 {order}：数量为 {found}，应不小于 0"),
    nothing=(
        "order {order}: every quantity is 0; give at least one garment",
        "订单 {order}：数量全为 0，请至少给出一件",
    ),
    twice=("order {order} is named twice; give each order its own name", "订单 {order} 出现两次，订单名不能重复"),
    length=(
        "order {order}: size {size} of style {style} takes {found} mm, another order says {known} mm; "
        "make them agree, or name the style otherwise if it is another garment",
        "订单 {order}：款式 {style} 的 {size} 码用布 {found} 毫米，另一订单写的是 {known} 毫米；"
        "请核对，若不是同一款式请改用不同的款式名",
    ),
)


@dataclass(frozen=True, kw_only=True)
class OrderToPool:
    """An order that a firm brings: ``demand[colour][size]`` in garments, fabric in mm for one garment of each size.

    Orders of one ``style`` are the same garment, whoever brings them. ``known`` are lays that it could be cut in, by
    its own sizes and the pool's colours: plans begin from them and are no dearer.
    """

    name: str
    firm: str
    style: str
    sizes: tuple[str, ...]
    per_garment_mm: tuple[float, ...]
    demand: tuple[tuple[int, ...], ...]
    known: tuple[PlannedLay, ...] = ()

    @property
    def garments(self) -> tuple[Garment, ...]:
        """Its style in each of its sizes."""
        return tuple((self.style, size) for size in self.sizes)


@dataclass(frozen=True, kw_only=True)
class PoolToCut:
    """Orders of one fabric in the same ``colours``, with the limits and prices of a :class:`cutting.CutProblem`.

    Raises :class:`~interlock.errors.InvalidModel` naming every contradiction.
    """

    colours: tuple[str, ...]
    orders: tuple[OrderToPool, ...]
    max_garments: int
    max_length_mm: float
    max_plies: int
    min_plies: int = 1
    fixed_mm: float = 0.0
    under: float = 0.0
    over: float = 0.0
    end_loss_mm: float = 0.0
    fabric_fen_per_m: int = 0
    marker_fen: int = 0
    lay_fen: int = 0
    ply_fen: int = 0
    permutations: int = 100
    seed: int = 0

    def __post_init__(self) -> None:
        problems: list[str] = [*_orders(self)]
        # The rooms tell their own rules; an order without its form would only be told again.
        rooms: list[Callable[[], object]] = [self.sharing] if self.orders else []
        if not problems:
            problems += _lengths(self)
            rooms.append(lambda: self.cut_problem(self.firms))
        else:
            rooms.append(self._limits)
        for made in rooms:
            try:
                made()
            except InvalidModel as error:
                problems += error.problems
        if problems:
            raise InvalidModel(problems)

    def _limits(self) -> CutProblem:
        """The limits and prices, with one small garment that contradicts none of them."""
        small = LengthModel(0.0, (1.0,))
        longest_mm = max(self.max_length_mm, 1.0)
        return self._problem(
            sizes=("1",), colours=("1",), demand=((1,),), length=small, under=self.under, over=self.over,
            max_length_mm=longest_mm,
        )  # fmt: skip

    def _problem(self, **asked: Any) -> CutProblem:
        limits: dict[str, Any] = {
            "max_garments": self.max_garments,
            "max_length_mm": self.max_length_mm,
            "max_plies": self.max_plies,
            "min_plies": self.min_plies,
            "end_loss_mm": self.end_loss_mm,
            "fabric_fen_per_m": self.fabric_fen_per_m,
            "marker_fen": self.marker_fen,
            "lay_fen": self.lay_fen,
            "ply_fen": self.ply_fen,
        }
        return CutProblem(**{**limits, **asked})

    @property
    def firms(self) -> tuple[str, ...]:
        """Names of the firms in the order in which they first bring an order."""
        return tuple(dict.fromkeys(order.firm for order in self.orders))

    def sharing(self) -> PoolProblem:
        """What the room of pooled lays is asked."""
        count = Counter(order.firm for order in self.orders)
        firms = tuple(Firm(name, count[name]) for name in self.firms)
        return PoolProblem(firms=firms, permutations=self.permutations, seed=self.seed)

    def garments(self, firms: Sequence[str]) -> tuple[Garment, ...]:
        """Styles and sizes that these firms have cut."""
        return _garments(self.orders_of(firms))

    def orders_of(self, firms: Sequence[str]) -> list[OrderToPool]:
        """The orders that these firms bring."""
        return [order for order in self.orders if order.firm in firms]

    def cut_problem(self, firms: Sequence[str]) -> CutProblem:
        """All orders of these firms as one; a size of a style is one column, whoever ordered it."""
        return self.as_one(self.orders_of(firms))

    def as_one(self, orders: Sequence[OrderToPool]) -> CutProblem:
        """Orders as one; a size of a style is one column."""
        garments = _garments(orders)
        length = {(o.style, size): mm for o in orders for size, mm in zip(o.sizes, o.per_garment_mm, strict=True)}
        under, over = self._tolerance(orders)
        return self._problem(
            sizes=tuple(garment_name(*garment) for garment in garments),
            colours=self.colours,
            demand=tuple(
                tuple(sum(_wanted(order, colour, garment) for order in orders) for garment in garments)
                for colour in range(len(self.colours))
            ),
            length=LengthModel(self.fixed_mm, tuple(length[garment] for garment in garments)),
            under=under,
            over=over,
        )

    def _tolerance(self, orders: Sequence[OrderToPool]) -> tuple[float, float]:
        """The tolerance with which what is cut for several orders at once can be dealt out within each one's own."""
        under, over = self.under, self.over
        for colour in range(len(self.colours)):
            for garment in {(order.style, size) for order in orders for size in order.sizes}:
                wanted = [count for order in orders if (count := _wanted(order, colour, garment))]
                if len(wanted) > 1:
                    down = sum(int(count * self.under + _SAME) for count in wanted)
                    up = sum(int(count * self.over + _SAME) for count in wanted)
                    under, over = min(under, down / sum(wanted)), min(over, up / sum(wanted))
        return under, over


def _garments(orders: Iterable[OrderToPool]) -> tuple[Garment, ...]:
    return tuple(dict.fromkeys(garment for order in orders for garment in order.garments))


def _wanted(order: OrderToPool, colour: int, garment: Garment) -> int:
    style, size = garment
    return order.demand[colour][order.sizes.index(size)] if order.style == style and size in order.sizes else 0


def _orders(asked: PoolToCut) -> Iterator[Placed]:
    if not asked.orders:
        yield _placed("orders", "none")
    names: set[str] = set()
    for number, order in enumerate(asked.orders, 1):
        place = f"orders {number}"
        if order.name in names:
            yield _placed(_field(place, "name"), "twice", order=order.name)
        names.add(order.name)
        if len(order.per_garment_mm) != len(order.sizes):
            facts = {"sizes": len(order.sizes), "lengths": len(order.per_garment_mm)}
            yield _placed(place, "sizes", order=order.name, **facts)
        if len(order.demand) != len(asked.colours) or any(len(row) != len(order.sizes) for row in order.demand):
            yield _placed(place, "shape", order=order.name, colours=len(asked.colours), sizes=len(order.sizes))
        elif min((count for row in order.demand for count in row), default=0) < 0:
            found = min(count for row in order.demand for count in row)
            yield _placed(_field(place, "demand"), "below", order=order.name, found=found)
        elif not any(any(row) for row in order.demand):
            yield _placed(_field(place, "demand"), "nothing", order=order.name)


def _lengths(asked: PoolToCut) -> Iterator[Placed]:
    known: dict[Garment, float] = {}
    for number, order in enumerate(asked.orders, 1):
        for size, found in zip(order.sizes, order.per_garment_mm, strict=True):
            before = known.setdefault((order.style, size), found)
            if before != found:
                facts = {"size": size, "style": order.style, "found": f"{found:g}", "known": f"{before:g}"}
                yield _placed(_field(f"orders {number}", "per_garment_mm"), "length", order=order.name, **facts)


def _field(place: str, name: str) -> str:
    return f"{place}, {name}"


def _placed(place: str, key: str, **facts: object) -> Placed:
    """What is wrong, with the field that it is about, from 1 where there are many."""
    told = ERRORS.told(key, **facts)
    return Placed(str(told), told.chinese, place=place)


@dataclass(frozen=True)
class GroupCut:
    """Firms cut together (or one firm alone): what is asked and the plan."""

    firms: tuple[str, ...]
    problem: CutProblem
    plan: CutPlan


@dataclass(frozen=True)
class PooledCut:
    """The shares, the cut plans that are to be spread, and each firm's plan that its share is reckoned against.

    ``cuts``, to be spread, are of the firms cut together, and of each other firm alone; ``alone`` are of every firm.
    """

    shares: PooledPlan
    cuts: tuple[GroupCut, ...]
    alone: tuple[GroupCut, ...]


@dataclass(frozen=True)
class Billing:
    """The work for what is billed: for a firm alone one search after another until the plan is proved, and together."""

    alone: tuple[Effort, ...]
    together: Effort


# A firm alone as `interlock cut plan` plans it, those cut together with a tenth of that.
FULL = Billing((STEADY, THOROUGH), scaled(0.1))
# For pools that a site looks at by the dozen.
BRIEF = Billing((STEADY, scaled(0.05)), scaled(0.05))


def pool_orders(
    asked: PoolToCut, *, effort: Effort = SHORT, billing: Billing = FULL, stop: Callable[[], bool] | None = None
) -> PooledCut:
    """Plan the cutting of every group of firms, and share what cutting together saves.

    Groups are planned with ``effort``, but what is billed with more: each firm alone, and the firms cut together. No
    plan is dearer than those of its parts: an order's begins from the lays known of it, a firm's from its orders', a
    group's from its firms', and a firm is not billed alone for more than what the group's plan holds of it. The same
    orders, effort, billing and seed give the same answer. Raises :class:`~interlock.errors.Infeasible` where a firm's
    orders cannot be cut under the limits of a lay, :class:`~interlock.errors.Cancelled` when ``stop`` says so.
    """
    desk = _Desk(asked, billing, stop)
    few = len(asked.firms) <= _FEW
    for name in asked.firms:
        desk.plan_alone(name)

    def cost_fen(firms: tuple[str, ...]) -> int:
        if firms not in desk.made:
            desk.plan(firms, billing.together if few else effort)
        return desk.made[firms].cost_fen

    shares = pooling.pool(asked.sharing(), cost_fen, stop=stop)
    # A plan only becomes cheaper by more work, so this ends, as a rule with the group that was best at first.
    while shares.together and desk.looks_closer(shares.together, again=not few):
        shares = pooling.pool(asked.sharing(), cost_fen, stop=stop)
    groups = [shares.together] if shares.together else []
    groups += [(name,) for name in asked.firms if name not in shares.together]
    return PooledCut(shares, tuple(map(desk.cut, groups)), tuple(desk.cut((name,)) for name in asked.firms))


@dataclass
class _Desk:
    """The best plan of each group of firms so far, and the groups that were looked at closely."""

    asked: PoolToCut
    billing: Billing
    stop: Callable[[], bool] | None
    made: dict[tuple[str, ...], CutPlan] = field(default_factory=dict)
    close: set[tuple[str, ...]] = field(default_factory=set)

    def cut(self, firms: tuple[str, ...]) -> GroupCut:
        """What is asked of a group and its plan."""
        return GroupCut(firms, self.asked.cut_problem(firms), self.made[firms])

    def plan_alone(self, firm: str) -> None:
        """Plan a firm's orders, each by itself first."""
        orders, efforts = self.asked.orders_of((firm,)), self.billing.alone
        parts = [(order.garments, order.known) for order in orders]
        if len(orders) > 1:
            parts = [(order.garments, self._order(order).lays) for order in orders]
        for effort in efforts:
            if (firm,) not in self.made or not self.made[firm,].proved:
                self._begin((firm,), effort, parts)

    def plan(self, firms: tuple[str, ...], effort: Effort) -> None:
        """Plan a group from what its firms have by themselves."""
        self._begin(firms, effort, [(self.asked.garments((name,)), self.made[name,].lays) for name in firms])

    def looks_closer(self, group: tuple[str, ...], *, again: bool) -> bool:
        """Give the group that is cut together its billed work, and its firms what they could do as it does.

        False where that was done before.
        """
        if group in self.close:
            return False
        self.close.add(group)
        if again:
            self.plan(group, self.billing.together)
        for name in group:
            self._begin((name,), self.billing.alone[0], [(self.asked.garments(group), self.made[group].lays)])
        return True

    def _order(self, order: OrderToPool) -> CutPlan:
        problem = self.asked.as_one([order])
        return plan_cut(problem, effort=self.billing.alone[0], seed=self.asked.seed, stop=self.stop, start=order.known)

    def _begin(self, firms: tuple[str, ...], effort: Effort, parts: Iterable[_Part]) -> None:
        """Plan a group from lays of some garments, and keep the better of this plan and the one before."""
        start = [lay for of, lays in parts for lay in _within(lays, of, self.asked.garments(firms))]
        problem = self.asked.cut_problem(firms)
        found = plan_cut(problem, effort=effort, seed=self.asked.seed, stop=self.stop, start=start)
        self.made[firms] = better_of(self.made[firms], found) if firms in self.made else found


def _within(lays: Iterable[PlannedLay], of: Sequence[Garment], garments: Sequence[Garment]) -> Iterator[PlannedLay]:
    """Lays of some garments as lays of others: who is not there falls away."""
    for lay in lays:
        held = dict(zip(of, lay.ratio, strict=True))
        ratio = tuple(held.get(garment, 0) for garment in garments)
        if any(ratio):
            yield PlannedLay(ratio, lay.plies)


def check_pooled(asked: PoolToCut, pooled: PooledCut) -> None:
    """Raise :class:`~interlock.errors.BrokenLaw` when a share, a plan or the sum of both is not as told."""
    pooling.check(asked.sharing(), pooled.shares)
    for cut in (*pooled.cuts, *pooled.alone):
        cutting.check(asked.cut_problem(cut.firms), cut.plan)
    firms = [name for cut in pooled.cuts for name in cut.firms]
    cost_fen = sum(cut.plan.cost_fen for cut in pooled.cuts)
    found = []
    if sorted(firms) != sorted(asked.firms):
        found.append(LAWS.told("cut_firms", found=firms, wanted=list(asked.firms)))
    if cost_fen != pooled.shares.cost_fen:
        found.append(LAWS.told("cut_cost", found=cost_fen, told=pooled.shares.cost_fen))
    if found:
        raise BrokenLaw(LAWS.told("pooled"), found)
