"""The form that changes a what-if, and changes in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import Avg
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.bridge import category_name, firm_name, thing_name
from interlock_hub.core.formats import day, grouped, percent
from interlock_hub.core.money import fine_fen
from interlock_hub.core.selectors import today
from interlock_hub.network.models import Line
from interlock_hub.orders.models import Style, SupplyOffer
from interlock_hub.planning.forms import MOST_SUGGESTED, Dressed, SubjectForm, of_factories, told

EDITS: dict[str, str | Promise] = {
    "add_line": _("A new line"),
    "train_line": _("A line learns a category"),
    "close_line": _("A line closes"),
    "overtime": _("Overtime"),
    "change_order": _("An order is rushed, or has other pieces"),
    "drop_order": _("An order is dropped"),
    "earlier_material": _("The customer's material comes on another day"),
    "quicker_offer": _("A seller delivers sooner"),
}


class ScenarioForm(Dressed):
    """The name of a what-if."""

    name = forms.CharField(label=_("What if …"), max_length=100)


class EditForm(SubjectForm):
    """One change of a what-if; its fields follow from its kind."""

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        _FIELDS[kind](self)
        self.dress()

    def ask_category(self) -> None:
        """Ask for a garment category that there are styles of."""
        known = Style.objects.order_by("category").values_list("category", flat=True).distinct()
        self.fields["category"] = forms.ChoiceField(
            label=_("Category"), choices=[(code, category_name(code)) for code in known]
        )

    def clean_factory(self) -> str:
        """Refuse factories that are not there, or are somebody else's."""
        code = self.cleaned_data["factory"]
        if not self._factories().filter(code=code).exists():
            raise forms.ValidationError(
                gettext("There is no such factory among those you may speak of; choose from the list.")
            )
        return str(code)

    def clean_due_on(self) -> date | None:
        """Refuse a due date that is past."""
        due_on: date | None = self.cleaned_data["due_on"]
        if due_on and due_on < today():
            raise forms.ValidationError(gettext("The new due date is past; give a day from today on."))
        return due_on

    def edit(self, number: int) -> dict[str, Any]:
        """Return the change as the engine reads it; ``number`` tells new lines of one what-if apart."""
        given = {name: _plain(value) for name, value in self.cleaned_data.items() if value not in (None, "")}
        place = self.cleaned_data.get("place")
        if place:
            given.pop("place")
            given |= place
        for name in ("share", "level", "price_share"):
            if f"{name}_percent" in given:
                given[name] = given.pop(f"{name}_percent") / 100
        if self.kind == "add_line":
            given = _new_line(given, number)
        return {"kind": self.kind, **given}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _new_line(given: dict[str, Any], number: int) -> dict[str, Any]:
    """A new line works as lines of its factory do, or as lines anywhere where the factory has none."""
    there = Line.objects.filter(factory__code=given["factory"])
    usual = (there if there.exists() else Line.objects.all()).aggregate(
        price=Avg("price_cny_per_min"), minutes=Avg("minutes_per_day"), efficiency=Avg("efficiency"),
        attendance=Avg("attendance"),
    )  # fmt: skip
    category = given.pop("category")
    return {
        **given,
        "code": f"{given['factory']}-new-{number}",
        "skills": [{"category": category, "level": 1.0}],
        "price_fen_per_min": round(fine_fen(usual["price"]), 4),
        "minutes_per_day": round(usual["minutes"], 1),
        "efficiency": round(usual["efficiency"], 4),
        "attendance": round(usual["attendance"], 4),
    }


def _add_line(form: EditForm) -> None:
    form.text("factory", _("Factory"), of_factories(form._factories()))
    form.number("operators", _("Operators"), 1, 500, initial=30)
    form.ask_category()
    form.date("from_on", _("Works from"), required=False)


def _train(form: EditForm) -> None:
    form.ask_line()
    form.ask_category()
    form.number("level_percent", _("Level reached (%)"), 10, 100, initial=80)


def _close(form: EditForm) -> None:
    form.ask_line()
    form.date("from_on", _("Closed from"), required=False)


def _overtime(form: EditForm) -> None:
    form.ask_place(township=True)
    form.number("share_percent", _("Longer by (%)"), 1, 37, initial=20)
    form.date("first_on", _("First day"))
    form.date("last_on", _("Last day"))


def _change_order(form: EditForm) -> None:
    form.ask_order()
    form.date("due_on", _("New due date"), required=False)
    form.number("pieces", _("Pieces in all"), 1, 10_000_000, required=False)


def _earlier(form: EditForm) -> None:
    form.ask_order()
    form.date("ready_on", _("Material is complete on"))


def _quicker(form: EditForm) -> None:
    offers = SupplyOffer.objects.order_by("code").values_list("code", "material__name", "seller")[:MOST_SUGGESTED]
    known = [(code, told(thing_name(material), firm_name(seller))) for code, material, seller in offers]
    form.text("offer", _("Offer of a seller"), known)
    form.number("lead_days", _("Delivers within (days)"), 0, 365)
    form.number("price_share_percent", _("Dearer by (%)"), 0, 200, initial=0)


_FIELDS: dict[str, Any] = {
    "add_line": _add_line,
    "train_line": _train,
    "close_line": _close,
    "overtime": _overtime,
    "change_order": _change_order,
    "drop_order": lambda form: form.ask_order(),
    "earlier_material": _earlier,
    "quicker_offer": _quicker,
}


def edit_words(edit: Mapping[str, Any]) -> str:
    """Return a change of a what-if in a sentence."""
    facts = _facts(edit)
    match edit["kind"]:
        case "add_line":
            return (
                gettext("A new line of %(operators)s operators for %(category)s at %(factory)s from %(from_on)s")
                % facts
            )
        case "train_line":
            return gettext("Line %(line)s learns %(category)s, to %(level)s") % facts
        case "close_line":
            return gettext("Line %(line)s closes from %(from_on)s") % facts
        case "overtime":
            return gettext("%(place)s works %(share)s longer from %(first_on)s to %(last_on)s") % facts
        case "drop_order":
            return gettext("Order %(order)s is dropped") % facts
        case "earlier_material":
            return gettext("Material of order %(order)s is complete on %(ready_on)s") % facts
        case "quicker_offer":
            return gettext("Offer %(offer)s delivers within %(lead_days)s days, %(price_share)s dearer") % facts
    if edit.get("due_on") and edit.get("pieces"):
        return gettext("Order %(order)s is due on %(due_on)s and has %(pieces)s pieces") % facts
    if edit.get("due_on"):
        return gettext("Order %(order)s is due on %(due_on)s") % facts
    return gettext("Order %(order)s has %(pieces)s pieces") % facts


def _facts(edit: Mapping[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {"from_on": gettext("the first day"), "price_share": percent(0.0), **edit}
    for name in ("from_on", "first_on", "last_on", "ready_on", "due_on"):
        if edit.get(name):
            facts[name] = day(date.fromisoformat(edit[name]))
    for name in ("share", "level", "price_share"):
        if name in edit:
            facts[name] = percent(edit[name])
    if "pieces" in edit:
        facts["pieces"] = grouped(edit["pieces"])
    skills = edit.get("skills")
    category = skills[0]["category"] if skills else edit.get("category")
    facts["category"] = category_name(category) if category else ""
    facts["place"] = edit.get("line") or edit.get("factory") or edit.get("township") or ""
    return facts
