"""The pages of each role, and what is read off a page: words in the wrong language, width, barriers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

AXE = Path(__file__).parents[1] / "journeys" / "vendor" / "axe-core" / "axe.min.js"
LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")

# Addresses that stand, and "list >> selector" for the first thing of a list.
_PLANNING = (
    "/orders/", "/orders/?light=late", "/orders/ >> td.c-number a", "/orders/new/", "/orders/new/?style=TS-01",
    "/orders/sheets/", "/orders/styles/",
    "/orders/styles/ >> main table a, main .styles a, main a[href*='/orders/styles/']",
    "/planning/", "/planning/plans/1/",
    "/planning/board/", "/planning/offers/", "/planning/events/", "/planning/scenarios/", "/planning/compare/",
    "/network/", "/network/map/",
    "/network/ >> td a[href*='/factories/']", "/cutting/", "/cutting/ >> table.lays a[href*='/lays/']",
    "/cutting/markers/?kind=nested", "/people/", "/looked/", "/search/?q=D0001",
)  # fmt: skip
PLACES: dict[str, tuple[str, ...]] = {
    "": ("/login/", "/no-such-page/"),
    "operator": ("/", *_PLANNING, "/imports/"),
    "planner": ("/", *_PLANNING),
    "cutter": (
        "/", "/cutting/", "/cutting/ >> table.lays a[href*='/lays/']", "/cutting/markers/",
        "/cutting/markers/?kind=nested >> tbody a",
        "/orders/styles/", "/network/", "/people/",
    ),
    "owner1": ("/", "/planning/offers/", "/planning/lots/", "/network/mine/", "/people/", "/looked/", "/planning/"),
    "brand": ("/", "/orders/", "/orders/ >> td.c-number a", "/orders/new/", "/people/"),
    "official": ("/", "/network/", "/network/map/", "/people/"),
    "seller": ("/", "/api/", "/tokens/"),
    "inspector": ("/", "/network/"),
    "driver": ("/", "/password/"),
}  # fmt: skip

# Words that are the same in every language, and names of the made-up people.
SAME = {
    "excel", "dxf", "svg", "html", "csv", "xlsx", "interlock", "english", "cny", "smv", "api", "min", "max",
    "esc", "enter", "home", "shift",
    "operator", "planner", "cutter", "owner", "brand", "official", "sample", "openapi", "seller", "inspector",
    "driver", "json",
}  # fmt: skip
READ = """() => {
  const found = [], body = document.body;
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  const other = document.documentElement.lang === "en" ? "zh-Hans" : "en";
  while (walker.nextNode()) {
    const node = walker.currentNode, near = node.parentElement, text = node.data.replace(/\\s+/g, " ").trim();
    if (!text || near.closest(`script, style, code, kbd, svg.icon, [translate=no], [lang="${other}"]`)) continue;
    const seen = near.closest("option") ? near.closest("select") : near.closest("datalist") ? null : near;
    if (seen && seen.checkVisibility({ visibilityProperty: true })) found.push(text);
  }
  for (const name of ["placeholder", "aria-label", "title", "alt"])
    for (const one of body.querySelectorAll(`[${name}]`))
      if (!one.closest(`[translate=no], [lang="${other}"]`)) found.push(one.getAttribute(name));
  found.push(document.title);
  return found;
}"""
BARRIERS = """async (rules) => {
  const found = await axe.run(document, { ...rules, resultTypes: ["violations"] });
  return found.violations.map((one) => `${one.id}: ${one.nodes.length} × ${one.help}: ` +
    one.nodes.slice(0, 3).map((node) => node.html.slice(0, 150) +
      " [" + node.any.map((a) => a.message).join("; ").slice(0, 160) + "]").join(" | "));
}"""
_LATIN = re.compile(r"[A-Za-z][A-Za-z'’]{2,}")
_CODE = re.compile(r"\S*[\d@_/][\w@./:-]*|\b[A-Z]{1,5}\b")
_HAN = re.compile(r"[\u4e00-\u9fff]+")


@cache
def data_text() -> str:
    """All words of the made-up cluster: they are data, whatever the reader's language."""
    import msgspec
    from hub_world import TODAY

    from interlock_hub.site.bridge import sample

    scenario = sample(factories=20, orders=36, seed=3, today=TODAY)
    return msgspec.json.encode(scenario).decode() + "County office (made up) 县工信局（虚构） 简体中文 中文"


@cache
def _data_words() -> frozenset[str]:
    return frozenset(word.lower() for word in _LATIN.findall(data_text()))


def foreign_words(texts: Iterable[str], language: str) -> list[str]:
    """Return what is not in the reader's language, but for data, codes and words that are the same everywhere."""
    wrong = _english_in if language == "zh" else _chinese_in
    return sorted({text for text in texts if wrong(text)})


def _english_in(text: str) -> list[str]:
    words = (word.lower() for word in _LATIN.findall(_CODE.sub(" ", text)))
    return [word for word in words if word not in SAME and word not in _data_words()]


def _chinese_in(text: str) -> list[str]:
    return [part for part in _HAN.findall(text) if part not in data_text()]


def visits(page: Any, username: str) -> Iterator[str]:
    """Go to every place of a role, one after the other, and give its name."""
    for place in PLACES[username]:
        address, _, link = (part.strip() for part in place.partition(">>"))
        page.goto(address)
        if link:
            page.goto(page.locator(link).first.get_attribute("href"))
        yield place


def too_wide(page: Any) -> bool:
    """Tell whether the page itself scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def barriers(page: Any, *, colours_only: bool = False) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA."""
    page.evaluate(AXE.read_text())
    rules = {"type": "rule", "values": ["color-contrast"]} if colours_only else {"type": "tag", "values": list(LEVELS)}
    found: list[str] = page.evaluate(BARRIERS, {"runOnly": rules})
    return found
