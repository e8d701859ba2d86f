"""Make the pictures of the README from a real plan: ``python docs/pictures.py demo/plan/report.html``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent / "images"


def main(report: Path) -> None:
    """Photograph the top of the report in both languages at desktop size."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("missing: chromium. On Debian: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        for language in ("en", "zh"):
            page = browser.new_page(viewport={"width": 1440, "height": 1000})
            page.goto(f"{report.resolve().as_uri()}#lang={language}")
            page.wait_for_timeout(1500)
            page.screenshot(path=IMAGES / f"report-{language}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
