"""Events and repairs: told, repaired together, confirmed or dismissed, never built on a plan that does not hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from hub_planning import decline, in_english, run_waiting, twin_of  # noqa: F401 (in_english is a fixture)

from interlock_hub.core import jobs
from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.models import Cluster, JobRun, LedgerEntry, Membership, Role
from interlock_hub.network.models import CapacityChange, Line
from interlock_hub.orders.models import Order
from interlock_hub.planning import bridge, events, events_bridge, offers
from interlock_hub.planning.models import LotOffer, PlanEvent, PlanOrder, PlanVersion
from interlock_hub.planning.services import publish

Members = Callable[[str], Membership]
Browsers = Callable[[str], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def operator(member: Members) -> Membership:
    return member(Role.OPERATOR)


def tell(by: Membership, kind: str, **body: Any) -> PlanEvent:
    event = events.tell(by=by, kind=kind, body=body)
    run_waiting("repair")
    event.refresh_from_db()
    return event


def test_a_refusal_is_repaired_into_a_draft_of_the_plan_that_holds(published: PlanVersion) -> None:
    (offer,) = decline()
    run_waiting("repair")
    event = PlanEvent.objects.get()
    assert event.state == "repaired"
    assert event.repaired is not None
    assert (event.repaired.parent, event.repaired.purpose, event.repaired.state) == (published, "repair", "draft")
    assert not event.repaired.lots.filter(order=offer.order_id, factory=offer.factory_id).exists()
    assert event.diff["headline"]["en"]
    assert event.diff["headline"]["zh"] != event.diff["headline"]["en"]
    touched = [row for row in event.diff["orders"] if row["touched"]]
    assert [row["order"] for row in touched] == [offer.order.number]
    assert offer.order.number in touched[0]["en"][0]


def test_two_refusals_are_repaired_together_and_the_first_repair_goes(published: PlanVersion) -> None:
    decline(1)
    run_waiting("repair")
    first = PlanEvent.objects.get().repaired
    decline(1)
    run_waiting("repair")
    drafts = {event.repaired_id for event in PlanEvent.objects.all()}
    assert len(drafts) == 1
    assert first is not None
    assert not PlanVersion.objects.filter(pk=first.pk).exists()
    assert PlanEvent.objects.filter(state="repaired").count() == 2


def test_a_repair_puts_nothing_new_on_days_that_are_over(published: PlanVersion) -> None:
    scenario, made = bridge.scenario_in(published.book), bridge.plan_in(published.body)
    lot = max(made.lots, key=lambda one: (one.start_on, one.id))
    today = min(lot.start_on, made.first_on + timedelta(days=5))
    told = events_bridge.Told(1, "lot_declined", {"lot": lot.id})
    after = events_bridge.repair_all(scenario, made, [told], today=today).plan
    before = {one.id: one for one in made.lots}
    moved = [one for one in after.lots if one.id not in before or before[one.id].line != one.line]
    assert moved
    assert all(one.start_on >= today for one in moved)


def test_jobs_of_events_that_are_answered_already_change_nothing(published: PlanVersion) -> None:
    decline(2)
    first, second = run_waiting("repair")
    assert first.result is not None
    assert first.result["events"] == 2
    assert second.result == {"events": 0}
    assert PlanVersion.objects.filter(purpose="repair").count() == 1


def test_a_repair_run_twice_is_kept_once(published: PlanVersion) -> None:
    decline()
    (job,) = JobRun.objects.filter(kind="repair")
    jobs.run(str(job.pk))
    jobs.run(str(job.pk))
    assert PlanVersion.objects.filter(purpose="repair").count() == 1


def test_a_worker_that_dies_before_the_end_leaves_nothing_and_the_repeat_all(published: PlanVersion) -> None:
    from interlock_hub.planning.repairing import repair_job

    decline()
    (job,) = JobRun.objects.filter(kind="repair")
    repair_job(jobs.Running(job))  # computed, then killed: its writing is never called
    assert PlanEvent.objects.get().state == "new"
    assert not PlanVersion.objects.filter(purpose="repair").exists()
    run_waiting("repair")
    assert PlanEvent.objects.get().state == "repaired"


def test_a_yes_publishes_the_repair_and_the_register_learns_of_it(operator: Membership, published: PlanVersion) -> None:
    (offer,) = decline()
    taken = LotOffer.objects.filter(state="open").exclude(order=offer.order_id).first()
    assert taken is not None
    owner = Membership.objects.filter(organisation_id=taken.organisation_id).first()
    assert owner is not None
    offers.accept(by=owner, offers=[taken])
    run_waiting("repair")
    draft = PlanEvent.objects.get().repaired
    assert draft is not None
    events.ask_to_confirm(by=operator, draft=draft)
    run_waiting("confirm")
    draft.refresh_from_db()
    assert draft.state == "published"
    assert PlanEvent.objects.get().state == "confirmed"
    assert Cluster.objects.get().rules["declined"] == [{"order": offer.order.number, "factory": offer.factory.code}]
    taken.refresh_from_db()
    assert (taken.state, taken.plan_id) == ("accepted", draft.pk)
    book = bridge.scenario_of_rows(Cluster.objects.get(), date(2026, 11, 23))
    assert [(no.order, no.factory) for no in book.declined] == [(offer.order.number, offer.factory.code)]


def test_a_repair_that_takes_accepted_lots_back_says_from_whom_and_so_does_their_owners_page(
    operator: Membership, published: PlanVersion, as_role: Browsers
) -> None:
    (refused,) = decline()
    owned = LotOffer.objects.filter(state="open", organisation__memberships__role=Role.OWNER)
    taken = owned.exclude(order=refused.order_id).select_related("factory", "lot")[0]
    owner = Membership.objects.get(organisation_id=taken.organisation_id, role=Role.OWNER)
    offers.accept(by=owner, offers=[taken])
    run_waiting("repair")
    draft = PlanEvent.objects.get().repaired
    assert draft is not None
    before = as_role(Role.OPERATOR).get("/planning/events/").content.decode()
    assert "is taken back" not in before
    draft.lots.filter(order=taken.order_id, line=taken.line_id).update(pieces=taken.pieces + 7)
    page = as_role(Role.OPERATOR).get("/planning/events/")
    (repair,) = page.context["repairs"]
    assert (repair.withdrawn_accepted, [lots for _name, lots in repair.taken_from]) == (1, [1])
    assert f"{repair.taken_from[0][0]} (1)" in page.content.decode()
    events.confirm(by=operator, draft=draft)
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(owner.person, backend="django.contrib.auth.backends.ModelBackend")
    assert "1 lot that you had taken was taken back by a new plan" in browser.get("/").content.decode()
    answered = browser.get("/planning/offers/").context["answered"]
    (gone,) = [row for row in answered if taken in row.parts]
    assert gone.said == "You had taken it; a new plan has taken it back."
    assert gone.pieces == taken.pieces


def test_saying_yes_twice_publishes_once(operator: Membership, published: PlanVersion) -> None:
    decline()
    run_waiting("repair")
    draft = PlanEvent.objects.get().repaired
    assert draft is not None
    first, again = (events.ask_to_confirm(by=operator, draft=draft) for _ in range(2))
    assert first == again
    run_waiting("confirm")
    assert events.confirm(by=operator, draft=draft) == 0
    assert LedgerEntry.objects.filter(subject="planning.plan", key=str(draft.number), what="published").count() == 1


def test_a_repair_of_a_plan_that_no_longer_holds_is_never_published(
    operator: Membership, published: PlanVersion
) -> None:
    decline()
    run_waiting("repair")
    draft = PlanEvent.objects.get().repaired
    assert draft is not None
    publish(by=operator, plan=twin_of(published))
    with pytest.raises(Stale):
        events.ask_to_confirm(by=operator, draft=draft)
    with pytest.raises(Stale):
        publish(by=operator, plan=draft)
    assert PlanVersion.objects.get(pk=draft.pk).state == "draft"


def test_an_event_that_waits_is_carried_over_to_the_next_plan(operator: Membership, published: PlanVersion) -> None:
    decline()
    run_waiting("repair")
    twin = twin_of(published)
    publish(by=operator, plan=twin)
    event = PlanEvent.objects.get()
    assert (event.plan_id, event.state, event.repaired_id) == (twin.pk, "new", None)
    run_waiting("repair")
    event.refresh_from_db()
    assert event.repaired is not None
    assert event.repaired.parent_id == twin.pk


@pytest.mark.parametrize(("kind", "state"), [("order_added", "confirmed"), ("order_cancelled", "new")])
def test_a_new_order_that_the_next_plan_has_is_settled(
    operator: Membership, published: PlanVersion, kind: str, state: str
) -> None:
    order = PlanOrder.objects.filter(plan=published).order_by("pk")[0].order
    PlanEvent.objects.create(kind=kind, body={"order": order.number}, plan=published, order=order, state="failed")
    publish(by=operator, plan=twin_of(published))
    assert PlanEvent.objects.get().state == state


def test_a_draft_from_before_a_refusal_offers_the_lots_to_nobody_again(
    operator: Membership, published: PlanVersion, as_role: Browsers
) -> None:
    twin = twin_of(published)
    (offer,) = decline()
    run_waiting("repair")
    there = LotOffer.objects.filter(order=offer.order_id, line=offer.line_id)
    before = there.count()
    browser = as_role(Role.OPERATOR)
    preview = browser.get(f"/planning/plans/{twin.number}/publish/")
    effect = preview.context["effect"]
    assert (effect.new_offers, effect.refused_lots) == (0, 1)
    assert "has refused its order" in preview.content.decode()
    zh = browser.get(f"/planning/plans/{twin.number}/publish/", headers={"accept-language": "zh"}).content.decode()
    assert "已拒接" in zh
    assert publish(by=operator, plan=twin) == 0
    assert there.count() == before
    offer.refresh_from_db()
    assert offer.state == "declined"
    event = PlanEvent.objects.get()
    assert (event.plan_id, event.state, event.offer_id) == (twin.pk, "new", offer.pk)


def test_a_draft_from_before_a_confirmed_refusal_is_repaired_after_it_anew(
    operator: Membership, published: PlanVersion
) -> None:
    twin = twin_of(published)
    (offer,) = decline()
    run_waiting("repair")
    repair = PlanEvent.objects.get().repaired
    assert repair is not None
    events.confirm(by=operator, draft=repair)
    publish(by=operator, plan=twin)
    assert not LotOffer.objects.filter(order=offer.order_id, factory=offer.factory_id, state="open").exists()
    event = PlanEvent.objects.get(plan=twin)
    assert (event.kind, event.state, event.offer_id) == ("lot_declined", "new", offer.pk)
    run_waiting("repair")
    event.refresh_from_db()
    assert event.repaired is not None
    assert not event.repaired.lots.filter(order=offer.order_id, factory=offer.factory_id).exists()


def test_a_refusal_that_the_planner_left_aside_is_offered_anew_with_the_next_plan(
    operator: Membership, published: PlanVersion
) -> None:
    (offer,) = decline()
    events.dismiss(by=operator, events=[PlanEvent.objects.get()])
    assert publish(by=operator, plan=twin_of(published)) == 1
    assert LotOffer.objects.filter(order=offer.order_id, line=offer.line_id, state="open").exists()


def test_a_refusal_that_the_next_plan_has_heeded_is_over(operator: Membership, published: PlanVersion) -> None:
    (offer,) = decline()
    twin = twin_of(published)
    twin.lots.filter(order=offer.order_id, factory=offer.factory_id).delete()
    publish(by=operator, plan=twin)
    assert PlanEvent.objects.get().state == "dismissed"


def test_a_repair_overtaken_while_it_ran_keeps_nothing(operator: Membership, published: PlanVersion) -> None:
    from interlock_hub.planning.repairing import repair_job

    decline()
    (job,) = JobRun.objects.filter(kind="repair")
    finish = repair_job(jobs.Running(job))
    decline()
    assert finish() == {"events": 0, "overtaken": True}
    assert not PlanVersion.objects.filter(purpose="repair").exists()


def test_dismissing_one_of_two_repairs_the_other_alone(operator: Membership, published: PlanVersion) -> None:
    decline(2)
    run_waiting("repair")
    one, other = PlanEvent.objects.order_by("id")
    draft = one.repaired
    events.dismiss(by=operator, events=[one])
    events.dismiss(by=operator, events=[one])
    run_waiting("repair")
    other.refresh_from_db()
    assert other.state == "repaired"
    assert other.repaired != draft
    one.refresh_from_db()
    assert one.state == "dismissed"
    with pytest.raises(Stale):
        events.dismiss(by=operator, events=[_confirmed(other)])


def _confirmed(event: PlanEvent) -> PlanEvent:
    PlanEvent.objects.filter(pk=event.pk).update(state="confirmed")
    return event


def test_a_line_that_stops_is_closed_for_the_next_plan_too(operator: Membership, published: PlanVersion) -> None:
    lot = published.lots.order_by("start_on").select_related("line").first()
    assert lot is not None
    first, last = lot.start_on, lot.start_on + timedelta(days=2)
    event = tell(operator, "line_stopped", line=lot.line.code, first_on=first.isoformat(), last_on=last.isoformat())
    _yes(operator, event)
    assert CapacityChange.objects.filter(line=lot.line, first_on=first, last_on=last, share=0.0).exists()
    back = tell(operator, "line_returned", line=lot.line.code, on=(first + timedelta(days=1)).isoformat())
    _yes(operator, back)
    assert CapacityChange.objects.get(line=lot.line).last_on == first


def test_fewer_people_at_a_factory_reach_all_its_lines(operator: Membership, published: PlanVersion) -> None:
    factory = Line.objects.select_related("factory").first().factory  # type: ignore[union-attr]
    span = {"first_on": "2026-11-25", "last_on": "2026-11-26"}
    _yes(operator, tell(operator, "attendance_fell", factory=factory.code, share=0.5, **span))
    assert CapacityChange.objects.filter(share=0.5).count() == factory.lines.count()


@pytest.fixture
def order(published: PlanVersion) -> Order:
    found = Order.objects.filter(planned__plan=published).order_by("-due_on").first()
    assert found is not None
    return found


def test_a_rushed_order_keeps_its_new_date_in_the_book(operator: Membership, order: Order) -> None:
    due = (order.due_on - timedelta(days=3)).isoformat()
    _yes(operator, tell(operator, "order_rushed", order=order.number, due_on=due))
    order.refresh_from_db()
    assert order.due_on.isoformat() == due


def test_a_cancelled_order_leaves_the_book(operator: Membership, order: Order) -> None:
    _yes(operator, tell(operator, "order_cancelled", order=order.number))
    order.refresh_from_db()
    assert (order.state, order.ship_on) == ("cancelled", None)


def test_another_quantity_is_written_into_the_order(operator: Membership, order: Order) -> None:
    cells = [{"colour": q.colour, "size": q.size, "pieces": q.pieces + 1} for q in order.quantities.all()]
    _yes(operator, tell(operator, "quantity_changed", order=order.number, quantities=cells))
    order.refresh_from_db()
    assert order.pieces == sum(cell["pieces"] for cell in cells)
    assert order.quantities.count() == len(cells)


def test_late_material_moves_the_start_in_the_book(operator: Membership, order: Order) -> None:
    _yes(operator, tell(operator, "material_late", order=order.number, ready_on="2026-12-10"))
    order.refresh_from_db()
    assert date(2026, 12, 10) in (order.material_ready_on, order.earliest_start_on)


def test_rejected_pieces_become_an_order_held_until_the_yes(operator: Membership, published: PlanVersion) -> None:
    lot = published.lots.select_related("order").order_by("start_on").first()
    assert lot is not None
    colour, size, _pieces = lot.quantities[0]
    cells = [{"colour": colour, "size": size, "pieces": 1}]
    event = tell(operator, "lot_rejected", lot=lot.code, on=lot.end_on.isoformat(), quantities=cells)
    remake = Order.objects.get(number=f"{lot.order.number}-R1")
    assert (remake.state, remake.owner_id) == ("held", lot.order.owner_id)
    _yes(operator, event)
    remake.refresh_from_db()
    assert remake.state == "open"
    assert remake.ship_on is not None


def test_pieces_made_again_for_an_order_are_cancelled_with_it(operator: Membership, published: PlanVersion) -> None:
    lot = published.lots.select_related("order").order_by("start_on").first()
    assert lot is not None
    colour, size, _pieces = lot.quantities[0]
    cells = [{"colour": colour, "size": size, "pieces": 1}]
    _yes(operator, tell(operator, "lot_rejected", lot=lot.code, on=lot.end_on.isoformat(), quantities=cells))
    _yes(operator, tell(operator, "order_cancelled", order=lot.order.number))
    remake = Order.objects.get(number=f"{lot.order.number}-R1")
    assert (remake.state, remake.ship_on) == ("cancelled", None)


def test_a_dismissed_rejection_leaves_no_order_behind(operator: Membership, published: PlanVersion) -> None:
    lot = published.lots.order_by("start_on").first()
    assert lot is not None
    colour, size, _pieces = lot.quantities[0]
    cells = [{"colour": colour, "size": size, "pieces": 1}]
    event = tell(operator, "lot_rejected", lot=lot.code, on=lot.end_on.isoformat(), quantities=cells)
    events.dismiss(by=operator, events=[event])
    assert not Order.objects.filter(number__endswith="-R1").exists()


def test_an_event_that_cannot_be_is_told_why_in_both_languages(operator: Membership, published: PlanVersion) -> None:
    event = tell(operator, "line_returned", line=_line().code, on="2026-11-25")
    assert event.state == "failed"
    assert event.diff["problems"]["en"] != event.diff["problems"]["zh"]
    decline()
    run_waiting("repair")
    event.refresh_from_db()
    assert event.state == "failed"
    assert PlanEvent.objects.get(kind="lot_declined").state == "repaired"
    events.try_again(by=operator, events=[event])
    run_waiting("repair")
    event.refresh_from_db()
    assert event.state == "failed"


def test_an_event_that_contradicts_itself_is_refused(operator: Membership, published: PlanVersion) -> None:
    with pytest.raises(HubError):
        events.tell(
            by=operator, kind="line_stopped",
            body={"line": _line().code, "first_on": "2026-11-26", "last_on": "2026-11-25"},
        )  # fmt: skip


def test_nothing_happens_to_a_plan_that_is_not_there(operator: Membership, published: PlanVersion) -> None:
    PlanVersion.objects.update(state="draft")
    with pytest.raises(HubError, match="no published plan"):
        events.tell(by=operator, kind="order_cancelled", body={"order": "x"})


def _line() -> Line:
    found = Line.objects.filter(changes=None).first()
    assert found is not None
    return found


def _yes(by: Membership, event: PlanEvent) -> None:
    assert event.state == "repaired", event.diff
    assert event.repaired is not None
    events.confirm(by=by, draft=event.repaired)
    event.refresh_from_db()
    assert event.state == "confirmed"
