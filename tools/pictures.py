"""Take the pictures of the README and the guides from a running demo site.

``make demo`` in one terminal, then ``python tools/pictures.py demo http://127.0.0.1:8000`` in another: the first word
is the demo's data folder, where its logins are. Every picture is kept as a PNG with a palette, so that it stays small.
"""

from __future__ import annotations

import base64
import json
import struct
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
sys.path.insert(0, str(ROOT / "tests" / "support"))
COLOURS = 256
PIXELS = """async (data) => {
  const image = new Image();
  image.src = "data:image/png;base64," + data;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height), ctx = canvas.getContext("2d");
  ctx.drawImage(image, 0, 0);
  const bytes = ctx.getImageData(0, 0, image.width, image.height).data;
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return [image.width, image.height, btoa(text)];
}"""


@dataclass(frozen=True)
class Shot:
    """A picture: its name, who looks at what, on which screen, and what must be seen first."""

    name: str
    who: str
    place: str
    phone: bool = False
    wait: str = "main"
    link: str = ""
    press: str = ""


SHOTS = (
    Shot("today", "operator", "/"),
    Shot("orders", "planner", "/orders/"),
    Shot("order", "planner", "/orders/", link="td.c-number a"),
    Shot("sheets", "planner", "/orders/sheets/"),
    Shot("new-order", "planner", "/orders/new/?style=TS-01"),
    Shot("plan", "operator", "/planning/plans/1/"),
    Shot("plans", "planner", "/planning/"),
    Shot("board", "operator", "/planning/board/", wait=".board-canvas", press=".board-canvas"),
    Shot("events", "operator", "/planning/events/"),
    Shot("offers", "operator", "/planning/offers/"),
    Shot("network", "operator", "/network/"),
    Shot("map", "official", "/network/map/", wait="canvas, svg"),
    Shot("lays", "cutter", "/cutting/"),
    Shot("marker", "cutter", "/cutting/markers/?kind=nested&sort=-length_mm", link="tbody a"),
    Shot("better-marker", "cutter", "/cutting/better/", link="td.what a"),
    Shot("cut-plan", "cutter", "/cutting/orders/", link="tbody a"),
    Shot("rolls", "cutter", "/cutting/rolls/"),
    Shot("pattern-file", "cutter", "/cutting/patterns/", link="tbody a"),
    Shot("phone-today", "owner1", "/", phone=True),
    Shot("phone-offers", "owner1", "/planning/offers/", phone=True),
    Shot("phone-lots", "owner1", "/planning/lots/", phone=True),
    Shot("phone-factory", "owner1", "/network/mine/", phone=True),
    Shot("brand-orders", "brand", "/orders/"),
    Shot("official-network", "official", "/network/"),
)


def main(folder: Path, address: str, only: tuple[str, ...] = ()) -> None:
    """Take all pictures in both languages, or those that are named."""
    from hub_browser import MISSING, chromium, launched

    if chromium() is None:
        sys.exit(f"missing: {MISSING}")
    logins = json.loads((folder / "demo-logins.json").read_text())
    passwords = {login["username"]: login["password"] for login in logins}
    PICTURES.mkdir(exist_ok=True)
    with launched() as browser:
        for language in ("en", "zh"):
            people: dict[tuple[str, bool], Any] = {}
            for shot in SHOTS:
                if only and shot.name not in only:
                    continue
                key = shot.who, shot.phone
                page = people.get(key) or _page(browser, address, shot, language, passwords[shot.who])
                people[key] = page
                _take(browser, page, shot, PICTURES / f"{shot.name}-{language}.png")
            for page in people.values():
                page.context.close()


def _page(browser: Any, address: str, shot: Shot, language: str, password: str) -> Any:
    from hub_browser import log_in, open_context

    more = {"device_scale_factor": 1.5} if shot.phone else {}
    page = open_context(browser, base_url=address, language=language, phone=shot.phone, **more).new_page()
    log_in(page, address, shot.who, password)
    return page


def _take(browser: Any, page: Any, shot: Shot, path: Path) -> None:
    page.goto(shot.place)
    if shot.link:
        page.goto(page.locator(shot.link).first.get_attribute("href"))
    page.locator(shot.wait).first.wait_for()
    page.wait_for_timeout(900)
    if shot.press:
        page.locator(shot.press).focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(900)
    path.write_bytes(small(browser, page.screenshot()))


def small(browser: Any, png: bytes) -> bytes:
    """Return a picture with at most 256 colours: the most frequent ones, each pixel as the nearest of them."""
    reader = browser.new_page()
    width, height, text = reader.evaluate(PIXELS, base64.b64encode(png).decode())
    reader.close()
    pixels = np.frombuffer(base64.b64decode(text), np.uint8).reshape(-1, 4)[:, :3]
    colours, which, counts = np.unique(pixels, axis=0, return_inverse=True, return_counts=True)
    palette = colours[_spread(colours, counts)]
    nearest = np.array([np.argmin(((palette.astype(int) - colour) ** 2).sum(axis=1)) for colour in colours.astype(int)])
    return _png(width, height, palette, nearest[which.ravel()].astype(np.uint8))


def _spread(colours: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The most frequent colours, of those that look alike (the upper five bits the same) one or two at most."""
    cells = (colours >> 3).astype(int) @ np.array([1024, 32, 1])
    order = np.argsort(-counts, kind="stable")
    seen: dict[int, int] = {}
    found = []
    for at in order:
        times = seen.get(int(cells[at]), 0)
        if times < 1 + int(len(found) < 16):
            seen[int(cells[at])] = times + 1
            found.append(at)
        if len(found) == COLOURS:
            break
    return np.array(found)


def _png(width: int, height: int, palette: np.ndarray, pixels: np.ndarray) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = np.zeros((height, width + 1), np.uint8)
    rows[:, 1:] = pixels.reshape(height, width)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = chunk(b"IHDR", head), chunk(b"PLTE", palette.astype(np.uint8).tobytes())
    body = chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + body


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), sys.argv[2].rstrip("/"), tuple(sys.argv[3:]))
