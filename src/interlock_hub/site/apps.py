"""The room as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    """The room ``site``."""

    name = "interlock_hub.site"
    label = "site"
    verbose_name = _("Site")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the kinds of jobs of the site known."""
        from interlock_hub.site import imports  # noqa: F401
