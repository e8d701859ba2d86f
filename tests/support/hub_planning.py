"""What tests of planning share: refusals, jobs run as a worker would, orders of other firms, the same plan again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation

from interlock_hub.core import jobs

if TYPE_CHECKING:
    from interlock_hub.core.models import JobRun
    from interlock_hub.planning.models import LotOffer, PlanVersion


@pytest.fixture
def in_english() -> Iterator[None]:
    """What services say is English, whatever a page said before."""
    with translation.override("en"):
        yield


def decline(count: int = 1) -> list[LotOffer]:
    """Refuse some offers of different orders, each by its owner."""
    from interlock_hub.core.models import Membership, Role
    from interlock_hub.planning import offers
    from interlock_hub.planning.models import LotOffer

    found: dict[int, LotOffer] = {}
    for offer in LotOffer.objects.filter(state="open", organisation__memberships__role=Role.OWNER).order_by("start_on"):
        found.setdefault(offer.order_id, offer)
    for offer in list(found.values())[:count]:
        owner = Membership.objects.get(organisation_id=offer.organisation_id, role=Role.OWNER)
        offers.decline(by=owner, offers=[offer], reason="full")
    return list(found.values())[:count]


def run_waiting(kind: str) -> list[JobRun]:
    """Run the jobs of a kind that wait, as a worker would."""
    from interlock_hub.core.models import JobRun

    done = []
    for job in JobRun.objects.filter(kind=kind, state="queued").order_by("created_at"):
        jobs.run(str(job.pk))
        job.refresh_from_db()
        assert job.state == "done", (job.error, job.log)
        done.append(job)
    assert done
    return done


def give_away(orders: Any) -> None:
    """Make orders another firm's, as if its core factory had taken them."""
    from interlock_hub.network.models import Factory

    other = Factory.objects.filter(kind="satellite").order_by("-pk").first()
    assert other is not None
    orders.update(owner=other.organisation, planned_core=other, core=other)


def twin_of(plan: PlanVersion, **facts: Any) -> PlanVersion:
    """The same plan once more, as a draft."""
    from interlock_hub.planning import bridge, storing_bridge
    from interlock_hub.planning.models import PlanVersion
    from interlock_hub.planning.services import next_number

    full = PlanVersion.objects.get(pk=plan.pk)
    plan = storing_bridge.ready(bridge.scenario_in(full.book), bridge.plan_in(full.body))
    return storing_bridge.store_plan(plan, number=next_number(), **facts)
