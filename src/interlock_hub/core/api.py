"""What every operation of the API shares: keys with scopes, errors in the caller's language, pages by cursor.

An operation declares its scopes and roles with ``**needs(...)`` (or that it is ``OPEN``); a test refuses one that does
neither. The API knows no sessions: a browser's cookie opens nothing here.
"""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, NinjaAPI, Query, Router, Schema
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError
from ninja.security import HttpBearer
from pydantic import StringConstraints

from interlock_hub.core import jobs
from interlock_hub.core.access import MEMBERS, Rule, the_member
from interlock_hub.core.errors import HubError
from interlock_hub.core.job_errors import told
from interlock_hub.core.models import ApiToken, JobRun, Membership
from interlock_hub.core.selectors import jobs_visible_to
from interlock_hub.core.tokens import grant, note_use, token_of
from interlock_hub.core.words import problem_in

MOST_ROWS = 500
MINUTE_S = 60
# Text that every database can hold: no NUL.
Text = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$", strip_whitespace=True)]
Words = Annotated[str, StringConstraints(max_length=250, pattern=r"^[^\x00]*$", strip_whitespace=True)]
Count = Annotated[int, Field(ge=0, le=10**6)]
Number = Annotated[int, Field(ge=0, le=2**31 - 1)]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS, description="rows a page")]
Cursor = Annotated[str, Query(max_length=400, description="`next` of the page before; empty for the first")]
Row = TypeVar("Row", bound=Model)


class Key(HttpBearer):
    """A key for programs, in the header ``Authorization: Bearer ilk_...``."""

    def __init__(self, scopes: Sequence[str], rule: Rule) -> None:
        super().__init__()
        self.scopes, self.rule = tuple(scopes), rule

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the member a key belongs to; refuses keys that are unknown, or lack the scope or the role."""
        found = token_of(token)
        if found is None:
            return None
        if not set(self.scopes) & set(found.scopes):
            raise AuthorizationError(
                message=_("The key lacks the scope %(scopes)s; make one that has it.")
                % {"scopes": " / ".join(self.scopes)}
            )
        if not self.rule.allows(found.member):
            raise AuthorizationError(message=_("Your role may not do this."))
        _within_bounds(found)
        note_use(found)
        request.member = found.member  # type: ignore[attr-defined]
        return found.member


class TooMany(HubError):
    """A key asks more often than it may; ``wait_s`` tells when it may again."""

    status = 429

    def __init__(self, problem: str, wait_s: int) -> None:
        super().__init__(problem)
        self.wait_s = wait_s


def _within_bounds(token: ApiToken) -> None:
    """Raise where a key has asked all server processes together more often within a minute than it may.

    A process is granted some requests at a time and counts those by itself, so that few of them write.
    """
    most, now = settings.API_PER_MINUTE, time.time()
    if not most:
        return
    minute = int(now // MINUTE_S)
    name = f"api-{token.pk}-{minute}"
    cache.add(name, 0, timeout=2 * MINUTE_S)
    if cache.decr(name) >= 0:
        return
    more = grant(token, minute=minute, most=most)
    cache.incr(name, more or 1)
    if not more:
        raise TooMany(
            _("A key may ask %(most)s times a minute; wait a little.") % {"most": most},
            MINUTE_S - int(now % MINUTE_S),
        )


class Problem(Schema):
    """Something wrong: where, what was found there, and what to do."""

    where: str
    found: str
    message: str


class Problems(Schema):
    """All that is wrong with a request."""

    errors: list[Problem]


REFUSALS = frozenset({400, 401, 403, 404, 409, 422, 429, 503})
OPEN: dict[str, Any] = {"auth": None}


def needs(*scopes: str, rule: Rule = MEMBERS) -> dict[str, Any]:
    """Declare who may call an operation: keys with one of the scopes, of members the rule allows."""
    said = "Scope: " + " or ".join(f"`{scope}`" for scope in scopes)
    roles = ", ".join(f"`{role}`" for role in rule.roles)
    return {"auth": Key(scopes, rule), "openapi_extra": {"x-access": said + (f"; roles: {roles}" if roles else "")}}


def gives(answer: Any, status: int = 200) -> dict[Any, Any]:
    """Declare what an operation answers, beside the refusals that all share."""
    return {status: answer, REFUSALS: Problems}


def page_of(rows: QuerySet[Row], *keys: str, cursor: str, limit: int) -> tuple[list[Row], str]:
    """Return a page of rows sorted by ``keys`` (together unique, never null) and the cursor of the next page or ``""``.

    Rows that are added or removed meanwhile shift nothing: a page begins after the last row of the one before.
    """
    if cursor:
        rows = rows.filter(_after(keys, _values_of(cursor, len(keys))))
    found = list(rows.order_by(*keys)[: limit + 1])
    more = len(found) > limit
    return found[:limit], _cursor_of(found[limit - 1], keys) if more else ""


def _after(keys: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows after the values in the order of the keys; ``-`` before a key turns it round."""
    wanted, same = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        name = key.removeprefix("-")
        wanted |= same & Q(**{f"{name}__{'lt' if key.startswith('-') else 'gt'}": value})
        same &= Q(**{name: value})
    return wanted


def _cursor_of(row: Model, keys: Sequence[str]) -> str:
    values = [getattr(row, key.removeprefix("-")) for key in keys]
    kept = [v.isoformat() if isinstance(v, date | datetime) else v for v in values]
    return urlsafe_b64encode(json.dumps(kept, ensure_ascii=False).encode()).decode()


def _values_of(cursor: str, count: int) -> list[str | int]:
    try:
        values = json.loads(urlsafe_b64decode(cursor.encode("ascii")))
        if isinstance(values, list) and len(values) == count and all(_plain(v) for v in values):
            return values
    except ValueError:
        pass
    raise _no_cursor()


def _plain(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" not in value
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63


def _no_cursor() -> HubError:
    return HubError(_("The cursor is none of ours; give the field next of the page before, or leave it out."))


def paged(rows: QuerySet[Row], *keys: str, cursor: str, limit: int, shown: Callable[[Row], Any]) -> dict[str, Any]:
    """Return a page as an operation answers it."""
    from django.core.exceptions import ValidationError as NoSuchValue

    try:
        found, after = page_of(rows, *keys, cursor=cursor, limit=limit)
    except (NoSuchValue, TypeError, ValueError) as error:  # a cursor that somebody wrote by hand
        if not cursor:
            raise
        raise _no_cursor() from error
    return {"items": [shown(row) for row in found], "next": after}


def speaks(api: NinjaAPI) -> None:
    """Make all errors of the API of one form."""
    handlers: dict[type[Exception], Any] = {
        HubError: _mendable,
        ValidationError: _unreadable,
        AuthenticationError: _no_key,
        HttpError: _http,
        Http404: _not_there,
        PermissionDenied: _refused,
    }
    for error, handler in handlers.items():
        api.add_exception_handler(error, handler)


def _answer(status: int, *problems: tuple[str, str, str]) -> HttpResponse:
    errors = [{"where": where, "found": found, "message": message} for where, found, message in problems]
    text = json.dumps({"errors": errors}, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type="application/json; charset=utf-8")


def _mendable(request: HttpRequest, error: HubError) -> HttpResponse:
    answer = _answer(error.status, *(("", "", str(problem)) for problem in error.problems))
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.wait_s)
    return answer


def _unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _answer(422, *(_problem(found) for found in error.errors))


def _problem(found: dict[str, Any]) -> tuple[str, str, str]:
    first, *rest = found["loc"]
    # The library names the body's own parameter after "body", which nobody sends.
    where = ".".join(str(part) for part in (first, *(rest[1:] if first == "body" else rest)))
    given = found.get("input")
    shown = str(given)[:100] if isinstance(given, str | int | float) else ""
    return where, shown.encode("utf-8", "replace").decode(), problem_in(found["type"], found.get("ctx", {}))


def _no_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    message = _(
        "Give a valid key in the header Authorization: Bearer ...; make one on the site, under Keys for programs."
    )
    answer = _answer(401, ("Authorization", "", message))
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 400:
        return _answer(400, ("body", "", _("The body cannot be read; send JSON in UTF-8.")))
    return _answer(error.status_code, ("", "", error.message))


def _not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    return _answer(404, ("path", request.path[:200], _("There is no such thing, or it is not yours to see.")))


def busy() -> HttpResponse:
    """Return what the API says where another writer held the database for too long."""
    return _answer(503, ("", "", _("Somebody else is writing just now. Nothing was changed; try again in a moment.")))


def unanswered(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Return what the API says where no operation answers: no such address, or not by that method."""
    if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
        message = _("The API has no such address; /api/v1/openapi.json has all of them.")
        return _answer(404, ("path", request.path[:200], message))
    said = _("This address answers %(methods)s only.") % {"methods": answer.headers["Allow"]}
    told = _answer(405, ("method", request.method or "", said))
    told.headers["Allow"] = answer.headers["Allow"]
    return told


def _refused(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return _answer(403, ("", "", str(error) or _("Your role may not do this.")))


class JobOut(Schema):
    """Long work: ``state`` is queued, running, done, failed or cancelled; ``plan`` the number of the plan it made."""

    id: UUID
    kind: str
    state: str
    stage: str
    share: float
    asked_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    plan: int | None
    errors: list[str]


router = Router(tags=["jobs"])


def job_shown(job: JobRun, reader: Membership) -> dict[str, Any]:
    """Return a job as the API tells it; what it found is told by the operation that asked for it."""
    return {
        "id": job.pk, "kind": job.kind, "state": job.state, "stage": job.stage, "share": job.share,
        "asked_at": job.created_at, "started_at": job.started_at, "finished_at": job.finished_at,
        "plan": (job.result or {}).get("plan"), "errors": told(job, reader),
    }  # fmt: skip


def _job(request: HttpRequest, job_id: UUID) -> JobRun:
    return get_object_or_404(jobs_visible_to(the_member(request)).defer("snapshot", "log"), pk=job_id)


@router.get("/{job_id}", response=gives(JobOut), **needs("planning:read", "orders:read"))
def job(request: HttpRequest, job_id: UUID) -> dict[str, Any]:
    """Return how far a job is."""
    return job_shown(_job(request, job_id), the_member(request))


@router.post("/{job_id}/cancel", response=gives(JobOut), **needs("planning:write", "orders:write"))
def cancel(request: HttpRequest, job_id: UUID) -> dict[str, Any]:
    """Ask a job to stop; one that waits is stopped at once, one that has ended stays as it is."""
    found = _job(request, job_id)
    jobs.cancel(found, by=the_member(request))
    return job_shown(_job(request, job_id), the_member(request))
