"""The room's cast: a planned lay of the cutter's own centre, and a marker nested in earnest."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from interlock import model as engine
from interlock.markers import nest
from interlock.stages.cut import marker_problem
from interlock_hub.cutting import bridge
from interlock_hub.cutting.models import Lay, Marker

PLACED = ("piece", "size", "garment", "x_mm", "y_mm", "rotation_deg", "mirrored")


@pytest.fixture
def lay(member):
    """A planned lay of the cutting centre that the cutter works in."""
    own = Lay.objects.filter(factory__organisation_id=member("cutter").organisation_id, state=Lay.State.PLANNED)
    return own.select_related("factory", "marker", "order", "table").order_by("cut_on", "code").first()


@pytest.fixture(scope="session")
def _nests():
    """Nests made once, by marker's code."""
    return {}


@pytest.fixture
def nested(db, _nests):
    """The smallest marker that has pieces, nested in earnest."""
    # Whole markers with their styles are large: the one that is wanted is found by what is small.
    known = Marker.objects.filter(utilisation__gt=0).values_list("ratio", "code")
    _count, code = min((sum(ratio.values()), code) for ratio, code in known)
    marker = Marker.objects.select_related("style").get(code=code)
    plan_marker = msgspec.convert(marker.body, engine.PlanMarker)
    if marker.code not in _nests:
        scenario = bridge.scenario_of(marker)
        item = next(i for i in scenario.styles[0].bill if i.material == marker.material)
        problem = marker_problem(scenario, scenario.styles[0], item, marker.ratio)
        _nests[marker.code] = nest(problem, seconds=1, seed=1)
    made = _nests[marker.code]
    placed = tuple(engine.Placement(**{name: getattr(p, name) for name in PLACED}) for p in made.placements)
    facts = {"length_mm": made.length_mm, "utilisation": min(1.0, made.utilisation), "placements": placed}
    marker.body = msgspec.to_builtins(replace(plan_marker, nested=True, **facts))
    marker.nested, marker.length_mm, marker.utilisation = True, made.length_mm, made.utilisation
    marker.save()
    return marker


@pytest.fixture
def loose(nested):
    """The nested marker laid out 5 % longer than it need be, and the shorter layout that can be offered for it."""
    shorter = {"body": nested.body, "length_mm": nested.length_mm, "utilisation": nested.utilisation}
    longer_mm = nested.length_mm * 1.05
    nested.body = {**nested.body, "length_mm": longer_mm, "utilisation": nested.utilisation / 1.05}
    nested.length_mm, nested.utilisation = longer_mm, nested.utilisation / 1.05
    nested.save()
    return nested, shorter
