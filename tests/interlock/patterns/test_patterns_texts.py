from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from pattern_files import SQUARE, Style, sides

from interlock.patterns import read_patterns
from interlock.patterns.texts import escaped, one_line, unescaped


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_character_is_escaped_and_comes_back(text: str) -> None:
    if "\\U+" not in text:
        assert unescaped(escaped(text)) == text
    assert escaped(text).isascii()


@given(st.text())
def test_one_line_can_be_printed_and_stays_as_it_is(text: str) -> None:
    line = one_line(text)
    assert line.encode("utf-8").decode("utf-8") == line
    assert "\n" not in line
    assert "\x1b" not in line
    assert one_line(line) == line


def test_chinese_names_keep_their_blanks() -> None:
    assert one_line("前片　左 1") == "前片　左 1"
    assert escaped("前") == r"\U+524D"


def test_halves_of_characters_and_control_codes_do_not_reach_a_name() -> None:
    found = read_patterns(Style().piece(r"A\U+D800\U+001B[31m", "M", sides(SQUARE), quantity="1,0").written())
    assert found.pieces[0].name.encode("utf-8")
    assert "\x1b" not in found.pieces[0].name
    body = json.dumps([{"name": "A\ud800", "size": "\x1bM", "outline": [[0, 0], [90, 0], [0, 90]]}]).encode()
    piece = read_patterns(body).pieces[0]
    assert (piece.name, piece.size) == ("A", "M")
