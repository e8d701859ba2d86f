"""Lays that must be cut on another day, or for the first time, in the gaps that tables have left."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from interlock.errors import Infeasible, Told
from interlock.model import CuttingTable, Lay, Lot, OutsideLot
from interlock.repair.floor import Floor
from interlock.stages.lots import LotDraft

Cells = dict[str, Counter[tuple[str, str]]]


@dataclass(frozen=True)
class Spot:
    """Room for a lay."""

    table: str
    day: int
    start_min: float


class Tables:
    """The cutting tables of a floor with the lays on them."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._busy: dict[tuple[str, int], list[tuple[float, float]]] = defaultdict(list)
        for lays in floor.lays_of.values():
            for lay in lays:
                self._busy[lay.table, floor.horizon.day(lay.cut_on)].append((lay.start_min, lay.end_min))

    def spot(self, shop: str, marker: str, minutes: float, from_day: int) -> Spot | None:
        """Return the first room for a lay, on the shortest table that takes its marker."""
        floor = self._floor
        tables = self._taking(shop, marker)
        for day in range(from_day, floor.horizon.days):
            if not floor.horizon.open_mask(shop)[day]:
                continue
            for table in tables:
                start = self._gap(table, day, minutes)
                if start is not None:
                    return Spot(table.code, day, start)
        return None

    def take(self, spot: Spot, minutes: float) -> None:
        """Use room for a lay."""
        self._busy[spot.table, spot.day].append((spot.start_min, spot.start_min + minutes))

    def free(self, lay: Lay) -> None:
        """Give a lay's room back."""
        self._busy[lay.table, self._floor.horizon.day(lay.cut_on)].remove((lay.start_min, lay.end_min))

    def put_back(self, number: str, lays: Sequence[Lay]) -> None:
        """Cut an order's lays where they were before."""
        for lay in self._floor.lays_of[number]:
            self.free(lay)
        for lay in lays:
            self.take(Spot(lay.table, self._floor.horizon.day(lay.cut_on), lay.start_min), lay.end_min - lay.start_min)
        self._floor.lays_of[number] = list(lays)

    def copy(self) -> Tables:
        """Return the same tables, to try something on."""
        other = Tables.__new__(Tables)
        other._floor = self._floor
        other._busy = defaultdict(list, {place: list(times) for place, times in self._busy.items()})
        return other

    def become(self, other: Tables) -> None:
        """Take over what was tried on a copy."""
        self._busy = other._busy

    def _taking(self, shop: str, marker: str) -> list[CuttingTable]:
        wanted = self._floor.markers[marker]
        tables = self._floor.scenario.tables_of.get(shop, ())
        fit = [t for t in tables if t.length_mm >= wanted.length_mm and t.width_mm >= wanted.width_mm]
        return sorted(fit, key=lambda table: (table.length_mm, table.code))

    def _gap(self, table: CuttingTable, day: int, minutes: float) -> float | None:
        at = 0.0
        for start, end in sorted(self._busy[table.code, day]):
            if start - at >= minutes:
                return at
            at = max(at, end)
        return at if table.minutes_per_day - at >= minutes else None


def lay_again(floor: Floor, tables: Tables, number: str, lays: Sequence[Lay], from_day: int) -> None:
    """Give some of an order's lays, in the order in which they are cut, the first room from a day on.

    Raises :class:`~interlock.errors.Infeasible` naming a lay that finds no table within the horizon.
    """
    for lay in lays:
        tables.free(lay)
    for lay in sorted(lays, key=lambda lay: (lay.cut_on, lay.start_min, lay.id)):
        minutes = lay.end_min - lay.start_min
        spot = tables.spot(lay.factory, lay.marker, minutes, from_day)
        if spot is None:
            last_on = floor.horizon.last_on
            raise Infeasible(
                Told(
                    f"lay {lay.id} finds no table until {last_on}; add table time",
                    f"床次 {lay.id} 到 {last_on} 为止排不上裁床，请增加裁床工时",
                )
            )
        tables.take(spot, minutes)
        moved = replace(
            lay,
            table=spot.table,
            cut_on=floor.horizon.on(spot.day),
            start_min=spot.start_min,
            end_min=spot.start_min + minutes,
        )
        mine = floor.lays_of[number]
        mine[mine.index(lay)] = moved


def arrive_days(floor: Floor, number: str, lots: Sequence[Lot | LotDraft | OutsideLot]) -> list[int]:
    """Return when the pieces of an order's lots, served one after another, reach their factories.

    A lot's pieces travel the day after the last lay that holds them is cut; uncut orders', after their material is in.
    """
    horizon = floor.horizon
    cut = sorted(_cut(floor, number), key=lambda found: found[0])
    needed: Counter[tuple[str, str]] = Counter()
    at_hand: Cells = defaultdict(Counter)
    for _, material, _ in cut:
        at_hand[material] = Counter()
    day, at = floor.release_day(number), 0
    found = []
    for lot in lots:
        for q in lot.quantities:
            needed[q.colour, q.size] += q.pieces
        while at < len(cut) and any(_misses(cells, needed) for cells in at_hand.values()):
            day, material, cells = cut[at]
            at_hand[material].update(cells)
            at += 1
        found.append(min(day + 1, horizon.days - 1))
    return found


def _cut(floor: Floor, number: str) -> Iterator[tuple[int, str, Counter[tuple[str, str]]]]:
    """What each lay of an order gives: its day, its fabric, and garments by colour and size."""
    for lay in floor.lays_of.get(number, ()):
        cells: Counter[tuple[str, str]] = Counter()
        for size, garments in floor.markers[lay.marker].ratio:
            for colour, plies in lay.plies:
                cells[colour, size] += garments * plies
        yield floor.horizon.day(lay.cut_on), lay.material, cells


def _misses(cells: Counter[tuple[str, str]], needed: Counter[tuple[str, str]]) -> bool:
    return any(cells[cell] < pieces for cell, pieces in needed.items())
