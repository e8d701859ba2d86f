/**
 * A heat map of load: townships or factories by week, on canvas, with the figure in the cell and in words on hover.
 *
 *   const heat = new Heat(element, { words });
 *   heat.setData({first_on: "2026-11-30", today: "2026-12-05", rows: [{code, name, load: [share of week w]}]});
 *   heat.setData(heatRows(raw, "township"));   // from what the board is given
 *
 * Event: choose {code, week, on}, by click or Enter. Arrows move the cell; it is read aloud.
 */
import { dayOf, isoOf } from "./data.js";
import { date, fit, say, useFont, weekNumber } from "./format.js";
import { heatColour, heatText, readTheme } from "./theme.js";
import { make, View } from "./view.js";

const MIN_CELL_PX = 38;

export class Heat extends EventTarget {
  /** @param {HTMLElement} element the page's box, which has a height @param {{words: object}} options */
  constructor(element, { words }) {
    super();
    Object.assign(this, { words, data: null, cell: null, frame: 0 });
    this.view = new View(element, { board: words.heat });
    this.theme = readTheme(this.view.root);
    this.ends = new AbortController();
    this.listen();
    this.sizes = new ResizeObserver(() => this.fitBox());
    this.sizes.observe(this.view.stage);
    this.themes = new MutationObserver(() => this.retheme());
    this.themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
  }

  setData(data) {
    this.data = data;
    this.first = dayOf(data.first_on);
    this.weeks = Math.max(0, ...data.rows.map((row) => row.load.length));
    this.cell = null;
    this.extend();
    this.fillTable();
    this.fillLegend();
    this.draw();
  }

  destroy() {
    this.ends.abort();
    this.sizes.disconnect();
    this.themes.disconnect();
    cancelAnimationFrame(this.frame);
    this.view.root.remove();
  }

  retheme() {
    this.theme = readTheme(this.view.root);
    if (this.data) this.fillLegend();
    this.draw();
  }

  /** The ramp under the map. */
  fillLegend() {
    const { view, theme, words } = this;
    const title = make("li", "", null, words.heat_legend);
    const steps = [0.4, 0.6, 0.8, 1].map((share) => {
      const item = make("li", "", null);
      const swatch = make("i", "heat-step", item, String(share * 100));
      swatch.style.backgroundColor = swatch.style.borderColor = heatColour(theme, share);
      swatch.style.color = heatText(theme, share);
      return item;
    });
    const over = make("li", "", null);
    const swatch = make("i", "heat-step heat-over", over, ">100");
    swatch.style.backgroundColor = heatColour(theme, 1.1);
    swatch.style.color = heatText(theme, 1.1);
    swatch.style.borderColor = swatch.style.color;
    over.append(words.heat_over);
    view.legend.replaceChildren(title, ...steps, over);
  }

  listen() {
    const { canvas, scroller, tip } = this.view;
    const on = (target, name, act) => target.addEventListener(name, act, { signal: this.ends.signal });
    on(scroller, "scroll", () => this.draw());
    on(canvas, "pointermove", (event) => this.point(this.cellAt(...this.view.at(event))));
    on(canvas, "pointerleave", () => (tip.hidden = true));
    on(canvas, "click", (event) => (this.point(this.cellAt(...this.view.at(event))), this.choose()));
    on(canvas, "keydown", (event) => this.key(event));
  }

  key(event) {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (event.key === "Enter") return this.choose();
    if (!step || !this.data) return undefined;
    event.preventDefault();
    const { row, week } = this.cell ?? { row: 0, week: 0 };
    const within = (value, size) => Math.max(0, Math.min(size - 1, value));
    const next = this.cell ? { row: within(row + step[0], this.data.rows.length), week: within(week + step[1], this.weeks) } : { row, week };
    this.bring(next);
    this.point(next);
    this.view.live.textContent = this.sentence(next).join(" ");
    return undefined;
  }

  /** Have a cell in sight. */
  bring({ row, week }) {
    const { left, top, width, height, scrollLeft, scrollTop } = this.view.measure();
    const into = (at, size, seen, room) => (at < seen ? at : at + size > seen + room ? at + size - room : null);
    this.view.scrollTo(into(week * this.wide, this.wide, scrollLeft, width - left), into(row * this.high, this.high, scrollTop, height - top));
  }

  choose() {
    if (!this.cell) return;
    const { row, week } = this.cell;
    this.dispatchEvent(new CustomEvent("choose", { detail: { code: this.data.rows[row].code, week, on: isoOf(this.first + 7 * week) } }));
  }

  /** Light a cell and say its figure beside it. */
  point(cell) {
    const { view } = this;
    if (cell?.row !== this.cell?.row || cell?.week !== this.cell?.week) this.draw();
    this.cell = cell;
    view.tip.hidden = !cell;
    if (!cell) return;
    const { scrollLeft, scrollTop, left, top } = view.measure();
    const lines = this.sentence(cell).map((text, at) => ({ text, kind: at ? "strong" : "" }));
    view.float(view.tip, lines, left + (cell.week + 1) * this.wide - scrollLeft + 4, top + (cell.row + 1) * this.high - scrollTop + 4);
  }

  sentence({ row, week }) {
    const { name, load } = this.data.rows[row];
    const share = Math.round((load[week] ?? 0) * 100);
    return [say(this.words, "heat_cell", { name, date: date(this.words, this.first + 7 * week), share }), ...(share > 100 ? [this.words.heat_over] : [])];
  }

  cellAt(x, y) {
    const { left, top, scrollLeft, scrollTop } = this.view.measure();
    if (!this.data || x < left || y < top) return null;
    const [row, week] = [Math.floor((y - top + scrollTop) / this.high), Math.floor((x - left + scrollLeft) / this.wide)];
    return row < this.data.rows.length && week < this.weeks ? { row, week } : null;
  }

  fitBox() {
    if (!this.view.resize() || !this.data) return;
    this.extend();
    this.paint();
  }

  extend() {
    const { view } = this;
    this.high = view.size.row + 2;
    this.wide = Math.max(MIN_CELL_PX, Math.floor((view.width - view.left - 1) / (this.weeks || 1)));
    view.extend({ width: this.wide * this.weeks, height: this.high * this.data.rows.length });
  }

  /** The same figures for those who do not see the canvas; the first hundred rows. */
  fillTable() {
    const { view, words, data } = this;
    const table = view.table;
    table.replaceChildren();
    table.createCaption().textContent = words.heat_table;
    const head = table.insertRow();
    head.insertCell();
    for (let week = 0; week < this.weeks; week += 1) head.insertCell().textContent = date(words, this.first + 7 * week);
    for (const row of data.rows.slice(0, 100)) {
      const one = table.insertRow();
      one.insertCell().textContent = row.name;
      for (const load of row.load) one.insertCell().textContent = Math.round(load * 100);
    }
  }

  draw() {
    if (!this.frame && this.data) this.frame = requestAnimationFrame(() => this.paint());
  }

  paint() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const { view, theme, data } = this;
    const { ctx, ratio } = view;
    const { left, top, width, height, scrollLeft, scrollTop } = view.measure();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.fillStyle = theme.bg;
    ctx.fillRect(0, 0, width, height);
    ctx.textBaseline = "middle";
    const first = Math.max(0, Math.floor(scrollTop / this.high));
    const last = Math.min(data.rows.length - 1, Math.floor((scrollTop + height - top) / this.high));
    for (let row = first; row <= last; row += 1) this.paintRow(data.rows[row], row, left - scrollLeft, top + row * this.high - scrollTop);
    this.paintCursor(left - scrollLeft, top - scrollTop);
    ctx.fillStyle = theme.bg;
    ctx.fillRect(0, top, left, height);
    useFont(ctx, `13px ${theme.font}`);
    ctx.textAlign = "left";
    ctx.fillStyle = theme.fg;
    for (let row = first; row <= last; row += 1) ctx.fillText(fit(ctx, data.rows[row].name, left - 20), 10, top + (row + 0.5) * this.high - scrollTop);
    this.paintHead(left, top, width, scrollLeft);
  }

  paintRow({ load }, row, x, y) {
    const { theme } = this;
    const { ctx } = this.view;
    useFont(ctx, `12px ${theme.font}`);
    ctx.textAlign = "center";
    load.forEach((share, week) => {
      const at = x + week * this.wide;
      ctx.fillStyle = heatColour(theme, share);
      ctx.fillRect(at + 0.5, y + 0.5, this.wide - 1, this.high - 1);
      ctx.fillStyle = heatText(theme, share);
      if (share > 1) ctx.fillRect(at + 0.5, y + 0.5, this.wide - 1, 3);
      ctx.fillText(Math.round(share * 100), at + this.wide / 2, y + this.high / 2 + 0.5);
    });
  }

  paintCursor(x, y) {
    if (!this.cell) return;
    const { ctx } = this.view;
    ctx.strokeStyle = this.theme.select;
    ctx.lineWidth = 2;
    ctx.strokeRect(x + this.cell.week * this.wide + 1, y + this.cell.row * this.high + 1, this.wide - 2, this.high - 2);
  }

  /** Weeks above; the week of today in bold; what the figures are in the corner. */
  paintHead(left, top, width, scrollLeft) {
    const { theme, words } = this;
    const { ctx } = this.view;
    ctx.fillStyle = theme.head;
    ctx.fillRect(0, 0, width, top);
    const now = this.data.today ? Math.floor((dayOf(this.data.today) - this.first) / 7) : -1;
    ctx.textAlign = "center";
    for (let week = 0; week < this.weeks; week += 1) {
      const day = this.first + 7 * week;
      const middle = left + (week + 0.5) * this.wide - scrollLeft;
      if (middle < left - this.wide || middle > width + this.wide) continue;
      useFont(ctx, `${week === now ? 700 : 600} 12px ${theme.font}`);
      ctx.fillStyle = theme.fg;
      const named = say(words, "week", { n: weekNumber(day) });
      ctx.fillText(fit(ctx, named, this.wide - 4) === named ? named : weekNumber(day), middle, top * 0.3);
      useFont(ctx, `11px ${theme.font}`);
      ctx.fillStyle = theme.muted;
      ctx.fillText(week === now ? words.today : fit(ctx, date(words, day).split(" ")[0], this.wide), middle, top * 0.72);
    }
    ctx.fillStyle = theme.head;
    ctx.fillRect(0, 0, left, top);
    ctx.fillStyle = theme.grid;
    ctx.fillRect(0, top - 1, width, 1);
    ctx.fillRect(left - 1, 0, 1, this.view.height);
    useFont(ctx, `12px ${theme.font}`);
    ctx.textAlign = "left";
    ctx.fillStyle = theme.muted;
    ctx.fillText(fit(ctx, words.heat_legend, left - 16), 10, top / 2);
  }
}

/** Rows of the heat map from the board's data: lines weighed by what they can do in the week. @param {"township" | "factory"} by */
export function heatRows(raw, by) {
  const factories = new Map(raw.factories.map((one) => [one.code, one]));
  const places = new Map(raw[by === "township" ? "townships" : "factories"].map((one) => [one.code, { ...one, load: [], room: [] }]));
  for (const line of raw.lines.filter((one) => one.load)) {
    const place = places.get(by === "township" ? factories.get(line.factory).township : line.factory);
    line.load.forEach((share, week) => {
      place.load[week] = (place.load[week] ?? 0) + share * line.room[week];
      place.room[week] = (place.room[week] ?? 0) + line.room[week];
    });
  }
  const rows = [...places.values()].filter((one) => one.room.some(Boolean)).map(({ code, name, load, room }) => ({ code, name, load: load.map((sum, week) => sum / (room[week] || 1)) }));
  return { first_on: raw.first_on, today: raw.today, rows };
}
