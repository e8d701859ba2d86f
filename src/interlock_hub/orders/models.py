"""The order book: styles, materials with their offers and stock, orders by colour and size."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.models import Membership, Organisation
from interlock_hub.network.models import SHARE, Factory


class Style(models.Model):
    """A design. ``body`` is the engine's style: operations, bill of materials, pieces by size."""

    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    category = models.CharField(max_length=60, db_index=True)
    sizes = models.JSONField(default=list)
    smv_min = models.FloatField()
    body = models.JSONField()

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.code


class Material(models.Model):
    """Fabric or trim. ``body`` is the engine's material."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    body = models.JSONField()

    class Meta:
        ordering: ClassVar = ["code"]


class SupplyOffer(models.Model):
    """A seller's standing terms for a material. ``body`` is the engine's offer."""

    code = models.CharField(max_length=60, unique=True)
    material = models.ForeignKey(Material, on_delete=models.CASCADE, related_name="offers")
    seller = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    body = models.JSONField()


class StockItem(models.Model):
    """So much of a material that is there or on its way. ``body`` is the engine's stock."""

    material = models.ForeignKey(Material, on_delete=models.CASCADE, related_name="stock")
    colour = models.CharField(max_length=60, blank=True)
    quantity = models.FloatField()
    body = models.JSONField()


class Order(models.Model):
    """What a brand asks of a core factory: style, colours and sizes, due date, price."""

    class State(models.TextChoices):
        """Where the order stands."""

        HELD = "held", _("Held for the customer")
        OPEN = "open", _("Open")
        CANCELLED = "cancelled", _("Cancelled")
        SHIPPED = "shipped", _("Shipped")

    number = models.CharField(max_length=60, unique=True)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="orders")
    brand = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="brand_orders"
    )
    customer = models.CharField(max_length=200)
    style = models.ForeignKey(Style, on_delete=models.PROTECT, related_name="orders")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    due_on = models.DateField(db_index=True)
    price_cny = models.DecimalField(max_digits=12, decimal_places=2, default=0, validators=[MinValueValidator(0)])
    core = models.ForeignKey(Factory, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    earliest_start_on = models.DateField(null=True, blank=True)
    material_ready_on = models.DateField(null=True, blank=True)
    priority = models.PositiveSmallIntegerField(default=3)
    over_share = models.FloatField(default=0.0, validators=SHARE)
    under_share = models.FloatField(default=0.0, validators=SHARE)
    pieces = models.PositiveIntegerField()
    held_until = models.DateTimeField(null=True, blank=True)
    promise = models.JSONField(
        null=True, blank=True, help_text="the way chosen when it was asked for, and what was promised of it"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # What the published plan says of it, or the promise it is held by; written with them, so that lists need one query.
    planned_core = models.ForeignKey(Factory, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    ship_on = models.DateField(null=True, blank=True, db_index=True)
    late_days = models.IntegerField(null=True, blank=True, db_index=True)

    class Meta:
        ordering: ClassVar = ["due_on", "number"]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_on", "number"], name="open_by_due"),
            models.Index(fields=["owner", "due_on", "number"], name="owner_by_due"),
            models.Index(fields=["brand", "due_on", "number"], name="brand_by_due"),
            # Holds all that the sums above the list need, so that no wide row is read for them.
            models.Index(fields=["state", "due_on", "ship_on", "pieces", "owner", "planned_core"], name="order_sums"),
            models.Index(fields=["state"], name="orders_told", condition=models.Q(promise__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def core_code(self) -> str:
        """The code of the core factory that the plan gave it, that was asked for or promised; empty where none is."""
        core = self.planned_core or self.core
        return core.code if core else (self.promise or {}).get("core", "")

    @property
    def told_on(self) -> date | None:
        """The day its customer was told it would ship, where it was held by a promise."""
        return date.fromisoformat(self.promise["ship_on"]) if self.promise else None

    @property
    def planned_by(self) -> date:
        """The day from which a plan counts it late: the one its customer was told, its due date where none was."""
        promise = self.promise or {}
        told = promise.get("plan_by") or promise.get("ship_on")
        return date.fromisoformat(told) if told else self.due_on

    def move_to(self, due_on: date) -> None:
        """Give it another due date and let what was told follow; nothing is saved.

        Who moves the day later agrees to it, so it is told; an earlier day is what a plan has to try, told or not.
        """
        before, by, self.due_on = self.due_on, self.planned_by, due_on
        if not self.promise or due_on == before:
            return
        told = date.fromisoformat(self.promise["ship_on"])
        by, told = (max(by, due_on), max(told, due_on)) if due_on > before else (min(by, due_on), told)
        self.promise = self.promise | {"ship_on": told.isoformat(), "plan_by": by.isoformat()}

    @property
    def days_late(self) -> int:
        """Days from its due date to shipping; negative is early, 0 where it is not planned."""
        return (self.ship_on - self.due_on).days if self.ship_on else 0


class OrderQuantity(models.Model):
    """Pieces of one colour and size of an order; ``rank`` keeps the order they were written in."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="quantities")
    rank = models.PositiveSmallIntegerField()
    colour = models.CharField(max_length=60)
    size = models.CharField(max_length=30)
    pieces = models.PositiveIntegerField(validators=[MinValueValidator(1)])

    class Meta:
        ordering: ClassVar = ["rank"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["order", "colour", "size"], name="one_row_a_cell")]
        indexes: ClassVar = [models.Index(fields=["colour"], name="colours_asked_for")]


class ColumnMapping(models.Model):
    """How a customer's order sheet names its columns, remembered for the next one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    customer = models.CharField(max_length=200)
    columns = models.JSONField(default=dict, help_text="our column: theirs")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "customer"], name="one_mapping_a_customer")
        ]


class OrderUpload(models.Model):
    """An order sheet that was looked at, and whether its orders were taken in."""

    class State(models.TextChoices):
        """Where the upload stands."""

        READ = "read", _("Looked at")
        REFUSED = "refused", _("Has errors")
        TAKEN = "taken", _("Taken in")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, related_name="+")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    customer = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State)
    data = models.BinaryField()
    found = models.JSONField(default=dict, help_text="orders, errors and warnings by cell, headers nobody knows")
    orders = models.PositiveIntegerField(default=0, help_text="orders it took into the book")
    created_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]
