"""A small made-up cluster, planned and published, in the test database; every test sees it and leaves it as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import made_once
import pytest

if TYPE_CHECKING:
    from django.test import Client

    from interlock.model import Plan, Scenario
    from interlock_hub.core.models import Membership
    from interlock_hub.planning.models import PlanVersion

TODAY = date(2026, 11, 23)
PASSWORD = "silk-linen-000001"
STRANGER = "stranger"
# So many that some of the first day's markers are nested within a second each.
NESTS = 8
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """Seed once for each test process."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        fill()


def fill() -> None:
    """Fill the database: 20 factories, 36 orders, a published plan."""
    from interlock_hub.core.models import Membership, Role
    from interlock_hub.planning import storing_bridge
    from interlock_hub.planning.services import publish
    from interlock_hub.site.bridge import sample
    from interlock_hub.site.seed import seed

    scenario = sample(factories=20, orders=36, seed=3, today=TODAY)
    seed(scenario, password=PASSWORD)
    operator = Membership.objects.get(role=Role.OPERATOR)
    plan = storing_bridge.ready(scenario, made(scenario))
    publish(by=operator, plan=storing_bridge.store_plan(plan, number=1, made_by=operator))


def made(scenario: Scenario) -> Plan:
    """The cluster's plan, made once for all test processes."""
    return made_once.plan_once("world", lambda: _planned(scenario))


def _planned(scenario: Scenario) -> Plan:
    from interlock_hub.planning import bridge

    policy = bridge.policy_named("balanced", calibrate_seconds=0, nest_days=1, nest_seconds=1, most_nests=NESTS)
    cache = made_once.folder() / "nests"
    return bridge.make_plan(
        scenario, policy, tell=lambda *_, **__: None, stop=lambda: False, cache_folder=cache, workers=1
    )


@pytest.fixture
def member(db: None) -> Callable[[str], Membership]:
    """A member by role: the first one of the demo's logins."""
    from interlock_hub.core.models import Membership, Role

    def found(role: str) -> Membership:
        username = "owner1" if role == Role.OWNER else role
        return Membership.objects.select_related("person", "organisation").get(person__username=username)

    return found


@pytest.fixture
def as_role(member: Callable[[str], Membership]) -> Callable[[str], Client]:
    """A browser logged in under a role, or a stranger's."""
    from django.test import Client

    def client(role: str) -> Client:
        browser = Client(headers={"accept-language": "en"})
        if role != STRANGER:
            browser.force_login(member(role).person, backend=BACKEND)
        return browser

    return client


@pytest.fixture
def published(db: None) -> PlanVersion:
    """The plan that holds."""
    from interlock_hub.planning.models import PlanVersion

    return PlanVersion.objects.get(state=PlanVersion.State.PUBLISHED)
