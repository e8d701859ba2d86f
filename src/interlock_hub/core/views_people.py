"""Pages of people: who belongs to a firm, invitations, taking out and letting in, new passwords."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from interlock_hub.core import services, services_people
from interlock_hub.core.access import ANYONE, MEMBERS, access, posted, the_member
from interlock_hub.core.errors import HubError
from interlock_hub.core.forms import InviteForm
from interlock_hub.core.models import Invitation, Membership, Organisation, Person

MOST_ROWS = 200


@access(MEMBERS)
def people(request: HttpRequest) -> HttpResponse:
    """Show who belongs to the organisation, the operator all, and invite others."""
    member, link = the_member(request), ""
    roles = services.invited_roles(member)
    every = Organisation.objects.all()
    organisations = every if member.sees_cluster else every.filter(pk=member.organisation_id)
    form = InviteForm(
        request.POST or None, organisations=organisations, roles=roles, initial={"organisation": member.organisation_id}
    )
    if request.method == "POST" and form.is_valid():
        try:
            secret = services.invite(by=member, **form.cleaned_data)
            link = request.build_absolute_uri(reverse("core:accept", args=[secret]))
        except HubError as error:
            form.add_error(None, [str(problem) for problem in error.problems])
    return render(request, "core/people.html", {"form": form if roles else None, "link": link, **_listed(request)})


def _listed(request: HttpRequest) -> dict[str, Any]:
    member, text = the_member(request), request.GET.get("q", "").strip()[:100]
    rows = list(_members(member, text)[: MOST_ROWS + 1])
    open_ones = Invitation.objects.filter(used_at=None, expires_at__gt=timezone.now()).select_related("organisation")
    if not member.sees_cluster:
        open_ones = open_ones.filter(organisation=member.organisation)
    return {
        "members": [{"row": row, "manage": services_people.may_manage(member, row)} for row in rows[:MOST_ROWS]],
        "more": len(rows) > MOST_ROWS,
        "q": text,
        "all_firms": member.sees_cluster,
        "invitations": open_ones.order_by("expires_at")[:MOST_ROWS],
        "may_call_back": bool(services.invited_roles(member)),
    }


def _members(member: Membership, text: str) -> QuerySet[Membership]:
    every = Membership.objects.select_related("person", "organisation")
    if not member.sees_cluster:
        return every.filter(organisation=member.organisation).order_by("-active", "id")
    if text:
        named = Q(person__first_name__icontains=text) | Q(person__username__icontains=text)
        every = every.filter(named | Q(organisation__name__icontains=text))
    return every.order_by("-active", "organisation__name", "id")


def _of_another(request: HttpRequest, pk: int) -> Membership:
    return get_object_or_404(_members(the_member(request), ""), pk=pk)


def _tried(request: HttpRequest, act: Callable[[], None], done: str) -> HttpResponse:
    try:
        act()
    except HubError as error:
        return _refused(request, error)
    messages.success(request, done)
    return redirect("core:people")


def _refused(request: HttpRequest, error: HubError) -> HttpResponse:
    for problem in error.problems:
        messages.warning(request, str(problem))
    return redirect("core:people")


@access(MEMBERS)
@posted("core:people", keep=())
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """End another's membership."""
    found = _of_another(request, pk)
    done = _("%(name)s is taken out; open pages and keys end at once.") % {"name": found.person.shown_name}
    return _tried(request, lambda: services_people.take_out(by=the_member(request), member=found), done)


@access(MEMBERS)
@posted("core:people", keep=())
def let_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Wake a membership that was ended."""
    found = _of_another(request, pk)
    done = _("%(name)s is a member again.") % {"name": found.person.shown_name}
    return _tried(request, lambda: services_people.let_in_again(by=the_member(request), member=found), done)


@access(MEMBERS)
@posted("core:people", keep=())
def call_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an invitation worthless."""
    found = get_object_or_404(Invitation.objects.select_related("organisation"), pk=pk)
    done = _("The invitation is called back; its link opens nothing.")
    return _tried(request, lambda: services_people.call_back(by=the_member(request), invitation=found), done)


@access(MEMBERS)
@posted("core:people", keep=())
def new_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the address where another sets a new password, and show it once."""
    found = _of_another(request, pk)
    try:
        parts = services_people.new_password_link(by=the_member(request), member=found)
    except HubError as error:
        return _refused(request, error)
    link = request.build_absolute_uri(reverse("core:set_password", args=parts))
    return render(request, "core/password_link.html", {"link": link, "row": found})


@access(ANYONE)
def set_password(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """Set a new password by an address that somebody was given."""
    person = services_people.person_of_link(uid, token)
    if person is None:
        return render(request, "core/invitation_gone.html", status=410)
    form = _styled(SetPasswordForm(person, request.POST or None))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The new password holds; log in with it."))
        return redirect("core:login")
    return render(request, "core/password.html", {"form": form, "person": person})


@access(MEMBERS)
def own_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; this session goes on, all others end."""
    person = the_member(request).person
    form = _styled(PasswordChangeForm(person, request.POST or None))
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, Person.objects.get(pk=person.pk))
        messages.success(request, _("The new password holds; you are logged out everywhere else."))
        return redirect("core:people")
    return render(request, "core/password.html", {"form": form, "person": person})


def _styled(form: Any) -> Any:
    for field in form.fields.values():
        field.widget.attrs["class"] = "form-control"
        field.widget.attrs.pop("autofocus", None)
        field.help_text = ""
    return form
