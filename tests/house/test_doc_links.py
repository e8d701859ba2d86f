"""Every link and picture in the documents leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
DOCUMENTS = sorted([*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md"), *REPOSITORY.glob("deploy/**/*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def _anchors(text: str) -> set[str]:
    """The anchors that headings make, as GitHub forms them."""
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_links_of_documents_lead_somewhere(document: Path) -> None:
    broken = []
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        found = (document.parent / name).resolve() if name else document
        known = found.exists() and (
            not anchor or found.suffix != ".md" or anchor in _anchors(found.read_text(encoding="utf-8"))
        )
        if not known:
            broken.append(target)
    assert broken == []


def test_every_guide_stands_in_both_languages() -> None:
    guides = {path.name for path in (REPOSITORY / "docs" / "guide").glob("*.md")}
    english = {name for name in guides if not name.endswith(".zh-CN.md")}
    assert english
    assert guides - english == {name.replace(".md", ".zh-CN.md") for name in english}
