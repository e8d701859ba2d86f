"""Addresses of people and access."""

from django.urls import path

from interlock_hub.core import views, views_tokens

app_name = "core"
urlpatterns = [
    path("login/", views.log_in, name="login"),
    path("logout/", views.log_out, name="logout"),
    path("language/", views.set_language, name="language"),
    path("theme/", views.set_theme, name="theme"),
    path("invitation/<str:secret>/", views.accept, name="accept"),
    path("people/", views.people, name="people"),
    path("people/as/<int:pk>/", views.work_as, name="work_as"),
    path("looked/", views.looked, name="looked"),
    path("tokens/", views_tokens.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", views_tokens.revoke_token, name="revoke_token"),
    path("jobs/<uuid:pk>/", views.job, name="job"),
    path("jobs/<uuid:pk>/cancel/", views.cancel_job, name="cancel_job"),
]
