"""Words of the register that templates and files share."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from interlock_hub.core.formats import chinese
from interlock_hub.network.models import Township

VIRTUE_NAMES: dict[str, str | Promise] = {
    "skill": _("Skill"),
    "cost": _("Cost"),
    "speed": _("Speed"),
    "range": _("Range"),
    "service": _("Service"),
}

# What the ledger says of a factory; the history shows it in the reader's language.
HAPPENED = (
    gettext_noop("line changed"),
    gettext_noop("closed days added"),
    gettext_noop("closed days removed"),
    gettext_noop("machines changed"),
    gettext_noop("line stands"),
    gettext_noop("line has fewer hands"),
    gettext_noop("line runs again"),
    gettext_noop("all hands are there"),
    gettext_noop("taken in from a workbook"),
)


def virtue_name(name: str) -> str:
    """Return the word of one of the five virtues."""
    return str(VIRTUE_NAMES[name])


def town_name(town: Township) -> str:
    """Return a township's name as the reader writes it."""
    return town.name if chinese() or not town.name_en else town.name_en
