"""Why an order is late and what would help, in words that fit together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from hub_planning import in_english  # noqa: F401 (a fixture)

from interlock.model import Cause
from interlock_hub.core.models import Role
from interlock_hub.planning.event_words import event_words
from interlock_hub.planning.models import PlanEvent, PlanOrder, PlanVersion
from interlock_hub.planning.waiting import waits_for
from interlock_hub.planning.words_bridge import why_late

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
SEASON = (date(2026, 11, 30), date(2027, 3, 1))
QUEUE = {
    "line": "S1-L1", "factory": "Works", "category": "shirt", "start_on": "2026-12-01", "due_on": "2026-12-02",
    "other_orders": 2, "lines": 3, "free_lines": 1, "pieces": 5, "sew_days": 2, "free_days": 1,
}  # fmt: skip
CUTTING = {
    "wait_days": 3, "factory": "Works", "material_on": "2026-12-01", "cut_on": "2026-12-04", "load_share": 0.97,
}  # fmt: skip
OVERTIME = {"help": "overtime", "facts": {"line_hours": 10.7, "lines": 1, "by_on": "2027-01-27"}}
LATER = {"help": "later_due", "facts": {"later_days": 2, "to_on": "2027-01-30"}}


def reason(cause: str, facts: dict[str, Any], *remedies: Any) -> dict[str, Any]:
    return {"order": "A", "cause": cause, "facts": facts, "remedies": list(remedies)}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (reason("queue", QUEUE, OVERTIME, LATER), ""),
        (reason("queue", QUEUE, LATER), "agrees on other days with the customer"),
        (reason("cutting", CUTTING, OVERTIME), "it is sewn sooner"),
        (reason("queue", QUEUE), ""),
    ],
)
def test_a_remedy_at_another_step_than_the_cause_says_so(found: dict[str, Any], said: str) -> None:
    why = why_late(found, SEASON, None)
    assert why is not None
    assert said in why.elsewhere
    assert bool(said) == bool(why.elsewhere)


def test_the_order_page_says_where_its_remedy_gains_the_days(
    as_role: Callable[[str], Client], published: PlanVersion
) -> None:
    row = PlanOrder.objects.filter(plan=published).select_related("order").order_by("pk").first()
    assert row is not None
    PlanOrder.objects.filter(pk=row.pk).update(late_days=3, reason=reason("cutting", CUTTING, OVERTIME))
    page = as_role(Role.OPERATOR).get(f"/orders/o/{row.order.number}/").content.decode()
    assert "The lays waited 3 days for a table" in page
    assert "it is sewn sooner, once it can begin" in page


@pytest.mark.parametrize(("last_on", "said"), [("2026-12-01", "stands on "), ("2026-12-02", "stands from ")])
def test_a_single_day_is_told_as_one(last_on: str, said: str) -> None:
    event = PlanEvent(kind="line_stopped", body={"line": "S1-L1", "first_on": "2026-12-01", "last_on": last_on})
    assert f"Line S1-L1 {said}" in event_words(event)


@pytest.mark.parametrize("cause", Cause)
def test_a_brand_is_told_something_of_every_cause(cause: Cause) -> None:
    days = dict.fromkeys(("material_on", "cut_last_on", "sew_first_on", "sew_last_on"), SEASON[0])
    assert waits_for(PlanOrder(reason={"cause": cause.value}, **days)).endswith(".")
