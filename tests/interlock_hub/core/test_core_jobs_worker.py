"""The worker's processes: nobody on the telephone waits behind a plan, and whichever is killed is replaced."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hub_house import House, restored

# The tests' own database is filled, whichever of these tests is run alone.
pytestmark = pytest.mark.django_db

# A worker that also knows work as long as the test wants it: until there is a file.
WORKER = """
import os, sys, time
from pathlib import Path
import django; django.setup()
from interlock_hub.core import jobs
from interlock_hub.site import working
working.SWEEP_S = 1.0
def work(running):
    while not Path(os.environ["INTERLOCK_DATA"], "enough").exists():
        running.progress(f"at {os.getpid()}", 0.5)
        time.sleep(0.05)
    return dict
jobs.kind("long", "Long work")(work)
from interlock_hub.cli import main
sys.exit(main(sys.argv[1:]))
"""
ASK_LONG = """
import django; django.setup()
from interlock_hub.core import jobs
jobs.kind("long", "Long work")(dict)
print(jobs.start("long", by=None, given={}).pk.hex)
"""
ASK_PROMISE = """
import django; django.setup()
from datetime import timedelta
from interlock_hub.core.models import Membership
from interlock_hub.core.selectors import today
from interlock_hub.orders.models import Order
from interlock_hub.orders.promising import Wanted
from interlock_hub.orders.services_promises import ask
like = Order.objects.filter(state="open").select_related("style").order_by("number").first()
found = like.quantities.first()
wanted = Wanted(number="PHONE-1", customer=like.customer, style=like.style.code, due_on=today() + timedelta(days=60),
                quantities=((found.colour, found.size, 100),))
print(ask(by=Membership.objects.get(person__username="operator"), wanted=wanted).pk.hex)
"""


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with restored(tmp_path_factory.mktemp("house"), django_db_blocker) as found:
        yield found


@pytest.fixture
def worker(house: House) -> Iterator[subprocess.Popen[bytes]]:
    with house.process("worker", python=("-c", WORKER)) as started:
        yield started


def state_of(job: str) -> str:
    return f"SELECT state, stage FROM core_jobrun WHERE replace(CAST(id AS text), '-', '') = '{job}'"  # noqa: S608


def at_work(house: House, job: str) -> int:
    """Wait until a process is at a job of long work, and return its id."""
    found = house.until(state_of(job), lambda rows: rows[0][0] == "running" and bool(rows[0][1]))
    return int(found[0][1].removeprefix("at "))


def ended(rows: list[tuple[Any, ...]]) -> bool:
    return rows[0][0] not in ("queued", "running")


def alive(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def soon(happened: Callable[[], bool]) -> bool:
    end = time.monotonic() + 60
    while not happened() and time.monotonic() < end:
        time.sleep(0.05)
    return happened()


def test_a_promise_is_found_while_long_work_runs(house: House, worker: subprocess.Popen[bytes]) -> None:
    long = house.run("-c", ASK_LONG).strip()
    at_work(house, long)
    promise = house.run("-c", ASK_PROMISE).strip()
    assert house.until(state_of(promise), ended)[0][0] == "done"
    assert house.rows(state_of(long))[0][0] == "running"

    (house.data / "enough").touch()
    assert house.until(state_of(long), ended)[0][0] == "done"
    (house.data / "enough").unlink()


def test_a_process_that_is_killed_is_replaced_and_its_job_run_again(
    house: House, worker: subprocess.Popen[bytes]
) -> None:
    job = house.run("-c", ASK_LONG).strip()
    first = at_work(house, job)
    assert first != worker.pid
    os.kill(first, signal.SIGKILL)
    assert soon(lambda: not alive(first))
    where = f"replace(CAST(id AS text), '-', '') = '{job}'"
    house.rows(f"UPDATE core_jobrun SET heartbeat_at = '2026-01-01 00:00:00' WHERE {where}")  # noqa: S608 (our own id)
    house.until(state_of(job), lambda rows: rows[0] not in (("running", f"at {first}"), ("queued", "")))
    assert at_work(house, job) != first
    assert worker.poll() is None

    (house.data / "enough").touch()
    assert house.until(state_of(job), ended)[0][0] == "done"
    (house.data / "enough").unlink()


def test_no_process_outlives_a_worker_that_is_killed(house: House, worker: subprocess.Popen[bytes]) -> None:
    job = house.run("-c", ASK_LONG).strip()
    mine = at_work(house, job)
    worker.kill()
    worker.wait(30)
    (house.data / "enough").touch()
    assert house.until(state_of(job), ended)[0][0] == "done"
    assert soon(lambda: not alive(mine))
    (house.data / "enough").unlink()


def test_a_worker_that_is_asked_to_stop_ends_after_the_job_it_is_at(
    house: House, worker: subprocess.Popen[bytes]
) -> None:
    job = house.run("-c", ASK_LONG).strip()
    mine = at_work(house, job)
    worker.terminate()
    (house.data / "enough").touch()
    assert worker.wait(60) == 0
    assert house.rows(state_of(job))[0][0] == "done"
    assert not alive(mine)
    (house.data / "enough").unlink()
