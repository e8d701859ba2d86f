"""Measure the planning board in Chromium: first paint after data, frame times while it is panned and zoomed.

Run: python benchmarks/board.py --lines 3000 --lots 30000 --frames 120
The frames are those of the browser (from one animation frame to the next) while a script scrolls or zooms the board in
every frame; `paint` is the time inside the board's own painting. Milliseconds throughout, one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[1]
PAGE = "tests/interlock_hub/planning/board/harness.html"
CHROMIUM = Path("/usr/bin/chromium")

# A season fits the screen, so it has no across.
SCRIPT = [
    ("days", "across"),
    ("weeks", "down"),
    ("weeks", "across"),
    ("weeks", "hover"),
    ("weeks", "zoom"),
    ("season", "down"),
    ("season", "hover"),
]

MEASURE = """
async ([steps, act]) => {
  const move = {
    down: (at) => board.view.scrollTo(null, at * 37),
    across: (at) => board.view.scrollTo((at * 11) % 1200, null),
    zoom: (at) => board.zoomBy(at % 40 < 20 ? 1.06 : 1 / 1.06),
    hover: (at) => board.hoverOver(board.lotAt(400 + (at * 7) % 600, 100 + (at * 13) % 600), 400, 100),
  }[act];
  const frames = [], paints = [];
  const paint = board.paint;
  board.paint = function () {
    const began = performance.now();
    paint.call(this);
    paints.push(performance.now() - began);
  };
  const frame = () => new Promise(requestAnimationFrame);
  let before = await frame();
  for (let at = 1; at <= steps; at += 1) {
    move(at);
    const now = await frame();
    frames.push(now - before);
    before = now;
  }
  delete board.paint;
  return { frames: frames.slice(2), paints: paints.slice(2) };
}
"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Keep the output for the figures."""


def main() -> None:
    """Measure once and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=3000)
    parser.add_argument("--lots", type=int, default=30000)
    parser.add_argument("--frames", type=int, default=120)
    parser.add_argument("--width", type=int, default=1440)
    parser.add_argument("--height", type=int, default=900)
    options = parser.parse_args()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=REPOSITORY))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        print(json.dumps(_measure(options, server.server_port), indent=1))
    finally:
        server.shutdown()
        server.server_close()


def _measure(options: argparse.Namespace, port: int) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        page = browser.new_page(viewport={"width": options.width, "height": options.height})
        page.goto(f"http://127.0.0.1:{port}/{PAGE}?lines={options.lines}&lots={options.lots}")
        # Asked from outside: the page's policy forbids evaluating text in it.
        while not page.evaluate("Boolean(window.ready)"):
            page.wait_for_timeout(20)
        lots, size, first = page.evaluate("[window.lots, window.bytes, window.firstPaintMs]")
        figures: dict[str, Any] = {
            "lines": options.lines,
            "lots": lots,
            "data_bytes": size,
            "load_average": round(os.getloadavg()[0], 1),
            "first_paint_ms": round(first),
        }
        for zoom, act in SCRIPT:
            page.evaluate("(zoom) => board.setZoom(zoom)", zoom)
            figures[f"{zoom}_{act}"] = _summary(page.evaluate(MEASURE, [options.frames, act]))
        browser.close()
    return figures


def _summary(measured: dict[str, list[float]]) -> dict[str, float]:
    def share(values: list[float], part: float) -> float:
        return round(sorted(values)[min(len(values) - 1, int(part * len(values)))], 1) if values else 0.0

    frames, paints = measured["frames"], measured["paints"]
    return {
        "frame_p50": share(frames, 0.5),
        "frame_p95": share(frames, 0.95),
        "paint_p50": share(paints, 0.5),
        "paint_p95": share(paints, 0.95),
    }


if __name__ == "__main__":
    main()
