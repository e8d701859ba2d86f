"""An installation of its own: a database filled from a backup of the test world, with real servers and workers."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dj_database_url

WAIT_S = 240.0


class House:
    """A data folder, a database beside the tests' own, and processes that can be killed."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._server = os.environ.get("DATABASE_URL", "")
        self._name = f"house_{secrets.token_hex(4)}"
        self.url = f"sqlite:///{data / 'interlock.sqlite3'}"
        if self._server:
            self.url = self._server.rsplit("/", 1)[0] + f"/{self._name}"
            self._on_server(f"CREATE DATABASE {self._name}")

    def close(self) -> None:
        """Drop the database where it stands on a server."""
        if self._server:
            self._on_server(f"DROP DATABASE {self._name} WITH (FORCE)")

    def _on_server(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement)

    @property
    def environment(self) -> dict[str, str]:
        support = os.pathsep.join(filter(None, [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]))
        return {
            **os.environ, "INTERLOCK_DATA": str(self.data), "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "hub_settings", "PYTHONPATH": support, "XDG_CACHE_HOME": str(self.data),
        }  # fmt: skip

    def run(self, *command: str) -> str:
        """Run Python to its end; gives what it printed."""
        done = subprocess.run(
            [sys.executable, *command], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask the database, from outside."""
        if self._server:
            import psycopg

            with psycopg.connect(self.url, autocommit=True) as connection:
                found = connection.execute(statement)
                return found.fetchall() if found.description else []
        import sqlite3

        with contextlib.closing(sqlite3.connect(dj_database_url.parse(self.url)["NAME"], timeout=30)) as file, file:
            return file.execute(statement).fetchall()

    def until(self, statement: str, enough: Callable[[list[tuple[Any, ...]]], bool]) -> list[tuple[Any, ...]]:
        """Ask until the answer is enough; raises TimeoutError when it never is."""
        end = time.monotonic() + WAIT_S
        while time.monotonic() < end:
            found = self.rows(statement)
            if enough(found):
                return found
            time.sleep(0.1)
        raise TimeoutError(f"{statement}: {found}")

    @contextmanager
    def process(
        self, *command: str, python: tuple[str, ...] = ("-m", "interlock_hub")
    ) -> Iterator[subprocess.Popen[bytes]]:
        """A command of the platform in a process group of its own; ``python`` is how it is run, if not as usual."""
        log = (self.data / f"{command[0]}.log").open("ab")
        child = subprocess.Popen(
            [sys.executable, *python, *command], env=self.environment, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
        try:
            yield child
        finally:
            kill(child)
            log.close()

    @contextmanager
    def site(self) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
        """The real server; gives its address."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        address = f"http://127.0.0.1:{port}"
        with self.process("serve", "--port", str(port), "--workers", "2") as server:
            end = time.monotonic() + WAIT_S
            while not answers(f"{address}/health/"):
                assert server.poll() is None, (self.data / "serve.log").read_text()
                assert time.monotonic() < end
                time.sleep(0.2)
            yield address, server


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as found:  # noqa: S310 (our own server)
            return bool(found.status == 200)
    except OSError:
        return False


def kill(child: subprocess.Popen[bytes]) -> None:
    """End a process and all it has started, with no time to tidy up."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait(timeout=30)


@contextmanager
def restored(folder: Path, blocker: Any) -> Iterator[House]:
    """A house in a folder, filled from a backup of the tests' own database, which ``blocker`` opens for it."""
    from interlock_hub.site.backup import backup

    with blocker.unblock():
        backup(folder / "all.zip")
    found = House(folder)
    try:
        found.run("-m", "interlock_hub", "restore", str(folder / "all.zip"))
        yield found
    finally:
        found.close()
