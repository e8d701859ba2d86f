"""Every error that Interlock raises on purpose descends from :class:`InterlockError`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self


class Told(str):
    """An English text that knows the same in Chinese; ``{told}`` in a longer text gives the English one."""

    __slots__ = ("chinese",)
    chinese: str

    def __new__(cls, english: str, chinese: str) -> Self:
        """Return the text in both languages."""
        told = super().__new__(cls, english)
        told.chinese = chinese
        return told

    def __reduce__(self) -> tuple[type[Told], tuple[str, str]]:
        return Told, (str(self), self.chinese)


class Placed(Told):
    """What is wrong at a place in a file, or in a sheet of it, all of which it knows apart from its text."""

    __slots__ = ("file", "place", "sheet")
    file: str
    place: str
    sheet: str

    def __new__(cls, english: str, chinese: str, file: str = "", place: str = "", sheet: str = "") -> Self:
        """Return the text with where it belongs."""
        placed = super().__new__(cls, english, chinese)
        placed.file, placed.place, placed.sheet = file, place, sheet
        return placed

    def __reduce__(self) -> tuple[type[Placed], tuple[str, str, str, str, str]]:  # type: ignore[override]
        return Placed, (str(self), self.chinese, self.file, self.place, self.sheet)

    def within(self, file: str) -> Placed:
        """Return the same as of a file, where it names none yet."""
        return Placed(str(self), self.chinese, self.file or file, self.place, self.sheet)


def _zh(text: str) -> str:
    return text.chinese if isinstance(text, Told) else text


def chinese_of(texts: Sequence[str]) -> str:
    """Return texts in Chinese, a line each; ``""`` where none of them has any, English where one has not."""
    if not any(isinstance(text, Told) for text in texts):
        return ""
    return "\n".join(map(_zh, texts))


def joined(texts: Sequence[str]) -> str:
    """Return texts as one, a line each, in both languages where one of them has both."""
    english, chinese = "\n".join(texts), chinese_of(texts)
    return Told(english, chinese) if chinese else english


class InterlockError(Exception):
    """Something the user can act on; its text names the place, what was found and the remedy.

    ``chinese`` is the same text in Chinese, empty where only the English one exists; a :class:`Told` text has both.
    """

    problems: tuple[str, ...] = ()
    """What is wrong one by one, where that is known."""

    def __init__(self, text: str = "", chinese: str = "") -> None:
        super().__init__(text)
        self.chinese = chinese or chinese_of([text])


class InvalidModel(InterlockError):
    """A value of the model contradicts itself or another; every contradiction is listed."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems), chinese_of(self.problems))

    def __reduce__(self) -> tuple[type[InvalidModel], tuple[tuple[str, ...]]]:
        """Errors come back from other processes as they were."""
        return type(self), (self.problems,)


class Infeasible(InterlockError):
    """No answer exists under the rules given; the text says which rule to relax."""


class BrokenLaw(InterlockError):
    """An independent checker found that an answer breaks a law; every breach is listed."""

    def __init__(self, subject: str, breaches: Sequence[str]) -> None:
        self.subject = subject
        self.breaches = tuple(breaches)
        laws = "1 law" if len(self.breaches) == 1 else f"{len(self.breaches)} laws"
        english = [f"{subject} breaks {laws}:", *(f"- {breach}" for breach in self.breaches)]
        chinese = [f"{_zh(subject)}未通过校验，违反 {len(self.breaches)} 条规则："]
        chinese += [f"- {_zh(breach)}" for breach in self.breaches]
        super().__init__("\n".join(english), "\n".join(chinese) if isinstance(subject, Told) else "")

    def __reduce__(self) -> tuple[type[BrokenLaw], tuple[str, tuple[str, ...]]]:
        """Errors come back from other processes as they were."""
        return type(self), (self.subject, self.breaches)


class Cancelled(InterlockError):
    """The user asked to stop; nothing half-written is left behind."""
