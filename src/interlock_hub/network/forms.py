"""Forms of the register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class RoomForm(forms.Form):
    """A form whose fields look like the site's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs.setdefault("class", "form-select" if choice else "form-control")


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class LineForm(RoomForm):
    """What an owner says of a line."""

    operators = forms.IntegerField(label=_("Operators"), min_value=1, max_value=2000)
    minutes_per_day = forms.FloatField(
        label=_("Working minutes a day"), min_value=1, max_value=1440, help_text=_("9 hours are 540 minutes.")
    )
    attendance_percent = forms.FloatField(
        label=_("Attendance, %"), min_value=1, max_value=100, help_text=_("Of 100 operators, how many usually come.")
    )
    price_cny_per_min = forms.DecimalField(
        label=_("Price, ¥ per standard minute"), min_value=0, max_digits=12, decimal_places=6
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class DaysForm(RoomForm):
    """Days, both ends included."""

    first_on = forms.DateField(label=_("From"), widget=DayInput())
    last_on = forms.DateField(label=_("To"), widget=DayInput())
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class PresentForm(RoomForm):
    """Who came today."""

    present = forms.IntegerField(label=_("Operators here today"), min_value=0, max_value=2000)


class MachinesForm(RoomForm):
    """How many machines of each kind; ``kinds`` are those there are already."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, counts: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kinds = list(counts)
        for at, (kind, count) in enumerate(counts.items()):
            self.fields[f"count_{at}"] = _count(machine_name(kind), count)
        self.fields["new_kind"] = forms.CharField(label=_("Another kind"), max_length=60, required=False)
        self.fields["new_count"] = _count(_("How many of it"), None)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "form-control")

    def counts(self) -> dict[str, int]:
        """Return how many there are of each kind."""
        values = self.cleaned_data
        found = {kind: values[f"count_{at}"] or 0 for at, kind in enumerate(self._kinds)}
        if values["new_kind"]:
            found[values["new_kind"]] = found.get(values["new_kind"], 0) + (values["new_count"] or 0)
        return found


def _count(label: Any, initial: int | None) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=10_000, required=False, initial=initial)


MACHINES = {
    "lockstitch": _("Lockstitch"),
    "overlock": _("Overlock"),
    "coverstitch": _("Coverstitch"),
    "buttonhole": _("Buttonhole"),
    "bartack": _("Bartack"),
    "press": _("Press"),
}


def machine_name(kind: str) -> Any:
    """Return the word of a kind of machine; a kind of the owner's own stands as it is."""
    return MACHINES.get(kind, kind)
