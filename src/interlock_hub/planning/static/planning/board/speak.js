/** What the board says: sentences, hover text, the effect of a move, the table for readers of the screen, keys, legend. */
import { count, date, garment, lateness, money, say, signed } from "./format.js";
import { standingOf } from "./data.js";
import { make } from "./view.js";

/** Everything a template may name about one lot and its order; of an order of others neither due day nor ship day is told. */
function facts(model, words, at) {
  const lot = model.lot(at);
  const on = (offset) => (Number.isNaN(offset) ? "–" : date(words, model.first + offset));
  const state = lot.state === "planned" ? [] : [words[lot.state === "locked" ? "state_locked" : "standing_" + lot.state]];
  const told = orderDays(model, at) !== null;
  return {
    ...lot, brand: lot.brand.name, style: garment(words, lot.colour, lot.style), pieces: count(words, lot.pieces), line: lot.line_name, factory: lot.factory_name,
    start: on(model.start[at]), end: on(model.end[at]), due: on(model.due[model.order[at]]), standing: [...state, ...(told ? [lateness(words, lot.late_days)] : [])].join(" · ") || "–",
    ship: on(model.ship[model.order[at]]), order_standing: told ? lateness(words, orderDays(model, at)) : "–",
    arrive: on(model.arrive[at]), cut: on(model.cut[at]), finish: on(model.finish[at]),
  };
}

/** By how many days the lot's order ships after its due day; null where that is not told. */
function orderDays(model, at) {
  const order = model.order[at];
  const days = model.ship[order] - model.due[order];
  return Number.isNaN(days) ? null : days;
}

export function sentence(model, words, lot) {
  const values = facts(model, words, lot);
  const order = orderDays(model, lot) === null ? [] : [say(words, "sentence_order", values)];
  return [say(words, "sentence", values), ...order].join(words.locale === "zh" ? "" : " ");
}

export function groupSentence(words, group) {
  const lines = group.lines.length;
  const key = !group.told ? "group_quiet" : group.told < lines ? "group_partly" : "group_sentence";
  return say(words, key, { name: group.name, lines, told: group.told, share: Math.round(group.share * 100), late: group.late });
}

/** How many lines a group has, and of how many of them its load is where that is not all. */
export function linesOf(words, { lines, told }) {
  return say(words, told && told < lines.length ? "lines_told" : "lines", { n: lines.length, told });
}

/** Lines of the hover box. */
export function tipLines(model, words, lot) {
  const values = facts(model, words, lot);
  const line = (key, kind) => ({ text: say(words, key, values), kind });
  const days = orderDays(model, lot);
  const order = days === null ? [] : [line("tip_order", standingOf(days))];
  return [line("tip_title", "strong"), line("tip_what"), line("tip_when"), line("tip_path", "muted"), line("tip_lot", model.standing(lot)), ...order];
}

/** Lines beside the ghost: where to, then what it does or why not. */
export function moveLines(model, words, drag) {
  const line = model.lines[drag.line];
  const where = { line: line.name, factory: model.factories[line.at].name, date: date(words, model.first + drag.start) };
  return [{ text: say(words, "move_to", where), kind: "strong" }, ...effect(words, drag)];
}

function effect(words, { answer, error }) {
  if (error) return [{ text: say(words, "no_answer", { why: error }), kind: "late" }];
  if (!answer) return [{ text: words.probing, kind: "muted" }];
  if (!answer.feasible) return [{ text: say(words, "forbidden", { why: answer.why }), kind: "late" }];
  const [before, after] = [answer.late_days_before, answer.late_days_after];
  const standing = standingOf(after);
  const lines = [{ text: say(words, "cost", { money: money(words, answer.cost_fen, true) }) }];
  lines.push({ text: before === after ? lateness(words, after) : say(words, "late_change", { before: lateness(words, before), after: lateness(words, after) }), kind: standing });
  const others = answer.affected ?? [];
  if (others.length) lines.push({ text: say(words, "affected", { n: others.length }), kind: "muted" });
  for (const one of others.slice(0, 3)) lines.push({ text: say(words, "affected_one", { order: one.order, days: signed(one.days) }), kind: one.days > 0 ? "late" : "ok" });
  if (answer.why) lines.push({ text: answer.why, kind: "muted" });
  return lines;
}

/** The lots of a line as a table for those who do not see the canvas. */
export function fillTable(table, model, words, line) {
  const row = (cells, tag) => {
    const one = make("tr", "", null);
    for (const text of cells) make(tag, "", one, text);
    return one;
  };
  const place = { line: model.lines[line].name, factory: model.factories[model.lines[line].at].name };
  const lots = model.ofLine[line].map((lot) => facts(model, words, lot)).map((lot) => row([lot.order, lot.style, lot.pieces, lot.start, lot.end, lot.standing], "td"));
  const caption = make("caption", "", null, say(words, "table_caption", place));
  table.replaceChildren(caption, row(words.table_head.split("|"), "th"), ...lots);
}

/** The list of keys, in a dialog. */
export function fillHelp(dialog, words) {
  const list = make("dl", "", null);
  for (const pair of words.help_keys.split(";")) {
    const [key, what] = pair.split("|");
    make("dt", "", list, key);
    make("dd", "", list, what);
  }
  const close = make("button", "", null, words.help_close);
  close.addEventListener("click", () => dialog.close());
  dialog.replaceChildren(make("h2", "", null, words.help_title), list, close);
}

/** What the colours mean, with how many lots each has. */
export function fillLegend(list, board) {
  const { model, words, theme } = board;
  const entries = board.colour === "lateness" ? standings(model, words, theme) : families(board);
  list.replaceChildren(
    ...entries.filter((entry) => entry.lots).map((entry) => {
      const item = make("li", "", null);
      const swatch = make("i", entry.kind ?? "", item, entry.letter ?? "");
      swatch.style.backgroundColor = entry.tone.fill;
      swatch.style.borderColor = entry.tone.edge;
      item.append(entry.name + " ");
      make("b", "", item, count(words, entry.lots));
      return item;
    }),
  );
}

function standings(model, words, theme) {
  const lots = { ok: 0, risk: 0, late: 0, frozen: 0, done: 0 };
  for (let lot = 0; lot < model.count; lot += 1) lots[model.standing(lot)] += 1;
  return Object.keys(lots).map((kind) => ({ kind, name: words["standing_" + kind], lots: lots[kind], tone: theme.tones[kind] }));
}

function families({ model, theme, families: all, colour, words }) {
  const places = colour === "brand" ? model.brands : model.categories;
  const entries = all.map((family, at) => ({ ...family, name: places[at].name, tone: theme.families[family.tone] })).sort((a, b) => b.lots - a.lots);
  const rest = entries.slice(9);
  const other = { name: words.other, tone: theme.families[9], letter: "", lots: rest.reduce((sum, one) => sum + one.lots, 0) };
  return [...entries.slice(0, 9), other];
}

/** A tone and a letter of its own for every brand or category; all after the ninth share the last tone. */
export function familiesOf(model, colour) {
  const places = colour === "brand" ? model.brands : model.categories;
  const lots = new Int32Array(places.length);
  for (let lot = 0; lot < model.count; lot += 1) lots[model.orders[colour][model.order[lot]]] += 1;
  const ranked = [...places.keys()].sort((a, b) => lots[b] - lots[a]);
  const taken = new Set();
  const all = [];
  ranked.forEach((at, rank) => {
    const name = places[at].name.replace(/[^\p{L}\p{N}]/gu, "");
    let letter = name.slice(0, 1).toUpperCase();
    for (let size = 2; taken.has(letter) && size <= name.length; size += 1) letter = name[0].toUpperCase() + name.slice(1, size);
    taken.add(letter);
    all[at] = { tone: Math.min(rank, 9), letter, lots: lots[at] };
  });
  return all;
}
