"""Finds good plans: anneal ratios and plies together, for one number of markers after another."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import islice, starmap
from typing import TYPE_CHECKING, Any

from interlock.cutting import counting
from interlock.cutting.draft import Draft, Slot, draft
from interlock.cutting.effort import Effort
from interlock.cutting.problem import CutProblem
from interlock.cutting.words import WORDS
from interlock.errors import Cancelled

if TYPE_CHECKING:
    import numpy as np

# The share of garments missed above which another try with as few markers is hopeless.
_HOPELESS = 0.02
# Numbers of markers in a row that may fail to improve the plan.
_PATIENCE = 1
# Markers from which walks grow longer, at most so many times, and their number is tried in wider steps.
_MANY, _LONGEST = 8, 4
# Weight of fabric beside plies while both are annealed in one price for "markers_plies_fabric".
_FABRIC_BESIDE_PLIES = 0.05
# Ratios that make a whole order alone which are priced at most.
_SINGLES = 500
# Heat at the end of every walk, where a garment costs about 1.
_COLD = 0.05


class Search:
    """The best draft so far and what is needed to look for a better one."""

    def __init__(
        self,
        problem: CutProblem,
        counted: counting.Counted,
        *,
        effort: Effort,
        seed: int,
        stop: Callable[[], bool] | None,
        start: Sequence[Slot] = (),
    ) -> None:
        self.problem, self.counted, self.effort = problem, counted, effort
        self.seed, self.stop, self.start = seed, stop, start
        self.best: Draft | None = None
        self.nearest: dict[int, tuple[int, tuple[Slot, ...]]] = {}
        ply, mm, unit = _prices(problem, counted)
        self._lengths = _lengths(problem)
        self._spans = _spans(problem)
        self._prices = _lays_price(problem, unit), _rules(problem, ply, mm)

    def run(self) -> Draft | None:
        """Try more and more markers until they cannot pay, then refine; None if nothing kept every rule."""
        idle, markers = 0, self.counted.markers
        cap = markers + len(self.problem.sizes) * len(self.problem.colours) + 2
        cap = min(cap, self.problem.most_markers or cap)
        while markers <= cap and idle <= _PATIENCE and self._may_pay(markers):
            better = self._try_markers(markers)
            idle = 0 if better or self.best is None else idle + 1
            markers += 1 + markers // _MANY
        self.offer(draft(self.problem, repair(self.problem, [])))
        # Only now: offered before the walks, it would end them where the first ones find nothing better.
        self.offer(draft(self.problem, repair(self.problem, [*filter(self._may_lie, self.start)])))
        self._offer_singles()
        if self.best is not None:
            self._refine()
        return self.best

    def _may_lie(self, slot: Slot) -> bool:
        """Whether a slot's marker keeps the limits of garments and length."""
        long = self.problem.spread.marker_mm(slot.ratio) > self.problem.max_length_mm + 1e-6
        return not long and sum(slot.ratio) <= self.problem.max_garments

    def _offer_singles(self) -> None:
        """Where one marker could make the whole order, a walk may miss it; some that do are tried."""
        if self.counted.markers > 1 or not self.problem.reuse_markers:
            return
        for slot in starmap(Slot, islice(counting.single_markers(self.problem), _SINGLES)):
            if self._may_lie(slot):
                self.offer(draft(self.problem, [slot]))

    def offer(self, found: Draft | None) -> bool:
        """Keep the draft if it is the best so far."""
        if found is None or not _within_tolerance(self.problem, found):
            return False
        if found.markers > (self.problem.most_markers or found.markers):
            return False
        if self.best is None or found.value(self.problem) < self.best.value(self.problem):
            self.best = found
            return True
        return False

    def _may_pay(self, markers: int) -> bool:
        if self.best is None:
            return True
        if self.problem.objective == "markers_plies_fabric":
            return markers <= self.best.markers
        return counting.money_fen(self.problem, self.counted, markers) < self.best.cost_fen - 0.5

    def _try_markers(self, markers: int) -> bool:
        better = False
        for attempt in range(max(self.effort.attempts, len(self._spans))):
            ratio, plies = _start(self.problem, self.counted, markers, (self.seed, markers, attempt))
            misses, improved = self._anneal(
                ratio, plies, hot=self._hot(), seed=self.seed * 1009 + markers * 31 + attempt, span=attempt
            )
            better = better or improved
            if misses > max(2, _HOPELESS * self.counted.garments):
                break
        return better

    def _keep_near(self, misses: int, found: Sequence[Slot]) -> None:
        """Remember the plan of each number of markers that misses fewest garments."""
        if misses < self.nearest.get(len(found), (misses + 1,))[0]:
            self.nearest[len(found)] = misses, tuple(found)

    def _refine(self) -> None:
        """Walk on from the best draft at low heat, as long as that helps."""
        for again in range(self.effort.attempts):
            assert self.best is not None
            ratio = [slot.ratio for slot in self.best.slots]
            plies = [slot.plies for slot in self.best.slots]
            _, better = self._anneal(ratio, plies, hot=2.0, seed=self.seed * 1009 + 500 + again, span=again)
            if not better:
                return

    def _hot(self) -> float:
        cells = sum(1 for colour, size in self.problem.cells() if self.problem.demand[colour][size])
        return max(3.0, 0.3 * self.counted.garments / cells)

    def _anneal(self, ratio: Any, plies: Any, *, hot: float, seed: int, span: int) -> tuple[int, bool]:
        if self.stop is not None and self.stop():
            raise Cancelled(WORDS.told("stopped"))
        import numpy as np

        from interlock.cutting._kernels import anneal

        moves = self.effort.moves * max(1, min(len(ratio) // _MANY, _LONGEST))
        spans = self._spans[span % len(self._spans)]
        start = np.array(ratio, dtype=np.int64), np.array(plies, dtype=np.int64)
        misses, best_ratio, best_plies = anneal(*start, *self._lengths, spans, *self._prices, moves, hot, _COLD, seed)
        found = [Slot(tuple(r), tuple(p)) for r, p in zip(best_ratio.tolist(), best_plies.tolist(), strict=True)]
        if misses:
            self._keep_near(int(misses), found)
            found = repair(self.problem, found)
        return int(misses), self.offer(draft(self.problem, found))


def _lengths(problem: CutProblem) -> tuple[np.ndarray, np.ndarray]:
    """Paid and spread length of a garment by size."""
    import numpy as np

    paid_mm = np.array(problem.length.per_garment_mm, dtype=np.float64)
    return paid_mm, np.array(problem.spread.per_garment_mm, dtype=np.float64)


def _spans(problem: CutProblem) -> tuple[np.ndarray, ...]:
    """The least and most garments by colour and size; where the tolerance has a price, also without its dear side."""
    import numpy as np

    span = np.zeros((len(problem.colours), len(problem.sizes), 2), dtype=np.int64)
    for colour, size in problem.cells():
        span[colour, size] = problem.least(colour, size), problem.most(colour, size)
    spans, wanted = [span], np.array(problem.demand, dtype=np.int64)
    for side, price in ((0, problem.under_fen), (1, problem.over_fen)):
        if price and problem.objective == "money":
            narrow = [each.copy() for each in spans]
            for each in narrow:
                each[:, :, side] = wanted
            spans += narrow
    return tuple(spans)


def _lays_price(problem: CutProblem, unit: float) -> np.ndarray:
    """What the lays of so many plies of one marker cost in the walk's money, -1 where they make no lays."""
    import numpy as np

    most_total = sum(problem.most(colour, size) for colour, size in problem.cells())
    most = math.ceil(most_total / problem.max_plies) * problem.max_plies if problem.reuse_markers else problem.max_plies
    plies = np.arange(most + 1)
    price = np.zeros(most + 1)
    for spread in problem.spreads:
        lays = -(-plies // spread.max_plies)
        if problem.objective == "money":
            price += np.where(price < 0, 0.0, lays * (spread.lay_fen / problem.sections / unit))
        price[lays * spread.min_plies > plies] = -np.inf
    price[0] = -np.inf
    return np.where(np.isfinite(price), price, -1.0)


def _rules(problem: CutProblem, ply: float, mm: float) -> Any:
    from interlock.cutting._kernels import Rules

    return Rules(
        max_garments_mm=problem.max_length_mm - problem.spread.fixed_mm + 1e-6,
        max_garments=problem.max_garments,
        ply_price=ply,
        mm_price=mm,
    )


def _prices(problem: CutProblem, counted: counting.Counted) -> tuple[float, float, float]:
    """Price of a ply without its garments, of a mm of garments, and the fen of 1: scaled to about 1 per garment."""
    fixed_mm = problem.length.fixed_mm + problem.end_loss_mm
    if problem.objective == "markers_plies_fabric":
        mm = _FABRIC_BESIDE_PLIES * counted.plies / counting.fabric_mm(problem, counted, counted.plies)
        ply = 1.0 + mm * fixed_mm
    else:
        mm = problem.fabric_fen_per_m / 1000
        ply = problem.ply_fen + mm * fixed_mm
    whole = ply * counted.plies + mm * counted.garments_mm
    unit = whole / counted.garments or 1.0
    return ply / unit, mm / unit, unit


def _start(
    problem: CutProblem, counted: counting.Counted, markers: int, seed: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Full markers of random sizes by their share of the order, each with an equal share of the plies."""
    import numpy as np

    draw = np.random.default_rng(seed)
    demand = np.array(problem.demand, dtype=np.float64)
    ratio = np.zeros((markers, len(problem.sizes)), dtype=np.int64)
    for slot in range(markers):
        _fill(
            problem, ratio[slot], draw.choice(len(problem.sizes), problem.max_garments, p=demand.sum(0) / demand.sum())
        )
    total = _plies_each(problem, counted, markers)
    plies = np.floor(total * demand.sum(1) / demand.sum()).astype(np.int64)
    plies[int(demand.sum(1).argmax())] += total - plies.sum()
    return ratio, np.tile(plies, (markers, 1))


def _fill(problem: CutProblem, ratio: np.ndarray, picks: np.ndarray) -> None:
    room_mm = problem.max_length_mm - problem.spread.fixed_mm
    for size in picks:
        if problem.spread.per_garment_mm[size] <= room_mm + 1e-6:
            ratio[size] += 1
            room_mm -= problem.spread.per_garment_mm[size]


def _plies_each(problem: CutProblem, counted: counting.Counted, markers: int) -> int:
    total = math.ceil(counted.plies / markers)
    if not problem.reuse_markers:
        total = min(total, problem.max_plies)
    return max(total, problem.min_plies * math.ceil(total / problem.max_plies))


def repair(problem: CutProblem, slots: list[Slot]) -> list[Slot]:
    """Make every cell right: fewer plies where too many garments are cut, one-size markers for what is then missing."""
    plies = [list(slot.plies) for slot in slots]
    for colour, size in problem.cells():
        excess = _cut(slots, plies, colour, size) - problem.most(colour, size)
        for row, slot in sorted(zip(plies, slots, strict=True), key=lambda pair: pair[1].ratio[size]):
            if excess > 0 and slot.ratio[size]:
                fewer = min(row[colour], math.ceil(excess / slot.ratio[size]))
                row[colour] -= fewer
                excess -= fewer * slot.ratio[size]
    mended = [Slot(slot.ratio, tuple(row)) for slot, row in zip(slots, plies, strict=True)]
    return mended + _missing(problem, slots, plies)


def _cut(slots: list[Slot], plies: list[list[int]], colour: int, size: int) -> int:
    return sum(slot.ratio[size] * row[colour] for slot, row in zip(slots, plies, strict=True))


def _missing(problem: CutProblem, slots: list[Slot], plies: list[list[int]]) -> list[Slot]:
    """Markers for the garments still missing; sizes that miss the same numbers share one."""
    by_need: dict[tuple[int, ...], list[int]] = {}
    for size in range(len(problem.sizes)):
        colours = range(len(problem.colours))
        need = tuple(max(0, problem.least(c, size) - _cut(slots, plies, c, size)) for c in colours)
        if any(need):
            by_need.setdefault(need, []).append(size)
    return [
        Slot(ratio, part)
        for need, together in by_need.items()
        for ratio in _shared(problem, together)
        for part in _parts(problem, need)
    ]


def _shared(problem: CutProblem, sizes: list[int]) -> list[tuple[int, ...]]:
    """Markers with one garment of each size, as few as hold them all."""
    ratios: list[tuple[int, ...]] = []
    for size in sizes:
        one = tuple(int(s == size) for s in range(len(problem.sizes)))
        joined = tuple(map(sum, zip(ratios[-1], one, strict=True))) if ratios else one
        fits = sum(joined) <= problem.max_garments and problem.spread.marker_mm(joined) <= problem.max_length_mm
        ratios[-1:] = [joined] if fits else [*ratios[-1:], one]
    return ratios


def _parts(problem: CutProblem, need: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The plies as one slot, or cut up lay by lay where a marker serves only one."""
    if problem.reuse_markers:
        return [need]
    parts, rest = [], list(need)
    while any(rest):
        room, part = problem.max_plies, []
        for plies in rest:
            part.append(min(plies, room))
            room -= part[-1]
        rest = [plies - taken for plies, taken in zip(rest, part, strict=True)]
        parts.append(tuple(part))
    return parts


def _within_tolerance(problem: CutProblem, found: Draft) -> bool:
    def cut(colour: int, size: int) -> int:
        return sum(slot.ratio[size] * slot.plies[colour] for slot in found.slots)

    return all(problem.least(c, s) <= cut(c, s) <= problem.most(c, s) for c, s in problem.cells())
