/** The plan itself: ground, heat strips of groups, strips of lots. A scene is what `board.scene()` gives. */
import { count, garment, money, say, useFont, widthOf } from "./format.js";
import { GROUP, LINE } from "./layout.js";
import { heatColour } from "./theme.js";

/** Closed days, the past, lines between weeks and days. */
export function paintGround(scene) {
  const { ctx, theme, model, ppd, width, rows } = scene;
  const [from, to] = scene.daysSeen();
  const height = Math.min(scene.height, scene.y(rows.height));
  ctx.fillStyle = theme.past;
  if (model.today > from) ctx.fillRect(scene.x(from), 0, scene.x(model.today) - scene.x(from), height);
  for (let day = from; day < to; day += 1) {
    if (!model.closed[day]) continue;
    ctx.fillStyle = ppd >= 5 ? theme.closed : theme.past;
    ctx.fillRect(scene.x(day), 0, ppd, height);
  }
  ctx.fillStyle = theme.grid;
  const step = ppd >= 40 ? 1 : 7;
  for (let day = Math.ceil(from / step) * step; day <= to; day += step) ctx.fillRect(scene.x(day), 0, 1, height);
  const end = scene.x(model.days);
  if (end < width) ((ctx.fillStyle = theme.head), ctx.fillRect(end, 0, width - end, height));
}

/** Every row that is seen. */
export function paintRows(scene) {
  const { ctx, rows, theme } = scene;
  for (let row = scene.firstRow; row <= scene.lastRow; row += 1) {
    const y = scene.y(rows.top[row]);
    const high = rows.heightOf(row);
    if (rows.kind[row] === LINE) paintLine(scene, rows.ref[row], y, high);
    else paintHeat(scene, rows.groups[rows.ref[row]], y, high, rows.kind[row] === GROUP);
    ctx.fillStyle = theme.rule;
    ctx.fillRect(scene.left, y + high - 1, scene.width - scene.left, 1);
  }
}

/** The load of a group by week: a bar whose height and shade tell it, the figure where there is room. */
export function paintHeat(scene, group, y, high, head) {
  const { ctx, theme, ppd } = scene;
  ctx.fillStyle = head ? theme.group : theme.bg;
  ctx.fillRect(scene.left, y, scene.width - scene.left, high - 1);
  if (Number.isNaN(group.share)) return paintUntold(scene, [], y, high);
  const [from, to] = scene.daysSeen();
  const wide = 7 * ppd;
  useFont(ctx, `11px ${theme.font}`);
  ctx.textAlign = "left";
  for (let week = Math.floor(from / 7); week * 7 < to; week += 1) {
    const load = group.load[week];
    const bar = Math.max(1, Math.round((high - 7) * Math.min(1, load / 1.1)));
    const x = scene.x(week * 7);
    ctx.fillStyle = heatColour(theme, load, 0.5);
    ctx.fillRect(x + 1, y + high - 3 - bar, wide - 2, bar);
    if (load > 1) ((ctx.fillStyle = theme.fg), ctx.fillRect(x + 1, y + high - 3 - bar, wide - 2, 2));
    if (wide < 22) continue;
    ctx.fillStyle = theme.fg;
    ctx.fillText(Math.round(load * 100) + (wide >= 56 ? " %" : ""), x + (wide < 40 ? 4 : 6), y + high / 2 + 1.5);
  }
  return undefined;
}

/** A line of another firm is not empty: its load is not told. Hatched, with the words in the first gap that has room. */
function paintUntold(scene, lots, y, high) {
  const { ctx, model, theme, words } = scene;
  ctx.fillStyle = theme.hatch.untold;
  ctx.fillRect(scene.left, y, Math.min(scene.width, scene.x(model.days)) - scene.left, high - 1);
  useFont(ctx, `11px ${theme.font}`);
  const text = words.untold;
  const room = widthOf(ctx, text) + 24;
  let left = scene.left;
  for (const lot of [...lots, -1]) {
    const right = lot < 0 ? scene.width : scene.x(model.from(lot));
    if (right - left >= room) break;
    if (lot >= 0) left = Math.max(left, scene.x(model.to(lot)));
  }
  if (left + room > scene.width) return;
  ctx.fillStyle = theme.bg;
  ctx.fillRect(left + 6, y + 3, room - 12, high - 7);
  ctx.fillStyle = theme.muted;
  ctx.textAlign = "left";
  ctx.fillText(text, left + 12, y + high / 2 + 0.5);
}

function paintLine(scene, line, y, high) {
  const { model } = scene;
  const [from, to] = scene.daysSeen();
  if (scene.selectedLine === line) {
    scene.ctx.fillStyle = scene.theme.select + "14";
    scene.ctx.fillRect(scene.left, y, scene.width - scene.left, high - 1);
  }
  const lots = model.ofLine[line];
  if (!model.lines[line].load) paintUntold(scene, lots, y, high);
  else if (scene.ppd >= 8) paintFree(scene, line, lots, y, high);
  for (const lot of lots) {
    if (model.start[lot] > to) break;
    if (model.end[lot] >= from && lot !== scene.moving) paintStrip(scene, lot, y, high);
  }
}

/** The first long gap from today on says what a day of the line is worth. */
function paintFree(scene, line, lots, y, high) {
  const { ctx, model, theme, words } = scene;
  const worth = model.lines[line].free_fen_per_day;
  if (!(worth > 0)) return undefined;
  let from = Math.max(model.today, 0);
  for (const lot of [...lots, -1]) {
    const to = lot < 0 ? model.days : model.start[lot];
    const [left, right] = [Math.max(scene.x(from), scene.left), Math.min(scene.x(to), scene.width)];
    if ((to - from) * scene.ppd >= 90 && right > left) {
      useFont(ctx, `11px ${theme.font}`);
      ctx.fillStyle = theme.muted;
      ctx.textAlign = "left";
      const text = say(words, "free", { money: money(words, worth) });
      if (widthOf(ctx, text) <= right - left - 14) return ctx.fillText(text, left + 8, y + high / 2 + 0.5);
    }
    if (lot >= 0) from = Math.max(from, model.end[lot] + 1);
  }
  return undefined;
}

/** Where a strip lies: x, y, width and height. */
export function boxOf(scene, lot, y, high) {
  const { model } = scene;
  const lanes = model.lanes[model.line[lot]];
  const inset = high > 34 ? 5 : 3;
  const lane = (high - 1 - 2 * inset) / lanes;
  const x = scene.x(model.from(lot));
  const gap = scene.ppd >= 8 ? 1 : 0.5;
  return [x + gap, y + inset + model.lane[lot] * lane, Math.max(1.5, scene.x(model.to(lot)) - x - 2 * gap), lane - (lanes > 1 ? 1 : 0)];
}

/** The colours of a lot and, by brand or category, the letter that stands for it. */
export function toneOf(scene, lot) {
  const { model, theme, colour } = scene;
  const standing = model.standing(lot);
  if (colour === "lateness") return [theme.tones[standing], standing, ""];
  const family = scene.families[model.orders[colour][model.order[lot]]];
  return [theme.families[family.tone], standing, family.letter];
}

function paintStrip(scene, lot, y, high) {
  const { ctx, theme, match } = scene;
  const [x, top, wide, tall] = boxOf(scene, lot, y, high);
  const [tone, standing, letter] = toneOf(scene, lot);
  ctx.globalAlpha = match && !match[lot] ? 0.22 : 1;
  const edge = Math.min(3, wide / 3);
  const path = () => (ctx.beginPath(), ctx.roundRect(x, top, wide, tall, Math.min(3, wide / 4)));
  path();
  ctx.fillStyle = scene.ppd < 9 || wide < 14 ? tone.strong : tone.fill;
  ctx.fill();
  const hatch = standing === "late" ? theme.hatch.late : standing === "frozen" ? theme.hatch.frozen : null;
  if (hatch && wide > 5) ((ctx.fillStyle = hatch), ctx.fill());
  ctx.fillStyle = tone.edge;
  ctx.fillRect(x, top, edge, tall);
  if (wide > 13 && tall > 11) paintLabel(scene, lot, standing, letter, x + edge, top, wide - edge, tall);
  if (scene.lit(lot)) {
    path();
    ctx.lineWidth = lot === scene.selected ? 2.5 : 1.5;
    ctx.strokeStyle = scene.model.order[lot] === scene.selectedOrder ? theme.select : theme.fg;
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
}

function paintLabel(scene, lot, standing, letter, x, top, wide, tall) {
  const { ctx, model, theme } = scene;
  const middle = top + tall / 2 + 0.5;
  let left = Math.max(x + 4, scene.left + 4);
  let right = Math.min(x + wide - 4, scene.width - 4);
  ctx.textAlign = "left";
  const sign = model.state[lot] === 1 ? "lock" : standing === "done" ? "tick" : standing === "risk" ? "diamond" : "";
  if (sign && right - left >= 8) {
    paintSign(ctx, sign, left + 4, middle, standing === "risk" && sign === "diamond" ? theme.risk : theme.fg);
    left += 12;
  }
  right = paintLate(scene, lot, standing, left, right, middle);
  if (letter && right - left >= 9) {
    useFont(ctx, `600 11px ${theme.font}`);
    ctx.fillStyle = theme.fg;
    ctx.fillText(letter, left, middle);
    left += widthOf(ctx, letter) + 5;
  }
  useFont(ctx, `12px ${theme.font}`);
  const text = labelOf(scene, lot, right - left);
  if (!text) return;
  ctx.fillStyle = standing === "done" ? theme.muted : theme.fg;
  ctx.fillText(text, left, middle);
}

/** How late, at the right end of a late strip; gives the space that is left. */
function paintLate(scene, lot, standing, left, right, middle) {
  const { ctx, model, theme, words } = scene;
  if (standing !== "late") return right;
  useFont(ctx, `600 11px ${theme.font}`);
  const days = model.late_days[lot];
  const text = right - left >= 96 ? say(words, "late_short", { n: days }) : "+" + days;
  const wide = widthOf(ctx, text);
  if (right - left < wide) return right;
  const alone = right - left < wide + 34;
  ctx.fillStyle = theme.bg;
  ctx.beginPath();
  ctx.roundRect((alone ? left : right - wide) - 3, middle - 7.5, wide + 6, 14, 3);
  ctx.fill();
  ctx.fillStyle = theme.late;
  ctx.fillText(text, alone ? left : right - wide, middle);
  return alone ? left : right - wide - 7;
}

/** As much of "O-2231 1/3 navy tee 12,000" as fits; the digits of the number before nothing. */
function labelOf(scene, lot, wide) {
  if (wide < 18) return "";
  const { labels } = scene;
  if (!labels.has(lot)) labels.set(lot, labelsOf(scene, lot));
  return labels.get(lot).find((text) => widthOf(scene.ctx, text) <= wide) ?? "";
}

function labelsOf({ model, words }, lot) {
  const { orders } = model;
  const order = model.order[lot];
  const number = orders.number[order];
  const named = model.parts[lot] > 1 ? model.id[lot] : number;
  const pieces = count(words, model.pieces[lot]);
  const style = garment(words, orders.colour[order], orders.style[order]);
  return [`${named}  ${style}  ${pieces}`, `${named}  ${pieces}`, named, number, number.slice(-4)];
}

/** A small drawn sign, so that it does not hang on a font: lock, tick or diamond. */
export function paintSign(ctx, sign, x, y, colour) {
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.lineWidth = 1.4;
  ctx.beginPath();
  if (sign === "lock") {
    ctx.rect(x - 3.5, y - 1, 7, 5);
    ctx.fill();
    ctx.beginPath();
    ctx.arc(x, y - 1.2, 2.3, Math.PI, 0);
    ctx.stroke();
  } else if (sign === "tick") {
    ctx.moveTo(x - 3.5, y);
    ctx.lineTo(x - 1, y + 2.8);
    ctx.lineTo(x + 3.8, y - 3.2);
    ctx.stroke();
  } else {
    ctx.moveTo(x, y - 3.8);
    ctx.lineTo(x + 3.8, y);
    ctx.lineTo(x, y + 3.8);
    ctx.lineTo(x - 3.8, y);
    ctx.fill();
  }
}
