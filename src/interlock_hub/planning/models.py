"""Plans and what they say of each order, lot and week; scenarios; offers of lots; events."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.models import JobRun, Membership, Organisation, Person
from interlock_hub.network.models import Factory, Line
from interlock_hub.orders.models import Order


class PlanVersion(models.Model):
    """A plan that passed the judge. ``book`` and ``body`` are the engine's scenario and plan, compressed JSON."""

    class State(models.TextChoices):
        """Where the plan stands."""

        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        SUPERSEDED = "superseded", _("Superseded")

    class Purpose(models.TextChoices):
        """What the plan is for."""

        PLAN = "plan", _("Plan of the network")
        REPAIR = "repair", _("Repair after events")
        WHAT_IF = "what_if", _("What-if")

    number = models.PositiveIntegerField(unique=True)
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.PLAN)
    revision = models.PositiveIntegerField(default=0, help_text="grows with every change by hand")
    name = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, db_index=True)
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="children")
    policy = models.CharField(max_length=20)
    seed = models.IntegerField(default=0)
    made_by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")
    job = models.ForeignKey(JobRun, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    first_on = models.DateField()
    last_on = models.DateField()
    orders = models.PositiveIntegerField()
    late_orders = models.PositiveIntegerField()
    pieces = models.PositiveBigIntegerField()
    cost_cny = models.DecimalField(max_digits=16, decimal_places=2)
    bound_cny = models.DecimalField(max_digits=16, decimal_places=2)
    on_time_share = models.FloatField()
    utilisation = models.FloatField()
    figures = models.JSONField(default=dict, help_text="costs by kind, bounds by stage, fairness, edits of a scenario")
    book = models.BinaryField()
    body = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["state"], condition=models.Q(state="published"), name="one_published_plan")
        ]

    def __str__(self) -> str:
        return f"v{self.number}"

    @property
    def gap(self) -> float:
        """(cost - bound) / bound."""
        return float((self.cost_cny - self.bound_cny) / self.bound_cny) if self.bound_cny else 0.0


class PlanMove(models.Model):
    """A change by hand to a draft: the engine's parts before and after, so that it can be undone and done again."""

    class Kind(models.TextChoices):
        """What was done to a lot."""

        MOVE = "move", _("moved")
        SPLIT = "split", _("split")
        MERGE = "merge", _("merged")
        LOCK = "lock", _("locked")
        UNLOCK = "unlock", _("unlocked")

    plan = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="moves")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    lot = models.CharField(max_length=80)
    order = models.CharField(max_length=60)
    place = models.JSONField(default=dict, help_text="line and day it was moved to, pieces of a split")
    before = models.JSONField(help_text="lots, finishing days and locks that the change took away")
    after = models.JSONField(help_text="lots, finishing days and locks in their place")
    undone = models.BooleanField(default=False)
    by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "number"], name="one_move_a_number")]


class PlanComparison(models.Model):
    """How one plan differs from another, as the engine finds it; both plans stand still, so it is worked out once."""

    before = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="+")
    after = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="+")
    body = models.JSONField(help_text="costs by kind, lateness, factories and orders that differ, sentences")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["before", "after"], name="one_comparison_a_pair")]


class PlanOrder(models.Model):
    """What a plan promises for an order, step by step, and why it is late when it is."""

    plan = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="plan_orders")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="planned")
    core = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="+")
    cutting = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="+")
    material_on = models.DateField()
    cut_first_on = models.DateField(null=True)
    cut_last_on = models.DateField(null=True)
    sew_first_on = models.DateField(null=True)
    sew_last_on = models.DateField(null=True)
    ship_on = models.DateField()
    due_on = models.DateField()  # what the plan counts lateness from: the day its customer was told, where one was
    late_days = models.IntegerField()
    pieces = models.PositiveIntegerField()
    outside_pieces = models.PositiveIntegerField(default=0)
    cost_cny = models.DecimalField(max_digits=14, decimal_places=2)
    confidence = models.FloatField(null=True, help_text="probability of being in time, from simulation")
    reason = models.JSONField(null=True, help_text="cause, facts and remedies of the engine")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "order"], name="one_promise_an_order")]
        indexes: ClassVar = [models.Index(fields=["plan", "-late_days"], name="late_first")]

    @property
    def by_told(self) -> bool:
        """Tell whether the plan counts from the day the customer was told instead of the day it is due."""
        return bool(self.order.promise) and self.due_on == self.order.planned_by != self.order.due_on


class PlanLot(models.Model):
    """Part of an order given to one line, with its days, in one plan."""

    class State(models.TextChoices):
        """How fixed it is."""

        PLANNED = "planned", _("Planned")
        LOCKED = "locked", _("Locked")
        DONE = "done", _("Done")

    plan = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="lots")
    code = models.CharField(max_length=80)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lots")
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="lots")
    factory = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="lots")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    part = models.PositiveSmallIntegerField(default=1)
    parts = models.PositiveSmallIntegerField(default=1)
    pieces = models.PositiveIntegerField()
    arrive_on = models.DateField()
    start_on = models.DateField()
    end_on = models.DateField()
    finish_on = models.DateField()
    late_days = models.IntegerField(default=0, help_text="of its order")
    pay_cny = models.DecimalField(max_digits=12, decimal_places=2)
    haul_cny = models.DecimalField(max_digits=12, decimal_places=2)
    distance_km = models.FloatField(default=0.0)
    quantities = models.JSONField(default=list, help_text="[[colour, size, pieces], ...]")
    days = models.JSONField(default=list, help_text="[[date, minutes used, pieces], ...]")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "code"], name="one_lot_a_code")]
        indexes: ClassVar = [
            models.Index(fields=["plan", "line", "start_on"], name="lots_of_line"),
            models.Index(fields=["plan", "factory", "start_on"], name="lots_of_factory"),
        ]


class PlanLoad(models.Model):
    """How full a line, table or finishing shop is in a week of a plan, and what a minute more is worth there."""

    plan = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="loads")
    resource = models.CharField(max_length=10)
    factory = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="+")
    unit = models.CharField(max_length=60)
    week_on = models.DateField()
    capacity_min = models.FloatField()
    used_min = models.FloatField()
    value_cny_per_min = models.FloatField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["plan", "resource", "factory"], name="loads_of_factory")]


class PlanBottleneck(models.Model):
    """What one more line-day is worth in a factory, skill, township or centre in a week of a plan."""

    plan = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="bottlenecks")
    scope = models.CharField(max_length=10)
    key = models.CharField(max_length=60)
    week_on = models.DateField()
    cny_per_day = models.FloatField()
    day_min = models.FloatField()
    load = models.FloatField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["plan", "scope", "-cny_per_day"], name="dearest_first")]


class Scenario(models.Model):
    """A what-if: the base plan's book plus edits; planning it makes a plan to set beside the base."""

    name = models.CharField(max_length=100)
    base = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="scenarios")
    edits = models.JSONField(default=list)
    plan = models.ForeignKey(PlanVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-made_at"]


class LotOffer(models.Model):
    """A lot of the published plan proposed to a satellite, to be accepted or declined."""

    class State(models.TextChoices):
        """What came of it."""

        OPEN = "open", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Expired")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="lot_offers")
    factory = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="lot_offers")
    plan = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="offers")
    lot = models.ForeignKey(PlanLot, on_delete=models.CASCADE, related_name="offers")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lot_offers")
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="+")
    pieces = models.PositiveIntegerField()
    pay_cny = models.DecimalField(max_digits=12, decimal_places=2)
    start_on = models.DateField()
    end_on = models.DateField()
    arrive_on = models.DateField()
    distance_km = models.FloatField(default=0.0)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reason = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["expires_at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["lot"], name="one_offer_a_lot")]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state"], name="offers_waiting"),
            models.Index(fields=["state", "expires_at", "id"], name="offers_run_out"),
        ]


class PlanEvent(models.Model):
    """Something that happened to the plan: ``body`` is the engine's event; its repair waits for a planner's yes."""

    class State(models.TextChoices):
        """What came of it."""

        NEW = "new", _("To be repaired")
        REPAIRED = "repaired", _("Repair to confirm")
        CONFIRMED = "confirmed", _("Confirmed")
        DISMISSED = "dismissed", _("Dismissed")
        FAILED = "failed", _("No repair found")

    kind = models.CharField(max_length=30)
    body = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    plan = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="events")
    repaired = models.ForeignKey(PlanVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    offer = models.ForeignKey(LotOffer, on_delete=models.SET_NULL, null=True, blank=True, related_name="events")
    diff = models.JSONField(default=dict, help_text="sentences in both languages, cost and lateness before and after")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    told_by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    job = models.ForeignKey(JobRun, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at"]
