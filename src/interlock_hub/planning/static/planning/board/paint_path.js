/** What lies over the plan: the way of the selected order, and the ghost of a strip that is being moved. */
import { useFont } from "./format.js";
import { boxOf } from "./paint_rows.js";

/** Material, cut, sewing, finish and ship of the selected order, across all its parts. */
export function paintPath(scene) {
  const { model, selected } = scene;
  if (selected < 0) return;
  const hub = footOf(scene, model.line[selected]);
  const lots = model.ofOrder[model.order[selected]].filter((lot) => model.finish[lot] >= 0 || model.arrive[lot] >= 0 || lot === selected);
  const ship = model.ship[model.order[selected]];
  for (const lot of lots) if (lot !== selected && model.line[lot] !== model.line[selected]) paintBranch(scene, lot, hub, ship);
  paintTrunk(scene, selected, hub, ship);
}

/** The foot of the row in which a line, or the group it is folded into, is seen; NaN when it is filtered away. */
function footOf(scene, line) {
  const { rows } = scene;
  const row = rows.rowOf[line];
  return row < 0 ? NaN : scene.y(rows.top[row]) + rows.heightOf(row) - 1;
}

function paintTrunk(scene, lot, y, ship) {
  const { ctx, theme, model, words } = scene;
  if (Number.isNaN(y)) return;
  const stops = [model.arrive[lot], model.cut[lot], model.finish[lot], ship].map((day) => day + 0.5);
  const seen = stops.filter((day) => !Number.isNaN(day));
  ctx.strokeStyle = theme.select;
  ctx.lineWidth = 1.5;
  const line = (from, to) => (ctx.beginPath(), ctx.moveTo(from, y), ctx.lineTo(to, y), ctx.stroke());
  const [first, last] = [Math.min(...seen), Math.max(...seen)];
  line(scene.x(Math.min(first, model.from(lot))), scene.x(Math.max(last, model.to(lot))));
  const letters = words.path_letters.split(" ");
  let clear = -Infinity;
  stops.forEach((day, at) => {
    if (Number.isNaN(day)) return;
    clear = Math.max(scene.x(day), clear + 17);
    stop(scene, clear, y, letters[at]);
  });
}

/** Another part of the order: from the day its own cut pieces are in to its strip, and from its finish to the ship. */
function paintBranch(scene, lot, hub, ship) {
  const { ctx, theme, model } = scene;
  const y = footOf(scene, model.line[lot]);
  if (Number.isNaN(y) || Number.isNaN(hub)) return;
  ctx.strokeStyle = theme.select;
  ctx.lineWidth = 1;
  ctx.globalAlpha = 0.75;
  const cut = model.cut[lot] >= 0 ? model.cut[lot] : model.arrive[lot];
  if (!Number.isNaN(cut)) curve(ctx, scene.x(cut + 0.5), hub, scene.x(model.from(lot)), y);
  if (!Number.isNaN(ship)) curve(ctx, scene.x(model.to(lot)), y, scene.x(ship + 0.5), hub);
  ctx.globalAlpha = 1;
  if (!Number.isNaN(model.finish[lot])) stop(scene, scene.x(model.finish[lot] + 0.5), y, scene.words.path_letters.split(" ")[2]);
}

function curve(ctx, x0, y0, x1, y1) {
  const bend = Math.max(14, Math.abs(x1 - x0) / 2);
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1);
  ctx.stroke();
}

function stop(scene, x, y, letter) {
  const { ctx, theme } = scene;
  ctx.beginPath();
  ctx.arc(x, y, 7.5, 0, 2 * Math.PI);
  ctx.fillStyle = theme.bg;
  ctx.fill();
  ctx.strokeStyle = theme.select;
  ctx.lineWidth = 1.5;
  ctx.stroke();
  useFont(ctx, `600 10px ${theme.font}`);
  ctx.fillStyle = theme.fg;
  ctx.textAlign = "center";
  ctx.fillText(letter, x, y + 0.5);
}

/** The strip where it would be dropped; the old place stays as an outline. */
export function paintGhost(scene) {
  const { ctx, theme, model, drag, rows } = scene;
  if (!drag) return;
  const home = rows.rowOf[model.line[drag.lot]];
  if (home >= 0) {
    const box = boxOf(scene, drag.lot, scene.y(rows.top[home]), rows.heightOf(home));
    outline(ctx, box, theme.muted, [3, 3], 1);
  }
  const row = rows.rowOf[drag.line];
  if (row < 0) return;
  const high = rows.heightOf(row);
  const box = [scene.x(drag.start) + 1, scene.y(rows.top[row]) + 3, Math.max(3, (drag.end - drag.start + 1) * scene.ppd - 2), high - 7];
  const forbidden = drag.answer && !drag.answer.feasible;
  ctx.globalAlpha = 0.9;
  ctx.beginPath();
  ctx.roundRect(...box, 3);
  ctx.fillStyle = theme.bg;
  ctx.fill();
  ctx.fillStyle = (forbidden ? theme.late : theme.select) + "40";
  ctx.fill();
  if (forbidden) ((ctx.fillStyle = theme.hatch.late), ctx.fill());
  ctx.globalAlpha = 1;
  outline(ctx, box, forbidden ? theme.late : theme.select, drag.answer ? [] : [5, 3], 2);
  useFont(ctx, `600 12px ${theme.font}`);
  ctx.fillStyle = theme.fg;
  ctx.textAlign = "left";
  if (box[2] > 50) ctx.fillText(model.orders.number[model.order[drag.lot]], box[0] + 7, box[1] + box[3] / 2 + 0.5);
}

function outline(ctx, box, colour, dash, wide) {
  ctx.beginPath();
  ctx.roundRect(...box, 3);
  ctx.setLineDash(dash);
  ctx.strokeStyle = colour;
  ctx.lineWidth = wide;
  ctx.stroke();
  ctx.setLineDash([]);
}
