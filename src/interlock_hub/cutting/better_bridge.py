"""Layouts of markers, as the engine finds and judges them: of estimates, and shorter ones of nested markers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec

from interlock import model as engine
from interlock_hub.cutting.bridge import scenario_of
from interlock_hub.cutting.models import Marker

Tell = Callable[[float], None]
Stop = Callable[[], bool]
PLACED = ("piece", "size", "garment", "x_mm", "y_mm", "rotation_deg", "mirrored")


def improved(marker: Marker, *, seconds: int, seed: int, tell: Tell, stop: Stop) -> dict[str, Any]:
    """Return the shortest layout of a marker found within ``seconds`` on one core: its body, length and utilisation.

    Every layout is audited by the engine. It is the marker's own where none is shorter; when ``stop`` says so, the best
    so far is returned.
    """
    from interlock.markers import improve
    from interlock.stages.nest import drawable

    known = msgspec.convert(marker.body, engine.PlanMarker)
    problem, layout = drawable(scenario_of(marker), known)
    found = improve(
        problem, layout, seconds=seconds, workers=1, seed=seed, progress=lambda share, _best: tell(share), stop=stop
    )
    if found.length_mm >= known.length_mm:
        return _kept(marker, known)
    placed = tuple(engine.Placement(**{name: getattr(p, name) for name in PLACED}) for p in found.placements)
    utilisation = min(1.0, found.utilisation)
    return _kept(marker, replace(known, length_mm=found.length_mm, utilisation=utilisation, placements=placed))


def nested(marker: Marker, *, seconds: int, seed: int, tell: Tell, stop: Stop) -> dict[str, Any] | None:
    """Return a layout of an estimated marker, nested for ``seconds`` on one core or known from a plan before.

    It is audited by the engine and kept where later plans look for layouts. None when ``stop`` says so before.
    """
    from interlock.errors import Cancelled
    from interlock.markers import MarkerCache, default_cache_folder
    from interlock.stages.nest import nest_markers

    known = msgspec.convert(marker.body, engine.PlanMarker)
    try:
        found = nest_markers(
            scenario_of(marker), {known.id: known}, [known.id], seconds=seconds, seed=seed, workers=1, progress=tell,
            cache=MarkerCache(default_cache_folder()), stop=stop,
        )  # fmt: skip
    except Cancelled:
        return None
    return _kept(marker, found[known.id])


def _kept(marker: Marker, found: engine.PlanMarker) -> dict[str, Any]:
    """A layout as a row keeps it; the pieces of a marker of several styles stay with it."""
    return {
        "body": {**marker.body, **msgspec.to_builtins(found)},
        "length_mm": found.length_mm,
        "utilisation": found.utilisation,
    }


def remember(marker: Marker) -> None:
    """Keep a marker's layout where later plans look for layouts, so that they start from it."""
    from interlock.markers import MarkerCache, default_cache_folder
    from interlock.stages.nest import drawable

    problem, layout = drawable(scenario_of(marker), msgspec.convert(marker.body, engine.PlanMarker))
    MarkerCache(default_cache_folder()).put(problem, layout)
