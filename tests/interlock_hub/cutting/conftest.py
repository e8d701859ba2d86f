"""The room's cast: a planned lay of the cutter's own centre, a marker nested in earnest, firms with orders to pool."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from hub_pool import lay_orders

from interlock import model as engine
from interlock.markers import nest
from interlock.stages.cut import marker_problem
from interlock_hub.core import jobs
from interlock_hub.core.models import Membership, Organisation, Person, Role
from interlock_hub.cutting import bridge, services_pools
from interlock_hub.cutting.models import Lay, Marker, Pool
from interlock_hub.cutting.pool_candidates import candidates

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


@pytest.fixture
def firms(lay, member):
    """Three small orders of three firms on one fabric, laid at the cutter's centre on the same day."""
    Lay.objects.filter(factory=lay.factory).delete()
    people = []
    for at in range(3):
        firm = Organisation.objects.create(code=f"pool-{at}", name=f"Secret firm {at}", kind="firm")
        person = Person.objects.create(username=f"pool-{at}", first_name=f"pool-{at}")
        people.append(Membership.objects.create(person=person, organisation=firm, role=Role.PLANNER))
    lay_orders(lay, [one.organisation for one in people])
    return people


@pytest.fixture
def pool(firms, member):
    """What cutting the three together saves, worked out by the centre."""
    found = candidates([Lay.objects.get(code="POOLED-0-1").factory])[0]
    job = services_pools.ask(by=member("cutter"), factory=found.factory, material=found.material, numbers=found.orders)
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert job.state == "done", job.error
    return Pool.objects.select_related("factory").get()
