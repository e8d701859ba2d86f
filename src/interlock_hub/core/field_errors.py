"""What fields of forms say when they refuse a value: Django tells what is wrong, we also what to do."""

from __future__ import annotations

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

# What Django says of a short password and has no Chinese for: our catalogue has it.
TOO_SHORT = ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
)


def say_remedies() -> None:
    """Give Django's fields and limits errors with a remedy; called when Django starts, before any form is made."""
    forms.Field.default_error_messages["required"] = _("Nothing stands here yet; fill it in.")
    forms.IntegerField.default_error_messages["invalid"] = _("This is no whole number; write digits only, such as 120.")
    for kind in (forms.FloatField, forms.DecimalField):
        kind.default_error_messages["invalid"] = _("This is no number; write digits, such as 12.5.")
    forms.DateField.default_error_messages["invalid"] = _("This is no date; write it like 2026-12-05.")
    MinValueValidator.message = _("%(show_value)s is too small; give %(limit_value)s or more.")
    MaxValueValidator.message = _("%(show_value)s is too large; give %(limit_value)s or less.")
