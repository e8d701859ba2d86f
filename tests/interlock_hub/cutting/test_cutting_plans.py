"""How an order is cut: measured against the best possible, tried under other limits, applied and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hub_api import program_of

from interlock.cutting import Effort
from interlock_hub.core import jobs
from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.models import JobRun, LedgerEntry, Membership, Organisation
from interlock_hub.cutting import plan_bridge, services, services_plans, services_pools, services_rolls
from interlock_hub.cutting.bundles_bridge import place_of
from interlock_hub.cutting.models import CutStudy, Lay, Marker, Pool, PoolShare, Roll, RollPlan, RollUse
from interlock_hub.cutting.placing import Asked, placed
from interlock_hub.network.models import CuttingTable

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(lay, member):
    """An order that is cut at the cutter's centre alone, none of it spread."""
    Lay.objects.filter(order=lay.order).update(factory=lay.factory, table=lay.table)
    return lay.order


def studied(member, order, **changes):
    limits = replace(plan_bridge.usual_limits(order), **changes)
    job = services_plans.ask(by=member("cutter"), order=order, limits=limits)
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert job.state == "done", job.error
    return CutStudy.objects.select_related("order", "factory").first()


def garments(order):
    cells = {}
    for lay in services_plans.lays_of(order):
        for colour, plies in lay.plies:
            for size, count in lay.marker.ratio.items():
                key = lay.material, colour, size
                cells[key] = cells.get(key, 0) + plies * count
    return cells


def test_what_is_in_force_is_measured_against_what_no_plan_can_undercut(member, order):
    study = studied(member, order)
    now, found = study.found["now"], study.found["found"]
    assert study.usual
    assert study.found["bound_cny"] <= found["cost_cny"] + 0.01
    assert found["cost_cny"] <= now["cost_cny"] + 0.01
    shell = Lay.objects.filter(order=order).first().material
    lays = [one for one in services_plans.lays_of(order) if one.material == shell]
    assert now["plies"] == sum(count for one in lays for _colour, count in one.plies)
    # The length model is corrected by the order's own lays, so it tells their fabric.
    cloth_m = sum(one.fabric_m for one in services_plans.lays_of(order))
    assert now["fabric_m"] == pytest.approx(cloth_m, abs=0.1)
    assert found["fabric_m"] == pytest.approx(sum(lay["fabric_m"] for lay in study.found["lays"]), abs=0.1)
    assert now["garments"] >= order.pieces


def test_wider_limits_are_never_dearer_than_the_plan_in_force(member, order, monkeypatch):
    services_plans.apply(by=member("cutter"), study=studied(member, order))
    # However little is searched: what is in force is a plan within wider limits too.
    monkeypatch.setattr("interlock.cutting.QUICK", Effort(moves=1, attempts=1, exact_work=0.0))
    usual = plan_bridge.usual_limits(order)
    for wider in ({"max_plies": usual.max_plies + 50}, {"over_share": usual.over_share + 0.02}, {"under_share": 0.02}):
        study = studied(member, order, **wider)
        assert study.found["found"]["cost_cny"] <= study.found["now"]["cost_cny"] + 0.01


def test_the_page_says_it_in_a_sentence_with_its_proof(as_role, member, order):
    client = as_role("cutter")
    before = client.get(f"/cutting/orders/{order.number}/").content.decode()
    assert "Nobody has measured yet" in before
    study = studied(member, order)
    text = client.get(f"/cutting/orders/{order.number}/").content.decode()
    assert "No plan within the usual limits costs less than" in text
    assert study.found["proof"]["en"] in text
    client.cookies["django_language"] = "zh-hans"
    assert study.found["proof"]["zh"] in client.get(f"/cutting/orders/{order.number}/").content.decode()


def test_a_marker_that_gets_shorter_makes_what_was_measured_old_and_one_answer_stands_for_a_question(
    as_role, member, order
):
    study = studied(member, order)
    shorter = services_plans.lays_of(order)[0].marker
    same = Lay.objects.filter(marker=shorter)
    Marker.objects.filter(pk=shorter.pk).update(length_mm=shorter.length_mm * 0.9, nested=True)
    for one in same:
        plies = sum(count for _colour, count in one.plies)
        Lay.objects.filter(pk=one.pk).update(fabric_m=one.fabric_m - plies * shorter.length_mm * 0.1 / 1000)
    page = as_role("cutter").get(f"/cutting/orders/{order.number}/").content.decode()
    assert "Lays or markers have changed since" in page
    with pytest.raises(HubError, match="have changed since"):
        services_plans.apply(by=member("cutter"), study=study)
    again = studied(member, order)
    cloth_m = sum(one.fabric_m for one in services_plans.lays_of(order))
    assert again.found["now"]["fabric_m"] == pytest.approx(cloth_m, abs=0.1) != study.found["now"]["fabric_m"]
    assert list(CutStudy.objects.filter(order=order)) == [again]


def test_a_program_is_told_the_money_of_a_cut_plan_as_decimal_text(member, order):
    found = studied(member, order).found
    [told] = program_of(member("cutter"), "cutting:read")(f"cut-plans/{order.number}").json()
    assert told["bound_cny"] == f"{found['bound_cny']:.2f}"
    for name in ("now", "found"):
        assert told[name]["cost_cny"] == f"{found[name]['cost_cny']:.2f}"
        assert told[name]["parts"] == {part: f"{cny:.2f}" for part, cny in found[name]["parts"].items()}


def test_fewer_plies_make_more_lays_and_are_shown_before_anything_changes(as_role, member, order):
    before = services_plans.digest(services_plans.lays_of(order))
    answer = as_role("cutter").post(
        f"/cutting/orders/{order.number}/", {"over": "1", "under": "0", "max_plies": "20", "max_garments": "4"}
    )
    job = JobRun.objects.get(kind="cut-study")
    assert answer.url == f"/jobs/{job.pk}/"
    jobs.run(str(job.pk))
    study = CutStudy.objects.get()
    assert not study.usual
    assert all(sum(count for _colour, count in step["plies"]) <= 20 for step in study.found["steps"])
    assert all(sum(step["ratio"].values()) <= 4 for step in study.found["steps"])
    assert services_plans.digest(services_plans.lays_of(order)) == before
    page = as_role("cutter").get(f"/cutting/orders/{order.number}/?study={study.pk}")
    assert page.context["chosen"]["last_on"]
    text, lays = page.content.decode(), len(services_plans.lays_of(order))
    assert "Cut it so" in text
    assert len(study.found["lays"]) > lays
    assert f"there are {len(study.found['lays'])} lays, now {lays};" in text


def test_a_plan_of_fewer_garments_says_so_beside_its_money_and_compares_by_the_garment(as_role, member, order):
    study = studied(member, order, under_share=0.1)
    now = study.found["now"]
    # Three garments fewer for less money, yet for more a garment.
    garments, cost = now["garments"] - 3, now["cost_cny"] * (1 - 1 / now["garments"])
    found = study.found["found"] | {"garments": garments, "cost_cny": cost}
    CutStudy.objects.filter(pk=study.pk).update(found=study.found | {"found": found})
    text = as_role("cutter").get(f"/cutting/orders/{order.number}/").content.decode()
    assert "3 garments fewer" in text
    assert f"for {garments:,} garments, ¥{cost / garments:,.2f} a garment;" in text
    assert f"for {now['garments']:,}, ¥{now['cost_cny'] / now['garments']:,.2f} a garment." in text
    assert "less than what is in force" not in text
    client = as_role("cutter")
    client.cookies["django_language"] = "zh-hans"
    text = client.get(f"/cutting/orders/{order.number}/").content.decode()
    assert "少 3 件" in text
    assert "）、" in text
    assert "、 " not in text


def test_applying_replaces_the_lays_and_taking_back_restores_them(as_role, member, order):
    before, lays = garments(order), services_plans.digest(services_plans.lays_of(order))
    rows = {one.code: (one.cut_on, one.table_id, one.start_min, one.fabric_m) for one in services_plans.lays_of(order)}
    study = studied(member, order, max_plies=30)
    client, address = as_role("cutter"), f"/cutting/orders/{order.number}/decide/"
    answer = client.post(address, {"study": study.pk, "to": "apply"}, follow=True)
    assert "in its new lays" in answer.content.decode()
    new = services_plans.lays_of(order)
    study.refresh_from_db()
    assert {one.code for one in new} == {one["code"] for one in study.found["lays"]}
    assert {key[1:]: count for key, count in garments(order).items()} == {
        (colour, size): cut for colour, size, _asked, cut in study.found["cut"] if cut
    }
    _no_overlap(order)
    client.post(address, {"study": study.pk, "to": "back"})
    assert services_plans.digest(services_plans.lays_of(order)) == lays
    assert garments(order) == before
    assert {
        one.code: (one.cut_on, one.table_id, one.start_min, one.fabric_m) for one in services_plans.lays_of(order)
    } == rows
    assert LedgerEntry.objects.filter(subject="cutting.plan", key=order.number).count() == 2


def _no_overlap(order):
    for one in Lay.objects.filter(order=order):
        others = Lay.objects.filter(table=one.table_id, cut_on=one.cut_on).exclude(pk=one.pk)
        assert not others.filter(start_min__lt=one.end_min - 1e-6, end_min__gt=one.start_min + 1e-6, order=order)


def test_nothing_is_applied_once_a_lay_is_spread_or_the_lays_have_changed(member, order):
    study = studied(member, order)
    first = Lay.objects.filter(order=order).select_related("factory").first()
    Lay.objects.filter(pk=first.pk).update(plies=[["other", 1]])
    with pytest.raises(Stale):
        services_plans.apply(by=member("cutter"), study=study)
    Lay.objects.filter(pk=first.pk).update(plies=first.plies)
    services.advance(by=member("cutter"), lay=first, to="spread")
    with pytest.raises(HubError, match="Spread or cut already"):
        services_plans.apply(by=member("cutter"), study=study)


def test_nothing_is_applied_twice(member, order):
    study = studied(member, order, max_plies=30)
    again = CutStudy.objects.select_related("order", "factory").get(pk=study.pk)
    services_plans.apply(by=member("cutter"), study=study)
    with pytest.raises(Stale):
        services_plans.apply(by=member("cutter"), study=again)


def test_lays_without_a_free_table_are_named(member, order):
    study = studied(member, order)
    CuttingTable.objects.filter(factory=study.factory).update(minutes_per_day=1)
    with pytest.raises(HubError, match=order.number):
        services_plans.apply(by=member("cutter"), study=study)
    assert Lay.objects.filter(order=order).exists()


def test_limits_that_no_plan_keeps_are_told_and_nothing_is_written(member, order):
    limits = replace(plan_bridge.usual_limits(order), max_plies=1, max_garments=1)
    CuttingTable.objects.filter(factory=Lay.objects.filter(order=order).first().factory).update(length_mm=600)
    job = services_plans.ask(by=member("cutter"), order=order, limits=limits)
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert job.state == "failed"
    assert all(job.error[language] for language in ("en", "zh"))
    assert not CutStudy.objects.exists()


def test_only_those_who_cut_it_change_it_and_strangers_do_not_find_it(as_role, member, order):
    study = studied(member, order)
    other = Organisation.objects.create(code="other", name="Other", kind="centre")
    Membership.objects.filter(pk=member("cutter").pk).update(organisation=other)
    assert as_role("cutter").get(f"/cutting/orders/{order.number}/").status_code == 404
    with pytest.raises(HubError, match="Only those who cut"):
        services_plans.apply(by=member("cutter"), study=study)
    assert as_role("owner").get("/cutting/orders/").status_code == 403


@pytest.mark.parametrize("bad", [{"over": "x"}, {"max_plies": "0"}, {"over": "90"}])
def test_limits_that_make_no_sense_are_refused_in_the_form(as_role, order, bad):
    asked = {"over": "0", "under": "0", "max_plies": "20", "max_garments": "4", **bad}
    assert as_role("cutter").post(f"/cutting/orders/{order.number}/", asked).status_code == 400
    assert not JobRun.objects.filter(kind="cut-study").exists()


def test_lists_and_pages_ask_as_often_for_many_lays_as_for_few(as_role, order):
    client = as_role("cutter")
    pages = ("/cutting/orders/", f"/cutting/orders/{order.number}/")
    for page in pages:
        client.get(page)
    few = [_queries(client, page) for page in pages]
    for at, one in enumerate(Lay.objects.filter(order=order)[:3]):
        for number in range(6):
            one.pk, one.code = None, f"more-{at}-{number}"
            one.save()
    assert [_queries(client, page) for page in pages] == few
    assert max(few) <= 14


def _queries(client, page):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


def test_the_order_page_leads_to_the_cut_plan(as_role, member):
    mine = Lay.objects.filter(order__owner_id=member("planner").organisation_id).first()
    number = mine.order.number if mine else Lay.objects.first().order.number
    who = "planner" if mine else "operator"
    assert f"/cutting/orders/{number}/" in as_role(who).get(reverse("orders:order", args=[number])).content.decode()


def test_markers_stand_by_the_day_that_the_reader_sees_them_cut_and_orders_say_when_they_are_due(as_role, order):
    client = as_role("cutter")
    rows = client.get("/cutting/markers/").context["rows"]
    days = [row["first_on"] for row in rows]
    assert days == sorted(days)
    later = [row["first_on"] for row in client.get("/cutting/markers/?sort=-first_on").context["rows"]]
    assert later == sorted(later, reverse=True)
    assert later[0] > days[0]
    (row,) = [one for one in client.get("/cutting/orders/").context["rows"] if one["order__number"] == order.number]
    assert row["order__due_on"] == order.due_on
    assert row["first_on"] <= row["last_on"]


def test_lists_without_lays_say_what_comes(as_role):
    client = as_role("cutter")
    assert "No order that is cut fits" in client.get("/cutting/orders/", {"q": "no such"}).content.decode()
    Lay.objects.all().delete()
    assert "when a plan is published" in client.get("/cutting/orders/").content.decode()


def test_lays_go_into_the_first_gap_of_a_table_that_is_long_enough():
    short = CuttingTable(pk=1, code="short", length_mm=3000, width_mm=2000, minutes_per_day=100)
    long = CuttingTable(pk=2, code="long", length_mm=9000, width_mm=2000, minutes_per_day=100)
    monday = date(2026, 11, 23)
    days = [monday, monday + timedelta(days=1)]
    busy = {(2, monday): [(0.0, 30.0), (60.0, 100.0)], (1, monday): [(0.0, 90.0)]}
    asked = [
        Asked("a", 30, 8000, 1500),
        Asked("b", 30, 8000, 1500),
        Asked("c", 30, 2000, 1500),
        Asked("d", 5, 99999, 1),
        Asked("e", 10, 2000, 1500),
    ]
    found, homeless = placed(asked, [short, long], busy, days)
    assert (found["a"].table, found["a"].on, found["a"].start_min) == (2, monday, 30.0)
    assert (found["b"].table, found["b"].on, found["b"].start_min) == (2, days[1], 0.0)
    assert (found["c"].table, found["c"].on) == (1, days[1])
    assert (found["e"].table, found["e"].on, found["e"].start_min) == (1, monday, 90.0)
    assert homeless == ["d"]


def test_markers_that_nobody_uses_go_and_those_that_others_use_stay(member, order):
    study = studied(member, order, max_garments=2)
    shared = Lay.objects.filter(order=order).first().marker
    other = Lay.objects.exclude(order=order).first()
    Lay.objects.filter(pk=other.pk).update(marker=shared)
    services_plans.apply(by=member("cutter"), study=study)
    assert Marker.objects.filter(pk=shared.pk).exists()
    assert not Marker.objects.filter(lays=None, style=order.style).exists()


def published_again(published):
    from interlock_hub.planning.publishing_bridge import markers_and_lays

    markers, lays = markers_and_lays(published)
    services.take_over(markers=markers, lays=lays)


@pytest.fixture
def forced(member, order, published):
    """A cut plan in force for an order of the published plan."""
    published_again(published)
    study = studied(member, order, max_plies=30)
    services_plans.apply(by=member("cutter"), study=study)
    return CutStudy.objects.select_related("order", "factory").get(pk=study.pk)


def test_a_cut_plan_in_force_outlives_a_plan_that_leaves_its_order_alone(member, order, published, forced):
    before = [
        (one.code, one.plies, one.marker.code, one.fabric_m, one.cut_on, one.start_min)
        for one in services_plans.lays_of(order)
    ]
    published_again(published)
    published_again(published)
    after = services_plans.lays_of(order)
    assert sorted(one[:4] for one in before) == sorted((o.code, o.plies, o.marker.code, o.fabric_m) for o in after)
    _no_overlap(order)
    for one in after:
        others = Lay.objects.filter(table=one.table_id, cut_on=one.cut_on).exclude(pk=one.pk)
        assert not others.filter(start_min__lt=one.end_min - 1e-6, end_min__gt=one.start_min + 1e-6).exists()
    services_plans.undo(by=member("cutter"), study=CutStudy.objects.select_related("order").get(pk=forced.pk))
    wanted = set(Lay.objects.filter(order=order).values_list("code", flat=True))
    published_again(published)
    assert set(Lay.objects.filter(order=order).values_list("code", flat=True)) == wanted


def test_a_cut_plan_ends_with_a_word_where_its_garments_changed(as_role, member, order, published, forced):
    from interlock_hub.planning.figures import cut_plans_ended

    assert cut_plans_ended(member("operator"), published) == []
    quantity = order.quantities.first()
    order.quantities.filter(pk=quantity.pk).update(pieces=quantity.pieces + 7)
    [(number, why)] = cut_plans_ended(member("operator"), published)
    assert (number, why) == (order.number, "the order's quantities have changed")
    published_again(published)
    forced.refresh_from_db()
    assert forced.why_ended == "garments"
    assert not {one["code"] for one in forced.found["lays"]} & {one.code for one in services_plans.lays_of(order)}
    home = as_role("cutter").get("/").content.decode()
    assert f"The cut plan of {number} ended with a new plan" in home
    assert "ended with the plan published" in as_role("cutter").get(f"/cutting/orders/{number}/").content.decode()


def pooled(member, order, material):
    """A pool that lays a fabric of an order as its own lays did, agreed to and put in force."""
    lays = [one for one in services_plans.lays_of(order) if one.material == material]
    marker = lays[0].marker
    facts = {name: getattr(marker, name) for name in ("width_mm", "length_mm", "utilisation", "ratio")}
    found = {
        "cost_cny": 1.0, "saving_cny": 0.0, "proof": {"en": "", "zh": ""}, "orders": {}, "firms": {},
        "markers": [{"name": "1", "style": marker.style.code, **facts}],
        "lays": [{"marker": "1", "plies": one.plies, "minutes": one.end_min - one.start_min, "fabric_m": one.fabric_m,
                  "length_mm": marker.length_mm, "width_mm": marker.width_mm} for one in lays],
    }  # fmt: skip
    pool = Pool.objects.create(
        factory=lays[0].factory, material=material, first_on=lays[0].cut_on, last_on=lays[-1].cut_on, state="agreed",
        lays_seen=services_pools._seen(lays), found=found,
    )  # fmt: skip
    share = PoolShare.objects.create(
        pool=pool, firm=order.owner, alone_cny=1, pays_cny=1, saving_cny=0, said={"en": "", "zh": ""},
        figures={"alone": {"fabric_m": 1.0}, "together_m": 1.0}, answer="agreed",
    )  # fmt: skip
    share.orders.add(order)
    services_pools.cut_together(by=member("cutter"), pool=pool)
    pool.refresh_from_db()
    return pool


def test_a_cut_plan_and_the_pool_of_its_fabric_both_outlive_a_plan_that_leaves_the_order_alone(
    member, order, published, forced
):
    from interlock_hub.planning.figures import cut_plans_ended

    before = garments(order)
    pool = pooled(member, order, services_plans.lays_of(order)[-1].material)
    assert {lay.code for lay in services_plans.lays_of(order)} < {lay["code"] for lay in forced.found["lays"]}
    for _again in range(2):
        assert cut_plans_ended(member("operator"), published) == []
        published_again(published)
        forced.refresh_from_db()
        pool.refresh_from_db()
        assert (forced.why_ended, pool.state) == ("", "pooled")
    services_pools.part(by=member("cutter"), pool=pool)
    assert {lay.code for lay in services_plans.lays_of(order)} == {lay["code"] for lay in forced.found["lays"]}
    assert garments(order) == before
    _no_overlap(order)


def test_a_pooled_cut_plan_still_ends_where_its_garments_changed(member, order, published, forced):
    pool = pooled(member, order, services_plans.lays_of(order)[-1].material)
    quantity = order.quantities.first()
    order.quantities.filter(pk=quantity.pk).update(pieces=quantity.pieces + 7)
    published_again(published)
    forced.refresh_from_db()
    pool.refresh_from_db()
    assert (forced.why_ended, pool.state) == ("garments", "ended")


def test_lays_of_a_cut_plan_have_numbers_that_no_lay_had(member, order, published, forced):
    before = {lay["code"] for lay in forced.replaced["lays"]}
    first = {one.code for one in services_plans.lays_of(order)}
    again = studied(member, order, max_plies=25)
    services_plans.apply(by=member("cutter"), study=again)
    assert not before & first
    assert not (before | first) & {one.code for one in services_plans.lays_of(order)}


def test_numbers_of_lays_that_a_pool_has_taken_do_not_recur(member, order):
    lay = services_plans.lays_of(order)[0]
    taken = {"code": f"{order.number}-555-{lay.material}"}
    pool = Pool.objects.create(
        factory=lay.factory, material=lay.material, first_on=lay.cut_on, last_on=lay.cut_on, state="pooled",
        lays_seen="", found={}, replaced={"markers": [], "lays": [taken]},
    )  # fmt: skip
    share = PoolShare.objects.create(
        pool=pool, firm=order.owner, alone_cny=1, pays_cny=1, saving_cny=0, said={}, figures={}
    )
    share.orders.add(order)
    study = studied(member, order)
    services_plans._number_anew(study)
    assert min(place_of(order.number, found["code"]) for found in study.found["lays"]) == 601


@pytest.fixture
def given(order):
    """Two of the order's lays have rolls, chosen together."""
    first, second = list(Lay.objects.filter(order=order).order_by("code")[:2])
    plan = RollPlan.objects.create(
        factory=first.factory,
        material=first.material,
        state="given",
        found={
            "lays": [first.code, second.code],
            "uses": [
                {"lay": one.code, "roll": f"R{at}", "colour": "", "plies": 1, "used_m": 1.0}
                for at, one in enumerate((first, second))
            ],
            "ends": [],
            "saved_m": 0.0,
            "lost_m": 0.0,
            "remnants": 0,
            "remnant_m": 0.0,
            "usual": None,
            "proof": {"en": "", "zh": ""},
        },
    )
    for at, one in enumerate((first, second)):
        roll = Roll.objects.create(
            factory=first.factory, code=f"R{at}", material=one.material, length_m=50, width_mm=1500, state="given"
        )
        RollUse.objects.create(plan=plan, lay=one, roll=roll, rank=1, plies=1, used_m=1.0)
    return plan


def test_lays_with_rolls_give_way_only_when_it_is_said_and_the_rolls_say_so(as_role, member, order, given):
    study = studied(member, order, max_plies=30)
    client, address = as_role("cutter"), f"/cutting/orders/{order.number}/decide/"
    codes = given.found["lays"]
    shown = client.get(f"/cutting/orders/{order.number}/?study={study.pk}").content.decode()
    assert f"Rolls are given to lays {', '.join(codes)}" in shown
    refused = client.post(address, {"study": study.pk, "to": "apply"}, follow=True).content.decode()
    assert f"Rolls are given to these lays: {', '.join(codes)}" in refused
    assert Lay.objects.filter(code__in=codes).count() == 2
    client.post(address, {"study": study.pk, "to": "apply", "rolls": "back"})
    assert not Lay.objects.filter(code__in=codes).exists()
    assert not Roll.objects.exclude(state="stock").exists()
    assert LedgerEntry.objects.filter(subject="cutting.roll", what__startswith="back in stock").count() == 2
    given.refresh_from_db()
    assert given.state == "undone"
    page = client.get(f"/cutting/rolls/plans/{given.pk}/").content.decode()
    assert "The rolls are back in stock" in page
    assert 'value="back"' not in page


def test_a_cut_plan_tried_before_the_lays_changed_says_so_and_asks_nothing_that_cannot_be_done(
    as_role, member, order, given
):
    study = studied(member, order, max_plies=30)
    client, address = as_role("cutter"), f"/cutting/orders/{order.number}/?study={study.pk}"
    assert 'name="rolls"' in client.get(address).content.decode()
    lay = services_plans.lays_of(order)[0]
    Lay.objects.filter(pk=lay.pk).update(plies=[[colour, plies + 1] for colour, plies in lay.plies])
    text = client.get(address).content.decode()
    assert "What was in force then cost" in text
    assert "is cheaper" not in text
    assert 'name="rolls"' not in text
    assert "Cut it so" not in text


def test_a_choice_of_rolls_says_which_of_its_lays_lost_them(as_role, given):
    ended = Lay.objects.get(code=given.found["lays"][0])
    with transaction.atomic():
        services_rolls.release([ended])
    page = as_role("cutter").get(f"/cutting/rolls/plans/{given.pk}/").content.decode()
    assert f"back in stock: {ended.code}." in page


@pytest.mark.parametrize("kind", ["read-pattern", "cut-study", "give-rolls"])
def test_what_takes_seconds_never_waits_behind_a_plan(kind):
    assert jobs.queue_of(kind) == jobs.QUICK
