"""A satellite's offers as cards to answer: the parts of one order on one line are one question, not many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from interlock_hub.core.models import Membership
from interlock_hub.core.selectors import today
from interlock_hub.planning.forms import reason_words
from interlock_hub.planning.models import LotOffer
from interlock_hub.planning.offers import taken_back, undo_until
from interlock_hub.planning.selectors import offers_visible_to

# Offers that agree in these and in their state are one row.
ALIKE = ("plan_id", "order_id", "line_id", "reason", "answered_by_id")


@dataclass(frozen=True)
class Parts:
    """Offers of one order for one line, by their first day."""

    parts: tuple[LotOffer, ...]

    @property
    def first(self) -> LotOffer:
        """The part that begins first; its order, line, state and distance are those of all."""
        return self.parts[0]

    @property
    def pieces(self) -> int:
        """Pieces of all parts."""
        return sum(part.pieces for part in self.parts)

    @property
    def pay_cny(self) -> Decimal:
        """Pay for all parts."""
        return sum((part.pay_cny for part in self.parts), Decimal(0))

    @property
    def end_on(self) -> date:
        """Last day of the last part."""
        return max(part.end_on for part in self.parts)

    @property
    def expires_at(self) -> datetime:
        """When the first part runs out."""
        return min(part.expires_at for part in self.parts)


@dataclass(frozen=True)
class OfferCard(Parts):
    """Open offers to be answered as one. ``done_before``: lots of the style done so far."""

    done_before: int

    @property
    def key(self) -> str:
        """What names the card in an address: the numbers of its parts."""
        return ",".join(str(part.pk) for part in self.parts)

    @property
    def per_piece(self) -> Decimal:
        """Pay a piece, over all parts."""
        return self.pay_cny / self.pieces


def cards(member: Membership) -> list[OfferCard]:
    """Return what waits for a satellite's answer, the work that begins first on top."""
    every = offers_visible_to(member)
    waiting = every.filter(state=LotOffer.State.OPEN, expires_at__gt=timezone.now()).order_by("start_on", "id")
    done = every.filter(state=LotOffer.State.ACCEPTED, end_on__lt=today()).order_by()
    times = Counter(done.values_list("order__style", flat=True))
    return [OfferCard(parts, times[parts[0].order.style_id]) for parts in _together(list(waiting))]


@dataclass(frozen=True)
class Answered(Parts):
    """Offers with the same answer. ``undo_until``: till when they can be given back."""

    said: str
    undo_until: datetime | None

    @property
    def answers(self) -> list[str]:
        """Each part's number and the moment of its answer, as the page gives them back."""
        return [f"{part.pk}@{part.answered_at.isoformat()}" for part in self.parts if part.answered_at]


def answered(offers: Iterable[LotOffer]) -> list[Answered]:
    """Return offers that were answered, or are gone, as rows in the order of their first ones."""
    return [_answered(parts) for parts in _alike(offers)]


def _answered(parts: Sequence[LotOffer]) -> Answered:
    ends = [undo_until(part) for part in parts]
    until = min(end for end in ends if end) if all(ends) else None
    said = reason_words(parts[0].reason) if parts[0].reason else ""
    if taken_back(parts[0]):
        said = _("You had taken it; a new plan has taken it back.")
    return Answered(tuple(parts), said, until)


@dataclass(frozen=True)
class Listed(Parts):
    """A row of the planner's list: the parts of an order on a line that stand alike. ``said``: why it was refused."""

    said: str


def listed(offers: Iterable[LotOffer]) -> list[Listed]:
    """Return offers as rows of the planner's list, in the order of their first ones."""
    return [Listed(tuple(parts), reason_words(parts[0].reason) if parts[0].reason else "") for parts in _alike(offers)]


def rows_of(offers: QuerySet[LotOffer]) -> int:
    """Return how many rows offers make, however many parts stand behind them."""
    return int(_rows(offers).count())


def counted(offers: QuerySet[LotOffer]) -> Counter[str]:
    """Return how many rows offers make in each state, however many parts stand behind them."""
    rows = _rows(offers)
    return Counter({state: rows.filter(state=state).count() for state in LotOffer.State.values})


def _rows(offers: QuerySet[LotOffer]) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = offers.order_by().values("state", *ALIKE).distinct()
    return rows


def _alike(offers: Iterable[LotOffer]) -> list[list[LotOffer]]:
    """Offers of one order for one line, of one plan and with the same answer, each group by first day."""
    found: dict[tuple[object, ...], list[LotOffer]] = {}
    for offer in offers:
        found.setdefault((offer.state, *(getattr(offer, name) for name in ALIKE)), []).append(offer)
    return [sorted(parts, key=lambda part: part.start_on) for parts in found.values()]


def _together(offers: Sequence[LotOffer]) -> list[tuple[LotOffer, ...]]:
    found: dict[tuple[int, int, int], list[LotOffer]] = {}
    for offer in offers:
        found.setdefault((offer.plan_id, offer.order_id, offer.line_id), []).append(offer)
    return [tuple(parts) for parts in found.values()]
