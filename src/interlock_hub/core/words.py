"""Words for what the database keeps as codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

STAGES: dict[str, str | Promise] = {
    "": _("waiting for a worker"),
    "calibrate": _("measuring how long markers come out"),
    "keep": _("keeping what is offered"),
    "paths": _("choosing cores, cutting and finishing shops"),
    "cut": _("planning how to cut"),
    "buy": _("choosing what to buy"),
    "rolls": _("choosing rolls"),
    "allocate": _("giving orders to lines"),
    "lay": _("putting lays on tables"),
    "sew": _("sequencing the lines, day by day"),
    "finish": _("finishing and shipping"),
    "nest": _("nesting the next days' markers"),
    "explain": _("finding reasons and bottlenecks"),
    "judge": _("judging the plan"),
    "help": _("trying what would bring late orders in on time"),
    "repair": _("repairing the plan"),
    "improve": _("looking for a better plan"),
    "read": _("reading the workbook"),
    "compare": _("comparing with what is known"),
    "write": _("writing"),
    "simulate": _("playing the plan forward"),
}
POLICIES: dict[str, str | Promise] = {
    "balanced": _("balanced"),
    "cheapest": _("cheapest"),
    "fastest": _("fastest"),
    "fairest": _("fairest"),
}
# What is wrong with a value that a program sent, by the validator's name for it.
PROBLEMS: dict[str, str | Promise] = {
    "missing": _("It is missing; give it."),
    "datetime": _("It is no time; write it like 2026-03-31T14:00:00+08:00."),
    "timezone": _("It is no time; write it like 2026-03-31T14:00:00+08:00."),
    "date": _("It is no date; write it like 2026-03-31."),
    "int": _("It is no whole number in the allowed range."),
    "decimal": _("It is no amount in the allowed range; write it like 12.50."),
    "greater": _("It is too small; the least is %(least)s."),
    "less": _("It is too large; the most is %(most)s."),
    "string_too_long": _("It is too long; at most %(max_length)s characters."),
    "string": _("It is no text that can be kept."),
    "literal": _("Choose one of %(expected)s."),
    "enum": _("Choose one of %(expected)s."),
    "too_long": _("There are too many; at most %(max_length)s."),
    "too_short": _("There are too few; at least %(min_length)s."),
    "extra_forbidden": _("Nobody knows this field; leave it out."),
}
UNREADABLE = _("It cannot be read; /api/v1/openapi.json says what is wanted.")


def problem_in(kind: str, limits: Mapping[str, Any]) -> str:
    """Return what is wrong with a value, from the validator's name for it and its limits."""
    words = next((said for name, said in PROBLEMS.items() if kind.startswith(name)), UNREADABLE)
    least = limits.get("ge", limits.get("gt", ""))
    return str(words) % {"least": least, "most": limits.get("le", limits.get("lt", "")), **_NONE, **limits}


_NONE = {"max_length": "", "min_length": "", "expected": ""}

SCOPES: dict[str, str | Promise] = {
    "network:read": _("read the register"),
    "orders:read": _("read orders"),
    "orders:write": _("promise, hold, confirm and cancel orders"),
    "planning:read": _("read plans, lots, offers and events"),
    "planning:write": _("start and stop plans"),
    "offers:answer": _("answer offers of lots"),
    "cutting:read": _("read lays, markers, rolls and the own share of pooled lays"),
    "cutting:write": _("say what was spread and cut, take better markers, add rolls, answer for pooled lays"),
}


def scope_name(scope: str) -> str:
    """Return the words of a scope of keys."""
    return str(SCOPES.get(scope, scope))


# What the ledger says happened; rooms name further things in their own catalogues.
HAPPENED: dict[str, str | Promise] = {
    "accepted": _("accepted"),
    "added": _("added"),
    "asked": _("asked"),
    "asked to stop": _("asked to stop"),
    "cancelled": _("cancelled"),
    "carried over": _("carried over"),
    "is in the plan": _("is in the plan"),
    "has no lot any more": _("has no lot any more"),
    "changed": _("changed"),
    "columns mapped": _("columns mapped"),
    "confirmed": _("confirmed"),
    "declined": _("declined"),
    "dismissed": _("dismissed"),
    "done": _("done"),
    "drafted": _("drafted"),
    "dropped": _("dropped"),
    "spread": pgettext_lazy("of a lay", "spread"),
    "cut": pgettext_lazy("of a lay", "cut"),
    "due date moved": _("due date moved"),
    "expired": _("expired"),
    "failed": _("failed"),
    "held": _("held"),
    "hold ended": _("hold ended"),
    "invited": _("invited"),
    "looked at": _("looked at"),
    "looked for a better one": _("looked for a better one"),
    "made": _("made"),
    "member joined": _("member joined"),
    "member taken out": _("member taken out"),
    "member let in again": _("member let in again"),
    "new password offered": _("new password offered"),
    "invitation called back": _("invitation called back"),
    "planned": _("planned"),
    "played forward": _("played forward"),
    "published": _("published"),
    "put away": _("put away"),
    "repaired": _("repaired"),
    "run again": _("run again"),
    "rushed": _("rushed"),
    "set up": _("set up"),
    "taken back": _("taken back"),
    "taken in": _("taken in"),
    "taken in from a workbook": _("taken in from a workbook"),
    "token made": _("token made"),
    "token revoked": _("token revoked"),
    "told": _("told"),
    "tried again": _("tried again"),
    "written as a workbook": _("written as a workbook"),
}


def happened(what: str) -> str:
    """Return the words of what the ledger says happened."""
    return str(HAPPENED.get(what) or gettext(what))


def stage_name(stage: str) -> str:
    """Return the words of a stage of long work."""
    return str(STAGES.get(stage, stage))


def policy_name(policy: str) -> str:
    """Return the word of a policy."""
    return str(POLICIES.get(policy, policy))
