"""Pages of people and access: login, invitations, who looked, jobs."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from interlock_hub.core import jobs, services
from interlock_hub.core.access import ANYONE, MEMBERS, access, posted, the_member
from interlock_hub.core.errors import HubError
from interlock_hub.core.forms import AcceptForm, LoginForm
from interlock_hub.core.middleware import MEMBER_KEY
from interlock_hub.core.models import JobRun, Membership, Person
from interlock_hub.core.selectors import jobs_visible_to, looks_at

log_in = access(ANYONE)(
    LoginView.as_view(template_name="core/login.html", form_class=LoginForm, redirect_authenticated_user=True)
)


@access(ANYONE)
@posted("site:home")
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("core:login")


@access(ANYONE)
@posted("site:home")
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language chosen, for the person and for this browser."""
    language = request.POST.get("language", "")
    response = redirect(_back(request))
    if check_for_language(language) and language in {"zh-hans", "en"}:
        response.set_cookie("django_language", language, max_age=365 * 24 * 3600, httponly=True, samesite="Lax")
        if request.user.is_authenticated:
            Person.objects.filter(pk=request.user.pk).update(language=language)
    return response


@access(ANYONE)
@posted("site:home")
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep light or dark."""
    theme = "dark" if request.POST.get("theme") == "dark" else "light"
    response = redirect(_back(request))
    response.set_cookie("theme", theme, max_age=365 * 24 * 3600, httponly=True, samesite="Lax")
    if isinstance(request.user, Person):
        Person.objects.filter(pk=request.user.pk).update(theme=theme)
    return response


@access(MEMBERS)
@posted("site:home", keep=())
def work_as(request: HttpRequest, pk: int) -> HttpResponse:
    """Work under another of one's own memberships."""
    member = get_object_or_404(Membership, pk=pk, person_id=request.user.pk, active=True)
    request.session[MEMBER_KEY] = member.pk
    return redirect("site:home")


@access(ANYONE)
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Open an invitation and become a member."""
    invitation = services.open_invitation(secret)
    if invitation is None:
        used = services.invitation_was_used(secret)
        return render(request, "core/invitation_gone.html", {"used": used}, status=410)
    form = AcceptForm(request.POST or None, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        try:
            member = services.accept_invitation(secret=secret, **form.cleaned_data)
        except HubError as error:
            form.add_error(None, [str(problem) for problem in error.problems])
        else:
            login(request, member.person, backend="django.contrib.auth.backends.ModelBackend")
            return redirect("site:home")
    return render(request, "core/accept.html", {"form": form, "invitation": invitation})


@access(MEMBERS)
@require_GET
def looked(request: HttpRequest) -> HttpResponse:
    """Show who looked at the organisation's data."""
    return render(request, "core/looked.html", {"looks": looks_at(the_member(request).organisation)[:200]})


@access(MEMBERS)
@require_GET
def job(request: HttpRequest, pk: str) -> HttpResponse:
    """Show a job; asked by htmx, only the part that changes. Who asked for it and waits here is led to what came of it.

    Only a page that saw the job open asks by htmx, so that of one that ended long ago is not left by itself.
    """
    member = the_member(request)
    found = get_object_or_404(jobs_visible_to(member), pk=pk)
    after = _after(found)
    page = "core/_job.html" if request.htmx else "core/job.html"  # type: ignore[attr-defined]
    context = {
        "job": found, "label": jobs.label_of(found.kind), "next": after, "ways": jobs.ways_back(found),
    }  # fmt: skip
    response = render(request, page, context)
    if request.htmx and not found.open:  # type: ignore[attr-defined]
        response.headers["HX-Trigger"] = "job-ended"
        waits_here = request.htmx.current_url_abs_path == request.path  # type: ignore[attr-defined]
        if after and waits_here and found.asked_by_id == member.person_id:
            response.headers["HX-Redirect"] = after
    return response


@access(MEMBERS)
@posted("core:job")
def cancel_job(request: HttpRequest, pk: str) -> HttpResponse:
    """Ask a job to stop."""
    found = get_object_or_404(jobs_visible_to(the_member(request)), pk=pk)
    jobs.cancel(found, by=the_member(request))
    messages.info(request, _("Asked to stop; it ends at the next safe place."))
    return redirect("core:job", pk=found.pk)


@access(MEMBERS)
@posted("site:home", keep=())
def put_away(request: HttpRequest, pk: str) -> HttpResponse:
    """Take a job that failed off the first screen."""
    member = the_member(request)
    jobs.put_away(get_object_or_404(jobs_visible_to(member), pk=pk), by=member)
    return redirect("site:home")


def _after(found: JobRun) -> str:
    """Where the outcome of a job can be seen."""
    if url := (found.result or {}).get("url"):
        return str(url)
    number = (found.result or {}).get("plan")
    return reverse("planning:plan", args=[number]) if number else ""


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("site:home")
