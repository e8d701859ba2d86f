"""Pools that were worked out in vain: what that would have saved, told as long as the lays stay as they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from interlock_hub.core.models import JobRun
from interlock_hub.cutting.models import Lay
from interlock_hub.cutting.pool_candidates import Candidate
from interlock_hub.cutting.services_pools import seen_of

# Looked through for those of the list, the latest first.
MOST_JOBS = 500
Key = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True)
class Tried:
    """When orders were found not worth cutting together; ``saved_cny`` is below 0 where that costs more."""

    at: datetime
    saved_cny: float

    @property
    def more_cny(self) -> float:
        """What cutting together costs more."""
        return max(0.0, -self.saved_cny)


def tried(found: Sequence[Candidate]) -> list[Tried | None]:
    """Return of each candidate what came of it when it was last worked out in vain, None where its lays are others."""
    wanted = {_key(one) for one in found}
    jobs = JobRun.objects.filter(kind="pool", state=JobRun.State.DONE, result__has_key="in_vain")
    last: dict[Key, tuple[Any, Any]] = {}
    rows = jobs.order_by("-finished_at").values_list("given", "result__in_vain", "finished_at")
    for given, in_vain, at in rows[:MOST_JOBS]:
        key = (given["factory"], given["material"], tuple(given["orders"]))
        if key in wanted:
            last.setdefault(key, (in_vain, at))
    seen = _seen_now(last)
    return [
        Tried(at, in_vain["saved_cny"]) if in_vain and in_vain["lays_seen"] == seen[key] else None
        for key in map(_key, found)
        for in_vain, at in [last.get(key, (None, None))]
    ]


def _key(one: Candidate) -> Key:
    return one.factory.code, one.material, tuple(sorted(one.orders))


def _seen_now(keys: Iterable[Key]) -> dict[Key, str]:
    """What tells whether the lays of orders are still those of then."""
    keys = list(keys)
    numbers = {number for _factory, _material, orders in keys for number in orders}
    rows: dict[tuple[str, str], list[Sequence[Any]]] = defaultdict(list)
    lays = Lay.objects.filter(order__number__in=numbers, material__in={key[1] for key in keys}, pool=None)
    for order, material, *row in lays.values_list(
        "order__number", "material", "code", "marker__code", "plies", "marker__length_mm"
    ):
        rows[order, material].append(row)
    return {key: seen_of([row for number in key[2] for row in rows[number, key[1]]]) for key in keys}
