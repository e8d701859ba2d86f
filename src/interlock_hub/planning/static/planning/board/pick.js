/** What lies under a point, and which strip comes next. */
import { LINE } from "./layout.js";
import { heldGroup } from "./paint_head.js";
import { boxOf } from "./paint_rows.js";
import { sceneOf } from "./scene.js";

/** The strip under a point of the canvas; -1 for none. */
export function lotAt(board, scene, x, y) {
  const { model, rows } = board;
  const held = heldGroup(scene);
  const row = board.rowAt(y);
  if (x < scene.left || row < 0 || rows.kind[row] !== LINE || (held && y < held.y + rows.size.group)) return -1;
  const top = scene.y(rows.top[row]);
  const inside = (lot) => {
    const [left, upper, wide, tall] = boxOf(scene, lot, top, rows.heightOf(row));
    return x >= left - 1 && x <= left + Math.max(wide, 4) && y >= upper - 2 && y <= upper + tall + 2;
  };
  return model.ofLine[rows.ref[row]].findLast(inside) ?? -1;
}

/** The group whose head, or the factory whose name, is under a point; null for neither. */
export function headAt(board, scene, x, y) {
  const { model, rows } = board;
  const held = heldGroup(scene);
  if (y < scene.top) return null;
  if (held && y < held.y + rows.size.group) return held.group;
  const row = board.rowAt(y);
  if (row < 0) return null;
  if (rows.kind[row] !== LINE) return rows.groups[rows.ref[row]];
  if (x > scene.left * 0.56 || board.group !== "township") return null;
  const factory = model.factories[model.lines[rows.ref[row]].at];
  return rows.groupOf("f:" + factory.code, factory.name, factory.lines.filter((line) => rows.rowOf[line] >= 0));
}

/** Select the next strip along the row, or the nearest in the next row up or down that has any. */
export function walk(board, across, down) {
  const { model, rows, selected, match } = board;
  const fits = (lot) => !match || match[lot];
  const home = selected < 0 ? -1 : rows.rowOf[model.line[selected]];
  if (home < 0) return take(board, first(board, fits));
  if (!down) {
    const mine = model.ofLine[model.line[selected]].filter((lot) => fits(lot) || lot === selected);
    return take(board, mine[mine.indexOf(selected) + across]);
  }
  const row = rows.nextLine(home, down, (line) => model.ofLine[line].some(fits));
  return row < 0 ? undefined : take(board, nearest(model, model.ofLine[rows.ref[row]].filter(fits), selected));
}

function take(board, lot) {
  if (lot === undefined) return;
  board.select(lot);
  board.showLot(lot);
}

/** The first strip in sight that is not over yet. */
function first(board, fits) {
  const { rows, model } = board;
  const { firstRow } = sceneOf(board, board.view.ctx);
  const row = rows.nextLine(firstRow - 1, 1, (line) => model.ofLine[line].some(fits));
  if (row < 0) return undefined;
  const lots = model.ofLine[rows.ref[row]].filter(fits);
  return lots.find((one) => model.end[one] >= model.today) ?? lots[0];
}

function nearest(model, lots, lot) {
  const middle = (one) => model.start[one] + model.end[one];
  const apart = (one) => Math.abs(middle(one) - middle(lot));
  return lots.reduce((best, one) => (best === undefined || apart(one) < apart(best) ? one : best), undefined);
}
