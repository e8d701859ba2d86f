"""All addresses of the site."""

from django.conf import settings
from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.urls import URLPattern, URLResolver, include, path

from interlock_hub.site import views
from interlock_hub.site.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(("interlock_hub.site.pages", "site"))),
    path("", include("interlock_hub.core.urls")),
    path("network/", include("interlock_hub.network.urls")),
    path("orders/", include("interlock_hub.orders.urls")),
    path("planning/", include("interlock_hub.planning.urls")),
    path("cutting/", include("interlock_hub.cutting.urls")),
    path("api/v1/", api.urls),
]
if settings.DEBUG:
    urlpatterns += staticfiles_urlpatterns()

handler400 = views.bad_request
handler403 = views.refused
handler404 = views.not_found
handler500 = views.fault
