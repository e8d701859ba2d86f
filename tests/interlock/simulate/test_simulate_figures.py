"""The figures of the noise: those documented are those used, and those measured can be measured again."""

from __future__ import annotations

import csv
import json
import math
import random
import re
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import calibrate
from interlock.simulate import Noise
from interlock.simulate.read_plan import ROOM_DAYS

ROOT = Path(__file__).parents[3]
DATA = ROOT.parent / "shared" / "data" / "garments_worker_productivity.csv"
MEASURED = [
    "efficiency_sd",
    "efficiency_memory",
    "start_sd",
    "attendance_sd",
    "finishing_sd",
    "finishing_memory",
]


def test_the_documented_noise_is_the_default_noise():
    text = (ROOT / "docs" / "simulate.md").read_text(encoding="utf-8")
    documented = dict(re.findall(r"^\| `(\w+)` \| ([\d.]+) \|", text, flags=re.MULTILINE))
    assert {name: float(value) for name, value in documented.items()} == {
        field.name: getattr(Noise(), field.name) for field in fields(Noise)
    }
    assert f"beyond {ROOM_DAYS} after" in text


@pytest.mark.shared
@pytest.mark.skipif(not DATA.exists(), reason="the line-days of the UCI garment data are not beside the project")
def test_the_default_noise_is_what_the_line_days_of_the_plant_show():
    measured = calibrate.calibrated(calibrate.read(DATA))
    assert measured["line_days"] == 1197
    for name in MEASURED:
        assert getattr(Noise(), name) == pytest.approx(measured[name], abs=0.005), name


def test_calibration_finds_the_deviation_and_memory_that_data_were_made_with(tmp_path):
    chance, path = random.Random(4), tmp_path / "days.csv"
    names = ["date", "department", "team_no", "no_of_style_change", "no_of_workers", "actual_productivity"]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for team in range(12):
            walk = 0.0
            for day in range(336):
                walk = 0.6 * walk + math.sqrt(1 - 0.36) * chance.gauss(0, 1)
                on = f"{day // 28 + 1}/{day % 28 + 1}/2015"
                change = int(chance.random() < 0.2)
                output = 0.7 * (1 + 0.1 * walk + change * 0.2 * chance.gauss(0, 1))
                writer.writerow([on, "sweing", team, change, 50 + chance.gauss(0, 1), output])
                writer.writerow([on, "finishing ", team, 0, 10, 0.8 * (1 + 0.2 * chance.gauss(0, 1))])
    measured = calibrate.calibrated(calibrate.read(path))
    wanted = {"efficiency_sd": 0.1, "efficiency_memory": 0.6, "start_sd": 0.2, "attendance_sd": 0.02,
              "finishing_sd": 0.2, "finishing_memory": 0.0, "efficiency_between_lines": 0.0}  # fmt: skip
    for name, value in wanted.items():
        assert measured[name] == pytest.approx(value, rel=0.08, abs=0.03 if value in (0.0, 0.6) else 0.002), name


def test_without_the_data_calibration_says_that_nothing_was_measured(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["calibrate.py", "--data", str(tmp_path / "absent.csv")])
    calibrate.main()
    out, err = capsys.readouterr()
    assert json.loads(out) == {"skipped": True}
    assert "absent.csv" in err
