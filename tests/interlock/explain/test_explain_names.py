"""Names for the reader of a language."""

from __future__ import annotations

import pytest

from interlock.explain.names import piece_named
from interlock.sample.garments import COVERALL, DOWN_JACKET, DRESS, JACKET, POLO, SHIRT, SWEAT, TANK


@pytest.mark.parametrize(
    ("name", "chinese"),
    [
        ("front", "前片"), ("frontRight", "右前片"), ("lining front", "里布前片"), ("inner sleeve", "内胆袖片"),
        ("hem band", "下摆罗纹"), ("前片 front panel", "前片"), ("J7", "J7"), ("lining", "lining"), ("挂面", "挂面"),
        ("BINDING", "包边"), ("FUSE", "粘合衬"), ("Leg", "裤片"), ("Belt loop", "裤襻"), ("FUSE 7B", "FUSE 7B"),
    ],
)  # fmt: skip
def test_usual_pieces_are_named_in_chinese(name: str, chinese: str) -> None:
    assert piece_named(name, "zh") == chinese


def test_english_readers_keep_the_names() -> None:
    assert piece_named("lining front", "en") == "lining front"


@pytest.mark.parametrize("recipe", [COVERALL, DOWN_JACKET, DRESS, JACKET, POLO, SHIRT, SWEAT, TANK])
def test_every_piece_of_the_sample_has_a_chinese_name(recipe: tuple) -> None:
    for part in recipe:
        assert not any(letter.isascii() for letter in piece_named(part.called, "zh"))
