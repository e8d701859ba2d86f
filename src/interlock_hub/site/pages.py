"""Addresses of the site itself: home, health, keys, search."""

from django.urls import path

from interlock_hub.site import views, views_api, views_imports

urlpatterns = [
    path("", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("search/", views.search, name="search"),
    path("api/", views_api.api, name="api"),
    path("imports/", views_imports.import_book, name="import"),
    path("imports/<int:pk>/", views_imports.import_run, name="import_run"),
    path("imports/<int:pk>/take/", views_imports.take, name="import_take"),
    path("imports/<int:pk>/issues.xlsx", views_imports.issues, name="import_issues"),
    path("imports/empty.xlsx", views_imports.empty_book, name="empty_book"),
    path("imports/export/", views_imports.export, name="export"),
    path("imports/export/<uuid:pk>/", views_imports.exported, name="exported"),
]
