"""Whole lots in a single bucket: every line takes a load of orders, found by column generation and a dive.

Where each order is one lot and there is one bucket, an allocation is a generalised assignment: order prices alone tell
too little, since a line's room is used up by whole lots or not at all. Here every line proposes whole loads (the best
knapsacks at what orders are worth), a program weighs the loads against each other and says what orders are worth, and
so on; then loads are fixed one after another, with new proposals between (column generation: Savelsbergh, Operations
Research 45(6), 1997; the dive: Moccia, Cordeau, Monaco and Sammarra, Computers & Operations Research 36, 2009).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interlock.allocation._load_kernels import best_loads
from interlock.allocation._load_master import Master
from interlock.allocation.plans import Draft, note
from interlock.allocation.problem import AllocationProblem, Floats, Ints
from interlock.allocation.run import Run
from interlock.allocation.tables import empty_plan

Flags = NDArray[np.bool_]

# The program of loads is quick for few orders and short loads only; beyond that the usual search does more in its time.
MOST_ORDERS, MOST_ORDERS_PER_LINE = 1000, 25
# A line's minutes are counted in so many units at most; a lot is rounded up to them, a line's room down.
MOST_UNITS = 4000
ASCENT_ROUNDS, ASCENT_STEP, ASCENT_PATIENCE = 400, 1.0, 15
# From this share of the ascent on every proposal is kept as a load.
KEPT_FROM = 0.3
BOX_SHARES = (0.02, 0.01, 0.003)
ROOT_ROUNDS, DIVE_ROUNDS = 300, 40
# The relaxation counts as solved when loads can gain no more than this share of its value.
SOLVED_SHARE = 2e-6
SURE, EPS_SHARE, LEAST_FEN = 0.99, 1e-6, 0.5
RETURNS, BACK = 16, (1, 2, 4, 8, 16)


def suits(problem: AllocationProblem) -> bool:
    """Whether every order is one whole lot in a single bucket that no shop limits, and they are few enough."""
    if problem.bucket_count != 1 or int(problem.batches.max(initial=0)) != 1:
        return False
    shops = ((problem.cut_shop, problem.cut_use), (problem.finish_shop, problem.finish_use))
    free = all(not (use[shop >= 0] > 0).any() for shop, use in shops)
    most = min(MOST_ORDERS, MOST_ORDERS_PER_LINE * len(problem.line_min))
    return free and problem.order_count <= most and len(problem.group_line) > 0


@dataclass(frozen=True)
class Offers:
    """What every line is offered, line by line from `start[line]` on: the order, its place, fen and units of room."""

    start: Ints
    order: Ints
    place: Ints
    fen: Floats
    units: Ints
    cap: Ints
    outside_fen: Floats


def offers_of(problem: AllocationProblem) -> Offers:
    """All offers of a problem that suits."""
    first, wide = problem.group_start[problem.group], np.diff(problem.group_start)[problem.group]
    wide = np.where((problem.release > 0) | (problem.batches == 0), 0, wide)
    order = np.repeat(np.arange(problem.order_count), wide)
    begin = np.repeat(np.cumsum(wide) - wide, wide)
    place = np.repeat(first, wide) + np.arange(len(order)) - begin
    work_min = problem.batch_min[order]
    used_min = work_min + problem.group_loss_min[place]
    fen = (
        work_min * problem.group_price_fen_per_min[place]
        + work_min / problem.minutes_per_piece[order] * problem.group_haul_fen_per_piece[place]
        + used_min * problem.time_fen_per_min[order, 0]
        + problem.group_opening_fen[place]
    )
    line = problem.group_line[place]
    by_line = np.argsort(line, kind="stable")
    start = np.searchsorted(line[by_line], np.arange(len(problem.line_min) + 1))
    unit_min = _unit_min(problem.line_min[:, 0], used_min)
    units = np.ceil(used_min / unit_min[line] - 1e-9).astype(np.int64)
    cap = np.floor(problem.line_min[:, 0] / unit_min + 1e-9).astype(np.int64)
    outside_fen = problem.outside_fen_per_min * problem.batch_min * problem.batches
    return Offers(start, order[by_line], place[by_line], fen[by_line], units[by_line], cap, outside_fen)


def _unit_min(line_min: Floats, used_min: Floats) -> Floats:
    """Minutes of one unit of every line: whole minutes where lots are, otherwise as fine as the table allows."""
    fine = np.maximum(line_min / MOST_UNITS, 1e-9)
    return np.ceil(fine) if (used_min == np.round(used_min)).all() else fine


def find_loads(run: Run, draft: Draft) -> Draft:
    """A plan cheaper than `draft` made of whole loads, or `draft`; for problems that :func:`suits` approves."""
    search = _Search(run, offers_of(run.problem), draft)
    return search.dive(draft, search.settle(search.ascend()))


class _Search:
    """The loads known so far, what is fixed of them, and the money of the best plan known."""

    def __init__(self, run: Run, offers: Offers, draft: Draft) -> None:
        self.run, self.offers, self.known_fen = run, offers, draft.fen
        self.lines = len(offers.cap)
        self.master = Master(offers.outside_fen, self.lines)
        self.rows: list[Ints] = []
        self.banned = np.zeros(len(offers.order), np.bool_)
        self.forced = np.zeros(len(offers.order), np.bool_)
        self.taken = np.zeros(len(offers.order), np.bool_)
        self.gain_fen = np.zeros(self.lines)
        self.line = np.repeat(np.arange(self.lines), np.diff(offers.start))
        self._keep(draft)

    def _keep(self, draft: Draft) -> None:
        """Offer the loads of a plan."""
        offers, plan = self.offers, draft.plan
        where = np.full(self.run.problem.order_count, -1)
        filled = np.flatnonzero(plan.batches > 0)
        where[np.repeat(np.arange(len(where)), self.run.problem.batches)[filled]] = plan.place[filled]
        self.taken[:] = where[offers.order] == offers.place
        for line in range(self.lines):
            self._offer(line)

    def _offer(self, line: int) -> bool:
        first, end = self.offers.start[line], self.offers.start[line + 1]
        mine = first + np.flatnonzero(self.taken[first:end])
        if len(mine) == 0 or not self.master.add(line, self.offers.order[mine], float(self.offers.fen[mine].sum())):
            return False
        self.rows.append(mine)
        return True

    def propose(self, worth_fen: Floats, rent_fen: Floats | None) -> tuple[int, float]:
        """Every line's best load; those that beat their line's rent are offered. Returns how many, and the bound."""
        offers = self.offers
        best_loads(
            offers.start, offers.order, offers.fen, offers.units, offers.cap, worth_fen, self.banned, self.forced,
            self.taken, self.gain_fen,
        )  # fmt: skip
        bound_fen = float(worth_fen.sum() - self.gain_fen.sum())
        if rent_fen is None:
            return 0, bound_fen
        better = np.flatnonzero(self.gain_fen + rent_fen > 1e-6 * max(1.0, abs(bound_fen) / self.lines))
        return sum(self._offer(int(line)) for line in better), bound_fen

    def ascend(self) -> Floats:
        """What orders are worth, by subgradient steps towards the known plan's money (Polyak, 1969)."""
        offers, count = self.offers, len(self.offers.outside_fen)
        worth_fen = offers.outside_fen.copy()
        np.minimum.at(worth_fen, offers.order, offers.fen)
        best_fen, best, share, since = -np.inf, worth_fen, ASCENT_STEP, 0
        rent_fen = np.zeros(self.lines)
        for number in range(ASCENT_ROUNDS):
            if self.run.wants_stop():
                break
            kept = rent_fen if number >= KEPT_FROM * ASCENT_ROUNDS else None
            _, bound_fen = self.propose(worth_fen, kept)
            since += 1
            if bound_fen > best_fen:
                best_fen, best, since = bound_fen, worth_fen.copy(), 0
            elif since >= ASCENT_PATIENCE:
                share, since, worth_fen = share / 2, 0, best.copy()
            lack = 1.0 - np.bincount(offers.order[self.taken], minlength=count)
            size = float(lack @ lack)
            if size == 0.0:
                break
            step = share * max(self.known_fen - bound_fen, 0.0) / size
            worth_fen = np.clip(worth_fen + step * lack, 0.0, offers.outside_fen)
        return best

    def settle(self, worth_fen: Floats) -> Floats:
        """Solve the relaxation nearly to its end; returns the steadiest worths."""
        width = np.maximum(worth_fen, worth_fen.mean())
        for share in BOX_SHARES:
            self.master.box(worth_fen, share * width)
            worth_fen, _, _ = self._generate(worth_fen, ROOT_ROUNDS)
        self.master.box(worth_fen, None)
        return worth_fen

    def _generate(self, worth_fen: Floats, rounds: int) -> tuple[Floats, float, Floats]:
        """Proposals and the program in turn, until none gains: the worths that prove most, their bound, the shares."""
        best_fen, best, shares = -np.inf, worth_fen, np.zeros(0)
        for _ in range(rounds):
            value_fen, now_fen, rent_fen, shares = self.master.relax()
            new, bound_fen = self.propose(now_fen, rent_fen)
            if bound_fen > best_fen:
                best_fen, best = bound_fen, now_fen
            if new == 0 or value_fen - best_fen <= SOLVED_SHARE * abs(value_fen) or self.run.wants_stop():
                break
        return best, best_fen, shares

    def dive(self, draft: Draft, worth_fen: Floats) -> Draft:
        """Fix loads one after another, the surest first, with new proposals between, until no line is open.

        Where nothing cheaper than the known plan is left, the dive goes back by as many loads as `BACK` says and
        forbids the load it comes to, `RETURNS` times at most (limited discrepancy: Harvey and Ginsberg, IJCAI 1995).
        """
        path: list[tuple[int, Flags, Flags, Flags]] = []
        fixed, returns = np.zeros(self.lines, np.bool_), 0
        forbidden: set[int] = set()
        while not self.run.wants_stop():
            worth_fen, bound_fen, shares = self._generate(worth_fen, DIVE_ROUNDS if path else ROOT_ROUNDS)
            open_loads = [int(at) for at in np.flatnonzero(shares > EPS_SHARE) if not fixed[self.master.loads[at][0]]]
            lost = bound_fen >= self.known_fen - LEAST_FEN
            if not lost and not open_loads:
                found = self._as_draft()
                lost = True
                if found.fen < draft.fen:
                    draft, self.known_fen = found, found.fen
            if lost:
                if not path or returns == RETURNS:
                    return draft
                del path[max(len(path) - BACK[returns % len(BACK)], 0) + 1 :]
                returns += 1
                load, self.forced, self.banned, fixed = path.pop()
                forbidden.add(load)
                self._restrict(forbidden)
                continue
            best = max(open_loads, key=lambda at: float(shares[at]))
            path.append((best, self.forced.copy(), self.banned.copy(), fixed.copy()))
            for at in [best, *(at for at in open_loads if at != best and shares[at] > SURE)]:
                self._fix(at)
                fixed[self.master.loads[at][0]] = True
            self._restrict(forbidden)
        return draft

    def _fix(self, load: int) -> None:
        """A line takes exactly this load."""
        mine = self.line == self.master.loads[load][0]
        self.forced[self.rows[load]] = True
        orders = np.zeros(len(self.offers.outside_fen), np.bool_)
        orders[self.master.loads[load][1]] = True
        self.banned |= (mine | orders[self.offers.order]) & ~self.forced

    def _restrict(self, forbidden: set[int]) -> None:
        """Leave the program the loads that keep to what is fixed."""
        asked = np.bincount(self.line[self.forced], minlength=self.lines)
        gone = [
            at in forbidden or self.banned[rows].any() or int(self.forced[rows].sum()) < asked[self.master.loads[at][0]]
            for at, rows in enumerate(self.rows)
        ]  # fmt: skip
        self.master.allow(~np.array(gone, np.bool_))

    def _as_draft(self) -> Draft:
        """What is settled as a plan; whoever is settled nowhere goes outside."""
        problem, offers = self.run.problem, self.offers
        plan, room = empty_plan(problem), self.run.crew.full.copy()
        slot = np.cumsum(problem.batches) - problem.batches
        row = np.flatnonzero(self.forced)
        o, place = offers.order[row], offers.place[row]
        used_min = problem.batch_min[o] + problem.group_loss_min[place]
        plan.place[slot[o]], plan.batches[slot[o]], plan.outside[o] = place, 1, 0
        plan.minutes[slot[o], 0] = used_min
        np.subtract.at(room.line[:, 0], self.line[row], used_min)
        draft = Draft(plan, room, 0.0)
        note(self.run, draft)
        return draft
