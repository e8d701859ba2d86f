"""Everything goes into one file and comes back in another database."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from interlock_hub.core.errors import HubError
from interlock_hub.core.models import LedgerEntry, Person
from interlock_hub.cutting.models import Lay, Pool, PoolShare, Roll
from interlock_hub.orders.models import Order
from interlock_hub.planning.models import PlanVersion
from interlock_hub.site.backup import backup, restore

ASKS = """
import django; django.setup()
from interlock_hub.core.models import LedgerEntry, Person
from interlock_hub.orders.models import Order, OrderQuantity
from interlock_hub.planning.models import PlanVersion
plan = PlanVersion.objects.get(state="published")
made = [e.at.isoformat() for e in LedgerEntry.objects.order_by("id")[:3]]
print(Order.objects.count(), OrderQuantity.objects.count(), LedgerEntry.objects.count(), len(bytes(plan.body)), made)
from interlock_hub.cutting.models import PoolShare, Roll
left = Roll.objects.exclude(remnant_of=None)
print(list(PoolShare.objects.values_list("orders__number")), list(left.values_list("remnant_of__code")))
print(Person.objects.get(username="planner").check_password("silk-linen-000001"))
LedgerEntry.objects.create(subject="core.cluster", key="1", what="after")
"""


def elsewhere(data: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command on a new SQLite database, whatever database the tests run on."""
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    env |= {"INTERLOCK_DATA": str(data), "DJANGO_SETTINGS_MODULE": "interlock_hub.site.settings"}
    return subprocess.run([sys.executable, *command], env=env, capture_output=True, text=True, check=False)


def test_a_backup_restores_into_a_new_database_with_times_and_ids(published: PlanVersion, tmp_path: Path) -> None:
    from interlock_hub.orders.models import OrderQuantity

    _rows_that_point_at_each_other()
    assert backup(tmp_path / "all.zip") == 0
    done = elsewhere(tmp_path / "new", "-m", "interlock_hub", "restore", str(tmp_path / "all.zip"))
    assert done.returncode == 0, done.stderr
    asked = elsewhere(tmp_path / "new", "-c", ASKS)
    assert asked.returncode == 0, asked.stderr
    made = [e.at.isoformat() for e in LedgerEntry.objects.order_by("id")[:3]]
    body = len(bytes(PlanVersion.objects.get(pk=published.pk).body))
    wanted = f"{Order.objects.count()} {OrderQuantity.objects.count()} {LedgerEntry.objects.count()} {body} {made}"
    assert asked.stdout.splitlines()[:2] == [wanted, "[('D00004',)] [('R1',)]"]


def _rows_that_point_at_each_other() -> None:
    """A share of a pool with its order, and a roll that another is left of."""
    lay = Lay.objects.select_related("factory").order_by("pk")[0]
    here = {"factory": lay.factory, "material": lay.material}
    pool = Pool.objects.create(first_on=lay.cut_on, last_on=lay.cut_on, lays_seen="", found={}, **here)
    share = PoolShare.objects.create(
        pool=pool, firm=lay.factory.organisation, alone_cny=3, pays_cny=2, saving_cny=1, said={}
    )
    share.orders.set([Order.objects.get(number="D00004")])
    roll = Roll.objects.create(code="R1", length_m=50, width_mm=1500, **here)
    Roll.objects.create(code="R1/R1", length_m=5, width_mm=1500, remnant_of=roll, **here)


def test_a_backup_is_readable_by_its_owner_only(published: PlanVersion, tmp_path: Path) -> None:
    backup(tmp_path / "all.zip")
    assert (tmp_path / "all.zip").stat().st_mode & 0o077 == 0


def test_a_database_that_holds_something_is_not_restored_into(published: PlanVersion, tmp_path: Path) -> None:
    backup(tmp_path / "all.zip")
    with pytest.raises(HubError, match="not empty"):
        restore(tmp_path / "all.zip")
    assert Person.objects.filter(username="planner").count() == 1


def test_a_damaged_backup_writes_nothing(published: PlanVersion, tmp_path: Path) -> None:
    backup(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as whole, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        for name in whole.namelist():
            data = whole.read(name)
            bad.writestr(name, data[: len(data) // 2] if name == "orders.order.jsonl" else data)
    done = elsewhere(tmp_path / "new", "-m", "interlock_hub", "restore", str(tmp_path / "bad.zip"))
    assert done.returncode == 2
    assert "damaged" in done.stderr or "损坏" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_no_backup_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_text("no")
    done = elsewhere(tmp_path / "new", "-m", "interlock_hub", "restore", str(tmp_path / "no.zip"))
    assert done.returncode == 2
    assert "no.zip" in done.stderr
    assert "Traceback" not in done.stderr
