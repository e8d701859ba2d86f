"""The room as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    """The room ``orders``."""

    name = "interlock_hub.orders"
    label = "orders"
    verbose_name = _("Orders")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the room's kinds of jobs known."""
        from interlock_hub.core.job_errors import VEILS
        from interlock_hub.orders import services_promises  # noqa: F401
        from interlock_hub.orders.veil import veil_orders

        VEILS.add(veil_orders)
