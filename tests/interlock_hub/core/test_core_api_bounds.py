"""How often a key may ask within a minute, over all processes of the server together."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.db import OperationalError, connection
from django.db.models import QuerySet
from hub_api import program_of

from interlock_hub.core import api
from interlock_hub.core.models import ApiToken, Membership
from interlock_hub.core.tokens import grant

Members = Callable[[str], Membership]
pytestmark = pytest.mark.django_db
MINUTE = 29_000_000
assert connection


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Go on as another process of the server: what it keeps in memory is its own."""
    memories: dict[str, LocMemCache] = {}

    def switch(process: str) -> None:
        kept = memories.setdefault(process, LocMemCache(uuid4().hex, {}))
        monkeypatch.setattr(api, "cache", kept)

    monkeypatch.setattr(time, "time", lambda: MINUTE * 60.0 + 20)
    return switch


def test_processes_count_together(member: Members, in_process: Callable[[str], None], settings: Any) -> None:
    settings.API_PER_MINUTE = 50
    call = program_of(member("planner"))
    answers = []
    for at in range(80):
        in_process("first" if at % 2 else "second")
        answers.append(call("factories", limit=1))
    let_through = sum(answer.status_code == 200 for answer in answers)
    assert {answer.status_code for answer in answers} == {200, 429}
    assert 50 - 3 <= let_through <= 50
    assert answers[-1].headers["Retry-After"] == "40"
    (token,) = ApiToken.objects.filter(name="test")
    assert (token.minute, token.granted) == (MINUTE, 50)


def test_another_minute_begins_anew(
    member: Members, in_process: Callable[[str], None], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_PER_MINUTE = 2
    in_process("one")
    call = program_of(member("planner"))
    assert [call("factories", limit=1).status_code for _time in range(3)] == [200, 200, 429]
    monkeypatch.setattr(time, "time", lambda: (MINUTE + 1) * 60.0)
    assert call("factories", limit=1).status_code == 200


def test_few_requests_write(member: Members, in_process: Callable[[str], None], settings: Any) -> None:
    settings.API_PER_MINUTE = 600
    in_process("one")
    call, grants = program_of(member("planner")), set()
    for _time in range(60):
        call("factories", limit=1)
        grants.add(ApiToken.objects.get(name="test").granted)
    assert len(grants) <= 3


def test_grants_that_cross_never_exceed(member: Members) -> None:
    program_of(member("planner"))
    read_before = ApiToken.objects.get(name="test")
    granted = [grant(read_before, minute=MINUTE, most=40) for _time in range(60)]
    assert sum(granted) == 40
    assert granted[-1] == 0


def test_a_process_whose_clock_is_behind_counts_with_the_others(member: Members) -> None:
    program_of(member("planner"))
    key = ApiToken.objects.get(name="test")
    assert grant(key, minute=MINUTE, most=3) == 1
    assert [grant(key, minute=MINUTE - 1, most=3) for _time in range(3)] == [1, 1, 0]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite has one writer at a time")
def test_where_another_writer_holds_the_database_a_read_answers(
    member: Members, in_process: Callable[[str], None], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_PER_MINUTE = 3
    in_process("one")
    call = program_of(member("planner"))
    update = QuerySet.update

    def locked(rows: Any, **changes: Any) -> int:
        if rows.model is ApiToken:
            raise OperationalError("database is locked")
        return update(rows, **changes)

    monkeypatch.setattr(QuerySet, "update", locked)
    assert [call("factories", limit=1).status_code for _time in range(5)] == [200] * 5
