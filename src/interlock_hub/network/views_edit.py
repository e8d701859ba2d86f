"""Pages on which an owner, or the operator, changes what the register says of a factory."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from interlock_hub.core.access import access, posted, roles, the_member
from interlock_hub.core.bridge import firm_name
from interlock_hub.core.errors import HubError
from interlock_hub.core.formats import grouped
from interlock_hub.core.models import Membership
from interlock_hub.network import services
from interlock_hub.network.forms import DaysForm, LineForm, MachinesForm
from interlock_hub.network.models import Factory, Line
from interlock_hub.network.selectors import REGISTER_WRITERS, factories_editable_by
from interlock_hub.network.views import factory_context

Form = TypeVar("Form", bound=forms.Form)
WRITERS = roles(*REGISTER_WRITERS)


def editable_factory(request: HttpRequest, code: str) -> Factory:
    """Return a factory that the member may change; somebody else's is not found."""
    return get_object_or_404(factories_editable_by(the_member(request)), code=code)


@access(WRITERS)
def edit_line(request: HttpRequest, code: str, line: str) -> HttpResponse:
    """Change operators, minutes, attendance and price of a line."""
    factory = editable_factory(request, code)
    found = get_object_or_404(Line, factory=factory, code=line)
    form = LineForm(request.POST or None, initial=_shown(found))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _change_line(request, found, form)
        except HubError as error:
            found.refresh_from_db()
            form, status = _refused(LineForm(_shown(found)), error), error.status
        else:
            return redirect("network:factory", code)
    context = {"factory": factory, "line": found, "form": form}
    return render(request, "network/line.html", context, status=status)


def _shown(line: Line) -> dict[str, object]:
    values = services.line_values(line)
    return {
        **values,
        "price_cny_per_min": line.price_cny_per_min.normalize(),
        "attendance_percent": round(line.attendance * 100, 2),
        "seen": services.seen_of(values),
    }


def _change_line(request: HttpRequest, line: Line, form: LineForm) -> None:
    before, said = line.declared_min_per_day, form.cleaned_data
    after = services.change_line(
        by=the_member(request),
        line=line,
        seen=said["seen"],
        operators=said["operators"],
        minutes_per_day=said["minutes_per_day"],
        attendance=round(said["attendance_percent"] / 100, 6),
        price_cny_per_min=said["price_cny_per_min"],
    ).declared_min_per_day
    messages.success(
        request,
        _("Line %(line)s now declares %(after)s standard minutes a day; it was %(before)s. The next plan counts on it.")
        % {"line": line.code, "after": grouped(after), "before": grouped(before)},
    )


def _refused(form: Form, error: HubError) -> Form:
    """The form with what is there now, and why the change was not made."""
    form.is_valid()
    form.add_error(None, [str(problem) for problem in error.problems])
    return form


@access(WRITERS)
@posted("network:factory")
def add_closure(request: HttpRequest, code: str) -> HttpResponse:
    """Close a factory on days."""
    factory = editable_factory(request, code)
    form = DaysForm(request.POST)
    if form.is_valid():
        try:
            services.add_closure(by=the_member(request), factory=factory, **form.cleaned_data)
        except HubError as error:
            form.add_error("last_on", [str(problem) for problem in error.problems])
        else:
            messages.success(request, _("The days are noted; the next plan keeps them free."))
            return _back(request, factory)
    context = factory_context(the_member(request), factory, form)
    return render(request, "network/factory.html", context, status=400)


@access(WRITERS)
@posted("network:factory", keep=("code",))
def remove_closure(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Open a factory again on days it was to be closed."""
    factory = editable_factory(request, code)
    return _told(request, factory, lambda by: services.remove_closure(by=by, factory=factory, pk=pk))


@access(WRITERS)
@posted("network:factory", keep=("code",))
def remove_change(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take back that a line stands."""
    factory = editable_factory(request, code)
    return _told(request, factory, lambda by: services.remove_change(by=by, factory=factory, pk=pk))


def _told(request: HttpRequest, factory: Factory, write: Callable[[Membership], None]) -> HttpResponse:
    try:
        write(the_member(request))
    except HubError as error:
        for problem in error.problems:
            messages.error(request, str(problem))
    return _back(request, factory)


def _back(request: HttpRequest, factory: Factory) -> HttpResponse:
    if request.POST.get("from") == "mine":
        return redirect(f"{reverse('network:mine')}?factory={quote(factory.code)}")
    return redirect("network:factory", factory.code)


@access(WRITERS)
def edit_machines(request: HttpRequest, code: str) -> HttpResponse:
    """Say how many machines of each kind there are."""
    factory = editable_factory(request, code)
    counts = services.machine_values(factory)
    form = MachinesForm(request.POST or None, counts=counts, initial={"seen": services.seen_of(counts)})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            services.set_machines(
                by=the_member(request), factory=factory, seen=form.cleaned_data["seen"], counts=form.counts()
            )
        except HubError as error:
            form, status = _refused(_machines_now(factory), error), error.status
        else:
            messages.success(
                request, _("The machines of %(factory)s are noted.") % {"factory": firm_name(factory.name)}
            )
            return redirect("network:factory", code)
    return render(request, "network/machines.html", {"factory": factory, "form": form}, status=status)


def _machines_now(factory: Factory) -> MachinesForm:
    counts = services.machine_values(factory)
    data = {"seen": services.seen_of(counts)} | {f"count_{at}": str(n) for at, n in enumerate(counts.values())}
    return MachinesForm(data, counts=counts)
