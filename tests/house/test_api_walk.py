"""Every operation of the API declares its scopes and roles, and keeps to them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from interlock_hub.core import services
from interlock_hub.core.api import Key
from interlock_hub.core.models import JobRun, Membership, Role
from interlock_hub.cutting.models import BetterMarker, Lay, Marker, PoolShare
from interlock_hub.network.models import Factory
from interlock_hub.orders.models import Order, Style
from interlock_hub.planning.models import LotOffer, PlanVersion
from interlock_hub.site.api import api

ROLES = (Role.OPERATOR, Role.PLANNER, Role.CUTTER, Role.OWNER, Role.BRAND, Role.OFFICIAL)
OPEN_TO_ALL = {"/health"}


@dataclass(frozen=True)
class Call:
    """An operation of the API."""

    path: str
    method: str
    operation: Any

    @property
    def key(self) -> Key | None:
        keys = [callback for callback in self.operation.auth_callbacks if isinstance(callback, Key)]
        return keys[0] if keys else None


def calls() -> Iterator[Call]:
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    yield Call(prefix + path, method, operation)


CALLS = sorted(calls(), key=lambda call: (call.path, call.method))
BODIES: dict[str, dict[str, Any]] = {
    "/promises": {"style": "?", "due_on": "2027-03-01", "quantities": [{"colour": "red", "size": "M", "pieces": 9}]},
    "/promises/{job_id}/hold": {"way": "cheapest"},
    "/plans": {"policy": "fairest"},
    "/offers/{offer_id}/decline": {"reason": "full"},
    "/offers/{offer_id}/take-back": {"answered_at": "2026-11-23T08:00:00Z"},
    "/orders/{number}/cancel": {"reason": "asked"},
    "/lays/{code}/state": {"to": "spread", "estimated": True},
    "/rolls": {"factory": "?", "code": "R1", "material": "?", "length_m": 50, "width_mm": 1500},
    "/shares/{share_id}/answer": {"agrees": True},
}


def address(path: str) -> str:
    """The address with the first row of its kind, whoever's that is."""
    room = path.strip("/").split("/")[0]
    rows: dict[str, tuple[Any, str]] = {
        "factories": (Factory, "code"), "orders": (Order, "number"), "plans": (PlanVersion, "number"),
        "offers": (LotOffer, "pk"), "lays": (Lay, "code"), "markers": (Marker, "code"),
        "better-markers": (BetterMarker, "pk"), "cut-plans": (Order, "number"), "shares": (PoolShare, "pk"),
    }  # fmt: skip
    if room in rows:
        model, field = rows[room]
        value: Any = model.objects.order_by("pk").values_list(field, flat=True).first() or 1
    else:
        value = JobRun.objects.values_list("pk", flat=True).first() or "00000000-0000-0000-0000-000000000000"
    start, brace, rest = path.partition("{")
    end = rest.partition("}")[2].replace("{answer}", "take")
    return "/api/v1" + (f"{start}{value}{end}" if brace else path)


def ask(call: Call, secret: str = "", browser: Client | None = None) -> Any:
    headers = {"accept-language": "en", **({"authorization": f"Bearer {secret}"} if secret else {})}
    body = BODIES.get(call.path.replace("path:", ""), {})
    if call.path == "/promises":
        body = {**body, "style": Style.objects.values_list("code", flat=True).first()}
    sent = {"data": json.dumps(body), "content_type": "application/json"} if call.method == "POST" else {}
    return (browser or Client()).generic(call.method, address(call.path), headers=headers, **sent)


def name(call: Call) -> str:
    return f"{call.method} {call.path}"


@pytest.mark.parametrize("call", CALLS, ids=name)
def test_an_operation_declares_its_scopes_and_roles(call: Call) -> None:
    if call.path in OPEN_TO_ALL:
        return
    assert call.key is not None, f"{name(call)}: declare **needs(...)"
    assert call.key.scopes
    assert set(call.key.scopes) <= set(services.SCOPES)
    writes = {scope for scope in call.key.scopes if not scope.endswith(":read")}
    assert writes if call.method == "POST" else set(call.key.scopes) - writes


@pytest.mark.django_db
@pytest.mark.parametrize("call", CALLS, ids=name)
def test_a_stranger_gets_a_401_that_says_what_to_do(call: Call) -> None:
    answer = ask(call)
    if call.path in OPEN_TO_ALL:
        assert answer.status_code == 200
        return
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert "Bearer" in answer.json()["errors"][0]["message"]


@pytest.mark.django_db
@pytest.mark.parametrize("call", [c for c in CALLS if c.key], ids=name)
def test_a_login_in_the_browser_opens_nothing_of_the_api(call: Call, as_role: Callable[[str], Client]) -> None:
    assert ask(call, browser=as_role(Role.OPERATOR)).status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("call", [c for c in CALLS if c.key], ids=name)
def test_a_key_opens_what_its_role_may_and_nothing_else(
    call: Call, role: str, member: Callable[[str], Membership]
) -> None:
    holder = member(role)
    secret = services.make_token(member=holder, name="all", scopes=list(services.SCOPES))
    answer = ask(call, secret)
    assert call.key is not None
    if call.key.rule.allows(holder):
        # 403, 404: the row in the address is another organisation's; 409: it is past that state.
        assert answer.status_code in (200, 202, 400, 403, 404, 409)
    else:
        assert answer.status_code == 403
    if answer.status_code >= 400:
        errors = answer.json()["errors"]
        assert errors
        assert all(set(error) == {"where", "found", "message"} and error["message"] for error in errors)


@pytest.mark.django_db
@pytest.mark.parametrize("call", [c for c in CALLS if c.key], ids=name)
def test_a_key_without_the_scope_is_refused_whatever_its_role(call: Call, member: Callable[[str], Membership]) -> None:
    assert call.key is not None
    others = [scope for scope in services.SCOPES if scope not in call.key.scopes]
    secret = services.make_token(member=member(Role.OPERATOR), name="others", scopes=others)
    answer = ask(call, secret)
    assert answer.status_code == 403
    assert call.key.scopes[0] in answer.json()["errors"][0]["message"]
