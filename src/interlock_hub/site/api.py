"""The API: all rooms under one address. Its description is at ``/api/v1/openapi.json``."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError, ValidationErrorContext
from ninja.operation import Operation
from ninja.params.models import ParamModel

from interlock_hub.core.api import OPEN, gives, speaks
from interlock_hub.core.api import router as jobs
from interlock_hub.cutting.api import router as cutting
from interlock_hub.cutting.api_more import router as cutting_more
from interlock_hub.network.api import router as network
from interlock_hub.orders.api import router as orders
from interlock_hub.planning.api import router as planning
from interlock_hub.site.views import database_answers


class HubApi(NinjaAPI):
    """The API of the hub; operations are called by their room and name."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name of an operation, such as ``orders_cancel``."""
        room = operation.view_func.__module__.split(".")[1]
        return f"{room}_{operation.view_func.__name__}"

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[ParamModel]]
    ) -> ValidationError:
        """Return what is wrong with a request and what was found there, which the library would leave out."""
        found = super().validation_error_from_error_contexts(error_contexts)
        given = [e["input"] for c in error_contexts for e in c.pydantic_validation_error.errors(include_url=False)]
        for error, value in zip(found.errors, given, strict=True):
            error["input"] = value
        return found


api = HubApi(
    title="Interlock",
    version="1",
    description=(
        "The production network of a garment cluster. Keys are made on the site; money is CNY, as decimal text; "
        "dates are ISO 8601; texts and errors come in the language of Accept-Language (zh, en). "
        "docs/api.md in the source tells it in words, with examples."
    ),
    urls_namespace="api",
    docs_url=None,
)
speaks(api)
for prefix, room in (("/jobs", jobs), ("", network), ("", orders), ("", planning), ("", cutting), ("", cutting_more)):
    api.add_router(prefix, room)


class Health(Schema):
    """The site and its database answer."""

    ok: bool


@api.get("/health", response=gives(Health), tags=["site"], **OPEN)
def health(request: HttpRequest) -> dict[str, bool]:
    """Tell whether the site and its database answer."""
    database_answers()
    return {"ok": True}
