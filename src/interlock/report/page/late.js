// Late orders: what needs a decision now, most at risk first.

const CAUSES = D.codes.causes;
const causeName = (cause) => own(D.causes[cause]);
const reasonOf = new Map(D.reasons.order.map((order, at) => [order, at]));

// What is at risk: the order's value for every day it is late; its cost where no price is known; nothing once it shipped.
const risk = (order) => shipped(order) ? 0 : D.orders.late[order] * (D.orders.value[order] || D.orders.cost[order]);

function drawLate(box) {
  const late = range(D.orders.number.length).filter((order) => lateness[order] === 2);
  if (!late.length) {
    box.append(h("p", { class: "lead" }, t("none_late")));
    return;
  }
  box.append(h("p", { class: "lead" }, lateLead(late)));
  const wanted = () => choice("late.cause", "");
  const list = table("late", {
    rows: late, name: "late-orders", columns: lateColumns(late), sort: ["risk", true], empty: t("none_late"),
    text: (order) => [D.orders.number[order], customerName(order), styleName(order), categoryName(categoryOf(order)), lateReason(order)].join(" "),
    keep: (order) => !wanted() || causeIdOf(order) === wanted(),
    open: lateDetail, below: lateReason,
  });
  box.append(h("div", { class: "controls" }, filterField(list, t("filter_orders")), causeFilter(late, list)), list.box);
}

function lateLead(late) {
  const coming = late.filter((order) => !shipped(order));
  const gone = late.length - coming.length;
  if (!coming.length) return t("late_lead_shipped", { n: gone });
  const said = t("late_lead", { n: coming.length, worst: D.orders.number[worstOf(coming)], days: Math.max(...coming.map((order) => D.orders.late[order])) });
  return gone ? t("late_lead_and_shipped", { said, n: gone }) : said;
}

const worstOf = (late) => late.reduce((worst, order) => (D.orders.late[order] > D.orders.late[worst] ? order : worst));
const causeIdOf = (order) => (reasonOf.has(order) ? CAUSES[D.reasons.cause[reasonOf.get(order)]] : "");
const lateReason = (order) => (reasonOf.has(order) ? own(D.reasons.why[reasonOf.get(order)]) : t("no_reason"));

function causeFilter(late, list) {
  const options = tally(late.map(causeIdOf).filter(Boolean)).map(([id, n]) => [id, `${causeName(CAUSES.indexOf(id))} ${count(n)}`]);
  return switcher(t("cause"), [["", t("all")], ...options], choice("late.cause", ""), (id) => {
    choose("late.cause", id);
    list.refresh();
  });
}

function lateColumns(late) {
  const o = D.orders;
  return [
    textColumn("number", t("order"), (order) => o.number[order], { code: true }),
    textColumn("customer", t("customer"), (order) => customerName(order), { wide: true }),
    numberColumn("pieces", t("figure_pieces"), (order) => o.pieces[order], { wide: true }),
    dateColumn("due", t("due"), (order) => o.due[order]),
    dateColumn("ship", t("ships"), (order) => o.ship[order]),
    { ...numberColumn("late", t("days_late"), (order) => o.late[order]), show: (order) => light(order) },
    { ...moneyColumn("risk", t("value_days"), late, risk), wide: true },
    textColumn("reason", t("reason"), lateReason, { show: (order) => h("span", { class: "reason" }, lateReason(order)), wide: true }),
    { id: "action", label: "", get: () => "", show: (order) => button(t("show_on_board"), () => selectOrder(order, true), { class: "plain" }), right: true, wide: true },
  ];
}

function remediesOf(order) {
  return reasonOf.has(order) ? D.reasons.remedies[reasonOf.get(order)].map(own) : [];
}

function lateDetail(order) {
  const remedies = remediesOf(order);
  return h("div", { class: "detail" },
    h("p", { class: "quiet" }, chosenLine(order)),
    h("p", {}, h("b", {}, `${t("why_late")} `), lateReason(order)),
    remedies.length ? h("div", {}, h("b", {}, t("what_helps")), h("ul", {}, remedies.map((text) => h("li", {}, text)))) : "",
    pathPicture(order), button(t("show_on_board"), () => selectOrder(order, true), { class: "plain" }));
}

section("late", drawLate);
