"""A browser, a running site of one's own for each file of tests, and people who come in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hub_browser import MISSING, Watch, chromium, dress, launched, log_in, open_context
from hub_site import Prepared, Site, prepare_once, running
from hub_world import PASSWORD

Enter = Callable[..., Any]
KEPT_COOKIES = ("sessionid", "csrftoken")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The small cluster, planned and published once for all test processes; every site starts as a copy of it."""
    if chromium() is None:
        pytest.skip(MISSING)
    own = tmp_path_factory.getbasetemp()
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    return prepare_once(folder, os.environ.get("DATABASE_URL", ""))


@pytest.fixture(scope="module")
def site(
    prepared: Prepared, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Server and worker on a fresh copy; no worker where the file says ``JOBS = False``."""
    folder = Path(tmp_path_factory.mktemp("site")) / "data"
    with running(prepared, folder, worker=getattr(request.module, "JOBS", True)) as found:
        yield found


@pytest.fixture(scope="module")
def met(site: Site) -> dict[str, list[Any]]:
    """Cookies of those who have logged in at this site: the password is checked once for each, as slowly as ever."""
    return {}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium; its loop ends with the file, so that tests of the database can run after."""
    if chromium() is None:
        pytest.skip(MISSING)
    with launched() as found:
        yield found


@pytest.hookimpl(tryfirst=True, hookwrapper=True)
def pytest_runtest_makereport(item: Any, call: Any) -> Iterator[None]:
    """Show what server and worker said beside a failure."""
    report = (yield).get_result()
    site = getattr(item, "funcargs", {}).get("site")
    if report.failed and site is not None:
        report.sections.append(("site", site.said()))


@pytest.fixture
def enter(browser: Any, site: Site, met: dict[str, list[Any]]) -> Iterator[Enter]:
    """``enter("planner", phone=False, dark=False, language="en")``: a page of somebody who has logged in.

    ``fresh``: under a login of one's own, which may end. Nobody ("") gets a page without a login. What goes wrong
    unseen in any of the pages fails the test.
    """
    watch, contexts = Watch(), []

    def entered(username: str = "", *, dark: bool = False, fresh: bool = False, **more: Any) -> Any:
        context = open_context(browser, base_url=site.address, **more)
        contexts.append(context)
        if dark:
            dress(context, site.address, dark=True)
        page = context.new_page()
        watch.over(page)
        if username and (fresh or username not in met):
            log_in(page, site.address, username, PASSWORD)
            if not fresh:
                met[username] = [one for one in context.cookies() if one["name"] in KEPT_COOKIES]
        elif username:
            context.add_cookies(met[username])
            page.goto("/")
        return page

    yield entered
    for context in contexts:
        context.close()
    assert watch.wrong == []
