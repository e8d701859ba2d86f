"""The room as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """The room ``core``."""

    name = "interlock_hub.core"
    label = "core"
    verbose_name = _("People and access")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make fields say what to do about a value they refuse."""
        from interlock_hub.core.field_errors import say_remedies

        say_remedies()
