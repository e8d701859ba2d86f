// A table with sorting, a text filter, a first hundred rows and more on demand, and export of exactly what is seen.

const PAGE_ROWS = 100;

// columns: [{id, label, show(row), get(row) to sort and export, right, wide}]; `wide` ones are left out on phones, `wrap` and `code` ones may break.
// options: rows, columns, text(row) to filter by, open(row) for what unfolds, below(row) for what stands below it on phones,
// sort: [column, falling], name, empty.
function table(id, options) {
  const body = h("tbody");
  const head = h("tr");
  const foot = h("div", { class: "table-foot" });
  const box = h("div", { class: "table", id: `${id}-table` },
    hinted(h("div", { class: "table-scroll", tabindex: "0" }, h("table", {}, h("thead", {}, head), body))), foot);
  const me = { id, options, body, head, foot, shown: PAGE_ROWS, rows: options.rows, box };
  me.refresh = () => refreshTable(me);
  drawHead(me);
  me.refresh();
  return me;
}

// Says that a table goes on to the right while some of it is out of sight there.
function hinted(box) {
  const hint = h("p", { class: "scroll-hint", hidden: true }, t("scroll_right"));
  shaded(box, (more) => {
    hint.hidden = !more;
  });
  return [box, hint];
}

// Shades the right of a box while some of it is out of sight there.
function shaded(box, tell = () => {}) {
  const look = () => {
    const more = box.scrollWidth - box.clientWidth - box.scrollLeft > 4;
    box.classList.toggle("more-right", more);
    tell(more);
  };
  box.addEventListener("scroll", look, { passive: true });
  const watch = new ResizeObserver(look);
  watch.observe(box);
  watch.observe(box.firstElementChild ?? box);
}

const sortOf = ({ id, options }) => {
  const [column, falling] = choice(`${id}.sort`, "").split("!");
  return options.columns.some((each) => each.id === column) ? [column, falling === "1"] : options.sort;
};

function drawHead(me) {
  me.head.replaceChildren(...me.options.columns.map((column) =>
    h("th", { scope: "col", class: cellClass(column) },
      button(column.label, () => sortBy(me, column), { title: t("sort_by", { column: column.label }) }))));
}

function cellClass({ id, right, wide, wrap, code }) {
  return [right ? "right" : "", wide ? "wide" : "", wrap ? "wrap" : "", code ? "code" : "", id === "action" ? "action" : ""].join(" ").trim() || null;
}

function sortBy(me, column) {
  const [current, falling] = sortOf(me);
  const next = current === column.id ? !falling : Boolean(column.right);
  choose(`${me.id}.sort`, `${column.id}!${next ? 1 : 0}`);
  me.refresh();
}

function refreshTable(me) {
  const [by, falling] = sortOf(me);
  const wanted = choice(`${me.id}.q`, "").trim().toLowerCase();
  const { options } = me;
  me.rows = options.rows.filter((row) => (!wanted || options.text(row).toLowerCase().includes(wanted)));
  if (options.keep) me.rows = me.rows.filter(options.keep);
  sortRows(me.rows, options.columns.find((column) => column.id === by), falling);
  me.head.querySelectorAll("th").forEach((th, at) => {
    const current = options.columns[at].id === by;
    if (current) th.setAttribute("aria-sort", falling ? "descending" : "ascending");
    else th.removeAttribute("aria-sort");
  });
  me.shown = PAGE_ROWS;
  me.body.replaceChildren();
  addRows(me, 0);
}

function sortRows(rows, column, falling) {
  if (!column) return;
  const values = new Map(rows.map((row) => [row, column.get(row)]));
  const turn = falling ? -1 : 1;
  rows.sort((a, b) => {
    const [x, y] = [values.get(a), values.get(b)];
    if (x === y) return a - b;
    if (x === null || x === undefined) return 1;
    if (y === null || y === undefined) return -1;
    return turn * (typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), language()));
  });
}

function addRows(me, from) {
  const { options } = me;
  for (const row of me.rows.slice(from, me.shown)) me.body.append(tableRow(me, row), ...belowRow(options, row));
  if (!me.rows.length) {
    me.body.append(h("tr", {}, h("td", { class: "empty", colspan: options.columns.length }, options.rows.length ? t("none_match") : options.empty)));
  }
  drawFoot(me);
}

function tableRow(me, row) {
  const { columns, open } = me.options;
  const cells = columns.map((column, at) => {
    const content = column.show ? column.show(row) : String(column.get(row) ?? "");
    const opener = open && at === 0;
    const inside = opener ? button(content, () => unfold(me, line, row), { class: "opener", "aria-expanded": "false" }) : content;
    return h(at ? "td" : "th", { class: cellClass(column), scope: at ? null : "row" }, inside);
  });
  const line = h("tr", {}, cells);
  return line;
}

const belowRow = ({ columns, below }, row) => (below ? [h("tr", { class: "below" }, h("td", { colspan: columns.length }, below(row)))] : []);

function unfold(me, line, row) {
  const next = line.nextElementSibling;
  const opened = next?.classList.contains("unfolded");
  if (opened) next.remove();
  else line.after(h("tr", { class: "unfolded" }, h("td", { colspan: me.options.columns.length }, me.options.open(row))));
  line.querySelector(".opener").setAttribute("aria-expanded", String(!opened));
}

function drawFoot(me) {
  const shown = Math.min(me.shown, me.rows.length);
  const more = me.rows.length - shown;
  me.foot.replaceChildren(
    h("span", { class: "quiet" }, t("rows_shown", { shown, n: me.rows.length })),
    more > 0 ? button(t("show_more", { more: Math.min(more, PAGE_ROWS) }), () => {
      me.shown += PAGE_ROWS;
      addRows(me, shown);
    }) : "",
    h("span", { class: "grow" }),
    me.rows.length ? button(t("save_table"), () => exportTable(me), { class: "plain" }) : "");
}

function exportTable(me) {
  const { name } = me.options;
  const columns = me.options.columns.filter(({ id }) => id !== "action");
  const plain = (column, row) => (column.plain ?? column.get)(row);
  saveCsv(`${name}.csv`, [columns.map((column) => column.label), ...me.rows.map((row) => columns.map((column) => plain(column, row)))]);
}

// The field that filters a table.
function filterField(me, label) {
  return h("input", {
    type: "search", placeholder: label, "aria-label": label, value: choice(`${me.id}.q`, ""), class: "filter",
    oninput: (event) => {
      choose(`${me.id}.q`, event.target.value);
      me.refresh();
    },
  });
}

const dateColumn = (id, label, get, more = {}) => ({ id, label, get, show: (row) => dayText(get(row)), plain: (row) => isoDay(get(row)), right: true, ...more });
const numberColumn = (id, label, get, more = {}) => ({ id, label, get, show: (row) => count(get(row)), right: true, ...more });
const textColumn = (id, label, get, more = {}) => ({ id, label, get, ...more });

function moneyColumn(id, label, rows, get, more = {}) {
  const { unit, divisor, digits } = moneyScale(rows.reduce((most, row) => Math.max(most, get(row)), 0));
  const plain = (row) => Number((get(row) / divisor).toFixed(digits));
  return { id, label: t("with_unit", { label, unit }), get, plain, show: (row) => count(get(row) / divisor, digits), right: true, ...more };
}
