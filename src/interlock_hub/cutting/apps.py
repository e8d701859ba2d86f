"""The room as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CuttingConfig(AppConfig):
    """The room ``cutting``."""

    name = "interlock_hub.cutting"
    label = "cutting"
    verbose_name = _("Cutting")
    default_auto_field = "django.db.models.BigAutoField"
