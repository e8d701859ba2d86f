"""Markers and lays of the published plan, and how far they are. What a lay has reached outlives a new plan."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.models import JobRun, Membership, Organisation, Person
from interlock_hub.network.models import CuttingTable, Factory
from interlock_hub.orders.models import Order, Style


class PatternUpload(models.Model):
    """A pattern file for a style: what was read, mended and refused, and whether its pieces became the style's."""

    class State(models.TextChoices):
        """Where the upload stands."""

        WAITING = "waiting", _("Being read")
        READ = "read", _("Looked at")
        REFUSED = "refused", _("Has errors")
        TAKEN = "taken", _("Taken in")

    style = models.ForeignKey(Style, on_delete=models.CASCADE, related_name="pattern_uploads")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    data = models.BinaryField()
    rules = models.BinaryField(default=bytes, help_text="grade rules (RUL) of a file that holds the sample size only")
    found = models.JSONField(default=dict, help_text="unit, pieces, repairs and refusals by piece, errors of the file")
    job = models.ForeignKey(JobRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]


class PatternVersion(models.Model):
    """The pieces of a style as they were from some day on; none is ever changed."""

    style = models.ForeignKey(Style, on_delete=models.CASCADE, related_name="pattern_versions")
    number = models.PositiveIntegerField()
    pieces = models.JSONField()
    cut_pieces = models.JSONField(help_text="names of the pieces cut from each material")
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=200, blank=True, help_text="the file they came from; empty: the workbook")
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["style", "number"], name="one_pattern_a_number")]


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
    pattern = models.ForeignKey(
        PatternVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="markers",
        help_text="the pieces it was made from; empty: those that the style has",
    )  # fmt: skip
    tried_s = models.PositiveIntegerField(default=0, help_text="seconds spent in idle time on making it shorter")

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
    pool = models.ForeignKey(
        "Pool", on_delete=models.PROTECT, null=True, blank=True, related_name="lays",
        help_text="it holds garments of several firms' orders; only those who cut it see it",
    )  # fmt: skip
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


class ShopHours(models.Model):
    """When a cutting shop works on an open day; the minutes of its tables' days run through these spans."""

    factory = models.OneToOneField(Factory, on_delete=models.CASCADE, related_name="hours")
    spans = models.JSONField(help_text="[[start, end], ...] in minutes from midnight")


class BetterMarker(models.Model):
    """A shorter layout of a marker, found when the worker had nothing else to do, and offered to those who cut."""

    class State(models.TextChoices):
        """What became of it."""

        OFFERED = "offered", _("Offered")
        TAKEN = "taken", _("Taken")
        LEFT = "left", _("Left")
        PASSED = "passed", _("Passed by a better one")

    marker = models.ForeignKey(Marker, on_delete=models.CASCADE, related_name="better")
    body = models.JSONField(help_text="the engine's marker with its placements")
    length_mm = models.FloatField()
    utilisation = models.FloatField()
    before_mm = models.FloatField()
    saved_m = models.FloatField(help_text="fabric that lays not yet spread save")
    saved_cny = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    job = models.ForeignKey(JobRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    before = models.JSONField(null=True, blank=True, help_text="what taking it replaced: the layout, and lays' fabric")

    class Meta:
        ordering: ClassVar = ["-saved_m", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["marker"], condition=models.Q(state="offered"), name="one_better_marker_offered"
            )
        ]


class CutStudy(models.Model):
    """How an order could be cut within some limits, beside how it is: found by a job, applied by those who cut."""

    class Why(models.TextChoices):
        """Why a cut plan in force ended when a plan or repair was published."""

        GARMENTS = "garments", _("the order's quantities have changed")
        STYLE = "style", _("the order's style or its pieces have changed")
        ROOM = "room", _("its lays found no free table beside the new plan's")
        PLAN = "plan", _("the new plan does not cut the order")
        # Of earlier versions, which could not carry it: still to be read in what ended then.
        POOL = "pool", _("a fabric of it is cut together with other firms' orders")

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="cut_studies")
    factory = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="+")
    over_share = models.FloatField()
    under_share = models.FloatField()
    max_plies = models.PositiveIntegerField()
    max_garments = models.PositiveIntegerField()
    usual = models.BooleanField(help_text="made under the limits that plans keep to")
    lays_seen = models.CharField(max_length=64, help_text="digest of the lays it was compared with")
    found = models.JSONField(help_text="figures now and found, bound and proof, steps, markers and lays")
    job = models.ForeignKey(JobRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    replaced = models.JSONField(null=True, blank=True, help_text="markers and lays as they were before")
    why_ended = models.CharField(max_length=10, choices=Why, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]


class Roll(models.Model):
    """A roll of fabric of a cutting shop; what is left of it when its lays are cut comes back as another roll."""

    class State(models.TextChoices):
        """Where it is."""

        STOCK = "stock", _("In stock")
        GIVEN = "given", _("Given to lays")
        USED = "used", _("Used up")
        DROPPED = "dropped", _("Taken off the list")

    factory = models.ForeignKey(Factory, on_delete=models.PROTECT, related_name="rolls")
    code = models.CharField(max_length=60)
    material = models.CharField(max_length=60)
    colour = models.CharField(max_length=60, blank=True)
    shade = models.CharField(max_length=40, blank=True)
    length_m = models.FloatField(validators=[MinValueValidator(0.1)])
    width_mm = models.FloatField(validators=[MinValueValidator(300)])
    state = models.CharField(max_length=10, choices=State, default=State.STOCK)
    batch = models.CharField(max_length=40, blank=True, help_text="the sheet that it came in with")
    remnant_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="remnants")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["material", "colour", "shade", "-length_m", "code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["factory", "code"], name="one_roll_a_code")]
        indexes: ClassVar = [models.Index(fields=["factory", "state", "material", "colour"], name="rolls_at_hand")]

    @property
    def width_cm(self) -> float:
        """The width as people say it."""
        return self.width_mm / 10


class RollPlan(models.Model):
    """Which rolls lays are spread from: proposed by a job, given by those who cut, taken back until a lay is cut."""

    class State(models.TextChoices):
        """Where it stands."""

        PROPOSED = "proposed", _("Proposed")
        GIVEN = "given", _("Given")
        UNDONE = "undone", _("Taken back")

    factory = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="+")
    material = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    found = models.JSONField(help_text="uses by lay and roll, what is left, and the way of largest first beside it")
    job = models.ForeignKey(JobRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    given_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]


class RollUse(models.Model):
    """Plies of a lay that come from a roll, bottom first."""

    plan = models.ForeignKey(RollPlan, on_delete=models.CASCADE, related_name="uses")
    lay = models.ForeignKey(Lay, on_delete=models.CASCADE, related_name="rolls")
    roll = models.ForeignKey(Roll, on_delete=models.PROTECT, related_name="uses")
    rank = models.PositiveSmallIntegerField()
    colour = models.CharField(max_length=60, blank=True)
    plies = models.PositiveIntegerField(help_text="a spliced ply counts with the roll that it begins on")
    used_m = models.FloatField()
    splices = models.JSONField(default=list, help_text="[[next roll, at m, overlap m], ...]")

    class Meta:
        ordering: ClassVar = ["lay", "rank"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["lay", "roll"], name="one_use_a_lay_and_roll")]


class Pool(models.Model):
    """Orders of several firms whose lays of one fabric are cut together at a centre, once every firm has agreed."""

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("Worked out")
        ASKED = "asked", _("Firms are asked")
        AGREED = "agreed", _("All firms agree")
        POOLED = "pooled", _("Cut together")
        DECLINED = "declined", _("A firm declined")
        ENDED = "ended", _("Over")

    class Why(models.TextChoices):
        """Why it is over."""

        PLAN = "plan", _("A plan or repair was published that lays its orders otherwise")
        PARTED = "parted", _("Every order was given its own lays back")

    factory = models.ForeignKey(Factory, on_delete=models.CASCADE, related_name="pools")
    material = models.CharField(max_length=60)
    first_on = models.DateField()
    last_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    why_ended = models.CharField(max_length=10, choices=Why, blank=True)
    lays_seen = models.CharField(max_length=64)
    found = models.JSONField(help_text="for the centre alone: figures of all, markers and lays")
    replaced = models.JSONField(null=True, blank=True)
    job = models.ForeignKey(JobRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]


class PoolShare(models.Model):
    """All that one firm is told of a pool, which of its orders are in it, and what it answered."""

    class Answer(models.TextChoices):
        """What the firm said."""

        OPEN = "open", _("Not answered")
        AGREED = "agreed", _("Agrees")
        DECLINED = "declined", _("Declines")

    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="shares")
    firm = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    orders = models.ManyToManyField(Order, related_name="pool_shares")
    alone_cny = models.DecimalField(max_digits=12, decimal_places=2)
    pays_cny = models.DecimalField(max_digits=12, decimal_places=2)
    saving_cny = models.DecimalField(max_digits=12, decimal_places=2)
    said = models.JSONField(help_text="the statement in both languages")
    figures = models.JSONField(default=dict, help_text="what the firm's own orders take alone, and its fabric together")
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["pool", "firm"], name="one_share_a_firm")]
