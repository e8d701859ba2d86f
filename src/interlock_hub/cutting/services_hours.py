"""When a shop works: said by its own people, so that lays stand at times of the clock."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_noop

from interlock_hub.core.ledger import record
from interlock_hub.core.models import Membership
from interlock_hub.cutting.hours import Hours, hours_of
from interlock_hub.cutting.models import ShopHours
from interlock_hub.network.models import Factory

SUBJECT = "cutting.hours"
CHANGED = gettext_noop("working hours changed")


@transaction.atomic
def set_hours(*, by: Membership, factory: Factory, hours: Hours) -> None:
    """Keep when a shop works; minutes of its tables' days run through these spans from now on."""
    before = str(hours_of([factory.pk])[factory.pk])
    ShopHours.objects.update_or_create(factory=factory, defaults={"spans": [list(span) for span in hours.spans]})
    record(
        by=by, subject=SUBJECT, key=factory.code, what=CHANGED, before={"hours": before}, after={"hours": str(hours)}
    )
