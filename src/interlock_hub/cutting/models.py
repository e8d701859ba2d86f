"""Markers and lays of the published plan, and how far they are. What a lay has reached outlives a new plan."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.models import Person
from interlock_hub.network.models import CuttingTable, Factory
from interlock_hub.orders.models import Order, Style


class Marker(models.Model):
    """Pieces of some sizes on a fabric. ``body`` is the engine's marker with its placements."""

    code = models.CharField(max_length=80, unique=True)
    style = models.ForeignKey(Style, on_delete=models.CASCADE, related_name="markers")
    material = models.CharField(max_length=60)
    width_mm = models.FloatField()
    length_mm = models.FloatField()
    utilisation = models.FloatField()
    nested = models.BooleanField()
    ratio = models.JSONField(default=dict, help_text="garments by size")
    body = models.JSONField()

    class Meta:
        ordering: ClassVar = ["code"]


class Lay(models.Model):
    """Plies spread on a table and cut together; minutes count from the start of the table's day."""

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned", _("Planned")
        SPREAD = "spread", _("Spread")
        CUT = "cut", _("Cut")

    code = models.CharField(max_length=80, unique=True)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lays")
    marker = models.ForeignKey(Marker, on_delete=models.PROTECT, related_name="lays")
    factory = models.ForeignKey(Factory, on_delete=models.PROTECT, related_name="lays")
    table = models.ForeignKey(CuttingTable, on_delete=models.PROTECT, related_name="lays")
    material = models.CharField(max_length=60)
    cut_on = models.DateField(db_index=True)
    start_min = models.FloatField()
    end_min = models.FloatField()
    plies = models.JSONField(help_text="[[colour, plies], ...]")
    fabric_m = models.FloatField()
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    spread_at = models.DateTimeField(null=True, blank=True)
    cut_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["cut_on", "table", "start_min"]
        indexes: ClassVar = [models.Index(fields=["factory", "cut_on"], name="lays_of_day")]

    @property
    def length_m(self) -> float:
        """The marker's length in metres."""
        return float(self.marker.length_mm) / 1000
