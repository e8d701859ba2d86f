"""Every test of the platform starts in English, whatever language the test before it spoke.

Where a database of another kind is given, the tests that touch none are left out: they have been run without it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

NEED_A_DATABASE = {"db", "transactional_db", "django_db_setup"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("DATABASE_URL"):
        left_out = [item for item in items if item.path.is_relative_to(Path(__file__).parent) and not _touches(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _touches(item: pytest.Item) -> bool:
    """Tell whether a test asks the tests' own database or is set up with it."""
    marked = item.get_closest_marker("django_db") is not None
    return marked or not NEED_A_DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What a test before has seen of a plan is no answer to this one."""
    from django.core.cache import caches

    from interlock_hub.planning import board_data, figures, flows

    board_data._kept.clear()
    flows._kept.clear()
    figures._loads.clear()
    caches["files"].clear()
