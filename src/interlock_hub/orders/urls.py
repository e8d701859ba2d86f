"""Addresses of the room."""

from django.urls import path

from interlock_hub.orders import views, views_new, views_styles, views_uploads

app_name = "orders"
urlpatterns = [
    path("", views.order_list, name="list"),
    path("export/", views.export, name="export"),
    path("columns/", views.columns, name="columns"),
    path("views/", views.keep_view, name="keep_view"),
    path("views/<int:pk>/drop/", views.drop_view, name="drop_view"),
    path("new/", views_new.new_order, name="new"),
    path("new/matrix/", views_new.matrix, name="matrix"),
    path("new/<uuid:pk>/", views_new.ways, name="ways"),
    path("new/<uuid:pk>/choose/", views_new.choose, name="choose"),
    path("sheets/", views_uploads.uploads, name="uploads"),
    path("sheets/template/", views_uploads.template, name="template"),
    path("sheets/<int:pk>/", views_uploads.upload, name="upload"),
    path("sheets/<int:pk>/customer/", views_uploads.name_customer, name="name_customer"),
    path("sheets/<int:pk>/columns/", views_uploads.map_columns, name="map_columns"),
    path("sheets/<int:pk>/take/", views_uploads.take, name="take"),
    path("styles/", views_styles.styles, name="styles"),
    path("styles/<path:code>/", views_styles.style, name="style"),
    path("o/<path:number>/cancel/", views.cancel, name="cancel"),
    path("o/<path:number>/due/", views.move_due, name="move_due"),
    path("o/<path:number>/confirm/", views.confirm, name="confirm"),
    path("o/<path:number>/", views.order, name="order"),
]
