"""An error of the platform is put into words where it is read: what a job ran into is read in another language too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.errors import HubError, worded
from interlock_hub.site.translations import PACKAGE

ROOMS = sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))
# A text is fixed in the language of whoever raises it by filling it, or by asking for it at once.
ERRORS = {"HubError", "Stale"}
AT_ONCE = {"gettext", "ngettext", "pgettext"}


def fixed(tree: ast.AST) -> Iterator[int]:
    """The lines on which an error is given a text in one language only."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS):
            continue
        for argument in node.args:
            for part in ast.walk(argument):
                filled = isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mod)
                asked = isinstance(part, ast.Call) and getattr(part.func, "id", "") in AT_ONCE
                if filled or asked:
                    yield part.lineno


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_no_error_is_fixed_in_one_language(room: Path) -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in sorted(room.rglob("*.py"))
        for line in fixed(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not found, "say it with core.errors.worded"


def test_one_that_is_fixed_is_found() -> None:
    assert [*fixed(ast.parse("raise HubError(_('Order %(order)s is gone.') % {'order': order})"))] == [1]
    assert not [*fixed(ast.parse("raise HubError(worded(_('Order %(order)s is gone.'), order=order))"))]


def test_an_error_with_facts_reads_in_the_language_of_its_reader() -> None:
    with translation.override("en"):
        error = HubError(worded(_("The number %(number)s is taken; give another."), number="A-1"))
    with translation.override("zh-hans"):
        assert str(error).startswith("订单号 A-1 ")
    with translation.override("en"):
        assert str(error) == "The number A-1 is taken; give another."
