"""Whatever can go wrong is told in both languages: no error, breach or refusal of the engine speaks English only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

import interlock
from interlock import errors
from interlock.model.words import NAMES
from interlock.words import Words, placeholders

ENGINE = Path(interlock.__file__).parent
FILES = sorted(ENGINE.rglob("*.py"))
# Here every sentence that is yielded, collected or returned is a breach or a refusal.
JUDGING = re.compile(r"laws/\w+|model/\w+|\w+/(\w+_)?check(_\w+)?|\w+/problem|\w+/_?live\w*|\w+/events")
NAMED = {"text", "at_least", "positive", "within", "unique"}


@cache
def tree_of(path: Path) -> ast.Module:
    """A file's syntax, read once for all tests."""
    return ast.parse(path.read_text(encoding="utf-8"))


def _calls(node: ast.AST) -> str:
    function = node.func if isinstance(node, ast.Call) else None
    return getattr(function, "attr", getattr(function, "id", ""))


def _english(node: ast.AST, words: int = 1) -> Iterator[str]:
    """Texts in an expression, of so many words around what they fill in, that are not told in two languages."""
    if isinstance(node, ast.Call) and _calls(node) in {"told", "Told", "say", "Problems", "join"}:
        return
    if isinstance(node, ast.JoinedStr):
        literal = "".join(part.value for part in node.values if isinstance(part, ast.Constant))
        if len(re.findall(r"[a-z]\w+", literal)) >= words:
            yield ast.unparse(node)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str) and re.search(r"[a-z]+ [a-z]+", node.value):
            yield node.value
    else:
        for child in ast.iter_child_nodes(node):
            yield from _english(child, words)


@cache
def _errors() -> set[str]:
    """The names of all errors that the engine raises on purpose."""
    known = {name for name, thing in vars(errors).items() if isinstance(thing, type) and issubclass(thing, Exception)}
    bases = {
        node.name: {getattr(base, "id", "") for base in node.bases}
        for path in FILES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
    }
    while more := {name for name, of in bases.items() if of & known} - known:
        known |= more
    return known


def _raised(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _calls(node) in _errors():
            # An error may be given its Chinese text beside the English one.
            both = len(node.args) == 2 and _calls(node) != "BrokenLaw"
            for argument in node.args[:0] if both else node.args:
                yield from _english(argument)


def _collected(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Yield | ast.Return) and node.value is not None:
            yield from _english(node.value, 2)
        elif isinstance(node, ast.Call) and _calls(node) in {"append", "add"}:
            for argument in node.args:
                yield from _english(argument, 2)
        elif isinstance(node, ast.AugAssign):
            yield from _english(node.value, 2)


def test_what_the_engine_refuses_is_told_in_both_languages() -> None:
    found = {}
    for path in FILES:
        name = path.relative_to(ENGINE).as_posix()
        texts = [*_raised(tree_of(path))]
        if JUDGING.fullmatch(name.removesuffix(".py")):
            texts += _collected(tree_of(path))
        if texts:
            found[name] = texts
    assert not found, "say it with told() of the room's words"


@pytest.mark.parametrize("path", sorted((ENGINE / "model").glob("*.py")), ids=lambda path: path.name)
def test_every_value_that_the_model_checks_has_a_chinese_name(path: Path) -> None:
    tree = tree_of(path)
    names = {
        node.args[0].value if isinstance(node.args[0], ast.Constant) else ast.unparse(node.args[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _calls(node) in NAMED | {"Problems"} and node.args
    }
    assert names <= NAMES.keys()


def _said(path: Path, tree: ast.AST) -> Iterator[tuple[Words, str, set[str] | None]]:
    """The texts that a file names where it says them, and with what it fills them (None: with more than it shows)."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _calls(node) in {"told", "say"}]
    module = import_module("interlock." + ".".join(path.relative_to(ENGINE).with_suffix("").parts)) if calls else None
    for call in calls:
        words = getattr(module, getattr(getattr(call.func, "value", None), "id", ""), None)
        keys = call.args[_calls(call) == "say" :]
        if isinstance(words, Words) and keys and isinstance(keys[0], ast.Constant):
            names = {keyword.arg for keyword in call.keywords}
            yield words, str(keys[0].value), None if None in names else {str(name) for name in names}


def test_every_text_that_is_said_is_there_and_filled() -> None:
    wrong = [
        f"{path.relative_to(ENGINE)}: {key}"
        for path in FILES
        for words, key, names in _said(path, tree_of(path))
        if key not in words or (names is not None and placeholders(words.both(key)[0]) - names)
    ]
    assert not wrong


def test_an_english_sentence_is_found() -> None:
    tree = ast.parse("def f():\n    yield f'lot {lot}: sewn twice'\n    raise InvalidModel(['it is blank'])")
    assert [*_collected(tree)] == ["f'lot {lot}: sewn twice'"]
    assert [*_raised(tree)] == ["it is blank"]
