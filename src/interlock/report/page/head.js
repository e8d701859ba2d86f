// The head: what the plan says in one sentence, and eight figures that open to what they are made of.

const FIGURES = { cost: drawCost, bound: drawBounds, gap: drawGap, on_time: drawOnTime, orders: drawOrders, pieces: drawPieces, late: drawLateCauses, utilisation: drawUtilisation };

function figureTexts() {
  const late = lateness.filter((state) => state === 2).length;
  const all = lateness.length;
  return {
    cost: money(M.cost),
    bound: money(M.bound),
    gap: M.bound ? percentAtMost(M.gap) : t("none"),
    on_time: percentAtLeast(all ? 1 - late / all : 1),
    orders: count(all),
    pieces: short(sum(D.orders.pieces)),
    late: count(late),
    utilisation: utilisationText(M.lays ? M.utilisation : 0),
  };
}

function drawHeader(box) {
  const texts = figureTexts();
  const strip = h("div", { class: "figures" });
  const panels = Object.entries(FIGURES).map(([id, draw]) => {
    const panel = h("div", { class: "figure-panel", id: `figure-${id}` },
      h("h3", {}, t(`figure_${id}`)), h("p", { class: "quiet" }, t(`scope_${id}`)), draw());
    panel.hidden = choice("figure", "") !== id;
    strip.append(figureButton(id, texts[id]));
    return panel;
  });
  box.append(
    M.made_up ? h("p", { class: "notice" }, t("made_up_notice")) : "",
    h("p", { class: "quiet plan-day" }, planDay()), h("p", { class: "headline" }, own(M.headline)), strip, h("div", { class: "figure-panels" }, panels),
    h("p", { class: "quiet" }, planLine()));
}

// It stands in the bar; on a phone, which has no room there, above the headline.
const planDay = () => t(M.today ? "made_on_today" : "made_on", { day: isoDay(0), today: isoDay(M.today) });

function planLine() {
  const plan = t("plan_line", { policy: policyName(), seed: String(M.seed), first: dayWords(M.first), last: dayWords(M.last) });
  return D.orders.ship.length ? t("last_ship_line", { plan, day: dayWords(D.orders.ship.reduce((a, b) => Math.max(a, b))) }) : plan;
}

const policyName = () => (`policy_${M.policy}` in D.words ? t(`policy_${M.policy}`) : M.policy);

function figureButton(id, text) {
  const late = id === "late" && lateness.includes(2) ? " red" : "";
  return h("button", {
    type: "button", class: "figure", "aria-controls": `figure-${id}`, "aria-expanded": String(choice("figure", "") === id),
    onclick: () => openFigure(choice("figure", "") === id ? "" : id),
  }, h("span", { class: "quiet" }, t(`figure_${id}`)), h("b", { class: late.trim() || null }, text));
}

function openFigure(id) {
  choose("figure", id);
  for (const panel of document.querySelectorAll(".figure-panel")) panel.hidden = panel.id !== `figure-${id}`;
  for (const each of document.querySelectorAll(".figure")) {
    each.setAttribute("aria-expanded", String(each.getAttribute("aria-controls") === `figure-${id}`));
  }
}

// A small fixed table: heads with "!" stand right; a cell is a text or a node.
function plainTable(heads, rows) {
  const right = heads.map((head) => head.startsWith("!"));
  const cell = (content, at) => h(at ? "td" : "th", { class: right[at] ? "right" : null, scope: at ? null : "row" }, content);
  return h("div", { class: "table-scroll plain" }, h("table", {},
    h("thead", {}, h("tr", {}, heads.map((head, at) => h("th", { scope: "col", class: right[at] ? "right" : null }, head.replace("!", ""))))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell))))));
}

function bar(share, kind = "") {
  return h("span", { class: `meter ${kind}`.trim() }, h("i", { style: { width: `${Math.max(0, Math.min(1, share)) * 100}%` } }));
}

function drawCost() {
  const kinds = Object.entries(M.costs).filter(([, fen]) => fen).sort((a, b) => b[1] - a[1]);
  const rows = kinds.map(([kind, fen]) => [t(`cost_${kind}`), money(fen), percent(fen / M.cost), bar(fen / M.cost)]);
  return h("div", {}, plainTable([t("kind_of_cost"), `!${t("figure_cost")}`, `!${t("share")}`, ""], rows),
    M.left_over ? h("p", {}, t("cost_left_over", { money: money(M.left_over) })) : "");
}

const stageName = (stage) => (`stage_${stage}` in D.words ? t(`stage_${stage}`) : stage);

function drawBounds() {
  const rows = M.bounds.map((each) => [stageName(each.stage), money(each.cost), money(each.bound), percentAtMost(each.gap), proofText(each.proof)]);
  return rows.length ? plainTable([t("stage"), `!${t("figure_cost")}`, `!${t("figure_bound")}`, `!${t("figure_gap")}`, t("proof")], rows) : h("p", {}, t("no_bounds"));
}

const proofText = (proof) => (`proof_${proof}` in D.words ? t(`proof_${proof}`) : proof);

function drawGap() {
  const left = M.cost - M.bound;
  const rows = [...M.bounds].sort((a, b) => b.cost - b.bound - (a.cost - a.bound))
    .map((each) => [stageName(each.stage), money(each.cost - each.bound), left > 0 ? percent((each.cost - each.bound) / left) : "", bar(left > 0 ? (each.cost - each.bound) / left : 0)]);
  return h("div", {}, h("p", {}, t("gap_money", { left: money(left) })),
    rows.length ? plainTable([t("stage"), `!${t("gap_left")}`, `!${t("share")}`, ""], rows) : "");
}

function tally(keys, weights) {
  const totals = new Map();
  keys.forEach((key, at) => totals.set(key, (totals.get(key) ?? 0) + (weights ? weights[at] : 1)));
  return [...totals].sort((a, b) => b[1] - a[1]);
}

function drawOnTime() {
  const all = D.orders.number.length || 1;
  const names = [t("on_time"), t("at_risk"), t("late")];
  const rows = [0, 1, 2].map((state) => {
    const found = range(D.orders.number.length).filter((order) => lateness[order] === state);
    return [h("span", { class: `light ${LIGHTS[state]}` }, `${SIGNS[state]} ${names[state]}`), count(found.length), percentAtLeast(found.length / all), short(sum(found.map((order) => D.orders.pieces[order])))];
  });
  return plainTable([t("state"), `!${t("figure_orders")}`, `!${t("share")}`, `!${t("figure_pieces")}`], rows);
}

function drawOrders() {
  const categories = range(D.orders.number.length).map(categoryOf);
  const pieces = new Map(tally(categories, D.orders.pieces));
  const late = new Map(tally(categories.filter((_, order) => lateness[order] === 2)));
  const rows = tally(categories).map(([category, n]) => [categoryName(category), count(n), short(pieces.get(category)), count(late.get(category) ?? 0)]);
  return plainTable([t("category"), `!${t("figure_orders")}`, `!${t("figure_pieces")}`, `!${t("late")}`], rows);
}

function drawPieces() {
  const places = D.lots.line.map((line) => D.factories.kind[D.lines.factory[line]]);
  const rows = tally(places, D.lots.pieces).map(([kind, n]) => [t(`kind_${D.codes.kinds[kind]}`), n]);
  const gone = sum(D.outside.pieces);
  if (gone) rows.push([t("outside_cluster"), gone]);
  const all = sum(rows.map((row) => row[1])) || 1;
  return plainTable([t("sewn_at"), `!${t("figure_pieces")}`, `!${t("share")}`, ""], rows.map(([name, n]) => [name, count(n), percent(n / all), bar(n / all)]));
}

function drawLateCauses() {
  const rows = tally(D.reasons.cause).map(([cause, n]) => {
    const days = sum(D.reasons.order.filter((_, at) => D.reasons.cause[at] === cause).map((order) => D.orders.late[order]));
    return [causeName(cause), count(n), count(days)];
  });
  return rows.length ? plainTable([t("cause"), `!${t("figure_orders")}`, `!${t("days_late")}`], rows) : h("p", {}, t("none_late"));
}

function drawUtilisation() {
  const totals = new Map();
  D.lays.marker.forEach((marker, lay) => {
    const plies = sum(D.lays.plies[lay].map((ply) => ply[1]));
    const area = D.markers.length[marker] * D.markers.width[marker] * plies;
    const row = totals.get(D.markers.material[marker]) ?? { area: 0, used: 0, known: 0, nested: 0, metres: 0, known_m: 0 };
    row.area += area;
    row.used += area * D.markers.utilisation[marker];
    row.nested += area * D.markers.nested[marker];
    row.metres += D.lays.fabric[lay];
    row.known += D.markers.utilisation[marker] ? area : 0;
    row.known_m += D.markers.utilisation[marker] ? D.lays.fabric[lay] : 0;
    totals.set(D.markers.material[marker], row);
  });
  const rows = [...totals].sort((a, b) => b[1].metres - a[1].metres)
    .map(([material, row]) => [materialName(material), metres(row.metres), utilisationText(row.used / row.known), percent(row.nested / row.area)]);
  if (!rows.length) return h("p", {}, t("no_lays"));
  const known = sum([...totals.values()].map((row) => row.known_m)) / sum(D.lays.fabric);
  const table = plainTable([t("material"), `!${t("fabric_spread")}`, `!${t("utilisation")}`, `!${t("nested_share")}`], rows);
  return known > 0 && known < 1 - 1e-9 ? h("div", {}, h("p", {}, t("utilisation_of", { share: percentAtLeast(known) })), table) : table;
}

section("head", drawHeader);
