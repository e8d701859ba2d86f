"""What the board takes and refuses, its words in both languages, and the heat map."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

BOARD = Path(__file__).parents[4] / "src/interlock_hub/planning/static/planning/board"
Open = Callable[..., Any]


def test_data_that_does_not_fit_is_refused_by_name(open_page: Open) -> None:
    page = open_page()
    refused = page.evaluate(
        """async () => {
          const { sample } = await import("./sample.js");
          const tries = [];
          const attempt = (spoil) => {
            const raw = sample({ lines: 8, lots: 40, lang: "en" });
            spoil(raw);
            try { board.setData(raw); } catch (error) { tries.push(error.message); }
          };
          attempt((raw) => raw.lots.pieces.pop());
          attempt((raw) => (raw.lots.line[3] = 99));
          attempt((raw) => (raw.lines[2].factory = "F999"));
          attempt((raw) => (raw.last_on = "2026-01-01"));
          return tries;
        }"""
    )
    assert len(refused) == 4
    assert "lots.pieces" in refused[0]
    assert "line 99" in refused[1]
    assert "F999" in refused[2]
    assert "2026-01-01" in refused[3]


def test_lots_that_overlap_get_lanes_and_lots_that_touch_share_the_day(open_page: Open) -> None:
    page = open_page()
    lanes, shared, alone = page.evaluate(
        """async () => {
          const { sample } = await import("./sample.js");
          const raw = sample({ lines: 4, lots: 12, lang: "en" });
          const set = (row, line, start, end) => {
            for (const [name, value] of Object.entries({ line, start, end })) raw.lots[name][row] = value;
          };
          raw.lots.line.forEach((_, row) => set(row, 3, 80, 80));
          set(0, 0, 10, 20); set(1, 0, 14, 18);
          set(2, 1, 10, 15); set(3, 1, 15, 18);
          set(4, 2, 10, 12); set(5, 2, 13, 14);
          board.setData(raw);
          const { model } = board;
          return [model.lanes[0], [model.to(2), model.from(3), model.lanes[1]], [model.to(4), model.from(5)]];
        }"""
    )
    assert lanes == 2
    assert shared == [15.5, 15.5, 1]
    assert alone == [13, 13]


def test_the_heat_map_tells_the_load_of_a_cell(open_page: Open) -> None:
    page = open_page("lines=60&view=heat&lang=zh")
    expected = page.evaluate("Math.round(heat.data.rows[1].load[2] * 100)")
    page.locator("canvas").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    assert f"产能的 {expected}%" in page.evaluate("heat.view.live.textContent")
    page.keyboard.press("Enter")
    chosen = page.evaluate("log.events.at(-1)")
    assert chosen == ["choose", {"code": page.evaluate("heat.data.rows[1].code"), "week": 2, "on": "2026-12-14"}]
    assert str(expected) in page.evaluate("heat.view.table.rows[2].textContent")


def test_the_words_are_the_same_keys_in_both_languages(open_page: Open) -> None:
    page = open_page()
    keys, holes = page.evaluate(
        """async () => {
          const { WORDS: { en, zh } } = await import("/src/interlock_hub/planning/static/planning/board/words.js");
          const names = (text) => [...new Set([...text.matchAll(/\\{(\\w+)/g)].map((one) => one[1]))].sort().join();
          const differ = (key) => key !== "date" && key !== "month_year" && names(en[key]) !== names(zh[key] ?? "");
          return [[Object.keys(en), Object.keys(zh)], Object.keys(en).filter(differ)];
        }"""
    )
    assert keys[0] == keys[1]
    assert holes == []


def test_the_script_has_no_dependency_and_short_files() -> None:
    for file in BOARD.glob("*.js"):
        text = file.read_text(encoding="utf-8")
        assert text.count("\n") < 400, file.name
        assert all(line.split('"')[-2].startswith("./") for line in text.splitlines() if line.startswith("import "))
