"""What every test may use: one judged plan of the small cast, made once for all test processes."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import cast
import made_once
import pytest
from hub_world import as_role, django_db_setup, member, published
from hypothesis import is_hypothesis_test, settings

from interlock.markers import MarkerCache
from interlock.model import Plan, Policy, Scenario

__all__ = ["as_role", "django_db_setup", "member", "published"]

# A busy machine is no fault of the code: no property is judged by the clock.
settings.register_profile("interlock", deadline=None)
settings.load_profile("interlock")


# What is walked through whole is tested line by line elsewhere: nothing is gained by counting its lines at each step,
# nor at each of the many examples of a property. A long test whose lines others count is marked `no_cover`, too.
UNCOUNTED = (Path(__file__).parent / "house", Path(__file__).parent / "journeys")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        walked = any(item.path.is_relative_to(folder) for folder in UNCOUNTED)
        if walked or is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("no_cover")


@pytest.hookimpl(hookwrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Lines that are not counted are not traced: side by side with others, pytest-cov's pause leaves a tracer on."""
    if item.get_closest_marker("no_cover") is None:
        yield
        return
    traced, of_threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)  # type: ignore[arg-type]
    yield
    sys.settrace(traced)
    threading.settrace(of_threads)  # type: ignore[arg-type]


@pytest.fixture(scope="session", autouse=True)
def _quiet_home() -> Iterator[None]:
    """No test reads or writes the user's own cache; what one test process has nested, no other nests again."""
    before = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(made_once.folder())
    yield
    if before is None:
        del os.environ["XDG_CACHE_HOME"]
    else:
        os.environ["XDG_CACHE_HOME"] = before


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The policy of the made plan."""
    return cast.POLICY


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    """The small cast with its usual order book."""
    return cast.scenario()


@pytest.fixture(scope="session")
def marker_cache() -> MarkerCache:
    """Nests made once for all tests."""
    return MarkerCache(made_once.folder() / "markers")


@pytest.fixture(scope="session")
def made() -> Plan:
    """A judged plan of the cast."""
    return cast.made()
