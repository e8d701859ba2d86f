"""Long work that survives: asked in one transaction, run by a worker, finished in one transaction.

A job's function computes, tells how far it is, and returns the writing of its outcome; that writing and the job's end
are one transaction, so a process killed at any moment leaves either nothing or all of it, and a repeat does not double.
"""

from __future__ import annotations

import gc
import logging
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.bridge import cancelled, expected
from interlock_hub.core.database import is_locked, learn_sizes, patiently
from interlock_hub.core.errors import HubError
from interlock_hub.core.job_errors import both, kept, lines_of
from interlock_hub.core.ledger import record
from interlock_hub.core.models import JobRun, Json, Membership

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

# A job whose worker has not been heard of for so long is taken to be dead.
SILENT = timedelta(seconds=45)
BEAT_S = 3.0
# A job of idle time looks so often whether others wait.
LOOK_S = 1.0
# The queues: work that somebody waits for, and all other. Each has a process of its own in a worker.
QUICK, LONG = "quick", "default"
# The priority of work that may wait for any other, and of what a customer waits for on the telephone.
IDLE, PROMPT = -100, 50
LOG_LINES = 200

Finish = Callable[[], Json]
# The stage, and the share that is done.
Told = Callable[[str, float], None]


class JobCancelled(Exception):
    """Someone asked for the job to stop, and it did."""


@dataclass
class Running:
    """A job as its function sees it: what was asked, and how to tell how far it is."""

    job: JobRun
    told: Told | None = None
    _wants_cancel: bool = False
    _told_at: float = 0.0
    _lines: list[str] = field(default_factory=list)

    @property
    def given(self) -> Json:
        """What was asked."""
        return dict(self.job.given)

    @property
    def snapshot(self) -> bytes:
        """The input as it was when the job was asked."""
        return zlib.decompress(bytes(self.job.snapshot)) if self.job.snapshot else b""

    def progress(self, stage: str, share: float, **figures: Any) -> None:
        """Tell the stage (a word of the room's) and the share done in [0, 1]; cheap enough to call often."""
        now = time.monotonic()
        new_stage = stage != self.job.stage
        self.job.figures = {**self.job.figures, **figures}
        if not new_stage and now - self._told_at < 0.5:
            return
        self._told_at = now
        self.job.stage, self.job.share = stage, share
        changes: Json = {"stage": stage, "share": share, "figures": self.job.figures, "heartbeat_at": timezone.now()}
        if new_stage:
            self._lines.append(f"{timezone.now().isoformat(timespec='seconds')} {stage}")
            changes["log"] = self._lines[-LOG_LINES:]
        self._say(changes)
        if self.told:
            self.told(stage, share)

    def stop(self) -> bool:
        """Tell whether someone asked for the job to stop."""
        return self._wants_cancel

    def _look(self) -> None:
        self._wants_cancel = self._wants_cancel or JobRun.objects.filter(pk=self.job.pk, wants_cancel=True).exists()

    def beat(self) -> None:
        """Say that the worker lives."""
        self._say({"heartbeat_at": timezone.now()})

    def _say(self, changes: Json) -> None:
        """Write how the job stands; where another writer holds the database for long, the next word says it."""
        try:
            _running(self.job).update(**changes)
        except OperationalError as error:
            if not is_locked(error):
                raise
            log.warning("job %s: another writer holds the database", self.job.pk)
        self._look()


Work = Callable[[Running], Finish]
Ways = list[tuple[str, str]]


@dataclass(frozen=True)
class Kind:
    """A kind of job: its name and label, the work, how often it is run again when its worker dies, priority and queue.

    ``back`` gives the ways on from a job that came to nothing: what each is called, and its address.
    """

    name: str
    label: str | Promise
    work: Work
    retries: int
    priority: int = 0
    back: Callable[[JobRun], Ways] | None = None
    queue: str = LONG


_kinds: dict[str, Kind] = {}


def kind(
    name: str,
    label: str | Promise,
    *,
    retries: int = 1,
    priority: int = 0,
    back: Callable[[JobRun], Ways] | None = None,
    queue: str = LONG,
) -> Callable[[Work], Work]:
    """Register the work of a kind of job; one of ``IDLE`` priority runs when no other waits.

    One of the ``QUICK`` queue, which takes seconds, never waits behind a plan that runs.
    """

    def known(work: Work) -> Work:
        _kinds[name] = Kind(name, label, work, retries, priority, back, queue)
        return work

    return known


def label_of(name: str) -> str | Promise:
    """Return what a kind of job is called."""
    return _kinds[name].label if name in _kinds else name


def idle_kinds() -> list[str]:
    """Return the kinds of jobs that are done when no other waits, and that nobody waits for."""
    return [name for name, known in _kinds.items() if known.priority == IDLE]


def queue_of(name: str) -> str:
    """Return the queue that a kind of job waits in."""
    return _kinds[name].queue


def ways_back(job: JobRun) -> Ways:
    """Return where to go from a job that failed or was stopped: names and addresses, the likeliest first."""
    known = _kinds.get(job.kind)
    ended = job.state in (JobRun.State.FAILED, JobRun.State.CANCELLED)
    return known.back(job) if ended and known and known.back else []


@transaction.atomic
def start(
    name: str, *, by: Membership | None, given: Mapping[str, Any], snapshot: bytes | None = None, seed: int = 0
) -> JobRun:
    """Ask for a job; the request and its place in the queue are one transaction."""
    if name not in _kinds:
        raise KeyError(name)
    job = JobRun.objects.create(
        kind=name,
        asked_by_id=by.person_id if by else None,
        organisation_id=by.organisation_id if by else None,
        member=by,
        given=dict(given),
        snapshot=zlib.compress(snapshot, 6) if snapshot is not None else None,
        seed=seed,
    )
    record(by=by, subject="core.job", key=job.pk, what="asked", after={"kind": name})
    _enqueue(job)
    return job


def open_twin(
    name: str, *, by: Membership | None, given: Mapping[str, Any], snapshot: bytes, seed: int = 0
) -> JobRun | None:
    """Return the job that the same member has asked for already, from the same input, and that waits or runs."""
    asked = JobRun.objects.filter(
        kind=name, member=by, seed=seed, state__in=[JobRun.State.QUEUED, JobRun.State.RUNNING], wants_cancel=False
    ).order_by("created_at")
    alike = (job for job in asked if job.given == dict(given) and job.snapshot)
    return next((job for job in alike if zlib.decompress(bytes(job.snapshot or b"")) == snapshot), None)


def _enqueue(job: JobRun) -> None:
    from interlock_hub.core.tasks import run_job

    known = _kinds[job.kind]
    run_job.using(priority=known.priority, queue_name=queue_of(job.kind)).enqueue(str(job.pk))


def busy() -> bool:
    """Tell whether any job waits or runs."""
    return JobRun.objects.filter(state__in=[JobRun.State.QUEUED, JobRun.State.RUNNING]).exists()


def others_wait(job: JobRun) -> bool:
    """Tell whether another job waits or runs, so that one of idle time should give way to it."""
    open_jobs = JobRun.objects.filter(state__in=[JobRun.State.QUEUED, JobRun.State.RUNNING])
    return open_jobs.exclude(pk=job.pk).exists()


def giving_way(running: Running) -> Callable[[], bool]:
    """Return what tells whether a job of idle time stops: it was asked to, or another waits, looked up now and then."""
    looked_at, waits = 0.0, False

    def told() -> bool:
        nonlocal looked_at, waits
        if time.monotonic() - looked_at > LOOK_S:
            looked_at, waits = time.monotonic(), others_wait(running.job)
        return waits or running.stop()

    return told


def cancel(job: JobRun, *, by: Membership) -> None:
    """Ask a job to stop; one that waits is stopped at once."""
    with transaction.atomic():
        waiting = JobRun.objects.filter(pk=job.pk, state=JobRun.State.QUEUED)
        if waiting.update(state=JobRun.State.CANCELLED, wants_cancel=True, finished_at=timezone.now()):
            record(by=by, subject="core.job", key=job.pk, what="cancelled")
        elif JobRun.objects.filter(pk=job.pk, state=JobRun.State.RUNNING, wants_cancel=False).update(wants_cancel=True):
            record(by=by, subject="core.job", key=job.pk, what="asked to stop")


@transaction.atomic
def put_away(job: JobRun, *, by: Membership) -> None:
    """Take a job that failed off the first screen; a repeat changes nothing."""
    failed = JobRun.objects.filter(pk=job.pk, state=JobRun.State.FAILED, put_away_at=None)
    if failed.update(put_away_at=timezone.now()):
        record(by=by, subject="core.job", key=job.pk, what="put away")


def run(job_id: str, *, told: Told | None = None) -> None:
    """Run a waiting job to its end; what another worker has taken is left alone.

    ``told`` is called with the stage and the share that is done, at most every half second.
    """
    taken = JobRun.objects.filter(pk=job_id, state=JobRun.State.QUEUED)
    job = taken.first()
    if job is None:
        return
    now = timezone.now()
    attempt = job.attempts
    mine = patiently(
        lambda: taken.filter(attempts=attempt).update(
            state=JobRun.State.RUNNING, attempts=attempt + 1, started_at=now, heartbeat_at=now
        )
    )
    if not mine:
        return
    job.refresh_from_db()
    running = Running(job, told)
    try:
        with _heart(running), translation.override("en"):
            finish = _kinds[job.kind].work(running)
            with _undisturbed():
                patiently(lambda: _finish(job, finish))
                learn_sizes()
    except JobCancelled:
        _end(job, JobRun.State.CANCELLED)
    except HubError as error:
        _end(job, JobRun.State.FAILED, both(error))
    except Exception as error:
        if cancelled(error):
            _end(job, JobRun.State.CANCELLED)
            return
        if expected(error):
            log.info("job %s (%s) has no answer: %s", job.pk, job.kind, error)
        else:
            log.exception("job %s (%s) failed", job.pk, job.kind)
        _end(job, JobRun.State.FAILED, lines_of(error))


def sweep() -> int:
    """Find jobs whose worker has died: run them again, or fail them clearly. Returns how many were found."""
    silent = JobRun.objects.filter(state=JobRun.State.RUNNING, heartbeat_at__lt=timezone.now() - SILENT)
    return sum(_revive(job) for job in silent)


def _revive(job: JobRun) -> int:
    with transaction.atomic():
        still = _running(job).filter(heartbeat_at=job.heartbeat_at)
        retries = _kinds[job.kind].retries if job.kind in _kinds else 0
        if job.wants_cancel:
            return still.update(state=JobRun.State.CANCELLED, finished_at=timezone.now())
        if job.attempts <= retries:
            found = still.update(state=JobRun.State.QUEUED, stage="", share=0.0)
            if found:
                record(by=None, subject="core.job", key=job.pk, what="run again", after={"attempt": job.attempts + 1})
                _enqueue(job)
            return found
        said = both(HubError(_DIED)) | {"whole": both(HubError(_DIED_HERE))}
        return still.update(state=JobRun.State.FAILED, error=said, finished_at=timezone.now())


_DIED = _(
    "The worker died while it ran, more than once. Nothing was written. Start it again; if it dies again, ask the "
    "operator for the log."
)
# The operator's own reading.
_DIED_HERE = _(
    "The worker died while it ran, more than once. Nothing was written. If it dies again, the worker's log says why: "
    "journalctl -u interlock-worker, or what the worker writes where it was started by hand."
)


def _running(job: JobRun) -> QuerySet[JobRun]:
    return JobRun.objects.filter(pk=job.pk, state=JobRun.State.RUNNING, attempts=job.attempts)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Leave memory alone while others wait for the database: looking for what is unused takes a third of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@transaction.atomic
def _finish(job: JobRun, finish: Finish) -> None:
    """Write the outcome and end the job, both or neither; a job that was given to another worker writes nothing."""
    locked = _running(job).select_for_update() if connection.features.has_select_for_update else _running(job)
    if locked.first() is None:
        raise JobCancelled
    result = finish()
    _running(job).update(state=JobRun.State.DONE, share=1.0, result=result, finished_at=timezone.now())
    record(by=job.member, subject="core.job", key=job.pk, what="done")


def _end(job: JobRun, state: str, error: Json | None = None) -> None:
    patiently(lambda: _ended(job, state, error))


@transaction.atomic
def _ended(job: JobRun, state: str, error: Json | None) -> None:
    if _running(job).update(state=state, error=error and kept(job.member, error), finished_at=timezone.now()):
        record(by=job.member, subject="core.job", key=job.pk, what=str(state))


@contextmanager
def _heart(running: Running) -> Iterator[None]:
    """Beat in a thread of its own while the work runs, so that long silent steps do not look like death."""
    if not getattr(settings, "JOB_HEARTBEAT", True):
        yield
        return
    done = threading.Event()

    def beat() -> None:
        try:
            while not done.wait(BEAT_S):
                running.beat()
        except Exception:
            log.exception("heartbeat of job %s", running.job.pk)
        finally:
            connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(timeout=10)
