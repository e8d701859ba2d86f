"""The register: who makes, where, with what, and on which days."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.models import Membership, Organisation

SHARE = [MinValueValidator(0.0), MaxValueValidator(1.0)]


class Township(models.Model):
    """A township with a point to draw it at (degrees, WGS-84)."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    longitude = models.FloatField()
    latitude = models.FloatField()
    approximate = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


class Factory(models.Model):
    """A place that makes, run by an organisation."""

    class Kind(models.TextChoices):
        """What it is to the network."""

        CORE = "core", _("Core factory")
        SATELLITE = "satellite", _("Satellite factory")
        CUTTING_CENTRE = "cutting_centre", _("Cutting centre")
        FINISHING = "finishing", _("Finishing shop")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="factories")
    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind, db_index=True)
    township = models.ForeignKey(Township, on_delete=models.PROTECT, related_name="factories")
    longitude = models.FloatField()
    latitude = models.FloatField()
    minimum_lot_pieces = models.PositiveIntegerField(default=100, validators=[MinValueValidator(1)])
    opening_cny = models.DecimalField(max_digits=12, decimal_places=2, default=0, validators=[MinValueValidator(0)])
    finishing_min_per_day = models.FloatField(default=0.0, validators=[MinValueValidator(0.0)])
    finishing_cny_per_min = models.DecimalField(max_digits=12, decimal_places=4, default=0)
    overtime_hours = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0.0), MaxValueValidator(3.0)],
        help_text="most a day; empty: as the policy allows",
    )
    first_pass_share = models.FloatField(null=True, blank=True, validators=SHARE)
    on_time_share = models.FloatField(null=True, blank=True, validators=SHARE)
    reply_hours = models.FloatField(null=True, blank=True, validators=[MinValueValidator(0.0)])
    virtues = models.JSONField(default=dict, help_text="the five virtues of the published plan, 0..100 or null")

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


class Line(models.Model):
    """Sewing operators who work as one; capacity as its owner declares it."""

    factory = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="lines")
    code = models.CharField(max_length=60, unique=True)
    operators = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    minutes_per_day = models.FloatField(validators=[MinValueValidator(1.0), MaxValueValidator(1440.0)])
    efficiency = models.FloatField()
    attendance = models.FloatField(default=1.0)
    price_cny_per_min = models.DecimalField(max_digits=12, decimal_places=6)
    current_style = models.CharField(max_length=60, blank=True)
    skills = models.JSONField(default=dict, help_text="category: level in (0, 1]")

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.code

    @property
    def declared_min_per_day(self) -> float:
        """Standard minutes of an open day: operators x minutes x attendance x efficiency."""
        return self.operators * self.minutes_per_day * self.attendance * self.efficiency


class CapacityChange(models.Model):
    """Days, both ends included, on which a line has only a share of its usual minutes; 0 is a line that stands."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="changes")
    first_on = models.DateField()
    last_on = models.DateField()
    share = models.FloatField(validators=SHARE)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")), name="change_ends_after_start"
            )
        ]


class Machine(models.Model):
    """Machines of one kind that a factory has."""

    factory = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="machines")
    kind = models.CharField(max_length=60)
    count = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["factory", "kind"], name="one_row_a_machine_kind")]
        ordering: ClassVar = ["kind"]


class CuttingTable(models.Model):
    """A table that lays are spread and cut on."""

    factory = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="tables")
    code = models.CharField(max_length=60, unique=True)
    length_mm = models.FloatField()
    width_mm = models.FloatField()
    minutes_per_day = models.FloatField()

    class Meta:
        ordering: ClassVar = ["code"]


class Closure(models.Model):
    """Days, both ends included, on which a factory (none named: everyone) is closed."""

    factory = models.ForeignKey(Factory, on_delete=models.CASCADE, null=True, blank=True, related_name="closures")
    first_on = models.DateField()
    last_on = models.DateField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["first_on"]


class ImportRun(models.Model):
    """A workbook that was looked at: what it would change, its errors, and whether it was taken in."""

    class State(models.TextChoices):
        """Where the import stands."""

        READ = "read", _("Looked at")
        REFUSED = "refused", _("Has errors")
        TAKEN = "taken", _("Taken in")
        DROPPED = "dropped", _("Dropped")

    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State)
    scenario = models.BinaryField(null=True)
    found = models.JSONField(default=dict, help_text="counts by sheet: new, changed, same; errors and warnings by cell")
    created_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True, blank=True)
