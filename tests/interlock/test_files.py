from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from interlock.files import CannotWrite, check_file, check_folder, reason, written, written_folder


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
    (tmp_path / "markers" / "0007.svg").write_text("old")
    (tmp_path / "markers" / "mine.svg").write_text("keep")
    (tmp_path / "mine.txt").write_text("keep")
    with written_folder(tmp_path, re.compile(r"\d{4}\.svg")) as fresh:
        (fresh / "plan.json").write_text("{}")
        (fresh / "markers").mkdir()
        (fresh / "markers" / "0001.svg").write_text("new")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["markers", "mine.txt", "plan.json"]
    assert sorted(p.name for p in (tmp_path / "markers").iterdir()) == ["0001.svg", "mine.svg"]


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


def test_what_a_killed_run_left_behind_goes_and_what_a_live_one_makes_stays(tmp_path):
    dead, alive = tmp_path / f".new-{2**22 + 1}-abcd", tmp_path / ".new-1-abcd"
    mine = tmp_path / ".new-mine"
    for folder in (dead, alive, mine):
        folder.mkdir()
        (folder / "plan.json").write_text("half")
    with written_folder(tmp_path) as fresh:
        assert fresh.name.startswith(f".new-{os.getpid()}-")
    assert sorted(p.name for p in tmp_path.iterdir()) == [".new-1-abcd", ".new-mine"]


def test_checking_a_place_leaves_nothing_behind(tmp_path):
    check_folder(tmp_path / "deep" / "plan")
    check_file(tmp_path / "deep" / "book.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["/proc/book.xlsx", "/sys/book.xlsx", "/proc/deep/book.xlsx"])
def test_a_place_that_the_system_refuses_is_an_error_in_both_languages(place):
    for write in (check_file, lambda path: written(path).__enter__()):
        with pytest.raises(CannotWrite) as caught:
            write(Path(place))
        assert place.rsplit("/", 1)[0] in str(caught.value)
        assert "请换一个位置" in caught.value.chinese


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path):
    (tmp_path / "book.xlsx").mkdir()
    with pytest.raises(CannotWrite) as caught:
        check_file(tmp_path / "book.xlsx")
    assert "那是一个文件夹" in caught.value.chinese


def test_a_folder_that_was_made_for_nothing_goes_again(tmp_path):
    with pytest.raises(ZeroDivisionError), written_folder(tmp_path / "out") as fresh:
        (fresh / "plan.json").write_text(f"{1 // 0}")
    assert list(tmp_path.iterdir()) == []


def test_a_reason_without_a_chinese_name_is_marked_as_the_systems():
    assert reason(OSError(9999, "odd")) == ("odd", "系统提示：odd")


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path):
    pipe = tmp_path / "report.html"
    os.mkfifo(pipe)
    end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with written(pipe) as temporary:
            temporary.write_text("whole")
        assert os.read(end, 100) == b"whole"
    finally:
        os.close(end)
    assert pipe.is_fifo()


def test_a_device_that_takes_nothing_more_is_an_error_and_stays_a_device():
    with pytest.raises(CannotWrite), written(Path("/dev/full")) as temporary:
        temporary.write_text("whole")
    assert Path("/dev/full").is_char_device()
