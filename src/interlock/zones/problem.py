"""What is asked: an order book whose lines stand in zones, and the part of it that one zone sees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from interlock.allocation.problem import AllocationProblem, Floats, Ints
from interlock.errors import InvalidModel
from interlock.zones.words import ERRORS


@dataclass(frozen=True, eq=False)
class ZonedProblem:
    """`whole`: the order book of all zones together; `line_zone[L]`: the zone of each line (0, 1, ... none left out).

    Orders have no zone of their own: an order may be given to every zone in which its group has a line, at the haul and
    the price that the group names there. Shops serve all zones. Raises `InvalidModel`.
    """

    whole: AllocationProblem
    line_zone: Ints

    def __post_init__(self) -> None:
        zone: Any = np.array(self.line_zone)
        lines = len(self.whole.line_min)
        if zone.shape != (lines,) or zone.dtype.kind not in "iu":
            raise InvalidModel([ERRORS.told("line_zone", lines=lines, found=zone.shape)])
        missing = sorted(set(range(int(zone.max(initial=0)) + 1)) - set(zone.tolist()))
        if lines == 0 or zone.min() < 0 or missing:
            raise InvalidModel([ERRORS.told("numbers", missing=missing or "negative")])
        zone = zone.astype(np.int64)
        zone.flags.writeable = False
        object.__setattr__(self, "line_zone", zone)

    @property
    def zone_count(self) -> int:
        """How many zones there are."""
        return int(self.line_zone.max()) + 1

    def lines_of(self, zone: int) -> Ints:
        """The lines of one zone, in their order."""
        return np.flatnonzero(self.line_zone == zone)

    def places_by_zone(self) -> Ints:
        """How many places each group has in each zone: `[groups, zones]`."""
        groups, zones = len(self.whole.group_start) - 1, self.zone_count
        group = np.repeat(np.arange(groups), np.diff(self.whole.group_start))
        counts = np.bincount(group * zones + self.line_zone[self.whole.group_line], minlength=groups * zones)
        return counts.reshape(groups, zones).astype(np.int64)


@dataclass(frozen=True, eq=False)
class Part:
    """One zone's part: its own problem, and which of the whole's orders, lines and shops it holds, in its sequence."""

    problem: AllocationProblem
    orders: Ints
    lines: Ints
    cut_shops: Ints
    finish_shops: Ints


BY_ORDER = (
    "batch_min", "batches", "release", "time_fen_per_min", "outside_fen_per_min", "minutes_per_piece", "cut_use",
    "finish_use",
)  # fmt: skip
BY_PLACE = ("group_price_fen_per_min", "group_haul_fen_per_piece", "group_loss_min", "group_opening_fen")


def part_of(
    whole: AllocationProblem,
    orders: Ints,
    lines: Ints,
    cut_share: Floats | None = None,
    finish_share: Floats | None = None,
) -> Part:
    """The problem of some orders on some lines; of every shop they have the share given (none given: all of it)."""
    groups, group = np.unique(whole.group[orders], return_inverse=True)
    places, start = _places(whole, groups, lines)
    at_line = np.full(len(whole.line_min), -1, np.int64)
    at_line[lines] = np.arange(len(lines))
    cut_shops, cut_shop = _shops(whole.cut_shop[orders])
    finish_shops, finish_shop = _shops(whole.finish_shop[orders])
    problem = replace(
        whole,
        **{name: getattr(whole, name)[orders] for name in BY_ORDER},
        **{name: getattr(whole, name)[places] for name in BY_PLACE},
        group=group,
        group_start=start,
        group_line=at_line[whole.group_line[places]],
        cut_shop=cut_shop,
        finish_shop=finish_shop,
        line_min=whole.line_min[lines],
        cut_min=_shared(whole.cut_min, cut_shops, cut_share),
        finish_min=_shared(whole.finish_min, finish_shops, finish_share),
        due=None if whole.due is None else whole.due[orders],
    )
    return Part(problem, orders, lines, cut_shops, finish_shops)


def _places(whole: AllocationProblem, groups: Ints, lines: Ints) -> tuple[Ints, Ints]:
    """The places of these groups on these lines, and where each group's begin."""
    kept = np.zeros(len(whole.line_min), np.bool_)
    kept[lines] = True
    first, size = whole.group_start[groups], np.diff(whole.group_start)[groups]
    within = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
    places = np.repeat(first, size) + within
    here = kept[whole.group_line[places]]
    count = np.bincount(np.repeat(np.arange(len(groups)), size)[here], minlength=len(groups))
    return places[here], np.concatenate([[0], np.cumsum(count)]).astype(np.int64)


def _shops(shop: Ints) -> tuple[Ints, Ints]:
    """The shops that orders name, and each order's among them (-1: none)."""
    named = np.unique(shop[shop >= 0])
    return named, np.where(shop >= 0, np.searchsorted(named, shop), -1)


def _shared(table: Floats, shops: Ints, share: Floats | None) -> Floats:
    return table[shops] if share is None else table[shops] * share[shops, None]


def as_built(problem: AllocationProblem) -> AllocationProblem:
    """The same problem with read-only arrays again: those that come from another process are not, and compiled loops
    take the two for different types.
    """
    return replace(problem)
