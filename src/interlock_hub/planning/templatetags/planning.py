"""Words of plans in templates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.formats import short_money
from interlock_hub.core.words import policy_name
from interlock_hub.planning.events import kind_name
from interlock_hub.planning.models import LotOffer

register = template.Library()
register.filter("policy", policy_name)
register.filter("event_kind", kind_name)

BOUND_STAGES: dict[str, str | Promise] = {
    "network": _("giving orders to lines"),
    "cloth": _("cloth"),
    "trims": _("trims"),
    "finishing": _("finishing"),
}


@register.filter
def signed_money(value: float) -> str:
    """Return a change of money with its sign, shortened where it is large."""
    return f"{'+' if value >= 0.5 else ''}{short_money(value)}"


@register.filter
def exact_pay(paid: Any) -> bool:
    """Tell whether anything with ``pay_cny`` and ``pieces`` pays whole fen a piece, so that the two multiply out."""
    return bool(paid.pieces) and Decimal(paid.pay_cny) * 100 % paid.pieces == 0


@register.filter
def bound_stage(stage: str) -> str:
    """Return what a bound is about."""
    return str(BOUND_STAGES.get(stage, stage))


@register.filter
def offer_state(state: str) -> str:
    """Return the words of an offer's state."""
    return str(dict(LotOffer.State.choices).get(state, ""))


STEPS: dict[str, str | Promise] = {
    "material": _("Material complete"),
    "cut": _("Cutting"),
    "sew": _("Sewing"),
    "finish": _("Finishing"),
    "ship": _("Ships"),
}


@register.filter
def step_name(step: str) -> str:
    """Return what a step of an order is called."""
    return str(STEPS.get(step, step))
