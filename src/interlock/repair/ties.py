"""What ties a lot to places besides skill: wholes that may not be split, locks, least lots, most shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set

from interlock.model import Line, Lot, Quantity, bound_together, whole_of
from interlock.repair.floor import Floor
from interlock.stages.lots import LotDraft

ROUNDING = 1e-9


class Ties:
    """Reads the rules of a floor as it stands."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._rules = floor.scenario.rules
        self._capped = {rule.factory for rule in self._rules.shares if rule.most_share < 1.0}

    # -- wholes ----------------------------------------------------------------------------------------------------

    def group(self, name: str) -> list[str]:
        """Return the lots, waiting or on lines, that must lie in one factory with this one: itself first."""
        number, quantities = self._of(name)
        if not self._wholes(number, quantities):
            return [name]
        return bound_together(name, {other: self._wholes(*self._of(other)) for other in self._names(number)})

    def homes(self, draft: LotDraft, *, but: Set[str] = frozenset()) -> frozenset[str] | None:
        """Return the factories in which the rest of what may not be split is sewn; None where nothing ties the lot.

        Lots in ``but`` tie nothing: they go where it goes.
        """
        wholes = self._wholes(draft.order, draft.quantities)
        if not wholes:
            return None
        others = [self._floor.lots[n] for n in self._floor.lots_of[draft.order] if n not in {draft.id, *but}]
        found = {lot.factory for lot in others if wholes & self._wholes(lot.order, lot.quantities)}
        return frozenset(found) if found else None

    # -- how much, how little --------------------------------------------------------------------------------------

    def may_take(self, line: Line, draft: LotDraft) -> bool:
        """Tell whether the line gets enough of the order with this lot, and its factory not too much of all work."""
        return self._enough(line, draft) and self._not_too_much(line, draft)

    def overfull(self) -> list[str]:
        """Return lots that must leave their factories for these to have no more than their share: small ones first."""
        found = []
        for factory in sorted(self._capped):
            over_min = self._given_min(factory) - self._most_min(factory)
            mine = [lot for lot in self._floor.lots.values() if lot.factory == factory and not self._floor.is_held(lot)]
            mine.sort(key=lambda lot: (self._work_min(lot), lot.id))
            while over_min > ROUNDING and mine:
                enough = (lot for lot in mine if self._work_min(lot) >= over_min)
                lot = next(enough, mine[-1])
                mine.remove(lot)
                found.append(lot.id)
                over_min -= self._work_min(lot)
        return found

    def _enough(self, line: Line, draft: LotDraft) -> bool:
        order = self._floor.scenario.order[draft.order]
        smallest = self._rules.smallest_lot_pieces(order)
        if draft.pieces >= smallest:
            return True
        mine = [self._of(other) for other in self._names(draft.order)]
        mine += [(draft.order, away.quantities) for away in self._floor.outside.get(draft.order, ())]
        if draft.id not in self._names(draft.order):
            mine.append((draft.order, draft.quantities))
        split, pieces = self._rules.split_of(order), Counter[str]()
        for _, quantities in mine:
            for q in quantities:
                pieces[whole_of(split, q)] += q.pieces
        least = min(smallest, *(pieces[whole_of(split, q)] for q in draft.quantities))
        there = (self._floor.lots[name] for name in self._floor.lots_of[draft.order])
        return draft.pieces + sum(lot.pieces for lot in there if lot.done and lot.line == line.code) >= least

    def _not_too_much(self, line: Line, draft: LotDraft) -> bool:
        if line.factory not in self._capped:
            return True
        lot = self._floor.lots.get(draft.id)
        if lot is not None and lot.factory == line.factory:
            return True
        more = draft.pieces * self._minutes(draft.order)
        return self._given_min(line.factory) + more <= self._most_min(line.factory)

    def _given_min(self, factory: str) -> float:
        return sum(self._work_min(lot) for lot in self._floor.lots.values() if lot.factory == factory)

    def _most_min(self, factory: str) -> float:
        floor = self._floor
        total = sum(self._work_min(lot) for lot in floor.lots.values())
        total += sum(lot.pieces * self._minutes(lot.order) for lots in floor.outside.values() for lot in lots)
        total += sum(w.draft.pieces * self._minutes(w.draft.order) for w in floor.waiting.values())
        return self._rules.most_share(factory) * total

    def _work_min(self, lot: Lot) -> float:
        return lot.pieces * self._minutes(lot.order)

    def _minutes(self, number: str) -> float:
        scenario = self._floor.scenario
        return scenario.style[scenario.order[number].style].smv_min

    # -- lots ------------------------------------------------------------------------------------------------------

    def _names(self, number: str) -> list[str]:
        waiting = [name for name, w in self._floor.waiting.items() if w.draft.order == number]
        return [*self._floor.lots_of[number], *waiting]

    def _of(self, name: str) -> tuple[str, tuple[Quantity, ...]]:
        lot = self._floor.lots.get(name) or self._floor.waiting[name].draft
        return lot.order, lot.quantities

    def _wholes(self, number: str, quantities: Iterable[Quantity]) -> frozenset[str]:
        return self._rules.wholes_of(self._floor.scenario.order[number], quantities)
