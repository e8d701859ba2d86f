"""The site defends itself: throttled logins, forms of its own only, strict headers, no way out to elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, RequestFactory, override_settings
from hub_world import PASSWORD

from interlock_hub.core.addresses import client_address
from interlock_hub.core.models import JobRun, Membership, Person
from interlock_hub.network.models import Factory
from interlock_hub.orders.models import Order
from interlock_hub.planning.models import LotOffer

Members = Callable[[str], Membership]


@pytest.fixture
def throttled(db: None) -> object:
    with override_settings(AXES_ENABLED=True):
        yield None


def log_in(username: str, password: str, address: str = "203.0.113.9") -> int:
    answer = Client(REMOTE_ADDR=address).post("/login/", {"username": username, "password": password})
    return answer.status_code


def test_a_login_is_locked_after_too_many_wrong_passwords(throttled: object) -> None:
    for _attempt in range(settings.AXES_FAILURE_LIMIT - 1):
        assert log_in("planner", "wrong") == 200
    assert log_in("planner", "wrong") == 429
    assert log_in("planner", PASSWORD) == 429


def test_a_locked_login_locks_nobody_elsewhere(throttled: object) -> None:
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        log_in("planner", "wrong")
    assert log_in("planner", PASSWORD, "203.0.113.10") == 302
    assert log_in("operator", PASSWORD) == 302


def test_a_right_password_forgives_the_wrong_ones(throttled: object) -> None:
    for _attempt in range(settings.AXES_FAILURE_LIMIT - 1):
        log_in("planner", "wrong")
    assert log_in("planner", PASSWORD) == 302
    assert log_in("planner", "wrong") == 200


@pytest.mark.parametrize(
    ("proxies", "told", "found"),
    [(0, "198.51.100.1", "203.0.113.9"), (1, "198.51.100.1", "198.51.100.1"),
     (1, "1.1.1.1, 198.51.100.1", "198.51.100.1"),
     (2, "1.1.1.1, 198.51.100.1, 10.0.0.1", "198.51.100.1"), (1, "", "203.0.113.9"), (1, "nonsense", "203.0.113.9")],
)  # fmt: skip
def test_only_our_own_proxies_say_where_a_request_comes_from(proxies: int, told: str, found: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.9", headers={"x-forwarded-for": told})
    with override_settings(PROXIES=proxies):
        assert client_address(request) == found


def test_behind_a_proxy_one_visitor_locks_no_other(throttled: object) -> None:
    def through(visitor: str, password: str) -> int:
        browser = Client(REMOTE_ADDR="127.0.0.1", headers={"x-forwarded-for": visitor})
        return browser.post("/login/", {"username": "planner", "password": password}).status_code

    with override_settings(PROXIES=1):
        for _attempt in range(settings.AXES_FAILURE_LIMIT):
            through("198.51.100.1", "wrong")
        assert through("198.51.100.1", PASSWORD) == 429
        assert through("198.51.100.2", PASSWORD) == 302


def test_an_unknown_name_and_a_wrong_password_read_alike(db: None) -> None:
    def page(name: str) -> str:
        text = Client().post("/login/", {"username": name, "password": "wrong"}).content.decode()
        return re.sub(r'value="[^"]*"|X-CSRFToken": "[^"]*"', "", text)

    assert page("planner") == page("nobody")


@pytest.mark.parametrize(
    "address", ["/logout/", "/language/", "/theme/", "/login/", "/people/", "/tokens/", "/planning/start/"]
)
def test_a_form_from_elsewhere_is_refused(db: None, member: Members, address: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(member("planner").person, backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.post(address, {"language": "en"})
    assert answer.status_code == 403
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/login/", "/", "/orders/", "/tokens/", "/no-such-page/", "/api/v1/health", "/health/"]
)
def test_every_answer_bears_the_headers(as_role: Callable[[str], Client], address: str) -> None:
    answer = as_role("planner").get(address)
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";") if part.strip())
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["object-src"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "http" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/", "/health/", "/orders/", "/api/v1/openapi.json"])
def test_the_head_of_a_page_is_that_of_the_page(as_role: Callable[[str], Client], address: str) -> None:
    whole, head = as_role("operator").get(address), as_role("operator").head(address)
    assert head.status_code == whole.status_code == 200
    assert head["Content-Type"] == whole["Content-Type"]
    assert head.content == b""


def test_no_template_needs_what_the_policy_forbids() -> None:
    import interlock_hub

    templates = sorted(Path(interlock_hub.__file__).parent.glob("*/templates/**/*.html"))
    assert templates
    inline = re.compile(r"<script(?![^>]*\b(src|type=\"application/json\")\b)[^>]*>|<style|\sstyle=|\son[a-z]+=", re.I)
    tags = re.compile(r"{%.*?%}|{{.*?}}", re.S)
    guilty = [path.name for path in templates if inline.search(tags.sub("", path.read_text(encoding="utf-8")))]
    assert guilty == []


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "https:evil"]
)
@pytest.mark.parametrize("form", ["language", "theme", "login"])
def test_no_form_sends_the_reader_elsewhere(db: None, form: str, elsewhere: str) -> None:
    said = {"language": "en", "theme": "dark", "username": "planner", "password": PASSWORD, "next": elsewhere}
    answer = Client().post(f"/{form}/", said)
    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_a_form_leads_back_within_the_site(db: None) -> None:
    answer = Client().post("/theme/", {"theme": "dark", "next": "/orders/?q=1"})
    assert answer["Location"] == "/orders/?q=1"
    assert answer.cookies["theme"]["httponly"]


def test_a_language_that_nobody_speaks_here_is_not_kept(db: None, as_role: Callable[[str], Client]) -> None:
    assert "django_language" not in Client().post("/language/", {"language": "de"}).cookies
    as_role("planner").post("/language/", {"language": "zh-hans"})
    assert Person.objects.get(username="planner").language == "zh-hans"


def test_another_organisations_rows_are_not_there(as_role: Callable[[str], Client], member: Members) -> None:
    brand, owner = member("brand").organisation, member("owner").organisation
    order = Order.objects.exclude(brand=brand)[0]
    assert as_role("brand").get(f"/orders/{order.number}/").status_code == 404
    factory = Factory.objects.exclude(organisation=owner).filter(kind="satellite")[0]
    assert as_role("owner").get(f"/network/factories/{factory.code}/").status_code in (403, 404)
    offer = LotOffer.objects.exclude(organisation=owner)[0]
    assert as_role("owner").post(f"/planning/offers/{offer.pk}/accept/").status_code == 404
    job = JobRun.objects.create(kind="plan", organisation=member("operator").organisation)
    assert as_role("planner").get(f"/jobs/{job.pk}/").status_code == 404
    assert as_role("planner").post(f"/jobs/{job.pk}/cancel/").status_code == 404


def test_a_new_login_gets_a_new_session(db: None) -> None:
    browser = Client()
    browser.get("/login/")
    browser.post("/login/", {"username": "planner", "password": PASSWORD})
    first = browser.session.session_key
    browser.post("/logout/")
    browser.post("/login/", {"username": "planner", "password": PASSWORD})
    assert browser.session.session_key != first


def hub(tmp_path: Path, *command: str, **given: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the platform as it is installed, with settings of its own."""
    env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    env = {k: v for k, v in env.items() if not k.startswith("INTERLOCK_")} | {"INTERLOCK_DATA": str(tmp_path)} | given
    return subprocess.run([sys.executable, *command], env=env, capture_output=True, text=True, check=False)


SERVED = {"INTERLOCK_HTTPS": "1", "INTERLOCK_HOSTS": "interlock.example", "INTERLOCK_PROXIES": "1"}


def test_check_is_clean_where_the_site_is_served_to_others(tmp_path: Path) -> None:
    assert hub(tmp_path, "-m", "interlock_hub", "migrate", **SERVED).returncode == 0
    done = hub(tmp_path, "-m", "interlock_hub", "check", **SERVED)
    assert done.returncode == 0, done.stdout + done.stderr


def test_check_says_what_is_not_safe(tmp_path: Path) -> None:
    assert hub(tmp_path, "-m", "interlock_hub", "migrate").returncode == 0
    done = hub(tmp_path, "-m", "interlock_hub", "check")
    assert done.returncode == 1
    assert "INTERLOCK_HTTPS" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_finds_a_database_that_is_not_migrated(tmp_path: Path) -> None:
    done = hub(tmp_path, "-m", "interlock_hub", "check", **SERVED)
    assert done.returncode == 1
    assert "migrate" in done.stderr
    assert "Traceback" not in done.stderr


FLAGS = """
import django; django.setup()
from django.conf import settings as s
from django.test import Client
from django.core.management import call_command
call_command("migrate", verbosity=0)
from interlock_hub.core.services import make_member, make_organisation
office = make_organisation(code="o", name="O", kind="office")
make_member(username="op", password="twill-felt-918273", organisation=office, role="operator")
import interlock_hub.site.settings as m
c = Client(headers={"host": "interlock.example"})
assert c.get("/login/").status_code == 301
s.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
h = {"host": "interlock.example", "x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.7"}
a = Client(headers=h).post("/login/", {"username": "op", "password": "twill-felt-918273"})
k = a.cookies["sessionid"]
print(a.status_code, k["secure"], k["httponly"], k["samesite"], a["Strict-Transport-Security"])
print(Client(headers={**h, "host": "evil.example"}).get("/login/").status_code)
"""


def test_behind_https_cookies_are_secure_and_the_browser_stays_there(tmp_path: Path) -> None:
    done = hub(tmp_path, "-c", FLAGS, DJANGO_SETTINGS_MODULE="interlock_hub.site.settings", **SERVED)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()[-2:]
    assert first == "302 True True Lax max-age=31536000; includeSubDomains; preload"
    assert second == "400"


def test_the_secret_key_is_made_once_and_is_its_owners(tmp_path: Path) -> None:
    ask = "from interlock_hub.site.settings import SECRET_KEY; print(SECRET_KEY)"
    first, second = (hub(tmp_path, "-c", ask).stdout for _time in range(2))
    assert first == second
    assert len(first) > 60
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def test_a_tap_after_the_session_ended_is_told_at_the_login_and_done_by_none(member: Members) -> None:
    offer = LotOffer.objects.filter(organisation=member("owner").organisation, state="open").first()
    assert offer
    browser = Client(headers={"accept-language": "en"})
    login = browser.post(f"/planning/offers/{offer.pk}/accept/", follow=True)
    assert login.redirect_chain[-1][1] == 302
    assert "what you pressed was not done" in login.content.decode()
    given = {"username": "owner1", "password": "wrong", "next": f"/planning/offers/{offer.pk}/accept/", "unsent": "1"}
    assert 'name="unsent"' in login.content.decode()
    assert "what you pressed was not done" in browser.post("/login/", given).content.decode()
    inside = browser.post("/login/", {**given, "password": PASSWORD}, follow=True)
    assert inside.redirect_chain[-1][0] == "/planning/offers/"
    offer.refresh_from_db()
    assert offer.state == "open"
    assert "not done" not in browser.get("/login/?next=/planning/offers/").content.decode()
    assert "not done" not in Client().get("/planning/offers/", follow=True).content.decode()
