"""Which deals supply which pools: at once where one deal is plainly best, else as a mixed-integer program (HiGHS)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from interlock.errors import Infeasible
from interlock.sourcing._market import Deal, Pool, Tier, least_fen_per_grain
from interlock.sourcing.words import ERRORS

# A search this long does not end on a market of ordinary size; the count, unlike a clock, repeats.
MOST_NODES = 20_000
# HiGHS 1.14.0 calls wrong answers optimal after presolve (ERGO-Code/HiGHS issue 3073), and programs this small hardly
# gain by it. The feasibility jump takes four times as long as everything else.
_OPTIONS = (
    ("threads", 1),
    ("mip_rel_gap", 1e-9),
    ("mip_abs_gap", 0.5),
    ("mip_feasibility_tolerance", 1e-9),
    ("mip_max_nodes", MOST_NODES),
    ("mip_heuristic_run_feasibility_jump", False),
    ("presolve", "off"),
)


@dataclass(frozen=True, kw_only=True)
class Market:
    """Deals and pools of one colour, or of several that share an any-colour offer's maximum.

    ``shared`` lists, for each such offer, the deals drawing on it and its maximum, in grains; ``unit`` is grains per
    unit: the program reckons in units, whose sizes suit a solver better.
    """

    unit: int
    deals: tuple[Deal, ...]
    pools: tuple[Pool, ...]
    shared: tuple[tuple[tuple[int, ...], int], ...] = ()

    def deals_for(self, pool: Pool) -> list[int]:
        """Indexes of the deals of the pool's colour, in the order of ``pool.late_fen``."""
        return [at for at, deal in enumerate(self.deals) if deal.colour == pool.colour]

    @property
    def colours(self) -> int:
        """How many colours are decided together."""
        return len({pool.colour for pool in self.pools})


Grains = dict[tuple[int, int], int]


def choose(market: Market) -> tuple[Grains, dict[int, int]]:
    """(grains from deal d to pool p, by (p, d); least quantity of each deal used, by d), at least total cost.

    What cannot be supplied is as little as possible, and of what is wanted last.
    """
    if not market.deals:
        return {}, {}
    if market.colours == 1:
        single = _one_deal(market)
        if single is not None:
            deal, least = single
            return {(p, deal): pool.grains for p, pool in enumerate(market.pools)}, {deal: least}
    return _by_program(market)


def _one_deal(market: Market) -> tuple[int, int] | None:
    """(deal, its least quantity) when buying everything from one deal is certainly best."""
    wanted = sum(pool.grains for pool in market.pools)
    least_late = sum(pool.grains * min(pool.late_fen) for pool in market.pools)
    bound = wanted * least_fen_per_grain(market.deals, wanted) + least_late
    best: tuple[float, int, int] | None = None
    for at, deal in enumerate(market.deals):
        late = sum(pool.grains * pool.late_fen[at] for pool in market.pools)
        for tier in deal.tiers:
            if max(tier.least, wanted) <= tier.most:
                total = tier.fen_per_grain * max(tier.least, wanted) + late
                if best is None or total < best[0]:
                    best = (total, at, tier.least)
    if best is None or (len(market.deals) > 1 and best[0] > bound * (1 + 1e-12) + 1e-9):
        return None
    return best[1], best[2]


@dataclass
class _Program:
    """Columns and rows of a mixed-integer program, handed to HiGHS."""

    cost: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    rows: list[tuple[float, float, list[tuple[int, float]]]] = field(default_factory=list)

    def column(self, cost: float, upper: float, *, whole: bool = False) -> int:
        if whole:
            self.whole.append(len(self.cost))
        self.cost.append(cost)
        self.upper.append(upper)
        return len(self.cost) - 1

    def row(self, low: float, high: float, terms: Sequence[tuple[int, float]]) -> None:
        self.rows.append((low, high, list(terms)))

    def build(self) -> Any:
        import highspy
        import numpy as np

        new_model: Any = highspy.Highs  # typed in some releases only
        model = new_model()
        model.silent()
        for name, value in _OPTIONS:
            model.setOptionValue(name, value)
        count = len(self.cost)
        model.addVars(count, np.zeros(count), np.array(self.upper))
        model.changeColsCost(count, np.arange(count, dtype=np.int32), np.array(self.cost))
        _set_kind(model, self.whole, highspy.HighsVarType.kInteger)
        for low, high, terms in self.rows:
            index = np.array([at for at, _ in terms], dtype=np.int32)
            model.addRow(low, high, len(terms), index, np.array([value for _, value in terms]))
        return model


def _set_kind(model: Any, columns: list[int], kind: Any) -> None:
    import numpy as np

    kinds = np.full(len(columns), int(kind), dtype=np.uint8)
    model.changeColsIntegrality(len(columns), np.array(columns, dtype=np.int32), kinds)


def solve(model: Any) -> None:
    """Run HiGHS; raise :class:`~interlock.errors.Infeasible` when it ends without an answer."""
    import highspy

    model.run()
    if model.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        status = model.modelStatusToString(model.getModelStatus())
        raise Infeasible(ERRORS.told("no_answer", status=status))


def _by_program(market: Market) -> tuple[Grains, dict[int, int]]:
    """Two programs: how little must be missing, then the cheapest with no more missing than that."""
    program, unit = _Program(), market.unit
    tiers = {
        (d, tier): (program.column(tier.fen_per_grain * unit, tier.most / unit), program.column(0.0, 1.0, whole=True))
        for d, deal in enumerate(market.deals)
        for tier in deal.tiers
    }
    flows: dict[tuple[int, int], int] = {}
    missing = []
    for p, pool in enumerate(market.pools):
        for late_fen, d in zip(pool.late_fen, market.deals_for(pool), strict=True):
            flows[p, d] = program.column(late_fen * unit, pool.grains / unit)
        # Twice the worst lateness: of equally missing quantities, the least urgent goes without.
        missing.append(program.column(2.0 * unit * max(pool.late_fen, default=0.0), pool.grains / unit))
        parts = [(column, 1.0) for (q, _), column in flows.items() if q == p]
        program.row(pool.grains / unit, pool.grains / unit, [*parts, (missing[p], 1.0)])
    _deal_rows(program, market, tiers, flows)
    model = program.build()
    _allow_missing(model, missing, _least_missing(market, program, missing))
    solve(model)
    return _read(model, market, tiers, flows)


def _deal_rows(
    program: _Program,
    market: Market,
    tiers: dict[tuple[int, Tier], tuple[int, int]],
    flows: dict[tuple[int, int], int],
) -> None:
    """A deal gives no more than is bought, in at most one tier, within the tier and the offer's maximum."""
    for d, deal in enumerate(market.deals):
        bought = [(tiers[d, tier][0], -1.0) for tier in deal.tiers]
        program.row(-inf, 0.0, [*((column, 1.0) for (_, e), column in flows.items() if e == d), *bought])
        program.row(-inf, 1.0, [(tiers[d, tier][1], 1.0) for tier in deal.tiers])
        for tier in deal.tiers:
            quantity, used = tiers[d, tier]
            program.row(0.0, inf, [(quantity, 1.0), (used, -tier.least / market.unit)])
            program.row(-inf, 0.0, [(quantity, 1.0), (used, -tier.most / market.unit)])
    for members, most in market.shared:
        program.row(
            -inf, most / market.unit, [(tiers[d, tier][0], 1.0) for d in members for tier in market.deals[d].tiers]
        )


def _least_missing(market: Market, program: _Program, missing: list[int]) -> float:
    """The least quantity that must go without: plain for one colour, a program where colours share a maximum."""
    if not market.shared:
        wanted = sum(pool.grains for pool in market.pools)
        return max(0, wanted - sum(deal.most for deal in market.deals)) / market.unit
    limited = {d for members, _ in market.shared for d in members}
    room = {market.deals[d].colour for d in range(len(market.deals)) if d not in limited and _has_room(market, d)}
    if all(pool.colour in room for pool in market.pools):
        return 0.0
    model = program.build()
    for column in range(len(program.cost)):
        model.changeColCost(column, 1.0 if column in missing else 0.0)
    model.setOptionValue("mip_abs_gap", 1e-9)  # units here, not fen
    solve(model)
    return round(float(model.getInfo().objective_function_value) * market.unit) / market.unit


def _has_room(market: Market, deal: int) -> bool:
    """Whether the deal alone can supply every pool of its colour."""
    colour = market.deals[deal].colour
    return market.deals[deal].most >= sum(pool.grains for pool in market.pools if pool.colour == colour)


def _allow_missing(model: Any, missing: list[int], most: float) -> None:
    import numpy as np

    if most <= 0:
        for column in missing:
            model.changeColBounds(column, 0.0, 0.0)
        return
    model.addRow(-inf, most, len(missing), np.array(missing, dtype=np.int32), np.ones(len(missing)))


def _read(
    model: Any,
    market: Market,
    tiers: dict[tuple[int, Tier], tuple[int, int]],
    flows: dict[tuple[int, int], int],
) -> tuple[Grains, dict[int, int]]:
    """Whole grains from the program: with the tiers fixed it is a network flow, whose vertices are whole numbers."""
    import highspy

    values = model.getSolution().col_value
    least: dict[int, int] = {}
    for (d, tier), (quantity, used) in tiers.items():
        on = values[used] > 0.5 or values[quantity] * market.unit > 0.5
        model.changeColBounds(used, float(on), float(on))
        if on:
            least[d] = tier.least
    _set_kind(model, [used for _, used in tiers.values()], highspy.HighsVarType.kContinuous)
    model.setOptionValue("solver", "simplex")
    solve(model)
    values = model.getSolution().col_value
    grains = {key: round(values[column] * market.unit) for key, column in flows.items()}
    return {key: amount for key, amount in grains.items() if amount}, least
