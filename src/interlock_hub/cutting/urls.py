"""Addresses of the room. Codes may hold a slash, so pages of a code stand after those of its parts."""

from django.urls import path

from interlock_hub.cutting import views, views_better, views_paper, views_patterns, views_plans, views_rolls

app_name = "cutting"
urlpatterns = [
    path("", views.day, name="day"),
    path("day.xlsx", views.export_day, name="export_day"),
    path("day/<str:paper>", views_paper.day_paper, name="day_paper"),
    path("lays/<path:code>/paper/<str:paper>", views_paper.lay_paper, name="lay_paper"),
    path("lays/<path:code>/rolls/", views_rolls.ask_rolls, name="ask_rolls"),
    path("lays/<path:code>/advance/", views.advance, name="advance"),
    path("lays/<path:code>/lay.xlsx", views.lay_sheet, name="lay_sheet"),
    path("lays/<path:code>/", views.lay, name="lay"),
    path("rolls/", views_rolls.rolls, name="rolls"),
    path("rolls/rolls.xlsx", views_rolls.export_rolls, name="export_rolls"),
    path("rolls/sheet/", views_rolls.roll_sheet, name="roll_sheet"),
    path("rolls/sheet/back/", views_rolls.sheet_back, name="sheet_back"),
    path("rolls/plans/<int:pk>/", views_rolls.roll_plan, name="roll_plan"),
    path("rolls/plans/<int:pk>/decide/", views_rolls.decide_rolls, name="decide_rolls"),
    path("rolls/<int:pk>/", views_rolls.roll, name="roll"),
    path("rolls/<int:pk>/drop/", views_rolls.drop_roll, name="drop_roll"),
    path("patterns/", views_patterns.patterns, name="patterns"),
    path("patterns/<int:pk>/", views_patterns.pattern, name="pattern"),
    path("patterns/<int:pk>/take/", views_patterns.take_pattern, name="take_pattern"),
    path("styles/<path:style>/versions/", views_patterns.versions, name="versions"),
    path("styles/<path:style>/use/", views_patterns.use_version, name="use_version"),
    path("styles/<path:style>/pieces.<str:form>", views_patterns.pieces_file, name="pieces_file"),
    path("orders/", views_plans.orders, name="orders"),
    path("orders/<path:order>/decide/", views_plans.decide_plan, name="decide_plan"),
    path("orders/<path:order>/", views_plans.order, name="order"),
    path("better/", views_better.better, name="better"),
    path("better/<int:pk>/", views_better.better_one, name="better_one"),
    path("better/<int:pk>/answer/", views_better.better_answer, name="better_answer"),
    path("markers/", views.markers, name="markers"),
    path("markers/<path:code>/marker.svg", views.marker_svg, name="marker_svg"),
    path("markers/<path:code>/marker.plt", views_paper.marker_plt, name="marker_plt"),
    path("markers/<path:code>/marker.dxf", views.marker_dxf, name="marker_dxf"),
    path("markers/<path:code>/improve/", views_better.improve_marker, name="improve_marker"),
    path("markers/<path:code>/", views.marker, name="marker"),
]
