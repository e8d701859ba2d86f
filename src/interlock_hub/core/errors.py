"""What can go wrong in the hub, told so that whoever reads it knows what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise, lazy


def worded(text: str | Promise, /, **facts: Any) -> Promise:
    """Return a text with its facts, put into words when it is read: a job's error is read in two languages."""
    return lazy(lambda: str(text) % facts, str)()  # type: ignore[return-value]


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
