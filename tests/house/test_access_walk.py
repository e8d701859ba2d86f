"""Every address of the site declares who may open it, and keeps to it."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from hub_walk import Address, addresses, url_of

from interlock_hub.core.access import Rule
from interlock_hub.core.models import Membership, Role

ADDRESSES = sorted(addresses(), key=lambda a: a.name)
PEOPLE = {
    Role.OPERATOR: "operator", Role.PLANNER: "planner", Role.CUTTER: "cutter", Role.OWNER: "owner1",
    Role.BRAND: "brand", Role.OFFICIAL: "official", Role.SELLER: "seller", Role.INSPECTOR: "inspector",
    Role.DRIVER: "driver",
}  # fmt: skip


def opened(browser: Client, address: Address) -> HttpResponse:
    """The answer, its file read and closed where it is one."""
    answer = browser.get(url_of(address))
    if answer.streaming:
        assert b"".join(answer.streaming_content)
    answer.close()
    return answer


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda a: a.name)
def test_an_address_declares_who_may_open_it(address: Address) -> None:
    assert isinstance(getattr(address.view, "access", None), Rule), f"{address.name}: put @access(...) on its view"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES, ids=lambda a: a.name)
def test_a_stranger_is_sent_to_the_login(address: Address) -> None:
    answer = opened(Client(), address)
    if address.view.access.public:
        assert answer.status_code in (200, 302, 410)
    else:
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login/")


@pytest.mark.django_db
@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("address", ADDRESSES, ids=lambda a: a.name)
def test_a_role_opens_what_it_may_and_nothing_else(address: Address, role: str) -> None:
    member = Membership.objects.get(person__username=PEOPLE[Role(role)])
    browser = Client()
    browser.force_login(member.person, backend="django.contrib.auth.backends.ModelBackend")
    answer = opened(browser, address)
    if address.view.access.allows(member):
        # 404: the row in the address is another organisation's. What only takes things sent leads to a page.
        assert answer.status_code in (200, 204, 302, 304, 400, 404, 409, 410)
    else:
        assert answer.status_code == 403
