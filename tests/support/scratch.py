"""Temporary folders that go with the process that made them; the next one sweeps away those of killed processes."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import signal
import tempfile
from contextlib import suppress
from pathlib import Path


def folder(prefix: str) -> Path:
    """Return a new folder of this process, ``<prefix><process>-...``; it is removed when the process ends."""
    sweep(prefix)
    owner = os.getpid()
    made = Path(tempfile.mkdtemp(prefix=f"{prefix}{owner}-"))
    atexit.register(_remove_of, owner, made)
    return made


def sweep(prefix: str) -> None:
    """Remove the folders of a prefix whose process has ended, and end a database server that was left in one."""
    for left in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        owner = re.match(r"(\d+)-", left.name.removeprefix(prefix))
        if owner and not _lives(int(owner[1])):
            _stop_server(left)
            shutil.rmtree(left, ignore_errors=True)


def _remove_of(owner: int, made: Path) -> None:
    """What is forked from the owner leaves the folder alone."""
    if os.getpid() == owner:
        shutil.rmtree(made, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _stop_server(left: Path) -> None:
    """End the server whose files these are; another process that has its number by now is left alone."""
    with suppress(OSError, ValueError):
        process = int((left / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
        if str(left) in Path(f"/proc/{process}/cmdline").read_text():
            os.kill(process, signal.SIGQUIT)
