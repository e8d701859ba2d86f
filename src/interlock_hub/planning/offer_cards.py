"""A satellite's offers as cards to answer: the parts of one order on one line are one question, not many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from interlock_hub.core.models import Membership
from interlock_hub.core.selectors import today
from interlock_hub.planning.models import LotOffer
from interlock_hub.planning.selectors import offers_visible_to


@dataclass(frozen=True)
class OfferCard:
    """Open offers of one order for one line, by their first day. ``done_before``: lots of the style done so far."""

    parts: tuple[LotOffer, ...]
    done_before: int

    @property
    def first(self) -> LotOffer:
        """The part that begins first; its order, line and distance are those of all."""
        return self.parts[0]

    @property
    def key(self) -> str:
        """What names the card in an address: the numbers of its parts."""
        return ",".join(str(part.pk) for part in self.parts)

    @property
    def pieces(self) -> int:
        """Pieces of all parts."""
        return sum(part.pieces for part in self.parts)

    @property
    def pay_cny(self) -> Decimal:
        """Pay for all parts."""
        return sum((part.pay_cny for part in self.parts), Decimal(0))

    @property
    def per_piece(self) -> Decimal:
        """Pay a piece, over all parts."""
        return self.pay_cny / self.pieces

    @property
    def end_on(self) -> date:
        """Last day of the last part."""
        return max(part.end_on for part in self.parts)

    @property
    def expires_at(self) -> datetime:
        """When the first part runs out."""
        return min(part.expires_at for part in self.parts)


def cards(member: Membership) -> list[OfferCard]:
    """Return what waits for a satellite's answer, the work that begins first on top."""
    every = offers_visible_to(member)
    waiting = every.filter(state=LotOffer.State.OPEN, expires_at__gt=timezone.now()).order_by("start_on", "id")
    done = every.filter(state=LotOffer.State.ACCEPTED, end_on__lt=today()).order_by()
    times = Counter(done.values_list("order__style", flat=True))
    return [OfferCard(parts, times[parts[0].order.style_id]) for parts in _together(list(waiting))]


def _together(offers: Sequence[LotOffer]) -> list[tuple[LotOffer, ...]]:
    found: dict[tuple[int, int], list[LotOffer]] = {}
    for offer in offers:
        found.setdefault((offer.order_id, offer.line_id), []).append(offer)
    return [tuple(parts) for parts in found.values()]
