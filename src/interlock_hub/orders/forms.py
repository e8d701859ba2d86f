"""Forms of the order book: a new order, an order sheet, a change of an order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.bridge import firm_name, thing_name
from interlock_hub.core.formats import grouped
from interlock_hub.core.models import Membership, Role
from interlock_hub.core.selectors import today
from interlock_hub.network.models import Factory
from interlock_hub.orders.bridge import MOST_OF_CELL
from interlock_hub.orders.models import Order, Style
from interlock_hub.orders.selectors import cores_for, far_due, last_due, styles_visible_to
from interlock_hub.orders.words import UNFIT_NUMBER, unfit_number

MOST_COLOURS = 12


class DayInput(forms.DateInput):
    """A date as browsers pick it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _dressed(form: forms.BaseForm) -> None:
    for field in form.fields.values():
        select = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
        field.widget.attrs["class"] = "form-select" if select else "form-control"


class CodedChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice that shows code and name."""

    def label_from_instance(self, obj: Any) -> str:
        """Return code and name."""
        name = firm_name(obj.name) if isinstance(obj, Factory) else thing_name(obj.name)
        return f"{obj.code} · {name}"


class NewOrderForm(forms.Form):
    """What is asked for; its colours and sizes come as ``colour-<row>`` and ``pieces-<row>-<column>``."""

    customer = forms.CharField(label=_("Customer"), max_length=200)
    style = CodedChoice(
        label=_("Style"), queryset=Style.objects.none(), to_field_name="code", empty_label=_("choose a style")
    )
    core = CodedChoice(
        label=_("Core factory"), queryset=Factory.objects.none(), to_field_name="code", required=False,
        empty_label=_("whichever does it best"),
    )  # fmt: skip
    due_on = forms.DateField(label=_("Wanted date"), widget=DayInput())
    price_cny = forms.DecimalField(
        label=_("Price a piece (CNY)"), min_value=0, max_digits=10, decimal_places=2, required=False
    )
    material_ready_on = forms.DateField(
        label=_("Customer's material arrives"), widget=DayInput(), required=False,
        help_text=_("Only where the customer supplies it; otherwise it is bought."),
    )  # fmt: skip
    number = forms.CharField(
        label=_("Order number"), max_length=60, required=False, help_text=_("Left blank, one is given.")
    )

    def __init__(self, *args: Any, member: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wrong: set[str] = set()
        self.fields["style"].queryset = styles_visible_to(member).defer("body")  # type: ignore[attr-defined]
        self.fields["core"].queryset = cores_for(member)  # type: ignore[attr-defined]
        if member.role == Role.BRAND:
            del self.fields["customer"]
            self.fields["core"].required = True
            self.fields["core"].empty_label = _("choose who makes it")  # type: ignore[attr-defined]
        _dressed(self)

    def clean_due_on(self) -> date:
        """Return the wanted date; refuse one that is past."""
        due_on: date = self.cleaned_data["due_on"]
        if due_on <= today():
            raise forms.ValidationError(_("The wanted date must lie after today; give a later one."))
        if due_on > last_due():
            raise forms.ValidationError(str(far_due()))
        return due_on

    def clean_number(self) -> str:
        """Return the number without blanks around it; refuse one that is taken, or that no address can hold."""
        number = str(self.cleaned_data.get("number") or "").strip()
        if unfit_number(number):
            raise forms.ValidationError(str(UNFIT_NUMBER))
        if number and Order.objects.filter(number=number).exists():
            raise forms.ValidationError(_("The number %(number)s is taken; give another."), params={"number": number})
        return number

    @property
    def price_fen(self) -> int:
        """The price in fen, 0 where none is given."""
        return int((self.cleaned_data.get("price_cny") or Decimal(0)) * 100)

    def quantities(self, sizes: Sequence[str]) -> tuple[tuple[str, str, int], ...]:
        """Return (colour, size, pieces) of the matrix; adds errors for what cannot be read, its inputs to ``wrong``."""
        found: dict[tuple[str, str], int] = {}
        for row in range(MOST_COLOURS):
            colour = str(self.data.get(f"colour-{row}", "")).strip()[:60]
            counts = {size: self._pieces(f"pieces-{row}-{at}", colour, size) for at, size in enumerate(sizes)}
            if any(counts.values()) and not colour:
                self.wrong.add(f"colour-{row}")
                self.add_error(None, _("A row with pieces has no colour; name it."))
            for size, pieces in counts.items():
                if pieces:
                    found[colour, size] = found.get((colour, size), 0) + pieces
        if not found and not self.wrong:
            self.add_error(None, _("Give the pieces of at least one colour and size."))
        return tuple((colour, size, pieces) for (colour, size), pieces in found.items())

    def _pieces(self, name: str, colour: str, size: str) -> int:
        text = str(self.data.get(name, "")).strip().replace(",", "").replace("，", "")
        if not text:
            return 0
        digits = text.lstrip("0") or "0" if text.isdecimal() else ""
        if digits and len(digits) <= len(str(MOST_OF_CELL)) and int(digits) <= MOST_OF_CELL:
            return int(digits)
        self.wrong.add(name)
        why = (
            _("%(colour)s %(size)s: %(found)s is too many; give at most %(most)s pieces, or split the order.")
            if digits
            else _("%(colour)s %(size)s: %(found)s is no number of pieces; give a whole number.")
        )
        facts = {"colour": colour, "size": size, "found": text[:20], "most": grouped(MOST_OF_CELL)}
        self.add_error(None, why % facts)
        return 0


class UploadForm(forms.Form):
    """An order sheet and whose orders they are."""

    file = forms.FileField(label=_("Order sheet"), help_text=_("Excel (.xlsx) or CSV, as the customer sent it."))
    customer = forms.CharField(
        label=_("Customer"), max_length=200, required=False,
        help_text=_("Where the sheet does not say it; how the customer names columns is remembered under it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dressed(self)
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv,.txt"
        self.fields["customer"].widget.attrs["list"] = "customers"


class DueForm(forms.Form):
    """Another due date."""

    due_on = forms.DateField(label=_("New due date"), widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dressed(self)
