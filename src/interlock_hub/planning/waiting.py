"""What a late order waits for, to a reader who is told no firm's load: a brand."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.formats import day
from interlock_hub.planning.models import PlanOrder

_WAITS: dict[str, str | Promise] = {
    "material": _("Its material is complete on %(material)s."),
    "cutting": _("It waits for a cutting table and is cut by %(cut)s."),
    "skill_full": _("The lines that can sew it are full; its sewing begins on %(sew)s."),
    "queue": _("Other work comes first where it is sewn; its sewing begins on %(sew)s."),
    "stopped": _("It waits for the line that sews it; its sewing begins on %(sew)s."),
    "too_little_time": _("Cutting, sewing and finishing take longer than the time until its due date."),
    "finishing": _("It is sewn by %(sewn)s and then waits for finishing."),
    "outside": _("What is made outside the cluster comes back after its due date."),
    "lock": _("The day on which it is sewn is fixed; its sewing begins on %(sew)s."),
}


def waits_for(row: PlanOrder) -> str:
    """Return in a sentence why an order ships late; empty where the plan gives no reason."""
    said = _WAITS.get((row.reason or {}).get("cause", ""))
    facts = {
        "material": day(row.material_on), "cut": day(row.cut_last_on), "sew": day(row.sew_first_on),
        "sewn": day(row.sew_last_on),
    }  # fmt: skip
    return str(said) % facts if said else ""
