"""The command line as its users meet it: exit codes, standard output, files, messages."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import cast
import openpyxl
import pytest

from interlock.cli import main
from interlock.command_parsers import parser_of
from interlock.errors import BrokenLaw, Cancelled, InterlockError, InvalidModel
from interlock.explain.figures import percent_at_least
from interlock.model import Plan, Rules, ShareRule, fairness, load
from interlock.plan_files import write_outputs
from interlock.workbook import read_book, write_book

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


@pytest.mark.no_cover
def test_json_figures_are_one_object_on_standard_output(book, tmp_path, capsys):
    assert main(["plan", str(book), "-o", str(tmp_path / "out"), "--json", *SWIFT]) == 0
    out, err = capsys.readouterr()
    figures = json.loads(out)
    wanted = {"cost_cny", "lower_bound_cny", "gap_percent", "on_time_percent", "orders", "pieces", "lots", "markers"}
    assert wanted | {"utilisation_percent", "evenness_percent", "seconds", "files"} <= figures.keys()
    assert figures["orders"] == 7
    assert figures["lower_bound_cny"] <= figures["cost_cny"]
    assert all(Path(name).exists() for name in figures["files"])
    assert "judging the plan" in err


def test_a_least_share_that_is_missed_is_told(tmp_path, capsys):
    scenario = cast.scenario((cast.order("O-1", "TEE", 30, 800),))
    book = tmp_path / "shares.xlsx"
    write_book(replace(scenario, rules=Rules(shares=(ShareRule(factory="C2", least_share=0.3),))), book, "en")
    assert main(["plan", str(book), "-o", str(tmp_path / "out"), "--lang", "en", *SWIFT]) == 0
    assert "has 0.0 % of all sewing; the rules want at least 30.0 %" in capsys.readouterr().out
    assert main(["plan", str(book), "-o", str(tmp_path / "out"), "--json", *SWIFT]) == 0
    missed = [{"factory": "C2", "least_percent": 30.0, "percent": 0.0}]
    assert json.loads(capsys.readouterr().out)["shares_missed"] == missed


def test_a_plan_of_a_book_and_order_sheets_can_be_worked_with(tmp_path, capsys):
    """The book of such a plan stands beside it, and is named where the workbook alone is given."""
    first, second = cast.order("O-1", "TEE", 30, 300), cast.order("O-2", "TEE", 30, 200)
    book, sheet, out = tmp_path / "book.xlsx", tmp_path / "sheet.csv", tmp_path / "out"
    write_book(cast.scenario((first,)), book, "en")
    rows = [f"O-2,Brand A,TEE,C1,{one.colour},{one.size},{one.pieces},{second.due_on}" for one in second.quantities]
    sheet.write_text(
        "\n".join(["Order,Customer,Style,Core factory,Colour,Size,Pieces,Due", *rows]) + "\n", encoding="utf-8"
    )
    assert main(["plan", str(book), str(sheet), "-o", str(out), "--lang", "en", *SWIFT]) == 0
    assert str(out / "scenario.json") in capsys.readouterr().out
    (tmp_path / "events.json").write_text('[{"kind": "order_cancelled", "order": "O-2"}]', encoding="utf-8")
    for command, *more in (
        ("simulate", "--runs", "5"),
        ("repair", str(tmp_path / "events.json"), "-o", str(tmp_path / "new")),
    ):
        assert main([command, str(out / "plan.json"), str(book), *more, "--lang", "en"]) == 2
        assert f"order O-2 is not in the book; give {out / 'scenario.json'} in its place" in capsys.readouterr().err
        assert main([command, str(out / "plan.json"), str(out / "scenario.json"), *more, "--lang", "en"]) == 0
    assert set(load((tmp_path / "new" / "plan.json").read_bytes(), Plan).promise) == {"O-1"}


def test_check_counts_and_plans_nothing(book, capsys):
    assert main(["check", str(book), "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("7 orders, 9,600 pieces ordered, 6 factories: no error, 0 warnings")
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
    said = capsys.readouterr().err
    assert "was not made from" in said
    assert "order O-1 is not in the book" in said
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
    with pytest.raises(SystemExit) as caught:
        main(["plan", "--json"])
    assert caught.value.code == 2
    assert "required" in json.loads(capsys.readouterr().out)["errors"][0]["found"]


def test_help_speaks_the_language_asked_for(capsys, monkeypatch):
    with pytest.raises(SystemExit):
        main(["plan", "--lang", "zh", "--help"])
    assert "计划的输出文件夹" in capsys.readouterr().out
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "排出全网计划" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["plan"], "缺少参数：BOOK.xlsx, -o/--out"),
        (["plant"], "没有 'plant' 这一选项"),
        (["plan", "b.xlsx", "-o", "out", "--more"], "无法识别的参数：--more"),
        (["plan", "b.xlsx", "-o"], "-o/--out 后面需要一个值"),
    ],
)
def test_wrong_arguments_are_said_in_chinese(arguments, said, capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    told = capsys.readouterr().err
    assert caught.value.code == 2
    assert said in told
    assert told.startswith("用法：")


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        (["plan", "b.xlsx", "-o", "out", "--seed", "x"], "--seed: x: not a whole", "--seed：x 不是不小于 0 的整数"),
        (["sample", "-o", "s.xlsx", "--load", "x"], "--load: x: not a number", "--load：x 不是大于 0 的数"),
        (["plan", "b.xlsx", "-o", "out", "--effort", "much"], "choice: 'much'", "--effort：没有 'much' 这一选项"),
        (["cut", "plan", "o.json", "--seconds", "0"], "--seconds: 0: not a number above 0", "--seconds：0 不是大于 0"),
    ],
)
def test_a_wrong_value_is_told_with_one_line_that_says_where_to_read_more(arguments, english, chinese, capsys):
    for language, said in (("en", english), ("zh", chinese)):
        with pytest.raises(SystemExit) as caught:
            main([*arguments, "--lang", language])
        told, hint = capsys.readouterr().err.splitlines()
        assert caught.value.code == 2
        assert said in told
        assert "--help" in hint


def test_help_has_no_english_of_its_own_in_chinese(capsys):
    with pytest.raises(SystemExit):
        main(["plan", "--lang", "zh", "-h"])
    told = capsys.readouterr().out
    assert not {"usage", "options:", "positional", "show this"} & set(told.replace("\n", " ").split(" "))
    assert "显示本帮助" in told


@pytest.mark.parametrize("place", ["/proc/x.xlsx", "/sys/x.xlsx"])
@pytest.mark.parametrize("command", ["template", "sample"])
def test_a_place_that_cannot_be_written_is_one_clear_error(command, place, capsys):
    assert main([command, "-o", place, "--lang", "zh"]) == 2
    said = capsys.readouterr().err
    assert place.rsplit("/", 1)[0] in said
    assert "请换一个位置" in said


@pytest.mark.parametrize("command", ["template", "sample"])
def test_a_workbook_of_another_name_is_refused_with_a_remedy(command, tmp_path, capsys):
    assert main([command, "-o", str(tmp_path / "t.csv"), "--lang", "en"]) == 2
    assert "t.xlsx" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [["template", "-o"], ["cut", "template"]])
def test_a_form_takes_the_place_of_no_file(command, tmp_path, capsys):
    filled = tmp_path / "filled.xlsx"
    filled.write_bytes(b"my orders")
    assert main([*command, str(filled), "--lang", "en"]) == 2
    assert "is there already and may be filled in" in capsys.readouterr().err
    assert filled.read_bytes() == b"my orders"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, ("cannot be read", "无法读取")),
        (b"{}", ("not GeoJSON", "不是 GeoJSON")),
        (b"{", ("not JSON", "不是 JSON")),
    ],
)
def test_a_bad_boundary_is_named_before_anything_is_planned(book, tmp_path, content, said, language, capsys):
    boundary = tmp_path / "b.geojson"
    if content is not None:
        boundary.write_bytes(content)
    arguments = ["plan", str(book), "-o", str(tmp_path / "out"), "--boundary", str(boundary), "--lang", language]
    assert main([*arguments, "--json"]) == 2
    out, err = capsys.readouterr()
    assert said[language == "zh"] in json.loads(out)["errors"][0]["found"]
    assert said[language == "zh"] in err
    assert "measuring" not in err
    assert "标定" not in err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_a_file_is_named_before_anything_is_planned(book, tmp_path, capsys):
    (tmp_path / "out").write_text("mine")
    assert main(["plan", str(book), "-o", str(tmp_path / "out"), "--lang", "zh", "--json"]) == 2
    out, err = capsys.readouterr()
    assert "不能用作文件夹" in json.loads(out)["errors"][0]["found"]
    assert "标定" not in err
    assert (tmp_path / "out").read_text() == "mine"


def test_a_plan_that_cannot_be_is_one_json_object_and_said_in_chinese(tmp_path, capsys):
    scenario = cast.scenario()
    scenario = replace(scenario, tables=tuple(replace(t, length_mm=600) for t in scenario.tables))
    book = tmp_path / "book.xlsx"
    write_book(scenario, book, "en")
    assert main(["plan", str(book), "-o", str(tmp_path / "out"), "--json", "--lang", "zh", *SWIFT]) == 2
    out, err = capsys.readouterr()
    error = json.loads(out)["errors"][0]
    assert error["kind"] == "infeasible"
    assert error["found"].startswith("订单 O-1：裁剪方案")
    assert "订单 O-1" in err
    assert "order" not in err


@pytest.mark.parametrize(
    ("error", "code", "kind", "said"),
    [
        (BrokenLaw("the plan", ["a", "b"]), 3, "broken_law", "校验"),
        (Cancelled("stopped"), 130, "stopped", "已停止"),
        (InvalidModel(["x is 1"]), 2, "invalid", "互相矛盾"),
        (InterlockError("no"), 2, "refused", "无法完成"),
    ],
)
def test_every_failure_is_a_json_object_and_a_chinese_sentence(
    error, code, kind, said, book, tmp_path, capsys, monkeypatch
):
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("interlock.commands.plan", fails)
    assert main(["plan", str(book), "-o", str(tmp_path / "out"), "--json", "--lang", "zh"]) == code
    out, err = capsys.readouterr()
    found = json.loads(out)["errors"][0]
    assert found["kind"] == kind
    assert said in found["found"]
    assert found["found"] in err
    assert not (tmp_path / "out").exists()


def _other(scenario, **changes):
    first, *others = scenario.orders
    return replace(scenario, orders=(replace(first, **changes), *others))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda s: replace(s, cluster="Elsewhere"), "the cluster is"),
        (lambda s: replace(s, today=s.today - timedelta(days=1)), "the plan is of"),
        (lambda s: _other(s, due_on=s.orders[0].due_on + timedelta(days=1)), "order O-1 is due"),
        (lambda s: _other(s, style="SHIRT"), "order O-1 is of style TEE in the plan, SHIRT in the book"),
        (
            lambda s: _other(s, quantities=tuple(replace(q, pieces=q.pieces * 3) for q in s.orders[0].quantities)),
            "order O-1, ",
        ),
        (lambda s: replace(s, lines=tuple(replace(line, code=f"{line.code}X") for line in s.lines)), "line "),
        (lambda s: replace(s, tables=tuple(replace(t, code=f"{t.code}X") for t in s.tables)), "table "),
    ],
)
def test_the_report_of_a_plan_with_another_book_is_refused(planned, tmp_path, change, said, capsys):
    other = tmp_path / "other.xlsx"
    write_book(change(cast.scenario()), other, "en")
    report = ["report", str(planned / "plan.json"), str(other), "-o", str(tmp_path / "no.html")]
    assert main([*report, "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert f"was not made from {other}" in told
    assert said in told
    assert main([*report, "--lang", "zh"]) == 2
    assert "不是由" in capsys.readouterr().err
    assert not (tmp_path / "no.html").exists()


def test_a_plan_json_that_cannot_be_read_is_said_in_chinese(book, tmp_path, capsys):
    report = [str(book), "-o", str(tmp_path / "no.html"), "--lang", "zh"]
    (tmp_path / "e.json").write_text("{}")
    assert main(["report", str(tmp_path / "none.json"), *report]) == 2
    assert "文件或上级文件夹不存在" in capsys.readouterr().err
    assert main(["report", str(tmp_path / "e.json"), *report]) == 2
    assert "请提供 interlock plan 写出的 plan.json" in capsys.readouterr().err


def test_a_day_that_the_book_overrides_is_told(book, capsys):
    assert main(["check", str(book), "--today", "2026-01-01", "--lang", "en"]) == 0
    assert "--today 2026-01-01 is not used" in capsys.readouterr().err


@pytest.mark.no_cover
def test_planning_again_keeps_the_users_own_files(book, planned, tmp_path, capsys):
    folder = tmp_path / "plan"
    shutil.copytree(planned, folder)
    (folder / "markers" / "mine.svg").write_text("mine")
    (folder / "markers" / "9999.svg").write_text("of a run with more markers")
    (folder / "notes.txt").write_text("mine")
    names = sorted(p.name for p in (planned / "markers").iterdir())
    scenario, made = read_book(book).scenario, load((planned / "plan.json").read_bytes(), Plan)
    write_outputs(scenario, made, folder, "en")
    assert sorted(p.name for p in (folder / "markers").iterdir()) == sorted([*names, "mine.svg"])
    assert (folder / "notes.txt").read_text() == "mine"


def test_stopping_while_files_are_written_leaves_what_was_there(book, planned, tmp_path):
    folder = tmp_path / "plan"
    shutil.copytree(planned, folder)
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    asked = iter([False] * 3)
    scenario, made = read_book(book).scenario, load((planned / "plan.json").read_bytes(), Plan)
    with pytest.raises(Cancelled):
        write_outputs(scenario, made, folder, "zh", stop=lambda: next(asked, True))
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


def test_what_the_readme_prints_is_what_the_command_prints(book, tmp_path, capsys):
    assert main(["plan", str(book), "-o", str(tmp_path / "out"), "--lang", "en"]) == 0
    sentence = capsys.readouterr().out.splitlines()[0]
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    code = readme.split("```python\n")[1].split("```")[0].replace("demo/book.xlsx", str(book))
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 (our own document)
    assert capsys.readouterr().out.splitlines()[-1] == sentence


@pytest.mark.no_cover
@pytest.mark.parametrize("policy", ["fairest", "balanced"])
def test_who_asks_for_the_fairest_plan_reads_how_even_it_is(book, tmp_path, capsys, policy):
    out = tmp_path / "out"
    assert main(["plan", str(book), "-o", str(out), "--policy", policy, "--lang", "en", *SWIFT]) == 0
    told = capsys.readouterr().out
    share = fairness(read_book(book).scenario, load((out / "plan.json").read_bytes(), Plan))
    said = f"Evenness of the work over the townships: {percent_at_least(share, 'en')} "
    assert (said in told) is (policy == "fairest")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_cleanly_and_leaves_nothing(tmp_path, number):
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
        process.send_signal(number)
        rest = process.stderr.read()
        assert process.wait(60) == 130
    assert "stopped; nothing was written" in rest
    assert "Traceback" not in rest
    assert not (tmp_path / "out").exists()


def test_ctrl_c_once_a_plan_is_in_sight_writes_the_best_so_far(tmp_path):
    book = tmp_path / "book.xlsx"
    write_book(cast.scenario(), book, "en")
    command = [sys.executable, "-m", "interlock.cli", "plan", str(book), "-o", str(tmp_path / "out"), "--lang", "en"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    with subprocess.Popen(
        [*command, "--nest-seconds", "60"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        env=environment,
    ) as process:
        assert process.stderr
        for line in process.stderr:
            if "nesting" in line:
                break
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(60) == 0
    assert "stopped early: this is the best plan found so far" in rest
    assert "Traceback" not in rest
    assert (tmp_path / "out" / "plan.json").exists()


@pytest.mark.parametrize("stage", ["giving orders to lines", "nesting"])
def test_sigterm_once_a_plan_is_in_sight_writes_nothing(tmp_path, stage):
    book = tmp_path / "book.xlsx"
    write_book(cast.scenario(), book, "en")
    command = [sys.executable, "-m", "interlock.cli", "plan", str(book), "-o", str(tmp_path / "out"), "--lang", "en"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    with subprocess.Popen(
        [*command, "--nest-seconds", "60"], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stderr
        assert process.stdout
        for line in process.stderr:
            if stage in line:
                break
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
        assert process.wait(60) == 130
        assert process.stdout.read() == ""
    assert "interlock: stopped; nothing was written" in rest
    assert "Traceback" not in rest
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_while_the_files_are_written_cancels_or_finishes(book, tmp_path, number):
    folder = tmp_path / "out"
    command = [sys.executable, "-m", "interlock.cli", "plan", str(book), "-o", str(folder), "--lang", "en", *SWIFT]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr
        for line in process.stderr:
            if "writing" in line:
                break
        process.send_signal(number)
        rest = process.stderr.read()
        code = process.wait(60)
    assert "Traceback" not in rest
    assert code in (0, 130)
    assert not list(tmp_path.rglob(".new-*"))
    assert folder.exists() == (code == 0)


def test_compiled_code_that_is_interrupted_means_stopped(monkeypatch, capsys):
    def interrupted(*_: object) -> int:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt as error:
            raise SystemError("returned a result with an exception set") from error
        return 0

    monkeypatch.setattr("interlock.commands.run_template", interrupted)
    assert main(["template", "--lang", "en"]) == 130
    assert capsys.readouterr().err == "interlock: stopped; nothing was written\n"


def test_a_language_may_stand_before_the_command(tmp_path, capsys):
    assert main(["--lang", "zh", "cut", "plan", str(tmp_path / "none.json")]) == 2
    assert "无法读取" in capsys.readouterr().err


def test_a_sample_stops_at_once_when_asked(tmp_path):
    command = [sys.executable, "-m", "interlock.cli", "sample", "-o", str(tmp_path / "s.xlsx"), "--lang", "en"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(1.0)
        process.send_signal(signal.SIGTERM)
        assert process.stderr
        rest = process.stderr.read()
        code = process.wait(60)
    assert "Traceback" not in rest
    # Python itself ends by SIGINT, which a shell tells as 130, where it was asked while it ran a text: dataclasses do.
    assert code in (130, -signal.SIGINT, -signal.SIGTERM)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["sample", "template"])
@pytest.mark.parametrize("place", [".", "/"])
def test_a_folder_is_no_name_for_a_workbook(command: str, place: str, capsys: pytest.CaptureFixture[str]):
    assert main([command, "-o", place, "--lang", "en"]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_report_never_takes_the_place_of_a_book(
    planned: Path, book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    other = tmp_path / "other.xlsx"
    shutil.copy(book, other)
    assert main(["report", str(planned / "plan.json"), str(book), "-o", str(other), "--lang", "en"]) == 2
    assert "must end in .html" in capsys.readouterr().err
    assert other.read_bytes() == book.read_bytes()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_options_may_stand_between_files(language, capsys):
    parser = parser_of(language, lambda _: None)
    for command, named in (
        (["repair", "p.json", "b.xlsx", "--today", "2026-12-01", "e.json", "-o", "new"], {"events": Path("e.json")}),
        (
            ["promise", "p.json", "b.xlsx", "--may-move", "o.csv", "--json"],
            {"orders": [Path("o.csv")], "may_move": True},
        ),
        (["plan", "b.xlsx", "-o", "out", "--effort", "quick", "o.csv", "q.csv"], {"effort": "quick"}),
    ):
        read = vars(parser.parse_args(command))
        assert {name: read[name] for name in named} == named
    assert [str(path) for path in read["orders"]] == ["o.csv", "q.csv"]
    usages = []
    for wrong in (["plan", "b.xlsx", "--more", "-o", "out"], ["plan", "b.xlsx", "-o", "out", "o.csv", "--more"]):
        with pytest.raises(SystemExit):
            parser.parse_args(wrong)
        usages.append(capsys.readouterr().err)
    assert usages[0] == usages[1]
    assert "--more" in usages[0]
