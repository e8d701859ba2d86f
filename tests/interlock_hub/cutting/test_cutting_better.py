"""Better markers: sought in idle time, offered with what they save, taken or left by those who cut."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interlock import model as engine
from interlock.errors import Cancelled
from interlock_hub.core import jobs
from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.models import JobRun, LedgerEntry, Membership, Organisation
from interlock_hub.core.selectors import today
from interlock_hub.cutting import better_bridge, services, services_better
from interlock_hub.cutting.models import BetterMarker, Lay, Marker
from interlock_hub.cutting.prices import least_cny_per_m, price_of
from interlock_hub.cutting.selectors import better_visible_to
from interlock_hub.network.models import CuttingTable, Factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(loose, member):
    """A better marker offered to the cutter, whose centre has two planned lays of it, and another centre one."""
    marker, shorter = loose
    Lay.objects.filter(marker=marker).exclude(state=Lay.State.PLANNED).delete()
    own = Lay.objects.filter(marker=marker).first()
    factory = Factory.objects.filter(organisation_id=member("cutter").organisation_id).first()
    Lay.objects.filter(marker=marker).exclude(pk=own.pk).delete()
    Lay.objects.filter(pk=own.pk).update(factory=factory, table=factory.tables.first())
    made = services_better.offer(code=marker.code, before_mm=marker.length_mm, found=shorter)
    return BetterMarker.objects.select_related("marker").get(pk=made.pk)


def lays_of(marker):
    return list(Lay.objects.filter(marker=marker).order_by("pk"))


def test_the_offer_says_what_the_waiting_lays_save(offered):
    lays = lays_of(offered.marker)
    plies = sum(count for lay in lays for _colour, count in lay.plies)
    assert offered.saved_m == pytest.approx(plies * (offered.before_mm - offered.length_mm) / 1000)
    prices = least_cny_per_m([offered.marker.material])
    money = sum(
        count
        * (offered.before_mm - offered.length_mm)
        / 1000
        * float(price_of(prices, offered.marker.material, colour))
        for lay in lays
        for colour, count in lay.plies
    )
    assert float(offered.saved_cny) == pytest.approx(money, abs=0.01)


def test_a_layout_no_shorter_to_speak_of_is_not_offered(loose):
    marker, shorter = loose
    hardly = {**shorter, "length_mm": marker.length_mm * 0.9999}
    assert services_better.offer(code=marker.code, before_mm=marker.length_mm, found=hardly) is None
    assert services_better.offer(code=marker.code, before_mm=marker.length_mm + 1, found=shorter) is None


def test_a_still_better_one_takes_the_place_of_the_offer(offered, loose):
    marker, shorter = loose
    worse = services_better.offer(code=marker.code, before_mm=marker.length_mm, found=shorter)
    better = services_better.offer(
        code=marker.code, before_mm=marker.length_mm, found={**shorter, "length_mm": shorter["length_mm"] * 0.99}
    )
    offered.refresh_from_db()
    assert worse is None
    assert (offered.state, better.state) == ("passed", "offered")


def test_lays_that_wait_take_the_better_marker_with_one_tap(as_role, offered):
    before = {lay.pk: lay.fabric_m for lay in lays_of(offered.marker)}
    answer = as_role("cutter").post(f"/cutting/better/{offered.pk}/answer/", {"to": "take"}, follow=True)
    assert "take the better marker" in answer.content.decode()
    marker = Marker.objects.get(pk=offered.marker_id)
    assert (marker.length_mm, marker.body) == (offered.length_mm, offered.body)
    after = {lay.pk: lay.fabric_m for lay in lays_of(marker)}
    assert sum(before.values()) - sum(after.values()) == pytest.approx(offered.saved_m)
    assert LedgerEntry.objects.filter(subject="cutting.marker", key=marker.code).count() == 2


def test_a_lay_that_is_spread_keeps_its_marker(as_role, member, offered):
    first = lays_of(offered.marker)[0]
    twin = Lay.objects.get(pk=first.pk)
    twin.pk, twin.code = None, "twin"
    twin.save()
    Lay.objects.filter(pk=first.pk).update(state=Lay.State.SPREAD, spread_at=timezone.now())
    services_better.take(by=member("cutter"), better=offered)
    first.refresh_from_db()
    twin.refresh_from_db()
    assert first.marker_id == offered.marker_id
    assert first.marker.length_mm == offered.before_mm
    assert twin.marker.length_mm == offered.length_mm
    assert twin.marker.code.startswith(offered.marker.code[:70])
    client = as_role("cutter")
    assert 'value="back"' in client.get(f"/cutting/better/{offered.pk}/").content.decode()
    assert offered.marker.code in client.get("/cutting/better/").content.decode()
    Lay.objects.filter(pk=first.pk).delete()  # all that is left of the shop's lies on the copy
    assert 'value="back"' in client.get(f"/cutting/better/{offered.pk}/").content.decode()
    services_better.take_back(by=member("cutter"), better=BetterMarker.objects.get(pk=offered.pk))
    twin.refresh_from_db()
    assert twin.marker_id == offered.marker_id
    assert not Marker.objects.filter(code__contains="~").exists()


def test_another_centres_lays_keep_theirs_until_it_answers(as_role, member, offered):
    first = lays_of(offered.marker)[0]
    there = Organisation.objects.create(code="there", name="There", kind="centre")
    foreign = Factory.objects.exclude(pk=first.factory_id).filter(tables__isnull=False).first()
    if foreign is None:
        foreign = Factory.objects.exclude(pk=first.factory_id).first()
        CuttingTable.objects.create(factory=foreign, code="there-1", length_mm=9000, width_mm=2000, minutes_per_day=480)
    Factory.objects.filter(pk=foreign.pk).update(organisation=there)
    other = Lay.objects.get(pk=first.pk)
    other.pk, other.code, other.factory_id, other.table = None, "other", foreign.pk, foreign.tables.first()
    other.save()
    services_better.take(by=member("cutter"), better=offered)
    other.refresh_from_db()
    assert other.marker_id == offered.marker_id
    assert other.marker.length_mm == offered.before_mm
    # Those who took it are led from their former marker to the one in its place, whatever of it they ask for.
    client, old = as_role("cutter"), f"/cutting/markers/{offered.marker.code}/"
    now = f"/cutting/markers/{Lay.objects.get(pk=first.pk).marker.code}/"
    for what in ("", "marker.dxf", "marker.plt", "marker.svg"):
        answer = client.get(old + what, follow=True)
        assert answer.redirect_chain == [(now, 302)]
        assert "has taken its place" in answer.content.decode()
    assert client.post(f"{old}improve/", follow=True).redirect_chain[-1] == (now, 302)
    services_better.take_back(by=member("cutter"), better=BetterMarker.objects.get(pk=offered.pk))
    assert client.get(now, follow=True).redirect_chain == [(old, 302)]
    Lay.objects.filter(pk=first.pk).delete()
    assert [client.get(page).status_code for page in (old, now)] == [404, 404]


def test_an_answer_is_taken_back_until_a_lay_is_spread(as_role, member, offered):
    before = {lay.pk: lay.fabric_m for lay in lays_of(offered.marker)}
    client, address = as_role("cutter"), f"/cutting/better/{offered.pk}/answer/"
    client.post(address, {"to": "take", "stay": "1"})
    client.post(address, {"to": "back", "stay": "1"})
    marker = Marker.objects.get(pk=offered.marker_id)
    assert marker.length_mm == offered.before_mm
    assert {lay.pk: pytest.approx(lay.fabric_m) for lay in lays_of(marker)} == before
    client.post(address, {"to": "take"})
    services.advance(by=member("cutter"), lay=lays_of(marker)[0], to="spread")
    answer = client.post(address, {"to": "back", "stay": "1"}, follow=True)
    assert "spread already" in answer.content.decode()
    assert Marker.objects.get(pk=marker.pk).length_mm == offered.length_mm


def test_leaving_it_changes_nothing_and_a_second_answer_is_stale(as_role, member, offered):
    as_role("cutter").post(f"/cutting/better/{offered.pk}/answer/", {"to": "leave"})
    assert Marker.objects.get(pk=offered.marker_id).length_mm == offered.before_mm
    with pytest.raises(Stale):
        services_better.take(by=member("cutter"), better=offered)


def test_nothing_is_taken_when_every_lay_is_spread(member, offered):
    Lay.objects.filter(marker=offered.marker_id).update(state=Lay.State.SPREAD)
    with pytest.raises(HubError, match="nothing left to save"):
        services_better.take(by=member("cutter"), better=offered)


def test_those_who_do_not_cut_it_neither_see_nor_answer(as_role, member, offered):
    other = Organisation.objects.create(code="other", name="Other", kind="centre")
    Membership.objects.filter(pk=member("cutter").pk).update(organisation=other)
    assert not better_visible_to(member("cutter")).exists()
    assert as_role("cutter").get(f"/cutting/better/{offered.pk}/").status_code == 404
    assert as_role("cutter").post(f"/cutting/better/{offered.pk}/answer/", {"to": "take"}).status_code == 404
    assert as_role("owner").get("/cutting/better/").status_code == 403


def test_a_new_plan_keeps_the_better_marker_that_was_taken(member, published, offered):
    from interlock_hub.planning.publishing_bridge import markers_and_lays

    services_better.take(by=member("cutter"), better=offered)
    markers, lays = markers_and_lays(published)
    mine = next(m for m in markers if m["code"] == offered.marker.code)
    mine["length_mm"] = offered.before_mm
    services.take_over(markers=markers, lays=lays)
    assert Marker.objects.get(code=offered.marker.code).length_mm == offered.length_mm


def test_a_new_plan_keeps_what_one_shop_took_for_its_lays_alone(member, published, offered):
    from interlock_hub.planning.publishing_bridge import markers_and_lays

    own = lays_of(offered.marker)[0]
    markers, lays = markers_and_lays(published)
    mine = next(m for m in markers if m["code"] == offered.marker.code)
    mine |= {"length_mm": offered.before_mm, "nested": True}
    row = next(one for one in lays if one["code"] == own.code)
    row |= {"factory": own.factory.code, "table": own.table.code}
    services.take_over(markers=markers, lays=lays)
    spread = Lay.objects.get(code=own.code)
    spread.pk, spread.code = None, "spread"
    spread.save()
    services.advance(by=member("cutter"), lay=spread, to="spread")
    offered.refresh_from_db()
    services_better.take(by=member("cutter"), better=offered)
    before = Lay.objects.select_related("marker").get(code=own.code)
    assert before.marker.code.endswith("~2")
    services.take_over(markers=markers, lays=lays)
    after = Lay.objects.select_related("marker").get(code=own.code)
    assert (after.marker.code, after.marker.length_mm) == (before.marker.code, offered.length_mm)
    assert after.fabric_m == pytest.approx(before.fabric_m)


def test_a_plan_made_before_new_pieces_keeps_the_marker_and_one_made_after_says_why_not(
    as_role, member, published, offered
):
    from interlock_hub.cutting.models import PatternVersion
    from interlock_hub.planning.publishing_bridge import markers_and_lays

    services_better.take(by=member("cutter"), better=offered)
    style = offered.marker.style
    for number, digest in ((1, "old"), (2, "new")):
        PatternVersion.objects.create(style=style, number=number, pieces=[], cut_pieces={}, digest=digest)
    Marker.objects.filter(style=style).update(pattern=PatternVersion.objects.get(style=style, number=1))
    for pieces, kept in (("old", True), ("new", False)):
        markers, lays = markers_and_lays(published)
        for one in markers:
            if one["style"] == style.code:
                one["pieces"] = pieces
        mine = next(m for m in markers if m["code"] == offered.marker.code)
        mine["length_mm"] = offered.before_mm
        services.take_over(markers=markers, lays=lays)
        assert (Marker.objects.get(code=offered.marker.code).length_mm == offered.length_mm) is kept
    said = LedgerEntry.objects.filter(subject="cutting.marker", key=offered.marker.code)
    assert any("newer pieces" in one.what for one in said)
    assert as_role("cutter").get("/cutting/better/").context["answered"]


def test_a_new_plan_keeps_offers_of_markers_that_stay(member, published, offered):
    from interlock_hub.planning.publishing_bridge import markers_and_lays

    markers, lays = markers_and_lays(published)
    mine = next(m for m in markers if m["code"] == offered.marker.code)
    mine |= {"length_mm": offered.before_mm, "nested": True}
    services.take_over(markers=markers, lays=lays)
    offered.refresh_from_db()
    assert (offered.state, offered.marker.code) == ("offered", mine["code"])
    mine["ratio"] = {size: count + 1 for size, count in mine["ratio"].items()}
    services.take_over(markers=markers, lays=lays)
    assert not BetterMarker.objects.filter(pk=offered.pk).exists()


def test_an_offer_that_went_meanwhile_says_so(as_role, member, offered):
    BetterMarker.objects.filter(pk=offered.pk).delete()
    with pytest.raises(Stale, match="no longer offered"):
        services_better.take(by=member("cutter"), better=offered)
    page = as_role("cutter").get(f"/cutting/better/{offered.pk}/")
    assert page.status_code == 404
    assert "/cutting/better/" in page.content.decode()
    assert "not offered any more" in page.content.decode()


def test_pages_show_the_offer_beside_what_it_replaces(as_role, offered):
    client = as_role("cutter")
    listed = client.get("/cutting/better/")
    assert [row["better"].pk for row in listed.context["offered"]] == [offered.pk]
    page = client.get(f"/cutting/better/{offered.pk}/").content.decode()
    assert page.count("data-viewer ") == 2
    assert "style=" not in page[page.index("data-viewer ") :]
    assert "shorter layout" in client.get(f"/cutting/markers/{offered.marker.code}/").content.decode()
    assert "better marker is offered" in client.get("/").content.decode()


def test_empty_pages_say_what_comes(as_role, offered):
    client = as_role("cutter")
    offered.delete()
    assert "No better marker is waiting" in client.get("/cutting/better/").content.decode()
    Marker.objects.update(nested=False)
    assert "No marker is nested yet" in client.get("/cutting/better/").content.decode()


def test_the_list_asks_as_often_for_many_as_for_few(as_role, offered):
    client = as_role("cutter")
    client.get("/cutting/better/")
    with CaptureQueriesContext(connection) as few:
        client.get("/cutting/better/")
    for at, lay in enumerate(Lay.objects.filter(marker=offered.marker_id)):
        for number in range(5):
            marker = Marker.objects.get(pk=offered.marker_id)
            marker.pk, marker.code = None, f"more-{at}-{number}"
            marker.save()
            lay.pk, lay.code, lay.marker = None, f"more-{at}-{number}", marker
            lay.save()
            BetterMarker.objects.create(
                marker=marker, body={}, length_mm=1, utilisation=0.5, before_mm=2, saved_m=1, saved_cny=None
            )
    with CaptureQueriesContext(connection) as many:
        client.get("/cutting/better/")
    assert len(many) == len(few) <= 12


def run(job):
    jobs.run(str(job.pk))
    job.refresh_from_db()
    return job


@pytest.fixture
def due(settings, loose, member):
    """The loose marker's lays are cut in the next days; nothing else is nested or can be."""
    settings.IDLE_MARKERS = True
    marker, _shorter = loose
    Marker.objects.exclude(pk=marker.pk).update(nested=False, utilisation=0)
    Lay.objects.filter(marker=marker).update(cut_on=today())
    JobRun.objects.all().delete()
    return marker


def test_idle_time_goes_to_the_marker_that_fabric_hangs_on(monkeypatch, due):
    monkeypatch.setattr(services_better, "ROUND_S", 1)
    job = services_better.seek_when_idle()
    assert job.given == {"marker": due.code}
    assert services_better.seek_when_idle() is None, "a job waits"
    run(job)
    assert (job.state, job.result["better"]) == ("done", True)
    found = BetterMarker.objects.get(marker=due)
    assert found.length_mm < due.length_mm
    due.refresh_from_db()
    assert due.tried_s == 1


def test_a_marker_gets_so_much_idle_time_and_no_more(settings, due):
    Marker.objects.filter(pk=due.pk).update(tried_s=services_better.MOST_S)
    assert services_better.seek_when_idle() is None
    Marker.objects.filter(pk=due.pk).update(tried_s=0)
    settings.IDLE_MARKERS = False
    assert services_better.seek_when_idle() is None


def test_idle_work_waits_behind_all_other_and_gives_way_to_it(monkeypatch, due, member):
    from django_tasks_db.models import DBTaskResult

    job = services_better.seek_when_idle()
    assert DBTaskResult.objects.order_by("-enqueued_at").first().priority == jobs.IDLE
    services_better.ask(by=member("cutter"), marker=due)

    def patient(marker, *, seconds, seed, tell, stop):
        if stop():
            raise Cancelled("asked to stop")
        raise AssertionError("another job waits")

    monkeypatch.setattr(better_bridge, "improved", patient)
    assert run(job).state == "cancelled"
    assert not BetterMarker.objects.exists()


def test_a_killed_round_is_not_begun_for_ever(due):
    job = services_better.seek_when_idle()
    silent = timezone.now() - 2 * jobs.SILENT
    JobRun.objects.filter(pk=job.pk).update(state="running", attempts=1, heartbeat_at=silent)
    assert jobs.sweep() == 1
    job.refresh_from_db()
    assert job.state == "failed"
    due.refresh_from_db()
    assert due.tried_s == services_better.ROUND_S
    assert not BetterMarker.objects.exists()


def test_the_cutter_asks_for_a_better_marker_and_is_led_to_it(monkeypatch, as_role, due, member):
    monkeypatch.setattr(services_better, "ASKED_S", 1)
    factory = Factory.objects.filter(organisation_id=member("cutter").organisation_id).first()
    Lay.objects.filter(marker=due).update(factory=factory)
    answer = as_role("cutter").post(f"/cutting/markers/{due.code}/improve/")
    job = run(JobRun.objects.get(kind="better-marker"))
    assert answer.url == f"/jobs/{job.pk}/"
    assert job.result["url"] == f"/cutting/better/{BetterMarker.objects.get().pk}/"


def test_what_is_taken_is_kept_where_later_plans_look(offered):
    from interlock.markers import MarkerCache, default_cache_folder
    from interlock.stages.nest import drawable
    from interlock_hub.cutting.bridge import scenario_of

    marker = Marker.objects.get(pk=offered.marker_id)
    marker.body = offered.body
    better_bridge.remember(marker)
    known = replace(msgspec.convert(marker.body, engine.PlanMarker), length_mm=offered.length_mm)
    problem, _layout = drawable(scenario_of(marker), known)
    assert MarkerCache(default_cache_folder()).get(problem).length_mm == pytest.approx(offered.length_mm)
