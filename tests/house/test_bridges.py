"""Of the platform only bridges know the engine, so that the engine can change behind them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from interlock_hub.site.translations import PACKAGE

OTHERS = sorted(path for path in PACKAGE.rglob("*.py") if not path.name.endswith("bridge.py"))


def imported(path: Path) -> set[str]:
    """The modules that a file imports when it runs; what only type checkers read does not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for child in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_that_is_no_bridge_does_not_import_the_engine(path: Path) -> None:
    engine = {module for module in imported(path) if module == "interlock" or module.startswith("interlock.")}
    assert not engine, f"{path.name} imports {engine}; let a bridge.py do it"
