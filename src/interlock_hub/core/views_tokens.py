"""Pages of keys for programs: make one, list one's own, revoke."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from interlock_hub.core import services
from interlock_hub.core.access import MEMBERS, access, posted, the_member
from interlock_hub.core.errors import HubError
from interlock_hub.core.forms import TokenForm
from interlock_hub.core.tokens import revoke, tokens_of
from interlock_hub.core.words import scope_name


@access(MEMBERS)
def tokens(request: HttpRequest) -> HttpResponse:
    """Show one's own keys, and make one; its secret is on the page once."""
    member = the_member(request)
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            secret = services.make_token(member=member, **form.asked())
            form = TokenForm()
        except HubError as error:
            form.add_error(None, [str(problem) for problem in error.problems])
    keys, now = list(tokens_of(member)[:100]), timezone.now()
    for key in keys:
        key.words = [scope_name(scope) for scope in key.scopes]  # type: ignore[attr-defined]
        key.over = bool(key.expires_at and key.expires_at <= now)  # type: ignore[attr-defined]
    response = render(request, "core/tokens.html", {"form": form, "secret": secret, "keys": keys},
                      status=400 if form.is_bound else 200)  # fmt: skip
    response.headers["Cache-Control"] = "no-store"
    return response


@access(MEMBERS)
@posted("core:tokens", keep=())
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """End a key of one's own."""
    member = the_member(request)
    token = get_object_or_404(tokens_of(member), pk=pk)
    revoke(by=member, token=token)
    messages.info(request, _("The key %(name)s opens nothing any more.") % {"name": token.name})
    return redirect("core:tokens")
