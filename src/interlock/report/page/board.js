// The board itself: scrolling, pointing, choosing and keys.

const ZOOMS = { days: 40, weeks: 14, season: 0 };

function drawBoardSection(box) {
  if (!D.lots.id.length) {
    box.append(h("p", { class: "lead" }, t("no_lots")));
    return;
  }
  const lines = new Set(D.lots.line).size;
  box.append(h("p", { class: "lead" }, t("board_lead", { lots: t("lots_n", { n: D.lots.id.length }), lines: t("lines_n", { n: lines }), first: dayWords(M.first), last: dayWords(M.last) })));
  board.canvas = h("canvas", {});
  board.space = h("div", { class: "board-space" }, board.canvas);
  board.box = h("div", { class: "board", tabindex: "0", role: "application", "aria-label": t("board_keys") }, board.space);
  board.chosen = h("div", { class: "chosen-order", "aria-live": "polite" });
  box.append(boardControls(), boardLegend(), board.box, board.chosen, h("p", { class: "quiet" }, t("board_keys")));
  board.opened = false;
  listenToBoard();
  new ResizeObserver(() => refreshBoard()).observe(board.box);
  refreshBoard();
  drawChosen();
}

function boardControls() {
  const pick = (key, otherwise, then = refreshBoard) => (value) => {
    choose(key, value, otherwise);
    then();
  };
  const regroup = () => {
    board.folded = null;
    refreshBoard();
  };
  const group = choice("board.group", "township");
  const shade = choice("board.colour", "lateness");
  return h("div", { class: "controls" },
    switcher(t("group_by"), [["township", t("township")], ["factory", t("factory")]], group, pick("board.group", "township", regroup)),
    switcher(t("colour_by"), [["lateness", t("lateness")], ["category", t("category")]], shade, pick("board.colour", "lateness", drawBoard)),
    switcher(t("zoom"), Object.keys(ZOOMS).map((each) => [each, t(`zoom_${each}`)]), choice("board.zoom", "weeks"), pick("board.zoom", "weeks")),
    button(t("fold_all"), () => foldAll(true)), button(t("unfold_all"), () => foldAll(false)),
    h("input", { type: "search", class: "filter", placeholder: t("filter_orders"), "aria-label": t("filter_orders"), value: choice("board.q", ""), oninput: (event) => pick("board.q", "")(event.target.value) }),
    h("label", { class: "check" }, h("input", { type: "checkbox", checked: choice("board.late", "") === "1", onchange: (event) => pick("board.late", "")(event.target.checked ? "1" : "") }), t("late_only")));
}

function drawBoard() {
  board.legend?.replaceChildren(...legendItems());
  if (board.canvas) drawBoardCanvas();
}

function boardLegend() {
  board.legend = h("div", { class: "legend board-legend" }, legendItems());
  return board.legend;
}

function legendItems() {
  if (choice("board.colour", "lateness") === "category") {
    const pick = (category) => {
      choose("board.category", choice("board.category", "") === String(category) ? "" : String(category));
      refreshBoard();
    };
    return range(D.categories.length).map((category) => button([h("i", { class: "swatch", style: { background: paletteOf(category) } }), categoryName(category)], () => pick(category), { class: "plain", "aria-pressed": String(choice("board.category", "") === String(category)) }));
  }
  return [t("on_time"), t("at_risk"), t("late")].map((text, state) => h("span", { class: `light ${LIGHTS[state]}` }, `${SIGNS[state]} ${text}`));
}

function foldAll(fold) {
  board.folded = new Set(fold ? range(D.lines.code.length).map(groupOf) : []);
  refreshBoard();
}

function refreshBoard() {
  if (!board.box?.isConnected) return;
  layRows();
  const width = board.box.clientWidth;
  const label = width < 640 ? 104 : 268;
  const days = M.last - M.first + 1;
  const perDay = ZOOMS[choice("board.zoom", "weeks")] || Math.max(3, (width - label - 8) / days);
  const height = Math.max(120, Math.min(innerHeight * 0.68, board.height + AXIS_H + 16));
  board.box.style.height = `${Math.ceil(height)}px`;
  board.space.style.width = `${Math.max(width, label + days * perDay)}px`;
  board.space.style.height = `${Math.max(board.box.clientHeight, board.height + AXIS_H + 8)}px`;
  if (!board.opened) openAtToday(perDay);
  board.view = { label, perDay, width: board.box.clientWidth, height: board.box.clientHeight, scrollLeft: board.box.scrollLeft, scrollTop: board.box.scrollTop, ink: inks(), font: getComputedStyle(document.body).fontFamily };
  board.canvas.style.width = `${board.view.width}px`;
  board.canvas.style.height = `${board.view.height}px`;
  drawBoard();
}

// Days that are over lie to the left; two of them stay in sight.
function openAtToday(perDay) {
  board.box.scrollLeft = Math.max(0, (M.today - M.first - 2) * perDay);
  board.opened = true;
}

function lotUnder(event) {
  const { left, top } = board.canvas.getBoundingClientRect();
  const [x, y] = [event.clientX - left, event.clientY - top];
  const at = y < AXIS_H ? -1 : rowAt(y - AXIS_H + board.view.scrollTop);
  const row = board.rows[at];
  if (!row || x < board.view.label || row.line === undefined) return { row, lot: null };
  const day = M.first + (x - board.view.label + board.view.scrollLeft) / board.view.perDay;
  const lot = row.lots.find((each) => day >= D.lots.start[each] && day < D.lots.end[each] + 1);
  return { row, lot: lot ?? null };
}

function lotTip(lot) {
  const order = D.lots.order[lot];
  const parts = lotsOfOrder(order);
  const line = D.lots.line[lot];
  return [
    `${D.orders.number[order]} · ${styleName(order)}`,
    parts.length > 1 ? t("part_of", { part: parts.indexOf(lot) + 1, parts: parts.length, pieces: count(D.lots.pieces[lot]) }) : t("pieces_n", { n: D.lots.pieces[lot] }),
    `${factoryName(D.lines.factory[line])} · ${D.lines.code[line]}`,
    stepDays({ from: D.lots.start[lot], to: D.lots.end[lot] }),
    t("due_ship", { due: dayText(D.orders.due[order]), ship: dayText(D.orders.ship[order]) }),
    stateText(order),
    ...(D.lots.done[lot] ? [t("lot_done")] : []),
  ];
}

function listenToBoard() {
  const { box, canvas } = board;
  box.addEventListener("scroll", () => {
    Object.assign(board.view, { scrollLeft: box.scrollLeft, scrollTop: box.scrollTop });
    requestAnimationFrame(drawBoardCanvas);
  });
  canvas.addEventListener("pointermove", (event) => {
    const { lot, row } = lotUnder(event);
    if (lot !== board.hover) {
      board.hover = lot;
      drawBoardCanvas();
    }
    canvas.style.cursor = lot !== null || (row && row.line === undefined) ? "pointer" : "default";
    if (lot === null) tip.hide();
    else tip.show(lotTip(lot), event);
  });
  canvas.addEventListener("pointerleave", () => {
    board.hover = null;
    tip.hide();
    drawBoardCanvas();
  });
  canvas.addEventListener("click", (event) => clickBoard(event));
  box.addEventListener("keydown", keyOnBoard);
}

function clickBoard(event) {
  const { row, lot } = lotUnder(event);
  tip.hide();
  if (row && row.line === undefined) {
    if (!board.folded.delete(row.group)) board.folded.add(row.group);
    refreshBoard();
    return;
  }
  board.lot = lot;
  selectOrder(lot === null || (selection.order === D.lots.order[lot] && board.picked === lot) ? null : D.lots.order[lot]);
  board.picked = selection.order === null ? null : lot;
}

// Arrows walk from lot to lot, along the line or to the nearest lot of the next line; Esc lets go.
function keyOnBoard(event) {
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (event.key === "Escape") selectOrder(null);
  if (!step) return;
  event.preventDefault();
  const lot = selection.order === null ? firstLot() : nextLot(...step);
  if (lot === null) return;
  board.lot = lot;
  selectOrder(D.lots.order[lot]);
  revealLot(lot);
}

const firstLot = () => board.rows.find((row) => row.lots?.length)?.lots[0] ?? null;

function nextLot(along, across) {
  const current = board.lot ?? lotsOfOrder(selection.order)[0];
  const at = board.rows.findIndex((row) => row.lots?.includes(current));
  if (at < 0) return firstLot();
  if (along) return board.rows[at].lots[board.rows[at].lots.indexOf(current) + along] ?? null;
  for (let next = at + across; next >= 0 && next < board.rows.length; next += across) {
    const lots = board.rows[next].lots;
    if (lots?.length) return lots.reduce((best, lot) => (Math.abs(D.lots.start[lot] - D.lots.start[current]) < Math.abs(D.lots.start[best] - D.lots.start[current]) ? lot : best));
  }
  return null;
}

function revealLot(lot) {
  board.folded.delete(groupOf(D.lots.line[lot]));
  refreshBoard();
  const row = board.rows.find((each) => each.line === D.lots.line[lot]);
  if (!row) return;
  const { box, view } = board;
  const x = (D.lots.start[lot] - M.first) * view.perDay;
  if (x < box.scrollLeft || x > box.scrollLeft + view.width - view.label - 80) box.scrollLeft = Math.max(0, x - 60);
  if (row.top < box.scrollTop + 30 || row.top > box.scrollTop + view.height - AXIS_H - 40) box.scrollTop = Math.max(0, row.top - 60);
}

function drawChosen() {
  if (!board.chosen) return;
  const order = selection.order;
  board.chosen.replaceChildren(...(order === null ? [] : [
    h("div", { class: "chosen-head" }, h("b", {}, D.orders.number[order]), light(order), button(t("close"), () => selectOrder(null), { class: "plain" })),
    h("p", {}, chosenLine(order)),
    lateness[order] === 2 ? h("p", {}, h("b", {}, `${t("why_late")} `), lateReason(order)) : "",
    remediesOf(order).length ? h("ul", {}, remediesOf(order).map((text) => h("li", {}, text))) : "",
    pathPicture(order),
  ]));
}

function chosenLine(order) {
  const style = D.orders.style[order];
  const lots = lotsOfOrder(order);
  const lineDays = sum(lots.map((lot) => D.lots.used[lot] / D.lines.capacity[D.lots.line[lot]]));
  const parts = [
    customerName(order), `${styleName(order)} (${categoryName(categoryOf(order))})`, t("pieces_n", { n: D.orders.pieces[order] }),
    `${t("smv")} ${count(D.styles.smv[style], 1)}`, lots.length ? t("line_days", { days: count(lineDays, 1) }) : "", D.orders.value[order] ? `${t("order_value")} ${money(D.orders.value[order])}` : "", `${t("figure_cost")} ${money(D.orders.cost[order])}`,
  ];
  return parts.filter(Boolean).join(" · ");
}

section("board", drawBoardSection);
selection.heard.push((show) => {
  drawChosen();
  const lots = selection.order === null ? [] : lotsOfOrder(selection.order);
  if (show && lots.length) {
    board.lot = lots[0];
    for (const key of ["board.q", "board.late", "board.category"]) choose(key, null);
    lots.forEach((lot) => board.folded?.delete(groupOf(D.lots.line[lot])));
    revealLot(lots[0]);
  }
  drawBoard();
});
