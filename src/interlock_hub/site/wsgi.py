"""The site as a WSGI application, for granian and others."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interlock_hub.site.settings")
# A page makes thousands of small things that go with it; looking for what refers to itself after each 700 is too often.
YOUNG = 10_000


def ready() -> None:
    """Read all pages' code before the first request, and leave it out of every later look for what is unused.

    Going through it holds up everyone for a tenth of a second each time, and nothing of it is ever unused.
    """
    from django.urls import get_resolver

    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])


application = get_wsgi_application()
ready()
