"""The room as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CuttingConfig(AppConfig):
    """The room ``cutting``."""

    name = "interlock_hub.cutting"
    label = "cutting"
    verbose_name = _("Cutting")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the room's kinds of jobs known, and what it says of an order on the order's page."""
        from interlock_hub.cutting import (  # noqa: F401
            services_better,
            services_patterns,
            services_plans,
            services_pools,
            services_rolls,
        )
        from interlock_hub.cutting.order_panel import how_it_is_cut
        from interlock_hub.orders.panels import register

        register(how_it_is_cut)
        from interlock_hub.cutting.style_panel import its_pieces
        from interlock_hub.orders.style_panels import register as register_style

        register_style(its_pieces)
