/**
 * A page with nothing but the board, for tests, measurements and pictures.
 * Address: ?lines=40&lots=300&lang=zh&theme=dark&view=heat. What the page does to probes and moves is plain and fixed:
 * a line of another township is forbidden, every day later costs 500 yuan; moves to line code "...-Z" fail.
 */
import { Board } from "../../../../src/interlock_hub/planning/static/planning/board/board.js";
import { Heat, heatRows } from "../../../../src/interlock_hub/planning/static/planning/board/heat.js";
import { WORDS } from "../../../../src/interlock_hub/planning/static/planning/board/words.js";
import { sample } from "./sample.js";

const asked = new URLSearchParams(location.search);
const lang = asked.get("lang") ?? "en";
const words = WORDS[lang];
const lines = Number(asked.get("lines") ?? 40);
document.documentElement.lang = lang;
document.documentElement.dataset.bsTheme = asked.get("theme") ?? "light";

const text = JSON.stringify(sample({ lines, lots: Number(asked.get("lots") ?? lines * 8), lang }));
const log = { probes: [], moves: [], events: [], failMoves: false };
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** Days between a lot's place and a date. */
function later({ lot, on }) {
  const at = board.model.lotOf.get(lot);
  return board.model.dayAt(on) - board.model.start[at];
}

async function probe(question) {
  log.probes.push(question);
  await wait(40);
  const { model } = board;
  const at = model.lotOf.get(question.lot);
  const town = (line) => model.factories[model.lines[line].at].township;
  const before = model.late_days[at];
  if (town(model.lineOf.get(question.line)) !== town(model.line[at])) {
    return { feasible: false, why: lang === "zh" ? "该生产线没有此品类的设备" : "the line lacks the machines of this style", cost_fen: 0, late_days_before: before, late_days_after: before, affected: [] };
  }
  const days = later(question);
  return { feasible: true, cost_fen: days * 50000, late_days_before: before, late_days_after: before + days, affected: [{ order: model.orders.number[0], days: 1 }], why: "" };
}

async function move(goal) {
  log.moves.push(goal);
  await wait(30);
  if (log.failMoves) throw new Error(lang === "zh" ? "方案已被他人修改" : "somebody else has changed the plan");
  const at = board.model.lotOf.get(goal.lot);
  return { lots: { id: [goal.lot], late_days: [board.model.late_days[at]] } };
}

const element = document.getElementById("board");
const board = asked.get("view") === "heat" ? null : new Board(element, { words, probe, move });

function showBoard() {
  for (const name of ["select", "open", "lock", "split", "merge", "move", "history", "view"]) board.addEventListener(name, (event) => log.events.push([name, event.detail]));
  const began = performance.now();
  const raw = JSON.parse(text);
  if (asked.has("empty")) for (const column of Object.values(raw.lots)) column.length = 0;
  board.setData(raw);
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => Object.assign(window, { ready: true, firstPaintMs: performance.now() - began, lots: board.model.count, bytes: text.length });
    channel.port2.postMessage(0);
  });
}

function showHeat() {
  const raw = JSON.parse(text);
  const heat = new Heat(element, { words });
  heat.addEventListener("choose", (event) => log.events.push(["choose", event.detail]));
  heat.setData(heatRows(raw, asked.get("by") ?? "township"));
  Object.assign(window, { heat, ready: true });
}

Object.assign(window, { board, log, raw: JSON.parse(text) });
if (board) showBoard();
else showHeat();
