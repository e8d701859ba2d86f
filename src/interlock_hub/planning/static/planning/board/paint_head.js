/** What stays in its place: the time header and the column of names. */
import { dayOf } from "./data.js";
import { date, fit, fitMiddle, say, useFont, weekNumber, widthOf } from "./format.js";
import { GROUP, LINE } from "./layout.js";
import { paintHeat } from "./paint_rows.js";
import { linesOf } from "./speak.js";

/** The column of names with every visible row, then the group that is being passed, held at the top. */
export function paintNames(scene) {
  const { ctx, rows, theme, left, height } = scene;
  ctx.fillStyle = theme.bg;
  ctx.fillRect(0, 0, left, height);
  for (let row = scene.firstRow; row <= scene.lastRow; row += 1) {
    const y = scene.y(rows.top[row]);
    const high = rows.heightOf(row);
    if (rows.kind[row] === LINE) paintLineName(scene, row, y, high);
    else paintGroupName(scene, rows.groups[rows.ref[row]], y, high, rows.kind[row] === GROUP);
    ctx.fillStyle = theme.rule;
    ctx.fillRect(0, y + high - 1, left, 1);
  }
  const held = heldGroup(scene);
  if (held) {
    const { group, y } = held;
    paintHeat(scene, group, y, rows.size.group, true);
    paintGroupName(scene, group, y, rows.size.group, true);
    ctx.fillStyle = theme.grid;
    ctx.fillRect(0, y + rows.size.group - 1, scene.width, 1);
  }
  ctx.fillStyle = theme.grid;
  ctx.fillRect(left - 1, 0, 1, height);
}

/** The group whose head has scrolled away above, and where it is held; null when the first row is a head itself. */
export function heldGroup(scene) {
  const { rows, firstRow } = scene;
  if (firstRow > scene.lastRow || (rows.kind[firstRow] === GROUP && scene.y(rows.top[firstRow]) >= scene.top)) return null;
  const group = rows.groups[rows.owner[firstRow]];
  let next = firstRow + 1;
  while (next < rows.count && rows.kind[next] !== GROUP && scene.y(rows.top[next]) < scene.top + rows.size.group) next += 1;
  const push = next < rows.count && rows.kind[next] === GROUP ? Math.min(0, scene.y(rows.top[next]) - scene.top - rows.size.group) : 0;
  return { group, y: scene.top + push };
}

function paintGroupName(scene, group, y, high, head) {
  const { ctx, theme, words, left } = scene;
  ctx.fillStyle = head ? theme.group : theme.bg;
  ctx.fillRect(0, y, left, high - 1);
  const middle = y + high / 2 + 0.5;
  paintCaret(ctx, theme, head ? 10 : 14, middle, scene.folded.has(group.key));
  useFont(ctx, `11px ${theme.font}`);
  ctx.textAlign = "right";
  let right = left - 9;
  // Where there is no room to say whose lines a share is of, it is not told.
  const named = left > 180 || group.told === group.lines.length;
  const share = group.told && named ? `${Math.round(group.share * 100)} %` : "";
  ctx.fillStyle = theme.fg;
  ctx.fillText(share, right, middle);
  right -= Math.max(left > 180 ? 40 : 0, widthOf(ctx, share) + 6);
  if (left > 180) {
    ctx.fillStyle = theme.muted;
    const lines = linesOf(words, group);
    ctx.fillText(lines, right, middle);
    right -= widthOf(ctx, lines) + 8;
    if (group.late) right -= paintCount(ctx, theme, say(words, "late_lots", { n: group.late }), right, middle) + 8;
  }
  useFont(ctx, `${head ? 600 : 400} ${head ? 13 : 12}px ${theme.font}`);
  ctx.textAlign = "left";
  ctx.fillStyle = theme.fg;
  const start = head ? 20 : 24;
  ctx.fillText(fit(ctx, group.name, right - start), start, middle);
}

function paintCount(ctx, theme, text, right, middle) {
  ctx.fillStyle = theme.late;
  ctx.fillText(text, right, middle);
  return widthOf(ctx, text);
}

/** Factory on the first of its lines (and on the first row seen), line, operators. */
function paintLineName(scene, row, y, high) {
  const { ctx, theme, rows, model, left } = scene;
  const line = model.lines[rows.ref[row]];
  const factory = model.factories[line.at];
  const chosen = scene.selectedLine === rows.ref[row];
  if (chosen) ((ctx.fillStyle = theme.select), ctx.fillRect(0, y, 3, high - 1));
  const named = scene.group !== "factory" && (rows.leads(row) || row === scene.firstRow + (heldGroup(scene) ? 1 : 0));
  ctx.textAlign = "left";
  if (high > 34) return paintTwoLines(scene, line, factory, y, high);
  const middle = y + high / 2 + 0.5;
  const wide = scene.group === "factory" ? 22 : Math.round(left * 0.56);
  useFont(ctx, `12px ${theme.font}`);
  ctx.fillStyle = theme.fg;
  if (named) {
    if (scene.group === "township") paintCaret(ctx, theme, 16, middle, false);
    ctx.fillText(fitMiddle(ctx, factory.name, wide - 30), 24, middle);
  }
  ctx.fillStyle = named || scene.group === "factory" || chosen ? theme.fg : theme.muted;
  ctx.fillText(fit(ctx, line.name, left - wide - 40), wide, middle);
  ctx.fillStyle = theme.muted;
  ctx.textAlign = "right";
  ctx.fillText(line.operators, left - 9, middle);
}

function paintTwoLines(scene, line, factory, y, high) {
  const { ctx, theme, left } = scene;
  useFont(ctx, `12px ${theme.font}`);
  ctx.fillStyle = theme.fg;
  ctx.fillText(fit(ctx, line.name, left - 46), 10, y + high / 2 - 8);
  ctx.fillStyle = theme.muted;
  useFont(ctx, `11px ${theme.font}`);
  ctx.fillText(fitMiddle(ctx, factory.name, left - 18), 10, y + high / 2 + 9);
  ctx.textAlign = "right";
  ctx.fillText(line.operators, left - 9, y + high / 2 - 8);
}

function paintCaret(ctx, theme, x, y, folded) {
  ctx.strokeStyle = theme.muted;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  const points = folded ? [[-1.5, -3.5], [2, 0], [-1.5, 3.5]] : [[-3.5, -1.5], [0, 2], [3.5, -1.5]];
  points.forEach(([dx, dy]) => ctx.lineTo(x + dx, y + dy));
  ctx.stroke();
}

/** Two tiers: months over weeks when a day is narrow, else weeks over days; today's flag. */
export function paintHead(scene) {
  const { ctx, theme, model, width, left, top, words } = scene;
  ctx.fillStyle = theme.head;
  ctx.fillRect(0, 0, width, top);
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, 0, width - left, top);
  ctx.clip();
  ctx.textAlign = "left";
  if (scene.ppd < 17) (paintMonths(scene), paintWeeks(scene, top / 2, true), paintFlag(scene));
  else (paintWeeks(scene, 0, false), paintDays(scene));
  ctx.restore();
  ctx.fillStyle = theme.grid;
  ctx.fillRect(left, top / 2, width, 1);
  ctx.fillRect(0, top - 1, width, 1);
  ctx.fillRect(left - 1, 0, 1, top);
  useFont(ctx, `11px ${theme.font}`);
  ctx.fillStyle = theme.muted;
  ctx.textAlign = "left";
  ctx.fillText(fit(ctx, words.columns, left - 26 - widthOf(ctx, words.operators)), 10, top * 0.75);
  ctx.textAlign = "right";
  ctx.fillText(words.operators, left - 9, top * 0.75);
}

/** A text in a cell that keeps in sight while part of the cell is. */
function cell(scene, texts, from, to, y, weight, colour) {
  const { ctx, theme, left } = scene;
  ctx.fillStyle = theme.grid;
  ctx.fillRect(from, y, 1, scene.top / 2);
  useFont(ctx, `${weight} 11px ${theme.font}`);
  ctx.fillStyle = colour;
  let start = Math.max(from, left) + 6;
  if (!y && scene.ppd < 17) {
    const [low, high] = flagOf(scene);
    if (low < start + widthOf(ctx, texts[0]) + 4 && high > start) start = high + 6;
  }
  const text = texts.find((one) => widthOf(ctx, one) <= to - start - 2);
  if (text) ctx.fillText(text, start, y + scene.top / 4 + 0.5);
}

function paintMonths(scene) {
  const { model, words } = scene;
  const [from, to] = scene.daysSeen();
  for (let day = from; day < to; ) {
    const on = new Date((model.first + day) * 864e5);
    const next = day + (Date.UTC(on.getUTCFullYear(), on.getUTCMonth() + 1, 1) - on) / 864e5;
    const text = say(words, "month_year", { month: words.months.split(" ")[on.getUTCMonth()], year: on.getUTCFullYear() });
    cell(scene, [text], scene.x(day), scene.x(Math.min(next, model.days)), 0, 600, scene.theme.fg);
    day = next;
  }
}

function paintWeeks(scene, y, low) {
  const { ctx, model, words, theme } = scene;
  const [from, to] = scene.daysSeen();
  useFont(ctx, `11px ${theme.font}`);
  const texts = (day) => [`${say(words, "week", { n: weekNumber(day) })}  ${date(words, day).split(" ")[0]}`, ...(low ? [date(words, day).split(" ")[0]] : []), String(weekNumber(day))];
  const roomy = widthOf(ctx, texts(dayOf("2026-12-28"))[0]) + 10 < 7 * scene.ppd;
  for (let day = Math.floor(from / 7) * 7; day < to; day += 7) {
    cell(scene, texts(model.first + day).slice(roomy ? 0 : 1), scene.x(day), scene.x(day + 7), y, low ? 400 : 600, low ? theme.muted : theme.fg);
  }
}

function paintDays(scene) {
  const { ctx, model, words, theme, ppd, top } = scene;
  const [from, to] = scene.daysSeen();
  const letters = (ppd >= 52 ? words.weekdays : words.weekday_letters).split(" ");
  ctx.textAlign = "center";
  for (let day = from; day < to; day += 1) {
    const on = new Date((model.first + day) * 864e5);
    const x = scene.x(day);
    if (model.closed[day]) ((ctx.fillStyle = theme.closed), ctx.fillRect(x, top / 2, ppd, top / 2));
    ctx.fillStyle = theme.grid;
    if (ppd >= 20) ctx.fillRect(x, top / 2, 1, top / 2);
    const now = day === model.today;
    if (now) pill(ctx, theme.fg, x + ppd / 2 - Math.min(ppd - 2, 62) / 2, top / 2 + 2, Math.min(ppd - 2, 62), top / 2 - 4);
    useFont(ctx, `${now ? 600 : 400} 11px ${theme.font}`);
    ctx.fillStyle = now ? theme.bg : model.closed[day] ? theme.muted : theme.fg;
    const number = on.getUTCDate();
    ctx.fillText(ppd >= 34 ? `${number} ${now && ppd >= 56 ? words.today : letters[on.getUTCDay()]}` : number, x + ppd / 2, top * 0.75 + 0.5);
  }
  ctx.textAlign = "left";
}

function pill(ctx, colour, x, y, wide, tall) {
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.roundRect(x, y, wide, tall, 3);
  ctx.fill();
}

/** From where to where the flag of today reaches. */
function flagOf({ ctx, theme, model, words, x }) {
  if (model.today < 0 || model.today >= model.days) return [-1, -1];
  useFont(ctx, `600 11px ${theme.font}`);
  const wide = widthOf(ctx, words.today) + 10;
  return [x(model.today + 0.5) - wide / 2, x(model.today + 0.5) + wide / 2];
}

function paintFlag(scene) {
  const { ctx, theme, words, top } = scene;
  const [low, high] = flagOf(scene);
  if (low < 0) return;
  pill(ctx, theme.fg, low, 2, high - low, top / 2 - 4);
  ctx.fillStyle = theme.bg;
  ctx.fillText(words.today, low + 5, top / 4 + 0.5);
}

/** The line of today down the plan. */
export function paintToday(scene) {
  const { ctx, theme, model, top } = scene;
  const height = Math.min(scene.height, scene.y(scene.rows.height)) - top;
  if (model.today < 0 || model.today >= model.days) return;
  ctx.fillStyle = theme.fg;
  ctx.globalAlpha = 0.55;
  ctx.fillRect(Math.round(scene.x(model.today + 0.5)) - 0.5, top, 1, height);
  ctx.globalAlpha = 1;
}

