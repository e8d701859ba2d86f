"""The form that tells what happened: its fields follow from the kind of event and from what it is about."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.bridge import thing_name
from interlock_hub.core.formats import day
from interlock_hub.core.selectors import today
from interlock_hub.network.models import Factory, Line
from interlock_hub.orders.bridge import MOST_OF_CELL
from interlock_hub.orders.models import OrderQuantity
from interlock_hub.planning.bridge import MOST_OVERTIME_HOURS
from interlock_hub.planning.forms import SubjectForm
from interlock_hub.planning.kinds import ABOUT
from interlock_hub.planning.models import PlanLot

# Kinds whose further fields are the colours and sizes of what they are about.
BY_CELL = ("quantity_changed", "lot_rejected")
MOST_PIECES = 10_000_000


class EventForm(SubjectForm):
    """What happened, to what, when. For kinds told by colour and size the subject is asked for first."""

    def __init__(self, kind: str, *args: Any, subject: str = "", **kwargs: Any) -> None:
        self.kind, self.cells = kind, list[tuple[str, str, str]]()
        super().__init__(*args, **kwargs)
        if kind == "attendance_fell":
            self.ask_place()
        else:
            {"line": self.ask_line, "order": self.ask_order, "lot": self.ask_lot}[ABOUT[kind]]()
        self.waits_for_subject = kind in BY_CELL and not self._ask_cells(subject)
        if not self.waits_for_subject:
            _FIELDS.get(kind, lambda form: None)(self)
        self.dress()

    @property
    def about(self) -> str:
        """The name of the field that says what it is about."""
        return "place" if self.kind == "attendance_fell" else ABOUT[self.kind]

    def _ask_cells(self, subject: str) -> bool:
        """Ask for pieces by colour and size of an order or lot; False where there is none of that name."""
        cells = self._cells_of(subject)
        self.fields[self.about].initial = subject
        rejected = self.kind == "lot_rejected"
        for at, (colour, size, pieces) in enumerate(cells):
            name = f"cell_{at}"
            self.fields[name] = forms.IntegerField(
                label=f"{thing_name(colour)} · {size}", min_value=0, max_value=pieces if rejected else MOST_OF_CELL,
                initial=0 if rejected else pieces,
                help_text=_("made in this lot: %(pieces)s") % {"pieces": pieces} if rejected else "",
            )  # fmt: skip
            self.cells.append((name, colour, size))
        return bool(cells)

    def _cells_of(self, subject: str) -> list[tuple[str, str, int]]:
        if not subject:
            return []
        if self.kind == "quantity_changed":
            rows = OrderQuantity.objects.filter(order__number=subject, order__in=self._seen_orders())
            return [(row.colour, row.size, row.pieces) for row in rows]
        lot = PlanLot.objects.filter(plan=self.plan, code=subject).first() if self.plan else None
        return [(colour, size, pieces) for colour, size, pieces in lot.quantities] if lot else []

    def _lines(self) -> QuerySet[Line]:
        """A lot may be given to any satellite's line, as on the board."""
        own = super()._lines()
        return own | Line.objects.filter(factory__kind=Factory.Kind.SATELLITE) if self.kind == "lot_given" else own

    def _seen_orders(self) -> Any:
        from interlock_hub.orders.selectors import open_orders

        return open_orders(self.member)

    def clean(self) -> dict[str, Any]:
        """Refuse an event without a piece."""
        found = super().clean()
        self._check_day(found.get("on"))
        for name in ("due_on", "ready_on"):
            if (on := found.get(name)) is not None and on < today():
                said = _("%(on)s is over; give today or a later day.")
                self.add_error(name, said % {"on": day(on)})
        if self.cells and not any(found.get(name) for name, _colour, _size in self.cells):
            raise forms.ValidationError(gettext("Give at least one piece; to want nothing any more, cancel the order."))
        return found

    def _check_day(self, on: date | None) -> None:
        """Refuse a day on which nothing of the lot can have been sewn."""
        if on is None or self.lot is None:
            return
        first, last = self.lot.start_on, self.lot.end_on
        if self.kind == "lot_rejected" and on < first:
            said = _("The lot is sewn from %(first)s on; give that day or a later one.")
        elif self.kind == "output_behind" and not first <= on <= last:
            said = _("The lot is sewn from %(first)s to %(last)s; give a day within.")
        else:
            return
        self.add_error("on", said % {"first": day(first), "last": day(last)})

    def body(self) -> dict[str, Any]:
        """Return the event as the engine reads it."""
        found: dict[str, Any] = {}
        for name, value in self.cleaned_data.items():
            if name.startswith("cell_") or value is None:
                continue
            if name == "place":
                found |= value
            elif name == "share_percent":
                found["share"] = value / 100
            else:
                found[name] = value.isoformat() if hasattr(value, "isoformat") else value
        if self.cells:
            found["quantities"] = [
                {"colour": colour, "size": size, "pieces": self.cleaned_data[name]}
                for name, colour, size in self.cells
                if self.cleaned_data.get(name)
            ]
        return found


def _span(form: EventForm) -> None:
    form.date("first_on", _("First day"))
    form.date("last_on", _("Last day"))


def _attendance(form: EventForm) -> None:
    form.number("share_percent", _("Share of usual people (%)"), 0, 100)
    _span(form)


def _behind(form: EventForm) -> None:
    form.date("on", _("By the end of"))
    form.number("pieces_done", _("Pieces done"), 0, MOST_PIECES)


def _overtime(form: EventForm) -> None:
    most = f"{MOST_OVERTIME_HOURS:g}"
    form.fields["hours"] = forms.FloatField(
        label=_("Hours longer a day"), min_value=0.5, max_value=MOST_OVERTIME_HOURS,
        help_text=_("At most %(most)s, as the law has it.") % {"most": most},
    )  # fmt: skip
    _span(form)


def _given(form: EventForm) -> None:
    form.ask_line()
    form.date("on", _("Not before"), required=False)


_FIELDS: dict[str, Any] = {
    "line_stopped": _span,
    "line_returned": lambda form: form.date("on", _("Works again from")),
    "attendance_fell": _attendance,
    "overtime_agreed": _overtime,
    "lot_given": _given,
    "material_late": lambda form: form.date("ready_on", _("Material is complete on")),
    "order_rushed": lambda form: form.date("due_on", _("New due date")),
    "lot_rejected": lambda form: form.date("on", _("Inspected on")),
    "output_behind": _behind,
}
