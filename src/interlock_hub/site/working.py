"""The worker: one command, two processes, so that what somebody waits for never stands behind long work.

The first process only forks the two that work, and forks again one that was killed. What they have in common is read
once and shared. A pipe that only the first holds open tells them of its end, however it ends.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
from contextlib import suppress
from types import FrameType

from django.db import connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from interlock_hub.core.jobs import LONG, QUICK, sweep
from interlock_hub.cutting.services_better import seek_when_idle
from interlock_hub.planning.board_data import prepare_boards
from interlock_hub.planning.offers import expire_offers

log = logging.getLogger(__name__)

SWEEP_S = 10.0
ASK_S = 0.5
# Long work gives way to the site and to quick work where cores are few.
NICE = 5
DONE, FAILED = 0, 1


def work(*, quiet: bool = False) -> int:
    """Run jobs until stopped, telling each unless ``quiet``; returns the exit code, each forked process its own."""
    connections.close_all()
    gc.freeze()
    for name in ("django_tasks", "django_tasks_db"):
        logging.getLogger(name).setLevel(logging.ERROR if quiet else logging.INFO)
    parts = _Parts()
    for caught in (signal.SIGTERM, signal.SIGINT):
        signal.signal(caught, parts.stop)
    for queue in (QUICK, LONG):
        parts.start(queue)
    return parts.wait()


class _Parts:
    """The processes that work, by their id, seen from the one that watches over them."""

    def __init__(self) -> None:
        self._queues: dict[int, str] = {}
        self._told, self._held = os.pipe()
        self._stopping = False
        self._code = DONE

    def start(self, queue: str) -> None:
        """Fork the process of a queue; in it this call does not return."""
        pid = os.fork()
        if pid:
            self._queues[pid] = queue
            return
        os.close(self._held)
        sys.exit(_run(queue, self._told))

    def stop(self, _signum: int, _frame: FrameType | None) -> None:
        """Ask all to end after the job they are at; asked again, they end at once."""
        if not self._stopping:
            self._stopping = True
            os.close(self._held)
            return
        for pid in self._queues:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)

    def wait(self) -> int:
        """Watch until all have ended; one that was killed is started again, one that cannot work ends all."""
        while self._queues:
            pid, status = os.wait()
            queue, code = self._queues.pop(pid), os.waitstatus_to_exitcode(status)
            if self._stopping:
                continue
            if code < 0:
                log.warning("the process of %s jobs was killed (signal %s); another takes its place", queue, -code)
                self.start(queue)
                continue
            self._code = code or FAILED
            self.stop(signal.SIGTERM, None)
        return self._code


def _run(queue: str, told: int) -> int:
    """Run the jobs of a queue until stopped or until the first process has ended."""
    for caught in (signal.SIGTERM, signal.SIGINT):
        signal.signal(caught, signal.SIG_DFL)
    worker = Worker(
        queue_names=[queue], interval=ASK_S, batch=False, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id=f"{queue}-{os.getpid()}-{get_random_string(16)}", excluded_queue_names=[],
    )  # fmt: skip
    worker.configure_signals()
    threading.Thread(target=_end_with_the_first, args=(worker, told), daemon=True).start()
    if queue == LONG:
        os.nice(NICE)
        threading.Thread(target=_look, daemon=True).start()
    try:
        worker.run()
    finally:  # it ends now; a further word, as from a terminal and from what has started it, would only be noise
        for caught in (signal.SIGTERM, signal.SIGINT):
            signal.signal(caught, signal.SIG_IGN)
    return DONE


def _end_with_the_first(worker: Worker, told: int) -> None:
    os.read(told, 1)
    if worker.running:  # a terminal's Ctrl-C has told it already; a second word would break off its job
        os.kill(os.getpid(), signal.SIGTERM)


def _look() -> None:
    """Look now and then for dead workers, offers that ran out, boards to prepare, idle time."""
    pause = threading.Event()
    while not pause.wait(SWEEP_S):
        try:
            sweep()
            expire_offers()
            prepare_boards()
            seek_when_idle()
        except Exception:
            log.exception("looking after jobs, offers and boards")
        finally:
            connections.close_all()
