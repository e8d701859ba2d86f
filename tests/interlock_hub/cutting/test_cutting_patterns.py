"""Pattern files in the site: looked at, mended or refused by name, taken in whole or not at all, versions kept."""

from __future__ import annotations

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pattern_files import Style as PatternStyle
from pattern_files import line, sides
from pattern_files import text as text_at

from interlock.patterns import read_patterns
from interlock_hub.core import jobs
from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.models import LedgerEntry, Membership, Organisation
from interlock_hub.cutting import bridge, patterns_bridge, services, services_patterns
from interlock_hub.cutting.models import Marker, PatternUpload, PatternVersion
from interlock_hub.cutting.selectors import styles_to_pattern
from interlock_hub.orders.models import Style

pytestmark = pytest.mark.django_db


@pytest.fixture
def style():
    """A style with pieces that has a marker."""
    return Style.objects.filter(markers__utilisation__gt=0).order_by("code").first()


@pytest.fixture
def file(style):
    """The style's own pieces as its pattern program would export them, a little larger."""
    from interlock_hub.orders.style_bridge import pieces_of

    row = Style.objects.get(pk=style.pk)
    row.body = {**row.body, "pieces": [_larger(piece) for piece in row.body["pieces"]]}
    assert pieces_of(row)
    return patterns_bridge.file_of(row, "dxf")


def _larger(piece):
    return {**piece, "outline": [[x * 1.02, y * 1.02] for x, y in piece["outline"]]}


def looked_at(member, style, data, name="pattern.dxf"):
    row = services_patterns.upload(by=member("cutter"), style=style, name=name, data=data)
    jobs.run(str(row.job_id))
    return PatternUpload.objects.select_related("style").get(pk=row.pk)


def test_a_file_that_is_wrong_about_its_unit_is_read_in_the_one_that_is_given(as_role, style, file):
    areas = []
    for unit in ("", "cm"):
        sent = {"style": style.code, "file": SimpleUploadedFile("p.dxf", file), "unit": unit}
        answer = as_role("cutter").post("/cutting/patterns/", sent)
        row = PatternUpload.objects.get(pk=answer.url.rstrip("/").rpartition("/")[2])
        jobs.run(str(row.job_id))
        row.refresh_from_db()
        areas.append({(piece["name"], piece["size"]): piece["area_cm2"] for piece in row.found["pieces"]})
    assert row.found["unit_found"]["en"] == "unit cm, as asked"
    as_said, given = areas
    # Pieces that are too large so are refused.
    assert given
    assert all(area == pytest.approx(100 * as_said[piece], rel=0.01) for piece, area in given.items())
    sent = {"style": style.code, "file": SimpleUploadedFile("p.dxf", file), "unit": "ell"}
    assert as_role("cutter").post("/cutting/patterns/", sent).status_code == 400


def test_a_file_of_one_size_is_graded_by_the_rules_beside_it(as_role, style):
    corners = ((0, 0), (300, 0), (300, 200), (0, 200))
    ruled = "".join(text_at(f"# {number}", 2, at) for number, at in enumerate(corners, 1))
    grain = line((50, 100), (250, 100), 7)
    drawn = PatternStyle().piece("FRONT", "M", sides(corners) + ruled + grain, quantity="1,0").written()
    rules = (
        "UNITS: METRIC\nNUMBER OF SIZES: 3\nSIZE LIST: S M L\nSAMPLE SIZE: M\n"
        + "".join(f"RULE: DELTA {at}\n -10.0, 0.0\n 0.0, 0.0\n 10.0, 0.0\n" for at in (2, 3))
        + "".join(f"RULE: DELTA {at}\n 0.0, 0.0\n 0.0, 0.0\n 0.0, 0.0\n" for at in (1, 4))
        + "END\n"
    ).encode()
    for beside, sizes in ((rules, ["S", "M", "L"]), (b"", ["M"]), (b"no rules at all", None)):
        sent = {"style": style.code, "file": SimpleUploadedFile("base.dxf", drawn)}
        sent |= {"rules": SimpleUploadedFile("base.rul", beside)} if beside else {}
        answer = as_role("cutter").post("/cutting/patterns/", sent)
        row = PatternUpload.objects.get(pk=answer.url.rstrip("/").rpartition("/")[2])
        jobs.run(str(row.job_id))
        row.refresh_from_db()
        assert (row.found["sizes"] == sizes) if sizes else row.found["errors"]
    assert [piece["area_cm2"] for piece in PatternUpload.objects.last().found["pieces"]] == [580.0, 600.0, 620.0]


def taken(client, row):
    page = client.get(f"/cutting/patterns/{row.pk}/")
    return client.post(
        f"/cutting/patterns/{row.pk}/take/",
        {
            "ours": [one["ours"] for one in page.context["size_choices"]],
            "theirs": [one["theirs"] for one in page.context["size_choices"]],
            "piece": [one["piece"] for one in page.context["fabric_choices"]],
            "material": [one["material"] for one in page.context["fabric_choices"]],
        },
        follow=True,
    )


def test_two_sizes_take_one_of_the_files_only_when_it_is_said(as_role, member, style, file):
    client, row = as_role("cutter"), looked_at(member, style, file)
    choices = client.get(f"/cutting/patterns/{row.pk}/").context
    theirs = [one["theirs"] for one in choices["size_choices"]]
    sent = {
        "ours": [one["ours"] for one in choices["size_choices"]],
        "theirs": [theirs[1], *theirs[1:]],
        "piece": [one["piece"] for one in choices["fabric_choices"]],
        "material": [one["material"] for one in choices["fabric_choices"]],
    }
    sent["material"][0] = ""
    answer = client.post(f"/cutting/patterns/{row.pk}/take/", sent)
    refused = answer.content.decode()
    assert answer.status_code == 400
    assert f"all take size {theirs[1]} of the file" in refused
    assert [one["theirs"] for one in answer.context["size_choices"]] == sent["theirs"]  # what was chosen is kept
    assert [one["material"] for one in answer.context["fabric_choices"]] == sent["material"]
    assert [bool(one["wrong"]) for one in answer.context["size_choices"]] == [True, True, *[False] * len(theirs[2:])]
    assert not PatternVersion.objects.exists()
    sent["material"] = [one["material"] for one in choices["fabric_choices"]]
    client.post(f"/cutting/patterns/{row.pk}/take/", {**sent, "twice": "yes"})
    assert PatternVersion.objects.count() == 2


def test_a_file_is_read_by_a_job_and_shown_with_its_pieces(as_role, member, style, file):
    client = as_role("cutter")
    sent = {"style": style.code, "file": SimpleUploadedFile("t.dxf", file)}
    answer = client.post("/cutting/patterns/", sent)
    row = PatternUpload.objects.get()
    assert answer.url == f"/cutting/patterns/{row.pk}/"
    assert 'id="job-' in client.get(answer.url).content.decode()
    jobs.run(str(row.job_id))
    page = client.get(answer.url)
    assert page.context["upload"].state == "read"
    assert len(page.context["found"]["pieces"]) == len(style.body["pieces"])
    assert "every one of them" in page.content.decode()
    assert page.content.decode().count('class="grade-') >= len(style.body["pieces"])
    assert client.get("/cutting/patterns/").context["uploads"][0].pk == row.pk


def test_accepted_pieces_are_the_styles_and_the_earlier_ones_are_kept(as_role, member, style, file):
    before = style.body
    row = looked_at(member, style, file)
    answer = taken(as_role("cutter"), row)
    assert "new pieces" in answer.content.decode()
    style.refresh_from_db()
    assert [piece["name"] for piece in style.body["pieces"]] != []
    assert {(p["name"], p["size"]) for p in style.body["pieces"]} == {(p["name"], p["size"]) for p in before["pieces"]}
    assert [item["material"] for item in style.body["bill"]] == [item["material"] for item in before["bill"]]
    first, second = PatternVersion.objects.filter(style=style).order_by("number")
    assert first.pieces == before["pieces"]
    assert (second.number, second.name) == (2, "pattern.dxf")
    assert LedgerEntry.objects.filter(subject="orders.style", key=style.code, what="pieces replaced").exists()


def test_taken_twice_it_changes_nothing(as_role, member, style, file):
    row = looked_at(member, style, file)
    taken(as_role("cutter"), row)
    row.refresh_from_db()
    assert services_patterns.take_in(by=member("cutter"), row=row, sizes={}, fabrics={}) is None
    assert PatternVersion.objects.count() == 2


def test_markers_keep_the_pieces_they_were_made_from(as_role, member, nested, style):
    style = nested.style
    row = Style.objects.get(pk=style.pk)
    row.body = {**row.body, "pieces": [_larger(piece) for piece in row.body["pieces"]]}
    drawn = bridge.picture(Marker.objects.select_related("style", "pattern").get(pk=nested.pk))
    taken(as_role("cutter"), looked_at(member, style, patterns_bridge.file_of(row, "dxf")))
    after = Marker.objects.select_related("style", "pattern").get(pk=nested.pk)
    assert after.pattern.number == 1
    assert bridge.picture(after) == drawn
    assert as_role("operator").get(f"/cutting/markers/{nested.code}/").status_code == 200


def test_a_plan_made_before_brings_markers_of_the_earlier_pieces(as_role, member, published, style, file):
    from interlock_hub.planning.publishing_bridge import markers_and_lays

    taken(as_role("cutter"), looked_at(member, style, file))
    markers, lays = markers_and_lays(published)
    services.take_over(markers=markers, lays=lays)
    mine = Marker.objects.filter(style=style)
    assert mine
    assert {marker.pattern.number for marker in mine} == {1}
    assert not Marker.objects.exclude(style=style).exclude(pattern=None).exists()


def test_an_earlier_version_is_used_again_as_a_new_one(as_role, member, style, file):
    before = style.body["pieces"]
    client = as_role("cutter")
    taken(client, looked_at(member, style, file))
    client.post(f"/cutting/styles/{style.code}/use/", {"number": "1"})
    style.refresh_from_db()
    assert style.body["pieces"] == before
    assert [row.number for row in PatternVersion.objects.filter(style=style)] == [3, 2, 1]
    with pytest.raises(Stale):
        services_patterns.use_again(by=member("cutter"), version=PatternVersion.objects.get(style=style, number=3))


def test_a_piece_that_crosses_itself_is_refused_by_name_and_nothing_is_taken(as_role, member, style):
    bow_tie = _dxf([("bow tie", "M", [(0, 0), (300, 300), (300, 0), (0, 300)])])
    row = looked_at(member, style, bow_tie)
    assert row.state == "refused"
    page = as_role("cutter").get(f"/cutting/patterns/{row.pk}/").content.decode()
    assert "bow tie" in page.lower()
    assert "Accept these pieces" not in page
    with pytest.raises(HubError, match="has errors"):
        services_patterns.take_in(by=member("cutter"), row=row, sizes={}, fabrics={})


def test_what_was_mended_is_listed_by_piece_in_both_languages(as_role, member, style):
    gap = _dxf([("front", size, [(0, 0), (400, 0), (400, 600), (0, 600)]) for size in style.sizes], gap=2.0)
    row = looked_at(member, style, gap)
    assert row.found["repairs"]
    client = as_role("cutter")
    assert row.found["repairs"][0]["what"]["en"] in client.get(f"/cutting/patterns/{row.pk}/").content.decode()
    client.cookies["django_language"] = "zh-hans"
    assert row.found["repairs"][0]["what"]["zh"] in client.get(f"/cutting/patterns/{row.pk}/").content.decode()


def _dxf(pieces, gap=0.0):
    """A made-up export: a block a piece, its boundary as one line that may stay open by a gap."""
    import ezdxf

    document = ezdxf.new("R12")
    for number, (name, size, points) in enumerate(pieces):
        block = document.blocks.new(f"P{number}")
        open_end = [*points, (points[0][0], points[0][1] + gap)]
        block.add_polyline2d(open_end, dxfattribs={"layer": "1"})
        for at, text in enumerate((f"Piece Name: {name}", f"Size: {size}", "Quantity: 1")):
            block.add_text(text, dxfattribs={"layer": "1", "insert": (10, 10 + 12 * at), "height": 8})
        document.modelspace().add_blockref(f"P{number}", (number * 600, 0))
    out = io.StringIO()
    document.write(out)
    return out.getvalue().encode()


@pytest.mark.parametrize("data", [b"no pattern at all", b"\x00\x01\x02", b"0\nSECTION\n2\nBLO"])
def test_a_file_that_is_none_is_told_in_both_languages(as_role, member, style, data):
    row = looked_at(member, style, data)
    assert row.state == "refused"
    assert row.found["errors"][0]["zh"] != row.found["errors"][0]["en"]
    assert "cannot be read" in as_role("cutter").get(f"/cutting/patterns/{row.pk}/").content.decode()


def test_empty_and_huge_files_are_refused_at_the_door(as_role, member, style, monkeypatch):
    with pytest.raises(HubError, match="empty"):
        services_patterns.upload(by=member("cutter"), style=style, name="a", data=b"")
    monkeypatch.setattr(services_patterns, "LARGEST_BYTES", 10)
    sent = {"style": style.code, "file": SimpleUploadedFile("t.dxf", b"x" * 11)}
    answer = as_role("cutter").post("/cutting/patterns/", sent)
    assert answer.status_code == 400
    assert "at most" in answer.content.decode()
    assert not PatternUpload.objects.exists()


def test_a_file_that_lacks_a_size_is_refused_and_the_style_stays(as_role, member, style, file):
    row = looked_at(member, style, file)
    sizes = {size: size for size in style.sizes[1:]}
    with pytest.raises(HubError, match=style.sizes[0]):
        services_patterns.take_in(by=member("cutter"), row=row, sizes=sizes, fabrics={})
    before = style.body
    fabrics = dict.fromkeys([piece["name"] for piece in row.found["pieces"]], "no such fabric")
    with pytest.raises(HubError):
        services_patterns.take_in(
            by=member("cutter"), row=row, sizes=dict.fromkeys(style.sizes, style.sizes[0]), fabrics=fabrics
        )
    style.refresh_from_db()
    assert style.body == before
    assert not PatternVersion.objects.exists()


def test_a_planner_uploads_for_own_styles_only(as_role, member, style, file):
    client = as_role("planner")
    Style.objects.filter(pk=style.pk).update(owner=member("cutter").organisation)
    sent = {"style": style.code, "file": SimpleUploadedFile("t.dxf", file)}
    assert client.post("/cutting/patterns/", sent).status_code == 400
    Style.objects.filter(pk=style.pk).update(owner=member("planner").organisation)
    sent = {"style": style.code, "file": SimpleUploadedFile("t.dxf", file)}
    assert client.post("/cutting/patterns/", sent).status_code == 302


def test_the_sample_clusters_planner_owns_a_style_to_upload_for(member):
    assert styles_to_pattern(member("planner")).exists()


def test_another_organisations_files_are_not_found(as_role, member, style, file):
    row = looked_at(member, style, file)
    other = Organisation.objects.create(code="other", name="Other", kind="centre")
    Membership.objects.filter(pk=member("cutter").pk).update(organisation=other)
    assert as_role("cutter").get(f"/cutting/patterns/{row.pk}/").status_code == 404
    assert as_role("cutter").post(f"/cutting/patterns/{row.pk}/take/").status_code == 404
    assert as_role("owner").get("/cutting/patterns/").status_code == 403


@pytest.mark.parametrize("form", ["dxf", "svg", "json"])
def test_pieces_download(as_role, style, form):
    answer = as_role("cutter").get(f"/cutting/styles/{style.code}/pieces.{form}")
    assert answer.status_code == 200
    names = {piece["name"] for piece in style.body["pieces"]}
    if form == "dxf":
        assert {piece.name for piece in read_patterns(answer.content, "x.dxf").pieces} == names
    elif form == "json":
        assert {piece["name"] for piece in json.loads(answer.content)["pieces"]} == names
    assert as_role("cutter").get(f"/cutting/styles/{style.code}/pieces.exe").status_code == 404


def test_pages_ask_as_often_for_many_as_for_few(as_role, member, style, file):
    client = as_role("cutter")
    row = looked_at(member, style, file)
    taken(client, row)
    pages = ("/cutting/patterns/", f"/cutting/patterns/{row.pk}/", f"/cutting/styles/{style.code}/versions/")
    few = [_queries(client, page) for page in pages]
    for number in range(5):
        services_patterns.use_again(
            by=member("cutter"), version=PatternVersion.objects.get(style=style, number=1 + number % 2)
        )
        PatternUpload.objects.create(
            style=style, organisation=row.organisation, member=member("cutter"), name="more", data=b"x", state="read"
        )
    assert [_queries(client, page) for page in pages] == few
    assert max(few) <= 14


def _queries(client, page):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


def test_the_style_page_leads_to_its_files(as_role, style):
    text = as_role("cutter").get(f"/orders/styles/{style.code}/").content.decode()
    assert f"/cutting/styles/{style.code}/pieces.dxf" in text
    assert "Upload a pattern file" in text
    assert (
        "no pattern file has replaced them yet"
        in as_role("cutter").get(f"/cutting/styles/{style.code}/versions/").content.decode()
    )
