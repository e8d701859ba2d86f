from __future__ import annotations

import pytest
from paper_cast import DRAWN, lay
from pdf_reader import inked, pages, sizes_mm

from interlock.paper import lay_cards, mini_markers
from interlock.paper._join import joined


@pytest.fixture(scope="module")
def parts() -> list[bytes]:
    return [lay_cards([lay()]), mini_markers([DRAWN]), lay_cards([lay(lay="第2床", drawn=None)], language="en")]


def test_joined_pages_read_and_look_as_they_did_apart(parts):
    made = joined(parts)
    assert pages(made) == [page for part in parts for page in pages(part)]
    assert sizes_mm(made) == [(210, 297), (297, 210), (210, 297)]
    for number, part in enumerate(parts):
        assert inked(made, number, scale=1.0) == inked(part, 0, scale=1.0)


def test_parts_join_again_and_one_alone_stays_as_it_is(parts):
    twice = joined([joined(parts), parts[0]])
    assert len(pages(twice)) == 4
    assert joined(parts[:1]) is parts[0]


def test_what_is_no_such_file_is_refused():
    with pytest.raises(ValueError, match="not found"):
        joined([b"no pdf", b"neither"])
