"""Markers as the engine draws and writes them."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from django.utils.safestring import SafeString, mark_safe

from interlock import model as engine
from interlock_hub.core.bridge import language, piece_name
from interlock_hub.cutting.models import Marker
from interlock_hub.orders.models import Material, Style

if TYPE_CHECKING:
    from interlock.markers import Marker as Nest
    from interlock.markers import MarkerProblem

_RULES = re.compile(r"<style>.*?</style>", re.DOTALL)
_GROUND = re.compile(r' style="background:#fff"')
_SIZE = re.compile(r' style="font-size:([0-9.]+)px"')


def scenario_of(marker: Marker) -> engine.Scenario:
    """Return the little of a scenario that a marker needs: its styles and the styles' materials."""
    bodies = marker.body.get("styles") or [_body_of(marker)]
    styles = tuple(msgspec.convert(body, engine.Style) for body in bodies)
    rows = Material.objects.filter(code__in={item.material for style in styles for item in style.bill})
    return engine.Scenario(
        cluster=styles[0].code,
        today=date.min,
        factories=(),
        lines=(),
        styles=styles,
        orders=(),
        materials=tuple(msgspec.convert(row.body, engine.Material) for row in rows),
    )


def _body_of(marker: Marker) -> dict[str, Any]:
    """The style with the pieces that the marker was made from."""
    body: dict[str, Any] = marker.style.body
    if marker.pattern is None:
        return body
    return with_pieces(body, marker.pattern.pieces, marker.pattern.cut_pieces)


def with_pieces(body: dict[str, Any], pieces: list[Any], cut_pieces: dict[str, list[str]]) -> dict[str, Any]:
    """Return a style's body with other pieces, and what of them is cut from each material."""
    bill = [{**item, "cut_pieces": cut_pieces.get(item["material"], [])} for item in body.get("bill", ())]
    return {**body, "pieces": pieces, "bill": bill}


def pooled_body(name: str, told: Mapping[str, Any], material: str, styles: Iterable[Style]) -> dict[str, Any]:
    """Return the body of an estimated marker of several styles: it keeps the pieces that the styles have now.

    ``told`` is ``width_mm``, ``length_mm``, ``utilisation`` and ``ratio``, garments by style and size.
    """
    estimate = engine.PlanMarker(
        id=name, style="", material=material, nested=False, ratio=tuple(told["ratio"].items()),
        **{fact: told[fact] for fact in ("width_mm", "length_mm", "utilisation")},
    )  # fmt: skip
    return {**msgspec.to_builtins(estimate), "styles": [_cut_down(style.body, material) for style in styles]}


def _cut_down(body: Mapping[str, Any], material: str) -> dict[str, Any]:
    """A style's body with what is cut from one material."""
    bill = [item for item in body["bill"] if item["material"] == material]
    names = {name for item in bill for name in item.get("cut_pieces", ())}
    return {**body, "bill": bill, "pieces": [piece for piece in body.get("pieces", ()) if piece["name"] in names]}


def nest_of(marker: Marker) -> tuple[MarkerProblem, Nest]:
    """Return a nested marker as the markers room draws it."""
    from interlock.stages.nest import drawable

    return drawable(scenario_of(marker), msgspec.convert(marker.body, engine.PlanMarker))


def picture(marker: Marker) -> str:
    """Return a nested marker as an SVG file that stands alone."""
    from interlock.markers import svg

    problem, nest = nest_of(marker)
    return svg(problem, nest, marker.code, language(), named=piece_name)


def picture_in_page(marker: Marker) -> SafeString:
    """Return a nested marker as SVG inside a page, which allows no style but its style sheet's."""
    plain = _SIZE.sub(r' font-size="\1"', _GROUND.sub("", _RULES.sub("", picture(marker))))
    return mark_safe(plain)  # noqa: S308 - the engine escapes every name it draws


def cutter_file(marker: Marker) -> bytes:
    """Return a nested marker as DXF for the cutter."""
    from interlock.markers import dxf

    problem, nest = nest_of(marker)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "marker.dxf"
        dxf(problem, nest, path, title=marker.code, styles=_styles_of(marker))
        return path.read_bytes()


def _styles_of(marker: Marker) -> list[str]:
    """The styles of a marker's garments; sizes of pooled ones are called by their style and their own name."""
    if not marker.lays.filter(pool__isnull=False).exists():
        return [marker.style.code]
    return list(dict.fromkeys(name.rpartition(" ")[0] for name in marker.ratio))


def pieces_in(marker: Marker) -> list[tuple[str, str, int]]:
    """Return how often each piece of each size stands in a marker: piece, size, copies."""
    found = msgspec.convert(marker.body, engine.PlanMarker)
    sizes = [size for size, _count in found.ratio]
    counts = Counter((p.piece, p.size) for p in found.placements)
    return [
        (piece, size, n) for (piece, size), n in sorted(counts.items(), key=lambda c: (c[0][0], sizes.index(c[0][1])))
    ]
