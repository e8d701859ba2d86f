"""The command line as its users meet it: exit codes, standard output, files, messages."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import cast
import openpyxl
import pytest

from interlock.cli import main
from interlock.model import Plan, load
from interlock.workbook import write_book

SWIFT = ("--effort", "quick", "--nest-days", "30", "--nest-seconds", "1", "--workers", "1")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "book.xlsx"
    write_book(cast.scenario(), path, "en")
    return path


@pytest.fixture(scope="module")
def planned(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out") / "plan"
    assert main(["plan", str(book), "-o", str(folder), "--lang", "en", *SWIFT]) == 0
    return folder


def test_a_plan_is_workbook_json_report_and_markers(planned):
    assert sorted(p.name for p in planned.iterdir()) == ["markers", "plan.json", "plan.xlsx", "report.html"]
    made = load((planned / "plan.json").read_bytes(), Plan)
    nested = sum(marker.nested for marker in made.markers)
    assert nested > 0
    assert len(list((planned / "markers").glob("*.svg"))) == len(list((planned / "markers").glob("*.dxf"))) == nested
    assert openpyxl.load_workbook(planned / "plan.xlsx", read_only=True).sheetnames
    assert "O-1" in (planned / "report.html").read_text(encoding="utf-8")


def test_json_figures_are_one_object_on_standard_output(book, tmp_path, capsys):
    assert main(["plan", str(book), "-o", str(tmp_path / "out"), "--json", *SWIFT]) == 0
    out, err = capsys.readouterr()
    figures = json.loads(out)
    wanted = {"cost_cny", "lower_bound_cny", "gap_percent", "on_time_percent", "orders", "pieces", "lots", "markers"}
    assert wanted | {"utilisation_percent", "seconds", "files"} <= figures.keys()
    assert figures["orders"] == 7
    assert figures["lower_bound_cny"] <= figures["cost_cny"]
    assert all(Path(name).exists() for name in figures["files"])
    assert "judging the plan" in err


def test_check_counts_and_plans_nothing(book, capsys):
    assert main(["check", str(book), "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("7 orders, 9600 pieces, 6 factories: no error")
    assert main(["check", str(book), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["orders"], figures["factories"], figures["errors"]) == (7, 6, [])


def test_bad_input_is_two_and_names_the_place(tmp_path, capsys):
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"this is no workbook")
    assert main(["plan", str(bad), "-o", str(tmp_path / "out")]) == 2
    assert "bad.xlsx" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert main(["check", str(bad), "--json", "--lang", "zh"]) == 2
    found = json.loads(capsys.readouterr().out)["errors"][0]
    assert found.keys() == {"file", "sheet", "cell", "found", "expected", "remedy"}
    assert main(["plan", str(bad), "-o", str(tmp_path / "out"), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["errors"]


def test_a_book_that_is_not_there_is_two(tmp_path, capsys):
    assert main(["check", str(tmp_path / "none.xlsx")]) == 2
    assert "none.xlsx" in capsys.readouterr().err


def test_a_wrong_date_is_two(book, capsys):
    assert main(["check", str(book), "--today", "tomorrow", "--lang", "zh"]) == 2
    assert "不是日期" in capsys.readouterr().err


def test_what_fits_nowhere_is_one_and_shown(tmp_path, capsys):
    scenario = cast.scenario((cast.order("O-1", "SHIRT", 40, 60),))
    scenario = replace(scenario, factories=tuple(replace(f, minimum_lot_pieces=500) for f in scenario.factories))
    book = tmp_path / "book.xlsx"
    write_book(scenario, book, "zh")
    assert main(["plan", str(book), "-o", str(tmp_path / "out"), "--lang", "zh", *SWIFT]) == 1
    assert "外发" in capsys.readouterr().err
    assert (tmp_path / "out" / "plan.json").exists()


def test_a_plan_that_cannot_be_is_two_and_writes_nothing(tmp_path, capsys):
    scenario = cast.scenario()
    scenario = replace(scenario, tables=tuple(replace(t, length_mm=600) for t in scenario.tables))
    book = tmp_path / "book.xlsx"
    write_book(scenario, book, "en")
    assert main(["plan", str(book), "-o", str(tmp_path / "out"), *SWIFT]) == 2
    assert "order O-1" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_report_of_a_plan_can_be_made_again(book, planned, tmp_path, capsys):
    report = tmp_path / "again.html"
    assert main(["report", str(planned / "plan.json"), str(book), "-o", str(report), "--lang", "zh"]) == 0
    assert "O-1" in report.read_text(encoding="utf-8")
    other = tmp_path / "other.xlsx"
    write_book(cast.scenario((cast.order("X-1", "TEE", 30, 300),)), other, "en")
    assert main(["report", str(planned / "plan.json"), str(other), "-o", str(tmp_path / "no.html")]) == 2
    assert "promises order O-1" in capsys.readouterr().err
    assert main(["report", str(tmp_path / "none.json"), str(book), "-o", str(report)]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_template_and_sample_write_books_that_check(tmp_path, capsys):
    assert main(["template", "-o", str(tmp_path / "empty.xlsx"), "--lang", "zh"]) == 0
    sample = ["sample", "-o", str(tmp_path / "sample.xlsx"), "--factories", "12", "--orders", "30", "--seed", "3"]
    assert main([*sample, "--today", "2026-11-23"]) == 0
    capsys.readouterr()
    assert main(["check", str(tmp_path / "sample.xlsx"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["orders"] == 30


def test_a_sample_that_cannot_be_is_refused(tmp_path, capsys):
    assert main(["sample", "-o", str(tmp_path / "s.xlsx"), "--load", "99"]) == 2
    assert "load" in capsys.readouterr().err
    assert not (tmp_path / "s.xlsx").exists()


def test_wrong_options_are_two(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["plan"])
    assert caught.value.code == 2
    with pytest.raises(SystemExit):
        main(["sample", "-o", "x.xlsx", "--orders", "0"])
    assert "at least 1" in capsys.readouterr().err


def test_help_speaks_the_language_asked_for(capsys, monkeypatch):
    with pytest.raises(SystemExit):
        main(["plan", "--lang", "zh", "--help"])
    assert "计划的输出文件夹" in capsys.readouterr().out
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "排出全网计划" in capsys.readouterr().out


def test_ctrl_c_ends_cleanly_and_leaves_nothing(tmp_path):
    book = tmp_path / "book.xlsx"
    write_book(cast.scenario(), book, "en")
    command = [sys.executable, "-m", "interlock.cli", "plan", str(book), "-o", str(tmp_path / "out"), "--lang", "en"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr
        for line in process.stderr:
            if "measuring" in line:
                break
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(60) == 130
    assert "stopped; nothing was written" in rest
    assert "Traceback" not in rest
    assert not (tmp_path / "out").exists()
