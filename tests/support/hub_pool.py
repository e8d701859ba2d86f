"""Three firms with a small order each, laid on one fabric at one shop on one day: what can be cut together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from interlock_hub.core.models import Membership, Organisation
    from interlock_hub.cutting.models import Lay, Pool

PIECES = ((30, 21), (17, 26), (11, 13))


def lay_orders(lay: Lay, firms: Sequence[Organisation]) -> None:
    """Give each firm an order ``POOLED-n`` with one lay, in the place and on the day of a lay that goes with its shop's
    others.
    """
    from interlock_hub.cutting.models import Lay
    from interlock_hub.network.models import CuttingTable
    from interlock_hub.orders.models import Order, OrderQuantity

    style = next(
        one.style for one in Order.objects.select_related("style") if len(one.style.body["bill"][0]["cut_pieces"]) > 1
    )
    marker, shell = lay.marker, style.body["bill"][0]["material"]
    marker.pk, marker.code = None, "POOLED"
    marker.style, marker.material, marker.nested = style, shell, False
    marker.ratio = {style.sizes[0]: 1, style.sizes[1]: 1}
    marker.save()
    CuttingTable.objects.filter(factory=lay.factory).update(length_mm=12000, width_mm=2500)
    for at, (firm, pieces) in enumerate(zip(firms, PIECES, strict=True)):
        order = Order.objects.create(
            number=f"POOLED-{at}", owner=firm, customer=f"Secret_brand_{at}", style=style,
            due_on=lay.cut_on + timedelta(days=20), pieces=sum(pieces),
        )  # fmt: skip
        for rank, (size, count) in enumerate(zip(style.sizes, pieces, strict=False)):
            OrderQuantity.objects.create(order=order, rank=rank, colour="navy", size=size, pieces=count)
        Lay.objects.create(
            code=f"POOLED-{at}-1", order=order, marker=marker, factory=lay.factory, table=lay.table, material=shell,
            cut_on=lay.cut_on, start_min=at * 60, end_min=at * 60 + 50, plies=[["navy", max(pieces)]], fabric_m=40,
        )  # fmt: skip


def asked(member: Callable[[str], Membership], pool: Pool) -> Pool:
    """Ask the firms of a pool, as the cutter of the centre."""
    from interlock_hub.cutting import services_pools

    services_pools.send(by=member("cutter"), pool=pool)
    return pool


def agreed(member: Callable[[str], Membership], pool: Pool, firms: Sequence[Membership]) -> Pool:
    """Ask the firms of a pool, and let all of them agree."""
    from interlock_hub.cutting import services_pools
    from interlock_hub.cutting.models import PoolShare

    asked(member, pool)
    for one in firms:
        services_pools.answer(by=one, share=PoolShare.objects.get(pool=pool, firm=one.organisation), agrees=True)
    pool.refresh_from_db()
    return pool


def ask_for_consent() -> None:
    """Let the sample cluster's centre work out such a pool, with the planner's firm in it, and ask the firms."""
    from interlock_hub.core import jobs
    from interlock_hub.core.models import Membership, Organisation, Person, Role
    from interlock_hub.cutting import services_pools
    from interlock_hub.cutting.models import Lay, Pool
    from interlock_hub.cutting.pool_candidates import candidates

    cutter = Membership.objects.get(person__username="cutter")
    planner = Membership.objects.get(person__username="planner")
    lay = Lay.objects.filter(factory__organisation=cutter.organisation_id).order_by("-cut_on").first()
    assert lay is not None
    others = [Organisation.objects.create(code=f"pool-{at}", name=f"Secret_firm_{at}", kind="firm") for at in range(2)]
    for firm in others:
        answers = Person.objects.create(username=firm.code, first_name=firm.code)
        Membership.objects.create(person=answers, organisation=firm, role=Role.PLANNER)
    lay_orders(lay, [planner.organisation, *others])
    found = next(one for one in candidates([lay.factory]) if "POOLED-0" in one.orders)
    job = services_pools.ask(by=cutter, factory=found.factory, material=found.material, numbers=found.orders)
    jobs.run(str(job.pk))
    services_pools.send(by=cutter, pool=Pool.objects.get())
