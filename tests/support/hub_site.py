"""A whole site for a browser: the server and the worker that users run, on a copy of a prepared database."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

WAIT_S = 90.0
PREPARE = Path(__file__).with_name("hub_prepare.py")


@dataclass(frozen=True)
class Prepared:
    """A data folder and, on PostgreSQL, a database, from which sites are copied."""

    folder: Path
    url: str = ""

    def environment(self, folder: Path, url: str) -> dict[str, str]:
        """The environment of a process that works on a copy."""
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        ours = {"INTERLOCK_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "interlock_hub.site.settings"}
        ours["INTERLOCK_IDLE_MARKERS"] = "0"  # what a browser sees does not hang on idle time
        return {**kept, **ours, **({"DATABASE_URL": url} if url else {}), "NO_PROXY": "127.0.0.1", "COVERAGE_RUN": ""}


@dataclass
class Site:
    """A running site: its address, and what its processes have said."""

    address: str
    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def said(self) -> str:
        """The end of what server and worker wrote."""
        parts = [(path.stem, path.read_text(errors="replace")[-6000:]) for path in sorted(self.folder.glob("*.log"))]
        return "\n".join(f"--- {name}\n{text}" for name, text in parts)


def prepare_once(folder: Path, server_url: str = "") -> Prepared:
    """Make it in a folder that test processes share: whoever asks first makes it, the others wait for it."""
    said, data = folder / "prepared.url", folder / "prepared"
    with (folder / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            said.write_text(prepare(data, server_url).url)
    return Prepared(data, said.read_text())


def prepare(folder: Path, server_url: str = "") -> Prepared:
    """Make the database that sites are copied from; ``server_url`` names a PostgreSQL server."""
    url = _new_database(server_url, f"prepared_{os.getpid()}") if server_url else ""
    prepared = Prepared(folder, url)
    folder.mkdir(parents=True, exist_ok=True)
    made = subprocess.run(
        [sys.executable, str(PREPARE)],
        env=prepared.environment(folder, url),
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise RuntimeError(f"the site could not be prepared:\n{made.stdout[-2000:]}\n{made.stderr[-6000:]}")
    return prepared


@contextmanager
def running(prepared: Prepared, folder: Path, *, worker: bool = True) -> Iterator[Site]:
    """Copy what was prepared and serve it: `interlock-hub serve` and, where jobs are to run, `interlock-hub worker`."""
    shutil.copytree(prepared.folder, folder)
    url = ""
    if prepared.url:
        name = f"site_{os.getpid()}_{time.monotonic_ns()}"
        url = _new_database(prepared.url, name, template=urlsplit(prepared.url).path[1:])
    port = _free_port()
    site = Site(f"http://127.0.0.1:{port}", folder)
    environment = prepared.environment(folder, url)
    commands = [["serve", "--port", str(port), "--workers", "1"], *([["worker"]] if worker else [])]
    try:
        for words in commands:
            with (folder / f"{words[0]}.log").open("wb") as log:
                command = [sys.executable, "-m", "interlock_hub.cli", *words]
                site.processes.append(
                    subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
                )
        _wait_until_it_answers(site)
        yield site
    finally:
        _end(site.processes)


def _wait_until_it_answers(site: Site) -> None:
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until and site.processes[0].poll() is None:
        try:
            with urllib.request.urlopen(f"{site.address}/health/", timeout=5) as answer:  # noqa: S310 (our own address)
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the site does not answer:\n{site.said()}")


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    """End processes and their children; each leads a group of its own."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _new_database(server_url: str, name: str, template: str = "template1") -> str:
    """Add a database to a PostgreSQL server and return its address; nobody may be connected to its template."""
    import psycopg

    parts = urlsplit(server_url)
    with psycopg.connect(urlunsplit(parts._replace(scheme="postgresql", path="/postgres")), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return urlunsplit(parts._replace(path=f"/{name}"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
