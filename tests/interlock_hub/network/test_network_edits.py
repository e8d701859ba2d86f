"""What owners and the operator change: once, in the ledger, and never over somebody else's change."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.models import Cluster, LedgerEntry
from interlock_hub.core.selectors import today
from interlock_hub.network import services
from interlock_hub.network.bridge import network_of_rows
from interlock_hub.network.models import CapacityChange, Closure, Factory, Line, Machine
from interlock_hub.network.selectors import own_factories

pytestmark = pytest.mark.django_db
FIELDS = {"operators": 20, "minutes_per_day": 500, "attendance_percent": 90, "price_cny_per_min": "0.41"}


@pytest.fixture
def own(member):
    return own_factories(member("owner")).first()


@pytest.fixture
def line(own):
    return own.lines.first()


def entries(factory, what):
    return LedgerEntry.objects.filter(subject="network.factory", key=factory.code, what=what)


def line_address(line):
    return f"/network/factories/{line.factory.code}/lines/{line.code}/"


def seen(line):
    return services.seen_of(services.line_values(line))


def test_an_owner_changes_a_line_and_the_ledger_has_before_and_after(as_role, own, line):
    answer = as_role("owner").post(line_address(line), {**FIELDS, "seen": seen(line)}, follow=True)
    assert "now declares" in answer.content.decode()
    before = line.operators
    line.refresh_from_db()
    assert (line.operators, line.attendance, line.price_cny_per_min) == (20, 0.9, Decimal("0.41"))
    entry = entries(own, "line changed").get()
    assert (entry.before["operators"], entry.after["operators"]) == (before, 20)


def test_a_line_that_changed_since_the_form_was_opened_is_not_overwritten(as_role, line):
    old = seen(line)
    Line.objects.filter(pk=line.pk).update(operators=33)
    answer = as_role("owner").post(line_address(line), {**FIELDS, "seen": old})
    assert answer.status_code == 409
    assert "Somebody else has just changed" in answer.content.decode()
    assert 'value="33"' in answer.content.decode()
    line.refresh_from_db()
    assert line.operators == 33


def test_two_changes_at_the_same_moment_cannot_both_win(member, line):
    stale = Line.objects.get(pk=line.pk)
    Line.objects.filter(pk=line.pk).update(operators=31)
    with pytest.raises(Stale):
        services.change_line(
            by=member("owner"), line=stale, seen=seen(stale), operators=20, minutes_per_day=500.0, attendance=0.9,
            price_cny_per_min=Decimal(1),
        )  # fmt: skip


def test_nonsense_in_the_form_is_told_at_its_field(as_role, line):
    answer = as_role("owner").post(line_address(line), {**FIELDS, "operators": 0, "seen": seen(line)})
    assert "operators" in answer.context["form"].errors
    assert not LedgerEntry.objects.filter(what="line changed").exists()


@pytest.mark.parametrize(("role", "status"), [("planner", 404), ("cutter", 404), ("official", 403), ("brand", 403)])
def test_nobody_else_changes_a_line(as_role, line, role, status):
    assert as_role(role).post(line_address(line), {**FIELDS, "seen": seen(line)}).status_code == status


def test_the_operator_changes_anyones_line(as_role, line):
    assert as_role("operator").post(line_address(line), {**FIELDS, "seen": seen(line)}).status_code == 302


def test_closed_days_are_added_once_and_reach_the_engine(as_role, own):
    from interlock_hub.core.models import Cluster

    days = {"first_on": "2026-12-24", "last_on": "2026-12-26", "reason": "festival"}
    for _time in range(2):
        as_role("owner").post(f"/network/factories/{own.code}/closures/", days)
    assert Closure.objects.filter(factory=own).count() == entries(own, "closed days added").count() == 1
    closures = network_of_rows(Cluster.objects.get())["calendar"].closures
    assert (own.code, date(2026, 12, 24)) in [(c.factory, c.first_on) for c in closures]


def test_days_the_wrong_way_round_are_refused_with_the_remedy(as_role, own):
    days = {"first_on": "2026-12-26", "last_on": "2026-12-24"}
    answer = as_role("owner").post(f"/network/factories/{own.code}/closures/", days)
    assert answer.status_code == 400
    assert "the other way round" in answer.content.decode()


def test_more_than_a_year_is_refused(member, own):
    with pytest.raises(HubError, match="longer than a year"):
        services.add_closure(by=member("owner"), factory=own, first_on=date(2026, 1, 1), last_on=date(2028, 1, 1))


def test_taking_closed_days_back_twice_is_stale(as_role, member, own):
    closure = services.add_closure(
        by=member("owner"), factory=own, first_on=date(2026, 12, 1), last_on=date(2026, 12, 2)
    )
    client, address = as_role("owner"), f"/network/factories/{own.code}/closures/{closure.pk}/remove/"
    client.post(address)
    assert not Closure.objects.filter(pk=closure.pk).exists()
    assert "taken out already" in client.post(address, follow=True).content.decode()
    assert entries(own, "closed days removed").count() == 1


def test_everyones_closed_days_are_not_a_factorys_to_take_back(member, own):
    closure = Closure.objects.create(factory=None, first_on=date(2026, 12, 1), last_on=date(2026, 12, 2))
    with pytest.raises(Stale):
        services.remove_closure(by=member("owner"), factory=own, pk=closure.pk)


def test_machines_are_counted_anew(as_role, own):
    client, address = as_role("owner"), f"/network/factories/{own.code}/machines/"
    form = client.get(address).context["form"]
    data = {"seen": form.initial["seen"], "new_kind": "laser cutter", "new_count": 2}
    data |= {name: 0 for name in form.fields if name.startswith("count_")} | {"count_0": 7}
    client.post(address, data)
    assert dict(Machine.objects.filter(factory=own).values_list("kind", "count")) == {
        form._kinds[0]: 7, "laser cutter": 2,
    }  # fmt: skip
    assert client.post(address, data).status_code == 409
    assert entries(own, "machines changed").count() == 1


def test_machines_that_stay_the_same_leave_no_entry(member, own):
    counts = services.machine_values(own)
    services.set_machines(by=member("owner"), factory=own, seen=services.seen_of(counts), counts=counts)
    assert not entries(own, "machines changed").exists()


def test_a_standing_line_is_told_once_to_the_engine_and_can_be_taken_back(as_role, own, line):
    from interlock_hub.core.models import Cluster

    days = {
        "factory": own.code,
        "line": line.code,
        "first_on": "2026-12-01",
        "last_on": "2026-12-03",
        "reason": "power",
    }
    for _time in range(2):
        assert as_role("owner").post("/network/mine/stands/", days).status_code == 302
    changes = network_of_rows(Cluster.objects.get())["capacity_changes"]
    assert [(c.line, c.share) for c in changes] == [(line.code, 0.0)]
    change = CapacityChange.objects.get()
    as_role("owner").post(f"/network/factories/{own.code}/changes/{change.pk}/remove/", {"from": "mine"})
    assert not CapacityChange.objects.exists()
    assert entries(own, "line runs again").count() == 1


def test_the_whole_factory_can_be_closed_from_the_phone(as_role, own):
    days = {"factory": own.code, "line": "", "first_on": today().isoformat(), "last_on": today().isoformat()}
    answer = as_role("owner").post("/network/mine/stands/", days, follow=True)
    assert "Closed today" in answer.content.decode()
    assert answer.context["today_h"] == 0


def test_an_owner_reads_the_day_in_hours(as_role, own):
    answer = as_role("owner").get("/network/mine/")
    assert answer.context["usual_h"] * 60 == pytest.approx(sum(line.declared_min_per_day for line in own.lines.all()))
    assert "hours of sewing" in answer.content.decode()
    assert "standard minutes" not in answer.content.decode()


@pytest.mark.parametrize("wrong", [{"line": "no such line"}, {"factory": "C01"}])
def test_a_line_or_factory_of_somebody_else_cannot_be_stopped(as_role, own, wrong):
    days = {"factory": own.code, "line": "", "first_on": "2026-12-01", "last_on": "2026-12-03", **wrong}
    assert as_role("owner").post("/network/mine/stands/", days).status_code == 404


def test_stopping_a_line_the_wrong_way_round_keeps_the_form(as_role, own):
    days = {"factory": own.code, "line": "", "first_on": "2026-12-03", "last_on": "2026-12-01"}
    answer = as_role("owner").post("/network/mine/stands/", days)
    assert answer.status_code == 400
    assert "the other way round" in answer.content.decode()


@pytest.mark.parametrize("which", ["line", "factory"])
def test_a_stop_that_is_over_is_refused_at_its_date(as_role, own, line, which):
    days = {"factory": own.code, "line": line.code if which == "line" else ""}
    over = {"first_on": today() - timedelta(9), "last_on": today() - timedelta(1)}
    answer = as_role("owner").post("/network/mine/stands/", {**days, **over})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["last_on"])
    assert "have passed already" in answer.content.decode()
    assert not CapacityChange.objects.exists()
    running = {"first_on": today() - timedelta(9), "last_on": today()}
    assert as_role("owner").post("/network/mine/stands/", {**days, **running}).status_code == 302


def test_a_day_of_rest_and_the_next_stop_are_told_on_top(as_role, own, line):
    cluster = Cluster.objects.get()
    cluster.rest_weekdays = [today().weekday()]
    cluster.save()
    Closure.objects.all().delete()
    client = as_role("owner")
    answer = client.get("/network/mine/")
    assert answer.context["today_h"] == 0
    said = answer.content.decode()
    assert "Today is a day of rest" in said
    assert "No closed days ahead" in said
    days = {"first_on": today() + timedelta(2), "last_on": today() + timedelta(4)}
    client.post("/network/mine/stands/", {"factory": own.code, "line": line.code, **days})
    said = client.get("/network/mine/").content.decode()
    assert f"Line {line.code} stands next on" in said
    assert "No closed days ahead" not in said


def test_attendance_of_today_lowers_the_line_and_full_attendance_takes_it_back(as_role, own, line):
    client, address = as_role("owner"), f"/network/mine/lines/{line.code}/present/"
    client.post(address, {"present": 5})
    change = CapacityChange.objects.get()
    assert (change.first_on, change.last_on) == (today(), today())
    assert change.share == pytest.approx(5 / (line.operators * line.attendance), abs=1e-3)
    shown = client.get("/network/mine/").context["lines"]
    assert next(found for found in shown if found["row"] == line)["present"] == 5
    client.post(address, {"present": line.operators})
    assert not CapacityChange.objects.exists()
    assert entries(own, "all hands are there").count() == 1


@pytest.mark.parametrize("said", ["many", "100000", "999"])
def test_attendance_that_cannot_be_is_refused(as_role, line, said):
    answer = as_role("owner").post(f"/network/mine/lines/{line.code}/present/", {"present": said}, follow=True)
    assert not CapacityChange.objects.exists()
    assert 'role="status"' in answer.content.decode()


def test_my_factory_is_only_my_own(as_role, own):
    client = as_role("owner")
    assert client.get("/network/mine/").context["factory"] == own
    assert client.get("/network/mine/?factory=C01").status_code == 404
    assert "runs no factory" in as_role("operator").get("/network/mine/").content.decode()


def test_days_that_have_passed_are_not_shown(as_role, own):
    Closure.objects.create(factory=own, first_on=today() - timedelta(9), last_on=today() - timedelta(8))
    assert as_role("owner").get("/network/mine/").context["closures"] == []


def test_every_kind_of_change_shows_in_the_history_in_chinese(as_role, member, own, line):
    services.tell_line_stands(by=member("owner"), line=line, first_on=today(), last_on=today())
    client = as_role("owner")
    client.cookies["django_language"] = "zh-hans"
    assert "生产线停线" in client.get(f"/network/factories/{own.code}/").content.decode()
    assert Factory.objects.filter(pk=own.pk).exists()
