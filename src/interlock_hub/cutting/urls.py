"""Addresses of the room."""

from django.urls import path

from interlock_hub.cutting import views

app_name = "cutting"
urlpatterns = [
    path("", views.day, name="day"),
    path("markers/", views.markers, name="markers"),
]
