"""The page of the API: every operation of the description for machines, in words, with its scopes and an example."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils import translation

from interlock_hub.core.services import SCOPES
from interlock_hub.site import api_page
from interlock_hub.site.api import api

Browsers = Callable[[str], Client]
pytestmark = pytest.mark.django_db


def operations() -> Iterator[tuple[str, str, dict[str, object]]]:
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, node in methods.items():
            yield path, method, node


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_operation_stands_on_the_page(as_role: Browsers, language: str) -> None:
    page = as_role("owner").get("/api/", headers={"accept-language": language}).content.decode()
    for path, method, node in operations():
        assert f'id="{node["operationId"]}"' in page
        assert f'<span class="method {method}">{method.upper()}</span> <code class="path">{path}</code>' in page
    assert set(SCOPES) <= {part.split("</code>")[0] for part in page.split("<code>")}
    assert "<script>" not in page
    assert "style=" not in page


def test_every_operation_says_in_chinese_what_it_does() -> None:
    with translation.override("en"):
        english = {one.key: one.purpose for room in api_page.rooms("http://site/") for one in room.operations}
    with translation.override("zh-hans"):
        chinese = {one.key: one.purpose for room in api_page.rooms("http://site/") for one in room.operations}
    assert len(english) == sum(1 for _each in operations())
    assert [key for key, said in chinese.items() if said == english[key]] == []


def test_an_example_sends_what_is_needed_and_a_key_where_one_is() -> None:
    found = {one.key: one for room in api_page.rooms("http://site/") for one in room.operations}
    words = shlex.split(found["orders_ask"].example)
    sent = json.loads(words[words.index("-d") + 1])
    assert set(sent) == {"style", "due_on", "quantities"}
    assert set(sent["quantities"][0]) == {"colour", "size", "pieces"}
    assert "http://site/api/v1/promises" in words
    assert "Authorization: Bearer $KEY" in words
    assert "Authorization" not in found["site_health"].example
    assert shlex.split(found["orders_cancel"].example)[-1].startswith("{")


def test_a_value_says_its_type_its_limits_and_where_it_stands() -> None:
    with translation.override("en"):
        found = {one.key: one for room in api_page.rooms("http://site/") for one in room.operations}
    limit = next(value for value in found["orders_orders"].parameters if value.name == "limit")
    assert (limit.kind, limit.needed, limit.about) == ("whole number", False, "rows a page")
    assert "1 – 500" in limit.limits
    light = next(value for value in found["orders_orders"].parameters if value.name == "light")
    assert light.limits == "late · risk · ok · none"
    assert "items.due_on" in {value.name for value in found["orders_orders"].answered}
    number = next(value for value in found["orders_order"].parameters if value.name == "number")
    assert number.needed


def test_the_page_of_keys_leads_there(as_role: Browsers) -> None:
    assert 'href="/api/"' in as_role("planner").get("/tokens/").content.decode()
