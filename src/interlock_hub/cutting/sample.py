"""A made-up cutting room's day, so that no page of a demo is empty: rolls, a pattern file, cut plans measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from random import Random

from django.db import transaction

from interlock_hub.core import jobs
from interlock_hub.core.models import JobRun, Membership, Role
from interlock_hub.core.selectors import today
from interlock_hub.cutting import patterns_bridge, plan_bridge, services_patterns, services_plans, services_pools
from interlock_hub.cutting import services_rolls as rolls
from interlock_hub.cutting.models import Lay, Pool, Roll
from interlock_hub.cutting.pool_candidates import candidates
from interlock_hub.orders.models import Order, Style

AHEAD = timedelta(days=4)
# Rolls cover so much more than the lays of the next days take; suppliers' rolls vary in length about the usual.
SPARE, USUAL_M, SPREAD_M, SHADES = 1.25, 95.0, 18.0, ("A", "B", "C")
MOST_ROLLS = 1200
MEASURED = 3
# Pools worked out, of so many tries and of so many metres at least: not all orders save when they are cut together.
POOLS, POOLS_TRIED, POOLED_FIRMS, POOLED_M = 3, 8, 2, 1_000


def fill(seed: int = 0) -> None:
    """Fill the cutting room of a sample cluster whose plan is published; the same seed fills it alike."""
    cutter = Membership.objects.filter(role=Role.CUTTER).select_related("organisation", "person").first()
    if cutter is None:
        return
    lays = list(
        Lay.objects.filter(factory__organisation=cutter.organisation_id, cut_on__lte=today() + AHEAD)
        .select_related("factory", "marker", "order")
        .defer("marker__body")
        .order_by("cut_on", "code")
    )
    _rolls(lays, Random(seed))
    _pattern(cutter)
    _measured(cutter, lays)
    _pool(cutter, lays)


@transaction.atomic
def _rolls(lays: Iterable[Lay], chance: Random) -> None:
    """Rolls of the fabrics that the next days' lays take, the next lays' first, in a few shades each."""
    fabrics = rolls.fabrics()
    needs: dict[tuple[str, str], float] = defaultdict(float)
    width: dict[str, float] = {}
    factory = None
    for lay in lays:
        factory = lay.factory
        width[lay.material] = max(lay.marker.width_mm, width.get(lay.material, 0.0))
        plies = sum(count for _colour, count in lay.plies)
        for colour, count in lay.plies:
            by_colour = fabrics.get(lay.material, {}).get("by_colour", True)
            needs[lay.material, colour if by_colour else ""] += lay.fabric_m * count / plies
    made: list[Roll] = []
    for (material, colour), metres in needs.items():
        at_hand = 0.0
        while at_hand < metres * SPARE and len(made) < MOST_ROLLS:
            length = round(max(12.0, chance.gauss(USUAL_M, SPREAD_M)), 1)
            shade = SHADES[min(int(chance.expovariate(1.2)), len(SHADES) - 1)]
            made.append(
                Roll(
                    factory=factory, code=f"S{len(made) + 1:04d}", material=material, colour=colour, shade=shade,
                    length_m=length, width_mm=width[material] + chance.choice((0, 10, 20)),
                )
            )  # fmt: skip
            at_hand += length
    Roll.objects.bulk_create(made)


def _pattern(cutter: Membership) -> None:
    """A pattern file as a pattern program might export it: outlines left open, which the reader mends and lists."""
    style = next((style for style in Style.objects.order_by("code") if style.body.get("pieces")), None)
    if style is None:
        return
    data = patterns_bridge.rough_export(style)
    row = services_patterns.upload(by=cutter, style=style, name=f"{style.code}-sample.dxf", data=data)
    if row.job:
        jobs.run(str(row.job.pk))


def _measured(cutter: Membership, lays: Iterable[Lay]) -> None:
    """The first orders' cut plans, measured against the best possible."""
    for number in list(dict.fromkeys(lay.order.number for lay in lays))[:MEASURED]:
        order = Order.objects.get(number=number)
        _run(services_plans.ask(by=cutter, order=order, limits=plan_bridge.usual_limits(order)))


def _pool(cutter: Membership, lays: list[Lay]) -> None:
    """What a few candidates of few firms save, those with the smallest orders first, worked out; nobody is asked."""
    found = candidates([lays[0].factory]) if lays else []
    few = [one for one in found if len(one.firms) <= POOLED_FIRMS and one.metres >= POOLED_M]
    for one in few[:POOLS_TRIED]:
        if Pool.objects.count() < POOLS:
            _run(services_pools.ask(by=cutter, factory=one.factory, material=one.material, numbers=one.orders))


def _run(job: JobRun) -> None:
    jobs.run(str(job.pk))
