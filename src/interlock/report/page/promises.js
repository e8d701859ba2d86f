// What the network commits to, order by order.

const SHIPPED = "shipped";

function drawPromises(box) {
  const rows = range(D.orders.number.length);
  const number = (state) => count(lateness.filter((each) => each === state).length);
  const lead = t("promises_lead", { n: rows.length, on_time: number(0), at_risk: number(1), late: number(2) });
  const gone = rows.filter(shipped);
  box.append(h("p", { class: "lead" }, gone.length ? t("promises_shipped", { lead, n: gone.length, late: gone.filter((order) => lateness[order] === 2).length }) : lead));
  const wanted = () => choice("promises.state", "");
  const list = table("promises", {
    rows, name: "promises", columns: promiseColumns(rows), sort: ["due", false], empty: t("no_orders"),
    text: (order) => [D.orders.number[order], customerName(order), styleName(order), D.styles.code[D.orders.style[order]], categoryName(categoryOf(order))].join(" "),
    keep: (order) => wanted() === "" || (wanted() === SHIPPED ? shipped(order) : lateness[order] === Number(wanted())),
    open: (order) => h("div", { class: "detail" }, h("p", {}, chosenLine(order)), pathPicture(order), button(t("show_on_board"), () => selectOrder(order, true), { class: "plain" })),
  });
  const options = [["", t("all")], ["0", t("on_time")], ["1", t("at_risk")], ["2", t("late")], ...(gone.length ? [[SHIPPED, t("shipped")]] : [])];
  box.append(h("div", { class: "controls" }, filterField(list, t("filter_orders")), switcher(t("state"), options, wanted(), (value) => {
    choose("promises.state", value);
    list.refresh();
  })), list.box);
}

function promiseColumns(rows) {
  const o = D.orders;
  return [
    textColumn("number", t("order"), (order) => o.number[order], { code: true }),
    { ...numberColumn("late", t("state"), (order) => o.ship[order] - o.due[order]), show: light, plain: stateText, right: false },
    textColumn("customer", t("customer"), (order) => customerName(order), { wide: true, wrap: true }),
    textColumn("style", t("style"), styleName, { wide: true, wrap: true }),
    textColumn("category", t("category"), (order) => categoryName(categoryOf(order)), { wide: true, wrap: true }),
    numberColumn("pieces", t("figure_pieces"), (order) => o.pieces[order], { wide: true }),
    dateColumn("due", t("due"), (order) => o.due[order]),
    dateColumn("ship", t("ships"), (order) => o.ship[order]),
    dateColumn("material", t("step_material"), (order) => o.material[order], { wide: true, wrap: true }),
    dateColumn("cut", t("step_cut"), (order) => o.cut_first[order], { wide: true, wrap: true }),
    dateColumn("sew", t("sewn_until"), (order) => o.sew_last[order], { wide: true, wrap: true }),
    moneyColumn("cost", t("figure_cost"), rows, (order) => o.cost[order], { wide: true }),
    { ...numberColumn("piece", t("with_unit", { label: t("cost_piece"), unit: t("unit_cny") }), (order) => (o.pieces[order] ? o.cost[order] / o.pieces[order] / 100 : 0), { wide: true }), show: (order) => count(o.pieces[order] ? o.cost[order] / o.pieces[order] / 100 : 0, 2) },
  ];
}

section("promises", drawPromises);
