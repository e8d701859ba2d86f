"""The site as a WSGI application, for granian and others."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interlock_hub.site.settings")
application = get_wsgi_application()
