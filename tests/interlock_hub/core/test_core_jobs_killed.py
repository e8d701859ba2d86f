"""Server and worker killed in the middle of their work: no half state, and a repeat does not double."""

from __future__ import annotations

import http.cookiejar
import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hub_house import House, kill, restored

# The tests' own database is filled, whichever of these tests is run alone.
pytestmark = pytest.mark.django_db

KEYS = """
import json, django; django.setup()
from interlock_hub.core.models import Membership
from interlock_hub.core.services import make_token
from interlock_hub.planning.models import LotOffer
keys = {}
for offer in LotOffer.objects.filter(state="open").order_by("id"):
    member = Membership.objects.filter(organisation_id=offer.organisation_id, role="owner").first()
    if member:
        secret = make_token(member=member, name="owner", scopes=["offers:answer"])
        keys[offer.pk] = secret
print(json.dumps(keys))
"""
INVITE = """
import django; django.setup()
from interlock_hub.core.models import Membership
from interlock_hub.core.services import invite
operator = Membership.objects.get(person__username="operator")
print(invite(by=operator, organisation=operator.organisation, role="operator"))
"""
ASK = """
import django; django.setup()
from interlock_hub.core.models import Membership
from interlock_hub.orders.models import Order
from interlock_hub.planning.services import ask_for_plan
few = Order.objects.order_by("due_on").values_list("pk", flat=True)[:4]
Order.objects.exclude(pk__in=list(few)).update(state="cancelled")
print(ask_for_plan(by=Membership.objects.get(person__username="operator")).pk.hex)
"""

PUBLISH = """
import django; django.setup()
from django.db import transaction
from hub_planning import twin_of
from interlock_hub.core.models import Membership
from interlock_hub.planning.models import PlanVersion
from interlock_hub.planning.services import ask_to_publish
with transaction.atomic():
    twin = twin_of(PlanVersion.objects.get(state="published"))
print(ask_to_publish(by=Membership.objects.get(person__username="operator"), plan=twin).pk.hex)
"""
TAKE_IN = """
import django; django.setup()
from dataclasses import replace
from interlock_hub.core.models import Membership
from interlock_hub.core.selectors import cluster, today
from interlock_hub.network.models import ImportRun
from interlock_hub.planning.bridge import scenario_of_rows
from interlock_hub.site import import_bridge, imports
imports.AT_ONCE_ORDERS, imports.AT_ONCE_BYTES = 0, 2**30
operator = Membership.objects.get(person__username="operator")
book = scenario_of_rows(cluster(), today())
more = tuple(replace(order, number=f"NEW-{order.number}") for order in book.orders)
data = import_bridge.written(replace(book, orders=book.orders + more), "en")
looked = imports.look_at(by=operator, name="more.xlsx", data=data)
assert looked.state == "done", (looked.error, looked.log)
print(imports.take_in(by=operator, run=ImportRun.objects.latest("pk")).pk.hex)
"""


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with restored(tmp_path_factory.mktemp("house"), django_db_blocker) as found:
        yield found


def post(address: str, secret: str, sent: dict[str, Any]) -> int:
    """Send; 0 where nobody answers any more."""
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    asked = urllib.request.Request(address, json.dumps(sent).encode(), headers)  # noqa: S310 (our own server)
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def accepted(house: House) -> dict[int, int]:
    """How often the ledger says that an offer was accepted."""
    found = house.rows(
        "SELECT key, count(*) FROM core_ledgerentry WHERE subject = 'planning.offer' AND what = 'accepted' GROUP BY key"
    )
    return {int(key): int(times) for key, times in found}


def in_state_accepted(house: House) -> set[int]:
    return {int(row[0]) for row in house.rows("SELECT id FROM planning_lotoffer WHERE state = 'accepted'")}


def test_a_server_killed_while_offers_are_accepted_leaves_each_done_or_not(house: House) -> None:
    keys = {int(pk): secret for pk, secret in json.loads(house.run("-c", KEYS)).items()}
    assert len(keys) > 12
    calls = [pk for pk in keys for _twice in range(2)]
    told: set[int] = set()
    enough = threading.Event()

    def accept(address: str, pk: int) -> int:
        status = post(f"{address}/api/v1/offers/{pk}/accept", keys[pk], {})
        if status == 200:
            told.add(pk)
        if len(told) >= len(keys) // 3:
            enough.set()
        return status

    with house.site() as (address, server), ThreadPoolExecutor(8) as people:
        sent = [people.submit(accept, address, pk) for pk in calls]
        assert enough.wait(120)
        kill(server)
        statuses = [call.result() for call in sent]
    assert 0 in statuses
    assert set(statuses) <= {200, 0}
    assert set(accepted(house)) == in_state_accepted(house)
    assert set(accepted(house).values()) == {1}
    assert told <= in_state_accepted(house)

    with house.site() as (address, _server), ThreadPoolExecutor(8) as people:
        assert set(people.map(lambda pk: accept(address, pk), calls)) == {200}
    assert accepted(house) == dict.fromkeys(keys, 1)
    assert in_state_accepted(house) == set(keys)


def test_one_invitation_opened_by_six_at_once_makes_one_member(house: House) -> None:
    secret = house.run("-c", INVITE).strip()
    start = threading.Barrier(6)

    def join(address: str, at: int) -> int:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar := http.cookiejar.CookieJar()))
        form = f"{address}/invitation/{secret}/"
        opener.open(form, timeout=60).read()
        token = next(cookie.value for cookie in jar if cookie.name == "csrftoken") or ""
        said = {"name": f"p{at}", "username": f"new{at}", "password": "twill-felt-918273", "csrfmiddlewaretoken": token}
        start.wait(60)
        try:
            return int(opener.open(form, urllib.parse.urlencode(said).encode(), timeout=60).status)
        except urllib.error.HTTPError as error:
            return error.code

    with house.site() as (address, _server), ThreadPoolExecutor(6) as people:
        statuses = list(people.map(lambda at: join(address, at), range(6)))
    assert set(statuses) <= {200, 410}
    assert house.rows("SELECT count(*) FROM core_person WHERE username LIKE 'new%'") == [(1,)]
    assert house.rows("SELECT count(*) FROM core_membership m JOIN core_person p ON p.id = m.person_id "
                      "WHERE p.username LIKE 'new%'") == [(1,)]  # fmt: skip


def test_a_worker_killed_in_the_middle_of_a_plan_is_noticed_and_its_job_done_once(house: House) -> None:
    job = house.run("-c", ASK).strip()
    where = "replace(CAST(id AS text), '-', '') = '" + job + "'"
    state = f"SELECT state, stage, attempts FROM core_jobrun WHERE {where}"  # noqa: S608 (our own id)
    plans = "SELECT count(*) FROM planning_planversion"
    before = house.rows(plans)

    def is_at_work(found: list[tuple[Any, ...]]) -> bool:
        assert found[0][0] in ("queued", "running"), found
        return bool(found[0][1])

    with house.process("worker") as worker:
        house.until(state, is_at_work)
        kill(worker)
    assert house.rows(state)[0][0] == "running"
    assert house.rows(plans) == before

    house.rows(f"UPDATE core_jobrun SET heartbeat_at = '2026-01-01 00:00:00' WHERE {where}")  # noqa: S608
    with house.process("worker"):
        ended = house.until(state, lambda found: found[0][0] not in ("queued", "running"))
    assert (ended[0][0], ended[0][2]) == ("done", 2)
    assert house.rows(plans) == [(before[0][0] + 1,)]
    said = "SELECT what, count(*) FROM core_ledgerentry WHERE subject = 'core.job' GROUP BY what"
    happened = dict(house.rows(said))
    assert (happened["run again"], happened["done"]) == (1, 1)
    made = "SELECT count(*) FROM core_ledgerentry WHERE subject = 'planning.plan' AND what = 'made'"
    assert house.rows(made) == [(1,)]


def killed_at_work_then_done(house: House, ask: str, written: str) -> tuple[Any, Any, Any]:
    """Kill the worker of a job at work, then let another do the job: what was written before, then, and in the end."""
    job = house.run("-c", ask).strip()
    where = f"replace(CAST(id AS text), '-', '') = '{job}'"
    state = f"SELECT state, stage, attempts FROM core_jobrun WHERE {where}"  # noqa: S608 (our own id)
    before = house.rows(written)
    with house.process("worker") as worker:
        house.until(state, lambda found: bool(found[0][1]) or found[0][0] not in ("queued", "running"))
        kill(worker)
    killed = house.rows(written)
    if house.rows(state)[0][0] == "running":
        assert killed == before
        house.rows(f"UPDATE core_jobrun SET heartbeat_at = '2026-01-01 00:00:00' WHERE {where}")  # noqa: S608
        with house.process("worker"):
            house.until(state, lambda found: found[0][0] not in ("queued", "running"))
    assert house.rows(state)[0][0] == "done"
    return before, killed, house.rows(written)


def test_a_worker_killed_while_it_publishes_leaves_one_plan_that_holds_and_no_offer_twice(house: House) -> None:
    offers = "SELECT count(*) FROM planning_lotoffer WHERE state IN ('open', 'accepted')"
    live = house.rows(offers)
    holds = "SELECT number FROM planning_planversion WHERE state = 'published'"
    before, killed, after = killed_at_work_then_done(house, PUBLISH, holds)
    assert killed in (before, after)
    assert len(before) == len(after) == 1
    assert before != after
    assert house.rows(offers) == live
    published = (
        "SELECT count(*) FROM core_ledgerentry WHERE subject = 'planning.plan' AND what = 'published' AND key = "
    )
    assert house.rows(f"{published}'{after[0][0]}'") == [(1,)]


def test_a_worker_killed_while_it_takes_a_workbook_in_leaves_all_of_it_or_nothing(house: House) -> None:
    count = house.rows("SELECT count(*) FROM orders_order WHERE state = 'open'")[0][0]
    new = "SELECT count(*) FROM orders_order WHERE number LIKE 'NEW-%'"
    before, killed, after = killed_at_work_then_done(house, TAKE_IN, new)
    assert (before, after) == ([(0,)], [(count,)])
    assert killed in (before, after)
    lost = "SELECT count(*) FROM orders_order o WHERE NOT EXISTS (SELECT 1 FROM orders_orderquantity q "
    assert house.rows(lost + "WHERE q.order_id = o.id)") == [(0,)]
