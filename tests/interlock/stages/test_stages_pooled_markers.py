"""Markers of several styles: each garment's own pieces on one fabric, told apart by style and size."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interlock.errors import InvalidModel
from interlock.markers import MarkerRules, audit, nest
from interlock.patterns import Piece
from interlock.stages.pooled_markers import garment_name, pooled_marker

RULES = MarkerRules(width_mm=1000, direction="two_way")
FRONT = Piece(name="front", size="M", outline=((0, 0), (600, 0), (600, 400), (0, 400)), quantity=2)
LONG = replace(FRONT, outline=((0, 0), (900, 0), (900, 300), (0, 300)))
PIECES = {("polo 7", "M"): [FRONT], ("tee", "M"): [LONG, replace(FRONT, name="back")], ("bare", "M"): []}


def test_pieces_of_one_name_and_size_in_two_styles_are_told_apart():
    problem = pooled_marker(PIECES, {"polo 7 M": 1, "tee M": 2}, RULES)
    assert problem.garments == {"polo 7 M": 1, "tee M": 2}
    assert problem.by_name["front", "polo 7 M"].outline == FRONT.outline
    assert problem.by_name["front", "tee M"].outline == LONG.outline
    assert problem.piece_count == 2 + 2 * (2 + 2)


def test_a_nest_of_two_styles_keeps_every_rule():
    problem = pooled_marker(PIECES, {garment_name("polo 7", "M"): 1, garment_name("tee", "M"): 1}, RULES)
    marker = nest(problem, seconds=1)
    assert audit(problem, marker) == []
    assert len(marker.placements) == problem.piece_count


@pytest.mark.parametrize("name", ["bare M", "tee XL"])
def test_a_garment_without_pieces_is_refused_by_name(name: str):
    with pytest.raises(InvalidModel, match=name):
        pooled_marker(PIECES, {"tee M": 1, name: 1}, RULES)
