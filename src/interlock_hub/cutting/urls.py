"""Addresses of the room. Codes may hold a slash, so pages of a code stand after those of its parts."""

from django.urls import path

from interlock_hub.cutting import views

app_name = "cutting"
urlpatterns = [
    path("", views.day, name="day"),
    path("day.xlsx", views.export_day, name="export_day"),
    path("lays/<path:code>/advance/", views.advance, name="advance"),
    path("lays/<path:code>/lay.xlsx", views.lay_sheet, name="lay_sheet"),
    path("lays/<path:code>/", views.lay, name="lay"),
    path("markers/", views.markers, name="markers"),
    path("markers/<path:code>/marker.svg", views.marker_svg, name="marker_svg"),
    path("markers/<path:code>/marker.dxf", views.marker_dxf, name="marker_dxf"),
    path("markers/<path:code>/", views.marker, name="marker"),
]
