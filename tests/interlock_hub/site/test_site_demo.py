"""The demo, as somebody who has just cloned the project runs it."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

SMALL = ("--factories", "24", "--orders", "12", "--port", "8400", "--once")


def demo(data: Path) -> subprocess.CompletedProcess[str]:
    """Run the demo of a small cluster on SQLite until it has seen that the site answers."""
    env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "INTERLOCK_DATA"}}
    env["DJANGO_SETTINGS_MODULE"] = "interlock_hub.site.settings"
    command = [sys.executable, "-m", "interlock_hub", "demo", "--data", str(data), *SMALL]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=400)


def test_the_demo_plans_publishes_answers_and_can_be_repeated(tmp_path: Path) -> None:
    first = demo(tmp_path)
    assert first.returncode == 0, first.stderr
    assert first.stderr.splitlines()[-1].startswith("一切正常")
    # Those whose orders could be cut with others' can be asked: every core factory has somebody who answers.
    assert "其余核心工厂登录名为 planner-C02 等，密码相同" in first.stderr
    assert re.search(r"^ +\d+%  逐日排产线 · sequencing the lines, day by day$", first.stderr, re.M)
    roles = {line.split()[0] for line in first.stdout.splitlines() if line.startswith("  ")}
    assert {"operator", "planner", "cutter", "brand", "official", "owner"} <= roles
    again = demo(tmp_path)
    assert again.returncode == 0, again.stderr
    assert [line for line in again.stdout.splitlines() if line.startswith("  ")] == [
        line for line in first.stdout.splitlines() if line.startswith("  ")
    ]
    with sqlite3.connect(tmp_path / "interlock.sqlite3") as db:
        assert db.execute("SELECT count(*) FROM planning_planversion WHERE state = 'published'").fetchone() == (1,)
        answering = "SELECT organisation_id FROM core_membership WHERE role = 'planner'"
        cores = "SELECT count(*) FROM network_factory WHERE kind = 'core'"
        assert db.execute(cores).fetchone() == (2,)
        assert db.execute(f"{cores} AND organisation_id NOT IN ({answering})").fetchone() == (0,)
    db.close()
