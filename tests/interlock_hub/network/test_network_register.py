"""The register, the factory page and the map: who sees what, and at what cost."""

from __future__ import annotations

import html
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from interlock_hub.core.formats import short
from interlock_hub.core.models import Cluster, Look, Organisation
from interlock_hub.network.map_data import MOST_POINTS, drawn
from interlock_hub.network.models import Factory, Line, Township
from interlock_hub.network.panels import flows_visible_to
from interlock_hub.network.selectors import own_factories

pytestmark = pytest.mark.django_db
LIST = "/network/"


def page(client, address, **query):
    found = client.get(address, query)
    assert found.status_code == 200
    return found


def codes(response):
    return [row.factory.code for row in response.context["rows"]]


@pytest.mark.parametrize("role", ["operator", "planner", "cutter", "official"])
def test_readers_of_the_register_see_every_factory(as_role, role):
    assert len(codes(page(as_role(role), LIST))) == Factory.objects.count()


def test_an_owner_finds_only_the_own_factory(as_role, member):
    own = list(own_factories(member("owner")).values_list("code", flat=True))
    assert codes(page(as_role("owner"), LIST)) == own


@pytest.mark.parametrize("role", ["brand"])
def test_a_brand_has_no_register(as_role, role):
    assert as_role(role).get(LIST).status_code == 403


def test_a_stranger_is_sent_to_the_login(as_role):
    assert as_role("stranger").get(LIST).url.startswith("/login/")


def test_filters_narrow_the_list(as_role):
    client = as_role("operator")
    town = Factory.objects.filter(kind="satellite").first().township
    some = page(client, LIST, kind="satellite", township=town.code)
    wanted = Factory.objects.filter(kind="satellite", township=town).values_list("code", flat=True)
    assert codes(some) == sorted(wanted)
    skill = next(iter(Line.objects.first().skills))
    sews = {line.factory.code for line in Line.objects.select_related("factory") if skill in line.skills}
    assert set(codes(page(client, LIST, skill=skill))) == sews
    assert codes(page(client, LIST, q="c01")) == ["C01"]


def test_the_list_sorts_by_operators_either_way(as_role):
    client = as_role("operator")
    up = [row.operators for row in page(client, LIST, sort="operators").context["rows"]]
    down = [row.operators for row in page(client, LIST, sort="-operators").context["rows"]]
    assert up == sorted(up)
    assert down == sorted(up, reverse=True)


def test_declared_capacity_is_shown_to_the_operator_and_to_its_own_people_only(as_role, member):
    assert all(row.declared_min is not None for row in page(as_role("operator"), LIST).context["rows"])
    rows = page(as_role("planner"), LIST, sort="-declared").context["rows"]
    mine = member("planner").organisation_id
    assert {row.factory.organisation_id == mine for row in rows if row.declared_min is not None} == {True}
    assert [row.factory.code for row in rows] == sorted((row.factory.code for row in rows), reverse=True)


def test_an_unreadable_filter_is_left_out(as_role):
    assert (
        len(codes(page(as_role("operator"), LIST, kind="castle", sort="beauty", page="x"))) == Factory.objects.count()
    )


def test_a_filter_that_nothing_fits_says_what_to_do(as_role):
    assert "No factory fits these filters" in page(as_role("operator"), LIST, q="no such factory").content.decode()


def test_the_export_holds_the_rows_that_are_seen(as_role):
    client = as_role("operator")
    seen = codes(page(client, LIST, kind="satellite", sort="-operators"))
    book = load_workbook(BytesIO(page(client, reverse("network:export"), kind="satellite", sort="-operators").content))
    rows = list(book.active.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == seen
    assert all(row[6] > 0 for row in rows)
    assert {row[3] for row in rows} <= set(Township.objects.values_list("name_en", flat=True))


def test_the_export_keeps_the_declared_capacity_of_strangers_back(as_role, member):
    rows = load_workbook(BytesIO(page(as_role("planner"), reverse("network:export")).content)).active
    own = set(own_factories(member("planner")).values_list("code", flat=True))
    told = {row[0] for row in rows.iter_rows(min_row=2, values_only=True) if row[6] is not None}
    assert told <= own


def many_factories(count):
    town, firm = Township.objects.first(), Organisation.objects.get(code="firm-C01")
    Factory.objects.bulk_create(
        Factory(organisation=firm, code=f"X{n:05}", name=f"Many {n}", kind="satellite", township=town,
                longitude=115.4, latitude=25.9)
        for n in range(count)
    )  # fmt: skip
    ids = list(Factory.objects.filter(code__startswith="X").values_list("pk", flat=True))
    Line.objects.bulk_create(
        Line(factory_id=pk, code=f"X-{pk}", operators=9, minutes_per_day=480, efficiency=0.7, price_cny_per_min="0.4",
             skills={"shirt": 0.9})
        for pk in ids
    )  # fmt: skip


@pytest.mark.parametrize("address", [LIST, "/network/map/", "/network/factories/C01/"])
def test_pages_ask_the_database_as_often_for_many_factories_as_for_few(as_role, address):
    client = as_role("operator")
    page(client, address)  # what is remembered between requests is remembered now
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(client, address)
    many_factories(300)
    with CaptureQueriesContext(connection) as many:
        page(client, address)
    assert len(many) == len(few) <= 22


def test_a_long_list_comes_in_pages_of_a_hundred(as_role):
    many_factories(150)
    first, second = (
        page(as_role("operator"), LIST, kind="satellite"),
        page(as_role("operator"), LIST, kind="satellite", page=2),
    )
    assert len(codes(first)) == 100
    assert not set(codes(first)) & set(codes(second))
    assert "Page 2 of 2" in second.content.decode()


def test_the_factory_page_shows_private_data_to_its_own_people_and_the_operator_only(as_role):
    for role, private in (("operator", True), ("planner", False), ("cutter", False), ("official", False)):
        found = page(as_role(role), "/network/factories/S001/")
        assert found.context["private"] is private
        assert ("Declared capacity" in found.content.decode()) is private
        assert ("Load by week" in found.content.decode()) is private


def test_a_satellites_page_is_not_found_by_another_owner(as_role, member):
    own = own_factories(member("owner")).first()
    other = Factory.objects.filter(kind="satellite").exclude(pk=own.pk).first()
    assert as_role("owner").get(f"/network/factories/{own.code}/").status_code == 200
    assert as_role("owner").get(f"/network/factories/{other.code}/").status_code == 404


def test_the_operators_look_at_private_data_is_noted_once_a_day(as_role, member):
    factory = Factory.objects.get(code="S001")
    for _time in range(3):
        page(as_role("operator"), "/network/factories/S001/")
    look = Look.objects.get(of=factory.organisation, subject="network.factory", key="S001")
    assert look.times == 3
    page(as_role("planner"), "/network/factories/S001/")
    assert Look.objects.filter(of=factory.organisation).count() == 1


def test_what_is_not_measured_is_said_to_be_so(as_role):
    Factory.objects.filter(code="S001").update(
        virtues={"skill": 80.0, "cost": None, "speed": None, "range": 10.0, "service": None}, on_time_share=None
    )
    text = page(as_role("operator"), "/network/factories/S001/").content.decode()
    assert "Measured capacity: not yet measured." in text
    assert text.count('<span class="muted">not yet measured</span>') == 3


@pytest.mark.parametrize(("language", "words"), [("en", "Five virtues"), ("zh-hans", "五维")])
def test_the_factory_page_speaks_both_languages(as_role, language, words):
    client = as_role("operator")
    client.cookies["django_language"] = language
    assert words in page(client, "/network/factories/C01/").content.decode()


def test_the_load_panel_adds_up_to_the_plan(as_role, published):
    from interlock_hub.planning.models import PlanLoad

    panel = page(as_role("operator"), "/network/factories/C01/").context["panels"][0]["context"]
    sewing = next(kind for kind in panel["kinds"] if kind["name"] == "sewing")
    rows = PlanLoad.objects.filter(plan=published, resource="sewing", factory__code="C01")
    assert sum(week.used_min for week in sewing["weeks"]) == pytest.approx(sum(row.used_min for row in rows))


def test_the_map_draws_flows_to_those_who_may_see_the_lots(member, published):
    whole, own, none = (drawn(member(role), Cluster.objects.get()) for role in ("operator", "planner", "official"))
    assert whole.pieces > 0
    assert own.pieces <= whole.pieces
    assert none.pieces == 0
    assert none.factories == whole.factories
    assert sum(town.pieces_in for town in whole.towns) == sum(town.pieces_out for town in whole.towns) == whole.pieces


def test_the_maps_sentence_names_what_other_townships_send(member, as_role, published):
    whole = drawn(member("operator"), Cluster.objects.get())
    assert sum(town.pieces_from_others for town in whole.towns) == whole.outside_pieces
    assert whole.busiest.pieces_from_others == max(town.pieces_from_others for town in whole.towns)
    text = page(as_role("operator"), "/network/map/").content.decode()
    told = f"Most of these go to {whole.busiest.name}: {short(whole.busiest.pieces_from_others)}."
    assert told in text
    assert "Of your own firm" not in text


@pytest.mark.parametrize(
    ("role", "said"), [("planner", "Of your own firm"), ("official", "this map draws no flows for you")]
)
def test_the_map_says_whose_flows_it_draws(as_role, published, role, said):
    text = html.unescape(page(as_role(role), "/network/map/").content.decode())
    assert said in text
    assert "Flows show up when" not in text


def test_a_large_cluster_is_drawn_by_township(member):
    many_factories(MOST_POINTS)
    found = drawn(member("operator"), Cluster.objects.get())
    assert found.by_township
    assert found.data["factories"] == []
    assert sum(town["factories"] for town in found.data["towns"]) == Factory.objects.count()


def test_a_boundary_is_drawn_whatever_its_kind(member):
    ring = [[115.0, 25.5], [115.9, 25.5], [115.9, 26.3], [115.0, 25.5]]
    shapes = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": [[ring]]}},
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}},
    ]}  # fmt: skip
    Cluster.objects.update(boundary=shapes)
    assert [len(found) for found in drawn(member("operator"), Cluster.objects.get()).data["boundary"]] == [4, 4]


def test_points_of_the_map_are_true_to_distance(member):
    data = drawn(member("operator"), Cluster.objects.get()).data
    factory = Factory.objects.get(code="C01")
    town = Township.objects.exclude(pk=factory.township_id).filter(factories__isnull=False).first()
    from interlock.model import distance_km

    spots = {item["code"]: item["at"] for item in data["factories"]}
    other = town.factories.first()
    (x1, y1), (x2, y2) = spots["C01"], spots[other.code]
    assert ((x1 - x2) ** 2 + (y1 - y2) ** 2) ** 0.5 == pytest.approx(distance_km(factory, other), rel=0.02, abs=0.05)


def test_the_map_of_an_empty_register_says_so(as_role, member):
    client = as_role("brand")
    assert client.get("/network/map/").status_code == 403
    Factory.objects.none()
    text = page(as_role("owner"), "/network/map/").content.decode()
    assert "A schematic map" in text


def test_a_sheet_keeps_dates_as_dates_and_formulas_as_text():
    from datetime import date, datetime

    from interlock_hub.network.sheets import table_bytes

    sheet = load_workbook(BytesIO(table_bytes("T", ["a", "b"], [["=1+1", date(2026, 12, 5)]]))).active
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")
    assert (sheet["B2"].value, sheet["B2"].number_format) == (datetime(2026, 12, 5), "yyyy-mm-dd")  # noqa: DTZ001 (a day)


WORDS = "not shown to you"


def a_stranger():
    """A satellite that sews for nobody, with every figure known."""
    like = Factory.objects.filter(kind="satellite").first()
    known = {"skill": 61.0, "cost": 62.0, "speed": 63.0, "range": 64.0, "service": 65.0}
    return Factory.objects.create(
        organisation=like.organisation, code="S999", name="Stranger", kind="satellite", township=like.township,
        longitude=115.4, latitude=25.9, first_pass_share=0.911, on_time_share=0.822, reply_hours=7.3, virtues=known,
    )  # fmt: skip


@pytest.mark.parametrize("role", ["planner", "cutter", "official"])
def test_how_prices_and_work_compare_is_kept_from_strangers_on_every_way(as_role, role):
    other, client = a_stranger(), as_role(role)
    shown = page(client, f"/network/factories/{other.code}/")
    text = shown.content.decode()
    assert [value for _name, value, _shown in shown.context["virtues"]] == [None, None, None, 64.0, None]
    assert text.count(WORDS) == 7
    assert not [figure for figure in ("91", "82", "7.3 h") if f"<dd>{figure}" in text]
    assert shown.context["radar"] is None
    row = next(r for r in page(client, LIST, q=other.code).context["rows"] if r.factory == other)
    assert row.virtues == {"range": 64.0}
    sheet = load_workbook(BytesIO(page(client, reverse("network:export"), q=other.code).content)).active
    assert [cell.value for cell in sheet[2]][8:] == [WORDS, WORDS, WORDS, 64.0, WORDS]


def test_a_firm_the_operator_and_the_planners_it_sews_for_see_its_figures(as_role, member):
    own = own_factories(member("owner")).first()
    working = next(flow.to_factory for flow in flows_visible_to(member("planner")))
    sewing = Factory.objects.get(pk=working)
    for role, code in (("owner", own.code), ("operator", own.code), ("planner", sewing.code)):
        found = page(as_role(role), f"/network/factories/{code}/")
        assert found.context["radar"] is not None
        assert WORDS not in found.content.decode()
