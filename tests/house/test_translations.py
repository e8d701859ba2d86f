"""Every text of the platform exists in Chinese, with the same placeholders, and no template speaks untranslated."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from interlock_hub.site.translations import PACKAGE, catalogue, messages_in, untranslated

ROOMS = sorted(path.parent for path in PACKAGE.glob("*/apps.py"))
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|{(\w*)}")
# Shown to every reader in both languages at once, because no page can be made any more.
BOTH_AT_ONCE = {"fault.html"}


@pytest.mark.parametrize("room", ROOMS, ids=lambda path: path.name)
def test_a_room_says_nothing_without_chinese(room: Path) -> None:
    missing = untranslated(room)
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("room", ROOMS, ids=lambda path: path.name)
def test_translations_keep_their_placeholders(room: Path) -> None:
    known = catalogue(room)
    for context, english, plural in messages_in(room):
        wanted = set(PLACEHOLDER.findall(plural or english))
        for chinese in known.get((context, english), ()):
            assert set(PLACEHOLDER.findall(chinese)) <= wanted, f"{english!r}: {chinese!r}"
            assert not wanted or set(PLACEHOLDER.findall(chinese)) or plural, f"{english!r} lost its figures"


@pytest.mark.parametrize("room", ROOMS, ids=lambda path: path.name)
def test_chinese_is_chinese(room: Path) -> None:
    """A translation that repeats the English was forgotten; names of products and units may stay."""
    same = [
        e for (_context, e), forms in catalogue(room).items() if forms == (e,) and re.search(r"[a-z]{3,} [a-z]{3,}", e)
    ]
    assert not same


class _Texts(HTMLParser):
    """What a reader would read, once the template's own tags are taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in {"script", "style", "code", "svg"}
        self.found += [v for k, v in attrs if k in {"title", "placeholder", "aria-label", "alt"} and v]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"script", "style", "code", "svg"}

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_speaks_through_translations_only(template: Path) -> None:
    if template.name in BOTH_AT_ONCE:
        pytest.skip("says both languages at once")
    text = template.read_text(encoding="utf-8")
    text = re.sub(
        r"{%\s*blocktrans.*?endblocktrans\s*%}|{%\s*blocktranslate.*?endblocktranslate\s*%}", " ", text, flags=re.S
    )
    text = re.sub(r"{% block width %}\w+{% endblock %}", " ", text)
    text = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", " ", text, flags=re.S)
    texts = _Texts()
    texts.feed(text)
    said = [t.strip() for t in texts.found if re.search(r"[A-Za-z]{3,}|[\u4e00-\u9fff]", t)]
    allowed = {"English", "中文", "Excel", "DXF", "SVG", "JSON", "PDF", "PLT", "openapi.json"}
    assert not set(said) - allowed, f"{template.name}: put {said} into {{% trans %}}"


def test_rooms_say_the_same_in_the_same_words() -> None:
    """Django joins the catalogues: where two rooms disagree, one of them shows the other's words."""
    said: dict[tuple[str, str], dict[tuple[str, ...], str]] = {}
    for room in ROOMS:
        for english, forms in catalogue(room).items():
            said.setdefault(english, {})[forms] = room.name
    apart = {english: forms for english, forms in said.items() if len(forms) > 1}
    assert not apart
