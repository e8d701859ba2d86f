from __future__ import annotations

import pytest
from pattern_files import SQUARE, Style, line, sides, tags

from interlock.errors import InterlockError
from interlock.patterns import PatternFile, read_patterns


def file(factor: float, units: str = "METRIC", insunits: int | None = None) -> bytes:
    """A piece of 300 x 200 mm; ``factor`` turns mm into the unit it is drawn in."""
    outline = tuple((x * factor, y * factor) for x, y in SQUARE)
    grain = line((50 * factor, 100 * factor), (250 * factor, 100 * factor), 7)
    header = tags(9, "$INSUNITS", 70, insunits) if insunits is not None else ""
    return Style(units=units, header=header).piece("A", "M", sides(outline) + grain, quantity="1,0").written()


def assert_full_size(found: PatternFile, unit: str, words: str) -> None:
    assert found.unit == unit
    assert found.pieces[0].area_mm2 == pytest.approx(60_000)
    assert words in found.unit_found


@pytest.mark.parametrize(
    ("factor", "units", "insunits", "unit", "words"),
    [
        (1, "METRIC", None, "mm", "for the file says only METRIC"),
        (0.1, "METRIC", None, "cm", "for the file says only METRIC"),
        (0.001, "METRIC", None, "m", "for the file says only METRIC"),
        (1 / 25.4, "ENGLISH", None, "in", "as the file says"),
        (1, "", None, "mm", "for the file names none"),
        (0.1, "", None, "cm", "for the file names none"),
        (0.1, "", 5, "cm", "as the file says"),
        (1, "METRIC", 1, "mm", "for the file says only METRIC"),
        (1, "ENGLISH", None, "mm", "although the file says ENGLISH"),
        (0.1, "METRIC", 4, "cm", "for the file says only METRIC"),
        (1, "", 1, "mm", "although the file says $INSUNITS 1"),
    ],
)
def test_the_unit_is_what_the_file_says_where_that_makes_garments(
    factor: float, units: str, insunits: int | None, unit: str, words: str
) -> None:
    assert_full_size(read_patterns(file(factor, units, insunits)), unit, words)


@pytest.mark.parametrize(
    ("factor", "units", "insunits", "unit", "other"),
    [
        (0.1, "", None, "cm", "in (largest 762 mm)"),
        (0.1, "METRIC", None, "cm", "in (largest 762 mm)"),
        (0.2, "METRIC", None, "cm", None),
        (0.1, "METRIC", 5, "cm", None),
        (0.1, "", 1, "in", "cm (largest 300 mm)"),
        (1, "METRIC", None, "mm", None),
        (0.1, "ENGLISH", None, "in", None),
        (0.1, "cm", None, "cm", None),
    ],
)
def test_a_unit_that_could_be_another_as_well_is_told_with_the_other(
    factor: float, units: str, insunits: int | None, unit: str, other: str | None
) -> None:
    found = read_patterns(file(factor, units, insunits))
    assert found.unit == unit
    assert ("could be" in found.unit_found) == (other is not None)
    assert ("请量一片核对" in found.unit_found.chinese) == (other is not None)
    assert (other or "") in found.unit_found
    assert found.unit_doubtful == (other is not None)


def test_the_unit_asked_for_settles_it() -> None:
    assert_full_size(read_patterns(file(1 / 25.4, "METRIC"), unit="in"), "in", "as asked")


def test_a_piece_that_no_unit_makes_of_a_usual_size_is_in_doubt() -> None:
    found = read_patterns(file(0.01, "METRIC"))
    assert "which is in doubt: its largest piece is 30 mm long so" in found.unit_found
    assert "存疑" in found.unit_found.chinese
    assert found.unit_doubtful


def test_a_unit_other_than_the_file_says_is_to_be_looked_at() -> None:
    assert read_patterns(file(1, "ENGLISH")).unit_doubtful
    assert read_patterns(file(1 / 40, "METRIC")).unit_doubtful
    assert not read_patterns(file(1, "METRIC")).unit_doubtful
    assert not read_patterns(file(1 / 25.4, "METRIC"), unit="in").unit_doubtful


def test_an_outline_without_extent_is_told_as_that() -> None:
    with pytest.raises(InterlockError, match="no outline has any extent"):
        read_patterns(file(1e298), "t.dxf")


def test_lengths_that_fit_no_unit_are_refused_with_the_remedy() -> None:
    with pytest.raises(InterlockError, match="no unit makes a garment piece") as caught:
        read_patterns(file(2e4), "t.dxf")
    assert "请指定单位" in caught.value.chinese
