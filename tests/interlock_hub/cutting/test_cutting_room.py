"""The cutting room: the day of the tables, lays and how far they are, markers and their files."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from itertools import pairwise
from xml.dom import minidom

import ezdxf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from interlock.explain.names import piece_named
from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.models import LedgerEntry, Membership, Organisation
from interlock_hub.core.selectors import today
from interlock_hub.cutting import bridge, services
from interlock_hub.cutting.drawing import WIDTH, strip_of
from interlock_hub.cutting.hours import clock, usual
from interlock_hub.cutting.models import Lay, Marker
from interlock_hub.cutting.selectors import lays_visible_to, markers_visible_to, shops_of_day, tables_of_day
from interlock_hub.network.models import CuttingTable, Factory
from interlock_hub.network.sheets import XLSX
from interlock_hub.orders.selectors import orders_visible_to

pytestmark = pytest.mark.django_db


def address(lay, tail=""):
    return f"/cutting/lays/{lay.code}/{tail}"


def day_of(client, lay, **query):
    found = client.get("/cutting/", {"on": lay.cut_on.isoformat(), "factory": lay.factory.code, **query})
    assert found.status_code == 200
    return found


def test_the_cutter_sees_the_lays_of_the_own_centre_only(member):
    mine = member("cutter").organisation_id
    seen = lays_visible_to(member("cutter"))
    assert seen.exists()
    assert set(seen.values_list("factory__organisation_id", flat=True)) == {mine}


def test_a_table_without_lays_is_not_in_use(as_role, lay):
    of_day = Lay.objects.filter(factory=lay.factory, cut_on=lay.cut_on)
    of_day.exclude(table=lay.table).update(cut_on=lay.cut_on + timedelta(days=400))
    assert CuttingTable.objects.filter(factory=lay.factory).count() > 1
    found = day_of(as_role("cutter"), lay)
    assert found.context["totals"]["tables"] == 1
    assert "tables in use: 1." in found.content.decode()


def test_the_planner_sees_lays_of_the_own_orders_and_tables(member):
    planner = member("planner")
    orders = set(orders_visible_to(planner).values_list("pk", flat=True))
    for lay in lays_visible_to(planner):
        assert lay.order_id in orders or lay.factory.organisation_id == planner.organisation_id


def test_the_operator_sees_all_lays_and_markers(member):
    assert lays_visible_to(member("operator")).count() == Lay.objects.count()
    assert markers_visible_to(member("operator")).count() == Marker.objects.count()


@pytest.mark.parametrize("role", ["owner", "brand", "official"])
def test_others_have_no_cutting_room(as_role, member, role, lay):
    assert as_role(role).get("/cutting/").status_code == 403
    assert not lays_visible_to(member(role)).exists()


def test_a_lay_of_another_centre_is_not_found(as_role, member, lay, nested):
    other = Organisation.objects.create(code="other", name="Other centre", kind="centre")
    Membership.objects.filter(pk=member("cutter").pk).update(organisation=other)
    client = as_role("cutter")
    for tail in ("", "lay.xlsx"):
        assert client.get(address(lay, tail)).status_code == 404
    assert client.post(address(lay, "advance/"), {"to": "spread"}).status_code == 404
    for tail in ("", "marker.svg", "marker.dxf"):
        assert client.get(f"/cutting/markers/{nested.code}/{tail}").status_code == 404


def test_the_day_shows_every_lay_on_its_table(as_role, lay):
    found = day_of(as_role("cutter"), lay)
    wanted = set(Lay.objects.filter(cut_on=lay.cut_on, factory=lay.factory).values_list("code", flat=True))
    assert {row["lay"].code for row in found.context["rows"]} == wanted
    assert {block.lay.code for strip in found.context["strips"] for block in strip.blocks} == wanted


def test_the_phone_shows_each_lays_fabric_and_metres_as_the_desk_does(as_role, lay):
    page = day_of(as_role("cutter"), lay).content.decode()
    row = page[page.index(f'id="lay-{lay.pk}"') :].partition("</tr>")[0]
    assert 'class="desk"' not in row
    assert "num desk" not in row
    assert f"Marker, m </span>{lay.length_m:,.2f}<" in row
    assert f"Fabric, m </span>{lay.fabric_m:,.1f}<" in row


def test_blocks_stand_in_order_and_do_not_overlap(member, lay):
    hours = usual(540)
    for table in tables_of_day(member("cutter"), lay.cut_on, lay.factory_id):
        strip = strip_of(table, table.span_min, hours)
        ends = [(float(b.x), float(b.x) + float(b.width)) for b in strip.blocks]
        assert all(left[1] <= right[0] + 0.2 for left, right in pairwise(ends))
        assert all(end <= WIDTH + 2 for _start, end in ends)


def test_a_day_without_lays_says_where_the_next_ones_are(as_role, lay):
    early = as_role("cutter").get("/cutting/", {"on": "2020-01-01"}).content.decode()
    late = as_role("cutter").get("/cutting/", {"on": "2040-01-01"}).content.decode()
    assert "The next lays are on" in early
    assert "The last lays were on" in late
    Lay.objects.all().delete()
    assert "when a plan is published" in as_role("cutter").get("/cutting/").content.decode()


def test_a_day_off_opens_the_next_day_with_lays_and_says_so(as_role, lay):
    from interlock_hub.core.models import Cluster

    Cluster.objects.update(today=lay.cut_on - timedelta(days=30))
    found = as_role("cutter").get("/cutting/")
    assert found.context["on"] == lay.cut_on
    assert "Nothing is cut today" in found.content.decode()
    asked_for = as_role("cutter").get("/cutting/", {"on": (lay.cut_on - timedelta(days=30)).isoformat()})
    assert "The next lays are on" in asked_for.content.decode()


@pytest.mark.parametrize("on", ["2026-13-77", "tomorrow", ""])
def test_a_day_that_is_none_means_today(as_role, on):
    from interlock_hub.core.selectors import today

    assert as_role("cutter").get("/cutting/", {"on": on}).context["on"] == today()


def test_a_shop_that_is_not_there_shows_nothing(as_role, lay):
    assert "cuts nothing on this day" in day_of(as_role("cutter"), lay, factory="nowhere").content.decode()
    assert as_role("cutter").get("/cutting/day.xlsx", {"factory": "nowhere"}).status_code == 404


def test_lays_of_earlier_days_that_are_not_cut_are_named(as_role, lay):
    later = lay.cut_on + timedelta(days=1)
    found = as_role("cutter").get("/cutting/", {"on": later.isoformat()})
    assert found.context["overdue"]
    assert "not cut" in found.content.decode()


def test_figures_of_a_shop_add_up(member, lay):
    shop = next(s for s in shops_of_day(member("cutter"), lay.cut_on) if s.factory == lay.factory_id)
    lays = Lay.objects.filter(cut_on=lay.cut_on, factory=lay.factory)
    assert shop.lays == lays.count()
    assert shop.used_min == pytest.approx(sum(one.end_min - one.start_min for one in lays))


def test_those_who_see_some_lays_only_see_no_load(member, lay):
    tables = tables_of_day(member("planner"), lay.cut_on, lay.factory_id)
    assert all(table.load is None for table in tables)
    assert all(table.load is not None for table in tables_of_day(member("cutter"), lay.cut_on, lay.factory_id))


def test_a_lay_goes_from_planned_to_spread_to_cut_with_one_tap_each(as_role, member, lay):
    client = as_role("cutter")
    for to in ("spread", "cut"):
        said = {"to": to, "next": "/cutting/?on=2026-11-23", "estimated": "yes"}
        answer = client.post(address(lay, "advance/"), said)
        assert answer.url == "/cutting/?on=2026-11-23"
        lay.refresh_from_db()
        assert lay.state == to
    assert lay.done_by == member("cutter").person
    assert lay.spread_at <= lay.cut_at
    assert LedgerEntry.objects.filter(subject="cutting.lay", key=lay.code).count() == 2


@pytest.mark.parametrize(
    ("language", "share", "words"),
    [("en", 0.8, "has no layout yet"), ("zh-hans", 0.8, "尚未排料"), ("en", 0.0, "no pieces of this fabric")],
)
def test_a_lay_without_a_real_marker_is_asked_about_before_it_counts_as_spread(as_role, lay, language, share, words):
    Marker.objects.filter(pk=lay.marker_id).update(nested=False, utilisation=share)
    client = as_role("cutter")
    client.cookies["django_language"] = language
    said = {"to": "spread", "next": "/cutting/?on=2026-11-23"}
    asked = client.post(address(lay, "advance/"), said)
    lay.refresh_from_db()
    assert lay.state == Lay.State.PLANNED
    page = asked.content.decode()
    assert words in page
    assert 'name="estimated" value="yes"' in page
    assert client.post(address(lay, "advance/"), {**said, "estimated": "yes"}).url == said["next"]
    lay.refresh_from_db()
    assert lay.state == Lay.State.SPREAD


def test_a_lay_with_a_real_marker_is_spread_at_once(as_role, lay, nested):
    Lay.objects.filter(pk=lay.pk).update(marker=nested)
    assert as_role("cutter").post(address(lay, "advance/"), {"to": "spread"}).status_code == 302
    lay.refresh_from_db()
    assert lay.state == Lay.State.SPREAD


def test_a_step_cannot_be_left_out(as_role, lay):
    answer = as_role("cutter").post(address(lay, "advance/"), {"to": "cut"}, follow=True)
    assert "spread first, then cut" in answer.content.decode()
    lay.refresh_from_db()
    assert lay.state == Lay.State.PLANNED


def test_a_second_tap_of_somebody_else_is_stale(member, lay):
    also = Lay.objects.get(pk=lay.pk)
    services.advance(by=member("cutter"), lay=lay, to="spread")
    with pytest.raises(Stale):
        services.advance(by=member("cutter"), lay=also, to="spread")
    assert LedgerEntry.objects.filter(subject="cutting.lay", key=lay.code).count() == 1


def test_what_was_said_today_can_be_taken_back(as_role, member, lay):
    client = as_role("cutter")
    services.advance(by=member("cutter"), lay=lay, to="spread")
    services.advance(by=member("cutter"), lay=lay, to="cut")
    for state in (Lay.State.SPREAD, Lay.State.PLANNED):
        client.post(address(lay, "advance/"), {"to": "back"})
        lay.refresh_from_db()
        assert lay.state == state
    assert (lay.spread_at, lay.cut_at, lay.done_by) == (None, None, None)
    answer = client.post(address(lay, "advance/"), {"to": "back"}, follow=True)
    assert "nothing to take back" in answer.content.decode()
    assert LedgerEntry.objects.filter(subject="cutting.lay", key=lay.code, what="taken back").count() == 2


def test_what_was_said_yesterday_stands(member, lay):
    services.advance(by=member("cutter"), lay=lay, to="spread")
    Lay.objects.filter(pk=lay.pk).update(spread_at=timezone.now() - timedelta(days=2))
    lay.refresh_from_db()
    with pytest.raises(HubError, match="earlier day"):
        services.step_back(by=member("cutter"), lay=lay)


def test_taking_back_what_changed_meanwhile_is_stale(member, lay):
    services.advance(by=member("cutter"), lay=lay, to="spread")
    also = Lay.objects.get(pk=lay.pk)
    services.advance(by=member("cutter"), lay=lay, to="cut")
    with pytest.raises(Stale):
        services.step_back(by=member("cutter"), lay=also)


def test_an_orders_planner_looks_but_does_not_touch(as_role, member, lay):
    planner = member("planner")
    foreign = lays_visible_to(planner).exclude(factory__organisation_id=planner.organisation_id).first()
    assert as_role("planner").get(address(foreign)).status_code == 200
    assert as_role("planner").post(address(foreign, "advance/"), {"to": "spread"}).status_code == 404


def test_an_address_elsewhere_is_not_followed(as_role, lay):
    answer = as_role("cutter").post(
        address(lay, "advance/"), {"to": "spread", "next": "https://example.com/", "estimated": "yes"}
    )
    assert answer.url == address(lay)


def test_the_lay_page_counts_garments_by_colour_and_size(as_role, lay):
    found = as_role("cutter").get(address(lay))
    total = sum(sum(cells) for _colour, _plies, cells in found.context["cells"])
    assert total == found.context["garments"] == sum(n for _c, n in lay.plies) * sum(lay.marker.ratio.values())
    assert lay.order.number in found.content.decode()


def test_an_estimated_marker_says_so_and_has_no_files(as_role):
    lay = Lay.objects.filter(marker__nested=False, marker__utilisation__gt=0).select_related("marker").first()
    client = as_role("operator")
    assert "Estimated: about" in client.get(address(lay)).content.decode()
    for tail in ("marker.svg", "marker.dxf"):
        assert client.get(f"/cutting/markers/{lay.marker.code}/{tail}").status_code == 404


def test_a_markers_utilisation_is_rounded_as_on_the_lay_card(as_role, nested):
    for is_nested in (True, False):
        Marker.objects.filter(pk=nested.pk).update(utilisation=0.74512, nested=is_nested)
        text = as_role("operator").get(f"/cutting/markers/{nested.code}/").content.decode()
        assert re.search(r"\b74\.5\s?%", text)


def test_a_nested_marker_is_drawn_in_the_page_without_any_style_of_its_own(as_role, nested):
    found = as_role("operator").get(f"/cutting/markers/{nested.code}/")
    text = found.content.decode()
    drawing = text[text.index("<svg xmlns") : text.index("</svg>", text.index("<svg xmlns"))]
    assert "<style" not in drawing
    assert "style=" not in drawing
    assert drawing.count('class="p"') >= len(nested.body["placements"])
    assert sum(copies for *_words, copies in found.context["pieces"]) == len(nested.body["placements"])


def test_the_marker_downloads_as_dxf_that_opens_again(as_role, nested):
    answer = as_role("operator").get(f"/cutting/markers/{nested.code}/marker.dxf")
    document = ezdxf.read(io.StringIO(answer.content.decode("utf-8", "surrogateescape")))
    outlines = [e for e in document.modelspace() if e.dxf.layer == "1"]
    assert len(outlines) == len(nested.body["placements"])
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_marker_downloads_as_svg_in_the_readers_language(as_role, nested):
    client = as_role("operator")
    client.cookies["django_language"] = "zh-hans"
    answer = client.get(f"/cutting/markers/{nested.code}/marker.svg")
    assert minidom.parseString(answer.content).documentElement.tagName == "svg"  # noqa: S318 (our own file)
    assert "用布率" in answer.content.decode()


@pytest.mark.parametrize("which", ["day", "lay"])
def test_lays_download_as_excel(as_role, lay, which):
    query = f"/cutting/day.xlsx?on={lay.cut_on}&factory={lay.factory.code}"
    answer = as_role("cutter").get(query if which == "day" else address(lay, "lay.xlsx"))
    assert answer.headers["Content-Type"] == XLSX
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(min_row=2, values_only=True))
    assert lay.code in [row[3] for row in rows]
    assert len(rows) == (1 if which == "lay" else Lay.objects.filter(cut_on=lay.cut_on, factory=lay.factory).count())


def test_markers_filter_and_sort(as_role, nested):
    client = as_role("operator")
    found = client.get("/cutting/markers/", {"kind": "nested", "sort": "-utilisation"})
    shares = [row["marker"].utilisation for row in found.context["rows"]]
    assert shares == sorted(shares, reverse=True)
    assert all(row["marker"].nested for row in found.context["rows"])
    some = client.get("/cutting/markers/", {"q": nested.code, "kind": "x", "sort": "beauty", "page": "99"})
    assert nested.code in [row["marker"].code for row in some.context["rows"]]
    assert "No marker fits" in client.get("/cutting/markers/", {"q": "no such"}).content.decode()
    assert client.get("/cutting/markers/", {"sort": "style", "kind": "estimated"}).context["rows"]


def test_without_a_plan_the_markers_page_says_what_comes(as_role):
    Lay.objects.all().delete()
    Marker.objects.all().delete()
    assert "when a plan is published" in as_role("operator").get("/cutting/markers/").content.decode()


def test_lists_ask_the_database_as_often_for_many_lays_as_for_few(as_role, lay):
    client = as_role("cutter")
    day = f"/cutting/?on={lay.cut_on}&factory={lay.factory.code}"
    pages = (day, "/cutting/markers/", address(lay))
    for page in pages:
        client.get(page)
    few = [_queries(client, page) for page in pages]
    copies = list(Lay.objects.filter(factory=lay.factory)[:60])
    for at, copy in enumerate(copies):
        copy.pk, copy.code, copy.cut_on = None, f"copy-{at}", lay.cut_on
    Lay.objects.bulk_create(copies)
    assert [_queries(client, page) for page in pages] == few
    assert max(few) <= 15


def _queries(client, page):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    assert not any('"cutting_marker"."body"' in q["sql"] for q in asked) or "/lays/" in page
    return len(asked)


@pytest.mark.parametrize(("language", "words"), [("en", "Take back"), ("zh-hans", "撤回")])
def test_the_lay_page_speaks_both_languages(as_role, member, lay, language, words):
    services.advance(by=member("cutter"), lay=lay, to="spread")
    client = as_role("cutter")
    client.cookies["django_language"] = language
    text = client.get(address(lay)).content.decode()
    assert words in text
    assert ("已拉布" in text) is (language == "zh-hans")


def test_a_code_with_a_slash_has_its_pages(as_role, lay):
    Lay.objects.filter(pk=lay.pk).update(code="D-1/2/x")
    Factory.objects.filter(pk=lay.factory_id).update(code="K/1")
    client = as_role("cutter")
    assert client.get("/cutting/lays/D-1/2/x/").status_code == 200
    assert client.get("/cutting/lays/D-1/2/x/lay.xlsx").status_code == 200
    assert client.get("/network/factories/K/1/").status_code == 200


def test_minutes_read_as_hours():
    assert [clock(minutes) for minutes in (0, 59.6, 61, 600)] == ["0:00", "1:00", "1:01", "10:00"]


@pytest.mark.parametrize(
    ("address", "lit"),
    [
        ("/cutting/", "/cutting/"),
        ("/cutting/pools/", "/cutting/"),
        ("/cutting/better/", "/cutting/markers/"),
        ("/cutting/orders/", "/cutting/orders/"),
        ("/cutting/orders/{order}/", "/cutting/orders/"),
        ("/cutting/rolls/sheet/", "/cutting/rolls/"),
        ("/cutting/patterns/", "/orders/styles/"),
    ],
)
def test_the_rail_lights_the_entry_that_a_page_belongs_to(as_role, lay, address, lit):
    rail = as_role("cutter").get(address.format(order=lay.order.number)).context["rail"]
    assert [item["url"] for item in rail if item["here"]] == [lit]


def test_a_long_day_unfolds_one_table_the_one_asked_for(as_role, member, lay):
    tables = list(CuttingTable.objects.filter(factory=lay.factory)[:2])
    rows = [
        Lay(code=f"long-{at}", order=lay.order, marker=lay.marker, factory=lay.factory, table=tables[at % 2],
            material=lay.material, cut_on=lay.cut_on, start_min=at, end_min=at + 1, plies=[["navy", 1]], fabric_m=1)
        for at in range(60)
    ]  # fmt: skip
    Lay.objects.bulk_create(rows)
    groups = day_of(as_role("cutter"), lay, table=tables[1].code).context["groups"]
    assert [group["table"].table.code for group in groups if group["unfolded"]] == [tables[1].code]
    assert sum(group["unfolded"] for group in day_of(as_role("cutter"), lay).context["groups"]) == 1


@pytest.mark.parametrize(("days", "told"), [(3, True), (0, False)])
def test_a_lay_that_is_spread_before_its_day_is_said_to_be(as_role, lay, days, told):
    Lay.objects.filter(pk=lay.pk).update(cut_on=today() + timedelta(days=days))
    client = as_role("cutter")
    answer = client.post(f"/cutting/lays/{lay.code}/advance/", {"to": "spread", "estimated": "yes"}, follow=True)
    page = answer.content.decode()
    assert ("3 days from now; take it back" in page) == told
    assert ("Before its day" in page) == told


def test_a_chinese_reader_finds_pieces_and_history_in_chinese(as_role, member, nested, lay):
    Lay.objects.filter(pk=lay.pk).update(marker=nested, material=nested.material)
    lay.refresh_from_db()
    services.advance(by=member("cutter"), lay=lay, to="spread")
    client = as_role("cutter")
    client.cookies["django_language"] = "zh-hans"
    drawn = client.get(f"/cutting/markers/{nested.code}/marker.svg").content.decode()
    names = {piece for piece, _size, _count in bridge.pieces_in(nested)}
    known = {name: piece_named(name, "zh") for name in names if piece_named(name, "zh") != name}
    assert known
    for english, chinese in known.items():
        assert f">{chinese} " in drawn
        assert f">{english} " not in drawn
    page = client.get(f"/cutting/lays/{lay.code}/").content.decode()
    assert "<strong>已拉布</strong>" in page
    assert "<strong>spread</strong>" not in page
