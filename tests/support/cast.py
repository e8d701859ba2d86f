"""One small cast for all tests: two cores, a cutting centre, three satellites, two styles, a few orders."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import made_once

from interlock.model import (
    BillItem,
    Calendar,
    CuttingTable,
    Factory,
    FactoryKind,
    Line,
    Material,
    MaterialKind,
    Offer,
    Operation,
    Order,
    Plan,
    Policy,
    PriceBreak,
    Quantity,
    Scenario,
    Skill,
    Stock,
    Style,
    Township,
)
from interlock.patterns import graded

TODAY = date(2026, 11, 23)
SIZES = ("S", "M", "L")
# The first lays get real nests, of a second each.
POLICY = Policy(nest_days=30, nest_seconds=1, effort="quick")


def factory(code: str, kind: FactoryKind, east: float, **facts: object) -> Factory:
    values = {
        "code": code,
        "name": f"{code} sample",
        "kind": kind,
        "township": "T1",
        "longitude": 115.4 + east,
        "latitude": 25.95,
    }
    return Factory(**(values | facts))  # type: ignore[arg-type]


def line(code: str, owner: str, *categories: str, operators: int = 20, price: float = 40.0, **facts: object) -> Line:
    values = {
        "code": code,
        "factory": owner,
        "operators": operators,
        "minutes_per_day": 540,
        "efficiency": 0.7,
        "price_fen_per_min": price,
        "skills": tuple(Skill(category, 0.9) for category in categories),
    }
    return Line(**(values | facts))  # type: ignore[arg-type]


@cache
def style(code: str, category: str, design: str, smv: float) -> Style:
    drafts = list(graded(design).values())[: len(SIZES)]
    pieces = tuple(replace(p, size=size) for size, draft in zip(SIZES, drafts, strict=True) for p in draft)
    names = tuple(dict.fromkeys(p.name for p in pieces))
    operations = tuple(Operation(number=i, name=f"seam {i}", machine="overlock", smv_min=smv / 4) for i in range(1, 5))
    bill = (
        BillItem(material=f"F-{code}", cut_pieces=names, waste_share=0.03),
        BillItem(material="BAG", per_garment=1.0),
        BillItem(material="LABEL", per_garment=2.0, waste_share=0.01),
    )
    return Style(
        code=code, name=code, category=category, sizes=SIZES, operations=operations, bill=bill, pieces=pieces,
        finishing_min=1.5,
    )  # fmt: skip


def order(number: str, style_code: str, due_in: int, pieces: int, *, colours: int = 1, **facts: object) -> Order:
    shares = (0.3, 0.45, 0.25)
    quantities = tuple(
        Quantity(f"colour {c}", size, max(1, round(pieces * share / colours)))
        for c in range(1, colours + 1)
        for size, share in zip(SIZES, shares, strict=True)
    )
    values = {
        "number": number,
        "customer": "Brand A",
        "style": style_code,
        "due_on": TODAY + timedelta(days=due_in),
        "quantities": quantities,
        "price_fen": 6_000,
        "core": "C1",
        "over_share": 0.03,
        "under_share": 0.03,
    }
    return Order(**(values | facts))  # type: ignore[arg-type]


def offers(material: str, fen: float, lead: int, **facts: object) -> tuple[Offer, ...]:
    slow = Offer(
        code=f"{material}-slow", seller="Mill 1", material=material, lead_days=lead + 6,
        breaks=(PriceBreak(0, fen), PriceBreak(1_000, fen * 0.9)), **facts,
    )  # type: ignore[arg-type]  # fmt: skip
    fast = Offer(
        code=f"{material}-fast", seller="Mill 2", material=material, lead_days=lead, breaks=(PriceBreak(0, fen * 1.1),)
    )
    return slow, fast


def scenario(orders: tuple[Order, ...] | None = None, **changes: object) -> Scenario:
    """The cast with its usual order book, or another one; ``changes`` replace fields of the scenario."""
    book = orders if orders is not None else usual_orders()
    made = Scenario(
        cluster="Test county",
        today=TODAY,
        townships=(Township(code="T1", name="梓山镇", name_en="Zishan", longitude=115.4, latitude=25.95),),
        factories=(
            factory("C1", FactoryKind.CORE, 0.0, finishing_min_per_day=4_000.0, finishing_fen_per_min=30.0),
            factory("C2", FactoryKind.CORE, 0.05, finishing_min_per_day=4_000.0, finishing_fen_per_min=30.0),
            factory("K1", FactoryKind.CUTTING_CENTRE, 0.02),
            factory("S1", FactoryKind.SATELLITE, 0.1, opening_fen=20_000, first_pass_share=0.97, on_time_share=0.9),
            factory("S2", FactoryKind.SATELLITE, 0.15, opening_fen=20_000, minimum_lot_pieces=200, reply_hours=4.0),
            factory("S3", FactoryKind.SATELLITE, 0.2, opening_fen=10_000),
        ),
        lines=(
            line("C1-A", "C1", "t_shirt", "shirt", operators=30, price=50.0),
            line("C2-A", "C2", "shirt", operators=30, price=48.0),
            line("S1-A", "S1", "t_shirt", price=36.0, current_style="TEE"),
            line("S2-A", "S2", "t_shirt", "shirt", price=38.0),
            line("S3-A", "S3", "shirt", price=35.0),
        ),
        tables=(
            CuttingTable(code="K1-1", factory="K1", length_mm=12_000, width_mm=2_000, minutes_per_day=600),
            CuttingTable(code="K1-2", factory="K1", length_mm=8_000, width_mm=1_800, minutes_per_day=600),
        ),
        styles=(style("TEE", "t_shirt", "teagan", 6.0), style("SHIRT", "shirt", "brian", 16.0)),
        materials=(
            Material(code="F-TEE", name="jersey", kind=MaterialKind.FABRIC, width_mm=1_700),
            Material(code="F-SHIRT", name="poplin", kind=MaterialKind.FABRIC, width_mm=1_450, two_way=False),
            Material(code="BAG", name="poly bag", kind=MaterialKind.TRIM, unit="pc", by_colour=False, whole_units=True),
            Material(code="LABEL", name="label", kind=MaterialKind.TRIM, unit="pc", by_colour=False, whole_units=True),
        ),
        offers=(
            *offers("F-TEE", 1_800, 3, minimum_quantity=100.0),
            *offers("F-SHIRT", 2_200, 5, minimum_quantity=100.0),
            *offers("BAG", 12, 2),
            *offers("LABEL", 5, 2),
        ),
        stock=(Stock(material="F-TEE", colour="colour 1", quantity=400.0), Stock(material="BAG", quantity=500.0)),
        orders=book,
        calendar=Calendar(),
        made_up=True,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def usual_orders() -> tuple[Order, ...]:
    return (
        order("O-1", "TEE", 21, 600),
        order("O-2", "TEE", 24, 2_400, colours=2),
        order("O-3", "SHIRT", 28, 900, core="C2"),
        order("O-4", "SHIRT", 35, 3_000, colours=2, core=""),
        order("O-5", "TEE", 30, 1_500, priority=5),
        order("O-6", "SHIRT", 30, 400, material_ready_on=TODAY + timedelta(days=4)),
        order("O-7", "TEE", 6, 800),
    )


def planned(scenario: Scenario) -> Plan:
    """The judged plan of a scenario under the cast's policy, with the nests that all tests share."""
    from interlock.markers import MarkerCache
    from interlock.planner import plan

    return plan(scenario, POLICY, cache=MarkerCache(made_once.folder() / "markers"), workers=1).plan


def made() -> Plan:
    """The judged plan of the cast with its usual order book, made once for all test processes."""
    return made_once.plan_once("cast", lambda: planned(scenario()))
