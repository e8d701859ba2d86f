"""Forms of the cutting room."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.bridge import thing_name
from interlock_hub.cutting.plan_bridge import Limits
from interlock_hub.orders.models import Style

MOST_SHARE, MOST_PLIES, MOST_GARMENTS = 20, 500, 30


def dressed(form: forms.BaseForm) -> None:
    """Give every field of a form its look."""
    for field in form.fields.values():
        select = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
        field.widget.attrs["class"] = "form-select" if select else "form-control"


class StyleChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A style by code and name."""

    def label_from_instance(self, obj: Any) -> str:
        """Return code and name."""
        return f"{obj.code} · {thing_name(obj.name)}"


class PatternForm(forms.Form):
    """A pattern file and the style that it is of."""

    style = StyleChoice(label=_("Style"), queryset=Style.objects.none(), to_field_name="code")
    file = forms.FileField(
        label=_("Pattern file"), help_text=_("DXF as AAMA or ASTM write it, SVG, or Interlock's JSON; up to 8 MB.")
    )
    rules = forms.FileField(
        label=_("Grade rules"),
        help_text=_("The RUL file beside it, where the DXF holds the sample size only."),
        required=False,
    )
    unit = forms.ChoiceField(
        label=_("Unit of its lengths"),
        help_text=_("Give it only where the file is wrong about it; what was found is always said."),
        choices=(("", _("as the file says")), ("mm", _("mm")), ("cm", _("cm")), ("m", _("m")), ("in", _("inches"))),
        required=False,
    )

    def __init__(self, *args: Any, styles: QuerySet[Style], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["style"].queryset = styles  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs["accept"] = ".dxf,.svg,.json"
        self.fields["rules"].widget.attrs["accept"] = ".rul"
        dressed(self)


class LimitsForm(forms.Form):
    """Within what limits an order is to be cut."""

    over = forms.DecimalField(label=_("Too many, at most %"), min_value=0, max_value=MOST_SHARE, decimal_places=2)
    under = forms.DecimalField(label=_("Too few, at most %"), min_value=0, max_value=MOST_SHARE, decimal_places=2)
    max_plies = forms.IntegerField(label=_("Plies of a lay, at most"), min_value=1, max_value=MOST_PLIES)
    max_garments = forms.IntegerField(label=_("Garments in a marker, at most"), min_value=1, max_value=MOST_GARMENTS)

    def __init__(self, *args: Any, usual: Limits, **kwargs: Any) -> None:
        first = {
            "over": f"{usual.over_share * 100:g}", "under": f"{usual.under_share * 100:g}",
            "max_plies": usual.max_plies, "max_garments": usual.max_garments,
        }  # fmt: skip
        kwargs["initial"] = first
        super().__init__(*args, **kwargs)
        dressed(self)

    def limits(self) -> Limits:
        """Return what was asked for."""
        said = self.cleaned_data
        return Limits(float(said["over"]) / 100, float(said["under"]) / 100, said["max_plies"], said["max_garments"])


class RollForm(forms.Form):
    """A roll, as it lies on the floor: entered on the phone."""

    code = forms.CharField(label=_("Roll number"), max_length=60)
    material = forms.ChoiceField(label=_("Fabric"))
    colour = forms.CharField(label=_("Colour"), max_length=60, required=False)
    shade = forms.CharField(label=_("Shade or dye lot"), max_length=40, required=False)
    length_m = forms.DecimalField(label=_("Length, m"), min_value=Decimal("0.1"), max_value=1000, decimal_places=2)
    width_cm = forms.DecimalField(label=_("Usable width, cm"), min_value=30, max_value=400, decimal_places=1)

    def __init__(self, *args: Any, fabrics: Mapping[str, Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["material"]
        field.choices = [(code, f"{code} · {thing_name(found['name'])}") for code, found in sorted(fabrics.items())]
        self.fields["colour"].widget.attrs["list"] = "colours"
        for name in ("length_m", "width_cm"):
            self.fields[name].widget.attrs["inputmode"] = "decimal"
        dressed(self)

    def facts(self) -> dict[str, Any]:
        """Return the roll's columns."""
        said = self.cleaned_data
        return {
            "code": said["code"], "material": said["material"], "colour": said["colour"], "shade": said["shade"],
            "length_m": float(said["length_m"]), "width_mm": float(said["width_cm"]) * 10,
        }  # fmt: skip


class SheetForm(forms.Form):
    """A sheet of rolls."""

    file = forms.FileField(
        label=_("Sheet of rolls"),
        help_text=_(
            "Excel or CSV with the columns Roll, Fabric, Colour, Shade, Length and Width; metres and centimetres, "
            "or the unit that the header names, such as “Length (yd)”."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv"
        dressed(self)
