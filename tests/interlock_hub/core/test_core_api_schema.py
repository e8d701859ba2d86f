"""Whatever is sent to the API within or without its description, it answers as described and never breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from interlock_hub.core.models import JobRun, Membership
from interlock_hub.core.services import SCOPES, make_token
from interlock_hub.cutting.models import Lay, Marker
from interlock_hub.network.models import Factory
from interlock_hub.orders.models import Order
from interlock_hub.planning.models import LotOffer, PlanVersion
from interlock_hub.site.api import api

OPERATIONS = sorted(
    (method.upper(), path)
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
    for method in methods
)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 8
PATHS: dict[str, tuple[Any, str]] = {
    "factories": (Factory, "code"), "orders": (Order, "number"), "plans": (PlanVersion, "number"),
    "offers": (LotOffer, "pk"), "lays": (Lay, "code"), "markers": (Marker, "code"), "jobs": (JobRun, "pk"),
    "promises": (JobRun, "pk"),
}  # fmt: skip


@pytest.fixture
def in_one_transaction() -> Iterator[None]:
    """As Django's own test client does: no request closes the connection that the test's transaction is on."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@cache
def description() -> Any:
    from interlock_hub.site.wsgi import application

    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def described(db: None, in_one_transaction: None) -> Any:
    return description()


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda part: part)
def test_an_operation_answers_as_described(
    described: Any, member: Callable[[str], Membership], method: str, path: str
) -> None:
    operation = described[path][method]
    holder = member("owner" if "/offers/" in path else "planner" if "promises" in path else "operator")
    secret = make_token(member=holder, name="any", scopes=list(SCOPES))
    headers = {"Authorization": f"Bearer {secret}", "Accept-Language": "en"}
    real = real_value(path)
    cases = st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )

    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases, known=st.booleans())
    def any_case(case: Any, known: bool) -> None:
        if known and real is not None and case.path_parameters:
            case.path_parameters = dict.fromkeys(case.path_parameters, real)
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=CHECKS, headers=headers)

    any_case()


def real_value(path: str) -> Any:
    """The name of a row that exists."""
    room = path.removeprefix("/api/v1/").split("/")[0]
    if room not in PATHS:
        return None
    model, field = PATHS[room]
    found = model.objects.order_by("pk").values_list(field, flat=True).first()
    return None if found is None else str(found)
