"""Every test of the platform starts in English, whatever language the test before it spoke."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What a test before has seen of a plan is no answer to this one."""
    from django.core.cache import caches

    from interlock_hub.planning import board_data, flows

    board_data._kept.clear()
    flows._kept.clear()
    caches["files"].clear()
