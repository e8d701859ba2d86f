"""What is wrong with a workbook, each at its cell, in a language chosen when it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from unicodedata import category

from interlock.errors import Told
from interlock.words import Language
from interlock.workbook.schema import Both, pick
from interlock.workbook.words import WORDS

LONGEST_FOUND = 80
LONGEST_TOLD = 400


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where something stands: a file, and as far as known its sheet and cell (``B5``)."""

    file: str
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True, kw_only=True)
class Issue:
    """One thing that is wrong, or only odd, about a workbook.

    ``key`` names its texts in :data:`interlock.workbook.words.WORDS`, ``facts`` fill them. ``found`` and the facts
    are one text, or one for each language.
    """

    file: str
    sheet: str
    cell: str
    key: str
    found: str | Both
    facts: tuple[tuple[str, str | Both], ...] = ()

    def expected(self, language: Language) -> str:
        """Return what should stand there."""
        return WORDS.say(language, f"{self.key}_expected", **self._said(language))

    def remedy(self, language: Language) -> str:
        """Return what to do."""
        return WORDS.say(language, f"{self.key}_remedy", **self._said(language))

    def sentence(self, language: Language) -> str:
        """Return all of it as one sentence."""
        place = "place_cell" if self.cell else "place_sheet" if self.sheet else "place_file"
        return WORDS.say(
            language,
            # What the model refuses says by itself what to do.
            "sentence_model" if self.key == "model" else "sentence",
            place=WORDS.say(language, place, file=self.file, sheet=self.sheet, cell=self.cell),
            found=_said(self.found, language),
            expected=self.expected(language),
            remedy=self.remedy(language),
        )

    def as_dict(self, language: Language) -> dict[str, str]:
        """Return the issue with the keys file, sheet, cell, found, expected and remedy."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "cell": self.cell,
            "found": _said(self.found, language),
            "expected": self.expected(language),
            "remedy": self.remedy(language),
        }

    def _said(self, language: Language) -> Mapping[str, str]:
        return {name: _said(value, language) for name, value in self.facts}


class Findings:
    """Collects issues, errors apart from warnings, in the order in which they are found; each once."""

    def __init__(self, limit: int = 10_000) -> None:
        self._limit = limit
        self._errors: dict[Issue, None] = {}
        self._warnings: dict[Issue, None] = {}
        self._beyond = 0

    def error(self, place: Place, key: str, found: str | Both, **facts: str | Both) -> None:
        """Note something that keeps the book from being planned."""
        self._note(self._errors, place, key, found, facts)

    def warn(self, place: Place, key: str, found: str | Both, **facts: str | Both) -> None:
        """Note something odd that does not keep the book from being planned."""
        self._note(self._warnings, place, key, found, facts)

    def _note(
        self, into: dict[Issue, None], place: Place, key: str, found: str | Both, facts: Mapping[str, str | Both]
    ) -> None:
        if len(into) >= self._limit:
            self._beyond += into is self._errors
            return
        if isinstance(found, Told):
            found = (str(found), found.chinese)
        # What the model refuses is told whole: the remedy stands at its end.
        most = LONGEST_TOLD if key == "model" else LONGEST_FOUND
        shown = _short(found, most) if isinstance(found, str) else (_short(found[0], most), _short(found[1], most))
        issue = Issue(
            file=place.file, sheet=place.sheet, cell=place.cell, key=key, found=shown, facts=_visible_facts(facts)
        )
        into[issue] = None

    @property
    def errors(self) -> tuple[Issue, ...]:
        """All errors by file, sheet, row and column; where there were more than the limit, the last one says so."""
        if not self._beyond:
            return _sorted(self._errors)
        last = next(reversed(self._errors))
        more = Issue(
            file=last.file,
            sheet=last.sheet,
            cell="",
            key="too_many_issues",
            found=str(self._limit + self._beyond),
            facts=(("limit", str(self._limit)),),
        )
        return (*_sorted(self._errors), more)

    @property
    def warnings(self) -> tuple[Issue, ...]:
        """All warnings up to the limit, by file, sheet, row and column."""
        return _sorted(self._warnings)


def _sorted(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Return issues file by file and sheet by sheet, as they first come up, and there from the top left cell on."""
    files: dict[str, int] = {}
    sheets: dict[tuple[str, str], int] = {}
    keys = {}
    for issue in issues:
        file = files.setdefault(issue.file, len(files))
        sheet = sheets.setdefault((issue.file, issue.sheet), len(sheets)) if issue.sheet else -1
        keys[issue] = (file, sheet, *_row_and_column(issue.cell))
    return tuple(sorted(keys, key=keys.__getitem__))


def _row_and_column(cell: str) -> tuple[int, int]:
    """Return where a cell such as ``AB12`` stands; what has no cell stands first."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(cell[len(letters) :] or 0), column


def _said(text: str | Both, language: Language) -> str:
    return text if isinstance(text, str) else pick(text, language)


def _short(text: str, most: int) -> str:
    text = _visible(text)
    return text if len(text) <= most else text[: most - 1] + "…"


def _visible_facts(facts: Mapping[str, str | Both]) -> tuple[tuple[str, str | Both], ...]:
    return tuple(
        (name, _visible(fact) if isinstance(fact, str) else (_visible(fact[0]), _visible(fact[1])))
        for name, fact in facts.items()
    )


def _visible(text: str) -> str:
    """Return a text with what nobody sees in it, such as line breaks and blanks without width, written out."""
    return text if text.isprintable() else "".join(one if _is_seen(one) else _code(one) for one in text)


def _is_seen(letter: str) -> bool:
    return letter.isprintable() or category(letter) == "Zs"


def _code(letter: str) -> str:
    r"""Return a letter that is not printed as its code, such as ``\n`` or ``\u200b``."""
    return letter.encode("unicode_escape").decode("ascii")
