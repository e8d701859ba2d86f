"""Lines that owners say stand, or run again: events of the plan that holds, taken back with what was said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from hub_planning import give_away, in_english, run_waiting  # noqa: F401 (in_english is a fixture)

from interlock_hub.core.models import Membership, Role
from interlock_hub.core.selectors import today
from interlock_hub.network import services
from interlock_hub.network.models import CapacityChange, Line
from interlock_hub.orders.models import Order
from interlock_hub.planning import events
from interlock_hub.planning.models import PlanEvent, PlanLot, PlanVersion
from interlock_hub.planning.selectors import events_decided_by, events_visible_to

Members = Callable[[str], Membership]
Browsers = Callable[[str], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def owner(member: Members) -> Membership:
    return member(Role.OWNER)


@pytest.fixture
def line(owner: Membership, published: PlanVersion) -> Line:
    """A line of the owner's that sews in the days to come."""
    lot = PlanLot.objects.filter(plan=published, factory__organisation=owner.organisation).order_by("-end_on").first()
    assert lot is not None
    return lot.line


def stands(owner: Membership, line: Line, days: int = 3, share: float = 0.0) -> None:
    last_on = today() + timedelta(days=days)
    services.tell_line_stands(by=owner, line=line, first_on=today(), last_on=last_on, share=share, reason="flood")


def confirmed(operator: Membership) -> None:
    run_waiting("repair")
    draft = PlanEvent.objects.filter(state="repaired").latest("id").repaired
    assert draft is not None
    events.ask_to_confirm(by=operator, draft=draft)
    run_waiting("confirm")


def test_a_line_that_its_owner_says_stands_is_an_event_and_is_repaired(owner: Membership, line: Line) -> None:
    stands(owner, line)
    stands(owner, line)  # a repeat of the same word
    event = PlanEvent.objects.get()
    assert (event.kind, event.body["line"], event.told_by) == ("line_stopped", line.code, owner)
    run_waiting("repair")
    event.refresh_from_db()
    assert event.state == "repaired"


def test_what_the_register_says_already_is_not_written_twice(owner: Membership, line: Line, member: Members) -> None:
    stands(owner, line)
    confirmed(member(Role.OPERATOR))
    assert CapacityChange.objects.filter(line=line, share=0).count() == 1


def test_a_stop_taken_back_before_the_decision_takes_its_event_along(owner: Membership, line: Line) -> None:
    stands(owner, line)
    services.remove_change(by=owner, factory=line.factory, pk=CapacityChange.objects.get(line=line, share=0).pk)
    assert list(PlanEvent.objects.values_list("kind", "state")) == [("line_stopped", "dismissed")]


def test_a_line_that_runs_again_is_an_event_where_the_plan_takes_it_to_stand(
    owner: Membership, line: Line, member: Members
) -> None:
    stands(owner, line)
    confirmed(member(Role.OPERATOR))
    services.remove_change(by=owner, factory=line.factory, pk=CapacityChange.objects.get(line=line, share=0).pk)
    back = PlanEvent.objects.get(kind="line_returned")
    assert back.body == {"line": line.code, "on": today().isoformat()}
    run_waiting("repair")
    back.refresh_from_db()
    assert back.state == "repaired"


def test_fewer_hands_instead_of_none_end_the_stop(owner: Membership, line: Line) -> None:
    stands(owner, line)
    stands(owner, line, share=0.5)
    assert PlanEvent.objects.get().state == "dismissed"


def test_days_beyond_the_plan_are_left_to_the_next_one(owner: Membership, line: Line, published: PlanVersion) -> None:
    far = published.last_on + timedelta(days=30)
    services.tell_line_stands(by=owner, line=line, first_on=far, last_on=far)
    assert not PlanEvent.objects.exists()


def test_a_factory_closed_by_its_owner_is_one_event_and_opens_again(owner: Membership, line: Line) -> None:
    days = {"first_on": today(), "last_on": today() + timedelta(days=2)}
    closure = services.add_closure(by=owner, factory=line.factory, **days)
    event = PlanEvent.objects.get()
    assert event.body["factory"] == line.factory.code
    services.remove_closure(by=owner, factory=line.factory, pk=closure.pk)
    event.refresh_from_db()
    assert event.state == "dismissed"


def test_a_planner_sees_a_stop_under_own_lots_and_the_operator_decides(
    owner: Membership, line: Line, member: Members, as_role: Browsers
) -> None:
    planner = member(Role.PLANNER)
    stands(owner, line)
    event = PlanEvent.objects.get()
    run_waiting("repair")
    assert events_visible_to(planner).filter(pk=event.pk).exists()
    assert not events_decided_by(planner).filter(pk=event.pk).exists()
    page = as_role(Role.PLANNER).get("/planning/events/").content.decode()
    assert f"Line {line.code} stands" in page
    assert "operator decides" in page
    # What the whole costs is not told: a planner could take off what own events cost, and have the others'.
    assert "Cost changes by" not in page
    assert "Cost changes by" in as_role(Role.OPERATOR).get("/planning/events/").content.decode()
    assert as_role(Role.PLANNER).post(f"/planning/events/{event.pk}/dismiss/").status_code == 404
    assert "Take the repair" in as_role(Role.OPERATOR).get("/planning/events/").content.decode()


def test_a_stop_under_strangers_lots_only_is_not_there(owner: Membership, line: Line, member: Members) -> None:
    give_away(Order.objects.filter(lots__line=line))
    stands(owner, line)
    assert not events_visible_to(member(Role.PLANNER)).exists()
