"""What is written is read back: DXF, SVG and JSON."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlock.patterns import Mark, MarkKind, Piece, Point, nest_svg, patterns_json, read_patterns, write_dxf

WORDS = st.sampled_from(["front", "前片", "Rückenteil", "后片：左", "a: b", "TAB (1)", "袖口 2"])
MARK_NAMES = {
    "notch": ["", "V", "T", "castle", "check", "U", "slit"],
    "drill": ["", "D"],
    "line": ["", "sew", "pleat", "口袋"],
    "cutout": ["", "window"],
    "match": ["A", "门襟"],
}


@st.composite
def stars(draw: st.DrawFn) -> tuple[Point, ...]:
    """Outlines that never cross themselves: a point on every ray around the middle."""
    radii = draw(st.lists(st.floats(60, 400), min_size=5, max_size=14))
    turn = 2 * math.pi / len(radii)
    return tuple((round(r * math.cos(n * turn), 3), round(r * math.sin(n * turn), 3)) for n, r in enumerate(radii))


@st.composite
def marks(draw: st.DrawFn, outline: tuple[Point, ...]) -> tuple[Mark, ...]:
    """Marks of every kind, no two beginning in one place; notches cut towards the middle."""
    made = []
    for number in range(draw(st.integers(0, 6))):
        kind: MarkKind = draw(st.sampled_from(["notch", "drill", "line", "cutout", "match"]))
        name = draw(st.sampled_from(MARK_NAMES[kind]))
        x, y = outline[number % len(outline)] if kind == "notch" else (3.0 * number + 0.25, 5.0)
        inner = (x * 0.95, y * 0.95)
        points = {
            "notch": ((x, y), inner) if draw(st.booleans()) else ((x, y),),
            "drill": ((x, y),),
            "match": ((x, y),),
            "line": ((x, y), (x + 20, y), (x + 20, y + draw(st.integers(1, 30)))),
            "cutout": ((x, y), (x + 20, y), (x, y + 20)),
        }
        made.append(Mark(kind=kind, points=points[kind], name=name))
    return tuple(dict.fromkeys(made))


@st.composite
def piece_lists(draw: st.DrawFn) -> list[Piece]:
    made = []
    for number in range(draw(st.integers(1, 3))):
        outline = draw(stars())
        mirrored = draw(st.booleans())
        made.append(
            Piece(
                name=f"{draw(WORDS)} {number}",
                size=draw(st.sampled_from(["", "M", "170/88A", "大"])),
                outline=outline,
                quantity=draw(st.integers(1, 4)) * (2 if mirrored else 1),
                mirrored=mirrored,
                grain_deg=float(draw(st.integers(-179, 180))),
                marks=draw(marks(outline)),
                material=draw(st.sampled_from(["", "fabric", "里布"])),
            )
        )
    return made


def assert_same(found: Piece, piece: Piece) -> None:
    def words(one: Piece) -> tuple[object, ...]:
        return one.name, one.size, one.quantity, one.mirrored, one.material

    assert words(found) == words(piece)
    assert found.grain_deg == pytest.approx(piece.grain_deg, abs=1e-6)
    assert len(found.outline) == len(piece.outline)
    for one, other in zip(found.outline, piece.outline, strict=True):
        assert one == pytest.approx(other, abs=1e-6)
    first, second = (sorted(one.marks, key=lambda mark: (mark.kind, mark.name, mark.points)) for one in (found, piece))
    assert [(mark.kind, mark.name) for mark in first] == [(mark.kind, mark.name) for mark in second]
    for mark, same in zip(first, second, strict=True):
        for one, other in zip(mark.points, same.points, strict=True):
            assert one == pytest.approx(other, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(piece_lists())
def test_a_dxf_file_is_read_back_without_loss(tmp_path_factory: pytest.TempPathFactory, pieces: list[Piece]) -> None:
    path = tmp_path_factory.mktemp("dxf") / "t.dxf"
    write_dxf(pieces, path)
    found = read_patterns(path)
    assert not found.refused
    assert not found.repairs
    for one, other in zip(found.pieces, pieces, strict=True):
        assert_same(one, other)


@settings(max_examples=40, deadline=None)
@given(piece_lists())
def test_json_is_read_back_to_the_last_digit(pieces: list[Piece]) -> None:
    found = read_patterns(patterns_json(pieces, style="T1", sample_size="M").encode())
    assert found.pieces == tuple(pieces)
    assert (found.style, found.sample_size, found.unit) == ("T1", "M", "mm")


@settings(max_examples=40, deadline=None)
@given(piece_lists())
def test_the_picture_of_a_nest_is_read_back_without_loss(pieces: list[Piece]) -> None:
    found = read_patterns(nest_svg(pieces, "T1 & co", sample_size="M").encode())
    assert not found.repairs
    assert (found.style, found.sample_size, found.unit) == ("T1 & co", "M", "mm")
    by_name = {(piece.name, piece.size): piece for piece in found.pieces}
    for piece in pieces:
        assert_same(by_name[piece.name, piece.size], piece)


def test_a_small_piece_of_our_own_file_is_not_taken_for_centimetres(tmp_path: Path) -> None:
    badge = Piece(name="badge", size="", outline=((0, 0), (30, 0), (30, 20), (0, 20)))
    write_dxf([badge], tmp_path / "badge.dxf")
    assert read_patterns(tmp_path / "badge.dxf").pieces == (badge,)


def test_a_written_dxf_passes_the_audit_of_a_drawing_library(tmp_path: Path) -> None:
    import ezdxf

    piece = Piece(
        name="前片",
        size="M",
        outline=((0, 0), (300, 0), (300, 200), (0, 200)),
        marks=(
            Mark(kind="notch", points=((0, 0), (5, 5)), name="V"),
            Mark(kind="cutout", points=((50, 50), (60, 50), (60, 60))),
        ),
    )
    write_dxf([piece, piece], tmp_path / "t.dxf", style="衬衫", sample_size="M")
    document = ezdxf.readfile(tmp_path / "t.dxf")
    auditor = document.audit()
    assert document.dxfversion == "AC1009"
    assert not auditor.errors
    assert not auditor.fixes
