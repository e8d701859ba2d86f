"""Output that goes nowhere, numbers and files beyond reason: one clear line, never a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import cast
import pytest

from interlock.cli import main
from interlock.workbook import write_book

FULL = Path("/dev/full")
MODULES = {"promise": "promise_commands", "worth": "whatif_commands"}
needs_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "book.xlsx"
    write_book(cast.scenario(), path, "en")
    return path


def shell(redirected: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command line with what the shell makes of its streams."""
    command = f'exec "{sys.executable}" -m interlock.cli {redirected}'
    return subprocess.run(  # noqa: S602 (the shell is what is tested)
        command, shell=True, capture_output=True, text=True, env={**os.environ, **more}, check=False, encoding="utf-8"
    )


@needs_full
def test_a_full_disk_behind_the_output_is_one_line(book):
    done = shell(f"check {book} --lang en >/dev/full")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "interlock: the output cannot be printed (No space left on device); send it to another place"
    ]


def test_a_closed_output_is_silent(book):
    done = shell(f"check {book} >&-")
    assert (done.returncode, done.stderr) == (0, "")


@needs_full
def test_what_standard_error_cannot_take_is_left_out(tmp_path):
    assert shell(f"check {tmp_path / 'none.xlsx'} 2>/dev/full").returncode == 2


def test_chinese_is_escaped_where_the_output_has_no_letters_for_it(book):
    done = shell(f"check {book} --lang zh", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "\\u5f20" in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="only POSIX shells limit the size of a file")
@pytest.mark.parametrize("kilobytes", [4, 16])
def test_a_disk_that_fills_while_a_book_is_written_is_one_line(kilobytes, tmp_path):
    asked = f"template -o {tmp_path / 'b.xlsx'} --lang en"
    command = f'ulimit -f {kilobytes}; exec "{sys.executable}" -B -m interlock.cli {asked}'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_out_of_bounds_is_refused(day, tmp_path, capsys):
    assert main(["sample", "-o", str(tmp_path / "b.xlsx"), "--today", day, "--lang", "en"]) == 2
    assert "give a day from 2000-01-01 to 2199-12-31" in capsys.readouterr().err


@pytest.mark.parametrize("option", [["--seed", "9223372036854775808"], ["--nest-days", "99999999"]])
def test_numbers_beyond_reason_are_refused(option, book, tmp_path, capsys):
    with pytest.raises(SystemExit) as end:
        main(["plan", str(book), "-o", str(tmp_path / "out"), *option, "--lang", "en"])
    assert end.value.code == 2
    assert f"{option[1]}: not a whole number from 0 to" in capsys.readouterr().err


@pytest.mark.parametrize("weeks", ["0", "1", "53"])
def test_weeks_of_a_sample_are_told_in_one_way(weeks, tmp_path, capsys):
    with pytest.raises(SystemExit):
        main(["sample", "-o", str(tmp_path / "b.xlsx"), "--weeks", weeks, "--lang", "en"])
    assert f"{weeks}: not a whole number from 2 to 52" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_stops_a_program_that_is_done_already_changes_nothing(number, tmp_path):
    program = (
        "import os, sys; from interlock.cli import main; "
        f"code = main(); os.kill(os.getpid(), {int(number)}); sys.exit(code)"
    )
    asked = [sys.executable, "-c", program, "template", "-o", str(tmp_path / "b.xlsx")]
    assert subprocess.run(asked, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("command", ["promise", "worth"])
def test_commands_that_write_nothing_stop_at_the_first_request(command, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(f"interlock.{MODULES[command]}.plan_of", lambda _: signal.raise_signal(signal.SIGINT))
    assert main([command, str(tmp_path / "plan.json"), str(tmp_path / "book.xlsx"), "--lang", "en"]) == 130
    assert capsys.readouterr().err == "interlock: stopped; nothing was written\n"


def test_an_output_without_a_name_is_refused(book, capsys):
    with pytest.raises(SystemExit) as end:
        main(["plan", str(book), "-o", "", "--lang", "en"])
    assert end.value.code == 2
    assert "no name; write where the result shall go" in capsys.readouterr().err


def test_a_book_in_the_place_of_the_plan_is_said_so(book, tmp_path, capsys):
    assert main(["simulate", str(book), str(tmp_path / "plan.json"), "--lang", "en"]) == 2
    assert f"{book} is a workbook; give the plan.json first, then the book" in capsys.readouterr().err
