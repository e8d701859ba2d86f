"""Fifty people at once on the site: mixed reads and writes over loopback against the real server.

``python benchmarks/hub_load.py --factories 300 --orders 2000 --minutes 5`` fills a database of its own (SQLite, or the
PostgreSQL that ``DATABASE_URL`` names: an empty database), serves it, lets people log in by session and work, and
prints one JSON object: how long answers took, errors, and writes that the server confirmed but the database does not
hold.
"""

from __future__ import annotations

import argparse
import contextlib
import http.cookiejar
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PASSWORD = "silk-linen-000001"  # noqa: S105 (made-up people)
READS: dict[str, tuple[str, ...]] = {
    "operator": ("/", "/orders/", "/orders/?light=late", "/planning/", "/planning/plans/1/", "/planning/offers/",
                 "/planning/events/", "/network/", "/cutting/"),
    "planner": ("/", "/orders/", "/orders/?sort=-late", "/planning/", "/planning/plans/1/", "/planning/offers/",
                "/network/", "/orders/new/"),
    "cutter": ("/", "/cutting/", "/network/"),
    "brand": ("/", "/orders/"),
    "owner": ("/", "/planning/offers/", "/planning/lots/", "/network/mine/"),
}  # fmt: skip


@dataclass
class Person:
    """Someone at a browser: logged in, reading, now and then answering an offer or saving a view."""

    address: str
    username: str
    role: str
    seed: int
    offers: list[int]
    times: list[tuple[str, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    accepted: list[int] = field(default_factory=list)
    views: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.jar = http.cookiejar.CookieJar()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def ask(self, path: str, sent: dict[str, str] | None = None) -> bool:
        """Open a page, or send a form; tell whether it went well."""
        data = None
        if sent is not None:
            token = next((c.value or "" for c in self.jar if c.name == "csrftoken"), "")
            data = urllib.parse.urlencode({**sent, "csrfmiddlewaretoken": token}).encode()
        began = time.perf_counter()
        try:
            with self.browser.open(self.address + path, data, timeout=60) as answer:
                answer.read()
                status = answer.status
        except urllib.error.HTTPError as error:
            status = error.code
        except OSError as error:
            self.errors.append(f"{path}: {error}")
            return False
        self.times.append((path.split("?")[0] if data is None else f"POST {path}", time.perf_counter() - began))
        if status != 200:
            self.errors.append(f"{path}: {status}")
        return bool(status == 200)

    def log_in(self) -> float:
        """Log in; returns how long the password took, ms. What passes here is no part of the figures."""
        self.ask("/login/")
        self.ask("/login/", {"username": self.username, "password": PASSWORD})
        took = self.times[-1][1]
        self.times.clear()
        return took * 1000

    def work(self, until: float) -> None:
        """Work until the clock says so, with the pauses of people who read."""
        while time.monotonic() < until:
            if self.role == "owner" and self.offers and self.chance.random() < 0.3:
                offer = self.offers.pop()
                if self.ask(f"/planning/offers/{offer}/accept/", {}):
                    self.accepted.append(offer)
            elif self.role in ("operator", "planner", "brand") and self.chance.random() < 0.2:
                name = f"{self.username}-{self.seed}-{len(self.views)}"
                if self.ask("/orders/views/", {"name": name, "query": "light=late"}):
                    self.views.append(name)
            else:
                self.ask(self.chance.choice(READS[self.role]))
            time.sleep(self.chance.uniform(0.5, 2.5))


def main() -> int:
    """Fill, serve, work, count."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="interlock-load-") as folder:
        env = {**os.environ, "INTERLOCK_DATA": folder, "DJANGO_SETTINGS_MODULE": "interlock_hub.site.settings"}
        filled = json.loads(_python(env, str(HERE / "hub_fill.py"), "--factories", str(options.factories), "--orders",
                                    str(options.orders)).splitlines()[-1])  # fmt: skip
        busy = [os.getloadavg()[0]]
        with _served(env, options.port) as (address, server):
            people = _people(address, options.people, filled["offers"])
            with ThreadPoolExecutor(2) as door:
                logins = sorted(door.map(Person.log_in, people))
            before_s = _cpu_s(server)
            _all_at_once(people, time.monotonic() + options.minutes * 60)
            busy.append(os.getloadavg()[0])
            cpu_s = _cpu_s(server) - before_s
        kept = json.loads(_python(env, str(HERE / "hub_fill.py"), "--kept").splitlines()[-1])
    found = _found(options, people, kept, bool(os.environ.get("DATABASE_URL")))
    found["login_p50_ms"] = round(logins[len(logins) // 2], 1)
    # The server's own time is what a busy machine does not change; the load, before and after, tells how busy it was.
    found["server_cpu_ms_an_answer"] = round(cpu_s * 1000 / max(found["answers"], 1), 1)
    found["load_average"] = [round(load, 1) for load in busy]
    print(json.dumps(found, indent=1, ensure_ascii=False))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--factories", type=int, default=300)
    parser.add_argument("--orders", type=int, default=2000)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--port", type=int, default=8190)
    return parser.parse_args()


def _python(env: dict[str, str], *command: str) -> str:
    return subprocess.run([sys.executable, *command], env=env, check=True, stdout=subprocess.PIPE, text=True).stdout


@contextlib.contextmanager
def _served(env: dict[str, str], port: int) -> Iterator[tuple[str, int]]:
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "interlock_hub", "serve", "--port", str(port), "--workers", "2"]
    server = subprocess.Popen(command, env=env, start_new_session=True)
    try:
        for _try in range(600):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/health/"):  # noqa: S310
                break
            time.sleep(0.2)
        yield address, server.pid
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def _people(address: str, count: int, offers: dict[str, list[int]]) -> list[Person]:
    """Half of them owners of satellites, the rest of the cluster's trades; two people may share a login."""
    owners = list(offers)
    trades = ["operator", "planner", "planner", "cutter", "brand"]
    found = []
    for at in range(count):
        role = "owner" if at % 2 and owners else trades[at // 2 % len(trades)]
        login = owners[at // 2 % len(owners)] if role == "owner" else role
        mine = offers.get(login, [])[: 1000 if at // 2 < len(owners) else 0] if role == "owner" else []
        found.append(Person(address, login, role, at, list(mine)))
    return found


def _all_at_once(people: list[Person], until: float) -> None:
    threads = [threading.Thread(target=person.work, args=(until,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _found(options: argparse.Namespace, people: list[Person], kept: dict[str, Any], postgres: bool) -> dict[str, Any]:
    times = sorted(seconds for person in people for _path, seconds in person.times)
    by_path: dict[str, list[float]] = {}
    for path, seconds in (one for person in people for one in person.times):
        by_path.setdefault("POST accept" if path.endswith("/accept/") else path, []).append(seconds)
    accepted = [offer for person in people for offer in person.accepted]
    views = [view for person in people for view in person.views]
    errors = [error for person in people for error in person.errors]
    lost = sorted(set(accepted) - set(kept["accepted"])) + sorted(set(views) - set(kept["views"]))
    slow = sorted(by_path, key=lambda path: -_share(sorted(by_path[path]), 0.95))[:8]
    return {
        "database": "postgresql" if postgres else "sqlite", "factories": options.factories, "orders": options.orders,
        "people": options.people, "minutes": options.minutes, "answers": len(times),
        "p50_ms": _share(times, 0.5), "p95_ms": _share(times, 0.95), "p99_ms": _share(times, 0.99),
        "most_ms": _share(times, 1.0), "writes": len(accepted) + len(views), "lost_writes": lost,
        "errors": len(errors), "first_errors": errors[:5],
        "slowest_p95_ms": {path: _share(sorted(by_path[path]), 0.95) for path in slow},
    }  # fmt: skip


def _cpu_s(group: int) -> float:
    """CPU seconds of the processes of a group so far."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            ticks += (int(fields[11]) + int(fields[12])) * (int(fields[2]) == group)
    return ticks / os.sysconf("SC_CLK_TCK")


def _share(times: list[float], share: float) -> float:
    """The time in ms under which this share of the answers stayed."""
    return round(times[min(int(len(times) * share), len(times) - 1)] * 1000, 1) if times else 0.0


if __name__ == "__main__":
    sys.exit(main())
