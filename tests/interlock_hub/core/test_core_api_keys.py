"""Keys for programs: made once, cut down to scopes, ended at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hub_api import program, program_of

from interlock_hub.core.errors import HubError
from interlock_hub.core.models import ApiToken, LedgerEntry, Membership
from interlock_hub.core.services import make_token
from interlock_hub.core.tokens import revoke

__all__ = ["program"]


def status(member: Membership, secret: str) -> int:
    return Client().get("/api/v1/factories", headers={"authorization": f"Bearer {secret}"}).status_code


@pytest.fixture
def planner(member: Callable[[str], Membership]) -> Membership:
    return member("planner")


def test_a_key_opens_until_it_is_revoked(planner: Membership) -> None:
    secret = make_token(member=planner, name="erp", scopes=["network:read"])
    assert status(planner, secret) == 200
    token = ApiToken.objects.get(name="erp")
    revoke(by=planner, token=token)
    revoke(by=planner, token=token)
    assert status(planner, secret) == 401
    assert LedgerEntry.objects.filter(what="token revoked").count() == 1


def test_a_key_that_has_run_out_opens_nothing(planner: Membership) -> None:
    secret = make_token(member=planner, name="erp", scopes=["network:read"], days=1)
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert status(planner, secret) == 401


def test_a_key_without_end_opens(planner: Membership) -> None:
    assert status(planner, make_token(member=planner, name="erp", scopes=["network:read"], days=None)) == 200


@pytest.mark.parametrize("ended", ["membership", "person"])
def test_a_key_of_someone_who_left_opens_nothing(planner: Membership, ended: str) -> None:
    secret = make_token(member=planner, name="erp", scopes=["network:read"])
    if ended == "membership":
        Membership.objects.filter(pk=planner.pk).update(active=False)
    else:
        type(planner.person).objects.filter(pk=planner.person_id).update(is_active=False)
    assert status(planner, secret) == 401


def test_the_secret_itself_is_nowhere_in_the_database(planner: Membership) -> None:
    secret = make_token(member=planner, name="erp", scopes=["network:read"])
    row = ApiToken.objects.filter(name="erp").values().get()
    assert all(secret not in str(value) for value in row.values())


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YWJj", "Bearer ilk_\u00e9", "ilk_abc"])
def test_a_header_that_bears_no_key_is_refused(db: None, header: str) -> None:
    assert Client().get("/api/v1/factories", headers={"authorization": header}).status_code == 401


def test_the_last_use_is_noted_at_most_once_a_minute(planner: Membership) -> None:
    secret = make_token(member=planner, name="erp", scopes=["network:read"])
    status(planner, secret)
    first = ApiToken.objects.get(name="erp").last_used_at
    status(planner, secret)
    assert first is not None
    assert ApiToken.objects.get(name="erp").last_used_at == first
    ApiToken.objects.update(last_used_at=first - timedelta(minutes=2))
    status(planner, secret)
    assert ApiToken.objects.get(name="erp").last_used_at > first - timedelta(minutes=1)


@pytest.mark.parametrize("scopes", [[], ["everything"]])
def test_a_key_needs_scopes_that_exist(planner: Membership, scopes: list[str]) -> None:
    with pytest.raises(HubError, match="network:read"):
        make_token(member=planner, name="erp", scopes=scopes)


def test_the_page_makes_a_key_shows_it_once_and_revokes_it(as_role: Callable[[str], Client]) -> None:
    browser = as_role("planner")
    said = {"name": "erp", "scopes": ["network:read", "orders:read"], "days": "30"}
    made = browser.post("/tokens/", said)
    assert made.status_code == 200
    assert made["Cache-Control"] == "no-store"
    secret = made.content.decode().split("<code>")[1].split("</code>")[0]
    assert Client().get("/api/v1/orders", headers={"authorization": f"Bearer {secret}"}).status_code == 200
    again = browser.get("/tokens/").content.decode()
    assert secret not in again
    assert "erp" in again
    token = ApiToken.objects.get(name="erp")
    assert browser.post(f"/tokens/{token.pk}/revoke/").status_code == 302
    assert Client().get("/api/v1/orders", headers={"authorization": f"Bearer {secret}"}).status_code == 401
    assert LedgerEntry.objects.filter(what__in=["token made", "token revoked"]).count() == 2


def test_the_page_says_what_a_key_lacks(as_role: Callable[[str], Client]) -> None:
    answer = as_role("planner").post("/tokens/", {"name": "erp", "days": "30"})
    assert answer.status_code == 400
    assert not ApiToken.objects.exists()


def test_nobody_revokes_anothers_key(as_role: Callable[[str], Client], planner: Membership) -> None:
    make_token(member=planner, name="erp", scopes=["network:read"])
    token = ApiToken.objects.get(name="erp")
    assert as_role("operator").post(f"/tokens/{token.pk}/revoke/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_two_keys_are_not_mixed_up(member: Callable[[str], Membership]) -> None:
    brand, planner = program_of(member("brand")), program_of(member("planner"))
    mine: set[Any] = {row["customer"] for row in brand("orders", state="all").json()["items"]}
    assert mine == {member("brand").organisation.name}
    assert {row["number"] for row in planner("orders", state="all").json()["items"]}
