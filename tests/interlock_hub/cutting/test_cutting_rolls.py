"""Rolls: into stock by hand and by sheet, given to lays at least waste, back again, and what is left of them."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from interlock_hub.core import jobs
from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.models import JobRun, LedgerEntry, Membership, Organisation
from interlock_hub.cutting import relaying, services, services_roll_sheets, services_rolls
from interlock_hub.cutting.hours import hours_of
from interlock_hub.cutting.models import Lay, Marker, Roll, RollPlan, RollUse
from interlock_hub.cutting.paper_bridge import papers_of
from interlock_hub.cutting.selectors import rolls_visible_to
from interlock_hub.network.models import Factory
from interlock_hub.orders.models import Material

pytestmark = pytest.mark.django_db


@pytest.fixture
def stock(lay):
    """Rolls for a lay, in two shades: more than it needs, the largest of a wrong shade to begin with."""
    Lay.objects.filter(pk=lay.pk).update(plies=[["navy", 20]])
    lay.refresh_from_db()
    ply_m = lay.fabric_m = 20 * (lay.marker.length_mm + 30) / 1000
    Lay.objects.filter(pk=lay.pk).update(fabric_m=ply_m)
    one = (lay.marker.length_mm + 30) / 1000
    by_colour = Material.objects.get(code=lay.material).body.get("by_colour", True)
    lengths = [("A", 10.4 * one), ("A", 12.02 * one), ("A", 10.0 * one + 0.01), ("B", 9.7 * one), ("B", 13 * one + 2.5)]
    return [
        Roll.objects.create(
            factory=lay.factory, code=f"R{at}", material=lay.material, colour="navy" if by_colour else "", shade=shade,
            length_m=round(length, 3), width_mm=lay.marker.width_mm + 10,
        )
        for at, (shade, length) in enumerate(lengths)
    ]  # fmt: skip


def asked(member, lay, *, whole_day=False):
    job = services_rolls.ask(by=member("cutter"), lay=lay, whole_day=whole_day)
    jobs.run(str(job.pk))
    job.refresh_from_db()
    return job


def proposal(member, lay):
    job = asked(member, lay)
    assert job.state == "done", job.error
    return RollPlan.objects.select_related("factory").first()


def test_rolls_are_chosen_at_least_waste_beside_the_largest_first(member, lay, stock):
    found = proposal(member, lay).found
    assert sum(use["plies"] for use in found["uses"]) == 20
    assert found["bound_cny"] <= found["cost_cny"]
    assert found["usual"] is None or found["usual"]["cost_cny"] >= found["cost_cny"]
    lengths = {roll.code: roll.length_m for roll in stock}
    for end in found["ends"]:
        used = sum(use["used_m"] for use in found["uses"] if use["roll"] == end["roll"])
        assert used + end["left_m"] == pytest.approx(lengths[end["roll"]], abs=0.01)


def test_lays_at_the_same_time_on_two_tables_share_no_roll(as_role, member, lay, stock):
    other = Lay.objects.filter(factory=lay.factory).exclude(table=lay.table).first()
    facts = ("marker", "material", "cut_on", "plies", "fabric_m", "start_min", "end_min")
    Lay.objects.filter(pk=other.pk).update(**{name: getattr(lay, name) for name in facts})
    Lay.objects.exclude(pk__in=[lay.pk, other.pk]).update(material="another")
    asked(member, lay, whole_day=True)
    uses = RollPlan.objects.get().found["uses"]
    assert {use["lay"] for use in uses} == {lay.code, other.code}
    rolls = [use["roll"] for use in uses]
    assert len(set(rolls)) == len(rolls)
    Roll.objects.exclude(pk=stock[0].pk).delete()
    Roll.objects.update(length_m=200)
    asked(member, lay, whole_day=True)
    plan = RollPlan.objects.first()
    page = as_role("cutter").get(f"/cutting/rolls/plans/{plan.pk}/").content.decode()
    first, later = (plan.found["clashes"][0][name] for name in ("lay", "later"))
    assert {first, later} == {lay.code, other.code}
    until = hours_of([lay.factory_id])[lay.factory_id].span(lay.start_min, lay.end_min).partition("–")[2]
    assert f"roll R0 is at lay {first} until {until}, and lay {later}" in page


def test_colours_of_which_no_roll_is_there_are_named(member, lay, stock):
    Material.objects.filter(code=lay.material).update(
        body=Material.objects.get(code=lay.material).body | {"by_colour": True}
    )
    Roll.objects.update(colour="navy")
    Lay.objects.filter(pk=lay.pk).update(plies=[["navy", 10], ["白 white", 5], ["黑 black", 5]])
    lay.refresh_from_db()
    job = asked(member, lay)
    assert job.state == "failed"
    assert f"No roll of fabric {lay.material} in white, black is in stock" in job.error["en"][0]
    assert "白, 黑" in job.error["zh"][0]


def test_nothing_leaves_the_stock_before_they_are_given(as_role, member, lay, stock):
    plan = proposal(member, lay)
    assert not Roll.objects.exclude(state="stock").exists()
    client = as_role("cutter")
    page = client.get(f"/cutting/rolls/plans/{plan.pk}/").content.decode()
    assert "Give these rolls" in page
    assert "largest roll first" in page
    client.post(f"/cutting/rolls/plans/{plan.pk}/decide/", {"to": "give"})
    used = {use["roll"] for use in plan.found["uses"]}
    assert set(Roll.objects.filter(state="given").values_list("code", flat=True)) == used
    shown = client.get(f"/cutting/lays/{lay.code}/").content.decode()
    assert all(code in shown for code in used)
    assert LedgerEntry.objects.filter(subject="cutting.lay", key=lay.code, what="rolls given").exists()


def test_what_is_left_comes_back_when_the_lay_is_cut(member, lay, stock):
    services_rolls.give(by=member("cutter"), plan=proposal(member, lay))
    services.advance(by=member("cutter"), lay=lay, to="spread")
    left = services_rolls.left_m(Roll.objects.filter(state="given"))
    services.advance(by=member("cutter"), lay=lay, to="cut")
    assert not Roll.objects.filter(state="given").exists()
    remnants = Roll.objects.exclude(remnant_of=None)
    assert sorted(one.length_m for one in remnants) == sorted(m for m in left.values() if m >= 2)
    for one in remnants:
        assert (one.state, one.shade, one.material) == ("stock", one.remnant_of.shade, lay.material)


def test_a_roll_that_was_given_out_tells_its_way_to_the_end(as_role, member, lay, stock):
    services_rolls.give(by=member("cutter"), plan=proposal(member, lay))
    roll = Roll.objects.filter(state="given").first()
    page = as_role("cutter").get(f"/cutting/rolls/{roll.pk}/").content.decode()
    assert f"given to lays</strong>: {lay.code}" in page
    assert "used up, its lays are cut" not in page
    for to in ("spread", "cut"):
        lay.refresh_from_db()
        services.advance(by=member("cutter"), lay=lay, to=to)
    page = as_role("cutter").get(f"/cutting/rolls/{roll.pk}/").content.decode()
    assert f"given to lays</strong>: {lay.code}" in page
    assert "used up, its lays are cut" in page


def test_taking_back_that_it_is_cut_takes_the_remnant_back(member, lay, stock):
    services_rolls.give(by=member("cutter"), plan=proposal(member, lay))
    for to in ("spread", "cut"):
        services.advance(by=member("cutter"), lay=lay, to=to)
    services.step_back(by=member("cutter"), lay=lay)
    assert not Roll.objects.exclude(remnant_of=None).exists()
    assert Roll.objects.filter(state="given").count() == RollUse.objects.filter(lay=lay).count()
    services.advance(by=member("cutter"), lay=lay, to="cut")
    if remnant := Roll.objects.exclude(remnant_of=None).first():
        Roll.objects.filter(pk=remnant.pk).update(state="given")
        with pytest.raises(Stale):
            services.step_back(by=member("cutter"), lay=lay)


def test_rolls_go_back_until_a_lay_is_cut(as_role, member, lay, stock):
    plan = proposal(member, lay)
    services_rolls.give(by=member("cutter"), plan=plan)
    as_role("cutter").post(f"/cutting/rolls/plans/{plan.pk}/decide/", {"to": "back"})
    assert not Roll.objects.exclude(state="stock").exists()
    assert not RollUse.objects.exists()
    again = proposal(member, lay)
    services_rolls.give(by=member("cutter"), plan=again)
    for to in ("spread", "cut"):
        services.advance(by=member("cutter"), lay=lay, to=to)
    with pytest.raises(Stale):
        services_rolls.undo(by=member("cutter"), plan=again)


@pytest.mark.parametrize("facts", [{"length_mm": -200.0}, {"width_mm": 10.0}])
def test_a_choice_for_another_marker_is_not_given(as_role, member, lay, stock, facts):
    plan = proposal(member, lay)
    client, address = as_role("cutter"), f"/cutting/rolls/plans/{plan.pk}/"
    assert "Out of date" not in client.get(address).content.decode()
    for name, more in facts.items():
        Marker.objects.filter(pk=lay.marker_id).update(**{name: getattr(lay.marker, name) + more})
    page = client.get(address).content.decode()
    assert '<span class="badge outdated">Out of date<' in page
    assert "The lays have changed since" in page
    assert "Give these rolls" not in page
    with pytest.raises(Stale, match="The lays have changed since"):
        services_rolls.give(by=member("cutter"), plan=plan)
    assert not Roll.objects.exclude(state="stock").exists()
    assert not RollUse.objects.exists()


def test_a_choice_of_a_roll_that_came_in_anew_with_another_length_is_not_given(member, lay, stock):
    plan = proposal(member, lay)
    used = plan.found["uses"][0]["roll"]
    Roll.objects.filter(code=used).update(length_m=500)
    with pytest.raises(Stale, match="The rolls have changed since"):
        services_rolls.give(by=member("cutter"), plan=plan)


def test_rolls_are_chosen_again_for_a_marker_that_was_made_shorter(as_role, member, lay, stock):
    plan = proposal(member, lay)
    shorter = relaying.relay(
        lay.marker, [lay], body=lay.marker.body, length_mm=lay.marker.length_mm - 100, utilisation=0.9
    ).marker
    answer = as_role("cutter").post(f"/cutting/rolls/plans/{plan.pk}/decide/", {"to": "again"})
    job = JobRun.objects.filter(kind="give-rolls").order_by("created_at").last()
    assert answer.url == f"/jobs/{job.pk}/"
    jobs.run(str(job.pk))
    again = RollPlan.objects.select_related("factory").exclude(pk=plan.pk).get()
    services_rolls.give(by=member("cutter"), plan=again)
    lay.refresh_from_db()
    assert lay.marker == shorter
    assert sum(use.used_m for use in RollUse.objects.filter(lay=lay)) == pytest.approx(lay.fabric_m, abs=0.05)
    page = as_role("cutter").get(f"/cutting/rolls/plans/{plan.pk}/").content.decode()
    assert "Choose again" not in page
    with pytest.raises(HubError, match="has its rolls"):
        services_rolls.ask_again(by=member("cutter"), plan=plan)


def test_a_roll_is_given_once(member, lay, stock):
    first = proposal(member, lay)
    second = proposal(member, lay)
    services_rolls.give(by=member("cutter"), plan=first)
    with pytest.raises(Stale):
        services_rolls.give(by=member("cutter"), plan=second)
    with pytest.raises(HubError, match="has its rolls"):
        services_rolls.ask(by=member("cutter"), lay=lay, whole_day=False)


def test_rolls_that_do_not_suffice_are_told_in_both_languages(member, lay, stock):
    Roll.objects.exclude(code="R0").delete()
    job = asked(member, lay)
    assert job.state == "failed"
    assert all(job.error[language] for language in ("en", "zh"))
    Roll.objects.all().delete()
    error = asked(member, lay).error
    assert "in stock" in error["en"][0]
    assert lay.material in error["zh"][0]
    assert "在库布卷" in error["zh"][0]


def test_a_job_that_found_no_rolls_says_so_without_a_traceback_and_leads_on(as_role, member, lay, stock, caplog):
    Roll.objects.exclude(code="R0").delete()
    with caplog.at_level("INFO"):
        job = asked(member, lay)
    assert job.state == "failed"
    assert not any(entry.exc_info for entry in caplog.records)
    page = as_role("cutter").get(f"/jobs/{job.pk}/").content.decode()
    assert f"/cutting/rolls/?factory={lay.factory.code}" in page
    assert f'href="/cutting/lays/{lay.code}/"' in page


def test_a_new_plan_frees_the_rolls_of_lays_that_change_and_no_others(member, published, lay, stock):
    from interlock_hub.planning.publishing_bridge import markers_and_lays

    services_rolls.give(by=member("cutter"), plan=proposal(member, lay))
    given = Roll.objects.filter(state="given").count()
    markers, lays = markers_and_lays(published)
    mine = next(one for one in lays if one["code"] == lay.code)
    mine["plies"] = [["navy", 20]]
    services.take_over(markers=markers, lays=lays)
    assert Roll.objects.filter(state="given").count() == given
    mine["plies"] = [["navy", 21]]
    services.take_over(markers=markers, lays=lays)
    assert not Roll.objects.exclude(state="stock").exists()


def test_rolls_can_be_taken_back_though_one_of_their_lays_ended(as_role, member, lay, stock):
    Marker.objects.filter(pk=lay.marker_id).update(nested=False)
    plan = proposal(member, lay)
    client, address = as_role("cutter"), f"/cutting/rolls/plans/{plan.pk}/"
    assert "is only estimated" in client.get(address).content.decode()
    services_rolls.give(by=member("cutter"), plan=plan)
    RollPlan.objects.filter(pk=plan.pk).update(found=plan.found | {"lays": [*plan.found["lays"], "ended-1"]})
    page = client.get(address).content.decode()
    assert 'value="back"' in page
    assert "is only estimated" not in page


def test_a_lay_that_is_spread_gets_no_rolls(member, lay, stock):
    plan = proposal(member, lay)
    services.advance(by=member("cutter"), lay=lay, to="spread")
    with pytest.raises(HubError, match="Spread already"):
        services_rolls.ask(by=member("cutter"), lay=lay, whole_day=False)
    with pytest.raises(Stale, match="Spread already"):
        services_rolls.give(by=member("cutter"), plan=plan)


def test_a_shorter_marker_leaves_more_on_the_rolls(member, lay, stock):
    services_rolls.give(by=member("cutter"), plan=proposal(member, lay))
    before = services_rolls.left_m(Roll.objects.filter(state="given"))
    services_rolls.change_length([lay], -0.1)
    after = services_rolls.left_m(Roll.objects.filter(state="given"))
    assert sum(after.values()) - sum(before.values()) == pytest.approx(2.0, abs=0.01)
    services_rolls.change_length([lay], 10.0)
    assert not RollUse.objects.exists(), "rolls that no longer reach are free"
    assert not Roll.objects.exclude(state="stock").exists()


def test_the_page_of_a_choice_tells_figures_as_they_stand(as_role, member, lay, stock):
    plan = proposal(member, lay)
    address = f"/cutting/rolls/plans/{plan.pk}/"
    services_rolls.give(by=member("cutter"), plan=plan)
    before = as_role("cutter").get(address).context
    assert not before["stands"]["changed"]
    services_rolls.change_length([lay], -0.1)
    page = as_role("cutter").get(address)
    assert "These are the figures as they stand now" in page.content.decode()
    taken = [sum(use["used_m"] for use in one["stands"]["uses"]) for one in (before, page.context)]
    assert taken[0] - taken[1] == pytest.approx(2.0, abs=0.01)
    left = services_rolls.left_m(Roll.objects.filter(state="given"))
    assert sorted(end["left_m"] for end in page.context["ends"]) == pytest.approx(sorted(left.values()))


def test_what_shows_as_nothing_is_nothing_for_every_roll(as_role, member, lay, stock):
    plan = proposal(member, lay)
    ends = [end | {"left_m": left_m} for end, left_m in zip(plan.found["ends"], (0.0, 0.004), strict=False)]
    RollPlan.objects.filter(pk=plan.pk).update(found=plan.found | {"ends": ends})
    shown = as_role("cutter").get(f"/cutting/rolls/plans/{plan.pk}/").context["ends"]
    assert {end["fate"] for end in shown} == {"used_up"}


def test_the_lay_card_names_rolls_and_shades(as_role, member, lay, stock):
    services_rolls.give(by=member("cutter"), plan=proposal(member, lay))
    assert as_role("cutter").get(f"/cutting/lays/{lay.code}/paper/cards.pdf").content.startswith(b"%PDF")


def test_a_roll_that_is_spread_further_says_for_which_lay(as_role, member, lay, stock):
    services_rolls.give(by=member("cutter"), plan=proposal(member, lay))
    use = RollUse.objects.filter(lay=lay).first()
    later = Lay.objects.exclude(pk=lay.pk).filter(cut_on__gte=lay.cut_on).order_by("cut_on", "start_min").last()
    RollUse.objects.create(plan=use.plan, lay=later, roll=use.roll, rank=1, plies=1, used_m=0.1)
    page = as_role("cutter").get(f"/cutting/lays/{lay.code}/").content.decode()
    assert f"goes on to lay {later.code}" in page
    left = round(use.roll.length_m - use.used_m, 3)
    page = as_role("cutter").get(f"/cutting/lays/{later.code}/").content.decode()
    assert f'{left:.2f}<span class="splice">from lay {lay.code}</span>' in page
    assert f"{left - 0.1:.2f}</td>" in page
    first, last = papers_of([lay, later], {})
    (rest,) = [(roll.length_m, roll.left_m) for roll in first.rolls if roll.roll == use.roll.code]
    assert rest == (use.roll.length_m, left)
    assert (last.rolls[0].length_m, last.rolls[0].left_m) == (left, pytest.approx(left - 0.1))
    assert {roll.roll: roll.onward for roll in first.rolls}[use.roll.code] == (later.code,)
    assert {roll.roll: (roll.earlier, roll.onward) for roll in last.rolls} == {use.roll.code: ((lay.code,), ())}


def test_two_lays_that_want_a_roll_at_the_same_time_say_so(as_role, member, lay, stock):
    services_rolls.give(by=member("cutter"), plan=proposal(member, lay))
    use = RollUse.objects.filter(lay=lay).first()
    other = Lay.objects.filter(factory=lay.factory).exclude(table=lay.table).first()
    RollUse.objects.create(plan=use.plan, lay=other, roll=use.roll, rank=1, plies=1, used_m=0.1)
    said = f"Roll {use.roll.code} is wanted at the same time by lay {lay.code} on table {lay.table.code}"
    for minutes, clash in ((0, True), (lay.end_min - lay.start_min, False)):
        Lay.objects.filter(pk=other.pk).update(
            cut_on=lay.cut_on, start_min=lay.start_min + minutes, end_min=lay.end_min + minutes
        )
        assert (said in as_role("cutter").get(f"/cutting/lays/{other.code}/").content.decode()) == clash
        (paper,) = papers_of([Lay.objects.get(pk=other.pk)], {})
        assert [one.lay for roll in paper.rolls for one in roll.at_once] == [lay.code] * clash


# --- the stock ---


def entered(lay, **changes):
    return {
        "code": "K-1", "material": lay.material, "colour": "navy", "shade": "A3", "length_m": "52.5", "width_cm": "148",
        "factory": lay.factory.code, **changes,
    }  # fmt: skip


def test_a_roll_is_added_by_hand(as_role, lay):
    answer = as_role("cutter").post("/cutting/rolls/", entered(lay), follow=True)
    assert "in stock" in answer.content.decode()
    roll = Roll.objects.get()
    assert (roll.length_m, roll.width_mm, roll.factory_id) == (52.5, 1480, lay.factory_id)
    again = as_role("cutter").post("/cutting/rolls/", entered(lay))
    assert again.status_code == 400
    assert "its own number" in again.content.decode()


@pytest.mark.parametrize(
    "bad", [{"length_m": "0"}, {"length_m": "x"}, {"width_cm": "15"}, {"code": ""}, {"material": "?"}]
)
def test_a_roll_that_cannot_be_is_refused(as_role, lay, bad):
    assert as_role("cutter").post("/cutting/rolls/", entered(lay, **bad)).status_code == 400
    assert not Roll.objects.exists()


def test_a_roll_too_narrow_for_every_lay_that_waits_comes_in_with_a_warning(as_role, lay):
    client = as_role("cutter")
    Lay.objects.filter(material=lay.material).exclude(factory=lay.factory).update(material="other")
    wide = max(one.marker.width_mm for one in Lay.objects.filter(material=lay.material).select_related("marker")) / 10
    said = client.post("/cutting/rolls/", entered(lay, width_cm=f"{wide:g}"), follow=True).content.decode()
    assert "Too narrow" not in said
    said = client.post("/cutting/rolls/", entered(lay, code="K-2", width_cm="31"), follow=True).content.decode()
    assert "waits here: roll K-2. The narrowest marker takes" in said
    rows = [["Roll", "Fabric", "Colour", "Length, m", "Width, cm"]]
    rows += [[f"P{at}", lay.material, "navy", 50, 31 if at < 5 else wide] for at in range(9)]
    sent = {"file": sheet(*rows), "factory": lay.factory.code}
    answer = client.post("/cutting/rolls/sheet/", sent)
    assert "waits here: rolls P0, P1, P2 +2." in answer.content.decode()
    assert Roll.objects.count() == 2
    client.post("/cutting/rolls/sheet/", looked_at(answer, lay))
    assert Roll.objects.count() == 11


def test_a_width_in_inches_that_all_but_reaches_counts_as_the_markers(as_role, member, lay, stock):
    client = as_role("cutter")
    wide = lay.marker.width_mm
    Roll.objects.update(width_mm=wide - 1.4)
    said = client.get(f"/cutting/rolls/?factory={lay.factory.code}").content.decode()
    assert f"{wide / 10 - 0.14:.1f}" in said
    assert proposal(member, lay).found["uses"]
    Roll.objects.update(width_mm=wide - 2.1)
    assert asked(member, lay).state == "failed"


def looked_at(answer, lay):
    """What the button sends below the doubts of a sheet."""
    return {"rolls": answer.context["packed"], "factory": lay.factory.code}


def sheet(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("rolls.xlsx", out.getvalue())


def test_a_sheet_with_chinese_headers_comes_in_whole_and_goes_out_again(as_role, lay):
    client = as_role("cutter")
    rows = [["卷号", "面料", "颜色", "缸号", "长度（米）", "幅宽（cm）"]]
    rows += [[f"P{at}", lay.material, "navy", "A", 48.5 + at, 150] for at in range(30)]
    answer = client.post("/cutting/rolls/sheet/", {"file": sheet(*rows), "factory": lay.factory.code}, follow=True)
    assert "30 rolls" in answer.content.decode()
    assert Roll.objects.filter(factory=lay.factory).count() == 30
    client.post("/cutting/rolls/sheet/back/", {"batch": Roll.objects.first().batch, "factory": lay.factory.code})
    assert not Roll.objects.exists()


@pytest.fixture
def narrow(lay):
    """Markers that the rolls of every sheet are wide enough for."""
    Marker.objects.update(width_mm=1400)


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize(
    ("length", "width"),
    [
        ("长度(码)", "门幅(英寸)"),
        ("长度（码）", "门幅【英寸】"),
        ("Length (yd)", "Width (in)"),
        ("码长", "Width, inch"),
        ("Length yds", 'Usable width (net, ")'),
    ],
)
def test_yards_and_inches_of_a_header_are_converted_and_that_is_said(as_role, lay, length, width):
    rows = [["卷号", "面料", "颜色", length, width], ["P1", lay.material, "navy", 120, 58]]
    sent = {"file": sheet(*rows), "factory": lay.factory.code}
    said = as_role("cutter").post("/cutting/rolls/sheet/", sent, follow=True).content.decode()
    roll = Roll.objects.get()
    assert (roll.length_m, roll.width_mm) == (pytest.approx(120 * 0.9144), pytest.approx(58 * 25.4))
    assert f"“{length}” was converted: 1 " in said
    assert "= 0.9144 m" in said


@pytest.mark.usefixtures("narrow")
def test_a_unit_behind_a_number_goes_before_the_header_and_one_of_another_kind_is_refused(as_role, lay):
    rows = [["Roll", "Fabric", "Colour", "Length (m)", "Width (cm)"], ["P1", lay.material, "navy", "50 yd", "1480mm"]]
    client, file = as_role("cutter"), sheet(*rows)
    client.post("/cutting/rolls/sheet/", {"file": file, "factory": lay.factory.code})
    assert Roll.objects.values_list("length_m", "width_mm").get() == (45.72, 1480.0)
    rows[1] = ["P2", lay.material, "navy", "50 kg", "148"]
    answer = client.post("/cutting/rolls/sheet/", {"file": sheet(*rows), "factory": lay.factory.code})
    assert [error["cell"] for error in answer.context["found"].errors] == ["D2"]


def test_a_colour_that_no_order_asks_for_and_a_roll_without_a_lot_are_told(as_role, lay):
    fabric = Material.objects.get(code=lay.material)
    Material.objects.filter(pk=fabric.pk).update(body=fabric.body | {"by_colour": True})
    rows = [["Roll", "Fabric", "Colour", "Lot", "Length (m)"], ["P1", lay.material, "neon purple", "A", 50]]
    rows += [["P2", lay.material, "navy", "", 50], ["P3", lay.material, "navy", "A", 50]]
    sent = {"file": sheet(*rows), "factory": lay.factory.code}
    client = as_role("cutter")
    answer = client.post("/cutting/rolls/sheet/", sent)
    said = answer.content.decode()
    assert "No order asks for the colour neon purple of roll P1;" in said
    assert "No dye lot is given for roll P2;" in said
    assert not Roll.objects.exists()
    said = client.post("/cutting/rolls/sheet/", looked_at(answer, lay), follow=True).content.decode()
    assert "3 rolls of 150.0 m in all are in stock now." in said
    again = client.post("/cutting/rolls/sheet/", looked_at(answer, lay), follow=True).content.decode()
    assert "Somebody has just added one of these rolls" in again
    assert Roll.objects.count() == 3


def test_rolls_come_in_after_a_look_only_as_they_were_read_for_their_own_shop(as_role, lay, settings):
    rows = [["Roll", "Fabric", "Colour", "Length (m)"], ["P1", lay.material, "navy", 50], ["Total", "", "", 70]]
    client, sent = as_role("cutter"), {"file": sheet(*rows), "factory": lay.factory.code}
    sent = looked_at(client.post("/cutting/rolls/sheet/", sent), lay)
    row = {"code": "P2", "material": lay.material, "length_m": 9e9, "width_mm": 1500}
    others = services_roll_sheets.packed(factory=Factory.objects.exclude(pk=lay.factory_id).first(), rows=[row])
    for wrong in (sent["rolls"][:-1], others):
        said = client.post("/cutting/rolls/sheet/", sent | {"rolls": wrong}, follow=True).content.decode()
        assert "read it again" in said
    assert not Roll.objects.exists()
    client.post("/cutting/rolls/sheet/", sent)
    assert Roll.objects.get().code == "P1"


def test_a_number_that_a_spreadsheet_cut_short_is_refused(as_role, lay):
    rows = [["Roll", "Fabric", "Colour", "Length (m)"], ["1.00E+05", lay.material, "navy", 50]]
    answer = as_role("cutter").post("/cutting/rolls/sheet/", {"file": sheet(*rows), "factory": lay.factory.code})
    (error,) = answer.context["found"].errors
    assert (error["cell"], error["found"]) == ("A2", "1.00E+05")


@pytest.mark.usefixtures("narrow")
def test_of_two_widths_the_lower_is_taken_and_told(as_role, lay):
    rows = [["Roll", "Fabric", "Colour", "Length (yd)", "Width (in)"]]
    rows += [[f"P{at}", lay.material, "navy", 100, width] for at, width in enumerate(("58/59", "57-58", "148～150cm"))]
    client = as_role("cutter")
    sent = {"file": sheet(*rows), "factory": lay.factory.code}
    said = client.post("/cutting/rolls/sheet/", sent, follow=True).content.decode()
    assert [roll.width_mm for roll in Roll.objects.order_by("code")] == [1473.2, 1447.8, 1480.0]
    assert "of two widths such as 58/59 the lower is taken" in said
    rows = [rows[0], *([f"Q{at}", lay.material, "navy", 100, bad] for at, bad in enumerate(("58/120", "59/58")))]
    answer = client.post("/cutting/rolls/sheet/", {"file": sheet(*rows), "factory": lay.factory.code})
    assert [error["cell"] for error in answer.context["found"].errors] == ["E2", "E3"]


def test_a_fabric_may_be_called_by_its_name_in_either_language(as_role, lay):
    Material.objects.filter(code=lay.material).update(name="试织布 trial cloth")
    rows = [["卷号", "面料", "颜色", "长度（米）"], ["P1", "试织布", "navy", 50], ["P2", "Trial Cloth", "navy", 50]]
    as_role("cutter").post("/cutting/rolls/sheet/", {"file": sheet(*rows), "factory": lay.factory.code}, follow=True)
    assert list(Roll.objects.values_list("material", flat=True)) == [lay.material] * 2


def test_totals_are_left_out_and_told_and_so_is_one_that_differs(as_role, lay):
    def row(code, metres):
        return [code, lay.material, "navy", "A", metres, 150]

    rows = [["卷号", "面料", "颜色", "缸号", "长度（米）", "幅宽（cm）"], row("U-1", 100), row("U-2", 50.5)]
    rows += [row("小计", 150.5), row("U-3", 20), ["合计", None, None, None, "170.5 米"], [None, "Total:", "", "", 180]]
    sent = {"file": sheet(*rows), "factory": lay.factory.code}
    client = as_role("cutter")
    answer = client.post("/cutting/rolls/sheet/", sent)
    said = answer.content.decode()
    assert "The sheet has 3 rolls of 170.5 m in all. They are not in stock yet" in said
    assert not Roll.objects.exists()
    client.post("/cutting/rolls/sheet/", looked_at(answer, lay))
    assert set(Roll.objects.values_list("code", flat=True)) == {"U-1", "U-2", "U-3"}
    assert [f"Row {at} looks like a total" in said for at in (3, 4, 5, 6, 7)] == [False, True, False, True, True]
    assert "Row 7 tells 180 m; the rolls above it have 170.5 m." in said
    assert said.count(" m; the rolls above") == 1


def test_a_total_that_differs_is_told_in_the_unit_of_the_sheet(as_role, lay):
    rows = [
        ["Roll", "Fabric", "Colour", "Lot", "码长(码)"],
        *([f"Y{n}", lay.material, "navy", "A", n] for n in (90, 87.5)),
    ]
    sent = {"file": sheet(*rows, ["小计", "", "", "", 170]), "factory": lay.factory.code}
    client = as_role("cutter")
    (said,) = client.post("/cutting/rolls/sheet/", sent).context["found"].doubts
    assert said.startswith("Row 4 tells 170 码 (155.448 m); the rolls above it have 177.5 码 (162.306 m).")


def test_what_came_in_stands_before_how_it_was_read(as_role, lay):
    rows = [["Roll", "Fabric", "Colour", "Lot", "Length (yd)"], ["P1", lay.material, "navy", "", 50]]
    sent = {"file": sheet(*rows), "factory": lay.factory.code}
    said = as_role("cutter").post("/cutting/rolls/sheet/", sent, follow=True).content.decode()
    told = ["1 roll of 45.7 m is in stock now", "Take back", "<summary>How it was read: 1 note</summary>", "converted"]
    assert sorted(told, key=said.index) == told


def test_every_wrong_cell_is_named_and_nothing_comes_in(as_role, lay):
    rows = [
        ["packing list of March"],
        ["Roll", "Fabric", "Colour", "Shade", "Length (m)", "Width (cm)"],
        ["P1", lay.material, "navy", "A", 50, 150],
        ["P1", lay.material, "navy", "A", 50, 150],
        ["P2", "no such", "navy", "A", "long", 150],
        ["", lay.material, "navy", "A", 5000, 1],
    ]
    answer = as_role("cutter").post("/cutting/rolls/sheet/", {"file": sheet(*rows), "factory": lay.factory.code})
    cells = [error["cell"] for error in answer.context["found"].errors]
    assert cells == ["A4", "B5", "E5", "A6", "E6", "F6"]
    assert not Roll.objects.exists()
    page = answer.content.decode()
    assert "no roll has come in" in page


def test_errors_stand_in_the_order_of_rows_then_columns_and_are_told_at_once(as_role, lay):
    rows = [
        ["Length (m)", "Fabric", "Roll"],
        ["long", "no such", "P1"],
        ["x", lay.material, "P1"],
    ]
    answer = as_role("cutter").post("/cutting/rolls/sheet/", {"file": sheet(*rows), "factory": lay.factory.code})
    by_colour = Material.objects.get(code=lay.material).body.get("by_colour", True)
    cells = [error["cell"] for error in answer.context["found"].errors]
    assert cells == ["A2", "B2", "A3", "C3", *(["row 3"] if by_colour else [])]


def test_a_number_out_of_its_limits_is_told_the_limit_and_the_unit(as_role, lay):
    rows = [
        ["Roll", "Fabric", "Colour", "Length (m)"],
        ["P1", lay.material, "navy", 1100],
        ["P2", lay.material, "navy", 0],
    ]
    sent = {"file": sheet(*rows), "factory": lay.factory.code}
    more, less = as_role("cutter").post("/cutting/rolls/sheet/", sent).context["found"].errors
    assert (more["cell"], more["found"]) == ("D2", "1100")
    assert more["remedy"].startswith("At most 1000 m ")
    assert less["remedy"].startswith("At least 0.1 m ")


def test_a_converted_cell_out_of_its_limits_says_what_was_read(as_role, lay):
    rows = [["Roll", "Fabric", "Colour", "Length (yd)", "门幅(毫米)"], ["P1", lay.material, "navy", 1150, 150]]
    rows.append(["P2", lay.material, "navy", 50, "1 cm"])
    sent = {"file": sheet(*rows), "factory": lay.factory.code}
    errors = as_role("cutter").post("/cutting/rolls/sheet/", sent).context["found"].errors
    assert [error["found"] for error in errors] == ["1150 yd, read as 1051.56 m", "150 毫米, read as 15 cm", "1 cm"]


def test_who_opens_the_address_that_takes_an_answer_is_led_to_its_page(as_role, lay):
    client = as_role("cutter")
    for what in ("rolls", "advance"):
        answer = client.get(f"/cutting/lays/{lay.code}/{what}/", follow=True)
        assert answer.redirect_chain == [(f"/cutting/lays/{lay.code}/", 302)]
        assert answer.status_code == 200


def test_a_header_without_a_needed_column_says_which(as_role, lay):
    rows = [["packing list"], ["Roll", "Fabric", "Metres per roll"], ["P1", lay.material, 50]]
    answer = as_role("cutter").post("/cutting/rolls/sheet/", {"file": sheet(*rows), "factory": lay.factory.code})
    (error,) = answer.context["found"].errors
    assert error["cell"] == "row 2"
    assert error["expected"].endswith("Length")


@pytest.mark.parametrize("data", [b"", b"nonsense", b"PK\x03\x04broken"])
def test_a_file_without_rolls_is_told(as_role, lay, data):
    sent = {"file": SimpleUploadedFile("rolls.xlsx", data), "factory": lay.factory.code}
    answer = as_role("cutter").post("/cutting/rolls/sheet/", sent)
    assert answer.status_code == 400
    assert answer.context["found"].errors or answer.context["form"].errors


def test_the_list_is_read_back(as_role, lay, stock):
    client = as_role("cutter")
    answer = client.get(f"/cutting/rolls/rolls.xlsx?factory={lay.factory.code}")
    Roll.objects.all().delete()
    sent = {"file": SimpleUploadedFile("rolls.xlsx", answer.content), "factory": lay.factory.code}
    client.post("/cutting/rolls/sheet/", sent)
    assert Roll.objects.count() == len(stock)


def test_a_roll_that_is_not_there_goes_off_the_list(as_role, member, lay, stock):
    client = as_role("cutter")
    client.post(f"/cutting/rolls/{stock[0].pk}/drop/")
    assert Roll.objects.get(pk=stock[0].pk).state == "dropped"
    Roll.objects.filter(pk=stock[1].pk).update(state="given")
    with pytest.raises(Stale):
        services_rolls.drop(by=member("cutter"), roll=stock[1])


def test_another_shops_rolls_are_not_found(as_role, member, lay, stock):
    plan = proposal(member, lay)
    other = Organisation.objects.create(code="other", name="Other", kind="centre")
    Membership.objects.filter(pk=member("cutter").pk).update(organisation=other)
    client = as_role("cutter")
    assert not rolls_visible_to(member("cutter")).exists()
    for address in (f"/cutting/rolls/{stock[0].pk}/", f"/cutting/rolls/plans/{plan.pk}/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/cutting/rolls/{stock[0].pk}/drop/").status_code == 404
    assert client.post(f"/cutting/rolls/plans/{plan.pk}/decide/", {"to": "give"}).status_code == 404
    assert client.post(f"/cutting/lays/{lay.code}/rolls/").status_code == 404
    assert "no cutting table" in client.get("/cutting/rolls/").content.decode()
    assert as_role("owner").get("/cutting/rolls/").status_code == 403


def test_the_page_asks_for_rolls_of_the_day(as_role, member, lay, stock):
    answer = as_role("cutter").post(f"/cutting/lays/{lay.code}/rolls/", {"whole": "day"})
    job = JobRun.objects.get(kind="give-rolls")
    assert answer.url == f"/jobs/{job.pk}/"
    assert lay.code in job.given["lays"]


def test_pages_filter_and_ask_as_often_for_many_rolls_as_for_few(as_role, member, lay, stock):
    client = as_role("cutter")
    plan = proposal(member, lay)
    services_rolls.give(by=member("cutter"), plan=plan)
    pages = (
        f"/cutting/rolls/?factory={lay.factory.code}", f"/cutting/rolls/?state=given&q=R&fabric={lay.material}",
        f"/cutting/rolls/{stock[0].pk}/", f"/cutting/rolls/plans/{plan.pk}/", f"/cutting/lays/{lay.code}/",
    )  # fmt: skip
    few = [_queries(client, page) for page in pages]
    for at in range(40):
        Roll.objects.create(factory=lay.factory, code=f"M{at}", material=lay.material, length_m=50, width_mm=1500)
    assert [_queries(client, page) for page in pages] == few
    assert max(few) <= 16


def test_the_list_is_filtered_by_colour_and_shade_and_offers_the_colours_there_are(as_role, lay, stock):
    Roll.objects.filter(pk=stock[0].pk).update(colour="olive", shade="LOT-7")
    Roll.objects.exclude(pk=stock[0].pk).update(colour="navy")
    client = as_role("cutter")
    for query in ("colour=olive", "q=lot-7", "q=LOT&colour=olive"):
        page = client.get(f"/cutting/rolls/?{query}")
        assert [row["roll"].pk for row in page.context["rows"]] == [stock[0].pk]
        assert page.context["roll_colours"] == ["navy", "olive"]
    assert "No roll fits the filter" in client.get("/cutting/rolls/?colour=brick").content.decode()
    listed = load_workbook(io.BytesIO(client.get("/cutting/rolls/rolls.xlsx?colour=olive").content)).active
    assert [row[2] for row in listed.iter_rows(min_row=2, values_only=True) if row[0] == stock[0].code] == ["olive"]


def _queries(client, page):
    with CaptureQueriesContext(connection) as found:
        assert client.get(page).status_code == 200
    return len(found)


def test_an_empty_stock_says_what_to_do(as_role, lay):
    page = as_role("cutter").get("/cutting/rolls/").content.decode()
    assert "packing list" in page
    assert "No roll fits the filter" in as_role("cutter").get("/cutting/rolls/?q=zzz").content.decode()
