// Data, elements, words and what the reader chose. Text reaches the page only through text nodes and attributes.

const D = JSON.parse(document.getElementById("data").textContent);
const M = D.meta;
const range = (count) => Array.from({ length: count }, (_, at) => at);
const sum = (values) => values.reduce((total, value) => total + value, 0);
const byId = (id) => document.getElementById(id);

// What the reader chose, kept in the address so that a bookmark brings it back.
const choices = new URLSearchParams(location.hash.slice(1));

function choice(key, otherwise) {
  return choices.get(key) ?? otherwise;
}

function choose(key, value, otherwise = "") {
  if (value === otherwise || value === null) choices.delete(key);
  else choices.set(key, value);
  try {
    history.replaceState(null, "", `#${choices}`);
  } catch {
    // Some browsers refuse this for files; the choice still holds while the page is open.
  }
}

const language = () => (choice("lang", M.language) === "zh" ? "zh" : "en");
const chinese = () => language() === "zh";
const own = (pair) => pair[chinese() ? 1 : 0];

function t(key, values = {}) {
  const one = `${key}_one`;
  const pair = D.words[values.n === 1 && one in D.words ? one : key];
  return own(pair).replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    return typeof value === "number" ? count(value) : String(value ?? whole);
  });
}

// Fill an element: attributes, listeners (on...), style as an object; children are nodes or texts.
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [key, set] of Object.entries(value)) element.style.setProperty(key, set);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined));
  return element;
}

const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const s = (tag, attributes, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

function button(text, act, attributes = {}) {
  return h("button", { type: "button", onclick: act, ...attributes }, text);
}

// One of several: a row of buttons of which one is pressed.
function switcher(label, options, current, pick) {
  const buttons = options.map(([value, text]) =>
    button(text, () => {
      buttons.forEach((each, at) => each.setAttribute("aria-pressed", options[at][0] === value));
      pick(value);
    }, { "aria-pressed": String(value === current) }));
  return h("div", { class: "switcher", role: "group", "aria-label": label }, h("span", { class: "quiet" }, label), buttons);
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

// A tip beside the pointer; its content is a list of texts, the first one bold.
const tip = {
  show(lines, event) {
    const box = byId("tip");
    box.replaceChildren(...lines.filter(Boolean).map((line, at) => h(at ? "div" : "strong", {}, line)));
    box.hidden = false;
    const left = Math.min(event.clientX + 14, innerWidth - box.offsetWidth - 8);
    const below = event.clientY + 18 + box.offsetHeight < innerHeight;
    box.style.left = `${Math.max(8, left)}px`;
    box.style.top = `${Math.max(8, below ? event.clientY + 18 : event.clientY - box.offsetHeight - 12)}px`;
  },
  hide() {
    byId("tip").hidden = true;
  },
};

// Let an element tell more of itself while the pointer is over it or after a tap.
function tells(element, lines) {
  element.addEventListener("pointermove", (event) => tip.show(lines(), event));
  element.addEventListener("pointerdown", (event) => tip.show(lines(), event));
  element.addEventListener("pointerleave", tip.hide);
  return element;
}

// Sections are drawn in the order in which they are told of here.
const sections = [];
const section = (id, draw) => sections.push({ id, draw });

function goTo(id) {
  byId(id)?.scrollIntoView({ block: "start" });
}

// The order that is selected everywhere; who wants to know is told.
const selection = { order: null, heard: [] };

function selectOrder(order, show = false) {
  selection.order = order;
  choose("order", order === null ? null : D.orders.number[order]);
  selection.heard.forEach((hear) => hear(show));
  if (show) goTo("board");
}

function saveCsv(name, rows) {
  // A text that a spreadsheet would take for a formula is marked as text.
  const cell = (value) => {
    if (typeof value === "number") return value;
    const text = String(value ?? "").replace(/^[=+\-@\t\r]/, "'$&");
    return `"${text.replaceAll('"', '""')}"`;
  };
  const body = `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
  const link = h("a", { href: URL.createObjectURL(new Blob([body], { type: "text/csv" })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
