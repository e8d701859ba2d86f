"""Every error that Interlock raises on purpose descends from :class:`InterlockError`."""

from __future__ import annotations

from collections.abc import Sequence


class InterlockError(Exception):
    """Something the user can act on; its text names the place, what was found and the remedy."""


class InvalidModel(InterlockError):
    """A value of the model contradicts itself or another; every contradiction is listed."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Infeasible(InterlockError):
    """No answer exists under the rules given; the text says which rule to relax."""


class BrokenLaw(InterlockError):
    """An independent checker found that an answer breaks a law; every breach is listed."""

    def __init__(self, subject: str, breaches: Sequence[str]) -> None:
        self.subject = subject
        self.breaches = tuple(breaches)
        super().__init__(
            f"{subject} breaks {len(self.breaches)} law(s):\n" + "\n".join(f"- {b}" for b in self.breaches)
        )


class Cancelled(InterlockError):
    """The user asked to stop; nothing half-written is left behind."""
