"""Organisations and their members, the ledger of what happened, jobs that run, and the cluster itself."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Cluster(models.Model):
    """The one cluster of this installation: its name, its calendar and the day the sample stands still on, if any."""

    name = models.CharField(max_length=200)
    today = models.DateField(null=True, blank=True, help_text="the day to plan on; empty: the real one")
    public_holidays = models.BooleanField(default=True)
    rest_weekdays = models.JSONField(default=list, help_text="0 Monday .. 6 Sunday")
    rules = models.JSONField(default=dict, help_text="rules of the engine: places, shares, lots, locks")
    boundary = models.JSONField(null=True, blank=True, help_text="GeoJSON to draw on the map")
    made_up = models.BooleanField(default=False)
    last_plan = models.PositiveIntegerField(default=0, help_text="the highest number that a plan ever bore")

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="one_cluster")]

    def __str__(self) -> str:
        return self.name


class Person(AbstractUser):
    """Someone who logs in; what they may do follows from their memberships."""

    language = models.CharField(max_length=10, blank=True, choices=settings.LANGUAGES)
    theme = models.CharField(max_length=5, blank=True, choices=[("light", _("Light")), ("dark", _("Dark"))])

    @property
    def shown_name(self) -> str:
        """The name others read."""
        return self.first_name or self.username


class Organisation(models.Model):
    """A firm, centre, office, brand or seller that has members on the platform."""

    class Kind(models.TextChoices):
        """What it is to the cluster."""

        FIRM = "firm", _("Firm")
        CENTRE = "centre", _("Service centre")
        OFFICE = "office", _("Office")
        BRAND = "brand", _("Brand")
        SELLER = "seller", _("Seller")

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a member does; rights follow from role and organisation together."""

    OPERATOR = "operator", _("Cluster operator")
    PLANNER = "planner", _("Planner")
    CUTTER = "cutter", _("Cutting manager")
    OWNER = "owner", _("Satellite owner")
    SELLER = "seller", _("Seller")
    BRAND = "brand", _("Brand buyer")
    INSPECTOR = "inspector", _("Inspector")
    DRIVER = "driver", _("Driver")
    OFFICIAL = "official", _("County official")


class Membership(models.Model):
    """A person's role in an organisation: the viewer that every queryset is cut down to."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "organisation", "role"], name="one_membership_each")
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation} · {self.get_role_display()}"

    @property
    def sees_cluster(self) -> bool:
        """Whether the whole cluster's work is this member's work (its operator)."""
        return self.role == Role.OPERATOR

    def may(self, *roles: str) -> bool:
        """Tell whether the member has one of the roles."""
        return self.active and self.role in roles


class Invitation(models.Model):
    """A link that makes whoever opens it first a member; only the hash of its secret is kept."""

    digest = models.CharField(max_length=64, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    role = models.CharField(max_length=10, choices=Role)
    name = models.CharField(max_length=100, blank=True)
    invited_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")


class LedgerEntry(models.Model):
    """One change of state: who, what, before, after, when. Rows are only ever added; the database refuses the rest."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.ForeignKey(Person, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    subject = models.CharField(max_length=40, help_text="kind of thing, such as orders.order")
    key = models.CharField(max_length=80, help_text="its number or code")
    what = models.CharField(max_length=40, help_text="what happened, such as published")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject", "key", "-at"], name="ledger_of_thing")]
        ordering: ClassVar = ["-at", "-id"]


class Look(models.Model):
    """A member of another organisation looked at a firm's data; the firm can see it. One row a day and thing."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="looks_made")
    of = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="looks")
    subject = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    on = models.DateField()
    last_at = models.DateTimeField(auto_now=True)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "by", "of", "subject", "key", "on"], name="one_look_a_day")
        ]


class JobRun(models.Model):
    """Long work: what was asked, how far it is, what came of it. Survives the death of whoever runs it."""

    class State(models.TextChoices):
        """Where the job stands."""

        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    asked_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, related_name="+")
    member = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")
    given = models.JSONField(default=dict, help_text="what the job was asked, enough to run it again")
    snapshot = models.BinaryField(null=True, help_text="the input as it was, compressed")
    seed = models.IntegerField(default=0)
    stage = models.CharField(max_length=40, blank=True)
    share = models.FloatField(default=0.0)
    figures = models.JSONField(default=dict, help_text="figures to show while it runs")
    log = models.JSONField(default=list)
    result = models.JSONField(null=True)
    error = models.JSONField(null=True, help_text="{en, zh}: what happened and what to do")
    wants_cancel = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    put_away_at = models.DateTimeField(null=True, help_text="when somebody had seen that it failed")

    class Meta:
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [models.Index(fields=["state", "heartbeat_at"], name="jobs_alive")]

    @property
    def open(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in (self.State.QUEUED, self.State.RUNNING)


class SavedView(models.Model):
    """A filtered list that a person wants back: the page and its query."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "page", "name"], name="one_view_a_name")]
        ordering: ClassVar = ["name"]


class ApiToken(models.Model):
    """A key for programs: a member's rights, cut down to scopes. Only its hash is kept."""

    digest = models.CharField(max_length=64, unique=True)
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # How many requests the server's processes have been granted in a minute, counted from the epoch.
    minute = models.PositiveIntegerField(default=0)
    granted = models.PositiveIntegerField(default=0)


Json = dict[str, Any]
