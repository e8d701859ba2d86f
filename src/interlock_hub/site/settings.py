"""Settings of the site: safe as they stand; each can be given by the environment.

| Variable | Meaning | Default |
|---|---|---|
| ``INTERLOCK_DATA`` | folder for database, secret key, uploads, static files | ``~/.local/share/interlock`` |
| ``DATABASE_URL`` | another database, such as ``postgres://user:password@host/name`` | SQLite in the data folder |
| ``INTERLOCK_SECRET_KEY`` | the secret that signs sessions | made at the first run, in the data folder |
| ``INTERLOCK_HOSTS`` | host names the site answers to, by comma | loopback only |
| ``INTERLOCK_HTTPS`` | ``1`` behind a proxy that speaks HTTPS: secure cookies, HSTS, redirects | ``0`` |
| ``INTERLOCK_PROXIES`` | proxies in front whose ``X-Forwarded-For`` is believed | ``0`` |
| ``INTERLOCK_IDLE_MARKERS`` | ``0``: the worker does not look for better markers when idle | ``1`` |
| ``INTERLOCK_API_PER_MINUTE`` | requests a minute that a server process answers to one key; ``0``: any | ``600`` |
| ``INTERLOCK_DEBUG`` | ``1`` shows tracebacks; for work on the code only | ``0`` |
"""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from interlock_hub.site.secret import secret_key

DATA = Path(os.environ.get("INTERLOCK_DATA") or Path.home() / ".local" / "share" / "interlock")


def _flag(name: str, otherwise: str = "0") -> bool:
    return os.environ.get(name, otherwise).strip().lower() in {"1", "true", "yes", "on"}


DEBUG = _flag("INTERLOCK_DEBUG")
HTTPS = _flag("INTERLOCK_HTTPS")
SECRET_KEY = os.environ.get("INTERLOCK_SECRET_KEY") or secret_key(DATA)
ALLOWED_HOSTS = [h for h in os.environ.get("INTERLOCK_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "interlock_hub.site",
    "interlock_hub.planning",
    "interlock_hub.cutting",
    "interlock_hub.orders",
    "interlock_hub.network",
    "interlock_hub.core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "interlock_hub.core.middleware.HeadMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "interlock_hub.core.middleware.MemberMiddleware",
    "interlock_hub.core.middleware.ReadOnceMiddleware",
    "interlock_hub.core.middleware.LanguageMiddleware",
    "interlock_hub.core.middleware.ApiMiddleware",
    "interlock_hub.core.middleware.HeldUpMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "interlock_hub.site.urls"
WSGI_APPLICATION = "interlock_hub.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "interlock_hub.site.navigation.frame",
            ],
            "builtins": ["interlock_hub.core.templatetags.interlock"],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{DATA / 'interlock.sqlite3'}", conn_max_age=60
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A writer takes its lock at the start and waits its turn; readers never wait.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

AUTH_USER_MODEL = "core.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "core:login"
LOGIN_REDIRECT_URL = "site:home"
LOGOUT_REDIRECT_URL = "core:login"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "core/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "interlock_hub.core.addresses.client_address"
PROXIES = int(os.environ.get("INTERLOCK_PROXIES", "0"))
AXES_VERBOSE = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("INTERLOCK_TIME_ZONE", "Asia/Shanghai")
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 2**20
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# What one process has made for all: the worker prepares, the server's processes read. Nothing is lost with it.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "files": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA / "cache"},
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["quick", "default"]}}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_HTTPONLY = False  # htmx sends it back as a header
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "interlock_hub.site.views.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"interlock_hub": {"level": "INFO"}, "axes": {"level": "ERROR"}, "django.request": {"level": "ERROR"}},
}

# Whether the worker looks for better markers when it has nothing else to do.
IDLE_MARKERS = _flag("INTERLOCK_IDLE_MARKERS", "1")
# So many requests a minute the server's processes together answer to one key for programs; 0 is any number.
API_PER_MINUTE = int(os.environ.get("INTERLOCK_API_PER_MINUTE", "600"))
# Aggregates over fewer firms than this are not shown: a figure of two firms tells each the other's.
MINIMUM_GROUP = 5
