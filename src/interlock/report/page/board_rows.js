// The rows of the board: groups of lines, each line with its lots, and where every row stands.

const GROUP_H = 30;
const LINE_H = 24;

const lotsOfLine = new Map();
D.lots.line.forEach((line, lot) => {
  if (!lotsOfLine.has(line)) lotsOfLine.set(line, []);
  lotsOfLine.get(line).push(lot);
});

const lotLists = new Map();
D.lots.order.forEach((order, lot) => {
  if (!lotLists.has(order)) lotLists.set(order, []);
  lotLists.get(order).push(lot);
});
const lotsOfOrder = (order) => [...(lotLists.get(order) ?? [])].sort((a, b) => D.lots.start[a] - D.lots.start[b] || a - b);

const board = {
  // Many lines start folded: the heat strips of the groups are the overview.
  folded: null,
  rows: [],
  height: 0,
};

const groupOf = (line) => (choice("board.group", "township") === "factory" ? D.lines.factory[line] : D.factories.township[D.lines.factory[line]]);

function groupLabel(group) {
  return choice("board.group", "township") === "factory" ? factoryName(group) : townshipName(group);
}

function lineLabel(line) {
  const code = D.lines.code[line];
  const operators = t("operators_n", { n: D.lines.operators[line] });
  return choice("board.group", "township") === "factory" ? [code, operators] : [factoryName(D.lines.factory[line]), `${code} · ${operators}`];
}

function lotWanted() {
  const text = choice("board.q", "").trim().toLowerCase();
  const lateOnly = choice("board.late", "") === "1";
  const category = choice("board.category", "");
  if (!text && !lateOnly && !category) return null;
  const known = D.orders.number.map((number, order) =>
    (!lateOnly || lateness[order] === 2) && (!category || String(categoryOf(order)) === category) &&
    (!text || `${number} ${customerName(order)} ${styleName(order)}`.toLowerCase().includes(text)));
  return (lot) => known[D.lots.order[lot]];
}

function layRows() {
  const wanted = lotWanted();
  const groups = new Map();
  for (const line of range(D.lines.code.length)) {
    if (wanted && !(lotsOfLine.get(line) ?? []).some(wanted)) continue;
    const group = groupOf(line);
    if (!groups.has(group)) groups.set(group, []);
    groups.get(group).push(line);
  }
  board.folded ??= new Set(D.lines.code.length > 400 ? groups.keys() : []);
  board.wanted = wanted;
  board.rows = [];
  let top = 0;
  const put = (row, height) => {
    board.rows.push({ ...row, top, height });
    top += height;
  };
  for (const [group, lines] of [...groups].sort((a, b) => a[0] - b[0])) {
    put({ group, lines, strip: strip(lines) }, GROUP_H);
    if (!board.folded.has(group)) lines.forEach((line) => put({ line, lots: lotsOfLine.get(line) ?? [] }, LINE_H));
  }
  board.height = top;
}

// Sewing load by week of the factories that these lines belong to.
const sewingLoads = new Map();
const weeks = [...new Set(D.loads.week)].sort((a, b) => a - b);
D.loads.week.forEach((week, at) => {
  if (D.codes.resources[D.loads.resource[at]] !== "sewing") return;
  const factory = D.loads.factory[at];
  if (!sewingLoads.has(factory)) sewingLoads.set(factory, new Map());
  sewingLoads.get(factory).set(week, at);
});

// Loads of a whole count the weeks from now to that of the last due date.
const lastDue = D.orders.due.reduce((most, due) => Math.max(most, due), 0);
const inPlanned = (week) => week > M.today - 7 && week <= lastDue;

function strip(lines) {
  const factories = [...new Set(lines.map((line) => D.lines.factory[line]))];
  return weeks.map((week) => {
    const cells = factories.map((factory) => sewingLoads.get(factory)?.get(week)).filter((at) => at !== undefined);
    const capacity = sum(cells.map((at) => D.loads.capacity[at]));
    return { week, load: capacity ? sum(cells.map((at) => D.loads.used[at])) / capacity : null };
  });
}

// The row at a height, by halving: rows stand in order.
function rowAt(y) {
  let [low, high] = [0, board.rows.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (board.rows[middle].top <= y) low = middle;
    else high = middle - 1;
  }
  const row = board.rows[low];
  return row && y >= row.top && y < row.top + row.height ? low : -1;
}
