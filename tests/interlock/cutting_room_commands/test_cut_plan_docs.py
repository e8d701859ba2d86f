"""The order that docs/cutting.md shows is read and planned as it stands there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from interlock.cli import main

CHAPTER = (Path(__file__).parents[3] / "docs" / "cutting.md").read_text(encoding="utf-8")
EXAMPLES = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", CHAPTER, re.DOTALL)]
ORDER = next(example for example in EXAMPLES if example.get("order") == "H-2412")
CENTRE = next(example for example in EXAMPLES if "centre" in example and "orders" in example)


@pytest.mark.parametrize(
    ("command", "content"), [("plan", ORDER), ("lays", {**CENTRE, "orders": [ORDER]})], ids=["plan", "lays"]
)
def test_the_examples_of_the_document_work(command, content, tmp_path, capsys):
    path = tmp_path / "example.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert main(["cut", command, str(path), "--json", "--work", "0.05"]) == 0
    assert json.loads(capsys.readouterr().out)
