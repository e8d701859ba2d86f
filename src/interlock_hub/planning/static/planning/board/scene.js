/** One frame as the painters see it: the state of the board and where a day and a row lie on the canvas. */

/** @param {import("./board.js").Board} board @param {CanvasRenderingContext2D} ctx */
export function sceneOf(board, ctx) {
  const { model, rows, view, mover } = board;
  const { left, top, width, height, scrollLeft, scrollTop } = view.measure();
  const { ppd, selected, hovered } = board;
  const hoveredOrder = hovered < 0 ? -1 : model.order[hovered];
  const selectedOrder = selected < 0 ? -1 : model.order[selected];
  const order = (lot) => model.order[lot];
  return {
    ctx, model, rows, left, top, width, height, ppd, selected, selectedOrder,
    theme: board.theme, words: board.words, colour: board.colour, group: board.group, families: board.families,
    match: board.match, folded: board.folded, labels: model.labels, drag: mover.drag, moving: mover.drag?.lot ?? -1,
    selectedLine: selected < 0 ? -1 : model.line[selected],
    firstRow: Math.max(0, rows.at(Math.min(scrollTop, rows.height - 1))),
    lastRow: !rows.count ? -1 : rows.at(Math.min(rows.height - 1, scrollTop + height - top)),
    lit: (lot) => lot === selected || order(lot) === hoveredOrder || order(lot) === selectedOrder,
    x: (day) => Math.round(left + day * ppd - scrollLeft),
    y: (at) => Math.round(top + at - scrollTop),
    daysSeen: () => [Math.max(0, Math.floor(scrollLeft / ppd)), Math.min(model.days, Math.ceil((scrollLeft + width - left) / ppd))],
  };
}
