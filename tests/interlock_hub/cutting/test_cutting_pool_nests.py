"""Markers of pooled lays: nested as those of one order are, of each order's own style, and seen by the centre alone."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client
from hub_pool import agreed

from interlock.markers import audit
from interlock_hub.core import jobs
from interlock_hub.core.errors import HubError
from interlock_hub.core.models import JobRun
from interlock_hub.core.selectors import today
from interlock_hub.core.services import make_token
from interlock_hub.cutting import bridge, services, services_better, services_nests, services_patterns, services_pools
from interlock_hub.cutting.models import BetterMarker, Lay, Marker, Pool
from interlock_hub.orders.models import Order, Style

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
OTHER = "SECRET-9"


@pytest.fixture
def firms(firms):
    """Three firms, the last with a style of its own from the same fabric."""
    order = Order.objects.select_related("style").get(number="POOLED-2")
    style = Style.objects.get(pk=order.style_id)
    style.pk, style.code, style.body = None, OTHER, {**style.body, "code": OTHER}
    style.owner = firms[2].organisation
    style._state.adding = True
    style.save()
    Order.objects.filter(pk=order.pk).update(style=style)
    Marker.objects.exclude(code="POOLED").update(tried_s=services_nests.MOST_S)
    return firms


@pytest.fixture
def estimate(member, pool, firms, monkeypatch, tmp_path):
    """A marker of pooled lays with garments of both styles, before anything is nested."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(services_nests, "NEST_S", 1)
    agreed(member, pool, firms)
    Lay.objects.filter(pool=pool).update(cut_on=today() + timedelta(days=1))
    JobRun.objects.all().delete()
    markers = Marker.objects.filter(lays__pool=pool).distinct()
    return next(one for one in markers if len({size.rpartition(" ")[0] for size in one.ratio}) > 1)


def run(job):
    jobs.run(str(job.pk))
    job.refresh_from_db()
    return job


def nest(member, marker):
    job = run(services_better.ask(by=member("cutter"), marker=marker))
    assert job.state == "done", job.error
    return Marker.objects.select_related("style").get(code=marker.code)


def test_pieces_of_each_orders_style_lie_on_one_marker_that_keeps_every_rule(member, estimate):
    before = {lay.pk: lay for lay in Lay.objects.filter(marker=estimate)}
    now = nest(member, estimate)
    problem, layout = bridge.nest_of(now)
    assert now.nested
    assert audit(problem, layout) == []
    pieces = {style.code: Counter(p["size"] for p in style.body["pieces"]) for style in Style.objects.all()}
    for size, garments in now.ratio.items():
        style, _space, own = size.rpartition(" ")
        assert problem.garments[size] == garments
        assert 0 < len({p.piece for p in layout.placements if p.size == size}) <= pieces[style][own]
    for lay in Lay.objects.filter(marker=now):
        plies = sum(count for _colour, count in lay.plies)
        longer_m = plies * (now.length_mm - estimate.length_mm) / 1000
        assert lay.fabric_m == pytest.approx(before[lay.pk].fabric_m + longer_m)


def test_idle_time_nests_pooled_markers_and_then_betters_them(member, estimate):
    assert services_nests.soonest_estimate() in Marker.objects.filter(lays__pool__isnull=False)
    now = nest(member, estimate)
    longer = {**now.body, "length_mm": now.length_mm * 1.05, "utilisation": now.utilisation / 1.05}
    Marker.objects.filter(pk=now.pk).update(length_mm=now.length_mm * 1.05, body=longer)
    found = {"body": now.body, "length_mm": now.length_mm, "utilisation": now.utilisation}
    better = services_better.offer(code=now.code, before_mm=now.length_mm * 1.05, found=found)
    services_better.take(by=member("cutter"), better=better)
    taken = Marker.objects.get(pk=now.pk)
    assert taken.length_mm == now.length_mm
    assert bridge.nest_of(taken)[0].piece_count == len(taken.body["placements"])


def test_the_centre_has_pages_and_files_of_the_marker_with_all_its_styles(as_role, member, estimate):
    assert "Nest it now" in as_role("cutter").get(f"/cutting/markers/{estimate.code}/").content.decode()
    now, lay = nest(member, estimate), Lay.objects.filter(marker=estimate).first()
    styles = {size.rpartition(" ")[0] for size in now.ratio}
    rows = as_role("cutter").get(f"/cutting/pools/{lay.pool_id}/").context["rows"]
    shown = next(row for row in rows if row.get("marker") == now)
    assert shown["fabric_m"] == pytest.approx(sum(one.fabric_m for one in Lay.objects.filter(marker=now)))
    page = as_role("cutter").get(f"/cutting/markers/{now.code}/").content.decode()
    rows = as_role("cutter").get("/cutting/markers/").content.decode()
    assert all(f"/orders/styles/{style}/" in text for style in styles for text in (page, rows))
    for address in ("marker.svg", "marker.dxf", "marker.plt"):
        answer = as_role("cutter").get(f"/cutting/markers/{now.code}/{address}")
        assert answer.status_code == 200
    for paper in ("cards.pdf", "markers.pdf", "tickets.pdf"):
        assert as_role("cutter").get(f"/cutting/lays/{lay.code}/paper/{paper}").content.startswith(b"%PDF")


def test_no_page_file_or_api_tells_a_firm_of_the_marker_or_the_others_style(member, estimate, firms):
    now, lay = nest(member, estimate), Lay.objects.filter(marker=estimate).first()
    found = {"body": now.body, "length_mm": now.length_mm * 0.9, "utilisation": now.utilisation}
    better = services_better.offer(code=now.code, before_mm=now.length_mm, found=found)
    job = JobRun.objects.get(kind="nest-marker")
    one = firms[0]
    client = Client(headers={"accept-language": "en"})
    client.force_login(one.person, backend=BACKEND)
    hidden = [
        *(f"/cutting/markers/{now.code}/{tail}" for tail in ("", "marker.svg", "marker.dxf", "marker.plt")),
        *(f"/cutting/lays/{lay.code}/{tail}" for tail in ("", "paper/cards.pdf", "paper/markers.pdf")),
        f"/cutting/better/{better.pk}/", f"/jobs/{job.pk}/", f"/orders/styles/{OTHER}/",
    ]  # fmt: skip
    assert [path for path in hidden if client.get(path).status_code != 404] == []
    key = make_token(member=one, name="all", scopes=["cutting:read", "orders:read"])
    api = [f"/api/v1/markers/{now.code}", "/api/v1/markers", "/api/v1/better-markers", "/api/v1/lays"]
    said = {path: Client().get(path, headers={"authorization": f"Bearer {key}"}).content.decode() for path in api}
    assert "body" not in said.pop(api[0])
    said |= {path: client.get(path).content.decode() for path in ("/cutting/markers/", "/cutting/better/", "/jobs/")}
    assert [path for path, text in said.items() if OTHER in text or now.code in text] == []
    marker = Client().get(api[0], headers={"authorization": f"Bearer {make_token_of(member)}"}).json()
    assert marker["body"]["placements"]
    assert "styles" not in marker["body"]


def make_token_of(member):
    return make_token(member=member("cutter"), name="all", scopes=["cutting:read"])


def test_a_plan_that_lays_them_alike_keeps_the_nest(member, published, estimate):
    now, pool = nest(member, estimate), Pool.objects.get()
    kept = pool.replaced
    markers = [
        {**{k: m[k] for k in ("code", "material", "width_mm", "length_mm", "utilisation", "nested", "ratio", "body")},
         "style": Style.objects.get(pk=m["style"]).code, "pieces": ""}
        for m in kept["markers"]
    ]  # fmt: skip
    services.take_over(markers=markers, lays=as_planned(kept["lays"]))
    pool.refresh_from_db()
    assert pool.state == Pool.State.POOLED
    again = Marker.objects.get(code=now.code)
    assert (again.nested, again.length_mm, again.tried_s) == (True, now.length_mm, now.tried_s)
    lay = Lay.objects.filter(marker=again).first()
    plies = sum(count for _colour, count in lay.plies)
    told = next(one for one in pool.found["lays"] if f"POOL-{pool.pk}.{pool.material}.{one['marker']}" == now.code)
    assert lay.fabric_m == pytest.approx(told["fabric_m"] + plies * (now.length_mm - told["length_mm"]) / 1000)
    assert bridge.nest_of(again)[1].length_mm == now.length_mm


def as_planned(lays):
    from interlock_hub.network.models import CuttingTable, Factory

    factories, tables = (dict(kind.objects.values_list("pk", "code")) for kind in (Factory, CuttingTable))
    return [{**lay, "factory": factories[lay["factory"]], "table": tables[lay["table"]]} for lay in lays]


def test_newer_pieces_of_either_style_wait_for_the_next_plan(member, estimate):
    style = Style.objects.get(code=OTHER)
    pieces = [{**piece, "note": "newer"} for piece in style.body["pieces"]]
    services_patterns._replaced(member("cutter"), style, {**style.body, "pieces": pieces}, "newer.dxf")
    with pytest.raises(HubError, match="earlier pieces"):
        services_better.ask(by=member("cutter"), marker=Marker.objects.get(code=estimate.code))


def test_a_pool_that_is_parted_takes_its_markers_and_offers_along(member, estimate):
    now = nest(member, estimate)
    found = {"body": now.body, "length_mm": now.length_mm * 0.9, "utilisation": now.utilisation}
    services_better.offer(code=now.code, before_mm=now.length_mm, found=found)
    services_pools.part(by=member("cutter"), pool=Pool.objects.get())
    assert not Marker.objects.filter(code=now.code).exists()
    assert not BetterMarker.objects.filter(marker__code=now.code).exists()
