// The board on a canvas: only rows and days in sight are drawn.

const AXIS_H = 40;
const PALETTE = ["#4E79A7", "#A0CBE8", "#76B7B2", "#B07AA1", "#9C755F", "#BAB0AC", "#D4A6C8", "#86BCB6", "#79706E", "#499894"];
const paletteOf = (category) => PALETTE[category % PALETTE.length];

function inks() {
  const names = ["ink", "quiet", "line", "ground", "raised", "rest", "blue", "green", "amber", "red", "green-soft", "amber-soft", "red-soft", "heat"];
  return Object.fromEntries(names.map((name) => [name, colour(name)]));
}

function drawBoardCanvas() {
  const { canvas, view } = board;
  const pen = canvas.getContext("2d");
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(view.width * ratio) || canvas.height !== Math.round(view.height * ratio)) {
    canvas.width = Math.round(view.width * ratio);
    canvas.height = Math.round(view.height * ratio);
  }
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = view.ink.raised;
  pen.fillRect(0, 0, view.width, view.height);
  pen.textBaseline = "middle";
  const from = Math.max(0, firstRow(view.scrollTop));
  let last = from;
  while (last < board.rows.length && board.rows[last].top < view.scrollTop + view.height - AXIS_H) last += 1;
  const seen = board.rows.slice(from, last);
  clipped(pen, view.label, AXIS_H, () => {
    drawDays(pen);
    seen.forEach((row) => (row.line === undefined ? drawStrip(pen, row) : drawLots(pen, row)));
    drawToday(pen);
    drawPath(pen);
  });
  drawLabels(pen, seen);
  drawAxis(pen);
}

const firstRow = (y) => {
  const at = rowAt(y);
  return at < 0 ? 0 : at;
};
const dayX = (day) => board.view.label + (day - M.first) * board.view.perDay - board.view.scrollLeft;
const rowY = (row) => AXIS_H + row.top - board.view.scrollTop;

function clipped(pen, left, top, draw) {
  pen.save();
  pen.beginPath();
  pen.rect(left, top, board.view.width - left, board.view.height - top);
  pen.clip();
  draw();
  pen.restore();
}

function drawDays(pen) {
  const { view } = board;
  for (let day = M.first; day <= M.last; day += 1) {
    const x = dayX(day);
    if (x + view.perDay < view.label || x > view.width) continue;
    if (!M.open[day - M.first]) {
      pen.fillStyle = view.ink.rest;
      pen.fillRect(x, AXIS_H, view.perDay, view.height);
    }
    if (dateOf(day).getUTCDay() === 1) {
      pen.fillStyle = view.ink.line;
      pen.fillRect(Math.round(x), AXIS_H, 1, view.height);
    }
  }
}

function drawStrip(pen, row) {
  const { view } = board;
  const y = rowY(row);
  pen.fillStyle = view.ink.ground;
  pen.fillRect(view.label, y, view.width, row.height - 1);
  for (const { week, load } of row.strip) {
    const x = dayX(week);
    const width = view.perDay * 7;
    if (load === null || x + width < view.label || x > view.width) continue;
    pen.globalAlpha = Math.min(1, 0.06 + load * 0.72);
    pen.fillStyle = view.ink.heat;
    pen.fillRect(x + 1, y + 5, width - 2, row.height - 11);
    pen.globalAlpha = 1;
    if (width > 34) write(pen, percent(load, 0), x + width / 2, y + row.height / 2 - 0.5, { align: "center", ink: load > (dark() ? 0.78 : 0.85) ? view.ink.raised : view.ink.ink, size: 11 });
  }
}

function write(pen, text, x, y, { align = "left", ink = board.view.ink.ink, size = 12, bold = false } = {}) {
  pen.font = `${bold ? "600 " : ""}${size}px ${board.view.font}`;
  pen.textAlign = align;
  pen.fillStyle = ink;
  pen.fillText(text, x, y);
}

// Text cut to a width, with an ellipsis where something is missing.
function writeWithin(pen, text, x, y, width, style) {
  pen.font = `${style?.bold ? "600 " : ""}${style?.size ?? 12}px ${board.view.font}`;
  let cut = text;
  while (cut && pen.measureText(cut === text ? cut : `${cut}…`).width > width) cut = cut.slice(0, -1);
  if (cut) write(pen, cut === text ? cut : `${cut}…`, x, y, style);
}

// The first text that fits a width, or nothing.
function writeWhole(pen, texts, x, y, width, style) {
  pen.font = `${style.size}px ${board.view.font}`;
  const text = texts.find((each) => pen.measureText(each).width <= width);
  if (text) write(pen, text, x, y, style);
}

// Days that the cluster works and a line does not: its factory is closed, or it stands. Through a lot they are seen too.
function drawIdle(pen, row, y, alpha) {
  const { view } = board;
  pen.fillStyle = view.ink.rest;
  pen.globalAlpha = alpha;
  for (const day of D.lines.idle[row.line]) {
    const x = dayX(day);
    if (x + view.perDay >= view.label && x <= view.width) pen.fillRect(x, y, view.perDay, row.height - 1);
  }
  pen.globalAlpha = 1;
}

function drawLots(pen, row) {
  const { view } = board;
  const y = rowY(row);
  drawIdle(pen, row, y, 1);
  pen.fillStyle = view.ink.line;
  pen.fillRect(view.label, y + row.height - 1, view.width, 0.5);
  for (const [at, lot] of row.lots.entries()) {
    const x = dayX(D.lots.start[lot]);
    const width = (D.lots.end[lot] - D.lots.start[lot] + 1) * view.perDay;
    if (x + width < view.label || x > view.width) continue;
    drawLot(pen, lot, x, y, width, row.height, bareDays(row.lots, at));
  }
  drawIdle(pen, row, y, 0.5);
}

// The days of a bar that no later bar lies on: one lot often starts on the day on which another ends.
function bareDays(lots, at) {
  const { start, end } = D.lots;
  let [from, to] = [start[lots[at]], end[lots[at]] + 1];
  for (const next of lots.slice(at + 1)) {
    if (start[next] >= to) break;
    if (start[next] <= from) from = Math.max(from, end[next] + 1);
    else to = start[next];
  }
  return [from, to];
}

function lotColours(order) {
  const { ink } = board.view;
  if (choice("board.colour", "lateness") === "category") return [paletteOf(categoryOf(order)), paletteOf(categoryOf(order)), "#10151c"];
  const name = LIGHTS[lateness[order]];
  return [ink[`${name}-soft`], ink[name], ink.ink];
}

function drawLot(pen, lot, x, y, width, height, bare) {
  const order = D.lots.order[lot];
  const chosen = selection.order === order;
  const dim = (selection.order !== null && !chosen) || (board.wanted && !board.wanted(lot));
  const [soft, strong, ink] = lotColours(order);
  const [top, tall] = [y + 3, height - 7];
  pen.globalAlpha = dim ? 0.3 : 1;
  pen.fillStyle = soft;
  pen.fillRect(x + 0.5, top, Math.max(2, width - 1), tall);
  pen.fillStyle = strong;
  pen.fillRect(x + 0.5, top, Math.min(3, width), tall);
  if (lateness[order] === 2) drawFlag(pen, x + width - 1, top, tall, board.view.ink.red);
  const from = Math.max(dayX(bare[0]), board.view.label);
  const room = dayX(bare[1]) - from - (bare[1] > D.lots.end[lot] && lateness[order] === 2 ? 16 : 10);
  if (room > 20) writeWhole(pen, lotTexts(order, lot), from + 7, top + tall / 2 + 0.5, room, { size: 11.5, ink });
  if (chosen || board.hover === lot) {
    pen.strokeStyle = board.view.ink.blue;
    pen.lineWidth = chosen ? 2 : 1;
    pen.strokeRect(x + 0.5, top - 0.5, Math.max(2, width - 1), tall + 1);
  }
  pen.globalAlpha = 1;
}

// The sign of lateness: an arrow at the bar's end, as colour is never the only sign.
function drawFlag(pen, x, top, tall, ink) {
  pen.fillStyle = ink;
  pen.beginPath();
  pen.moveTo(x, top);
  pen.lineTo(x - 6, top + tall / 2);
  pen.lineTo(x, top + tall);
  pen.fill();
}

// What a bar says, longest first: half an order number would name another order.
function lotTexts(order, lot) {
  const number = `${D.lots.done[lot] ? "✓ " : ""}${D.orders.number[order]}`;
  const late = lateness[order] === 2 ? ` ◀ ${t("late_days", { n: D.orders.late[order] })}` : "";
  return [`${number}${late} · ${t("pieces_n", { n: D.lots.pieces[lot] })}`, number + late, number];
}

function drawToday(pen) {
  pen.strokeStyle = board.view.ink.ink;
  pen.lineWidth = 1;
  pen.setLineDash([3, 3]);
  pen.beginPath();
  pen.moveTo(Math.round(dayX(M.today)) + 0.5, AXIS_H);
  pen.lineTo(Math.round(dayX(M.today)) + 0.5, board.view.height);
  pen.stroke();
  pen.setLineDash([]);
}

// The chosen order's way as a thin line: cut pieces fan out to its lots, garments come together to ship.
function drawPath(pen) {
  const order = selection.order;
  if (order === null) return;
  const shown = new Set(lotsOfOrder(order));
  const rows = board.rows.flatMap((row) => (row.lots ?? []).filter((lot) => shown.has(lot)).map((lot) => ({ lot, y: rowY(row) + LINE_H / 2 - 0.5 })));
  if (!rows.length) return;
  const [top, bottom] = [rows[0].y, rows[rows.length - 1].y];
  const o = D.orders;
  const cut = dayX(o.cut_last[order] ?? o.material[order]) + board.view.perDay / 2;
  const ship = dayX(o.ship[order]) + board.view.perDay / 2;
  pen.strokeStyle = board.view.ink.blue;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(dayX(o.material[order]) + board.view.perDay / 2, top);
  pen.lineTo(cut, top);
  for (const x of [cut, ship]) {
    pen.moveTo(x, top);
    pen.lineTo(x, bottom);
  }
  for (const { lot, y } of rows) {
    pen.moveTo(cut, y);
    pen.lineTo(dayX(D.lots.start[lot]), y);
    pen.moveTo(dayX(D.lots.end[lot] + 1), y);
    pen.lineTo(ship, y);
  }
  pen.stroke();
  drawStops(pen, order, top, cut, ship);
}

function drawStops(pen, order, y, cut, ship) {
  const { ink, perDay } = board.view;
  const stop = (x, text, fill) => {
    pen.fillStyle = fill;
    pen.beginPath();
    pen.arc(x, y, 4, 0, 2 * Math.PI);
    pen.fill();
    write(pen, text, x, y - 11, { align: "center", size: 11, ink: ink.blue });
  };
  const material = dayX(D.orders.material[order]) + perDay / 2;
  if (cut - material > 34) stop(material, t("step_material"), ink.blue);
  stop(cut, t("step_cut"), ink.blue);
  stop(ship, t("step_ship"), ink[LIGHTS[lateness[order]]]);
  pen.fillStyle = ink.ink;
  pen.fillRect(dayX(D.orders.due[order] + 1) - 1, y - 8, 2, 16);
}

function drawLabels(pen, seen) {
  const { view } = board;
  pen.fillStyle = view.ink.raised;
  pen.fillRect(0, AXIS_H, view.label, view.height);
  clipped(pen, 0, AXIS_H, () => seen.forEach((row) => (row.line === undefined ? drawGroupLabel(pen, row) : drawLineLabel(pen, row))));
  pen.fillStyle = view.ink.line;
  pen.fillRect(view.label - 1, 0, 1, view.height);
}

function drawGroupLabel(pen, row) {
  const { view } = board;
  const y = rowY(row);
  const middle = y + row.height / 2 - 0.5;
  const narrow = view.label < 150;
  pen.fillStyle = view.ink.ground;
  pen.fillRect(0, y, view.label - 1, row.height - 1);
  write(pen, board.folded.has(row.group) ? "▸" : "▾", 8, middle, { ink: view.ink.quiet });
  writeWithin(pen, groupLabel(row.group), 24, middle, view.label - (narrow ? 28 : 96), { bold: true, size: narrow ? 12 : 13 });
  if (!narrow) write(pen, t("lines_n", { n: row.lines.length }), view.label - 10, middle, { align: "right", ink: view.ink.quiet, size: 11.5 });
}

function drawLineLabel(pen, row) {
  const { view } = board;
  const y = rowY(row);
  const middle = y + row.height / 2 - 0.5;
  const [name, more] = lineLabel(row.line);
  const narrow = view.label < 150;
  const room = narrow ? 0 : 96;
  pen.fillStyle = view.ink.line;
  pen.fillRect(0, y + row.height - 1, view.label, 0.5);
  writeWithin(pen, name, narrow ? 8 : 24, middle, view.label - room - (narrow ? 12 : 32), { size: 12 });
  if (!narrow) writeWithin(pen, more, view.label - room, middle, room - 8, { ink: view.ink.quiet, size: 11.5 });
}

function drawAxis(pen) {
  const { view } = board;
  pen.fillStyle = view.ink.raised;
  pen.fillRect(0, 0, view.width, AXIS_H);
  pen.fillStyle = view.ink.line;
  pen.fillRect(0, AXIS_H - 1, view.width, 1);
  clipped(pen, view.label, 0, () => {
    for (let day = M.first; day <= M.last; day += 1) drawAxisDay(pen, day);
  });
}

function drawAxisDay(pen, day) {
  const { view } = board;
  const x = dayX(day);
  if (x > view.width || x < view.label - 7 * view.perDay) return;
  const weekday = dateOf(day).getUTCDay();
  if (weekday === 1 || day === M.first) drawAxisWeek(pen, day, x, (8 - weekday) % 7 || 7);
  if (view.perDay >= 26) drawAxisDate(pen, day, x);
  else if (day === M.today) write(pen, t("today"), x + 4, 28, { size: 11, bold: true });
}

// A week's first day; a plan that starts late in a week leaves too little room for its own before the next Monday.
function drawAxisWeek(pen, day, x, days) {
  const { view } = board;
  const weekWide = view.perDay * 7;
  const every = Math.ceil(58 / weekWide);
  if (Math.round((day - M.first) / 7) % every !== 0) return;
  const texts = weekWide > 90 ? [t("week_of", { day: dayWords(day) }), dayShort(day)] : [dayShort(day)];
  writeWhole(pen, texts, x + 4, 13, days < 7 ? days * view.perDay - 6 : Infinity, { size: 11.5, ink: view.ink.quiet });
}

function drawAxisDate(pen, day, x) {
  const { view } = board;
  const on = dateOf(day);
  const text = day === M.today ? t("today") : `${on.getUTCDate()}${view.perDay > 38 ? ` ${WEEKDAYS[language()][on.getUTCDay()]}` : ""}`;
  write(pen, text, x + view.perDay / 2, 29, { align: "center", size: 11, bold: day === M.today, ink: M.open[day - M.first] || day === M.today ? view.ink.ink : view.ink.quiet });
}
