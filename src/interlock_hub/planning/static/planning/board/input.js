/** Mouse, wheel, fingers and keys. Scrolling by wheel and by one finger is the browser's own. */
import { LINE } from "./layout.js";

const SLACK_PX = 4;
const LONG_PRESS_MS = 420;
const EDGE_PX = 36;

/** @param {import("./board.js").Board} board @param {AbortSignal} signal ends the listening */
export function listen(board, signal) {
  const { canvas, scroller } = board.view;
  const on = (target, name, act, passive = true) => target.addEventListener(name, act, { signal, passive });
  const pointer = new Pointer(board);
  on(canvas, "pointerdown", (event) => event.pointerType !== "touch" && pointer.down(event));
  on(canvas, "pointermove", (event) => event.pointerType !== "touch" && pointer.move(event));
  on(canvas, "pointerup", (event) => event.pointerType !== "touch" && pointer.up());
  on(canvas, "pointercancel", () => pointer.stop());
  on(canvas, "pointerleave", () => board.hoverOver(-1));
  on(canvas, "click", (event) => pointer.click(event));
  on(canvas, "dblclick", () => board.open());
  on(canvas, "touchstart", (event) => pointer.touch(event), false);
  on(canvas, "touchmove", (event) => pointer.touchMove(event), false);
  on(canvas, "touchend", (event) => pointer.touchEnd(event), false);
  on(canvas, "touchcancel", () => pointer.stop());
  on(canvas, "contextmenu", (event) => (board.mover.drag || event.pointerType === "touch") && event.preventDefault(), false);
  on(scroller, "scroll", () => (board.mover.drag || board.hoverOver(-1), board.draw()));
  on(scroller, "wheel", (event) => wheel(board, event), false);
  on(canvas, "keydown", (event) => key(board, event), false);
  on(canvas, "blur", () => board.mover.cancel(true));
}

function wheel(board, event) {
  if (!event.ctrlKey) return;
  event.preventDefault();
  board.zoomBy(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0022)), board.view.at(event)[0]);
}

class Pointer {
  constructor(board) {
    this.board = board;
    this.held = null;
    this.moved = false;
    this.pinch = null;
  }

  down(event) {
    if (event.button) return;
    const { board } = this;
    const [x, y] = board.view.at(event);
    board.view.canvas.setPointerCapture(event.pointerId);
    const { scrollLeft, scrollTop } = board.view.measure();
    this.held = { x, y, scrollLeft, scrollTop, lot: board.lotAt(x, y) };
    this.moved = false;
  }

  move(event) {
    const { board, held } = this;
    const [x, y] = board.view.at(event);
    if (!held) return board.hoverOver(board.lotAt(x, y), x, y);
    if (!this.moved && Math.hypot(x - held.x, y - held.y) < SLACK_PX) return;
    if (!this.moved) {
      this.moved = true;
      board.hoverOver(-1);
      if (held.lot >= 0) this.take(held);
    }
    if (board.mover.drag) this.carry(x, y);
    else if (held.lot < 0) board.view.scrollTo(held.scrollLeft - (x - held.x), held.scrollTop - (y - held.y));
  }

  take({ lot, x }) {
    const { board } = this;
    board.select(lot);
    board.mover.begin(lot, board.dayAt(x) - board.model.start[lot]);
  }

  /** The ghost follows; near an edge the plan scrolls under it. */
  carry(x, y) {
    this.last = [x, y];
    const { board } = this;
    const row = board.rowAt(y);
    const { drag } = board.mover;
    const line = row >= 0 && board.rows.kind[row] === LINE ? board.rows.ref[row] : drag.line;
    board.mover.to(line, Math.round(board.dayAt(x) - drag.grab));
    if (!this.scrolling) this.scrolling = requestAnimationFrame(() => this.scrollOn());
  }

  scrollOn() {
    this.scrolling = 0;
    const { board, last } = this;
    if (!board.mover.drag || !last) return;
    const { left, top, width, height, scrollLeft, scrollTop } = board.view.measure();
    const pull = (at, low, high) => (at < low + EDGE_PX ? at - low - EDGE_PX : at > high - EDGE_PX ? at - high + EDGE_PX : 0) / 3;
    const [dx, dy] = [pull(last[0], left, width), pull(last[1], top, height)];
    if (!dx && !dy) return;
    board.view.scrollTo(scrollLeft + dx, scrollTop + dy);
    this.carry(...last);
  }

  up() {
    if (this.board.mover.drag && this.held) this.board.mover.drop();
    this.held = this.last = null;
  }

  stop() {
    clearTimeout(this.press);
    if (this.held || this.touching) this.board.mover.cancel(true);
    this.held = this.last = this.pinch = null;
    this.touching = false;
  }

  click(event) {
    if (this.moved) return (this.moved = false);
    const { board } = this;
    const [x, y] = board.view.at(event);
    const group = board.headAt(x, y);
    if (group) return board.toggle(group);
    if (board.mover.drag) return board.mover.cancel();
    return y > board.view.top && board.select(board.lotAt(x, y));
  }

  touch(event) {
    clearTimeout(this.press);
    if (event.touches.length > 1) {
      event.preventDefault();
      this.pinch = spread(event);
      return;
    }
    const [x, y] = this.board.view.at(event.touches[0]);
    this.held = null;
    this.moved = false;
    this.from = [x, y];
    const lot = this.board.lotAt(x, y);
    if (lot >= 0) this.press = setTimeout(() => this.lift(lot, x), LONG_PRESS_MS);
  }

  lift(lot, x) {
    this.take({ lot, x });
    this.touching = Boolean(this.board.mover.drag);
    this.moved = true;
    if (this.touching) navigator.vibrate?.(12);
  }

  touchMove(event) {
    if (this.pinch && event.touches.length > 1) {
      event.preventDefault();
      const now = spread(event);
      const box = this.board.view.canvas.getBoundingClientRect();
      this.board.zoomBy(now.gap / this.pinch.gap, now.x - box.left);
      this.board.view.scrollTo(this.board.view.scroller.scrollLeft - (now.x - this.pinch.x), null);
      this.pinch = now;
      return;
    }
    const [x, y] = this.board.view.at(event.touches[0]);
    if (this.touching) {
      event.preventDefault();
      this.carry(x, y);
    } else if (Math.hypot(x - this.from[0], y - this.from[1]) > 8) clearTimeout(this.press);
  }

  touchEnd(event) {
    clearTimeout(this.press);
    if (event.touches.length < 2) this.pinch = null;
    if (!this.touching) return;
    event.preventDefault();
    this.touching = this.moved = false;
    this.last = null;
    this.board.mover.drop();
  }
}

function spread({ touches: [one, other] }) {
  return { gap: Math.max(20, Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)), x: (one.clientX + other.clientX) / 2 };
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const KEYS = {
  Enter: (board) => (board.mover.drag ? board.mover.drop() : board.open()),
  Escape: (board) => (board.mover.drag ? board.mover.cancel() : board.select(-1)),
  "+": (board) => board.zoomBy(1.3),
  "=": (board) => board.zoomBy(1.3),
  "-": (board) => board.zoomBy(1 / 1.3),
  Home: (board) => board.goToday(),
  f: (board) => board.toggleSelected(),
  l: (board) => board.ask("lock"),
  s: (board) => board.ask("split"),
  m: (board) => board.ask("merge"),
  u: (board, shift) => (shift ? board.redo() : board.undo()),
  "?": (board) => board.help(),
};

function key(board, event) {
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const arrow = ARROWS[name];
  const undo = (event.ctrlKey || event.metaKey) && name === "z";
  if (!board.model || (!undo && (event.ctrlKey || event.metaKey || event.altKey))) return;
  if (undo) event.shiftKey ? board.redo() : board.undo();
  else if (arrow) step(board, arrow, event.shiftKey);
  else if (KEYS[name]) KEYS[name](board, event.shiftKey);
  else return;
  event.preventDefault();
}

function step(board, [across, down], shift) {
  const { mover, selected } = board;
  if (!shift && !mover.drag) return board.walk(across, down);
  if (!mover.drag && (selected < 0 || !mover.begin(selected))) return;
  mover.nudge(across, down);
}

