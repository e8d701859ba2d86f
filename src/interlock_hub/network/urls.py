"""Addresses of the room."""

from django.urls import path

from interlock_hub.network import views, views_edit, views_mine

app_name = "network"
urlpatterns = [
    path("", views.factory_list, name="list"),
    path("export.xlsx", views.export, name="export"),
    path("map/", views.cluster_map, name="map"),
    path("import/", views.import_book, name="import"),
    path("mine/", views_mine.mine, name="mine"),
    path("mine/stands/", views_mine.stands, name="stands"),
    path("mine/lines/<path:line>/present/", views_mine.present, name="present"),
    path("factories/<path:code>/lines/<path:line>/", views_edit.edit_line, name="line"),
    path("factories/<path:code>/machines/", views_edit.edit_machines, name="machines"),
    path("factories/<path:code>/closures/", views_edit.add_closure, name="close"),
    path("factories/<path:code>/closures/<int:pk>/remove/", views_edit.remove_closure, name="open"),
    path("factories/<path:code>/changes/<int:pk>/remove/", views_edit.remove_change, name="run_again"),
    # Last: a code may hold a slash.
    path("factories/<path:code>/", views.factory, name="factory"),
]
