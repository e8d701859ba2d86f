"""What events and changes are called, and what each is about."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, str | Promise] = {
    "lot_declined": _("A satellite refuses a lot"),
    "line_stopped": _("A line stops"),
    "line_returned": _("A line works again"),
    "attendance_fell": _("Fewer people come"),
    "overtime_agreed": _("A line works overtime"),
    "material_late": _("Material comes late"),
    "quantity_changed": _("An order's quantity changes"),
    "order_cancelled": _("An order is cancelled"),
    "order_rushed": _("An order is due on another day"),
    "lot_rejected": _("Pieces of a lot fail inspection"),
    "output_behind": _("A lot is behind its plan"),
    "lot_given": _("A lot is given to another line"),
    "order_added": _("A new order"),
}
# The kinds that a planner tells through the form, by what they are about.
ABOUT: dict[str, str] = {
    "line_stopped": "line",
    "line_returned": "line",
    "attendance_fell": "line",
    "overtime_agreed": "line",
    "material_late": "order",
    "quantity_changed": "order",
    "order_cancelled": "order",
    "order_rushed": "order",
    "lot_rejected": "lot",
    "output_behind": "lot",
    "lot_given": "lot",
}
