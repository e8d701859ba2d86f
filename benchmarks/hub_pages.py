"""Server time of every page and every read of the API as each role, on a large cluster.

``python benchmarks/hub_fill.py`` fills the database that the environment names; this asks it, in one process and
without a network, and prints one JSON object: p95 over all, the slowest with their queries, and what went wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
LOGINS = {"operator": "operator", "planner": "planner", "cutter": "cutter", "owner": "owner1", "brand": "brand"}
LEAST_MS = 250.0
# Files made on asking are downloads, not pages; a large one takes as long as it is.
FILES = ("xlsx", "export", "plan_file", "plan_book", "plan_report", "plan_orders", "openapi")


def main() -> int:
    """Ask every address as every role, some times each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--slow", type=float, default=LEAST_MS, help="tell of addresses slower than this, ms")
    parser.add_argument("--worst", type=int, default=10, help="tell the CPU time of so many addresses, the worst first")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interlock_hub.site.settings")
    import django
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    django.setup()
    rows = [row for role in LOGINS for row in measured(role, options.times)]
    every = sorted(took for row in rows for took in row["ms"])
    slow = sorted((row for row in rows if share(row["ms"]) > options.slow), key=lambda row: -share(row["ms"]))
    # What a busy machine changes least: the time of this process, which on SQLite is all of the answer's.
    work = sorted(rows, key=lambda row: -row["cpu_ms"])[: options.worst]
    found = {
        "asked": len(rows), "p50_ms": share(every, 0.5), "p95_ms": share(every), "most_ms": every[-1],
        "errors": [f"{row['who']} {row['address']}: {row['status']}" for row in rows if row["status"] >= 500],
        "slow": [{"who": r["who"], "address": r["address"], "p95_ms": share(r["ms"]), "queries": r["queries"]}
                 for r in slow],
        "most_cpu_ms": {f"{row['who']} {row['address']}": row["cpu_ms"] for row in work},
    }  # fmt: skip
    print(json.dumps(found, indent=1, ensure_ascii=False))
    return 0


def measured(role: str, times: int) -> list[dict[str, Any]]:
    """Ask all addresses that a role may open."""
    from django.test import Client

    from interlock_hub.core.models import Membership
    from interlock_hub.core.services import SCOPES, make_token

    member = Membership.objects.get(person__username=LOGINS[role])
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(member.person, backend="django.contrib.auth.backends.ModelBackend")
    secret = make_token(member=member, name="measuring", scopes=list(SCOPES), days=1)
    bearer = {"authorization": f"Bearer {secret}"}
    found = [asked(browser, role, address, {}, times) for address in pages(member)]
    return found + [asked(Client(), role, address, bearer, times) for address in reads(member)]


def pages(member: Any) -> list[str]:
    """Return the pages that a member may open, with rows of the member's own in them."""
    from hub_walk import addresses, url_of

    return sorted(
        url_of(page)
        for page in addresses()
        if page.view.access.allows(member) and not any(word in page.name for word in FILES)
    )


def reads(member: Any) -> list[str]:
    """Return the reads of the API that a member's key may ask."""
    from interlock_hub.core.api import Key
    from interlock_hub.site.api import api

    found = []
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                keys = [key for key in operation.auth_callbacks if isinstance(key, Key)]
                if operation.methods == ["GET"] and keys and keys[0].rule.allows(member) and "job_id" not in path:
                    found.append(named(prefix + path))
    return sorted(found)


def named(path: str) -> str:
    """Return a path of the API with a row that exists."""
    from interlock_hub.cutting.models import Lay, Marker
    from interlock_hub.network.models import Factory
    from interlock_hub.orders.models import Order

    rows: dict[str, tuple[Any, str]] = {
        "factories": (Factory, "code"), "orders": (Order, "number"), "lays": (Lay, "code"), "markers": (Marker, "code"),
    }  # fmt: skip
    start, brace, rest = path.partition("{")
    if not brace:
        return f"/api/v1{path}"
    model, field = rows.get(path.strip("/").split("/")[0], (None, ""))
    value = model.objects.values_list(field, flat=True).first() if model else 1
    return f"/api/v1{start}{value}{rest.partition('}')[2]}"


def asked(browser: Any, who: str, address: str, headers: dict[str, str], times: int) -> dict[str, Any]:
    """Ask an address some times: what it answered, how long each took, how many queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser.raise_request_exception = False
    with CaptureQueriesContext(connection) as queries:
        status = browser.get(address, headers=headers).status_code
    count = len(queries)
    took, worked = [], []
    for _time in range(times if status < 500 else 1):
        began, busy = time.perf_counter(), time.process_time()
        answer = browser.get(address, headers=headers)
        b"".join(answer.streaming_content) if answer.streaming else answer.content
        took.append(round((time.perf_counter() - began) * 1000, 1))
        worked.append(round((time.process_time() - busy) * 1000, 1))
    return {
        "who": who, "address": address, "status": status, "queries": count,
        "ms": sorted(took), "cpu_ms": sorted(worked)[len(worked) // 2],
    }  # fmt: skip


def share(times: list[float], part: float = 0.95) -> float:
    """The time under which this part of the answers stayed."""
    return times[min(int(len(times) * part), len(times) - 1)]


if __name__ == "__main__":
    sys.exit(main())
