"""Run a command with DATABASE_URL naming a PostgreSQL server that lives as long as the command.

The server is Debian's, its cluster is made anew in a temporary folder, it listens on a free loopback port and never
runs as root. Where PostgreSQL is not installed the command is skipped, and a line says so.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import scratch

# The server dies with its command: it writes nothing that only a restart would read.
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
             "autovacuum=off", "shared_buffers=256MB")  # fmt: skip


def programs() -> Path | None:
    """Return the folder of the newest initdb and pg_ctl, None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    where = shutil.which("initdb")
    return Path(where).resolve().parent if where else None


@contextmanager
def server(bin_folder: Path) -> Iterator[str]:
    """Start a server; give its address as DATABASE_URL wants it."""
    folder = scratch.folder("interlock-pg-")
    user = _user()
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    password = secrets.token_hex(16)
    secret = folder / "password"
    secret.write_text(password)
    if user is not None:
        os.chown(secret, user.pw_uid, user.pw_gid)
    data, port = folder / "data", _free_port()

    def run(program: str, *arguments: str) -> None:
        who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        subprocess.run(
            [bin_folder / program, *arguments], check=True, cwd=folder, stdout=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"}, **who,
        )  # fmt: skip

    try:
        run(
            "initdb",
            "-D",
            str(data),
            "-U",
            "interlock",
            "-A",
            "scram-sha-256",
            f"--pwfile={secret}",
            "-E",
            "UTF8",
            "-N",
        )
        kept = " ".join(f"-c {setting}" for setting in FORGETFUL)
        options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -c max_connections=60 {kept}"
        run("pg_ctl", "-D", str(data), "-l", str(folder / "log"), "-w", "-o", options, "start")
        try:
            yield f"postgres://interlock:{password}@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> pwd.struct_passwd | None:
    """Whom to run as: oneself, unless one is root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SystemExit("PostgreSQL does not run as root and there is no user postgres or nobody; add one")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    """Run the command given on the command line; returns its exit code, 0 when it is skipped."""
    # Who is asked to end goes by way of the server's end and the folder's removal.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    bin_folder = programs()
    if bin_folder is None:
        print("skipped on PostgreSQL: it is not installed. On Debian: apt-get install postgresql", file=sys.stderr)
        return 0
    with server(bin_folder) as url:
        return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
