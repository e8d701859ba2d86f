"""Settings of the platform under test: a data folder of its own, quick passwords, no compiled static files."""

import os

import scratch

if "INTERLOCK_DATA" not in os.environ:
    os.environ["INTERLOCK_DATA"] = str(scratch.folder("interlock-test-"))
os.environ.setdefault("INTERLOCK_SECRET_KEY", "only-for-tests-" + "x" * 50)

from interlock_hub.site.settings import *  # noqa: F403
from interlock_hub.site.settings import CACHES, DATA, DATABASES, STORAGES
from interlock_hub.site.translations import compile_all

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Processes that test side by side share the data folder; a test empties what is kept, and only its own process's.
KEPT_IN = DATA / "cache" / os.environ.get("PYTEST_XDIST_WORKER", "")
CACHES = {
    "default": CACHES["default"],
    "files": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": KEPT_IN},
}
# A job under test runs in the test's own transaction, where a second thread cannot look.
JOB_HEARTBEAT = False
# Keys of tests ask as often as they like; the bound has a test of its own.
API_PER_MINUTE = 0
# A test logs in as anyone without a password; throttling has tests of its own.
AXES_ENABLED = False
ALLOWED_HOSTS = ["*"]
(DATA / "static").mkdir(parents=True, exist_ok=True)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
DATABASES["default"]["CONN_MAX_AGE"] = 0

# Django keeps the catalogues that it finds when the first text is translated: they have to be there by then.
compile_all()
