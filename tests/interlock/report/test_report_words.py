from __future__ import annotations

import re

import pytest

from interlock.model import Cause, Costs, FactoryKind, Resource, Scope, WhyOutside
from interlock.report.words import PAGE
from interlock.report.write import SCRIPTS, asset

SCRIPT = "\n".join(asset(name) for name in SCRIPTS)
CALLS = re.findall(r"\bt\(([^(){}`]*)", SCRIPT)
ASKED = {key for call in CALLS for key in re.findall(r'"([a-z_0-9]+)"', call)}
PREFIXES = tuple(re.findall(r"\bt\(`([a-z_]+_)\$\{", SCRIPT))
READING = re.findall(r'"(\w+)"', re.findall(r"READING = \[(.*?)\]", SCRIPT)[0])
WRITTEN = set(re.findall(r'"([a-z_0-9]+)"', SCRIPT))


def test_every_text_that_the_page_asks_for_exists() -> None:
    assert ASKED
    assert not {key for key in ASKED if key not in PAGE}


def test_every_text_is_used_by_the_page() -> None:
    def used(key: str) -> bool:
        return key in WRITTEN or key.startswith(PREFIXES) or (key.endswith("_one") and used(key.removesuffix("_one")))

    assert [key for key in PAGE if not used(key)] == []


@pytest.mark.parametrize(
    "keys",
    [
        [f"cost_{name}" for name in Costs.__dataclass_fields__],
        [f"kind_{kind}" for kind in FactoryKind],
        [f"resource_{resource}" for resource in Resource],
        [f"scope_of_{scope}" for scope in Scope],
        [f"outside_why_{why}" for why in WhyOutside],
        [f"{word}_{figure}" for word in ("figure", "scope") for figure in re.findall(r"(\w+): draw", SCRIPT)],
        [f"section_{name}" for name in re.findall(r'\bsection\("(\w+)"', SCRIPT) if name != "head"],
        [f"read_{name}{end}" for name in READING for end in ("", "_title")],
    ],
)
def test_every_code_of_a_family_has_its_text(keys: list[str]) -> None:
    assert len(keys) > 2
    assert [key for key in keys if key not in PAGE] == []


def test_causes_are_named_by_the_room_that_explains_them() -> None:
    assert not [cause for cause in Cause if f"cause_{cause}" in PAGE]


def test_no_text_is_left_in_one_language_only() -> None:
    same = {key for key in PAGE if len(set(PAGE.both(key))) == 1}
    assert same == {"none", "from_to"}
