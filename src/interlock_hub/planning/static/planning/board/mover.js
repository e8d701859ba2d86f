/** Moving a strip: the ghost, the question what the move would do, the drop. By pointer and by keys alike. */
import { date, say } from "./format.js";
import { isoOf, STATES } from "./data.js";
import { moveLines } from "./speak.js";

const WAIT_MS = 90;

export class Mover {
  /** @type {null | {lot: number, line: number, start: number, end: number, grab: number, answer: object|null, error: string}} */
  drag = null;
  #timer = 0;
  #asked = null;

  /** @param {import("./board.js").Board} board */
  constructor(board) {
    this.board = board;
  }

  /** Take a strip up. Gives false, and says why, when it must stay. @param {number} grab days from its start */
  begin(lot, grab = 0) {
    const { model, words, view, options } = this.board;
    if (!options.move) return false;
    if (model.state[lot]) {
      view.tell(say(words, "fixed_" + STATES[model.state[lot]], { order: model.orders.number[model.order[lot]] }), "bad");
      return false;
    }
    const [start, end] = [model.start[lot], model.end[lot]];
    this.drag = { lot, grab, line: model.line[lot], start, end, answer: null, error: "" };
    this.board.hoverOver(-1);
    return true;
  }

  /** Hold it over a line and a day (a closed one means the next open one); asks for the effect when either is new. */
  to(line, start) {
    const { drag } = this;
    const { model } = this.board;
    const first = model.openDay(Math.max(0, Math.min(model.days - 1, start)));
    if (drag.line === line && drag.start === first) return;
    const length = model.end[drag.lot] - model.start[drag.lot];
    Object.assign(drag, { line, start: first, end: first + length, answer: null, error: "" });
    this.#ask();
    this.board.draw();
  }

  /** Propose by keys: days along the row (closed days are passed over), lines up and down. */
  nudge(days, lines) {
    const { board, drag } = this;
    const { model, rows } = board;
    let start = drag.start + days;
    while (days && model.closed[start]) start += days;
    const row = lines ? rows.nextLine(rows.rowOf[drag.line], lines) : rows.rowOf[drag.line];
    this.to(row < 0 ? drag.line : rows.ref[row], start);
    board.show(drag.line, drag.start, drag.end);
  }

  /** Is it held elsewhere than where it came from? */
  get away() {
    const { model } = this.board;
    return this.drag && (this.drag.line !== model.line[this.drag.lot] || this.drag.start !== model.start[this.drag.lot]);
  }

  #question() {
    const { model } = this.board;
    return { lot: model.id[this.drag.lot], line: model.lines[this.drag.line].code, on: isoOf(model.first + this.drag.start) };
  }

  #ask() {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    if (!this.away || !this.board.options.probe) return;
    const asked = (this.#asked = new AbortController());
    this.#timer = setTimeout(() => this.#answer(asked), WAIT_MS);
  }

  async #answer(asked) {
    const { drag, board } = this;
    const { words, model, view } = board;
    let answer = null;
    let error = "";
    try {
      answer = await board.options.probe(this.#question(), { signal: asked.signal });
    } catch (failure) {
      error = failure.message;
    }
    if (asked.signal.aborted || this.drag !== drag) return;
    Object.assign(drag, { answer, error });
    if (answer?.end_on) drag.end = Math.max(drag.start, model.dayAt(answer.end_on));
    view.live.textContent = moveLines(model, words, drag).map((line) => line.text).join(". ");
    board.draw();
  }

  /** Put it back where it was. */
  cancel(quiet = false) {
    if (!this.drag) return;
    this.#end();
    if (!quiet) this.board.view.tell(this.board.words.cancelled);
  }

  #end() {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    this.drag = null;
    this.board.view.bubble.hidden = true;
    this.board.draw();
  }

  /** Drop it: the page moves it, or it returns and the page's reason is shown. */
  async drop() {
    const { drag, board } = this;
    if (!this.away) return this.cancel(true);
    const { model, words, view } = board;
    const order = model.orders.number[model.order[drag.lot]];
    if (drag.answer && !drag.answer.feasible) {
      this.#end();
      return view.tell(say(words, "move_failed", { order, why: drag.answer.why }), "bad");
    }
    const home = { lot: model.id[drag.lot], line: model.lines[model.line[drag.lot]].code, on: isoOf(model.first + model.start[drag.lot]) };
    const goal = this.#question();
    const line = model.lines[drag.line].name;
    const what = say(words, "moved", { order, line, date: date(words, model.first + drag.start) });
    const length = drag.end - drag.start;
    this.#end();
    view.tell(say(words, "saving", { order }));
    return board.history.during(this.#land({ home, goal, length, what, order }));
  }

  /** Have it moved; what was moved can be undone. */
  async #land({ home, goal, length, what, order }) {
    const { board } = this;
    const { model, words, view } = board;
    try {
      await this.#carry(goal, length, {});
    } catch (failure) {
      return view.tell(say(words, "move_failed", { order, why: failure.message }), "bad");
    }
    const back = model.end[model.lotOf.get(home.lot)] - model.start[model.lotOf.get(home.lot)];
    board.history.push({ what, undo: () => this.#carry(home, back, { undo: true }), redo: () => this.#carry(goal, length, { redo: true }) });
    view.tell(what);
    board.emit("move", { ...goal, from: home });
  }

  /** Show it there at once, let the page do it, take over what the page says has changed; undo all on a failure. */
  async #carry(goal, length, how) {
    const { model, options } = this.board;
    const lot = model.lotOf.get(goal.lot);
    const before = { id: [goal.lot], line: [model.line[lot]], start: [model.start[lot]], end: [model.end[lot]] };
    const start = model.dayAt(goal.on);
    this.board.patch({ id: [goal.lot], line: [model.lineOf.get(goal.line)], start: [start], end: [start + length] });
    try {
      const changed = await options.move({ ...goal, ...how });
      if (changed?.lots) this.board.patch(changed.lots);
    } catch (failure) {
      this.board.patch(before);
      throw failure;
    }
  }
}
