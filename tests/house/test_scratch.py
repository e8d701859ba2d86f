"""Nothing of the tests stays in the temporary folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import scratch

MAKES = "import scratch, sys; print(scratch.folder(sys.argv[1]), flush=True); {then}"


def made_by_another(tmp_path: Path, then: str) -> Path:
    """A folder that a process of its own made before it did something and ended."""
    prefix = f"interlock-scratch-{tmp_path.name}-"
    code = f"import sys; sys.path.insert(0, {str(Path(scratch.__file__).parent)!r}); {MAKES.format(then=then)}"
    said = subprocess.run([sys.executable, "-c", code, prefix], capture_output=True, text=True, check=False)
    return Path(said.stdout.strip())


def test_a_folder_goes_with_its_process(tmp_path: Path) -> None:
    found = made_by_another(tmp_path, "pass")
    assert found.name
    assert not found.exists()


def test_the_folder_of_a_killed_process_is_swept_and_that_of_a_living_one_stays(tmp_path: Path) -> None:
    found = made_by_another(tmp_path, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert found.is_dir()
    prefix = f"interlock-scratch-{tmp_path.name}-"
    mine = scratch.folder(prefix)
    assert mine.is_dir()
    assert not found.exists()
    scratch.sweep(prefix)
    assert mine.is_dir()
