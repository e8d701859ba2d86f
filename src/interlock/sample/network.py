"""Factories in their townships, and lines with their skills."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from interlock.model.network import Factory, FactoryKind, Line, Skill
from interlock.sample.catalogue import CATEGORIES, CATEGORY, Category
from interlock.sample.chance import drawn
from interlock.sample.townships import COUNTY_SEAT, PARK, TOWNSHIPS

FACTORIES_OF_DEFAULT, CENTRES_OF_DEFAULT, CORES_OF_DEFAULT = 175, 3, 12
SEWN_BY_KIN = 0.4
KM_PER_DEGREE = 111.2
PARK_SPREAD_KM, TOWN_SPREAD_KM = 0.9, 1.8
UNKNOWN_FACTS_SHARE = 0.12


@dataclass(frozen=True)
class Crew:
    """What lines of one kind of factory look like: the shares of factories with 1, 2, ... lines, then ranges.

    ``operators_skew`` are the two parameters of the beta distribution within the range."""

    line_shares: tuple[float, ...]
    operators: tuple[int, int]
    operators_skew: tuple[float, float]
    efficiency: tuple[float, float]
    price_fen_per_min: tuple[float, float]


CREWS: Mapping[FactoryKind, Crew] = {
    FactoryKind.CORE: Crew((0, 0, 0.4, 0.3, 0.2, 0.1), (25, 45), (1.0, 2.2), (0.62, 0.85), (42.0, 60.0)),
    FactoryKind.SATELLITE: Crew((0.72, 0.21, 0.07), (8, 30), (0.9, 3.0), (0.55, 0.76), (30.0, 48.0)),
}


def kind_counts(factories: int) -> tuple[int, int, int]:
    """Return how many cutting centres, core and satellite factories make a cluster of that many (at least 3)."""
    centres = max(1, round(factories * CENTRES_OF_DEFAULT / FACTORIES_OF_DEFAULT))
    cores = max(1, round(factories * CORES_OF_DEFAULT / FACTORIES_OF_DEFAULT))
    return centres, cores, factories - centres - cores


def make_factories(factories: int, rng: np.random.Generator) -> tuple[Factory, ...]:
    """Return the cutting centres, then the core, then the satellite factories, none with finishing yet."""
    centres, cores, satellites = kind_counts(factories)
    places = _places(satellites, rng)
    return (
        *(_centre(n, rng) for n in range(centres)),
        *(_core(n, rng) for n in range(cores)),
        *(_satellite(n, places[n], rng) for n in range(satellites)),
    )


def _centre(n: int, rng: np.random.Generator) -> Factory:
    township = PARK if n % 3 < 2 else COUNTY_SEAT
    return _factory(f"K{n + 1}", "裁剪中心", "cutting centre", n, FactoryKind.CUTTING_CENTRE, township, rng)


def _core(n: int, rng: np.random.Generator) -> Factory:
    township = PARK if rng.random() < 0.7 else _drawn_township(rng)
    factory = _factory(f"C{n + 1:02d}", "核心工厂", "core", n, FactoryKind.CORE, township, rng)
    return replace(_with_facts(factory, rng), opening_fen=_tens(rng.uniform(30_000, 80_000)), minimum_lot_pieces=100)


def _satellite(n: int, township: str, rng: np.random.Generator) -> Factory:
    factory = _factory(f"S{n + 1:03d}", "卫星工厂", "satellite", n, FactoryKind.SATELLITE, township, rng)
    least = drawn((30, 50, 80, 100), (1, 1, 1, 1), rng)
    return replace(_with_facts(factory, rng), opening_fen=_tens(rng.uniform(8_000, 30_000)), minimum_lot_pieces=least)


def _factory(
    code: str, chinese: str, english: str, n: int, kind: FactoryKind, township: str, rng: np.random.Generator
) -> Factory:
    number = code[1:].zfill(2)
    longitude, latitude = _point(township, rng)
    return Factory(
        code=code,
        name=f"示例{chinese} {number} / Sample {english} {number}",
        kind=kind,
        township=township,
        longitude=longitude,
        latitude=latitude,
    )


def _with_facts(factory: Factory, rng: np.random.Generator) -> Factory:
    first_pass, on_time, hours = rng.beta(30, 2), rng.beta(14, 2), rng.lognormal(1.2, 0.9)
    if rng.random() < UNKNOWN_FACTS_SHARE:
        return factory
    return replace(
        factory,
        first_pass_share=round(float(first_pass), 3),
        on_time_share=round(float(on_time), 3),
        reply_hours=round(min(72.0, float(hours)), 1),
    )


def _point(township: str, rng: np.random.Generator) -> tuple[float, float]:
    place = next(t for t in TOWNSHIPS if t.code == township)
    spread_km = PARK_SPREAD_KM if township == PARK else TOWN_SPREAD_KM
    east_km, north_km = np.clip(rng.normal(0.0, spread_km, 2), -2 * spread_km, 2 * spread_km)
    longitude = place.longitude + east_km / (KM_PER_DEGREE * math.cos(math.radians(place.latitude)))
    return round(float(longitude), 5), round(float(place.latitude + north_km / KM_PER_DEGREE), 5)


def _places(satellites: int, rng: np.random.Generator) -> list[str]:
    """The satellites' townships: by weight, in an order of chance, so that few satellites still spread."""
    shares = {code: weight * satellites for code, weight in _township_weights().items()}
    places = [code for code, count in apportioned(shares, satellites).items() for _ in range(count)]
    return [str(code) for code in rng.permutation(places)]


def _township_weights() -> dict[str, float]:
    """Satellites per township: more near the county seat, some everywhere."""
    seat = next(t for t in TOWNSHIPS if t.code == COUNTY_SEAT)
    near = {}
    for town in TOWNSHIPS:
        away_km = KM_PER_DEGREE * math.hypot(0.9 * (town.longitude - seat.longitude), town.latitude - seat.latitude)
        near[town.code] = 0.5 + 2.0 * math.exp(-away_km / 12.0)
    total = sum(near.values())
    return {code: weight / total for code, weight in near.items()}


def _drawn_township(rng: np.random.Generator) -> str:
    weights = _township_weights()
    return drawn(list(weights), list(weights.values()), rng)


def apportioned(shares: Mapping[str, float], total: int) -> dict[str, int]:
    """Share out ``total`` in proportion to ``shares`` by largest remainder; all zeros stay zero."""
    whole = sum(shares.values())
    exact = {key: share / whole * total if whole else 0.0 for key, share in shares.items()}
    counts = {key: math.floor(value) for key, value in exact.items()}
    left = total - sum(counts.values()) if whole else 0
    for key in sorted(exact, key=lambda k: (counts[k] - exact[k], k))[:left]:
        counts[key] += 1
    return counts


def make_lines(factories: Sequence[Factory], operators_scale: float, rng: np.random.Generator) -> tuple[Line, ...]:
    """Return the lines of every factory that sews; ``operators_scale`` makes them larger or smaller than usual."""
    posts = [
        (factory, nth) for factory in factories if factory.kind in CREWS for nth in range(_line_count(factory, rng))
    ]
    shares = {category.name: category.weight for category in CATEGORIES}
    quota = [name for name, count in apportioned(shares, len(posts)).items() for _ in range(count)]
    first_skills = [CATEGORY[str(name)] for name in rng.permutation(quota)]
    return tuple(
        _line(factory, nth, first, operators_scale, rng)
        for (factory, nth), first in zip(posts, first_skills, strict=True)
    )


def _line_count(factory: Factory, rng: np.random.Generator) -> int:
    shares = CREWS[factory.kind].line_shares
    return drawn(range(1, len(shares) + 1), shares, rng)


def _line(factory: Factory, nth: int, first: Category, operators_scale: float, rng: np.random.Generator) -> Line:
    crew = CREWS[factory.kind]
    least, most = crew.operators
    skew = rng.beta(*crew.operators_skew)
    return Line(
        code=f"{factory.code}-L{nth + 1}",
        factory=factory.code,
        operators=max(2, round((least + (most - least) * skew) * operators_scale)),
        minutes_per_day=drawn((540.0, 570.0, 600.0), (0.4, 0.35, 0.25), rng),
        efficiency=round(float(rng.uniform(*crew.efficiency)), 2),
        attendance=round(float(rng.uniform(0.90, 0.98)), 2),
        price_fen_per_min=round(float(rng.uniform(*crew.price_fen_per_min)), 1),
        skills=_skills(first, rng),
    )


def _skills(first: Category, rng: np.random.Generator) -> tuple[Skill, ...]:
    """The first category at nearly full level, then up to three of its kin at a lower one."""
    further = drawn((0, 1, 2, 3), (0.22, 0.36, 0.28, 0.14), rng)
    kin = [str(name) for name in rng.permutation(first.kin)[:further]]
    best = Skill(first.name, round(float(rng.uniform(0.95, 1.0)), 2))
    return (best, *(Skill(name, round(float(rng.uniform(0.82, 0.96)), 2)) for name in kin))


def capacity_by_category(lines: Sequence[Line]) -> dict[str, float]:
    """Split every line's standard minutes of a day over its skills: 40 % to its further ones, if it has any."""
    split = dict.fromkeys(CATEGORY, 0.0)
    for line in lines:
        first, further = line.skills[0], line.skills[1:]
        kin_share = SEWN_BY_KIN if further else 0.0
        split[first.category] += line.capacity_min_per_day * (1 - kin_share)
        for skill in further:
            split[skill.category] += line.capacity_min_per_day * kin_share / len(further)
    return split


def with_current_styles(
    lines: Sequence[Line], styles: Mapping[str, Sequence[str]], rng: np.random.Generator
) -> tuple[Line, ...]:
    """Give two lines in three a style that they sew today; ``styles`` are codes by category."""
    return tuple(
        replace(line, current_style=str(rng.choice(list(styles[line.skills[0].category]))))
        if rng.random() < 0.65
        else line
        for line in lines
    )


def _tens(value: float) -> int:
    return 10 * round(value / 10)
