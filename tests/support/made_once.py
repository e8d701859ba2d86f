"""What is costly to make and the same for every test process: made by the first, kept for the others and the next run.

It stands in a folder named by the engine's sources, so that nothing outlives the code that made it.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from interlock.model import Plan, dump, load

ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".pytest_cache" / "interlock"
A_DAY_S = 24 * 3600


@cache
def folder() -> Path:
    """Return the folder of this state of the engine; those of older states go after a day."""
    sources = sorted(path for ending in ("py", "json") for path in (ROOT / "src" / "interlock").rglob(f"*.{ending}"))
    made = hashlib.sha256()
    for path in (*sources, *sorted(Path(__file__).parent.glob("*.py"))):
        made.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    found = KEPT / made.hexdigest()[:16]
    found.mkdir(parents=True, exist_ok=True)
    for other in KEPT.iterdir():
        if other != found and time.time() - other.stat().st_mtime > A_DAY_S:
            shutil.rmtree(other, ignore_errors=True)
    return found


def plan_once(name: str, make: Callable[[], Plan]) -> Plan:
    """Return the plan that is kept under a name; whoever asks first makes it, the others wait for it."""
    kept = folder() / f"{name}.json"
    with (folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            fresh = kept.with_suffix(".new")
            fresh.write_bytes(dump(make()))
            fresh.replace(kept)
    return load(kept.read_bytes(), Plan, name)
