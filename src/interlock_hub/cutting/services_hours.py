"""When a shop works: said by its own people, so that lays stand at times of the clock."""

from __future__ import annotations

from django.db import transaction
from django.db.models import ExpressionWrapper, F, FloatField, Min
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from interlock_hub.core.errors import HubError, worded
from interlock_hub.core.ledger import record
from interlock_hub.core.models import Membership
from interlock_hub.cutting.hours import Hours, hours_of
from interlock_hub.cutting.models import Lay, ShopHours
from interlock_hub.network.models import Factory

SUBJECT = "cutting.hours"
# A shop that works less in a day has said it wrong.
LEAST_MIN = 60
CHANGED = gettext_noop("working hours changed")


def _refuse_short(factory: Factory, hours: Hours) -> None:
    """A day shorter than any lay of the shop, or than an hour, is a slip of the pen."""
    takes = ExpressionWrapper(F("end_min") - F("start_min"), output_field=FloatField())
    planned = Lay.objects.filter(factory=factory, state=Lay.State.PLANNED)
    shortest = planned.aggregate(least=Min(takes))["least"] or 0.0
    if hours.minutes < shortest:
        raise HubError(
            worded(
                _("These hours make %(said)s minutes a day, but the shortest lay planned takes %(least)s; give more."),
                said=hours.minutes,
                least=round(shortest),
            )
        )
    if hours.minutes < LEAST_MIN:
        raise HubError(
            worded(
                _("These hours make %(said)s minutes a day, in which nothing is cut; give those of a working day."),
                said=hours.minutes,
            )
        )


@transaction.atomic
def set_hours(*, by: Membership, factory: Factory, hours: Hours) -> None:
    """Keep when a shop works; minutes of its tables' days run through these spans from now on.

    Raises HubError where no lay could be spread and cut in a day's hours.
    """
    _refuse_short(factory, hours)
    before = str(hours_of([factory.pk])[factory.pk])
    ShopHours.objects.update_or_create(factory=factory, defaults={"spans": [list(span) for span in hours.spans]})
    record(
        by=by, subject=SUBJECT, key=factory.code, what=CHANGED, before={"hours": before}, after={"hours": str(hours)}
    )
