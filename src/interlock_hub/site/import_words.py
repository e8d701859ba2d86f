"""Words of the sheets of the workbook."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHEET_NAMES: dict[str, str | Promise] = {
    "townships": _("Townships"),
    "factories": _("Factories"),
    "lines": _("Lines"),
    "tables": _("Cutting tables"),
    "styles": _("Styles"),
    "materials": _("Materials"),
    "offers": _("Sellers' offers"),
    "orders": _("Orders"),
    "stock": _("Stock"),
    "closures": _("Closed days"),
}


def sheet_name(sheet: str) -> str:
    """Return the word of a sheet."""
    return str(SHEET_NAMES[sheet])
