"""What a job that failed over another firm's order says of it to those who may not see the order."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from interlock_hub.core.errors import HubError
from interlock_hub.core.job_errors import both
from interlock_hub.core.models import Json, Membership
from interlock_hub.orders.models import Order
from interlock_hub.orders.selectors import orders_visible_to

_THEIRS = _("An order of another firm stands in the way. The operator sees which one and why, and can mend it.")


def veil_orders(member: Membership, lines: Json) -> Json:
    """Return an error's lines by language; one that names an order which the member may not see says only that."""
    if member.sees_cluster:
        return lines
    seen = orders_visible_to(member).order_by().values("pk")
    text = "\n".join(line for said in lines.values() for line in said)
    hidden = Order.objects.exclude(pk__in=seen).values_list("number", flat=True)
    named = [re.escape(number) for number in hidden if number in text]
    if not named:
        return lines
    any_of_them = re.compile(rf"(?<![0-9A-Za-z])(?:{'|'.join(named)})(?![0-9A-Za-z])")
    instead = both(HubError(_THEIRS))
    return {
        language: list(dict.fromkeys(instead[language][0] if any_of_them.search(line) else line for line in said))
        for language, said in lines.items()
    }
