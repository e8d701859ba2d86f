"""Keys for programs: finding the one a request bears, noting its use, revoking."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from interlock_hub.core.database import if_free
from interlock_hub.core.ledger import record
from interlock_hub.core.models import ApiToken, Membership
from interlock_hub.core.services import digest

# A key's last use is noted at most once in so long: reads through the API stay reads.
NOTED = timedelta(minutes=1)
# A process is granted such a part of the requests that are left.
SHARE = 20


def tokens_of(member: Membership) -> QuerySet[ApiToken]:
    """Return a member's own keys, newest first; revoked ones last."""
    return ApiToken.objects.filter(member=member).order_by("revoked_at", "-created_at", "-id")


def token_of(secret: str) -> ApiToken | None:
    """Return the living key of a secret, with its member; None when it was revoked, has run out or never was.

    The database looks for the hash of the secret, so how long it takes tells nothing of the secret.
    """
    now = timezone.now()
    living = ApiToken.objects.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None)
    active = living.filter(member__active=True, member__person__is_active=True)
    return active.select_related("member__organisation", "member__person").filter(digest=digest(secret)).first()


def note_use(token: ApiToken) -> None:
    """Note that a key is used; no read waits or fails for it."""
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - NOTED:
        with if_free():
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def grant(token: ApiToken, *, minute: int, most: int) -> int:
    """Grant a server process some of the requests that a key has left in a minute; 0 where none is left.

    Many at first, one by one near the end, so that what one process is granted and leaves unused is small. Where
    another writer holds the database, one request is let through uncounted: no read waits or fails for it.
    """
    rows, granted = ApiToken.objects.filter(pk=token.pk), token.granted if token.minute == minute else 0
    while (left := most - granted) > 0:
        some = max(1, left // SHARE)
        done = None
        with if_free():
            done = rows.filter(minute=minute, granted__lte=most - some).update(granted=F("granted") + some) or (
                rows.filter(minute__lt=minute).update(minute=minute, granted=some)
            )
        if done is None:
            return 1
        if done:
            return some
        # Others were granted theirs since the key was read; where their clock is ahead, their minute counts.
        minute, granted = rows.values_list("minute", "granted").get()
    return 0


@transaction.atomic
def revoke(*, by: Membership, token: ApiToken) -> None:
    """End a key at once; a repeat changes nothing."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record(
            by=by, subject="core.organisation", key=by.organisation.code, what="token revoked",
            after={"name": token.name},
        )  # fmt: skip
