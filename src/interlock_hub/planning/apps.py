"""The room as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanningConfig(AppConfig):
    """The room ``planning``."""

    name = "interlock_hub.planning"
    label = "planning"
    verbose_name = _("Planning")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the room's kinds of jobs known."""
        from interlock_hub.orders.promising import provide
        from interlock_hub.planning import events, services, whatifs  # noqa: F401
        from interlock_hub.planning.promise_bridge import PlanPromiser

        provide(PlanPromiser())
        from interlock_hub.network.panels import register, register_flows
        from interlock_hub.planning.factory_panel import load_by_week
        from interlock_hub.planning.flows import flows_of_plan

        register(load_by_week)
        register_flows(flows_of_plan)
        from interlock_hub.orders.panels import register as register_panel
        from interlock_hub.planning.order_panel import in_the_plan, on_its_way

        register_panel(in_the_plan)
        register_panel(on_its_way)
        from interlock_hub.orders.changes import listen
        from interlock_hub.planning.order_changes import heard

        listen(heard)
        from interlock_hub.network.changes import listen as listen_to_lines
        from interlock_hub.planning.line_changes import heard as heard_of_line

        listen_to_lines(heard_of_line)
