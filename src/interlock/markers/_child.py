"""The parent's side of a nesting process: start it, ask it, end it."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import interlock
from interlock.errors import Cancelled, InterlockError
from interlock.markers.words import WORDS

POLL_S = 0.1
# One core each; panics without a stack.
_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "RUST_BACKTRACE": "0"}


class NestingChild:
    """One nesting process, started on entry and ended on leaving; it nests one request after another."""

    def __init__(self) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed on leaving
        root = str(Path(interlock.__file__).resolve().parents[1])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "interlock.markers._worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            encoding="utf-8",
            env={**os.environ, **_ENVIRONMENT, "PYTHONPATH": os.pathsep.join(paths)},
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        for stream in (self.process.stdin, self.process.stdout, self._log):
            _close(stream)

    def ask(
        self,
        request: dict[str, object],
        *,
        limit_s: float,
        report: Callable[[dict[str, Any]], None],
        stopped: Callable[[], bool],
    ) -> dict[str, Any]:
        """Return the answer to a request.

        Raises :class:`Cancelled` once ``stopped`` says so, and :class:`InterlockError` when the process has ended or
        has not answered within ``limit_s`` seconds. The process is of no more use then.
        """
        deadline = time.monotonic() + limit_s
        self._write(json.dumps(request))
        while True:
            if stopped():
                raise Cancelled(WORDS.told("stopped_child"))
            if time.monotonic() > deadline:
                raise InterlockError(WORDS.told("no_answer", seconds=limit_s))
            message = self._next_message()
            if message and message["kind"] != "progress":
                return message
            if message:
                report(message)

    def _write(self, line: str) -> None:
        assert self.process.stdin
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except OSError:
            raise self._ended() from None

    def _next_message(self) -> dict[str, Any] | None:
        try:
            line = self._lines.get(timeout=POLL_S)
        except queue.Empty:
            return None
        if line is None:
            raise self._ended()
        message: dict[str, Any] = json.loads(line)
        return message

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def _ended(self) -> InterlockError:
        code = self.process.wait()
        self._log.seek(0)
        last = self._log.read().decode(errors="replace").strip().rsplit("\n", 1)[-1][:300]
        said = WORDS.told("last_said", last=last) if last else ""
        return InterlockError(WORDS.told("child_ended", code=code, said=said))


def _close(stream: Any) -> None:
    try:
        stream.close()
    except OSError:
        # Unsent text for a process that is gone.
        return
