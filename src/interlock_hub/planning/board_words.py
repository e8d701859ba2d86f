"""Why a change by hand is refused, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interlock_hub.core.formats import day, grouped
from interlock_hub.planning.board_bridge import Law, Refused

WHY: Mapping[Law, str | Promise] = {
    Law.FROZEN: gettext_lazy("the lot has begun; what is being sewn stays where it is."),
    Law.LOCKED: gettext_lazy("the lot is locked; unlock it first."),
    Law.PAST: gettext_lazy("that day is over; the first day that can be planned is %(on)s."),
    Law.NO_SKILL: gettext_lazy("the line has no skill for this category."),
    Law.NOT_ALLOWED: gettext_lazy("a rule of the brand or the order forbids this factory."),
    Law.DECLINED: gettext_lazy("the factory has declined this order."),
    Law.TOO_SMALL: gettext_lazy("the lot would be too small; the least is %(pieces)s pieces."),
    Law.NOT_CUT: gettext_lazy("the cut pieces are not there yet; they arrive on %(on)s."),
    Law.CLOSED: gettext_lazy("the line does not work on %(on)s; choose an open day."),
    Law.BUSY: gettext_lazy("the line is not free on that day; it is free from %(on)s on."),
    Law.LOCKED_THERE: gettext_lazy("a locked lot holds the line on those days."),
    Law.NO_ROOM: gettext_lazy("the line has no room left for it until %(on)s."),
    Law.NO_FINISHING: gettext_lazy("the finishing shop has no room for it afterwards."),
    Law.NOT_SPLIT: gettext_lazy("the order may not be split over several factories."),
    Law.NOTHING_TO_MERGE: gettext_lazy("there is no other lot of this order on the line that could be merged with it."),
    Law.UNKNOWN: gettext_lazy("the plan has no such lot, lock or line."),
    Law.BROKEN: gettext_lazy("the plan would break one of its laws, such as the largest share of a factory."),
}


def why_refused(error: Refused, *, stranger: bool = False) -> str:
    """Return the sentence; of a stranger's line it says only that it is not free."""
    if stranger and error.law in (Law.BUSY, Law.LOCKED_THERE, Law.NO_ROOM):
        return _("the line is not free on those days.")
    return str(WHY[error.law]) % {"on": day(error.on), "pieces": grouped(error.pieces)}
