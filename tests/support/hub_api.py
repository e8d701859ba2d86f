"""A program that calls the API with a key."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from interlock_hub.core.models import Membership
from interlock_hub.core.services import SCOPES, make_token

Program = Callable[..., Any]


def program_of(member: Membership, *scopes: str, language: str = "en") -> Program:
    """Return a function that calls an address of the API with a key of the member."""
    secret = make_token(member=member, name="test", scopes=list(scopes or SCOPES))
    headers = {"authorization": f"Bearer {secret}", "accept-language": language}

    def call(address: str, sent: Any = None, **query: Any) -> Any:
        browser = Client()
        if sent is None:
            return browser.get(f"/api/v1/{address}", query, headers=headers)
        body = sent if isinstance(sent, bytes) else json.dumps(sent)
        return browser.post(f"/api/v1/{address}", body, content_type="application/json", headers=headers)

    return call


@pytest.fixture
def program(member: Callable[[str], Membership]) -> Callable[..., Program]:
    """A program by role, with all scopes or some."""
    return lambda role, *scopes, **more: program_of(member(role), *scopes, **more)
