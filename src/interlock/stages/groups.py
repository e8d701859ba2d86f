"""Orders that the same lines may sew on the same terms, as one group of lines in the arrays of allocation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from interlock.model import Line, Order, Policy, Scenario, distance_km
from interlock.sequencing import Familiarity, Learning
from interlock.stages.facts import Path
from interlock.stages.parts import Part

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Below this level a category counts as new to a line: it starts slowly.
KNOWN_LEVEL = 0.6


@dataclass(frozen=True, kw_only=True)
class OrderWork:
    """An order's part as allocation sees it: pieces cut, minutes in each step, and the first day sewing could start.

    ``leads`` is true for one part of every order, the one that surely pays for opening a line.
    """

    order: Order
    path: Path
    pieces: int
    sewing_min: float
    cutting_min: float
    finishing_min: float
    sew_from_day: int
    part: Part
    leads: bool = True

    @property
    def minutes_per_piece(self) -> float:
        """Standard minutes to sew one piece."""
        return self.sewing_min / self.pieces


@dataclass(frozen=True)
class Groups:
    """Eligible lines by group in compressed rows, as :class:`AllocationProblem` wants them.

    ``of`` is the group of every part, ``start`` where the rows of each group begin. ``soft_fen_per_min`` is what a
    minute weighs there besides its money: less where the customer prefers to be. ``least_opening_fen`` is
    ``opening_fen`` where no other part of the same order may have paid it.
    """

    of: NDArray[np.int64]
    start: NDArray[np.int64]
    line: NDArray[np.int64]
    price_fen_per_min: NDArray[np.float64]
    haul_fen_per_piece: NDArray[np.float64]
    loss_min: NDArray[np.float64]
    opening_fen: NDArray[np.float64]
    soft_fen_per_min: NDArray[np.float64]
    least_opening_fen: NDArray[np.float64]


# What orders share that the same factories may sew: customer and number where rules name them, factories that declined.
_Places = tuple[str, str, frozenset[str]]
_NOBODY: frozenset[str] = frozenset()


class _Key(NamedTuple):
    """What parts of one group have in common; ``size`` is the work of a batch by powers of two."""

    core: str
    cutting: str
    category: str
    lines: tuple[str, ...]
    places: _Places
    leads: bool
    size: int


@dataclass(frozen=True)
class Eligible:
    """Who may sew what, and what it costs there; looked up again and again, so kept."""

    scenario: Scenario
    policy: Policy
    learning: Learning = field(default_factory=Learning)

    def skilled(self, order: Order) -> Sequence[Line]:
        """Return the lines that can sew an order and may, in the order of the scenario."""
        category, places = self.scenario.style[order.style].category, self.places(order)
        lines = self._by_category.get(category, [])
        if not any(places):
            return lines
        cell = (category, places)
        if cell not in self._skilled:
            may = {f.code for f in self.scenario.factories if self.scenario.rules.may_sew(order, f)} - places[2]
            self._skilled[cell] = [line for line in lines if line.factory in may]
        return self._skilled[cell]

    def places(self, order: Order) -> _Places:
        """Return what decides, besides skill, where an order may be sewn."""
        return (*self.scenario.rules.place_key(order), self.scenario.declined_by.get(order.number, _NOBODY))

    def dearest_fen_per_min(self, order: Order) -> float:
        """Return the price of the dearest line with the skill, of the dearest of all where none has it."""
        category = self.scenario.style[order.style].category
        if category not in self._dearest:
            lines = self._by_category.get(category) or self.scenario.lines
            self._dearest[category] = max(line.price_fen_per_min for line in lines)
        return self._dearest[category]

    def batches(self, work: OrderWork) -> int:
        """Return into how many lots of equal size a part may be cut."""
        if work.part.lock:
            return 1
        rules, order = self.scenario.rules, work.order
        smallest = max(rules.smallest_lot_pieces(order), self._least_pieces_of(order))
        most = min(
            self.policy.lots_per_order, int(work.sewing_min / self.policy.smallest_lot_min), work.pieces // smallest
        )
        return max(1, most)

    def takers(self, work: OrderWork, pieces: int, home: str) -> tuple[str, ...]:
        """Return the lines that take lots of so many pieces, of one factory where the part's ``home`` is settled."""
        if work.part.lock:
            return (work.part.lock.line,)
        category, places = self.scenario.style[work.order.style].category, self.places(work.order)
        cell = (category, places, pieces, home)
        if cell not in self._takers:
            self._takers[cell] = tuple(
                line.code
                for line in self.skilled(work.order)
                if self._least_pieces(line) <= pieces and home in ("", line.factory)
            )
        return self._takers[cell]

    def haul_fen_per_piece(self, path: Path, factory: str) -> float:
        """Return the transport of a piece from its cutting shop to a factory and on to its core."""
        return self.policy.haul_fen_per_piece_km * (self._km(path.cutting, factory) + self._km(factory, path.core))

    def soft_fen_per_min(self, order: Order, line: Line) -> float:
        """Return what a minute weighs on a line, besides money, against the place the order's rules prefer most."""
        rules = self.scenario.rules
        most = rules.most_discount_fen_per_min(order) if rules.places else 0.0
        return most - rules.discount_fen_per_min(order, self.scenario.factory[line.factory]) if most else 0.0

    def _least_pieces_of(self, order: Order) -> int:
        cell = (self.scenario.style[order.style].category, self.places(order))
        if cell not in self._smallest:
            self._smallest[cell] = min((self._least_pieces(line) for line in self.skilled(order)), default=1)
        return self._smallest[cell]

    def _least_pieces(self, line: Line) -> int:
        return self.scenario.factory[line.factory].minimum_lot_pieces

    def _km(self, a: str, b: str) -> float:
        if (a, b) not in self._distances:
            self._distances[a, b] = distance_km(self.scenario.factory[a], self.scenario.factory[b])
        return self._distances[a, b]

    @cached_property
    def price_fen_per_min(self) -> NDArray[np.float64]:
        """The price of every line."""
        return np.array([line.price_fen_per_min for line in self.scenario.lines], dtype=float)

    @cached_property
    def opening_fen(self) -> NDArray[np.float64]:
        """What opening every line costs."""
        return np.array([self.scenario.factory[line.factory].opening_fen for line in self.scenario.lines], dtype=float)

    def hauls(self, path: Path) -> NDArray[np.float64]:
        """Return the transport of a piece to and from every line."""
        way = (path.cutting, path.core)
        if way not in self._hauls:
            fen = {f.code: self.haul_fen_per_piece(path, f.code) for f in self.scenario.factories}
            self._hauls[way] = np.array([fen[line.factory] for line in self.scenario.lines], dtype=float)
        return self._hauls[way]

    def softs(self, order: Order) -> NDArray[np.float64]:
        """Return :meth:`soft_fen_per_min` of every line."""
        key = self.scenario.rules.place_key(order)
        if key not in self._softs:
            lines = self.scenario.lines
            self._softs[key] = np.array([self.soft_fen_per_min(order, line) for line in lines], dtype=float)
        return self._softs[key]

    def loss_min(self, at: int, category: str, size: int) -> float:
        """Return the start-up minutes of a line for a batch of 2 ** ``size`` minutes of a category."""
        cell = (at, category, size)
        if cell not in self._losses:
            line = self.scenario.lines[at]
            known = Familiarity.KNOWN_CATEGORY if line.level(category) >= KNOWN_LEVEL else Familiarity.NEW_CATEGORY
            self._losses[cell] = self.learning.start_loss_min(
                known, work_min=2.0**size, operators=line.operators, day_min=line.capacity_min_per_day
            )
        return self._losses[cell]

    @cached_property
    def _by_category(self) -> Mapping[str, list[Line]]:
        found: dict[str, list[Line]] = {}
        for line in self.scenario.lines:
            for skill in line.skills:
                found.setdefault(skill.category, []).append(line)
        return found

    @cached_property
    def _skilled(self) -> dict[tuple[str, _Places], list[Line]]:
        return {}

    @cached_property
    def _smallest(self) -> dict[tuple[str, _Places], int]:
        return {}

    @cached_property
    def _dearest(self) -> dict[str, float]:
        return {}

    @cached_property
    def _takers(self) -> dict[tuple[str, _Places, int, str], tuple[str, ...]]:
        return {}

    @cached_property
    def _hauls(self) -> dict[tuple[str, str], NDArray[np.float64]]:
        return {}

    @cached_property
    def _softs(self) -> dict[tuple[str, str], NDArray[np.float64]]:
        return {}

    @cached_property
    def _losses(self) -> dict[tuple[int, str, int], float]:
        return {}

    @cached_property
    def _distances(self) -> dict[tuple[str, str], float]:
        return {}


def groups_of(
    eligible: Eligible, works: Sequence[OrderWork], batches: Sequence[int], homes: Mapping[int, str]
) -> Groups:
    """Return the groups of all parts; ``homes`` are the factories of parts that may not be split, where settled."""
    line_at = {line.code: i for i, line in enumerate(eligible.scenario.lines)}
    keys = [
        _key(eligible, work, count, homes.get(row, work.part.home))
        for row, (work, count) in enumerate(zip(works, batches, strict=True))
    ]
    example = dict(reversed(list(zip(keys, works, strict=True))))
    number = {key: i for i, key in enumerate(dict.fromkeys(keys))}
    at = [np.array([line_at[code] for code in key.lines], dtype=np.int64) for key in number]
    tables = [_terms(eligible, key, example[key], lines) for key, lines in zip(number, at, strict=True)]
    columns = np.concatenate(tables, axis=1) if tables else np.zeros((6, 0))
    start = np.cumsum([0, *(len(lines) for lines in at)], dtype=np.int64)
    line = np.concatenate(at) if at else np.zeros(0, np.int64)
    return Groups(np.array([number[key] for key in keys], dtype=np.int64), start, line, *columns)


def _key(eligible: Eligible, work: OrderWork, batches: int, home: str) -> _Key:
    return _Key(
        work.path.core,
        work.path.cutting,
        eligible.scenario.style[work.order.style].category,
        eligible.takers(work, work.pieces // batches, home),
        eligible.places(work.order),
        work.leads,
        round(np.log2(work.sewing_min / batches)),
    )


def _terms(eligible: Eligible, key: _Key, work: OrderWork, lines: NDArray[np.int64]) -> NDArray[np.float64]:
    """Price, transport, start-up minutes, opening, soft price and opening that cannot be saved, by line."""
    opening = eligible.opening_fen[lines]
    return np.stack(
        [
            eligible.price_fen_per_min[lines],
            eligible.hauls(work.path)[lines],
            np.array([eligible.loss_min(int(line), key.category, key.size) for line in lines], dtype=float),
            opening,
            eligible.softs(work.order)[lines],
            opening * key.leads,
        ]
    )
