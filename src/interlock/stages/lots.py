"""Every batch given to a line becomes a lot with colours and sizes, in step with the lays that cut them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from interlock.model import Quantity
from interlock.stages.cut import OrderCut
from interlock.stages.parts import WHOLE, Part


@dataclass(frozen=True, kw_only=True)
class LotDraft:
    """A lot before it has days. ``steps`` lays of its order, from the first, must be cut before it can be sewn.

    ``line`` None: it goes outside the cluster. ``bucket`` is where allocation starts it. ``part`` is what it is of.
    ``taken`` are its pieces by the step, from 0, that cuts them; nothing where the order is not cut here. ``uncut``:
    no table had time for it, so it goes outside as fabric.
    """

    id: str
    order: str
    line: str | None
    quantities: tuple[Quantity, ...]
    bucket: int
    steps: int
    part: Part = WHOLE
    taken: tuple[tuple[int, Quantity], ...] = ()
    uncut: bool = False

    @property
    def pieces(self) -> int:
        """All pieces of the lot."""
        return sum(q.pieces for q in self.quantities)


@dataclass(frozen=True)
class GivenBatches:
    """Some of the ``batches`` of an order's part given to a line (None: outside), from a bucket on."""

    line: str | None
    batches: int
    bucket: int
    part: Part = WHOLE


def lots_of(cut: OrderCut, given: Sequence[GivenBatches]) -> tuple[LotDraft, ...]:
    """Return the order's lots: early ones take what early lays cut, outside ones what is cut last.

    The pieces of each part are shared by whole batches, rounded so that they add up; a lot's colours and sizes are
    those that come off the lays in turn.
    """
    shares = sorted(given, key=lambda share: (share.line is None, share.bucket, share.line or ""))
    batches: Counter[Part] = Counter()
    for share in shares:
        batches[share.part] += share.batches
    passed: Counter[Part] = Counter()
    streams: dict[tuple[str | None, str | None], _Stream] = {}
    lots = []
    for number, share in enumerate(shares, 1):
        part = share.part
        cells_of = (part.colour, part.size)
        if cells_of not in streams:
            streams[cells_of] = _Stream(cut, part)
        stream = streams[cells_of]
        pieces = part.pieces or stream.pieces
        before = pieces * passed[part] // batches[part]
        passed[part] += share.batches
        taken = stream.take(pieces * passed[part] // batches[part] - before)
        if taken:
            lots.append(
                LotDraft(
                    id=f"{cut.order}/{number}",
                    order=cut.order,
                    line=share.line,
                    quantities=summed(q for _, q in taken),
                    bucket=share.bucket,
                    steps=max(step for step, _ in taken) + 1,
                    part=part,
                    taken=tuple((step, q) for step, q in taken if step >= 0),
                )
            )
    return tuple(lots)


def summed(quantities: Iterable[Quantity]) -> tuple[Quantity, ...]:
    """Return pieces by colour and size, each once."""
    cells: Counter[tuple[str, str]] = Counter()
    for q in quantities:
        cells[q.colour, q.size] += q.pieces
    return tuple(Quantity(colour, size, count) for (colour, size), count in cells.items())


class _Stream:
    """Pieces of an order's part, and of others that share its colours and sizes, as its lays cut them."""

    def __init__(self, cut: OrderCut, part: Part) -> None:
        self.pieces = sum(q.pieces for q in cut.quantities if part.holds(q.colour, q.size))
        self._cells = (flow for flow in self._flow(cut) if part.holds(*flow[0]))
        self._left: tuple[tuple[str, str], int, int] | None = None

    def take(self, pieces: int) -> list[tuple[int, Quantity]]:
        """Return the next pieces by the step that cuts them, from 0; -1 where none does."""
        found: list[tuple[int, Quantity]] = []
        while pieces > 0:
            cell, count, step = self._left or next(self._cells)
            used = min(count, pieces)
            found.append((step, Quantity(*cell, used)))
            pieces -= used
            self._left = (cell, count - used, step) if count > used else None
        return found

    @staticmethod
    def _flow(cut: OrderCut) -> Iterator[tuple[tuple[str, str], int, int]]:
        if not cut.steps:
            for q in cut.quantities:
                yield (q.colour, q.size), q.pieces, -1
        for number, step in enumerate(cut.steps):
            for colour, plies in step.plies:
                for size, garments in step.ratio:
                    yield (colour, size), garments * plies, number
