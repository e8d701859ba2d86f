"""What a job that failed says, and to whom: whoever asked for it may not read all that the operator may."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.bridge import said
from interlock_hub.core.errors import HubError
from interlock_hub.core.formats import chinese
from interlock_hub.core.hooks import Hooks
from interlock_hub.core.models import JobRun, Json, Membership

LANGUAGES = (("en", "en"), ("zh", "zh-hans"))
_FAULT = _("This is a fault of the program, not of your data. Nothing was written; the server's log has it.")

# What rooms hide of an error from the member who asked: the lines by language, and what they read instead.
VEILS: Hooks[Callable[[Membership, Json], Json]] = Hooks()


def both(error: HubError) -> Json:
    """Return the error in both languages: whoever reads it later may speak the other."""
    found = {}
    for short, language in LANGUAGES:
        with translation.override(language):
            found[short] = [str(problem) for problem in error.problems]
    return found


def lines_of(error: Exception) -> Json:
    """Return an error's lines in both languages; one that was not foreseen is told as the program's own fault."""
    return both(error) if isinstance(error, HubError) else said(error) or both(HubError(_FAULT))


def kept(member: Membership | None, lines: Json) -> Json:
    """Return what is kept of an error of a member's job: what they may read, all of it under ``whole`` if that is more.

    A job that nobody asked for is the operator's.
    """
    if member is None:
        return lines
    veiled = lines
    for veil in VEILS:
        veiled = veil(member, veiled)
    return veiled if veiled == lines else {**veiled, "whole": lines}


def told(job: JobRun, reader: Membership) -> list[str]:
    """Return why a job failed in the reader's language, to the operator all of it."""
    error = job.error or {}
    if reader.sees_cluster:
        error = error.get("whole", error)
    found: list[str] = error.get("zh" if chinese() else "en", [])
    return found
