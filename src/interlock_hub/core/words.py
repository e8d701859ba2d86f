"""Words for what the database keeps as codes."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STAGES: dict[str, str | Promise] = {
    "": _("waiting for a worker"),
    "calibrate": _("measuring how long markers come out"),
    "paths": _("choosing cores, cutting and finishing shops"),
    "cut": _("planning how to cut"),
    "buy": _("choosing what to buy"),
    "allocate": _("giving orders to lines"),
    "lay": _("putting lays on tables"),
    "sew": _("sequencing the lines, day by day"),
    "finish": _("finishing and shipping"),
    "nest": _("nesting the next days' markers"),
    "explain": _("finding reasons and bottlenecks"),
    "judge": _("judging the plan"),
    "repair": _("repairing the plan"),
    "read": _("reading the workbook"),
    "write": _("writing"),
    "simulate": _("playing the plan forward"),
}
POLICIES: dict[str, str | Promise] = {
    "balanced": _("balanced"),
    "cheapest": _("cheapest"),
    "fastest": _("fastest"),
    "fairest": _("fairest"),
}


def stage_name(stage: str) -> str:
    """Return the words of a stage of long work."""
    return str(STAGES.get(stage, stage))


def policy_name(policy: str) -> str:
    """Return the word of a policy."""
    return str(POLICIES.get(policy, policy))
