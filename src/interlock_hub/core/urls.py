"""Addresses of people and access."""

from django.urls import path

from interlock_hub.core import views, views_people, views_tokens

app_name = "core"
urlpatterns = [
    path("login/", views.log_in, name="login"),
    path("logout/", views.log_out, name="logout"),
    path("language/", views.set_language, name="language"),
    path("theme/", views.set_theme, name="theme"),
    path("invitation/<str:secret>/", views.accept, name="accept"),
    path("people/", views_people.people, name="people"),
    path("people/<int:pk>/out/", views_people.take_out, name="take_out"),
    path("people/<int:pk>/in/", views_people.let_in, name="let_in"),
    path("people/<int:pk>/password/", views_people.new_password, name="new_password"),
    path("people/invitations/<int:pk>/back/", views_people.call_back, name="call_back"),
    path("password/", views_people.own_password, name="own_password"),
    path("password/<str:uid>/<str:token>/", views_people.set_password, name="set_password"),
    path("people/as/<int:pk>/", views.work_as, name="work_as"),
    path("looked/", views.looked, name="looked"),
    path("tokens/", views_tokens.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", views_tokens.revoke_token, name="revoke_token"),
    path("jobs/<uuid:pk>/", views.job, name="job"),
    path("jobs/<uuid:pk>/cancel/", views.cancel_job, name="cancel_job"),
    path("jobs/<uuid:pk>/away/", views.put_away, name="put_away"),
]
