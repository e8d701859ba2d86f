"""Every batch given to a line becomes a lot with colours and sizes, in step with the lays that cut them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from interlock.model import Quantity
from interlock.stages.cut import OrderCut


@dataclass(frozen=True, kw_only=True)
class LotDraft:
    """A lot before it has days. ``steps`` lays of its order, from the first, must be cut before it can be sewn.

    ``line`` None: it goes outside the cluster. ``bucket`` is where allocation starts it.
    """

    id: str
    order: str
    line: str | None
    quantities: tuple[Quantity, ...]
    bucket: int
    steps: int

    @property
    def pieces(self) -> int:
        """All pieces of the lot."""
        return sum(q.pieces for q in self.quantities)


@dataclass(frozen=True)
class GivenBatches:
    """Some of an order's ``batches`` given to a line (None: outside), from a bucket on."""

    line: str | None
    batches: int
    bucket: int


def lots_of(cut: OrderCut, given: Sequence[GivenBatches]) -> tuple[LotDraft, ...]:
    """Return the order's lots: early ones take what early lays cut, outside ones what is cut last.

    Pieces are shared by whole batches, rounded so that they add up; a lot's colours and sizes are those that come off
    the lays in turn.
    """
    parts = sorted(given, key=lambda part: (part.line is None, part.bucket, part.line or ""))
    batches = sum(part.batches for part in parts)
    pieces = sum(q.pieces for q in cut.quantities)
    stream = _Stream(cut)
    lots = []
    taken = passed = 0
    for number, part in enumerate(parts, 1):
        passed += part.batches
        upto = pieces * passed // batches
        cells, steps = stream.take(upto - taken)
        taken = upto
        if cells:
            lots.append(
                LotDraft(
                    id=f"{cut.order}/{number}",
                    order=cut.order,
                    line=part.line,
                    quantities=tuple(Quantity(colour, size, count) for (colour, size), count in cells.items()),
                    bucket=part.bucket,
                    steps=steps,
                )
            )
    return tuple(lots)


class _Stream:
    """Pieces of an order in the order in which its lays cut them."""

    def __init__(self, cut: OrderCut) -> None:
        self._cells = self._flow(cut)
        self._left: tuple[tuple[str, str], int, int] | None = None

    def take(self, pieces: int) -> tuple[Counter[tuple[str, str]], int]:
        """Return the next pieces by colour and size, and how many steps must be cut for them."""
        found: Counter[tuple[str, str]] = Counter()
        steps = 0
        while pieces > 0:
            cell, count, step = self._left or next(self._cells)
            used = min(count, pieces)
            found[cell] += used
            steps = max(steps, step)
            pieces -= used
            self._left = (cell, count - used, step) if count > used else None
        return found, steps

    @staticmethod
    def _flow(cut: OrderCut) -> Iterator[tuple[tuple[str, str], int, int]]:
        if not cut.steps:
            for q in cut.quantities:
                yield (q.colour, q.size), q.pieces, 0
        for number, step in enumerate(cut.steps, 1):
            for colour, plies in step.plies:
                for size, garments in step.ratio:
                    yield (colour, size), garments * plies, number
