/** The page around the board: asks for the plan's data, keeps the view in the address, shows the lot that is selected. */
import { Board } from "./board/board.js";
import { Heat, heatRows } from "./board/heat.js";
import { WORDS } from "./board/words.js";

let settings = JSON.parse(document.getElementById("board-settings").textContent);
const words = WORDS[settings.language];
const at = (id) => document.getElementById(id);
const tools = at("board-tools");
const panel = at("board-panel");
const hint = panel.innerHTML;
at("board-wait").hidden = false;
let heat = null;
let raw = null;
let busy = Promise.resolve();

/** Ask the site; an answer that is no success becomes an Error with the site's own words. */
async function ask(url, options = {}) {
  let answer;
  try {
    answer = await fetch(url, { credentials: "same-origin", ...options });
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    throw new Error(settings.words.lost);
  }
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({}));
  throw Object.assign(new Error(told.problems?.join(" ") ?? settings.words.lost), { status: answer.status });
}

/** Post a form; the token that htmx sends is sent here too. */
function post(url, values, options = {}) {
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  return ask(url, { method: "POST", headers, body: new URLSearchParams(values), ...options });
}

async function probe(question, { signal }) {
  return (await post(settings.probe, question, { signal })).json();
}

/** Do a change, one after another; the plan may be another draft afterwards. */
function change(values) {
  busy = busy.catch(() => undefined).then(() => changeNow(values));
  return busy;
}

async function changeNow(values) {
  try {
    const told = await (await post(settings.change, { revision: settings.revision, ...values })).json();
    settings = told.settings;
    showHead(told.header);
    if (told.told) note(told.told);
    const address = new URL(location.href);
    address.searchParams.set("plan", settings.plan);
    history.replaceState(null, "", address);
    await load();
  } catch (failure) {
    if (failure.status === 409) await renew();
    throw failure;
  }
}

/** After somebody else's change: the plan as it is now, and what can be undone of it. */
async function renew() {
  const page = await (await ask(location.pathname + location.search)).text();
  const fresh = new DOMParser().parseFromString(page, "text/html");
  settings = JSON.parse(fresh.getElementById("board-settings").textContent);
  fillHistory();
  await load();
}

function showHead(header) {
  for (const [name, value] of Object.entries(header)) {
    for (const place of document.querySelectorAll(`[data-head="${name}"]`)) place.textContent = value;
  }
  const state = document.querySelector('[data-head="state"]');
  state.className = `badge state-${header.kind}`;
  at("board-details").href = header.page;
  at("board-publish").href = header.publish;
  at("board-publish").hidden = !header.publish;
  const choice = at("board-plan");
  if (![...choice.options].some((one) => one.value === String(header.number))) choice.add(new Option(`${header.name} · ${header.state}`, header.number), 0);
  choice.value = header.number;
}

function note(text) {
  at("board-note").textContent = text;
  at("board-note").hidden = !text;
}

const board = new Board(at("board"), {
  words,
  probe,
  ...(settings.may_change && {
    move: ({ undo, redo, lot, line, on }) => change(undo ? { what: "undo" } : redo ? { what: "redo" } : { what: "move", lot, line, on }),
  }),
});

async function load() {
  raw = await (await ask(settings.data)).json();
  board.setData(raw);
  at("board-wait")?.remove();
  if (heat) heat.setData(heatRows(raw, heatBy()));
  if (board.selected >= 0) showLot(board.model.id[board.selected]);
}

/** Steps of the draft that were done before this page was opened can be undone as well. */
function fillHistory() {
  board.history.clear();
  const steps = settings.moves.filter((move) => !move.undone);
  for (const { what } of steps) board.history.push(stepOf(what));
}

function stepOf(what) {
  return { what, undo: () => change({ what: "undo" }), redo: () => change({ what: "redo" }) };
}

async function act(what, lot, more = {}) {
  try {
    await change({ what, lot: lot.id, ...more });
    const last = settings.moves.filter((move) => !move.undone).at(-1);
    if (last) board.history.push(stepOf(last.what));
    board.view.tell(last?.what ?? "");
  } catch (failure) {
    board.view.tell(failure.message, "bad");
  }
}

// -- the lot that is selected --------------------------------------------------------------------------------------

let shown = null;

async function showLot(id) {
  shown = id;
  if (id === null) {
    panel.innerHTML = hint;
    panel.classList.remove("has-lot");
    return;
  }
  try {
    const text = await (await ask(`${settings.lot}?code=${encodeURIComponent(id)}`)).text();
    if (shown !== id) return;
    panel.innerHTML = text;
    panel.classList.add("has-lot");
  } catch (failure) {
    if (shown === id) panel.textContent = failure.message;
  }
}

let warmed = !settings.may_change;

/** Have the site open the plan before the first strip is held: the first question about a plan takes longest. */
function warm(lot) {
  if (warmed) return;
  warmed = true;
  post(settings.probe, { lot: lot.id, line: lot.line, on: lot.start_on }).catch(() => (warmed = false));
}

const chosen = () => (board.selected < 0 ? null : board.model.lot(board.selected));
const split = at("board-split");

function askSplit(lot) {
  const field = at("split-pieces");
  field.max = lot.pieces - 1;
  field.value = Math.floor(lot.pieces / 2);
  const rest = () => (at("split-rest").textContent = `${field.value} + ${Math.max(0, lot.pieces - field.value)} = ${lot.pieces}`);
  field.oninput = rest;
  rest();
  split.returnValue = "";
  split.onclose = () => split.returnValue === "yes" && act("split", lot, { pieces: field.value });
  split.showModal();
  field.select();
}

const ACTS = {
  lock: (lot) => act(lot.state === "locked" ? "unlock" : "lock", lot),
  unlock: (lot) => act("unlock", lot),
  merge: (lot) => act("merge", lot),
  split: askSplit,
};

panel.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (button && chosen()) ACTS[button.dataset.act](chosen());
});
if (settings.may_change) for (const name of ["lock", "split", "merge"]) board.addEventListener(name, ({ detail }) => ACTS[name](detail.lot));
board.addEventListener("select", ({ detail }) => {
  showLot(detail.lot?.id ?? null);
  if (detail.lot) warm(detail.lot);
});
board.addEventListener("open", () => panel.querySelector(".lot-acts a, .lot-acts button")?.focus());
board.addEventListener("history", ({ detail }) => {
  at("board-undo").disabled = !detail.canUndo;
  at("board-redo").disabled = !detail.canRedo;
});
at("board-undo").addEventListener("click", () => board.undo());
at("board-redo").addEventListener("click", () => board.redo());
at("board-help").addEventListener("click", () => board.help());
at("board-today").addEventListener("click", () => board.goToday());

// -- how it is looked at, kept in the address ------------------------------------------------------------------------

function look(name) {
  const values = new FormData(tools);
  if (name === "group") board.setGroup(values.get("group"));
  if (name === "colour") board.setColour(values.get("colour"));
  if (name === "zoom") board.setZoom(values.get("zoom"));
  if (name === "q" || name === "late") board.setFilter(filterOf(values));
  const address = new URL(location.href);
  for (const key of ["group", "colour", "zoom", "q", "late"]) {
    if (values.get(key)) address.searchParams.set(key, values.get(key));
    else address.searchParams.delete(key);
  }
  history.replaceState(null, "", address);
}

function filterOf(values) {
  const [text, late] = [values.get("q").trim(), values.get("late") === "1"];
  return text || late ? { ...(text && { text }), ...(late && { late }) } : null;
}

tools.addEventListener("change", (event) => look(event.target.name));
tools.addEventListener("input", (event) => event.target.name === "q" && look("q"));
tools.addEventListener("submit", (event) => event.preventDefault());
at("board-plan").addEventListener("change", (event) => event.target.form.submit());
at("board-fold").addEventListener("click", ({ currentTarget }) => {
  const fold = currentTarget.getAttribute("aria-pressed") !== "true";
  currentTarget.setAttribute("aria-pressed", fold);
  board.foldAll(fold);
});

const heatBy = () => (new FormData(tools).get("group") === "factory" ? "factory" : "township");
const heatBox = at("board-heat");

function showHeat(open) {
  heatBox.hidden = !open;
  at("board-heat-button").setAttribute("aria-expanded", open);
  if (!open || !raw) return;
  if (!heat) {
    heat = new Heat(heatBox, { words });
    heat.addEventListener("choose", ({ detail }) => {
      board.view.scrollTo(Math.max(0, 7 * detail.week * board.ppd), null);
      board.draw();
    });
  }
  heat.setData(heatRows(raw, heatBy()));
}

at("board-heat-button").addEventListener("click", () => showHeat(heatBox.hidden));
tools.elements.group.addEventListener("change", () => heat && heat.setData(heatRows(raw, heatBy())));

// -- lists beside the board ------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const late = at("board-late");
  if (late.open && !late.contains(event.target)) late.open = false;
  const link = event.target.closest("[data-order], [data-lot]");
  if (!link || !board.model) return;
  event.preventDefault();
  late.open = false;
  const id = link.dataset.lot ?? lastLotOf(link.dataset.order);
  if (id !== undefined && board.focus(id)) at("board").scrollIntoView({ block: "nearest" });
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") at("board-late").open = false;
});

/** The lot of an order that is ready last: the one to look at when it is late. */
function lastLotOf(number) {
  const { model } = board;
  const lots = model.ofOrder[model.orders.number.indexOf(number)] ?? [];
  return lots.length ? model.id[lots.reduce((worst, lot) => (model.late_days[lot] > model.late_days[worst] ? lot : worst))] : undefined;
}

try {
  for (const name of ["group", "colour", "zoom"]) board[name] = new FormData(tools).get(name);
  board.filter = filterOf(new FormData(tools));
  await load();
  fillHistory();
  const wanted = new URLSearchParams(location.search).get("lot");
  if (wanted) board.focus(wanted);
} catch (failure) {
  const wait = at("board-wait");
  if (wait) wait.textContent = settings.words.failed;
  note(failure.message);
}
