"""A believable cluster with its order book, from a seed: factories in five townships, orders in eight categories."""

from __future__ import annotations

import random
from datetime import date, timedelta

from interlock.model import (
    CuttingTable,
    Factory,
    FactoryKind,
    Line,
    Material,
    MaterialKind,
    Operation,
    Order,
    Quantity,
    Scenario,
    Skill,
    Style,
    Township,
)

TODAY = date(2026, 11, 23)
SIZES = ("S", "M", "L", "XL")
CATEGORIES = ("t_shirt", "polo", "shirt", "trousers", "down_jacket", "workwear", "dress", "hoodie")
COLOURS = ("藏青 navy", "白 white", "黑 black", "军绿 olive")
TOWNS = (
    ("T1", "梓山镇", "Zishan", 115.48, 25.93),
    ("T2", "岭背镇", "Lingbei", 115.45, 26.07),
    ("T3", "银坑镇", "Yinkeng", 115.60, 26.25),
    ("T4", "禾丰镇", "Hefeng", 115.40, 25.72),
    ("T5", "贡江镇", "Gongjiang", 115.41, 25.95),
)
NASTY = "<script>alert(1)</script>"


def made_scenario(rng: random.Random, factories: int, orders: int) -> Scenario:
    places = [_factory(rng, at) for at in range(factories)]
    lines = [
        _line(rng, place, at) for place in places if place.kind is not FactoryKind.CUTTING_CENTRE for at in range(2)
    ]
    styles = [_style(at, category) for at, category in enumerate(CATEGORIES)]
    cores = [place.code for place in places if place.kind is FactoryKind.CORE]
    return Scenario(
        cluster="示例集群（虚构） / Sample cluster (made up)",
        today=TODAY,
        made_up=True,
        townships=tuple(
            Township(code=code, name=name, name_en=en, longitude=lon, latitude=lat)
            for code, name, en, lon, lat in TOWNS
        ),
        factories=tuple(places),
        lines=tuple(lines),
        tables=tuple(
            CuttingTable(
                code=f"{place.code}-B{at}", factory=place.code, length_mm=14_000, width_mm=1_900, minutes_per_day=560
            )
            for place in places
            if place.kind is FactoryKind.CUTTING_CENTRE
            for at in (1, 2)
        ),
        styles=tuple(styles),
        materials=(
            Material(code="F1", name="棉府绸 poplin", kind=MaterialKind.FABRIC, width_mm=1_480),
            Material(code="F2", name="棉汗布 cotton jersey", kind=MaterialKind.FABRIC, width_mm=1_750),
            Material(code="T1", name="纽扣 buttons", kind=MaterialKind.TRIM, unit="pc"),
        ),
        orders=tuple(_order(rng, at, rng.choice(styles).code, rng.choice(cores)) for at in range(orders)),
    )


def _factory(rng: random.Random, at: int) -> Factory:
    kind = FactoryKind.CUTTING_CENTRE if at < 2 else FactoryKind.CORE if at < 8 else FactoryKind.SATELLITE
    words = {FactoryKind.CUTTING_CENTRE: ("裁剪中心", "cutting centre"), FactoryKind.CORE: ("核心工厂", "core")}
    chinese, english = words.get(kind, ("卫星工厂", "satellite"))
    town = TOWNS[4] if kind is not FactoryKind.SATELLITE else rng.choice(TOWNS)
    known = rng.random() < 0.8
    return Factory(
        code=f"F{at:03d}",
        name=f"示例{chinese} {at:02d} / Sample {english} {at:02d}",
        kind=kind,
        township=town[0],
        longitude=town[3] + rng.gauss(0, 0.025),
        latitude=town[4] + rng.gauss(0, 0.025),
        finishing_min_per_day=9_000 if kind is FactoryKind.CORE else 0,
        first_pass_share=round(rng.uniform(0.85, 0.99), 3) if known else None,
        on_time_share=round(rng.uniform(0.7, 0.99), 3) if known else None,
        reply_hours=round(rng.uniform(0.5, 30), 1) if known else None,
    )


def _line(rng: random.Random, place: Factory, at: int) -> Line:
    core = place.kind is FactoryKind.CORE
    return Line(
        code=f"{place.code}-{'AB'[at]}",
        factory=place.code,
        operators=rng.randint(24, 42) if core else rng.randint(8, 26),
        minutes_per_day=600,
        efficiency=round(rng.uniform(0.6, 0.85), 2),
        skills=tuple(Skill(category) for category in rng.sample(CATEGORIES, 3)),
        price_fen_per_min=rng.randint(30, 60),
    )


def _style(at: int, category: str) -> Style:
    return Style(
        code=f"ST{at:02d}",
        name=f"示例款 {at:02d} / Sample style {at:02d}",
        category=category,
        sizes=SIZES,
        operations=(Operation(number=10, name="缝 sew", machine="lockstitch", smv_min=6.0 + 5 * at),),
    )


def _order(rng: random.Random, at: int, style: str, core: str) -> Order:
    colours = rng.sample(COLOURS, rng.randint(1, 3))
    return Order(
        number=NASTY if at == 0 else f"O-{2200 + at}",
        customer=f"示例品牌 {at % 9} / Sample brand {at % 9}",
        style=style,
        core=core,
        due_on=TODAY + timedelta(days=rng.randint(14, 58)),
        price_fen=rng.randint(2_500, 22_000),
        quantities=tuple(Quantity(c, size, rng.randint(40, 900)) for c in colours for size in SIZES),
    )
