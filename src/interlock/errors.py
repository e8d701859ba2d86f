"""Every error that Interlock raises on purpose descends from :class:`InterlockError`."""

from __future__ import annotations

from collections.abc import Sequence


class InterlockError(Exception):
    """Something the user can act on; its text names the place, what was found and the remedy.

    ``chinese`` is the same text in Chinese, empty where only the English one exists.
    """

    def __init__(self, text: str = "", chinese: str = "") -> None:
        super().__init__(text)
        self.chinese = chinese


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
        laws = "1 law" if len(self.breaches) == 1 else f"{len(self.breaches)} laws"
        super().__init__(f"{subject} breaks {laws}:\n" + "\n".join(f"- {b}" for b in self.breaches))


class Cancelled(InterlockError):
    """The user asked to stop; nothing half-written is left behind."""
