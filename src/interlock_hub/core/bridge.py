"""The engine's errors, told in the hub's words."""

from __future__ import annotations

from interlock import explain
from interlock.errors import BrokenLaw, Cancelled, InterlockError
from interlock.explain import names
from interlock.words import Language
from interlock_hub.core.formats import chinese


def cancelled(error: Exception) -> bool:
    """Tell whether the engine stopped because it was asked to."""
    return isinstance(error, Cancelled)


def expected(error: Exception) -> bool:
    """Tell whether the engine refused what it was asked in words for the user; a broken law is its own fault."""
    return isinstance(error, InterlockError) and not isinstance(error, BrokenLaw)


def said(error: Exception) -> dict[str, list[str]] | None:
    """Return an engine error's lines in both languages, None for any other error."""
    if not isinstance(error, InterlockError):
        return None
    english = str(error).splitlines()
    return {"en": english, "zh": error.chinese.splitlines() or english}


def language() -> Language:
    """Return the reader's language as the engine names it."""
    return "zh" if chinese() else "en"


def category_name(category: str) -> str:
    """Return a garment category's name in the reader's language."""
    return explain.category_name(category, language())


def firm_name(name: str) -> str:
    """Return the reader's half of a firm's name that is given in both languages, any other name as it stands."""
    return names.firm_named(str(name), language())


def thing_name(name: str) -> str:
    """Return a colour's, piece's or material's name in the reader's language where it holds both."""
    return names.named(str(name), language())


def piece_name(name: str) -> str:
    """Return a pattern piece's name in the reader's language; the usual ones are known in Chinese, too."""
    return names.piece_named(str(name), language())
