// What to buy: what must be ordered today or this week; what was ordered on days that are over is told as such.

const THIS_WEEK = M.today + 6;
const FEW_MATERIALS = 12;

function drawPurchases(box) {
  const p = D.purchases;
  const rows = range(p.offer.length);
  if (!rows.length && !D.stock.material.length) {
    box.append(h("p", { class: "lead" }, t("no_purchases")));
    return;
  }
  const soon = rows.filter((row) => !isPast(p.order_on[row]) && p.order_on[row] <= THIS_WEEK);
  const past = rows.filter((row) => isPast(p.order_on[row]));
  if (past.length) box.append(h("p", { class: "lead" }, t("purchases_past", { n: past.length, money: money(sum(past.map((row) => p.cost[row]))) })));
  const said = soon.length ? "purchases_lead" : "purchases_none_soon";
  box.append(h("p", { class: "lead" }, t(said, { n: soon.length, money: money(sum(soon.map((row) => p.cost[row]))), all: money(sum(p.cost)) })));
  const within = { "": [-Infinity, Infinity], past: [-Infinity, M.today - 1], today: [M.today, M.today], week: [M.today, THIS_WEEK] };
  const list = table("purchases", {
    rows, name: "purchases", columns: purchaseColumns(rows), sort: ["order_on", false], empty: t("no_purchases"),
    text: (row) => [materialName(p.material[row]), named(p.colour[row]), named(p.seller[row]), p.offer[row]].join(" "),
    keep: (row) => {
      const [first, last] = within[choice("purchases.when", "")] ?? within[""];
      return first <= p.order_on[row] && p.order_on[row] <= last;
    },
    open: purchaseDetail,
  });
  const options = [["", t("all")], ...(past.length ? [["past", t("order_past")]] : []), ["today", t("order_today")], ["week", t("order_week")]];
  box.append(materialNeeds(rows), h("div", { class: "controls" }, filterField(list, t("filter_purchases")), switcher(t("order_by"), options, choice("purchases.when", ""), (value) => {
    choose("purchases.when", value);
    list.refresh();
  })), list.box, stockTable());
}

const isPast = (day) => day < M.today;

// By material: what is ordered, what to order today, later this week and after that; where nothing is, no column.
function materialNeeds(rows) {
  const p = D.purchases;
  const needs = new Map();
  for (const row of rows) {
    const need = needs.get(p.material[row]) ?? { when: [0, 0, 0, 0], cost: 0, first: p.order_on[row] };
    need.when[isPast(p.order_on[row]) ? 0 : p.order_on[row] <= M.today ? 1 : p.order_on[row] <= THIS_WEEK ? 2 : 3] += p.quantity[row];
    need.cost += p.cost[row];
    needs.set(p.material[row], need);
  }
  const told = (when) => when.filter((_, part) => [...needs.values()].some((need) => need.when[part]));
  const cells = [...needs].sort((a, b) => a[1].first - b[1].first || b[1].cost - a[1].cost).map(([material, { when, cost }]) => [
    materialName(material), ...told(when).map((quantity) => (quantity ? `${count(quantity)} ${unitName(material)}` : "–")), money(cost)]);
  const heads = [t("material"), ...told(["order_past", "order_today", "order_later_week", "order_after"]).map((when) => `!${t(when)}`), `!${t("figure_cost")}`];
  return h("details", { class: "more", open: cells.length <= FEW_MATERIALS }, h("summary", {}, t("by_material", { n: cells.length })), plainTable(heads, cells));
}

function purchaseColumns(rows) {
  const p = D.purchases;
  return [
    textColumn("material", t("material"), (row) => materialName(p.material[row])),
    dateColumn("order_on", t("order_by"), (row) => p.order_on[row], { show: (row) => orderBy(p.order_on[row]) }),
    textColumn("colour", t("colour"), (row) => named(p.colour[row])),
    { ...numberColumn("quantity", t("quantity"), (row) => p.quantity[row]), show: (row) => `${count(p.quantity[row], p.quantity[row] % 1 ? 1 : 0)} ${unitName(p.material[row])}` },
    { ...numberColumn("unit", t("with_unit", { label: t("unit_price"), unit: t("unit_cny") }), (row) => p.unit_fen[row] / 100, { wide: true }), show: (row) => count(p.unit_fen[row] / 100, p.unit_fen[row] < 100 ? 4 : 2) },
    moneyColumn("cost", t("figure_cost"), rows, (row) => p.cost[row]),
    dateColumn("arrive", t("arrives"), (row) => p.arrive[row], { wide: true }),
    textColumn("seller", t("seller"), (row) => named(p.seller[row]), { wide: true }),
    numberColumn("orders", t("for_orders"), (row) => p.shared[row], { wide: true }),
  ];
}

function orderBy(day) {
  if (isPast(day)) return `${dayText(day)} · ${t("ordered")}`;
  return day === M.today ? h("b", {}, `${dayText(day)} · ${t("today")}`) : dayText(day);
}

const unitName = (material) => (`unit_of_${D.materials.unit[material]}` in D.words ? t(`unit_of_${D.materials.unit[material]}`) : D.materials.unit[material]);

function purchaseDetail(row) {
  const p = D.purchases;
  const numbers = p.orders[row].map((order) => D.orders.number[order]).join(", ");
  const more = p.shared[row] - p.orders[row].length;
  return h("div", { class: "detail" },
    p.shared[row] ? h("p", {}, t("purchase_line", { offer: p.offer[row], seller: named(p.seller[row]), n: p.shared[row], orders: more > 0 ? `${numbers} …` : numbers })) : h("p", {}, t("purchase_of_none", { offer: p.offer[row], seller: named(p.seller[row]) })),
    p.surplus[row] > 0 ? h("p", { class: "quiet" }, t("surplus", { quantity: `${count(p.surplus[row], 1)} ${unitName(p.material[row])}` })) : "");
}

function stockTable() {
  const u = D.stock;
  if (!u.material.length) return "";
  const list = table("stock", {
    rows: range(u.material.length), name: "stock", sort: ["material", false], empty: "", text: (row) => materialName(u.material[row]),
    columns: [
      textColumn("material", t("material"), (row) => materialName(u.material[row])),
      textColumn("colour", t("colour"), (row) => named(u.colour[row])),
      { ...numberColumn("quantity", t("quantity"), (row) => u.quantity[row]), show: (row) => `${count(u.quantity[row], 1)} ${unitName(u.material[row])}` },
      dateColumn("available", t("available"), (row) => u.available[row]),
      numberColumn("orders", t("for_orders"), (row) => u.shared[row]),
    ],
  });
  return h("details", { class: "more" }, h("summary", {}, t("stock_used", { n: u.material.length })), list.box);
}

section("purchases", drawPurchases);
