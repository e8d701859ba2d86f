"""Writes about people who are members already: taken out, let in again, a new password, invitations called back."""

from __future__ import annotations

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.ledger import record
from interlock_hub.core.models import ApiToken, Invitation, Membership, Person, Role
from interlock_hub.core.services import invited_roles


def may_manage(by: Membership, member: Membership) -> bool:
    """Tell whether one may take another out or let them in: the operator anybody, others those of their own role."""
    if member.person_id == by.person_id:
        return False
    own = member.organisation_id == by.organisation_id and member.role in invited_roles(by)
    return by.may(Role.OPERATOR) or own


def may_reset(by: Membership, member: Membership) -> bool:
    """Tell whether one may give another a new password: not to somebody who works elsewhere, too."""
    if by.may(Role.OPERATOR):
        return may_manage(by, member)
    elsewhere = Membership.objects.filter(person_id=member.person_id, active=True).exclude(
        organisation_id=by.organisation_id, role=by.role
    )
    return member.active and may_manage(by, member) and not elsewhere.exists()


@transaction.atomic
def take_out(*, by: Membership, member: Membership) -> None:
    """End a membership, its open pages and its keys; what was done under it stays. Raises HubError, Stale."""
    if not may_manage(by, member):
        raise HubError(_("You may take out people of your own organisation and role only, and not yourself."))
    others = Membership.objects.select_for_update().filter(role=Role.OPERATOR, active=True).exclude(pk=member.pk)
    if member.role == Role.OPERATOR and not others:
        raise HubError(_("This is the last operator; let another one in first."))
    if not Membership.objects.filter(pk=member.pk, active=True).update(active=False):
        raise Stale(_("Somebody has just taken them out."))
    ApiToken.objects.filter(member=member, revoked_at=None).update(revoked_at=timezone.now())
    _record(by, member, "member taken out")


@transaction.atomic
def let_in_again(*, by: Membership, member: Membership) -> None:
    """Wake a membership that was ended; its keys stay revoked. Raises HubError."""
    if not may_manage(by, member):
        raise HubError(_("You may let in people of your own organisation and role only."))
    if Membership.objects.filter(pk=member.pk, active=False).update(active=True):
        _record(by, member, "member let in again")


@transaction.atomic
def new_password_link(*, by: Membership, member: Membership) -> tuple[str, str]:
    """Return the two parts of an address where a person sets a new password; it works once. Raises HubError."""
    if not may_reset(by, member):
        raise HubError(_("Only the operator can give this person a new password: they work elsewhere, too."))
    _record(by, member, "new password offered")
    person = member.person
    return urlsafe_base64_encode(force_bytes(person.pk)), default_token_generator.make_token(person)


def person_of_link(uid: str, token: str) -> Person | None:
    """Return whose password an address sets, None where it was used, has run out or never was."""
    try:
        person = Person.objects.filter(pk=int(urlsafe_base64_decode(uid).decode()), is_active=True).first()
    except (ValueError, OverflowError):
        return None
    return person if person and default_token_generator.check_token(person, token) else None


@transaction.atomic
def call_back(*, by: Membership, invitation: Invitation) -> None:
    """Make an open invitation's link worthless. Raises HubError, Stale."""
    if not (by.may(Role.OPERATOR) or invitation.organisation_id == by.organisation_id):
        raise HubError(_("You may call back invitations of your own organisation only."))
    still = Invitation.objects.filter(pk=invitation.pk, used_at=None, expires_at__gt=timezone.now())
    if not still.update(expires_at=timezone.now()):
        raise Stale(_("This invitation was used or has expired already."))
    record(
        by=by, subject="core.organisation", key=invitation.organisation.code, what="invitation called back",
        after={"role": invitation.role, "name": invitation.name},
    )  # fmt: skip


def _record(by: Membership, member: Membership, what: str) -> None:
    record(
        by=by, subject="core.organisation", key=member.organisation.code, what=what,
        after={"person": member.person.username, "role": member.role},
    )  # fmt: skip
