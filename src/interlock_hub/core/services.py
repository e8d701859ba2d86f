"""Writes: people, organisations, memberships, invitations, saved views, tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.errors import HubError, Stale, worded
from interlock_hub.core.ledger import record
from interlock_hub.core.models import (
    ApiToken,
    Cluster,
    Invitation,
    Membership,
    Organisation,
    Person,
    Role,
    SavedView,
)

INVITATION_DAYS = 7
# Who works where: an office runs or watches the cluster, and nobody runs it from within a firm.
_ANYWHERE = frozenset((Role.INSPECTOR, Role.DRIVER))
ROLES_OF: Mapping[str, frozenset[str]] = {
    Organisation.Kind.FIRM: _ANYWHERE | {Role.PLANNER, Role.OWNER, Role.CUTTER},
    Organisation.Kind.CENTRE: _ANYWHERE | {Role.CUTTER},
    Organisation.Kind.OFFICE: _ANYWHERE | {Role.OPERATOR, Role.OFFICIAL},
    Organisation.Kind.BRAND: _ANYWHERE | {Role.BRAND},
    Organisation.Kind.SELLER: _ANYWHERE | {Role.SELLER},
}
SCOPES = (
    "network:read",
    "orders:read",
    "orders:write",
    "planning:read",
    "planning:write",
    "offers:answer",
    "cutting:read",
    "cutting:write",
)


def digest(secret: str) -> str:
    """Return what is kept of a secret of high entropy."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_organisation(*, code: str, name: str, kind: str, by: Membership | None = None) -> Organisation:
    """Add an organisation."""
    found = Organisation.objects.create(code=code, name=name, kind=kind)
    record(by=by, subject="core.organisation", key=code, what="added", after={"name": name, "kind": kind})
    return found


@transaction.atomic
def make_member(
    *, username: str, password: str, organisation: Organisation, role: str, name: str = "", by: Membership | None = None
) -> Membership:
    """Add a person with one membership; the password must keep the rules."""
    person = Person(username=username, first_name=name)
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise HubError(*error.messages) from None
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise HubError(worded(_("The login name %(name)s is taken; choose another."), name=username)) from None
    return join(person=person, organisation=organisation, role=role, by=by)


@transaction.atomic
def join(*, person: Person, organisation: Organisation, role: str, by: Membership | None = None) -> Membership:
    """Make a person a member; a membership they had is woken."""
    member, _new = Membership.objects.update_or_create(
        person=person, organisation=organisation, role=role, defaults={"active": True}
    )
    record(
        by=by,
        subject="core.organisation",
        key=organisation.code,
        what="member joined",
        after={"person": person.username, "role": role},
    )
    return member


def invited_roles(member: Membership) -> tuple[str, ...]:
    """Return the roles a member may invite others to: the operator all, a firm's people their own."""
    if member.may(Role.OPERATOR):
        return tuple(Role.values)
    return (member.role,) if member.may(Role.PLANNER, Role.OWNER, Role.BRAND, Role.SELLER, Role.CUTTER) else ()


@transaction.atomic
def invite(*, by: Membership, organisation: Organisation, role: str, name: str = "") -> str:
    """Return the secret of a new invitation; it is shown once and works once."""
    allowed = role in invited_roles(by) and (by.sees_cluster or organisation.pk == by.organisation_id)
    if not allowed:
        raise HubError(_("You may invite people to your own organisation and role only."))
    if role not in ROLES_OF[organisation.kind]:
        facts = {"role": Role(role).label, "kind": Organisation.Kind(organisation.kind).label}
        raise HubError(worded(_("Nobody is “%(role)s” in an organisation of the kind “%(kind)s”."), **facts))
    secret = secrets.token_urlsafe(24)
    Invitation.objects.create(
        digest=digest(secret),
        organisation=organisation,
        role=role,
        name=name,
        invited_by_id=by.person_id,
        expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
    )
    record(
        by=by, subject="core.organisation", key=organisation.code, what="invited", after={"role": role, "name": name}
    )
    return secret


def open_invitation(secret: str) -> Invitation | None:
    """Return the invitation that a secret opens, None when it was used, has expired or never was."""
    return (
        Invitation.objects.filter(digest=digest(secret), used_at=None, expires_at__gt=timezone.now())
        .select_related("organisation")
        .first()
    )


def invitation_was_used(secret: str) -> bool:
    """Tell whether somebody came in by an invitation already."""
    return Invitation.objects.filter(digest=digest(secret)).exclude(used_by=None).exists()


@transaction.atomic
def accept_invitation(*, secret: str, username: str, password: str, name: str) -> Membership:
    """Use an invitation: a new person becomes a member. A second use is refused."""
    invitation = open_invitation(secret)
    used = invitation and Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=timezone.now())
    if not invitation or not used:
        raise Stale(
            _("This invitation was used or has expired. If you came in by it, log in; otherwise ask for a new one.")
        )
    member = make_member(
        username=username, password=password, organisation=invitation.organisation, role=invitation.role, name=name
    )
    Invitation.objects.filter(pk=invitation.pk).update(used_by_id=member.person_id)
    return member


def save_view(*, person: Person, page: str, name: str, query: str) -> SavedView:
    """Keep a filtered list under a name; the same name again replaces it."""
    name = name.strip()
    if not name:
        raise HubError(_("Give the view a name."))
    view, _new = SavedView.objects.update_or_create(person=person, page=page, name=name[:60], defaults={"query": query})
    return view


@transaction.atomic
def make_token(*, member: Membership, name: str, scopes: list[str], days: int | None = 365) -> str:
    """Return a new key for programs; it is shown once."""
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise HubError(worded(_("Choose at least one of the scopes: %(scopes)s."), scopes=", ".join(SCOPES)))
    secret = "ilk_" + secrets.token_urlsafe(32)
    expires = timezone.now() + timedelta(days=days) if days else None
    ApiToken.objects.create(digest=digest(secret), member=member, name=name[:60], scopes=scopes, expires_at=expires)
    record(
        by=member, subject="core.organisation", key=member.organisation.code, what="token made", after={"name": name}
    )
    return secret


@transaction.atomic
def set_cluster(*, by: Membership | None, **values: object) -> Cluster:
    """Set up the cluster, or change what is said of it."""
    found, new = Cluster.objects.update_or_create(id=1, defaults=values)
    shown = {name: str(value)[:200] for name, value in values.items() if name in {"name", "today", "made_up"}}
    record(by=by, subject="core.cluster", key=1, what="set up" if new else "changed", after=shown)
    return found
