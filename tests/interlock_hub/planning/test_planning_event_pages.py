"""The page of events: who sees and decides what, and the form that tells what happened."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone
from hub_planning import decline, give_away, in_english, run_waiting, twin_of  # noqa: F401 (in_english is a fixture)

from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.models import JobRun, Membership, Role
from interlock_hub.network.models import Line
from interlock_hub.orders.models import Order
from interlock_hub.orders.selectors import orders_visible_to
from interlock_hub.planning import events
from interlock_hub.planning.models import PlanEvent, PlanLot, PlanVersion
from interlock_hub.planning.selectors import jobs_open_for

Members = Callable[[str], Membership]
Browsers = Callable[[str], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def operator(member: Members) -> Membership:
    return member(Role.OPERATOR)


@pytest.fixture
def order(published: PlanVersion) -> Order:
    found = Order.objects.filter(planned__plan=published).order_by("-due_on").first()
    assert found is not None
    return found


def test_a_planner_does_not_decide_events_of_other_firms(member: Members, published: PlanVersion) -> None:
    mine = member(Role.PLANNER)
    other, _own = decline(2)
    give_away(Order.objects.filter(pk=other.order_id))
    run_waiting("repair")
    draft = PlanEvent.objects.first().repaired  # type: ignore[union-attr]
    assert draft is not None
    with pytest.raises(HubError, match="operator decides"):
        events.ask_to_confirm(by=mine, draft=draft)


def test_a_planner_takes_a_repair_of_their_own_events_alone(
    as_role: Browsers, member: Members, operator: Membership, order: Order, published: PlanVersion
) -> None:
    mine, browser = member(Role.PLANNER), as_role(Role.PLANNER)
    (refused,) = decline()
    give_away(Order.objects.filter(pk=refused.order_id))
    Order.objects.filter(pk=order.pk).update(owner=mine.organisation)
    due_on = (order.due_on + timedelta(days=30)).isoformat()
    own = events.tell(by=mine, kind="order_rushed", body={"order": order.number, "due_on": due_on}, order=order)
    run_waiting("repair")
    assert "Repair mine alone" in browser.get("/planning/events/").content.decode()
    for _ in range(2):
        browser.post("/planning/events/mine/")
    assert [len(job.given.get("alone", ())) for job in run_waiting("repair")] == [1]
    run_waiting("repair")

    own.refresh_from_db()
    other = PlanEvent.objects.get(kind="lot_declined")
    assert own.state == other.state == "repaired"
    assert own.repaired_id != other.repaired_id
    page = browser.get("/planning/events/").content.decode()
    assert "Repair mine alone" not in page
    assert "Take the repair" in page
    decline()  # What comes now is repaired with the others', and the planner's stays as it was repaired.
    run_waiting("repair")
    draft = own.repaired
    own.refresh_from_db()
    assert draft is not None
    assert own.repaired == draft
    assert events.ask_to_confirm(by=mine, draft=draft)
    run_waiting("confirm")
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.state, other.state, other.plan) == ("confirmed", "new", draft)


def test_who_has_no_event_that_waits_has_none_repaired(member: Members, published: PlanVersion) -> None:
    (refused,) = decline()
    give_away(Order.objects.filter(pk=refused.order_id))
    with pytest.raises(Stale):
        events.repair_mine(by=member(Role.PLANNER))


@pytest.mark.parametrize("complete", [True, False])
def test_the_page_of_a_confirmed_order_says_whose_yes_its_repair_waits_for(
    as_role: Browsers, member: Members, order: Order, published: PlanVersion, complete: bool
) -> None:
    mine = member(Role.PLANNER)
    (refused,) = decline()
    give_away(Order.objects.filter(pk=refused.order_id))
    Order.objects.filter(pk=order.pk).update(owner=mine.organisation)
    PlanEvent.objects.create(
        kind="order_added", body={}, plan=published, order=order, told_by=mine, state="repaired",
        repaired=published, diff={},
    )  # fmt: skip
    PlanEvent.objects.filter(kind="lot_declined").update(state="repaired", repaired=None if complete else published)
    page = as_role(Role.PLANNER).get(f"/orders/o/{order.number}/").content.decode()
    assert ("waits for your yes" in page) is complete
    assert ("Repair mine alone" in page) is not complete


def test_the_page_of_events_names_no_stranger_to_a_planner(
    as_role: Browsers, member: Members, published: PlanVersion
) -> None:
    for offer in decline(4)[:3]:
        give_away(Order.objects.filter(pk=offer.order_id))
    give_away(Order.objects.filter(pk__in=Order.objects.order_by("pk").values("pk")[:12]))
    run_waiting("repair")
    seen = set(orders_visible_to(member(Role.PLANNER)).values_list("number", flat=True))
    for language in ("en", "zh"):
        page = as_role(Role.PLANNER).get("/planning/events/", headers={"accept-language": language}).content.decode()
        hidden = set(Order.objects.values_list("number", flat=True)) - seen
        assert len(hidden) >= 12
        assert not [number for number in hidden if number in page]


def test_a_yes_that_failed_is_not_told_any_more_once_a_later_one_was_done(
    operator: Membership, published: PlanVersion
) -> None:
    now = timezone.now()
    facts = {"kind": "confirm", "member": operator, "asked_by": operator.person}
    failed = JobRun.objects.create(state=JobRun.State.FAILED, finished_at=now - timedelta(minutes=1), **facts)
    assert jobs_open_for(operator, "confirm") == [failed]
    JobRun.objects.create(state=JobRun.State.DONE, finished_at=now, **facts)
    assert jobs_open_for(operator, "confirm") == []


def test_the_operator_confirms_in_the_page(as_role: Browsers, published: PlanVersion) -> None:
    decline()
    run_waiting("repair")
    browser = as_role(Role.OPERATOR)
    page = browser.get("/planning/events/").content.decode()
    assert "Take the repair" in page
    draft = PlanEvent.objects.get().repaired
    assert draft is not None
    browser.post(f"/planning/repairs/{draft.number}/confirm/")
    run_waiting("confirm")
    assert PlanEvent.objects.get().state == "confirmed"
    assert "Confirmed" in browser.get("/planning/events/", {"kind": "lot_declined"}).content.decode()
    again = browser.post(f"/planning/repairs/{draft.number}/confirm/", follow=True).content.decode()
    assert "no draft any more" in again


def test_who_takes_a_repair_reads_which_drafts_are_then_not_published(
    as_role: Browsers, published: PlanVersion
) -> None:
    decline()
    run_waiting("repair")
    warned = f"made from {published}, can then not be published"
    afresh = twin_of(published)
    assert warned not in as_role(Role.OPERATOR).get("/planning/events/").content.decode()
    draft = twin_of(published, parent=published)
    page = as_role(Role.OPERATOR).get("/planning/events/").content.decode()
    assert f"Plan {draft}, {warned}" in page
    assert f"Plan {afresh}, {warned}" not in page
    JobRun.objects.create(kind="plan", state=JobRun.State.RUNNING)
    assert "A plan is being made" in as_role(Role.OPERATOR).get("/planning/events/").content.decode()


def test_the_form_tells_an_event_by_colour_and_size(as_role: Browsers, order: Order) -> None:
    browser = as_role(Role.OPERATOR)
    first = browser.post("/planning/events/new/?kind=quantity_changed", {"order": order.number})
    assert first.status_code == 302
    form = browser.get(first["Location"]).context["form"]
    given = {name: 7 for name, _colour, _size in form.cells}
    answer = browser.post(first["Location"], {"order": order.number, **given})
    assert answer.status_code == 302
    event = PlanEvent.objects.get()
    assert sum(q["pieces"] for q in event.body["quantities"]) == 7 * len(form.cells)
    assert event.order == order


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("line_stopped", {"line": "nowhere", "first_on": "2026-11-25", "last_on": "2026-11-26"}),
        ("order_rushed", {"order": "nothing", "due_on": "2026-12-01"}),
        ("output_behind", {"lot": "nothing", "on": "2026-12-01", "pieces_done": 3}),
        ("attendance_fell", {"place": "nowhere", "share_percent": 50, "first_on": "2026-11-25", "last_on": "2026-11"}),
    ],
)  # fmt: skip
def test_the_form_refuses_what_is_not_there(
    as_role: Browsers, kind: str, given: dict[str, Any], published: Any
) -> None:
    answer = as_role(Role.PLANNER).post(f"/planning/events/new/?kind={kind}", given)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not PlanEvent.objects.exists()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("line_stopped", r"[^·]+ · \d+ operators?"),
        ("order_rushed", r"[^·]+ · \d\d-\d\d \w+"),
        ("lot_rejected", r"[^·]+ · [\d,]+ pieces? · \d\d-\d\d \w+"),
    ],
)
def test_what_is_asked_for_by_its_code_is_found_by_its_words(
    as_role: Browsers, published: PlanVersion, kind: str, words: str
) -> None:
    page = as_role(Role.OPERATOR).get(f"/planning/events/new/?kind={kind}").content.decode()
    options = re.findall(r'<option value="([^"]+)">([^<]*)</option>', page)
    assert options
    assert all(re.fullmatch(words, said) for _code, said in options), options[:3]
    assert not any("/" in said for _code, said in options)


def test_no_customer_stands_beside_an_order_that_one_chooses(as_role: Browsers, published: PlanVersion) -> None:
    page = as_role(Role.OPERATOR).get("/planning/events/new/?kind=order_rushed").content.decode()
    assert not any(customer in page for customer in Order.objects.values_list("customer", flat=True) if customer)


def test_a_planner_speaks_of_own_lines_only(as_role: Browsers, member: Members, published: PlanVersion) -> None:
    other = Line.objects.exclude(factory__organisation=member(Role.PLANNER).organisation).first()
    assert other is not None
    given = {"line": other.code, "first_on": "2026-11-25", "last_on": "2026-11-26"}
    assert as_role(Role.PLANNER).post("/planning/events/new/?kind=line_stopped", given).context["form"].errors
    assert as_role(Role.OPERATOR).post("/planning/events/new/?kind=line_stopped", given).status_code == 302


def test_output_behind_is_told_and_repaired(as_role: Browsers, operator: Membership, published: PlanVersion) -> None:
    lot = max(PlanLot.objects.filter(plan=published), key=lambda lot: len(lot.days))
    on = lot.days[1][0]
    as_role(Role.OPERATOR).post(
        "/planning/events/new/?kind=output_behind", {"lot": lot.code, "on": on, "pieces_done": 1}
    )
    run_waiting("repair")
    event = PlanEvent.objects.get()
    assert event.state == "repaired"
    later = event.repaired.plan_orders.filter(ship_on__gt=F("order__ship_on")).select_related("order").first()
    assert later is not None
    promise = {"way": "fastest", "ship_on": later.order.ship_on.isoformat()}
    assert "Customers were told an earlier day" not in as_role(Role.OPERATOR).get("/planning/events/").content.decode()
    Order.objects.filter(pk=later.order_id).update(promise=promise)
    page = as_role(Role.OPERATOR).get("/planning/events/").content.decode()
    assert "Customers were told an earlier day" in page
    Order.objects.filter(pk=later.order_id).update(ship_on=later.ship_on)  # the plan in force is as late already
    assert "Customers were told an earlier day" not in as_role(Role.OPERATOR).get("/planning/events/").content.decode()


@pytest.mark.parametrize(("kind", "days"), [("lot_rejected", -1), ("output_behind", -1), ("output_behind", 400)])
def test_a_day_on_which_nothing_was_sewn_is_told_at_its_field(
    as_role: Browsers, published: PlanVersion, kind: str, days: int
) -> None:
    lot = PlanLot.objects.filter(plan=published).order_by("start_on").first()
    assert lot is not None
    told = {"lot": lot.code, "on": (lot.start_on + timedelta(days=days)).isoformat(), "pieces_done": 1, "cell_0": 1}
    answer = as_role(Role.OPERATOR).post(f"/planning/events/new/?kind={kind}&lot={lot.code}", told)
    assert "The lot is sewn from" in str(answer.context["form"].errors["on"])
    assert not PlanEvent.objects.exists()
