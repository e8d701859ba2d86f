"""What-ifs and comparisons: changed, planned, set side by side; others' names stay with the operator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hub_planning import in_english, run_waiting, twin_of  # noqa: F401 (in_english is a fixture)

from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.models import JobRun, Membership, Role
from interlock_hub.network.models import Line
from interlock_hub.orders.models import Order
from interlock_hub.planning import whatifs
from interlock_hub.planning.models import PlanComparison, PlanVersion, Scenario

Members = Callable[[str], Membership]
Browsers = Callable[[str], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def operator(member: Members) -> Membership:
    return member(Role.OPERATOR)


def test_two_plans_are_compared_once_and_strangers_stay_nameless(
    as_role: Browsers, member: Members, published: PlanVersion
) -> None:
    twin = twin_of(published, made_by=member(Role.PLANNER))
    body = PlanVersion.objects.get(pk=twin.pk)
    assert body.parent is None
    address = f"/planning/compare/1/{twin.number}/"
    browser = as_role(Role.PLANNER)
    browser.post(address)
    browser.post(address)
    run_waiting("compare")
    PlanComparison.objects.update(body=_compared())
    own = browser.get(address)
    assert own.context["side"]["orders"] == []
    assert own.context["side"]["gainers"] == []
    whole = as_role(Role.OPERATOR).get(address).context["side"]
    assert [f["name"] for f in whole["gainers"]] == ["Somebody"]
    assert whole["change"] == 20.0
    assert "Somebody" not in own.content.decode()
    assert "(+¥20 against before)" in own.content.decode()
    assert (
        "pay" not in as_role(Role.OPERATOR).get(address).content.decode().lower().split("<main")[1].split("</main")[0]
    )
    browser.get("/planning/compare/", {"before": "1", "after": str(twin.number)})
    assert browser.get("/planning/compare/", {"before": "x"})["Location"] == "/planning/"


def _compared() -> dict[str, Any]:
    return {
        "sentences": {"en": ["It costs more."], "zh": ["成本增加。"]},
        "costs": [{"kind": "sewing", "before": 100.0, "after": 120.0}],
        "late": [1, 2], "late_days": [1, 3], "on_time": [0.9, 0.8], "counts": [10, 10],
        "factories": [{"code": "NOBODY", "name": "Somebody", "township": "t", "minutes": [0, 600], "pay": [0, 10],
                       "load": [0.0, 0.5]}],
        "orders": [{"order": "nobody's", "ship": ["2026-12-01", "2026-12-02"], "late": [0, 1], "cost": [1, 2],
                    "makers": False}],
    }  # fmt: skip


def test_a_what_if_is_changed_planned_and_set_beside_its_base(
    as_role: Browsers, operator: Membership, published: PlanVersion
) -> None:
    browser = as_role(Role.OPERATOR)
    browser.post("/planning/scenarios/", {"name": "More shirts"})
    scenario = Scenario.objects.get()
    address = f"/planning/scenarios/{scenario.pk}/"
    browser.post(f"{address}run/")
    assert not JobRun.objects.filter(kind="what_if").exists()
    line, order = Line.objects.first(), Order.objects.first()
    assert line is not None
    assert order is not None
    span = {"first_on": "2026-12-01", "last_on": "2026-12-20"}
    given: dict[str, dict[str, Any]] = {
        "add_line": {"factory": line.factory.code, "operators": 30, "category": order.style.category},
        "overtime": {"place": line.code, "share_percent": 20, **span},
        "drop_order": {"order": order.number},
    }
    for kind, values in given.items():
        assert browser.post(f"{address}?kind={kind}", values).status_code == 302
    scenario.refresh_from_db()
    assert [edit["kind"] for edit in scenario.edits] == list(given)
    page = browser.get(address).content.decode()
    assert f"Order {order.number} is dropped" in page
    browser.post(f"{address}run/")
    run_waiting("what_if")
    scenario.refresh_from_db()
    assert scenario.plan is not None
    assert (scenario.plan.purpose, scenario.plan.parent_id) == ("what_if", published.pk)
    side = browser.get(address).context["side"]
    assert [row["order"] for row in side["orders"] if row["ship"][1] is None] == [order.number]
    browser.post(f"{address}drop/2/")
    browser.post(f"{address}drop/9/")
    scenario.refresh_from_db()
    assert len(scenario.edits) == 2
    assert scenario.plan is None


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("train_line", {"line": "nowhere", "category": "shirt", "level_percent": 50}),
        ("add_line", {"factory": "nowhere", "operators": 3, "category": "shirt"}),
        ("overtime", {"place": "nowhere", "share_percent": 5, "first_on": "2026-12-02", "last_on": "2026-12-01"}),
        ("change_order", {"order": "nothing", "pieces": 3}),
        ("quicker_offer", {"offer": "nothing", "lead_days": 3, "price_share_percent": 5}),
        ("earlier_material", {"order": "nothing", "ready_on": "2026-12-01"}),
        ("close_line", {"line": "nowhere"}),
    ],
)
def test_a_what_if_refuses_what_is_not_there(
    as_role: Browsers, operator: Membership, published: PlanVersion, kind: str, given: dict[str, Any]
) -> None:
    scenario = whatifs.make_scenario(by=operator, base=published, name="x")
    answer = as_role(Role.OPERATOR).post(f"/planning/scenarios/{scenario.pk}/?kind={kind}", given)
    assert answer.status_code == 200
    scenario.refresh_from_db()
    assert scenario.edits == []


def test_a_what_if_refuses_a_due_date_that_is_past(
    as_role: Browsers, operator: Membership, published: PlanVersion
) -> None:
    scenario = whatifs.make_scenario(by=operator, base=published, name="x")
    number = Order.objects.filter(state="open").values_list("number", flat=True)[0]
    given = {"order": number, "due_on": "2026-11-22"}
    page = as_role(Role.OPERATOR).post(f"/planning/scenarios/{scenario.pk}/?kind=change_order", given)
    assert "The new due date is past" in page.content.decode()
    scenario.refresh_from_db()
    assert scenario.edits == []


def test_a_what_if_of_another_firm_is_not_there(
    as_role: Browsers, operator: Membership, published: PlanVersion
) -> None:
    scenario = whatifs.make_scenario(by=operator, base=published, name="x")
    assert as_role(Role.PLANNER).get(f"/planning/scenarios/{scenario.pk}/").status_code == 404


def test_two_people_cannot_change_a_what_if_over_each_other(operator: Membership, published: PlanVersion) -> None:
    scenario = whatifs.make_scenario(by=operator, base=published, name="x")
    stale = Scenario.objects.get(pk=scenario.pk)
    number = Order.objects.values_list("number", flat=True)[0]
    whatifs.add_edit(by=operator, scenario=scenario, edit={"kind": "drop_order", "order": number})
    with pytest.raises(Stale):
        whatifs.add_edit(by=operator, scenario=stale, edit={"kind": "drop_order", "order": number})
    Scenario.objects.filter(pk=scenario.pk).update(edits=[{"kind": "drop_order", "order": number}] * 20)
    scenario.refresh_from_db()
    with pytest.raises(HubError, match="at most 20"):
        whatifs.add_edit(by=operator, scenario=scenario, edit={"kind": "drop_order", "order": number})
