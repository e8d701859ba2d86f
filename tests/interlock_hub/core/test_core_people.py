"""People come in by an invitation, with a password that is hard to guess, and work under their memberships."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.forms import Select
from django.test import Client
from django.test.html import parse_html
from django.utils import timezone

from interlock_hub.core import services_people
from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.forms import LongSelect
from interlock_hub.core.models import Invitation, LedgerEntry, Membership, Person, Role
from interlock_hub.core.services import (
    accept_invitation,
    invite,
    join,
    make_member,
    make_token,
    open_invitation,
)

Members = Callable[[str], Membership]
GOOD = "twill-felt-918273"


def invited(by: Membership, role: str = Role.PLANNER) -> str:
    return invite(by=by, organisation=by.organisation, role=role)


def test_an_invitation_makes_whoever_opens_it_a_member_once(member: Members) -> None:
    secret = invited(member("planner"))
    browser = Client()
    assert browser.get(f"/invitation/{secret}/").status_code == 200
    said = {"name": "Wang Fang", "username": "wangfang", "password": GOOD}
    assert browser.post(f"/invitation/{secret}/", said).status_code == 302
    made = Membership.objects.get(person__username="wangfang")
    assert (made.organisation, made.role) == (member("planner").organisation, Role.PLANNER)
    assert browser.get("/").status_code == 200
    again = Client().post(f"/invitation/{secret}/", {**said, "username": "other"})
    assert again.status_code == 410
    assert 'href="/login/"' in again.content.decode()
    assert not Person.objects.filter(username="other").exists()


def test_an_invitation_runs_out(member: Members) -> None:
    secret = invited(member("planner"))
    Invitation.objects.update(expires_at=timezone.now())
    gone = Client(headers={"accept-language": "en"}).get(f"/invitation/{secret}/")
    assert gone.status_code == 410
    assert "came in by it already" not in gone.content.decode()
    with pytest.raises(Stale):
        accept_invitation(secret=secret, username="late", password=GOOD, name="")


def test_the_secret_of_an_invitation_is_not_kept(member: Members) -> None:
    secret = invited(member("planner"))
    assert all(secret not in str(value) for row in Invitation.objects.values() for value in row.values())
    assert open_invitation(secret) is not None
    assert open_invitation(secret + "x") is None


@pytest.mark.parametrize("password", ["short-1", "1234567890123", "password123", "wangfang12"])
def test_a_password_that_is_easy_to_guess_is_refused(member: Members, password: str) -> None:
    secret = invited(member("planner"))
    answer = Client().post(f"/invitation/{secret}/", {"name": "W", "username": "wangfang", "password": password})
    assert answer.status_code == 200
    assert not Person.objects.filter(username="wangfang").exists()
    assert open_invitation(secret) is not None


def test_what_is_wrong_with_a_password_is_said_in_chinese(member: Members) -> None:
    secret = invited(member("planner"))
    said = {"name": "王芳", "username": "wangfang", "password": "x7-k"}
    page = Client(headers={"accept-language": "zh"}).post(f"/invitation/{secret}/", said).content.decode()
    assert "密码太短，至少要 10 个字符。" in page
    assert "too short" not in page


@pytest.mark.parametrize("name", ["wang fang", "a/b", "<b>", "a\x07b"])
def test_a_login_name_of_other_signs_is_refused(member: Members, name: str) -> None:
    secret = invited(member("planner"))
    said = {"name": "W", "username": name, "password": GOOD}
    page = Client(headers={"accept-language": "en"}).post(f"/invitation/{secret}/", said).content.decode()
    assert "letters, digits and . _ - @ + only" in page
    assert open_invitation(secret) is not None


def test_a_login_name_that_is_taken_leaves_the_invitation_open(member: Members) -> None:
    secret = invited(member("planner"))
    answer = Client(headers={"accept-language": "en"}).post(
        f"/invitation/{secret}/", {"name": "W", "username": "operator", "password": GOOD}
    )
    assert "taken" in answer.content.decode()
    assert open_invitation(secret) is not None


def test_people_invite_to_their_own_organisation_and_role_only(member: Members) -> None:
    planner, owner = member("planner"), member("owner")
    for organisation, role in ((planner.organisation, Role.OPERATOR), (owner.organisation, Role.PLANNER)):
        with pytest.raises(HubError, match="own organisation"):
            invite(by=planner, organisation=organisation, role=role)
    with pytest.raises(HubError):
        invited(member("official"), Role.OFFICIAL)
    assert invite(by=member("operator"), organisation=owner.organisation, role=Role.OWNER)


def test_the_page_of_people_gives_a_link_that_works(member: Members, as_role: Callable[[str], Client]) -> None:
    answer = as_role("planner").post(
        "/people/", {"name": "", "organisation": member("planner").organisation_id, "role": Role.PLANNER}
    )
    link = answer.content.decode().split("<code>")[1].split("</code>")[0]
    assert Client().get(link.removeprefix("http://testserver")).status_code == 200


def test_the_page_of_people_refuses_another_organisation(member: Members, as_role: Callable[[str], Client]) -> None:
    answer = as_role("planner").post(
        "/people/", {"organisation": member("owner").organisation_id, "role": Role.PLANNER}
    )
    assert answer.status_code == 200
    assert "<code>" not in answer.content.decode()
    assert not Invitation.objects.exists()


def test_someone_who_left_sees_nothing_and_joins_again(member: Members, as_role: Callable[[str], Client]) -> None:
    planner = member("planner")
    browser = as_role("planner")
    joined = LedgerEntry.objects.filter(what="member joined", key=planner.organisation.code)
    before = joined.count()
    Membership.objects.filter(pk=planner.pk).update(active=False)
    assert browser.get("/orders/").status_code == 403
    join(person=planner.person, organisation=planner.organisation, role=planner.role, by=member("operator"))
    assert browser.get("/orders/").status_code == 200
    assert Membership.objects.filter(person=planner.person).count() == 1
    assert joined.count() == before + 1


def test_a_person_works_as_one_of_their_memberships(member: Members, as_role: Callable[[str], Client]) -> None:
    planner, browser = member("planner"), as_role("planner")
    other = join(person=planner.person, organisation=member("owner").organisation, role=Role.OWNER)
    assert browser.get("/orders/").status_code == 200
    assert browser.post(f"/people/as/{other.pk}/").status_code == 302
    assert browser.get("/orders/").status_code == 403
    assert browser.post(f"/people/as/{member('operator').pk}/").status_code == 404


def test_a_new_person_needs_a_good_password(member: Members) -> None:
    with pytest.raises(HubError):
        make_member(username="x", password="123", organisation=member("planner").organisation, role=Role.PLANNER)
    assert not Person.objects.filter(username="x").exists()


@pytest.fixture
def colleague(member: Members) -> Membership:
    return make_member(
        username="colleague", password=GOOD, organisation=member("planner").organisation, role=Role.PLANNER
    )


def logged_in(username: str) -> Client:
    browser = Client()
    browser.force_login(Person.objects.get(username=username))
    return browser


def test_who_is_taken_out_is_out_at_once_with_open_pages_and_keys(
    member: Members, as_role: Callable[[str], Client], colleague: Membership
) -> None:
    browser = logged_in("colleague")
    key = make_token(member=colleague, name="k", scopes=["orders:read"])
    asked = {"authorization": f"Bearer {key}"}
    assert browser.get("/orders/").status_code == 200
    assert Client().get("/api/v1/orders", headers=asked).status_code == 200
    page = as_role("planner").post(f"/people/{colleague.pk}/out/", follow=True).content.decode()
    assert "colleague is taken out" in page
    assert browser.get("/orders/").status_code != 200
    assert Client().get("/api/v1/orders", headers=asked).status_code == 401
    as_role("planner").post(f"/people/{colleague.pk}/in/")
    assert browser.get("/orders/").status_code == 200
    assert Client().get("/api/v1/orders", headers=asked).status_code == 401, "keys stay revoked"


def test_nobody_takes_out_strangers_themselves_or_the_last_operator(
    member: Members, as_role: Callable[[str], Client], colleague: Membership
) -> None:
    planner, owner, operator = member("planner"), member("owner"), member("operator")
    assert as_role("owner").post(f"/people/{colleague.pk}/out/").status_code == 404
    assert as_role("planner").post(f"/people/{owner.pk}/out/").status_code == 404
    for one in (planner, operator):
        with pytest.raises(HubError):
            services_people.take_out(by=one, member=one)
    second = make_member(username="second", password=GOOD, organisation=operator.organisation, role=Role.OPERATOR)
    services_people.take_out(by=second, member=operator)
    Membership.objects.filter(pk=second.pk).update(active=True)
    with pytest.raises(HubError):
        services_people.take_out(by=operator, member=second)


def test_a_new_password_is_set_by_a_link_once(
    as_role: Callable[[str], Client], colleague: Membership, member: Members
) -> None:
    page = as_role("planner").post(f"/people/{colleague.pk}/password/").content.decode()
    address = page.split("<code>")[1].split("</code>")[0].removeprefix("http://testserver")
    said = {"new_password1": "felt-serge-775511", "new_password2": "felt-serge-775511"}
    assert Client().post(address, {**said, "new_password2": "other"}).status_code == 200
    assert Client().post(address, said).status_code == 302
    assert Client().post(address, said).status_code == 410
    assert Person.objects.get(username="colleague").check_password("felt-serge-775511")
    assert Client().get("/password/zzz/abc/").status_code == 410
    join(person=colleague.person, organisation=member("owner").organisation, role=Role.OWNER)
    with pytest.raises(HubError):  # who works elsewhere, too, is the operator's
        services_people.new_password_link(by=member("planner"), member=colleague)


def test_one_changes_ones_own_password_and_stays_logged_in(colleague: Membership) -> None:
    here, there = logged_in("colleague"), logged_in("colleague")
    said = {"new_password1": "felt-serge-775511", "new_password2": "felt-serge-775511"}
    assert here.post("/password/", {**said, "old_password": "wrong"}).status_code == 200
    assert here.post("/password/", {**said, "old_password": GOOD}).status_code == 302
    assert here.get("/orders/").status_code == 200
    assert there.get("/orders/").status_code != 200


def test_an_invitation_is_called_back_by_its_own_firm(member: Members, as_role: Callable[[str], Client]) -> None:
    secret = invited(member("planner"))
    (found,) = Invitation.objects.filter(used_at=None)
    as_role("owner").post(f"/people/invitations/{found.pk}/back/")
    assert open_invitation(secret) is not None
    page = as_role("planner").post(f"/people/invitations/{found.pk}/back/", follow=True)
    assert "is called back" in page.content.decode()
    assert open_invitation(secret) is None


def test_nobody_is_invited_to_run_the_cluster_from_within_a_firm(member: Members) -> None:
    firm = member("owner").organisation
    for role in (Role.OPERATOR, Role.OFFICIAL, Role.BRAND):
        with pytest.raises(HubError):
            invite(by=member("operator"), organisation=firm, role=role)


def test_a_long_choice_is_written_as_any_other() -> None:
    choices = [("", "choose <one>"), ("1", "Works & Sons"), ("2", '"Two"')]
    attrs = {"id": "id_firm", "required": True}
    for value in ("2", None, ""):
        written = LongSelect(choices=choices).render("firm", value, attrs)
        assert parse_html(written) == parse_html(Select(choices=choices).render("firm", value, attrs))
