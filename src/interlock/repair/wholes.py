"""Lots that may not be apart find one factory together, or go outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING

from interlock.repair.floor import draft_of, waiting_of
from interlock.repair.outside import send_outside

if TYPE_CHECKING:
    from interlock.repair.lines import Lines

# Besides where they are, so many factories are tried; more where some of the lots would go outside.
HOMES, MORE_HOMES = 4, 12
# Telling two factories that a lot moves must save so much.
MOVED_FEN = 5_000.0


@dataclass(frozen=True)
class _Way:
    """A factory ("": outside) for the lots that wait, and the lots that come along from where they are sewn now."""

    factory: str
    coming: tuple[str, ...] = ()


def place_together(lines: Lines, group: Sequence[str]) -> None:
    """Place the lots of ``group`` that wait: where the others are sewn, or all in another factory, or outside.

    What a factory has no room for goes outside. Raises :class:`~interlock.errors.Infeasible` where a lock forbids it.
    """
    floor = lines.floor
    standing = [floor.lots[name] for name in group if name in floor.lots]
    here = {lot.factory for lot in standing}
    ways = [_Way(factory) for factory in here]
    others: list[_Way] = []
    if not any(floor.is_held(lot) for lot in standing):
        coming = tuple(lot.id for lot in standing)
        others = [_Way(factory, coming) for factory in _likely(lines, group) if factory not in here]
    tried = [(*_tried(lines, group, way), way) for way in [*ways, *others[:HOMES], _Way("")]]
    best = min(tried, key=lambda found: found[0])
    if best[1]:
        more = [(*_tried(lines, group, way), way) for way in others[HOMES:MORE_HOMES]]
        best = min([best, *more], key=lambda found: found[0])
    _go(lines, group, best[2])


def move_together(lines: Lines, group: Sequence[str]) -> bool:
    """Move the lots of ``group``, all on lines, to another factory where that pays for the telling; else they stay."""
    floor = lines.floor
    standing = [floor.lots[name] for name in group]
    if not all(floor.may_leave(lot) for lot in standing):
        return False
    here, coming = {lot.factory for lot in standing}, tuple(group)
    homes = [factory for factory in _likely(lines, group) if factory not in here][:HOMES]
    tried = [(*_tried(lines, group, way), way) for way in (_Way(factory, coming) for factory in homes)]
    fen, _, way = min((found for found in tried if not found[1]), key=lambda found: found[0], default=(0.0, True, None))
    if way is None or fen >= 0:
        return False
    _go(lines, group, way)
    return True


def _likely(lines: Lines, group: Sequence[str]) -> list[str]:
    """Factories that could sew all lots of the group, those that look cheapest."""
    looks: dict[str, float] | None = None
    for name in group:
        waiting = lines.floor.waiting.get(name) or waiting_of(lines.floor, lines.floor.lots[name])
        cheapest: dict[str, float] = {}
        for line in lines.able(waiting, apart=False):
            cheapest[line.factory] = min(lines.look(waiting, line), cheapest.get(line.factory, inf))
        if looks is None:
            looks = cheapest
        else:
            looks = {factory: fen + cheapest[factory] for factory, fen in looks.items() if factory in cheapest}
    found = looks or {}
    return sorted(found, key=lambda factory: (found[factory], factory))


def _tried(lines: Lines, group: Sequence[str], way: _Way) -> tuple[float, bool]:
    """What a way costs, infinite where it breaks a lock, and whether some lot goes outside."""
    trial = lines.on(lines.floor.fork())
    locked = {waiting.draft.id for waiting in trial.floor.waiting.values() if waiting.lock}
    fen, outside = 0.0, False
    for name, cost in _placed(trial, group, way):
        if cost is None and name in locked:
            return inf, True
        fen += trial.outside_fen(trial.floor.waiting[name]) if cost is None else cost
        if cost is None:
            send_outside(trial.floor, name)
            outside = True
    return fen, outside


def _go(lines: Lines, group: Sequence[str], way: _Way) -> None:
    for name, cost in _placed(lines, group, way):
        if cost is None:
            send_outside(lines.floor, name)


def _placed(lines: Lines, group: Sequence[str], way: _Way) -> Iterator[tuple[str, float | None]]:
    """Place lot after lot; each with what it costs more than now, None where it finds no room or is cheaper outside."""
    floor = lines.floor
    for name in way.coming:
        lot = floor.lots[name]
        saved = lines.fen_of(lot) + lines.money(draft_of(lot), lot.line) - MOVED_FEN
        floor.take_out(name)
        yield name, -saved
    there = {line.code for line in floor.scenario.lines_of.get(way.factory, ())}
    waiting = [floor.waiting[name] for name in group if name in floor.waiting]
    for one in sorted(waiting, key=lambda one: (one.arrive_day, one.draft.id)):
        only = frozenset(there if one.only is None else there & one.only)
        asked = replace(one, only=only)
        best = lines.best(asked, lines.candidates(asked)) if only else None
        if best is None or not (one.lock or one.hurried or best[0] <= lines.outside_fen(one)):
            yield one.draft.id, None
        else:
            lines.commit(best[1], {one.draft.id: one})
            yield one.draft.id, best[0]
