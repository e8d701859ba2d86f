"""What every request carries: the member who asks, and the language to answer in."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from interlock_hub.core.database import is_held_up
from interlock_hub.core.selectors import looked_up_once, membership_of

log = logging.getLogger(__name__)

Respond = Callable[[HttpRequest], HttpResponse]
MEMBER_KEY = "membership"
# Whoever was held up has waited for the database already; others' work ends soon.
RETRY_S = 10


class HeadMiddleware:
    """Health checks and link previews ask for the head of a page: it is the one that GET has."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as GET; the server, which knows what was asked, sends no body."""
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        try:
            return self.get_response(request)
        finally:
            request.method = "HEAD"


class MemberMiddleware:
    """Puts ``request.member``, the membership that the person works under just now; None for strangers."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the member lazily: pages that need none ask nothing of the database."""
        request.member = SimpleLazyObject(lambda: membership_of(request.user, request.session.get(MEMBER_KEY)))  # type: ignore[attr-defined]
        return self.get_response(request)


class ReadOnceMiddleware:
    """A page that only reads asks for the cluster's name and day once."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the rest does."""
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with looked_up_once():
            return self.get_response(request)


class LanguageMiddleware:
    """The person's language, else the one chosen in this browser, else the browser's own."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in one language and say which."""
        language = self._language(request)
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", language)
        return response

    def _language(self, request: HttpRequest) -> str:
        known = dict(settings.LANGUAGES)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen in known:
            return chosen
        if request.user.is_authenticated and request.user.language in known:
            return str(request.user.language)
        return _accepted(request.headers.get("Accept-Language", "")) or settings.LANGUAGE_CODE


def _accepted(header: str) -> str:
    """The first of our languages that the browser asks for: any Chinese is ours, any English is ours."""
    wanted: list[tuple[float, int, str]] = []
    for part in header.split(","):
        tag, _, rest = part.strip().partition(";")
        try:
            quality = float(rest.split("=")[1]) if rest else 1.0
        except (IndexError, ValueError):
            quality = 0.0
        wanted.append((-quality, len(wanted), tag.lower()))
    for _rank, _at, tag in sorted(wanted):
        if tag.startswith("zh"):
            return "zh-hans"
        if tag.startswith("en"):
            return "en"
    return ""


class HeldUpMiddleware:
    """A write that others kept from the database for too long is no fault of the program: it is asked for again."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the rest does."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say that somebody else is writing, and when to try again."""
        if not is_held_up(error):
            return None
        log.warning("%s %s: another writer holds the database", request.method, request.path)
        return held_up(request)


def held_up(request: HttpRequest) -> HttpResponse:
    """Return what is said where another writer held the database for too long; it asks nothing of the database."""
    if request.path_info.startswith("/api/"):
        from interlock_hub.core.api import busy

        answer = busy()
    else:
        page = loader.render_to_string("core/held_up.html", {"again": request.method == "GET"})
        answer = HttpResponse(page, status=503)
        answer.headers["Cache-Control"] = "no-store"
    answer.headers["Retry-After"] = str(RETRY_S)
    return answer


class ApiMiddleware:
    """Programs are answered as programs read, even where no operation answers them."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in JSON under the API's address."""
        response = self.get_response(request)
        told = response.headers.get("Content-Type", "").startswith("application/json")
        if told or response.status_code not in (404, 405) or not request.path_info.startswith("/api/"):
            return response
        from interlock_hub.core.api import unanswered

        return unanswered(request, response)
