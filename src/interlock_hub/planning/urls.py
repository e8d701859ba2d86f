"""Addresses of the room."""

from django.urls import path

from interlock_hub.planning import board_views, views, views_events, views_offers, views_whatifs

app_name = "planning"
urlpatterns = [
    path("", views.plans, name="list"),
    path("start/", views.start, name="start"),
    path("plans/<int:number>/", views.plan, name="plan"),
    path("plans/<int:number>/publish/", views.publish_plan, name="publish"),
    path("plans/<int:number>/improve/", views.improve, name="improve"),
    path("plans/<int:number>/play/", views.play, name="play"),
    path("plans/<int:number>/plan.xlsx", views.plan_file, {"ending": "xlsx"}, name="plan_book"),
    path("plans/<int:number>/report.html", views.plan_file, {"ending": "html"}, name="plan_report"),
    path("plans/<int:number>/orders.xlsx", views.plan_orders, name="plan_orders"),
    path("compare/", views_whatifs.compare_choice, name="compare_choice"),
    path("compare/<int:number>/<int:other>/", views_whatifs.compare, name="compare"),
    path("scenarios/", views_whatifs.scenarios, name="scenarios"),
    path("scenarios/<int:pk>/", views_whatifs.scenario, name="scenario"),
    path("scenarios/<int:pk>/run/", views_whatifs.scenario_run, name="scenario_run"),
    path("scenarios/<int:pk>/drop/<int:at>/", views_whatifs.scenario_drop, name="scenario_drop"),
    path("offers/", views_offers.offers, name="offers"),
    path("offers/<int:pk>/accept/", views_offers.accept, name="offer_accept"),
    path("offers/<int:pk>/decline/", views_offers.decline, name="offer_decline"),
    path("offers/take-back/", views_offers.take_back, name="offer_take_back"),
    path("lots/", views_offers.my_lots, name="my_lots"),
    path("events/", views_events.events, name="events"),
    path("events/new/", views_events.event_new, name="event_new"),
    path("events/take-up/", views_events.take_up, name="take_up"),
    path("events/mine/", views_events.repair_mine, name="repair_mine"),
    path("events/<int:pk>/dismiss/", views_events.dismiss_event, name="event_dismiss"),
    path("events/<int:pk>/again/", views_events.event_again, name="event_again"),
    path("repairs/<int:number>/confirm/", views_events.confirm_repair, name="repair_confirm"),
    path("board/", board_views.board, name="board"),
    path("board/<int:number>/data/", board_views.board_data, name="board_data"),
    path("board/<int:number>/lot/", board_views.board_lot, name="board_lot"),
    path("board/<int:number>/probe/", board_views.board_probe, name="board_probe"),
    path("board/<int:number>/change/", board_views.board_change, name="board_change"),
]
