"""Who may open a page: every view declares it, and a test refuses a view that does not.

A rule stands on the view itself (``view.access``), so that one test can walk all addresses as every role.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from interlock_hub.core.models import Membership, Role

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Rule:
    """Who may open a page. ``public``: anyone; ``roles`` empty: any member; else members with one of the roles."""

    public: bool = False
    roles: tuple[str, ...] = ()

    def allows(self, member: Membership | None) -> bool:
        """Tell whether a member (None: a stranger) may."""
        return self.public or (bool(member) and (not self.roles or member.may(*self.roles)))  # type: ignore[union-attr]


ANYONE = Rule(public=True)
MEMBERS = Rule()
# Those whose trade is planning, for the whole cluster or for their core factory.
PLANNERS = (Role.OPERATOR, Role.PLANNER)


def roles(*allowed: str) -> Rule:
    """Return the rule that members with one of these roles may."""
    return Rule(roles=allowed)


def access(rule: Rule) -> Callable[[View], View]:
    """Declare and enforce who may open a view: strangers go to the login, members of other roles are refused.

    The login tells a stranger who sent something that nothing was done.
    """

    def declared(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            member = member_of(request)
            if rule.allows(member):
                return view(request, *args, **kwargs)
            if member is None and not request.user.is_authenticated:
                sent = request.method not in ("GET", "HEAD")
                return redirect_to_login(request.get_full_path(), f"{reverse('core:login')}?unsent=1" if sent else None)
            raise PermissionDenied

        guarded.access = rule  # type: ignore[attr-defined]
        return guarded

    return declared


def posted(page: str, *, keep: Collection[str] | None = None) -> Callable[[View], View]:
    """Declare that a view takes what is sent; one who opens its address is led to ``page``.

    The page has the same arguments; where it has fewer, ``keep`` names them.
    """

    def declared(view: View) -> View:
        taking = require_POST(view)

        @wraps(view)
        def led(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method in ("GET", "HEAD"):
                kept = {name: value for name, value in kwargs.items() if keep is None or name in keep}
                led_to: HttpResponseBase = redirect(page, *args, **kept)
                return led_to
            return taking(request, *args, **kwargs)

        return led

    return declared


def member_of(request: HttpRequest) -> Membership | None:
    """Return the member who asks, None for a stranger."""
    member = getattr(request, "member", None)
    return member if member else None


def the_member(request: HttpRequest) -> Membership:
    """Return the member who asks; a page behind :func:`access` always has one."""
    member = member_of(request)
    if member is None:
        raise PermissionDenied
    return member
