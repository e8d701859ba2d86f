from __future__ import annotations

import json
import re
import sys
from dataclasses import fields
from pathlib import Path

from pdf_reader import pages
from plt_reader import read_plt

from interlock.cutting_room_commands._printing import WHAT
from interlock.paper import STOCKS, LayPaper, UsedRoll, read_lays
from interlock.paper.typeset import TEMPLATES

REPOSITORY = Path(__file__).parents[3]
CHAPTER = (REPOSITORY / "docs" / "cutting.md").read_text("utf-8").partition("\n## Paper\n")[2]


def test_the_chapter_names_every_field_paper_stock_and_template():
    named = {field.name for field in (*fields(LayPaper), *fields(UsedRoll))} | {*WHAT, *STOCKS, *TEMPLATES}
    assert [name for name in sorted(named) if f"`{name}`" not in CHAPTER] == []


def test_the_lay_of_the_chapter_can_be_printed(tmp_path):
    (written,) = re.findall(r"```json\n(.*?)```", CHAPTER, re.DOTALL)
    path = tmp_path / "lays.json"
    path.write_text(json.dumps(json.loads(written)), encoding="utf-8")
    (lay,) = read_lays(path)
    assert (lay.lay, lay.all_plies) == ("A1024-1", 60)


def test_the_example_goes_from_a_pattern_file_to_the_plotter(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(REPOSITORY / "examples"), *sys.path])
    from dxf_to_plotter import main

    main(tmp_path, seconds=1)
    (frame,) = read_plt((tmp_path / "marker.plt").read_bytes()).frames
    assert sum(words.words.startswith("sleeve 36") for words in frame.words) == 4
    assert len(pages((tmp_path / "tickets.pdf").read_bytes())) == 9
