"""Who makes: the cluster's townships, factories, lines and cutting tables."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from interlock.errors import Told
from interlock.model._validate import Problems

EARTH_RADIUS_KM = 6371.0
# Labour Law of the People's Republic of China, article 41: overtime of at most three hours a day.
MOST_OVERTIME_HOURS = 3.0


class FactoryKind(StrEnum):
    """What a factory is to the network."""

    CORE = "core"
    SATELLITE = "satellite"
    CUTTING_CENTRE = "cutting_centre"
    FINISHING = "finishing"


@dataclass(frozen=True, kw_only=True)
class Township:
    """A township with a point (degrees, WGS-84) to draw it at; ``approximate`` says the point is not surveyed."""

    code: str
    name: str
    name_en: str
    longitude: float
    latitude: float
    approximate: bool = True

    def __post_init__(self) -> None:
        with Problems("township", self.code) as p:
            p.text("code", self.code)
            p.text("name", self.name)
            p.within("longitude", self.longitude, -180, 180)
            p.within("latitude", self.latitude, -90, 90)


@dataclass(frozen=True, kw_only=True)
class Factory:
    """A place that makes.

    ``opening_fen`` is the cost of bringing a new order into it, ``finishing_min_per_day`` the standard minutes
    of finishing, inspection and packing it has on an open day (0: none), at ``finishing_fen_per_min``.
    ``overtime_hours`` is the most that its lines work beyond their shift on a day (None: as the policy allows).
    ``first_pass_share``, ``on_time_share`` and ``reply_hours`` are recorded service facts, None where not known yet.
    """

    code: str
    name: str
    kind: FactoryKind
    township: str
    longitude: float
    latitude: float
    minimum_lot_pieces: int = 100
    opening_fen: int = 0
    finishing_min_per_day: float = 0.0
    finishing_fen_per_min: float = 0.0
    first_pass_share: float | None = None
    on_time_share: float | None = None
    reply_hours: float | None = None
    overtime_hours: float | None = None

    def __post_init__(self) -> None:
        with Problems("factory", self.code) as p:
            p.text("code", self.code)
            p.text("name", self.name)
            p.within("longitude", self.longitude, -180, 180)
            p.within("latitude", self.latitude, -90, 90)
            p.at_least("minimum lot", self.minimum_lot_pieces, 1)
            p.at_least("opening cost", self.opening_fen, 0)
            p.at_least("finishing minutes a day", self.finishing_min_per_day, 0)
            p.at_least("finishing price", self.finishing_fen_per_min, 0)
            for name, share in (("first-pass share", self.first_pass_share), ("on-time share", self.on_time_share)):
                if share is not None:
                    p.within(name, share, 0, 1)
            if self.reply_hours is not None:
                p.at_least("hours to reply", self.reply_hours, 0)
            if self.overtime_hours is not None:
                p.within("overtime hours a day", self.overtime_hours, 0, MOST_OVERTIME_HOURS)


@dataclass(frozen=True)
class Skill:
    """How well a line sews a category: ``level`` in (0, 1], 1 being the best in the cluster."""

    category: str
    level: float = 1.0

    def __post_init__(self) -> None:
        with Problems("skill", self.category) as p:
            p.text("category", self.category)
            p.within("level", self.level, 0.01, 1)


@dataclass(frozen=True, kw_only=True)
class Line:
    """Sewing operators who work as one; the unit of sewing capacity.

    ``price_fen_per_min`` is paid per standard minute sewn. ``current_style`` is what it sews today, if known.
    """

    code: str
    factory: str
    operators: int
    minutes_per_day: float
    efficiency: float
    skills: tuple[Skill, ...]
    price_fen_per_min: float
    attendance: float = 1.0
    current_style: str = ""

    def __post_init__(self) -> None:
        with Problems("line", self.code) as p:
            p.text("code", self.code)
            p.text("factory", self.factory)
            p.at_least("operators", self.operators, 1)
            p.within("minutes a day", self.minutes_per_day, 1, 1440)
            p.within("efficiency", self.efficiency, 0.01, 2)
            p.within("attendance", self.attendance, 0.01, 1)
            p.at_least("price per standard minute", self.price_fen_per_min, 0)
            p.unique("skill", (skill.category for skill in self.skills))
            if not self.skills:
                p.add(
                    Told("it has no skill; name at least one category it can sew", "没有技能，请至少写一个能做的品类")
                )

    @property
    def capacity_min_per_day(self) -> float:
        """Standard minutes of an open day: operators x minutes x attendance x efficiency."""
        return self.operators * self.minutes_per_day * self.attendance * self.efficiency

    @property
    def minutes_per_hour(self) -> float:
        """Standard minutes that it sews in an hour."""
        return self.capacity_min_per_day / self.minutes_per_day * 60

    def level(self, category: str) -> float:
        """Return the skill level for a category, 0 where the line cannot sew it."""
        return next((skill.level for skill in self.skills if skill.category == category), 0.0)


@dataclass(frozen=True, kw_only=True)
class CuttingTable:
    """A table that lays are spread and cut on; ``minutes_per_day`` on an open day."""

    code: str
    factory: str
    length_mm: float
    width_mm: float
    minutes_per_day: float

    def __post_init__(self) -> None:
        with Problems("table", self.code) as p:
            p.text("code", self.code)
            p.text("factory", self.factory)
            p.within("length in mm", self.length_mm, 500, 100_000)
            p.within("width in mm", self.width_mm, 300, 5_000)
            p.within("minutes a day", self.minutes_per_day, 1, 1440)


def distance_km(a: Factory, b: Factory) -> float:
    """Return the great-circle distance between two factories in km (haversine formula)."""
    lat_a, lat_b = math.radians(a.latitude), math.radians(b.latitude)
    d_lat, d_lon = lat_b - lat_a, math.radians(b.longitude - a.longitude)
    h = math.sin(d_lat / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(d_lon / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))
