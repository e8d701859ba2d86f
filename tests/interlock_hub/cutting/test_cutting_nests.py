"""Estimated markers: nested in idle time, the soonest first, or when those who cut ask; what their lays get of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from interlock_hub.core import jobs
from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.models import JobRun, LedgerEntry, Membership, Organisation
from interlock_hub.core.selectors import today
from interlock_hub.cutting import (
    better_bridge,
    relaying,
    services,
    services_better,
    services_nests,
    services_paper,
    services_rolls,
)
from interlock_hub.cutting.models import Lay, Marker, PatternVersion, Roll, RollPlan, RollUse
from interlock_hub.cutting.rolls_seen import seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def estimate(nested, member, monkeypatch, tmp_path):
    """A marker of the cutter's own centre that is only estimated, with one lay of the next day; no nest is known."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    length_mm = nested.length_mm * 0.97
    body = {**nested.body, "nested": False, "length_mm": length_mm, "placements": []}
    Marker.objects.filter(pk=nested.pk).update(nested=False, length_mm=length_mm, body=body)
    Marker.objects.exclude(pk=nested.pk).update(tried_s=services_nests.MOST_S)
    own = Lay.objects.filter(marker=nested).first()
    Lay.objects.filter(marker=nested).exclude(pk=own.pk).delete()
    factory = own.factory.__class__.objects.filter(organisation_id=member("cutter").organisation_id).first()
    table = factory.tables.order_by("-length_mm").first()
    Lay.objects.filter(pk=own.pk).update(
        factory=factory, table=table, state=Lay.State.PLANNED, cut_on=today() + timedelta(days=1)
    )
    JobRun.objects.all().delete()
    return Marker.objects.get(pk=nested.pk)


@pytest.fixture
def found(nested):
    """The layout that the estimated marker gets: longer than was thought."""
    return {"body": nested.body, "length_mm": nested.length_mm, "utilisation": nested.utilisation}


def lay_of(marker):
    return Lay.objects.select_related("marker", "factory", "table").get(marker=marker)


def twin_of(lay, code, **facts):
    row = Lay.objects.get(pk=lay.pk)
    row.pk, row.code = None, code
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    return row


def run(job):
    jobs.run(str(job.pk))
    job.refresh_from_db()
    return job


def give(lay, *, length_m):
    """Give a lay all its plies from one roll of so many metres."""
    plies = sum(n for _colour, n in lay.plies)
    roll = Roll.objects.create(
        factory=lay.factory, code="R1", material=lay.material, colour=lay.plies[0][0], length_m=length_m,
        width_mm=lay.marker.width_mm, state=Roll.State.GIVEN,
    )  # fmt: skip
    plan = RollPlan.objects.create(factory=lay.factory, material=lay.material, state=RollPlan.State.GIVEN, found={})
    RollUse.objects.create(plan=plan, lay=lay, roll=roll, rank=0, colour=roll.colour, plies=plies, used_m=lay.fabric_m)
    return roll


def test_idle_time_goes_first_to_the_estimate_that_is_cut_soonest(settings, monkeypatch, estimate):
    settings.IDLE_MARKERS = True
    monkeypatch.setattr(services_nests, "NEST_S", 1)
    lay = lay_of(estimate)
    other = Marker.objects.get(pk=estimate.pk)
    other.pk, other.code = None, "later"
    other.save()
    twin_of(lay, "later", marker=other, cut_on=lay.cut_on + timedelta(days=1))
    job = services_better.seek_when_idle()
    assert (job.kind, job.given) == ("idle-nest", {"marker": estimate.code})
    assert services_better.seek_when_idle() is None, "a job waits"
    assert run(job).state == "done"
    estimate.refresh_from_db()
    assert (estimate.nested, estimate.tried_s) == (True, 0)
    assert estimate.body["placements"]
    assert services_better.seek_when_idle().given == {"marker": "later"}


def test_an_audited_nest_at_its_true_length_takes_the_place_of_the_estimate(monkeypatch, as_role, estimate):
    monkeypatch.setattr(services_nests, "NEST_S", 1)
    client, before = as_role("cutter"), lay_of(estimate)
    for page in (f"/cutting/markers/{estimate.code}/", f"/cutting/lays/{before.code}/"):
        assert "Nest it now" in client.get(page).content.decode()
    answer = client.post(f"/cutting/markers/{estimate.code}/improve/")
    job = run(JobRun.objects.get(kind="nest-marker"))
    assert (answer.url, job.state) == (f"/jobs/{job.pk}/", "done")
    page = client.get(job.result["url"]).content.decode()
    assert "Nest it now" not in page
    assert "marker.plt" in page
    after = lay_of(estimate)
    plies = sum(n for _colour, n in after.plies)
    longer_m = (after.marker.length_mm - before.marker.length_mm) / 1000
    assert after.fabric_m == pytest.approx(before.fabric_m + plies * longer_m)


def test_a_card_printed_before_the_nest_no_longer_holds(as_role, member, estimate, found):
    lay = lay_of(estimate)
    services_paper.say_printed(by=member("cutter"), lays=[lay], paper="cards.pdf")
    services_nests.lay_out(by=None, marker=estimate, found=found)
    assert "that card no longer holds" in as_role("cutter").get(f"/cutting/lays/{lay.code}/").content.decode()


def test_rolls_that_reach_give_more_of_themselves(estimate, found):
    lay = lay_of(estimate)
    roll = give(lay, length_m=lay.fabric_m * 2)
    services_nests.lay_out(by=None, marker=estimate, found=found)
    assert RollUse.objects.get(roll=roll).used_m == pytest.approx(lay_of(estimate).fabric_m)


def test_a_lay_whose_rolls_do_not_reach_is_told_until_it_has_others(as_role, estimate, found):
    lay = lay_of(estimate)
    roll = give(lay, length_m=lay.fabric_m + 0.01)
    services_nests.lay_out(by=None, marker=estimate, found=found)
    roll.refresh_from_db()
    assert (roll.state, RollUse.objects.count()) == ("stock", 0)
    client = as_role("cutter")
    for page in (f"/cutting/lays/{lay.code}/", f"/cutting/markers/{estimate.code}/", "/"):
        assert "they do not reach" in client.get(page).content.decode()
    lay.refresh_from_db()
    use = {"lay": lay.code, "roll": "R1", "rank": 0, "colour": roll.colour, "plies": 1, "used_m": 1.0}
    found = {"lays": [lay.code], "seen": seen([lay], [roll]), "uses": [use]}
    give_again = RollPlan.objects.create(factory=lay.factory, material=lay.material, found=found)
    services_rolls.give(by=Membership.objects.get(person__username="cutter"), plan=give_again)
    assert "they do not reach" not in client.get("/").content.decode()


def test_a_spread_lay_keeps_the_estimate_that_it_was_spread_by(estimate, found):
    lay = lay_of(estimate)
    spread = twin_of(lay, "spread", state=Lay.State.SPREAD, spread_at=timezone.now())
    now = services_nests.lay_out(by=None, marker=estimate, found=found)
    spread.refresh_from_db()
    assert (spread.marker_id, spread.marker.nested, spread.fabric_m) == (estimate.pk, False, lay.fabric_m)
    assert (now.code, now.nested) == (f"{estimate.code[:74]}~2", True)
    assert Lay.objects.get(pk=lay.pk).marker_id == now.pk


def test_a_lay_on_a_table_too_short_for_the_nest_keeps_its_estimate(monkeypatch, estimate, found):
    lay = lay_of(estimate)
    lay.table.length_mm = found["length_mm"] - 1
    lay.table.save()
    with pytest.raises(Stale):
        services_nests.lay_out(by=None, marker=estimate, found=found)
    monkeypatch.setattr(better_bridge, "nested", lambda *_args, **_facts: found)
    job = run(services_nests.start_idle(estimate))
    assert "longer than the tables" in job.error["en"][0]
    estimate.refresh_from_db()
    assert not estimate.nested
    assert services_nests.soonest_estimate() is None, "the machine's time goes to others"


@pytest.mark.parametrize("change", [{"length_mm": 1.0}, {"nested": True}, {"ratio": {"M": 9}}])
def test_a_plan_published_meanwhile_leaves_nothing_of_the_nest(estimate, found, change):
    Marker.objects.filter(pk=estimate.pk).update(**change)
    before = list(Marker.objects.filter(pk=estimate.pk).values()), lay_of(estimate).fabric_m
    with pytest.raises(Stale, match="look again"):
        services_nests.lay_out(by=None, marker=estimate, found=found)
    assert (list(Marker.objects.filter(pk=estimate.pk).values()), lay_of(estimate).fabric_m) == before


def test_a_fault_halfway_leaves_nothing_of_the_nest(monkeypatch, estimate, found):
    before = lay_of(estimate)

    def broken(*_args):
        raise OSError("the disk is full")

    monkeypatch.setattr(relaying.services_rolls, "change_length", broken)
    monkeypatch.setattr(better_bridge, "nested", lambda *_args, **_facts: found)
    assert run(services_nests.start_idle(estimate)).state == "failed"
    after = lay_of(estimate)
    assert (after.fabric_m, after.marker.nested) == (before.fabric_m, False)
    assert not LedgerEntry.objects.filter(what=services_nests.NESTED).exists()


def test_a_killed_nest_is_not_begun_for_ever_and_one_that_gives_way_is_not_charged(settings, estimate, member):
    settings.IDLE_MARKERS = True
    job = services_better.seek_when_idle()
    silent = timezone.now() - 2 * jobs.SILENT
    JobRun.objects.filter(pk=job.pk).update(state="running", attempts=1, heartbeat_at=silent)
    assert jobs.sweep() == 1
    estimate.refresh_from_db()
    assert (estimate.nested, estimate.tried_s) == (False, services_nests.NEST_S)
    job = services_better.seek_when_idle()
    asked = services_nests.ask(by=member("cutter"), marker=estimate)
    assert services_nests.ask(by=member("cutter"), marker=estimate) == asked
    assert run(job).state == "cancelled"
    estimate.refresh_from_db()
    assert (estimate.nested, estimate.tried_s) == (False, services_nests.NEST_S)


def test_what_cannot_be_nested_says_why(as_role, member, estimate):
    lay, cutter = lay_of(estimate), member("cutter")
    Lay.objects.filter(pk=lay.pk).update(state=Lay.State.CUT)
    assert services_nests.soonest_estimate() is None
    with pytest.raises(HubError, match="nothing left to nest"):
        services_better.ask(by=cutter, marker=estimate)
    assert "Nest it now" not in as_role("cutter").get(f"/cutting/markers/{estimate.code}/").content.decode()
    Lay.objects.filter(pk=lay.pk).update(state=Lay.State.PLANNED)
    estimate.utilisation = 0
    with pytest.raises(HubError, match="no pieces"):
        services_better.ask(by=cutter, marker=estimate)
    estimate.utilisation = 0.8
    estimate.pattern = PatternVersion.objects.create(
        style=estimate.style, number=9, pieces=[], cut_pieces={}, digest="x"
    )
    with pytest.raises(HubError, match="earlier pieces"):
        services_better.ask(by=cutter, marker=estimate)


def test_lays_far_ahead_wait_for_their_day(estimate):
    Lay.objects.filter(marker=estimate).update(cut_on=today() + services_nests.AHEAD + timedelta(days=1))
    assert services_nests.soonest_estimate() is None


def test_those_who_do_not_cut_it_neither_see_nor_ask(as_role, member, estimate):
    other = Organisation.objects.create(code="other", name="Other", kind="centre")
    Membership.objects.filter(pk=member("cutter").pk).update(organisation=other)
    assert as_role("cutter").post(f"/cutting/markers/{estimate.code}/improve/").status_code == 404
    assert as_role("owner").post(f"/cutting/markers/{estimate.code}/improve/").status_code == 403


def test_a_new_plan_keeps_the_nest_where_it_has_an_estimate(published, estimate, found):
    from interlock_hub.planning.publishing_bridge import markers_and_lays

    lay = lay_of(estimate)
    services_nests.lay_out(by=None, marker=estimate, found=found)
    now = Marker.objects.get(pk=estimate.pk)
    markers, lays = markers_and_lays(published)
    mine = next(m for m in markers if m["code"] == estimate.code)
    mine |= {"nested": False, "length_mm": estimate.length_mm, "body": {}}
    row = next(one for one in lays if one["code"] == lay.code)
    row |= {"factory": lay.factory.code, "table": lay.table.code}
    lays = [one for one in lays if one is row or one["marker"] != estimate.code]
    services.take_over(markers=[dict(m) for m in markers], lays=lays)
    after = lay_of(estimate)
    assert (after.marker.nested, after.marker.length_mm, after.marker.body) == (True, now.length_mm, now.body)
    plies = sum(n for _colour, n in row["plies"])
    longer_m = (now.length_mm - estimate.length_mm) / 1000
    assert after.fabric_m == pytest.approx(row["fabric_m"] + plies * longer_m)
    lay.table.length_mm = now.length_mm - 1
    lay.table.save()
    services.take_over(markers=[dict(m) for m in markers], lays=lays)
    assert not lay_of(estimate).marker.nested, "the plan's table is too short for it"
