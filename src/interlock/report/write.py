"""The page written to disk: template, style, script and data made one file that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

import msgspec

from interlock.explain.names import named
from interlock.files import written
from interlock.model import Plan, Scenario
from interlock.report.boundary import read_boundary
from interlock.report.data import page_data
from interlock.report.frame import Frame
from interlock.report.words import PAGE
from interlock.words import Language

SCRIPTS = (
    "base.js",
    "figures.js",
    "table.js",
    "head.js",
    "late.js",
    "map.js",
    "board_rows.js",
    "board_draw.js",
    "board.js",
    "path.js",
    "load.js",
    "bottlenecks.js",
    "lays.js",
    "purchases.js",
    "promises.js",
    "factories.js",
    "reading.js",
    "main.js",
)
_NO_PICTURES: Mapping[str, str] = MappingProxyType({})


def write_report(
    scenario: Scenario,
    plan: Plan,
    path: Path,
    *,
    language: Language = "zh",
    boundary: Path | None = None,
    marker_svgs: Mapping[str, str] = _NO_PICTURES,
) -> None:
    """Write the plan as one HTML page that works without a network, at once or not at all.

    ``language`` is what it opens in; the other is one click away. ``boundary`` is a GeoJSON file to draw on the map.
    ``marker_svgs`` are pictures of nested markers by marker id; the sixty that are cut first are embedded.
    Raises :class:`~interlock.errors.InvalidModel` where the plan is not of this scenario,
    :class:`~interlock.report.UnreadableBoundary` and :class:`~interlock.files.CannotWrite`.
    """
    rings = read_boundary(boundary) if boundary else []
    data = page_data(Frame(scenario, plan), language=language, boundary=rings, marker_svgs=marker_svgs)
    data["words"] = {key: PAGE.both(key) for key in PAGE}
    with written(Path(path)) as draft:
        draft.write_text(
            page(data, language=language, title=f"{named(plan.cluster, language)} {plan.made_on}"), encoding="utf-8"
        )


def page(data: object, *, language: Language, title: str) -> str:
    """Return the page as HTML around its data; its policy lets only its own script and style run."""
    style, script = asset("report.css"), f'"use strict";(() => {{\n{"".join(map(asset, SCRIPTS))}\n}})();'
    filled = {
        "language": "zh-CN" if language == "zh" else "en",
        "title": escape(title),
        "policy": _policy(style, script),
        "style": style,
        "script": script,
        "data": msgspec.json.encode(data).decode().replace("<", "\\u003c"),
    }
    parts = asset("page.html").split("%%")
    return "".join(filled[part] if at % 2 else part for at, part in enumerate(parts))


def asset(name: str) -> str:
    """Return one of the page's own files."""
    return (files("interlock.report") / "page" / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
