"""Makes a cut order plan: search for good markers and plies, then prove or improve them as far as the effort allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from interlock.cutting import counting
from interlock.cutting.draft import Draft, Slot, draft, split, stepped
from interlock.cutting.effort import QUICK, Effort
from interlock.cutting.exact import Found, Model, Stopped
from interlock.cutting.neighbourhood import Neighbourhoods
from interlock.cutting.problem import CutProblem
from interlock.cutting.search import Search
from interlock.cutting.solution import CutPlan, PlannedLay, Proof
from interlock.cutting.words import WORDS
from interlock.errors import Cancelled, Infeasible

# Beyond this many products of ratio and plies an exact search is not worth starting.
_MOST_PRODUCTS = 400
# Up to so many, it finds by itself what making a few markers anew could find.
_FEW_PRODUCTS = 60
# Work units of the search for any plan at all, where walking found none that keeps every rule.
_RESCUE_WORK = 5.0
_SAME = 1e-6
# Numbers of markers below the best that are looked into, where a walk missed no larger share of the garments.
_NEAR, _NEARLY = 2, 0.005


def plan_cut(
    problem: CutProblem,
    *,
    effort: Effort = QUICK,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
    keep: bool = False,
    start: Iterable[PlannedLay] = (),
) -> CutPlan:
    """Plan the markers, plies and lays of one order, with a bound on how much better any plan could be.

    The same problem, effort and seed give the same plan on any machine. ``stop`` is asked now and then; when it answers
    true, :class:`~interlock.errors.Cancelled` is raised or, with ``keep``, the best plan so far is returned with what
    was proved by then, if there is one. Raises :class:`~interlock.errors.Infeasible` if no plan keeps the tolerance and
    the limits of a lay.
    """
    counted = counting.count(problem)
    known = [Slot(lay.ratio, lay.plies) for lay in start]
    search = Search(problem, counted, effort=effort, seed=seed, stop=stop, start=known)
    desk = _Desk(problem, counted, search, effort, seed, stop, _counted_bound(problem, counted))
    by_counting = desk.bound
    try:
        desk.work()
    except Cancelled:
        if not keep or search.best is None:
            raise Cancelled(WORDS.told("stopped")) from None
    return _finished(problem, _best(search), desk.bound, searched=desk.bound != by_counting)


@dataclass
class _Desk:
    """Exact search around the best draft of a :class:`Search`, which keeps every better draft found here.

    ``bound`` is what is proved so far, level by level.
    """

    problem: CutProblem
    counted: counting.Counted
    search: Search
    effort: Effort
    seed: int
    stop: Callable[[], bool] | None
    bound: tuple[float, ...]

    def work(self) -> None:
        """Walk, then improve and prove as far as the effort reaches."""
        if self.search.run() is None:
            self.rescue()
        if not self.effort.exact_work or _gap(self.problem, _best(self.search), self.bound) <= self.effort.exact_gap:
            return
        if self.products(self.most_paying()) > _FEW_PRODUCTS:
            self.mend()
        if self.problem.objective == "money":
            self.prove_money()
        else:
            self.prove_levels()

    def rescue(self) -> None:
        """Look exactly for any plan; tight minimum plies are where walking finds none."""
        cells = sum(1 for colour, size in self.problem.cells() if self.problem.demand[colour][size])
        most = self.counted.markers + cells
        for markers in range(self.counted.markers, min(most, self.problem.most_markers or most) + 1):
            found = self._solve(Model(self.problem, self.counted, markers), _RESCUE_WORK)
            if self.search.offer(draft(self.problem, found.slots)):
                return
            if found.status == "unknown":
                break
        if self.problem.most_markers:
            raise Infeasible(WORDS.told("too_few_markers", markers=self.problem.most_markers))
        asked = self.problem
        shares = {"under": _signed("-", asked.under), "over": _signed("+", asked.over)}
        raise Infeasible(WORDS.told("no_plan", least=asked.min_plies, most=asked.max_plies, **shares))

    def mend(self) -> None:
        """Make a few markers at a time anew while the others stay, as far as the rounds of the effort reach."""
        aims: list[Callable[[Model], None]] = [Model.least_money]
        if self.problem.objective == "markers_plies_fabric":
            self._fewer_markers()
            plies = _best(self.search).plies
            aims = [Model.least_plies, lambda model: model.least_fabric(plies)]
        for number, aim in enumerate(aims):
            rounds = self.effort.rounds // (2 * len(aims))
            with self._keeping():
                slots = self._around(rounds, number).better(_best(self.search).slots, aim)
            self.search.offer(draft(self.problem, slots))
            plies = _best(self.search).plies

    def _fewer_markers(self) -> None:
        """Start from walks with fewer markers that missed only a few garments."""
        near = [markers for markers in self.search.nearest if markers < _best(self.search).markers]
        for number, markers in enumerate(sorted(near, reverse=True)[:_NEAR]):
            misses, slots = self.search.nearest[markers]
            if misses <= _NEARLY * self.counted.garments:
                rounds = self.effort.rounds // (2 * _NEAR)
                found = self._around(rounds, 10 + number).without_misses(slots)
                self.search.offer(draft(self.problem, found) if found else None)

    def _around(self, rounds: int, number: int) -> Neighbourhoods:
        return Neighbourhoods(self.problem, self.counted, self.seed + number, self.stop, rounds)

    def most_paying(self) -> int:
        """The most markers with which a plan could still be better than the best: its own number but for money."""
        best = _best(self.search)
        if self.problem.objective != "money":
            return best.markers
        markers, most = self.counted.markers, self.problem.most_markers or _MOST_PRODUCTS
        while markers < most and self._could_pay(markers + 1, best.cost_fen) and self._fits(markers):
            markers += 1
        return markers

    def prove_money(self) -> None:
        """Least money with as many markers as could still pay."""
        (bound,), markers = self.bound, self.most_paying()
        if bound >= _best(self.search).cost_fen or not self._fits(markers):
            return
        model = Model(self.problem, self.counted, markers)
        model.least_money()
        self._improve(model, lambda found: self._prove(max(bound, round(found))))

    def _could_pay(self, markers: int, cost_fen: int) -> bool:
        return counting.money_fen(self.problem, self.counted, markers) < cost_fen - 0.5

    def prove_levels(self) -> None:
        """Fewest markers, then fewest plies with those, then least fabric with those."""
        markers = self._prove_markers()
        self._prove_levels(markers, _counted_plies(self.problem, self.counted, markers))
        self._prove_plies()
        self._prove_fabric()

    def _prove_levels(self, markers: int, plies: int) -> None:
        self._prove(markers, plies, counting.fabric_mm(self.problem, self.counted, plies))

    def _prove(self, *bound: float) -> None:
        self.bound = bound

    def _prove_markers(self) -> int:
        while _best(self.search).markers > self.counted.markers:
            fewer = _best(self.search).markers - 1
            if not self._fits(fewer):
                return self.counted.markers
            found = self._solve(Model(self.problem, self.counted, fewer), self.effort.exact_work)
            if not self.search.offer(draft(self.problem, found.slots)):
                return fewer + 1 if found.status == "none" else self._refuted_markers(fewer)
        return self.counted.markers

    def _refuted_markers(self, limit: int) -> int:
        """The least number of markers, up to ``limit``, that could not be refuted."""
        for markers in range(self.counted.markers, limit):
            found = self._solve(Model(self.problem, self.counted, markers), self.effort.exact_work)
            if found.status != "none":
                return markers
        return limit

    def _prove_plies(self) -> None:
        """A bound on the plies of plans with so many markers if the best has no more, else of all plans."""
        best, (markers, least, _) = _best(self.search), self.bound
        if best.plies == least or not self._fits(best.markers):
            return
        model = Model(self.problem, replace(self.counted, lays=max(self.counted.lays, int(markers))), best.markers)
        model.least_plies()

        def learn(found: float) -> None:
            # The search has no more markers than the best plan; with more of them there may be fewer plies.
            if best.markers == markers:
                self._prove_levels(int(markers), max(int(least), round(found)))

        self._improve(model, learn)

    def _prove_fabric(self) -> None:
        """A bound on the fabric of all plans that the bounds of markers and plies admit."""
        best, (markers, plies, least_mm) = _best(self.search), self.bound
        if best.fabric_mm <= least_mm * (1 + _SAME) or not self._fits(best.markers):
            return
        model = Model(self.problem, self.counted, best.markers)
        model.least_fabric(best.plies)

        def learn(found_mm: float) -> None:
            # The search has exactly the plies of the best plan; with fewer there may be less fabric.
            if (best.markers, best.plies) == (markers, plies):
                self._prove(markers, plies, max(least_mm, found_mm))

        self._improve(model, learn)

    def _improve(self, model: Model, learn: Callable[[float], None]) -> None:
        """Search from the best draft on; ``learn`` hears the bound, also that of a search that was stopped."""
        model.start_from(_best(self.search).slots)
        try:
            found = self._solve(model, self.effort.exact_work)
        except Stopped as stopped:
            learn(stopped.found.bound)
            raise
        learn(found.bound)
        self.search.offer(draft(self.problem, found.slots))

    def _solve(self, model: Model, work: float) -> Found:
        with self._keeping():
            return model.solve(work=work, seed=self.seed, stop=self.stop)

    @contextmanager
    def _keeping(self) -> Iterator[None]:
        """Keep what a search had found when it was stopped."""
        try:
            yield
        except Stopped as stopped:
            self.search.offer(draft(self.problem, stopped.found.slots))
            raise

    def products(self, markers: int) -> int:
        """Products of ratio and plies in the exact model of so many markers."""
        return markers * len(self.problem.sizes) * len(self.problem.colours)

    def _fits(self, markers: int) -> bool:
        return self.products(markers) <= _MOST_PRODUCTS


def _signed(sign: str, share: float) -> str:
    """A share in per cent; that of 0 has no sign."""
    shown = f"{100 * share:.1f} %"
    return shown if shown == "0.0 %" else sign + shown


def _best(search: Search) -> Draft:
    assert search.best is not None
    return search.best


def _counted_bound(problem: CutProblem, counted: counting.Counted) -> tuple[float, ...]:
    if problem.objective == "money":
        return (round(counting.money_fen(problem, counted, counted.markers)),)
    plies = _counted_plies(problem, counted, counted.markers)
    return counted.markers, plies, counting.fabric_mm(problem, counted, plies)


def _counted_plies(problem: CutProblem, counted: counting.Counted, markers: int) -> int:
    """Least plies of any plan with at least so many markers."""
    return max(counted.plies, max(counted.lays, markers) * problem.min_plies)


def _gap(problem: CutProblem, best: Draft, bound: tuple[float, ...]) -> float:
    """Largest share of a level that could still be saved."""
    pairs = zip(best.value(problem), bound, strict=True)
    return max((have - least) / have if have else 0.0 for have, least in pairs)


def _finished(problem: CutProblem, best: Draft, bound: tuple[float, ...], *, searched: bool) -> CutPlan:
    value = best.value(problem)
    # Money and fabric are proved to the fen and the mm, markers and plies exactly.
    slack = (1,) if problem.objective == "money" else (0, 0, 1)
    closed = all(have - least <= allowed for have, least, allowed in zip(value, bound, slack, strict=True))
    lays = split(problem, best.slots)
    return CutPlan(
        lays=lays,
        also=tuple(split(problem, best.slots, fabric) for fabric in range(1, len(problem.spreads))),
        stepped=stepped(problem, lays) if problem.sections > 1 else (),
        cost_fen=best.cost_fen,
        markers=best.markers,
        plies=best.plies,
        fabric_mm=best.fabric_mm,
        value=value,
        lower_bound=tuple(min(least, have) for least, have in zip(bound, value, strict=True)),
        proof=_proof(closed, searched),
    )


def _proof(closed: bool, searched: bool) -> Proof:
    if not closed:
        return "open"
    return "search" if searched else "counting"
