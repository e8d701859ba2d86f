"""A style's pattern files, on the style's page: downloads, versions, and where to upload the next one."""

from __future__ import annotations

from typing import Any

from interlock_hub.core.models import Membership
from interlock_hub.cutting.models import PatternVersion
from interlock_hub.cutting.selectors import CUTTING_READERS, styles_to_pattern
from interlock_hub.orders.models import Style


def its_pieces(member: Membership, style: Style) -> tuple[str, dict[str, Any]] | None:
    """Return what the cutting room says of a style; None to those who have no cutting room."""
    if member.role not in CUTTING_READERS:
        return None
    version = PatternVersion.objects.filter(style=style).defer("pieces").first()
    may = styles_to_pattern(member).filter(pk=style.pk).exists()
    return "cutting/_style_panel.html", {
        "code": style.code, "pieces": bool(style.body.get("pieces")), "version": version, "may": may,
    }  # fmt: skip
