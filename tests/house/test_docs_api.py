"""The examples of docs/api.md are asked as they stand, and answer in the form that is written there."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from interlock_hub.core.models import Membership, Role
from interlock_hub.core.selectors import today
from interlock_hub.core.services import SCOPES, make_token
from interlock_hub.planning.models import LotOffer
from interlock_hub.site.api import api

DOC = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```sh\n(.*?)```\s*```json\n(.*?)```", DOC, re.S)


def ask(command: str, key: str, **facts: str) -> Any:
    command = command.replace("\\\n", " ").replace("$SITE", "").replace("$KEY", key)
    for name, value in facts.items():
        command = command.replace(f"${name}", value)
    words = shlex.split(command)
    assert words[:2] == ["curl", "-s"]
    method, address, headers, sent = "GET", "", {}, ""
    rest = iter(words[2:])
    for word in rest:
        if word == "-X":
            method = next(rest)
        elif word == "-H":
            name, _colon, value = next(rest).partition(": ")
            headers[name] = value
        elif word == "-d":
            sent = next(rest)
        else:
            address = word
    return Client().generic(method, address, sent, headers.pop("Content-Type", "application/json"), headers=headers)


def form(value: Any) -> Any:
    """The form of an answer: names and kinds, the first row for all."""
    if isinstance(value, dict):
        return {name: form(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [form(value[0])] if value else []
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__


def fits(written: Any, found: Any) -> bool:
    """Whether an answer has the form written; what may be null or empty fits both."""
    if isinstance(written, dict) and isinstance(found, dict):
        return set(written) == set(found) and all(fits(written[name], found[name]) for name in written)
    if isinstance(written, list) and isinstance(found, list):
        return not written or not found or fits(written[0], found[0])
    return written == found or "NoneType" in (written, found)


MINE = [example for example in EXAMPLES if "$OFFER" in example[0]]
EXAMPLES = [example for example in EXAMPLES if example not in MINE]


@pytest.mark.django_db
def test_the_example_of_a_lot_that_is_given_back_answers_as_written() -> None:
    offer = LotOffer.objects.filter(state="open", organisation__memberships__role=Role.OWNER).order_by("id")[0]
    LotOffer.objects.filter(pk=offer.pk).update(start_on=today() + timedelta(days=3))
    owner = Membership.objects.filter(organisation=offer.organisation, role=Role.OWNER)[0]
    key = make_token(member=owner, name="docs", scopes=["offers:answer"])
    sent = {"Authorization": f"Bearer {key}"}
    taken = Client().post(f"/api/v1/offers/{offer.pk}/accept", headers=sent).json()
    assert (taken["state"], bool(taken["undo_until"])) == ("accepted", True)
    ((command, answer),) = MINE
    facts = {"OFFER": str(offer.pk), "ANSWERED_AT": taken["answered_at"]}
    found = ask(command, key, **facts).json()
    assert fits(form(json.loads(answer)), form(found)), f"{found}"
    assert found["state"] == "open"
    assert ask(command, key, **facts).json()["state"] == "open"  # once more changes nothing
    again = Client().post(f"/api/v1/offers/{offer.pk}/accept", headers=sent).json()
    assert ask(command, key, **facts).status_code == 409  # and never undoes a later answer
    assert again["state"] == LotOffer.objects.get(pk=offer.pk).state == "accepted"


@pytest.mark.django_db
@pytest.mark.parametrize(("command", "answer"), EXAMPLES, ids=[command.split('"')[1] for command, _json in EXAMPLES])
def test_an_example_answers_as_written(member: Callable[[str], Membership], command: str, answer: str) -> None:
    key = make_token(member=member("operator"), name="docs", scopes=list(SCOPES))
    found = ask(command, key)
    assert found.status_code in (200, 202, 422)
    written, told = json.loads(answer), found.json()
    assert fits(form(written), form(told)), f"{told}"
    if written.get("errors"):
        assert told == written


def test_there_are_examples_and_every_scope_is_explained() -> None:
    assert len(EXAMPLES) >= 8
    assert all(f"| `{scope}` |" in DOC for scope in SCOPES)


def test_the_addresses_that_are_named_exist() -> None:
    known = {re.sub(r"{\w+}", "{}", path) for path in api.get_openapi_schema(path_prefix="/")["paths"]}
    named = re.findall(r"`(?:GET |POST )?(/(?:plans|events|jobs|promises|orders|offers)[^`?]*)", DOC)
    assert named
    assert {re.sub(r"{\w+}", "{}", path) for path in named} <= known
