"""A writer that holds the database for long: what others write is tried again or left for later, and no read fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.models import QuerySet
from hub_api import program

from interlock_hub.core import jobs
from interlock_hub.core.database import learn_sizes, patiently
from interlock_hub.core.models import ApiToken, JobRun, Membership

__all__ = ["program"]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite has one writer at a time"),
]
assert connection


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Callable[[type], None]:
    """Hold the database against changes of a model."""
    update = QuerySet.update

    def hold(model: type) -> None:
        def locked(rows: Any, **changes: Any) -> int:
            if rows.model is model:
                raise OperationalError("database is locked")
            return update(rows, **changes)

        monkeypatch.setattr(QuerySet, "update", locked)

    return hold


def test_a_read_with_a_key_answers(program: Callable[..., Any], held: Callable[[type], None]) -> None:
    planner = program("planner", "network:read")
    held(ApiToken)
    assert planner("factories").status_code == 200


def test_a_job_that_tells_how_far_it_is_goes_on(
    member: Callable[[str], Membership], held: Callable[[type], None]
) -> None:
    job = JobRun.objects.create(kind="plan", state=JobRun.State.RUNNING, attempts=1)
    running = jobs.Running(job)
    held(JobRun)
    running.progress("cut", 0.5)
    running.beat()


def test_what_must_be_written_is_tried_again() -> None:
    tries = []

    def write() -> int:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("database is locked")
        return 7

    assert patiently(write) == 7


def test_what_is_wrong_otherwise_is_not_tried_again() -> None:
    tries = []

    def write() -> None:
        tries.append(1)
        raise OperationalError("no such table")

    with pytest.raises(OperationalError):
        patiently(write)
    assert len(tries) == 1


def known_sizes() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl, max(CAST(stat AS integer)) FROM sqlite_stat1 GROUP BY tbl")
        return dict(cursor.fetchall())


def test_the_database_knows_how_large_its_tables_are_after_a_job(
    member: Callable[[str], Membership], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(jobs._kinds, "nothing", jobs.Kind("nothing", "nothing", lambda running: dict, 1))
    JobRun.objects.bulk_create(JobRun(kind="nothing", state=JobRun.State.DONE) for _ in range(30))
    jobs.run(str(jobs.start("nothing", by=member("operator"), given={}).pk))
    assert known_sizes()["core_jobrun"] == 31


def test_sizes_are_learnt_later_where_another_writes() -> None:
    learn_sizes()
    before = known_sizes()

    def locked(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql == "ANALYZE":
            raise OperationalError("database is locked")
        return execute(sql, *rest)

    JobRun.objects.create(kind="plan")
    with connection.execute_wrapper(locked):
        learn_sizes()
    assert known_sizes() == before
