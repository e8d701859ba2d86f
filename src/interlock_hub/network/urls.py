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
    path("mine/lines/<str:line>/present/", views_mine.present, name="present"),
    path("factories/<str:code>/", views.factory, name="factory"),
    path("factories/<str:code>/lines/<str:line>/", views_edit.edit_line, name="line"),
    path("factories/<str:code>/machines/", views_edit.edit_machines, name="machines"),
    path("factories/<str:code>/closures/", views_edit.add_closure, name="close"),
    path("factories/<str:code>/closures/<int:pk>/remove/", views_edit.remove_closure, name="open"),
    path("factories/<str:code>/changes/<int:pk>/remove/", views_edit.remove_change, name="run_again"),
]
