/**
 * The planning board: every line of the network by day, on one canvas.
 *
 *   const board = new Board(element, { words, probe, move });
 *   board.setData(raw);                       // as data.js describes it
 *
 * Options
 *   words                        a dictionary as in words.js
 *   probe({lot, line, on}, {signal})  what a move would do; resolves to {feasible, cost_fen, late_days_before,
 *                                late_days_after, affected: [{order, days}], why, end_on?}. Asked while a strip is held, at
 *                                most every 90 ms; an answer that is overtaken is dropped (`signal` is aborted).
 *   move({lot, line, on, undo?, redo?})  do it; resolves to nothing or {lots: columns of what changed}; rejects with
 *                                an Error whose message is shown, and the strip returns. Without `move` nothing can be moved.
 *   `lot` is a lot's id, `line` a line's code, `on` a date. Undoing a move calls `move` with the former place.
 *
 * Events (CustomEvent, `detail`)
 *   select {lot}   lot as Model.lot gives it, or null     open {lot}     Enter or double click
 *   lock, split, merge {lot}   keys l, s, m               move {lot, line, on, from}   after a move is done
 *   history {canUndo, canRedo}                            view {zoom, ppd}             after a zoom
 *
 * `history.push({what, undo, redo})` puts the page's own steps on the stack.
 */
import { Model } from "./data.js";
import { say } from "./format.js";
import { History } from "./history.js";
import { listen } from "./input.js";
import { LINE, OTHERS, Rows } from "./layout.js";
import { Mover } from "./mover.js";
import { paintHead, paintNames, paintToday } from "./paint_head.js";
import { paintGhost, paintPath } from "./paint_path.js";
import { paintGround, paintRows } from "./paint_rows.js";
import { headAt, lotAt, walk } from "./pick.js";
import { sceneOf } from "./scene.js";
import { matcher } from "./filter.js";
import { familiesOf, fillHelp, fillLegend, fillTable, groupSentence, moveLines, sentence, tipLines } from "./speak.js";
import { anchor, readTheme } from "./theme.js";
import { View } from "./view.js";

const ZOOMS = { days: 58, weeks: 23 };

export class Board extends EventTarget {
  /** @param {HTMLElement} element @param {{words: object, probe?: Function, move?: Function}} options */
  constructor(element, options) {
    super();
    Object.assign(this, { options, words: options.words, model: null, rows: null, group: "township", colour: "lateness", zoom: "weeks" });
    Object.assign(this, { ppd: ZOOMS.weeks, folded: new Set(), match: null, filter: null, selected: -1, hovered: -1, families: [], frame: 0 });
    this.view = new View(element, this.words);
    this.theme = readTheme(this.view.root);
    this.mover = new Mover(this);
    this.history = new History();
    this.history.addEventListener("change", (event) => this.emit("history", event.detail));
    this.ends = new AbortController();
    listen(this, this.ends.signal);
    this.sizes = new ResizeObserver(() => this.fitBox());
    this.sizes.observe(this.view.stage);
    this.themes = new MutationObserver(() => this.retheme());
    this.themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
    fillHelp(this.view.help, this.words);
  }

  /** Show a plan. The view, the filter and, where the lot is still there, the selection are kept. */
  setData(raw) {
    const chosen = this.selected < 0 ? null : this.model.id[this.selected];
    const fresh = !this.model;
    this.mover.cancel(true);
    this.model = new Model(raw);
    this.selected = this.model.lotOf.get(chosen) ?? -1;
    this.hovered = -1;
    if (fresh && raw.lines.some((line) => !line.load)) this.folded.add(OTHERS);
    this.recolour();
    this.relayout();
    this.setZoom(this.zoom);
    if (fresh) this.goToday();
  }

  /** Take over changed lots: columns with `id` and what changed. */
  patch(lots) {
    this.model.patch(lots);
    this.recolour();
    this.relayout();
  }

  /** @param {"lateness" | "brand" | "category"} by */
  setColour(by) {
    this.colour = by;
    this.recolour();
    this.draw();
  }

  /** @param {"township" | "factory" | "category"} by */
  setGroup(by) {
    this.group = by;
    this.relayout();
    if (this.selected >= 0) this.showLot(this.selected);
  }

  /** @param {"days" | "weeks" | "season" | number} zoom a name, or px per day */
  setZoom(zoom) {
    this.zoom = zoom;
    const { width, left } = this.view;
    const season = (width - left) / (this.model?.days ?? 84);
    this.zoomTo(zoom === "season" ? season : (ZOOMS[zoom] ?? zoom));
  }

  /** Keep lots that fit: a function of a lot (as Model.lot gives it) or {late, category, brand, text, township, factory}; null for all. */
  setFilter(filter) {
    this.filter = filter;
    this.relayout();
  }

  /** Select a lot by its id, unfold what hides it, bring it into sight. Gives false when there is none. */
  focus(id) {
    const lot = this.model.lotOf.get(id) ?? -1;
    if (lot < 0) return false;
    const factory = this.model.factories[this.model.lines[this.model.line[lot]].at];
    const skill = this.model.categories[this.model.lines[this.model.line[lot]].skill];
    for (const key of ["t:" + factory.township, "f:" + factory.code, "c:" + skill?.code]) this.folded.delete(key);
    this.relayout();
    this.select(lot);
    this.showLot(lot);
    this.view.canvas.focus({ preventScroll: true });
    return true;
  }

  /** What is in sight, and how much the filter keeps. */
  getVisible() {
    const scene = sceneOf(this, this.view.ctx);
    const { model, rows } = this;
    const [from, to] = scene.daysSeen();
    const lines = rows.ref.slice(scene.firstRow, scene.lastRow + 1).filter((_, at) => rows.kind[scene.firstRow + at] === LINE);
    const kept = rows.rowOf.reduce((sum, row) => sum + (row >= 0), 0);
    const lots = this.match ? this.match.reduce((sum, one) => sum + one, 0) : model.count;
    const on = (day) => new Date((model.first + day) * 864e5).toISOString().slice(0, 10);
    return { first_on: on(from), last_on: on(to - 1), lines: lines.map((line) => model.lines[line].code), lines_kept: kept, lots_kept: lots, ppd: this.ppd };
  }

  /** Fold every group of the present grouping, or unfold everything. */
  foldAll(fold) {
    this.folded.clear();
    if (fold) {
      this.relayout();
      for (const group of this.rows.groups) this.folded.add(group.key);
    }
    this.relayout();
  }

  async undo() {
    await this.#unwind("undo", "undone");
  }

  async redo() {
    await this.#unwind("redo", "redone");
  }

  async #unwind(way, said) {
    try {
      const step = await this.history[way]();
      this.view.tell(step ? say(this.words, said, { what: step.what }) : this.words.nothing_to_undo);
    } catch (failure) {
      this.view.tell(say(this.words, "undo_failed", { why: failure.message }), "bad");
    }
  }

  /** Take the board out of the page. */
  destroy() {
    this.ends.abort();
    this.sizes.disconnect();
    this.themes.disconnect();
    cancelAnimationFrame(this.frame);
    this.view.root.remove();
  }

  help() {
    this.view.help.showModal();
  }

  emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  ask(name) {
    if (this.selected >= 0) this.emit(name, { lot: this.model.lot(this.selected) });
  }

  open() {
    this.ask("open");
  }

  /** @param {number} lot its place in the columns, -1 for none */
  select(lot) {
    if (this.selected === lot) return;
    this.selected = lot;
    if (lot >= 0) {
      this.view.live.textContent = sentence(this.model, this.words, lot);
      fillTable(this.view.table, this.model, this.words, this.model.line[lot]);
    } else this.view.table.replaceChildren();
    this.emit("select", { lot: lot < 0 ? null : this.model.lot(lot) });
    this.draw();
  }

  hoverOver(lot, x = 0, y = 0) {
    const { view } = this;
    if (lot >= 0) view.float(view.tip, tipLines(this.model, this.words, lot), x + 14, y + 20);
    else view.tip.hidden = true;
    view.canvas.style.cursor = lot >= 0 ? "pointer" : "";
    if (lot === this.hovered) return;
    this.hovered = lot;
    this.draw();
  }

  walk(across, down) {
    walk(this, across, down);
  }

  /** Fold or unfold a group. */
  toggle(group) {
    if (!this.folded.delete(group.key)) this.folded.add(group.key);
    this.view.live.textContent = groupSentence(this.words, group);
    this.relayout();
  }

  toggleSelected() {
    if (this.selected < 0) return;
    const row = this.rows.rowOf[this.model.line[this.selected]];
    if (row >= 0) this.toggle(this.rows.groups[this.rows.owner[row]]);
  }

  goToday() {
    this.view.scrollTo(Math.max(0, (this.model.today - 3) * this.ppd), null);
    this.draw();
  }

  /** Zoom about a point of the canvas; about the middle without one. */
  zoomBy(factor, x = (this.view.left + this.view.width) / 2) {
    this.zoom = this.ppd * factor;
    this.zoomTo(this.zoom, x);
  }

  zoomTo(ppd, x = (this.view.left + this.view.width) / 2) {
    const { view, model } = this;
    if (!model) return;
    const day = this.dayAt(x);
    const season = (view.width - view.left) / model.days;
    this.ppd = Math.max(Math.min(season, 4), Math.min(140, ppd));
    view.extend({ width: this.ppd * model.days, height: this.rows.height });
    view.scrollTo(view.left + day * this.ppd - x, null);
    this.emit("view", { zoom: this.zoom, ppd: this.ppd });
    this.draw();
  }

  dayAt(x) {
    return (x - this.view.left + this.view.scroller.scrollLeft) / this.ppd;
  }

  rowAt(y) {
    return y < this.view.top ? -1 : this.rows.at(y - this.view.top + this.view.scroller.scrollTop);
  }

  lotAt(x, y) {
    return this.model ? lotAt(this, sceneOf(this, this.view.ctx), x, y) : -1;
  }

  headAt(x, y) {
    return this.model ? headAt(this, sceneOf(this, this.view.ctx), x, y) : null;
  }

  showLot(lot) {
    this.show(this.model.line[lot], this.model.start[lot], this.model.end[lot]);
  }

  /** Scroll as little as it takes to have a place of the plan in sight. */
  show(line, start, end) {
    const { rows, view } = this;
    const { left, top, width, height, scrollLeft, scrollTop } = view.measure();
    const row = rows.rowOf[line];
    if (row < 0) return;
    const [upper, lower] = [rows.top[row] - rows.size.group, rows.top[row] + rows.heightOf(row) + 12 - (height - top)];
    const [from, to] = [start * this.ppd - 40, (end + 1) * this.ppd + 40 - (width - left)];
    const y = scrollTop > upper ? upper : scrollTop < lower ? lower : null;
    const x = scrollLeft > from ? from : scrollLeft < to ? Math.min(to, from) : null;
    view.scrollTo(x, y);
    this.draw();
  }

  fitBox() {
    if (!this.view.resize() || !this.model) return;
    this.relayout();
    this.setZoom(this.zoom);
    this.paint();
  }

  retheme() {
    this.theme = readTheme(this.view.root);
    if (this.model) fillLegend(this.view.legend, this);
    this.draw();
  }

  recolour() {
    this.families = this.colour === "lateness" ? [] : familiesOf(this.model, this.colour);
    fillLegend(this.view.legend, this);
  }

  relayout() {
    if (!this.model) return;
    const { match, keep } = matcher(this.model, this.filter);
    this.match = match;
    this.rows = new Rows(this.model, { group: this.group, folded: this.folded, match, keep, others: this.words.others }, this.view.size);
    this.view.extend({ width: this.ppd * this.model.days, height: this.rows.height });
    this.view.empty.hidden = this.rows.count > 0 && this.model.count > 0;
    this.view.empty.textContent = this.model.count ? this.words.no_lots : this.words.no_plan;
    if (this.selected >= 0) fillTable(this.view.table, this.model, this.words, this.model.line[this.selected]);
    this.draw();
  }

  /** Paint with the next frame. */
  draw() {
    if (!this.frame && this.model) this.frame = requestAnimationFrame(() => this.paint());
  }

  paint() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const { view } = this;
    const { ctx, ratio } = view;
    const scene = sceneOf(this, ctx);
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.fillStyle = this.theme.bg;
    ctx.fillRect(0, 0, view.width, view.height);
    ctx.textBaseline = "middle";
    anchor(this.theme, view.scroller.scrollLeft, view.scroller.scrollTop);
    ctx.save();
    ctx.beginPath();
    ctx.rect(view.left, view.top, view.width, view.height);
    ctx.clip();
    for (const one of [paintGround, paintRows, paintPath, paintToday, paintGhost]) one(scene);
    ctx.restore();
    paintNames(scene);
    paintHead(scene);
    this.placeBubble(scene);
  }

  placeBubble(scene) {
    const { drag } = this.mover;
    if (!drag || !this.mover.away) return (this.view.bubble.hidden = true);
    const row = this.rows.rowOf[drag.line];
    const y = row < 0 ? this.view.top : scene.y(this.rows.top[row]) + this.rows.heightOf(row) + 6;
    return this.view.float(this.view.bubble, moveLines(this.model, this.words, drag), Math.max(scene.left, scene.x(drag.start)), y);
  }
}
