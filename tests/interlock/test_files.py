from __future__ import annotations

import pytest

from interlock.files import CannotWrite, written, written_folder


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    place = tmp_path / "deep" / "book.txt"
    with written(place) as temporary:
        temporary.write_text("all of it")
        assert not place.exists()
    assert place.read_text() == "all of it"
    with pytest.raises(ZeroDivisionError), written(place) as temporary:
        temporary.write_text(f"half {1 // 0}")
    assert place.read_text() == "all of it"
    assert [p.name for p in place.parent.iterdir()] == ["book.txt"]


def test_a_folder_is_renewed_entry_by_entry_and_keeps_strangers(tmp_path):
    (tmp_path / "markers").mkdir()
    (tmp_path / "markers" / "old.svg").write_text("old")
    (tmp_path / "mine.txt").write_text("keep")
    with written_folder(tmp_path) as fresh:
        (fresh / "plan.json").write_text("{}")
        (fresh / "markers").mkdir()
        (fresh / "markers" / "new.svg").write_text("new")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["markers", "mine.txt", "plan.json"]
    assert [p.name for p in (tmp_path / "markers").iterdir()] == ["new.svg"]


def test_a_folder_is_left_alone_when_the_work_fails(tmp_path):
    (tmp_path / "plan.json").write_text("before")
    with pytest.raises(ZeroDivisionError), written_folder(tmp_path) as fresh:
        (fresh / "plan.json").write_text(f"after {1 // 0}")
    assert (tmp_path / "plan.json").read_text() == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["plan.json"]


def test_a_place_that_is_a_file_is_named(tmp_path):
    (tmp_path / "taken").write_text("x")
    with pytest.raises(CannotWrite, match="taken"), written_folder(tmp_path / "taken"):
        pass
    with pytest.raises(CannotWrite, match="taken"), written(tmp_path / "taken" / "plan.json"):
        pass
