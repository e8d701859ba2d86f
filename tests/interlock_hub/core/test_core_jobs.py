"""Long work ends once: its outcome and its end are one transaction, whoever dies meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interlock_hub.core import jobs
from interlock_hub.core.errors import HubError
from interlock_hub.core.models import JobRun, LedgerEntry, Membership, Organisation

State = JobRun.State
Members = Callable[[str], Membership]
COUNTING = "counting"


@pytest.fixture
def counting() -> Iterator[Callable[[jobs.Work], None]]:
    """A kind of job whose work each test gives."""
    yield lambda work: jobs.kind(COUNTING, _("Name"), retries=1)(work) and None
    jobs._kinds.pop(COUNTING, None)


def adds_one() -> dict[str, int]:
    Organisation.objects.create(code=f"made-{Organisation.objects.count()}", name="made", kind="office")
    return {"plan": 1}


def made() -> int:
    return Organisation.objects.filter(name="made").count()


def asked(member: Members, snapshot: bytes | None = None) -> JobRun:
    return jobs.start(COUNTING, by=member("planner"), given={"n": 1}, snapshot=snapshot, seed=4)


def test_a_job_sees_what_was_asked_and_its_outcome_is_written(member: Members, counting: Callable[..., None]) -> None:
    seen: list[object] = []

    def work(running: jobs.Running) -> jobs.Finish:
        seen.extend([running.given, running.snapshot, running.job.seed])
        running.progress("read", 0.5, lots=3)
        return adds_one

    counting(work)
    job = asked(member, b"the book")
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert seen == [{"n": 1}, b"the book", 4]
    assert (job.state, job.result, job.share, job.figures) == (State.DONE, {"plan": 1}, 1.0, {"lots": 3})
    assert job.log[0].endswith("read")
    assert made() == 1


def test_a_job_that_ended_is_not_run_again(member: Members, counting: Callable[..., None]) -> None:
    counting(lambda running: adds_one)
    job = asked(member)
    for _time in range(3):
        jobs.run(str(job.pk))
    assert made() == 1
    assert LedgerEntry.objects.filter(subject="core.job", key=str(job.pk), what="done").count() == 1


def test_an_outcome_that_fails_half_way_leaves_nothing(member: Members, counting: Callable[..., None]) -> None:
    def half() -> dict[str, int]:
        adds_one()
        raise HubError("no room", "no people")

    counting(lambda running: half)
    job = asked(member)
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert made() == 0
    assert (job.state, job.error) == (State.FAILED, {"en": ["no room", "no people"], "zh": ["no room", "no people"]})


def test_a_worker_that_was_thought_dead_writes_nothing(member: Members, counting: Callable[..., None]) -> None:
    """The job was given to another worker while the first was still at it: only the second's outcome counts."""

    def slow(running: jobs.Running) -> jobs.Finish:
        if running.job.attempts == 1:
            JobRun.objects.filter(pk=running.job.pk).update(heartbeat_at=timezone.now() - timedelta(hours=1))
            assert jobs.sweep() == 1
            jobs.run(str(running.job.pk))
        return adds_one

    counting(slow)
    job = asked(member)
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.attempts, made()) == (State.DONE, 2, 1)


def test_a_waiting_job_is_stopped_at_once(member: Members, counting: Callable[..., None]) -> None:
    counting(lambda running: adds_one)
    job = asked(member)
    jobs.cancel(job, by=member("planner"))
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, made()) == (State.CANCELLED, 0)


def test_a_running_job_stops_at_the_next_safe_place(member: Members, counting: Callable[..., None]) -> None:
    def work(running: jobs.Running) -> jobs.Finish:
        assert not running.stop()
        jobs.cancel(running.job, by=member("planner"))
        running.progress("read", 0.1)
        assert running.stop()
        raise jobs.JobCancelled

    counting(work)
    job = asked(member)
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, made()) == (State.CANCELLED, 0)
    assert LedgerEntry.objects.filter(subject="core.job", key=str(job.pk), what="asked to stop").count() == 1


def test_a_fault_of_the_program_is_told_as_such_in_both_languages(
    member: Members, counting: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    def work(running: jobs.Running) -> jobs.Finish:
        raise ZeroDivisionError("secret inner workings")

    counting(work)
    job = asked(member)
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "fault of the program" in job.error["en"][0]
    assert "程序" in job.error["zh"][0]
    assert "secret" not in str(job.error)
    assert "secret inner workings" in caplog.text


def silent(job: JobRun, **more: object) -> None:
    long_ago = timezone.now() - timedelta(minutes=5)
    JobRun.objects.filter(pk=job.pk).update(state=State.RUNNING, heartbeat_at=long_ago, **more)


def test_a_job_whose_worker_died_is_run_again_then_failed_in_both_languages(
    member: Members, counting: Callable[..., None]
) -> None:
    counting(lambda running: adds_one)
    job = asked(member)
    silent(job, attempts=1)
    assert jobs.sweep() == 1
    assert jobs.sweep() == 0
    job.refresh_from_db()
    assert job.state == State.QUEUED
    silent(job, attempts=2)
    assert jobs.sweep() == 1
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "died" in job.error["en"][0]
    assert job.error["zh"][0] != job.error["en"][0]
    assert job.finished_at is not None


def test_a_dead_job_that_should_stop_is_not_run_again(member: Members, counting: Callable[..., None]) -> None:
    counting(lambda running: adds_one)
    job = asked(member)
    silent(job, attempts=1, wants_cancel=True)
    jobs.sweep()
    job.refresh_from_db()
    assert job.state == State.CANCELLED


def test_a_job_that_beats_is_left_alone(member: Members, counting: Callable[..., None]) -> None:
    counting(lambda running: adds_one)
    job = asked(member)
    silent(job, attempts=1)
    jobs.Running(JobRun.objects.get(pk=job.pk)).beat()
    assert jobs.sweep() == 0


def test_nobody_asks_for_work_that_nobody_knows(member: Members) -> None:
    with pytest.raises(KeyError):
        jobs.start("unheard-of", by=member("planner"), given={})
    assert jobs.label_of("unheard-of") == "unheard-of"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_of_a_failed_job_says_why_in_the_readers_language(
    member: Members, counting: Callable[..., None], as_role: Callable[[str], Client], language: str
) -> None:
    counting(lambda running: adds_one)
    job = asked(member)
    silent(job, attempts=2)
    jobs.sweep()
    job.refresh_from_db()
    browser = as_role("planner")
    browser.cookies["django_language"] = language
    page = browser.get(f"/jobs/{job.pk}/").content.decode()
    words = job.error["en" if language == "en" else "zh"][0]
    assert words[:20] in page
    assert as_role("cutter").get(f"/jobs/{job.pk}/").status_code == 404


def test_the_operator_is_told_where_the_log_of_a_dead_worker_is(
    member: Members, counting: Callable[..., None], as_role: Callable[[str], Client]
) -> None:
    counting(lambda running: adds_one)
    job = asked(member)
    silent(job, attempts=2)
    jobs.sweep()
    mine, operators = (as_role(role).get(f"/jobs/{job.pk}/").content.decode() for role in ("planner", "operator"))
    assert "ask the operator for the log" in mine
    assert "journalctl" not in mine
    assert "ask the operator" not in operators
    assert "journalctl -u interlock-worker" in operators


def test_work_of_idle_time_that_failed_is_no_alarm(as_role: Callable[[str], Client], db: None) -> None:
    job = jobs.start("idle-nest", by=None, given={"marker": "gone"})
    silent(job, attempts=1)
    jobs.sweep()
    job.refresh_from_db()
    assert job.state == State.FAILED
    browser = as_role("operator")
    assert str(job.pk) not in browser.get("/").content.decode()
    assert f"/jobs/{job.pk}/" in browser.get("/cutting/better/").content.decode()


def test_htmx_is_told_when_a_job_has_ended(
    member: Members, counting: Callable[..., None], as_role: Callable[[str], Client]
) -> None:
    counting(lambda running: adds_one)
    job = asked(member)
    browser = as_role("planner")
    headers = {"hx-request": "true"}
    assert "HX-Trigger" not in browser.get(f"/jobs/{job.pk}/", headers=headers)
    assert browser.post(f"/jobs/{job.pk}/cancel/").status_code == 302
    assert browser.get(f"/jobs/{job.pk}/", headers=headers)["HX-Trigger"] == "job-ended"


def test_who_asked_for_a_job_and_waits_on_its_page_is_led_to_what_came_of_it(
    member: Members, counting: Callable[..., None], as_role: Callable[[str], Client]
) -> None:
    def came_of_it() -> dict[str, str]:
        return {"url": "/cutting/"}

    counting(lambda running: came_of_it)
    job = asked(member)
    page = f"/jobs/{job.pk}/"
    here = {"hx-request": "true", "hx-current-url": f"http://testserver{page}"}
    browser = as_role("planner")
    assert "HX-Redirect" not in browser.get(page, headers=here)
    jobs.run(str(job.pk))
    assert browser.get(page, headers=here)["HX-Redirect"] == "/cutting/"
    elsewhere = {"hx-request": "true", "hx-current-url": "http://testserver/plans/"}
    assert "HX-Redirect" not in browser.get(page, headers=elsewhere)
    assert "HX-Redirect" not in browser.get(page)
    assert "HX-Redirect" not in as_role("operator").get(page, headers=here)


def test_a_job_that_failed_stands_on_the_first_screen_until_it_is_put_away_or_done(
    member: Members, as_role: Callable[[str], Client], counting: Callable[..., None]
) -> None:
    def fails(running: jobs.Running) -> jobs.Finish:
        raise HubError("no room")

    def ended() -> JobRun:
        job = asked(member)
        jobs.run(str(job.pk))
        return JobRun.objects.get(pk=job.pk)

    counting(fails)
    first, browser = ended(), as_role("planner")
    assert "Name failed: no room" in browser.get("/").content.decode()
    assert "failed: no room" not in as_role("brand").get("/").content.decode()
    assert LedgerEntry.objects.filter(subject="core.job", key=str(first.pk), what="failed").count() == 1
    assert as_role("brand").post(f"/jobs/{first.pk}/away/").status_code == 404
    for _click in range(2):
        browser.post(f"/jobs/{first.pk}/away/")
    assert "failed: no room" not in browser.get("/").content.decode()
    assert LedgerEntry.objects.filter(subject="core.job", key=str(first.pk), what="put away").count() == 1
    ended()
    assert "Name failed: no room" in browser.get("/").content.decode()
    counting(lambda running: adds_one)
    ended()
    assert "failed: no room" not in browser.get("/").content.decode()


def test_a_job_that_was_done_is_never_put_away(member: Members, counting: Callable[..., None]) -> None:
    counting(lambda running: adds_one)
    job = asked(member)
    jobs.run(str(job.pk))
    jobs.put_away(job, by=member("planner"))
    job.refresh_from_db()
    assert job.put_away_at is None
