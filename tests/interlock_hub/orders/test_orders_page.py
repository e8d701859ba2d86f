"""One order's page: the sentence, the matrix, what others add to it, and its changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from interlock_hub.core.bridge import firm_name
from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.hooks import Hooks
from interlock_hub.core.models import LedgerEntry, Look, Membership, Organisation
from interlock_hub.core.selectors import today
from interlock_hub.network.models import Factory
from interlock_hub.orders import changes, matrix, panels, selectors, services, words
from interlock_hub.orders.models import Order
from interlock_hub.planning.models import PlanEvent

AsRole = Callable[[str], Client]
Member = Callable[[str], Membership]


@pytest.fixture
def mine(member: Member) -> Order:
    """An open order that the planner's own firm took."""
    planner = member("planner")
    order = selectors.open_orders(planner).exclude(ship_on=None).first()
    assert order
    Order.objects.filter(pk=order.pk).update(owner=planner.organisation)
    return selectors.orders_visible_to(planner).get(pk=order.pk)


@pytest.fixture
def heard() -> Iterator[list[changes.Change]]:
    """Changes of orders as a room above hears them."""
    told: list[changes.Change] = []

    def hear(by: Membership | None, change: changes.Change) -> None:
        told.append(change)

    with only(changes._listeners, hear):
        yield told


@contextmanager
def only(hooks: Hooks[Any], *functions: Any) -> Iterator[None]:
    """Let just these functions take part, and afterwards those that did before."""
    kept, hooks._added = hooks._added, list(functions)
    try:
        yield
    finally:
        hooks._added = kept


def page_of(browser: Client, order: Order) -> str:
    """The order's page."""
    return browser.get(f"/orders/o/{order.number}/").content.decode()


def test_the_page_says_in_a_sentence_when_the_order_ships(as_role: AsRole, mine: Order) -> None:
    page = page_of(as_role("planner"), mine)
    assert words.order_sentence(mine) in page
    assert f"{mine.pieces:,}" in page


@pytest.mark.parametrize(
    ("slack_days", "said"),
    [(3, "3 days before it is due"), (1, "1 day before"), (0, "the day it is due"), (-1, "1 day late"), (-4, "4 days")],
)
def test_the_sentence_counts_the_days(mine: Order, slack_days: int, said: str) -> None:
    assert mine.ship_on
    mine.due_on = mine.ship_on + timedelta(days=slack_days)
    with translation.override("en"):
        assert said in words.order_sentence(mine)
    with translation.override("zh-hans"):
        assert "出货" in words.order_sentence(mine)


def test_the_sentence_of_every_state_is_its_own(mine: Order) -> None:
    mine.held_until = timezone.now()
    with translation.override("en"):
        said = []
        for state in Order.State:
            mine.state = state
            said.append(words.order_sentence(mine))
        mine.state, mine.ship_on = Order.State.OPEN, None
        said.append(words.order_sentence(mine))
    assert len(set(said)) == len(said)


def test_somebody_elses_order_is_not_there(as_role: AsRole, member: Member) -> None:
    seen = selectors.orders_visible_to(member("brand")).values("pk")
    other = Order.objects.exclude(pk__in=seen).first()
    assert other
    assert as_role("brand").get(f"/orders/o/{other.number}/").status_code == 404
    assert as_role("brand").post(f"/orders/o/{other.number}/cancel/").status_code == 404


def test_the_operator_reads_no_price_and_is_noted_as_having_looked(as_role: AsRole, mine: Order) -> None:
    page = page_of(as_role("operator"), mine)
    assert mine.customer not in page
    assert "Price a piece" not in page
    assert Look.objects.get(of=mine.owner, key=mine.number).times == 1
    page_of(as_role("planner"), mine)
    assert Look.objects.filter(key=mine.number).count() == 1


def test_the_matrix_adds_up_in_both_directions(mine: Order) -> None:
    table = matrix.matrix_of(selectors.quantities_of(mine), mine.style.sizes)
    assert table.total == mine.pieces == sum(table.totals) == sum(total for _colour, _pieces, total in table.rows)
    assert [size for size in mine.style.sizes if size in table.sizes] == list(table.sizes)


def test_a_size_the_style_has_no_more_is_still_shown(mine: Order) -> None:
    table = matrix.matrix_of(selectors.quantities_of(mine), [])
    assert table.total == mine.pieces


def test_a_room_above_adds_its_part_to_the_page(as_role: AsRole, mine: Order) -> None:
    def part(by: Membership, order: Order) -> tuple[str, dict[str, Any]] | None:
        return ("orders/_matrix_form.html", {"style": None}) if by.role == "planner" else None

    with only(panels._panels):
        panels.register(panels.register(part))
        assert list(panels._panels) == [part]
        assert "Choose a style" in page_of(as_role("planner"), mine)
        assert "Choose a style" not in page_of(as_role("operator"), mine)


def test_cancelling_is_told_recorded_and_done_once(
    as_role: AsRole, mine: Order, member: Member, heard: list[changes.Change]
) -> None:
    browser = as_role("planner")
    page = browser.post(f"/orders/o/{mine.number}/cancel/", {"reason": "brand gone"}, follow=True).content.decode()
    assert "is cancelled" in page
    assert "brand gone" in page
    assert [(change.what, change.order.number) for change in heard] == [("cancelled", mine.number)]
    entry = LedgerEntry.objects.get(subject="orders.order", key=mine.number, what="cancelled")
    assert entry.before == {"state": "open"}
    with pytest.raises(Stale):
        services.cancel(by=member("planner"), order=mine)


def test_a_moved_due_date_is_told_and_recorded(as_role: AsRole, mine: Order, heard: list[changes.Change]) -> None:
    assert mine.ship_on
    sooner = mine.ship_on - timedelta(days=2)
    as_role("planner").post(f"/orders/o/{mine.number}/due/", {"due_on": sooner.isoformat()})
    now = Order.objects.get(pk=mine.pk)
    assert (now.due_on, now.late_days) == (sooner, 2)
    assert [(change.what, change.due_before) for change in heard] == [("rushed", mine.due_on)]
    assert sooner.isoformat() in page_of(as_role("planner"), now)


def test_a_due_date_that_cannot_be_is_refused(
    as_role: AsRole, mine: Order, member: Member, heard: list[changes.Change]
) -> None:
    for day in (today() - timedelta(days=1), mine.due_on, today() + timedelta(days=800)):
        with pytest.raises(HubError):
            services.move_due(by=member("planner"), order=mine, due_on=day)
    page = as_role("planner").post(f"/orders/o/{mine.number}/due/", {"due_on": "soon"}, follow=True)
    assert b"Give the new due date" in page.content
    page = as_role("planner").post(f"/orders/o/{mine.number}/due/", {"due_on": str(mine.due_on)}, follow=True)
    assert b"give another day" in page.content
    assert not heard


def test_a_due_date_moved_by_somebody_else_first_is_stale(mine: Order, member: Member) -> None:
    Order.objects.filter(pk=mine.pk).update(due_on=mine.due_on + timedelta(days=9))
    with pytest.raises(Stale):
        services.move_due(by=member("planner"), order=mine, due_on=mine.due_on + timedelta(days=1))


def test_only_the_firm_that_took_the_order_changes_it(as_role: AsRole, mine: Order) -> None:
    Order.objects.filter(pk=mine.pk).update(owner=Organisation.objects.get(code="office"))
    assert "Change it" not in page_of(as_role("planner"), mine)
    for action, data in (("cancel", {}), ("due", {"due_on": "2027-05-01"}), ("confirm", {})):
        page = as_role("planner").post(f"/orders/o/{mine.number}/{action}/", data, follow=True)
        assert b"Only the firm that took the order" in page.content
    assert Order.objects.get(pk=mine.pk).state == Order.State.OPEN
    assert as_role("brand").post(f"/orders/o/{mine.number}/due/").status_code == 403


def test_history_names_people_of_ones_own_organisation_only(as_role: AsRole, mine: Order, member: Member) -> None:
    services.move_due(by=member("operator"), order=mine, due_on=mine.due_on + timedelta(days=3))
    page = as_role("planner").get(f"/orders/o/{mine.number}/")
    assert [entry["who"] for entry in page.context["history"]] == [member("operator").organisation.name]
    page = as_role("operator").get(f"/orders/o/{mine.number}/")
    assert [entry["who"] for entry in page.context["history"]] == ["operator"]


def test_what_happens_to_a_planned_order_is_an_event_of_the_plan(mine: Order, member: Member) -> None:
    planner = member("planner")
    services.move_due(by=planner, order=mine, due_on=mine.due_on + timedelta(days=2))
    services.cancel(by=planner, order=mine)
    told = PlanEvent.objects.filter(order=mine).order_by("id")
    assert [event.kind for event in told] == ["order_rushed", "order_cancelled"]
    assert told[0].body == {"order": mine.number, "due_on": mine.due_on.isoformat()}


def test_who_may_not_change_an_order_reads_who_may(as_role: AsRole, member: Member, mine: Order) -> None:
    planner = member("planner")
    other = Organisation.objects.filter(kind="firm").exclude(pk=planner.organisation_id).first()
    core = Factory.objects.filter(organisation=planner.organisation).first()
    assert other
    Order.objects.filter(pk=mine.pk).update(owner=other, planned_core=core)
    page = page_of(as_role("planner"), mine)
    assert f"Only {firm_name(other.name)}, which took the order" in page
    assert "Cancel the order" not in page
    assert "which took the order" not in page_of(as_role("operator"), mine)


def test_an_order_that_nobody_can_change_any_more_says_why(as_role: AsRole, mine: Order) -> None:
    Order.objects.filter(pk=mine.pk).update(state="cancelled")
    assert "enter it as a new order" in page_of(as_role("planner"), mine)
    Order.objects.filter(pk=mine.pk).update(state="held", held_until=None)
    page = page_of(as_role("planner"), mine)
    assert "makes rejected pieces again" in page
    assert "Confirm the order" not in page
    assert "Release it" not in page
