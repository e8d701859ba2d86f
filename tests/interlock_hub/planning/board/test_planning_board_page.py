"""The planning board in a real browser: what is drawn, asked, moved, said and refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Open = Callable[..., Any]
Until = Callable[[Any, str], None]

PLACE = """(id) => {
  const { model, view, rows, ppd } = board;
  const lot = model.lotOf.get(id), line = model.line[lot], row = rows.rowOf[line];
  const { left, top, scrollLeft, scrollTop } = view.measure();
  return { id, line: model.lines[line].code, start: model.start[lot], end: model.end[lot], ppd,
           x: left + model.from(lot) * ppd - scrollLeft, y: top + rows.top[row] - scrollTop + rows.heightOf(row) / 2 };
}"""

MOVABLE = """() => {
  const { model, rows } = board;
  const from = model.today + 4;
  const fits = (lot) => model.state[lot] === 0 && model.start[lot] > from && model.end[lot] < from + 25;
  return model.id[model.ofLine[0].find(fits) ?? model.ofLine[1].find(fits)];
}"""


def movable(page: Any) -> dict[str, Any]:
    """A lot of the first township that can be moved, in sight, and where it is drawn."""
    lot = page.evaluate(MOVABLE)
    page.evaluate("(id) => board.focus(id)", lot)
    return page.evaluate(PLACE, lot)


def names_of_events(page: Any) -> list[str]:
    return page.evaluate("log.events.map(([name]) => name)")


def said(page: Any) -> str:
    return page.evaluate("board.view.live.textContent")


def drag(page: Any, until: Until, place: dict[str, Any], days: int, rows: int = 0, drop: bool = True) -> None:
    page.mouse.move(place["x"] + 8, place["y"])
    page.mouse.down()
    page.mouse.move(place["x"] + 8 + days * place["ppd"] / 2, place["y"])
    page.mouse.move(place["x"] + 8 + days * place["ppd"], place["y"] + rows * 26, steps=4)
    until(page, "log.probes.length > 0 && board.mover.drag.answer !== null")
    if drop:
        page.mouse.up()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_lot_has_the_colour_of_its_standing(open_page: Open, lang: str, theme: str) -> None:
    page = open_page(f"lines=40&lang={lang}&theme={theme}")
    wrong = page.evaluate(
        """() => {
          board.setZoom("days");
          const wrong = [];
          for (const standing of ["ok", "risk", "late"]) {
            const fits = (_, at) => board.model.standing(at) === standing && board.model.state[at] === 0;
            const lot = board.model.id.findIndex(fits);
            board.showLot(lot);
            board.paint();
            const { view, rows, model, ppd, theme } = board;
            const { left, top, scrollLeft, scrollTop } = view.measure();
            const x = Math.round(left + model.from(lot) * ppd - scrollLeft) + 2;
            const y = top + rows.top[rows.rowOf[model.line[lot]]] - scrollTop + 13;
            const [r, g, b] = view.ctx.getImageData(x * view.ratio, y * view.ratio, 1, 1).data;
            const drawn = "#" + [r, g, b].map((one) => one.toString(16).padStart(2, "0")).join("");
            if (drawn !== theme[standing]) wrong.push([standing, drawn, theme[standing]]);
          }
          return wrong;
        }"""
    )
    assert wrong == []


def test_only_the_rows_in_sight_are_drawn(open_page: Open) -> None:
    page = open_page("lines=800")
    seen = page.evaluate("board.getVisible()")
    assert 20 <= len(seen["lines"]) <= 34
    assert seen["lines_kept"] == 800
    page.evaluate("board.view.scrollTo(null, 9000)")
    assert not set(page.evaluate("board.getVisible().lines")) & set(seen["lines"])


def test_a_click_selects_and_a_double_click_opens(open_page: Open) -> None:
    page = open_page()
    place = movable(page)
    page.evaluate("board.select(-1); log.events.length = 0")
    page.mouse.dblclick(place["x"] + 12, place["y"])
    assert names_of_events(page) == ["select", "open"]
    selected = page.evaluate("log.events[0][1].lot")
    assert (selected["id"], selected["line"]) == (place["id"], place["line"])
    assert selected["order"] in said(page)
    table = page.evaluate("board.view.table.textContent")
    assert selected["order"] in table


def test_a_strip_is_dragged_with_its_effect_shown_and_undone(open_page: Open, until: Until) -> None:
    page = open_page()
    place = movable(page)
    drag(page, until, place, days=3, drop=False)
    bubble = page.evaluate("board.view.bubble.innerText")
    assert "cost +¥1,500" in bubble
    assert "O-2000 +1 d" in bubble
    page.mouse.up()
    until(page, "board.history.canUndo")
    assert page.evaluate(PLACE, place["id"])["start"] == place["start"] + 3
    assert page.evaluate("log.moves.length") == 1
    page.keyboard.press("u")
    until(page, "board.history.canRedo")
    assert page.evaluate(PLACE, place["id"])["start"] == place["start"]
    assert page.evaluate("log.moves[1].undo") is True
    page.keyboard.press("Shift+U")
    until(page, "!board.history.canRedo")
    assert page.evaluate(PLACE, place["id"])["start"] == place["start"] + 3


def test_an_undo_asked_for_while_the_move_is_saved_waits_for_it_and_undoes_it(open_page: Open, until: Until) -> None:
    page = open_page()
    place = movable(page)
    page.evaluate(
        """(id) => {
          board.mover.begin(board.model.lotOf.get(id));
          board.mover.to(board.mover.drag.line, board.mover.drag.start + 3);
          board.mover.drop();
          board.undo();
        }""",
        place["id"],
    )
    until(page, "board.history.canRedo")
    assert page.evaluate("log.moves.map((move) => Boolean(move.undo))") == [False, True]
    assert page.evaluate(PLACE, place["id"])["start"] == place["start"]


def test_what_the_board_tells_is_read_out_once(open_page: Open) -> None:
    page = open_page("lines=40&lang=zh")
    page.evaluate("board.undo()")
    page.wait_for_function("board.view.live.textContent")
    assert said(page) == "没有可撤销的操作。"
    assert page.get_by_role("status").filter(has_text="没有可撤销的操作。").count() == 1
    assert "没有可撤销的操作。" in page.locator(".board-message").inner_text()
    assert page.locator("body").aria_snapshot().count("没有可撤销的操作。") == 1


def test_a_move_the_page_refuses_returns_the_strip_and_says_why(open_page: Open, until: Until) -> None:
    page = open_page()
    place = movable(page)
    page.evaluate("log.failMoves = true")
    drag(page, until, place, days=2)
    until(page, "board.view.message.textContent.includes('somebody else')")
    assert page.evaluate(PLACE, place["id"])["start"] == place["start"]
    assert page.evaluate("board.history.canUndo") is False


def test_a_forbidden_place_is_named_and_cannot_be_dropped_on(open_page: Open, until: Until) -> None:
    page = open_page()
    place = movable(page)
    page.evaluate("(id) => board.mover.begin(board.model.lotOf.get(id))", place["id"])
    page.evaluate("board.mover.to(board.model.lines.length - 1, board.mover.drag.start)")
    until(page, "board.mover.drag.answer !== null")
    assert "Not possible: the line lacks the machines" in page.evaluate("board.view.bubble.textContent")
    page.keyboard.press("Enter")
    assert page.evaluate("log.moves.length") == 0
    assert page.evaluate(PLACE, place["id"])["line"] == place["line"]


def test_a_strip_held_over_a_closed_day_goes_to_the_next_open_one(open_page: Open, until: Until) -> None:
    page = open_page()
    place = movable(page)
    closed = page.evaluate("(from) => board.model.closed.indexOf(1, from + 1)", place["start"])
    opens = page.evaluate("(day) => board.model.closed.indexOf(0, day)", closed)
    drag(page, until, place, days=closed - place["start"])
    until(page, "board.history.canUndo")
    assert page.evaluate(PLACE, place["id"])["start"] == opens > closed
    assert page.evaluate("board.model.dayAt(log.probes.at(-1).on)") == opens


def test_of_many_probes_only_the_latest_answer_counts(open_page: Open) -> None:
    page = open_page()
    place = movable(page)
    page.evaluate("(id) => board.mover.begin(board.model.lotOf.get(id))", place["id"])
    page.evaluate(
        """async () => {
          const waits = [300, 20];
          let asked = 0;
          board.options.probe = async () => {
            const nth = (asked += 1);
            await new Promise((done) => setTimeout(done, waits[nth - 1]));
            const none = { late_days_before: 0, late_days_after: 0, affected: [], why: "" };
            return { feasible: true, cost_fen: nth * 100, ...none };
          };
          board.mover.to(board.mover.drag.line, board.mover.drag.start + 1);
          await new Promise((done) => setTimeout(done, 130));
          board.mover.to(board.mover.drag.line, board.mover.drag.start + 1);
          await new Promise((done) => setTimeout(done, 500));
        }"""
    )
    assert page.evaluate("board.mover.drag.answer.cost_fen") == 200


def test_frozen_and_locked_lots_say_why_they_stay(open_page: Open) -> None:
    page = open_page()
    for state, words in ((1, "locked"), (2, "frozen")):
        lot = page.evaluate("(state) => board.model.state.indexOf(state)", state)
        assert page.evaluate("(lot) => board.mover.begin(lot)", lot) is False
        assert words in page.evaluate("board.view.message.textContent")


def test_the_keys_walk_propose_drop_and_cancel(open_page: Open, until: Until) -> None:
    page = open_page()
    place = movable(page)
    page.keyboard.press("ArrowDown")
    below = page.evaluate("board.model.lot(board.selected)")
    assert below["line"] != place["line"]
    page.keyboard.press("ArrowUp")
    page.evaluate("(id) => board.focus(id)", place["id"])
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    until(page, "board.mover.drag.answer !== null")
    assert "cost +" in said(page)
    page.keyboard.press("Escape")
    assert page.evaluate("board.mover.drag") is None
    assert page.evaluate("log.moves.length") == 0
    page.keyboard.press("Shift+ArrowLeft")
    until(page, "board.mover.drag.answer !== null")
    page.keyboard.press("Enter")
    until(page, "board.history.canUndo")
    assert page.evaluate(PLACE, place["id"])["start"] < place["start"]


def test_letters_ask_the_page_to_lock_split_and_merge(open_page: Open) -> None:
    page = open_page()
    movable(page)
    page.evaluate("log.events.length = 0")
    for key in ("l", "S", "m", "Enter"):
        page.keyboard.press(key)
    assert names_of_events(page) == ["lock", "split", "merge", "open"]
    page.keyboard.press("?")
    assert page.locator("dialog.board-help").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog.board-help").is_visible()


def test_zoom_keeps_the_day_under_the_pointer(open_page: Open, until: Until) -> None:
    page = open_page()
    page.evaluate("board.view.scrollTo(300, 0)")
    before = page.evaluate("board.dayAt(700)")
    page.mouse.move(700, 300)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    until(page, "board.ppd > 30")
    assert page.evaluate("board.dayAt(700)") == pytest.approx(before, abs=0.1)
    page.keyboard.press("Tab")
    page.evaluate("board.view.canvas.focus()")
    page.keyboard.press("-")
    assert page.evaluate("board.ppd") < 36


def test_a_pinch_zooms_and_a_long_press_takes_a_strip_up(open_page: Open, until: Until) -> None:
    page = open_page("lines=40&lang=zh", width=390, height=844, has_touch=True, device_scale_factor=2)
    place = movable(page)
    touch = page.context.new_cdp_session(page)

    def send(kind: str, *points: tuple[float, float]) -> None:
        spots = [{"x": x, "y": y, "id": at} for at, (x, y) in enumerate(points)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": spots})

    x, y = max(place["x"], 116) + 20, place["y"]
    send("touchStart", (x, y))
    until(page, "board.mover.drag !== null")
    send("touchMove", (x + 2 * place["ppd"], y))
    until(page, "board.mover.drag.answer !== null")
    send("touchEnd")
    until(page, "board.history.canUndo")
    before = page.evaluate("board.ppd")
    send("touchStart", (200, 400), (260, 400))
    send("touchMove", (170, 400), (320, 400))
    send("touchEnd")
    assert page.evaluate("board.ppd") > 1.5 * before


def test_filters_keep_lines_with_a_lot_that_fits(open_page: Open) -> None:
    page = open_page()
    counts = page.evaluate(
        """() => {
          const kept = (filter) => {
            board.setFilter(filter);
            const { lines_kept, lots_kept } = board.getVisible();
            return [lines_kept, lots_kept];
          };
          const late = board.model.id.filter((_, lot) => board.model.standing(lot) === "late").length;
          const order = board.model.orders.number[7];
          const parts = board.model.ofOrder[7].length;
          return { late, parts, byLate: kept({ late: true }), byText: kept({ text: order.toLowerCase() }),
                   byTown: kept({ township: "T1" }), byRule: kept((lot) => lot.pieces > 1e9), all: kept(null) };
        }"""
    )
    assert counts["byLate"][1] == counts["late"]
    assert counts["byText"][1] == counts["parts"]
    assert 0 < counts["byTown"][0] < 40
    assert counts["byRule"] == [0, 0]
    assert counts["all"][0] == 40


def test_no_lot_that_fits_and_no_plan_each_say_what_to_do(open_page: Open) -> None:
    page = open_page("lines=40&empty=1")
    assert page.locator(".board-empty").inner_text().startswith("No plan yet")
    page = open_page()
    page.evaluate("board.setFilter({ text: 'nothing like it' })")
    page.mouse.move(600, 300)
    assert page.locator(".board-empty").inner_text().startswith("No lot fits")


STRANGERS = """() => {
  const strange = raw.lines.filter((_, at) => at < 20);
  const work = raw.lots.line.map((line) => line >= 18);
  for (const line of strange) line.load = line.room = null;
  for (const name of Object.keys(raw.lots)) raw.lots[name] = raw.lots[name].filter((_, lot) => work[lot]);
  board.setData(raw);
  return strange.map((line) => line.code);
}"""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("group", ["township", "factory", "category"])
def test_ones_own_lines_come_first_and_those_of_others_are_folded_and_never_look_free(
    open_page: Open, lang: str, group: str
) -> None:
    page = open_page(f"lines=40&lang={lang}")
    strange = page.evaluate(STRANGERS)
    page.evaluate("(group) => { board.folded.add('x:others'); board.setGroup(group); }", group)
    rows = page.evaluate("[...board.rows.ref].filter((_, row) => board.rows.kind[row] === 2)")
    codes = page.evaluate("(rows) => rows.map((line) => board.model.lines[line].code)", rows)
    with_work = page.evaluate(
        "board.model.lines.filter((_, at) => board.model.ofLine[at].length).map((one) => one.code)"
    )
    assert set(with_work) <= set(codes)
    assert codes[0] not in strange
    last = page.evaluate("board.rows.groups.at(-1)")
    assert last["name"] == page.evaluate("board.words.others")
    assert {page.evaluate("(at) => board.model.lines[at].code", line) for line in last["lines"]} == set(strange) - set(
        codes
    )
    inked = """(at) => {
      board.folded.delete("x:others");
      board.relayout();
      board.show(at, 0, 0);
      board.paint();
      const { view, rows, theme } = board;
      const y = view.top + rows.top[rows.rowOf[at]] - view.scroller.scrollTop + 2;
      const { data } = view.ctx.getImageData((view.left + 200) * view.ratio, y * view.ratio, 60, 20);
      return new Set(new Uint32Array(data.buffer)).size;
    }"""
    assert page.evaluate(inked, last["lines"][0]) > 3


def test_a_share_of_some_lines_of_a_group_says_of_how_many(open_page: Open) -> None:
    page = open_page()
    page.evaluate(STRANGERS)
    module = "import('/src/interlock_hub/planning/static/planning/board/speak.js')"
    said = page.evaluate(
        f"""async () => {{
          const {{ linesOf, groupSentence }} = await {module};
          const {{ words, rows }} = board;
          const say = (group) => [group.told, group.lines.length, linesOf(words, group), groupSentence(words, group)];
          return rows.groups.map(say);
        }}"""
    )
    partly = [one for one in said if 0 < one[0] < one[1]]
    assert partly
    for told, lines, beside, sentence in partly:
        assert beside == f"yours {told}/{lines}"
        assert f"{lines} lines, load of your {told} " in sentence
    assert all("your" not in one[2] + one[3] for one in said if one not in partly)


def test_groups_fold_by_their_head_and_focus_unfolds(open_page: Open) -> None:
    page = open_page()
    first = page.evaluate("board.getVisible().lines[0]")
    page.mouse.click(60, 58)
    assert page.evaluate("board.folded.size") == 1
    assert first not in page.evaluate("board.getVisible().lines")
    page.mouse.click(60, 58)
    assert page.evaluate("board.getVisible().lines[0]") == first
    lot = page.evaluate(MOVABLE)
    page.evaluate("board.foldAll(true)")
    assert page.evaluate("board.getVisible().lines") == []
    assert page.evaluate("(id) => board.focus(id)", lot) is True
    assert page.evaluate("board.getVisible().lines") != []
    for group in ("factory", "category", "township"):
        page.evaluate("(group) => { board.foldAll(false); board.setGroup(group); }", group)
        assert page.evaluate("board.rows.rowOf.every((row) => row >= 0)")


def test_hover_tells_the_lot_and_lights_the_parts_of_its_order(open_page: Open) -> None:
    page = open_page()
    place = movable(page)
    page.evaluate("board.select(-1)")
    page.mouse.move(place["x"] + 12, place["y"])
    order = page.evaluate("board.model.lot(board.hovered).order")
    assert page.locator(".board-tip").inner_text().startswith(order)
    page.mouse.move(20, 20)
    assert page.locator(".board-tip").is_hidden()


def test_the_days_in_hand_of_a_lot_and_of_its_order_are_told_apart(open_page: Open) -> None:
    told = """() => {
      const { orders, lots } = raw;
      const lot = lots.state.findIndex((state) => state === 0);
      const order = lots.order[lot];
      Object.assign(orders.due_on, { [order]: "2027-01-11" });
      Object.assign(orders.ship_on, { [order]: "2027-01-05" });
      lots.late_days[lot] = -35;
      const said = () => {
        board.setData(raw);
        const { model, words } = board;
        return [sentence(model, words, lot), ...tipLines(model, words, lot).slice(4).map((one) => one.text)];
      };
      return [said(), (orders.ship_on[order] = null, said())];
    }"""
    page = open_page()
    from_module = "import('/src/interlock_hub/planning/static/planning/board/speak.js')"
    known, untold = page.evaluate(
        f"async () => {{ const {{ sentence, tipLines }} = await {from_module}; return ({told})(); }}"
    )
    assert known[1:] == ["this lot: 35 days in hand", "its order: due 01-11 Mon, ships 01-05 Tue · 6 days in hand"]
    assert "ships 01-05 Tue: 6 days in hand." in known[0]
    assert len(untold) == 2
    assert "in hand" not in "".join(untold)


def test_the_theme_changes_under_the_board(open_page: Open) -> None:
    page = open_page()
    pixel = "board.paint(); [...board.view.ctx.getImageData(2, board.view.canvas.height - 3, 1, 1).data]"
    light = page.evaluate(pixel)
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    page.wait_for_timeout(50)
    assert sum(light[:3]) - sum(page.evaluate(pixel)[:3]) > 400
