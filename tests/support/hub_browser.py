"""Real Chromium for tests and pictures: how it is started, how a person logs in, and what it must never say."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
MISSING = "chromium is not installed (Debian: apt-get install chromium fonts-noto-cjk)"
QUIET = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--force-color-profile=srgb",
)
# A busy machine is no fault of the page.
PATIENCE_MS = 60_000
LOCALES = {"en": "en-GB", "zh": "zh-CN"}


def chromium() -> str | None:
    """Return where Chromium is, None where there is none."""
    return shutil.which("chromium")


@contextmanager
def launched() -> Iterator[Any]:
    """Start Chromium without a window, and end it."""
    from playwright.sync_api import sync_playwright

    alone = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*QUIET, *alone])
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watch:
    """What went wrong in a browser behind the user's back."""

    wrong: list[str] = field(default_factory=list)

    def over(self, page: Any) -> None:
        """Listen to a page: errors of scripts, refusals of the content policy, answers that should not be."""
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: script: {error}"))
        page.on("console", lambda said: self._console(page, said))
        page.on("response", self._response)

    def _console(self, page: Any, said: Any) -> None:
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            self.wrong.append(f"{page.url}: console: {said.text}")

    def _response(self, answer: Any) -> None:
        page_itself = answer.request.resource_type in ("document", "xhr", "fetch")
        if answer.status >= 500 or (answer.status >= 400 and not page_itself):
            self.wrong.append(f"{answer.url}: answered {answer.status}")


def open_context(browser: Any, *, language: str = "en", phone: bool = False, **more: Any) -> Any:
    """Return a fresh browser profile: language and screen; nothing moves by itself."""
    screen = PHONE if phone else DESKTOP
    options: dict[str, Any] = {"locale": LOCALES[language], "viewport": screen, "reduced_motion": "reduce", **more}
    if phone:
        options |= {"has_touch": True, "is_mobile": True}
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE_MS)
    return context


def dress(context: Any, address: str, *, dark: bool) -> None:
    """Choose light or dark as the site keeps it."""
    context.add_cookies([{"name": "theme", "value": "dark" if dark else "light", "url": address}])


def log_in(page: Any, address: str, username: str, password: str) -> None:
    """Log in through the form, as people do."""
    page.goto(f"{address}/login/")
    page.locator("#id_username").fill(username)
    page.locator("#id_password").fill(password)
    page.locator("main button").click()
    page.wait_for_url(f"{address}/")
