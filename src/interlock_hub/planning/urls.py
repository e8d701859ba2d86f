"""Addresses of the room."""

from django.urls import path

from interlock_hub.planning import views

app_name = "planning"
urlpatterns = [
    path("", views.plans, name="list"),
    path("board/", views.board, name="board"),
    path("offers/", views.offers, name="offers"),
    path("events/", views.events, name="events"),
    path("lots/", views.my_lots, name="my_lots"),
    path("plans/<int:number>/", views.plan, name="plan"),
]
