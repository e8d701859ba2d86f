"""A lock that another process holds for longer than one waits: a clear answer, in pages and for programs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from hub_api import program_of
from hub_world import PASSWORD

from interlock_hub.core.database import is_held_up
from interlock_hub.core.models import ApiToken, LedgerEntry, Membership, Role
from interlock_hub.orders.models import Order
from interlock_hub.orders.selectors import orders_visible_to

only_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite has one writer at a time")
assert connection


@pytest.fixture
def unguarded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The tests' database with no transaction round the test: what is written stays, so nothing may be."""
    with django_db_blocker.unblock():
        connection.close()
        patience = connection.settings_dict["OPTIONS"]["timeout"]
        connection.settings_dict["OPTIONS"]["timeout"] = 0.1
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["OPTIONS"]["timeout"] = patience


@pytest.fixture
def planner(unguarded: None) -> Iterator[Client]:
    member = Membership.objects.filter(role=Role.PLANNER).order_by("pk").select_related("person")[0]
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    client.force_login(member.person)
    yield client
    client.logout()


@pytest.fixture
def order(unguarded: None) -> Order:
    member = Membership.objects.filter(role=Role.PLANNER).order_by("pk")[0]
    found = orders_visible_to(member).filter(state="open", owner=member.organisation).first()
    assert found is not None
    return found


class Lock:
    """Another process's transaction that writes."""

    def __init__(self) -> None:
        self._other = sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None)

    def __enter__(self) -> None:
        self._other.execute("BEGIN IMMEDIATE")

    def __exit__(self, *_: object) -> None:
        self._other.execute("ROLLBACK")
        self._other.close()


@only_sqlite
@pytest.mark.parametrize(
    ("language", "said"), [("en", "Somebody else is writing just now"), ("zh-CN", "此刻有人正在写入")]
)
def test_a_page_says_that_somebody_else_is_writing_and_nothing_was_changed(
    planner: Client, order: Order, language: str, said: str
) -> None:
    moved = (order.due_on + timedelta(days=1)).isoformat()
    events = LedgerEntry.objects.count()
    headers = {"accept-language": language}
    with Lock():
        answer = planner.post(f"/orders/o/{order.number}/due/", {"due_on": moved}, headers=headers)
        read = planner.get(f"/orders/o/{order.number}/", headers=headers)
    assert (answer.status_code, int(answer.headers["Retry-After"])) == (503, 10)
    assert said in answer.content.decode()
    assert "Content-Security-Policy" in answer.headers
    assert read.status_code == 200
    assert Order.objects.get(pk=order.pk).due_on == order.due_on
    assert LedgerEntry.objects.count() == events


@only_sqlite
def test_a_login_that_cannot_be_kept_is_no_fault(unguarded: None) -> None:
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    with Lock():
        answer = client.post("/login/", {"username": "planner", "password": PASSWORD})
    assert answer.status_code == 503
    assert "Nothing was changed" in answer.content.decode()


@only_sqlite
def test_a_program_is_told_in_json(unguarded: None, order: Order) -> None:
    member = Membership.objects.filter(role=Role.PLANNER).order_by("pk")[0]
    try:
        call = program_of(member)
        with Lock():
            answer = call(f"orders/{order.number}/cancel", {"reason": "gone"})
            read = call(f"orders/{order.number}")
    finally:
        ApiToken.objects.filter(member=member, name="test").delete()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "Somebody else is writing" in answer.json()["errors"][0]["message"]
    assert read.status_code == 200
    assert Order.objects.get(pk=order.pk).state == "open"


@only_sqlite
def test_a_session_that_cannot_be_written_after_the_page_is_no_fault(planner: Client) -> None:
    member = Membership.objects.filter(role=Role.PLANNER).order_by("pk")[0]
    with Lock():
        answer = planner.post(f"/people/as/{member.pk}/")
    assert answer.status_code == 503
    assert "Nothing was changed" in answer.content.decode()


@pytest.mark.django_db
def test_what_is_wrong_otherwise_is_a_fault() -> None:
    assert not is_held_up(OperationalError("no such table: x"))
    assert not is_held_up(ValueError("database is locked"))
    assert not is_held_up(None)


@pytest.mark.django_db
def test_a_deadlock_is_somebody_elses_writing() -> None:
    class Refused(Exception):
        sqlstate = "40P01"

    error = OperationalError("deadlock detected")
    error.__cause__ = Refused()
    assert is_held_up(error)
