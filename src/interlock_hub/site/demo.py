"""The demo: a made-up cluster, planned and published, and the site that shows it."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import translation

from interlock_hub.core import jobs
from interlock_hub.core.models import JobRun, Membership, Person, Role
from interlock_hub.core.words import stage_name
from interlock_hub.cutting.sample import fill as fill_cutting_room
from interlock_hub.planning.models import PlanVersion
from interlock_hub.planning.services import ask_for_plan, publish
from interlock_hub.site.bridge import sample
from interlock_hub.site.seed import Login, seed
from interlock_hub.site.serving import free_port

DONE, FAILED = 0, 1
STEP_S = 15.0
WAIT_S = 60.0
# How long what serves and works may take to end: after a terminal's Ctrl-C, and when it is asked again.
TOLD_S, END_S = 5.0, 30.0


def run_demo(options: argparse.Namespace) -> int:
    """Fill an empty site, plan it, serve it; a site that is filled already is served as it is."""
    logins = _filled(options)
    if PlanVersion.objects.filter(state=PlanVersion.State.PUBLISHED).exists():
        _say("the sample cluster is planned already", "示例集群已排产")
    elif not _planned():
        return FAILED
    code = _serve(options, logins)
    if options.once and code == DONE:
        _say("all went well: the site answered and was stopped", "一切正常：网站已响应，现已停止")
    return code


def _filled(options: argparse.Namespace) -> list[Login]:
    kept = Path(settings.DATA) / "demo-logins.json"
    if Person.objects.exists():
        return [Login(**found) for found in json.loads(kept.read_text())] if kept.exists() else []
    _say("making a sample cluster (made-up data)", "生成示例集群（虚构数据）")
    today = date.today()  # noqa: DTZ011 (the user's own calendar day is meant)
    logins = seed(sample(factories=options.factories, orders=options.orders, seed=options.seed, today=today))
    handle = os.open(kept, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        json.dump([login.__dict__ for login in logins], out)
    return logins


def _planned() -> bool:
    _say("planning it", "排产中")
    operator = Membership.objects.filter(role=Role.OPERATOR).first()
    job = ask_for_plan(by=operator)
    progress = Progress()
    jobs.run(str(job.pk), told=progress.step)
    progress.end()
    job.refresh_from_db()
    if job.state != JobRun.State.DONE or job.result is None:
        for lines in (job.error or {}).values():
            print("\n".join(lines), file=sys.stderr)
        return False
    plan = PlanVersion.objects.get(number=job.result["plan"])
    publish(by=operator, plan=plan)
    _say("filling the cutting room", "布置裁剪车间")
    fill_cutting_room()
    return True


class Progress:
    """Stage and share on standard error: one line that changes on a terminal, else a line a stage and every 15 s."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._stage, self._said_at = "", 0.0

    def step(self, stage: str, share: float) -> None:
        """Say how far the work is."""
        now = time.monotonic()
        if not self._live and stage == self._stage and now - self._said_at < STEP_S:
            return
        self._stage, self._said_at = stage, now
        names = []
        for language in ("zh-hans", "en"):
            with translation.override(language):
                names.append(stage_name(stage))
        text = f"  {share:4.0%}  {' · '.join(names)}"
        sys.stderr.write(f"\r\x1b[K{text}" if self._live else f"{text}\n")
        sys.stderr.flush()

    def end(self) -> None:
        """Leave a clean line behind."""
        if self._live:
            sys.stderr.write("\r\x1b[K")


def _serve(options: argparse.Namespace, logins: list[Login]) -> int:
    port = free_port(options.port)
    command = [sys.executable, "-m", "interlock_hub.cli"]
    children = [
        subprocess.Popen([*command, "serve", "--port", str(port), "--workers", "1"]),
        subprocess.Popen([*command, "worker", "--quiet"]),
    ]
    address = f"http://127.0.0.1:{port}/"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        if not _answers(address, children[0]):
            _say("the site did not answer", "网站没有响应")
            return FAILED
        _say(f"Interlock is at {address}", f"联织已启动：{address}")
        for login in logins:
            print(f"  {login.role:9} {login.username:10} {login.password}   {login.organisation}", flush=True)
        for role, of, wo in (("planner", "core factories", "核心工厂"), ("owner", "satellites", "卫星工厂")):
            if example := Person.objects.filter(username__startswith=f"{role}-").order_by("pk").first():
                _say(
                    f"the other {of} log in as {example.username} and so on, with the same password",
                    f"其余{wo}登录名为 {example.username} 等，密码相同",
                )
        if options.once:
            return DONE
        _say("Ctrl-C stops it", "按 Ctrl-C 停止")
        return children[0].wait()
    except KeyboardInterrupt:  # the terminal has told the children, too; told twice at once, a server may hang
        _await(children, TOLD_S)
        raise
    finally:
        for child in children:
            child.terminate()
        if not _await(children, END_S):
            for child in children:
                child.kill()


def _await(children: list[subprocess.Popen[bytes]], most_s: float) -> bool:
    """Wait for processes to end, so many seconds at most; tell whether all have."""
    until = time.monotonic() + most_s
    while any(child.poll() is None for child in children) and time.monotonic() < until:
        time.sleep(0.05)
    return all(child.poll() is not None for child in children)


def _answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address + "health/", timeout=5) as answer:  # noqa: S310 (our own address)
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.3)
    return False


def _say(english: str, chinese: str) -> None:
    print(f"{chinese} · {english}", file=sys.stderr, flush=True)
