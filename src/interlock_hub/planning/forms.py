"""Forms of planning: running a plan, declining a lot, telling what happened, changing a what-if."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.bridge import firm_name, thing_name
from interlock_hub.core.formats import day, grouped
from interlock_hub.core.models import Membership
from interlock_hub.core.words import POLICIES
from interlock_hub.network.models import Factory, Line, Township
from interlock_hub.network.selectors import lines_visible_to, own_factories
from interlock_hub.orders.models import Order
from interlock_hub.orders.selectors import open_orders
from interlock_hub.planning.models import PlanLot, PlanVersion
from interlock_hub.planning.offers import REASONS
from interlock_hub.planning.selectors import lots_visible_to
from interlock_hub.planning.services import KEPT

EFFORTS = {"quick": _("quick"), "normal": _("normal"), "long": _("long")}
# What becomes of the lots of the plan in force, the default first.
KEEPS = {
    "one_percent": _("stays, up to 1% dearer"),
    "three_percent": _("stays, up to 3% dearer"),
    "always": _("stays, whatever it costs"),
    "nothing": _("may all change"),
}
MOST_SUGGESTED = 200
# What is typed, and the words beside it.
Suggested = tuple[str, str]


def told(*words: str) -> str:
    """Return the words beside a suggestion."""
    return " · ".join(word for word in words if word)


def of_factories(factories: QuerySet[Factory]) -> list[Suggested]:
    """Return factories to choose from, with their names."""
    found = factories.values_list("code", "name")[:MOST_SUGGESTED]
    return [(code, firm_name(name)) for code, name in found]


def _of_lines(lines: QuerySet[Line]) -> list[Suggested]:
    """Lines to choose from, with their factory and how many sew there."""
    found = lines.order_by("code").values_list("code", "factory__name", "operators")[:MOST_SUGGESTED]
    return [(code, told(firm_name(house), _operators(operators))) for code, house, operators in found]


def _operators(count: int) -> str:
    return ngettext("%(n)s operator", "%(n)s operators", count) % {"n": grouped(count)}


def _pieces(count: int) -> str:
    return ngettext("%(pieces)s piece", "%(pieces)s pieces", count) % {"pieces": grouped(count)}


class Dressed(forms.Form):
    """A form whose fields look like the rest of the site."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dress()

    def dress(self) -> None:
        """Give every field its look; call again after adding fields."""
        for field in self.fields.values():
            choice = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if choice else "form-control"


class PlanForm(Dressed):
    """What a plan should care about, and how long it may take."""

    policy = forms.ChoiceField(label=_("Policy"), choices=list(POLICIES.items()))
    effort = forms.ChoiceField(label=_("Effort"), choices=list(EFFORTS.items()))
    keep = forms.ChoiceField(label=_("What is offered"), choices=list(KEEPS.items()), required=False)

    def clean_keep(self) -> str:
        """Keep what is offered where nothing else was said: where no plan holds, nobody is asked."""
        return self.cleaned_data["keep"] or KEPT


class DeclineForm(forms.Form):
    """Why a lot is refused: one of the usual reasons, or other words."""

    reason = forms.ChoiceField(choices=[("", ""), *REASONS.items()], required=False)
    text = forms.CharField(max_length=250, required=False)

    def words(self) -> str:
        """Return the reason as it is kept: its code, own words, or both."""
        chosen, text = self.cleaned_data.get("reason", ""), self.cleaned_data.get("text", "").strip()
        return f"{chosen}|{text}" if chosen and text else chosen or text


def reason_words(kept: str) -> str:
    """Return a kept reason in the reader's language; own words stay as they were written."""
    code, _bar, text = kept.partition("|")
    if code == "expired":
        return gettext("no answer in time")
    said = str(REASONS.get(code, code))
    return f"{said} – {text}" if text else said


class SubjectForm(Dressed):
    """A form about a line, an order, a lot or a place that the member may speak of."""

    def __init__(self, member: Membership, plan: PlanVersion | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member, self.plan = member, plan
        self.order: Order | None = None
        self.lot: PlanLot | None = None
        self.lists: dict[str, list[Suggested]] = {}

    def text(self, name: str, label: Any, suggested: Iterable[Suggested] = (), **more: Any) -> None:
        """Add a text field, with suggestions to choose from: browsers find them by code and by words alike."""
        self.fields[name] = forms.CharField(label=label, max_length=120, **more)
        suggested = list(suggested)
        if suggested:
            self.fields[name].widget.attrs["list"] = f"known-{name}"
            self.lists[f"known-{name}"] = suggested

    def date(self, name: str, label: Any, **more: Any) -> None:
        """Add a date field."""
        self.fields[name] = forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **more)

    def number(self, name: str, label: Any, least: int, most: int, **more: Any) -> None:
        """Add a field for a whole number."""
        self.fields[name] = forms.IntegerField(label=label, min_value=least, max_value=most, **more)

    def ask_line(self) -> None:
        """Ask for a line that the member may speak of."""
        self.text("line", _("Line"), _of_lines(self._lines()))

    def ask_order(self) -> None:
        """Ask for an open order that the member may see."""
        found = open_orders(self.member).order_by("number").values_list("number", "style__name", "due_on")
        known = [(number, told(thing_name(style), day(due))) for number, style, due in found[:MOST_SUGGESTED]]
        self.text("order", _("Order"), known)

    def ask_place(self, *, township: bool = False) -> None:
        """Ask for a line or a factory, and a township where the whole cluster is the member's work."""
        label = _("Line, factory or township") if township else _("Line or factory")
        self.text("place", label, [*of_factories(self._factories()), *_of_lines(lines_visible_to(self.member))])

    def ask_lot(self) -> None:
        """Ask for a lot of the plan that the member may see."""
        lots = lots_visible_to(self.member, self.plan) if self.plan else PlanLot.objects.none()
        found = lots.order_by("start_on").values_list("code", "factory__name", "pieces", "start_on")[:MOST_SUGGESTED]
        known = [(code, told(firm_name(house), _pieces(pieces), day(on))) for code, house, pieces, on in found]
        self.text("lot", _("Lot"), known)

    def _lines(self) -> QuerySet[Line]:
        """The member's own lines; the operator's are all."""
        return lines_visible_to(self.member)

    def _factories(self) -> Any:
        return Factory.objects.order_by("code") if self.member.sees_cluster else own_factories(self.member)

    def clean_line(self) -> str:
        """Refuse lines that are not there, or are somebody else's."""
        found: Line | None = self._lines().filter(code=self.cleaned_data["line"]).first()
        if found is None:
            raise forms.ValidationError(
                gettext("There is no such line among those you may speak of; choose from the list.")
            )
        return found.code

    def clean_order(self) -> str:
        """Refuse orders that are not there, or are somebody else's."""
        self.order = open_orders(self.member).filter(number=self.cleaned_data["order"]).first()
        if self.order is None:
            raise forms.ValidationError(
                gettext("There is no such open order among those you may see; choose from the list.")
            )
        return self.order.number

    def clean_lot(self) -> str:
        """Refuse lots that are not in the published plan, or are somebody else's."""
        lots = lots_visible_to(self.member, self.plan) if self.plan else PlanLot.objects.none()
        found = lots.filter(code=self.cleaned_data["lot"]).first()
        if found is None:
            raise forms.ValidationError(gettext("There is no such lot in the published plan; choose from the list."))
        self.order, self.lot = found.order, found
        return found.code

    def clean_place(self) -> dict[str, str]:
        """Return whether a line, a factory or a township was named."""
        code = self.cleaned_data["place"]
        if lines_visible_to(self.member).filter(code=code).exists():
            return {"line": code}
        if self._factories().filter(code=code).exists():
            return {"factory": code}
        if self.member.sees_cluster and Township.objects.filter(code=code).exists():
            return {"township": code}
        raise forms.ValidationError(
            gettext("There is no such place among those you may speak of; choose from the list.")
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first."""
        found = super().clean() or {}
        first, last = found.get("first_on"), found.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", gettext("The last day is before the first."))
        return found
