"""What can go wrong in the hub, told so that whoever reads it knows what to do."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise


class HubError(Exception):
    """Something a user can mend; its text is meant for them, in their language."""

    status = 400

    def __init__(self, *problems: str | Promise) -> None:
        super().__init__(*problems)
        self.problems: Sequence[str | Promise] = problems

    def __str__(self) -> str:
        return "; ".join(str(problem) for problem in self.problems)


class Stale(HubError):
    """Somebody else changed it first; look again, then decide."""

    status = 409
