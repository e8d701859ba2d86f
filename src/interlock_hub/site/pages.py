"""Addresses of the site itself: home, health, keys, search."""

from django.urls import path

from interlock_hub.site import views

urlpatterns = [
    path("", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("search/", views.search, name="search"),
]
