"""How much of each fabric the lays of the coming weeks take, for sellers: of many firms together or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count, Sum
from django.db.models.functions import TruncWeek

from interlock_hub.cutting.models import Lay
from interlock_hub.orders.models import Order

WEEKS = 4


@dataclass(frozen=True)
class FabricNeed:
    """Metres of a material by week; a week in which too few firms cut it is left out."""

    material: str
    weeks: dict[date, float]

    @property
    def metres(self) -> float:
        """All weeks that are told."""
        return sum(self.weeks.values())


def fabric_needs(first_on: date) -> list[FabricNeed]:
    """Return what lays that are not cut take in the week of a day, from then on, and in four more, the most first.

    A week of a material is told where enough firms' orders take it that no figure tells one firm's; fabric that a
    customer brings is nobody's to sell.
    """
    last_on = first_on + timedelta(days=7 * WEEKS + 6 - first_on.weekday())
    lays = Lay.objects.filter(
        cut_on__range=(first_on, last_on), order__state=Order.State.OPEN, order__material_ready_on=None
    ).exclude(state=Lay.State.CUT)
    found = (
        lays.order_by()
        .annotate(week=TruncWeek("cut_on"))
        .values("material", "week")
        .annotate(metres=Sum("fabric_m"), firms=Count("order__owner", distinct=True))
        .filter(firms__gte=settings.MINIMUM_GROUP)
    )
    needs: dict[str, dict[date, float]] = {}
    for row in found:
        needs.setdefault(row["material"], {})[row["week"]] = row["metres"]
    told = (FabricNeed(material, dict(sorted(weeks.items()))) for material, weeks in needs.items())
    return sorted(told, key=lambda need: (-need.metres, need.material))
