// The factories and their five virtues; a chosen one beside the cluster's middle.

const VIRTUES = ["skill", "cost", "speed", "range", "service"];
const virtueOf = (factory, at) => D.factories.virtues[factory]?.[at] ?? null;

function middleOf(values) {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  return known.length ? known[Math.floor(known.length / 2)] : null;
}

function factorySums() {
  const sums = range(D.factories.code.length).map(() => ({ pieces: 0, pay: 0, used: 0, capacity: 0 }));
  D.lots.line.forEach((line, lot) => {
    const row = sums[D.lines.factory[line]];
    row.pieces += D.lots.pieces[lot];
    row.pay += D.lots.pay[lot];
  });
  D.loads.factory.forEach((factory, at) => {
    if (D.codes.resources[D.loads.resource[at]] !== "sewing") return;
    if (!inPlanned(D.loads.week[at])) return;
    sums[factory].used += D.loads.used[at];
    sums[factory].capacity += D.loads.capacity[at];
  });
  return sums;
}

function drawFactories(box) {
  const rows = range(D.factories.code.length);
  if (!rows.length) {
    box.append(h("p", { class: "lead" }, t("no_factories")));
    return;
  }
  const sums = factorySums();
  const busy = rows.filter((factory) => sums[factory].pieces).length;
  const known = rows.filter((factory) => D.factories.virtues[factory]?.some((value) => value !== null));
  const middle = VIRTUES.map((_, at) => middleOf(rows.map((factory) => virtueOf(factory, at))));
  const card = h("div", { class: "factory-card" });
  const show = (factory) => {
    choose("factory", D.factories.code[factory]);
    card.replaceChildren(...factoryCard(factory, middle, sums[factory]));
  };
  const list = table("factories", {
    rows, name: "factories", columns: factoryColumns(rows, sums, show), sort: ["pieces", true], empty: t("no_factories"),
    text: (factory) => [factoryName(factory), D.factories.code[factory], kindName(factory), townshipName(D.factories.township[factory])].join(" "),
  });
  box.append(h("p", { class: "lead" }, t("factories_lead", { n: rows.length, busy: count(busy), known: count(known.length) })),
    h("div", { class: "controls" }, filterField(list, t("filter_factories"))), h("div", { class: "factories" }, list.box, card));
  const kept = D.factories.code.indexOf(choice("factory", ""));
  const first = list.rows.find((factory) => known.includes(factory)) ?? rows[0];
  card.replaceChildren(...factoryCard(kept < 0 ? first : kept, middle, sums[kept < 0 ? first : kept]));
  showFactory = show;
}

// Search reaches the card through this; it is set whenever the section is drawn.
let showFactory = () => {};

function factoryColumns(rows, sums, show) {
  const load = (factory) => (sums[factory].capacity ? sums[factory].used / sums[factory].capacity : null);
  const virtue = (name, at) => ({ ...numberColumn(name, t(`virtue_${name}`), (factory) => virtueOf(factory, at)), show: (factory) => virtueOf(factory, at) ?? "–", wide: at > 2 });
  return [
    textColumn("name", t("factory"), factoryName, { wrap: true, show: (factory) => button(factoryName(factory), () => show(factory), { class: "opener" }) }),
    textColumn("kind", t("kind"), kindName, { wide: true, wrap: true }),
    textColumn("township", t("township"), (factory) => townshipName(D.factories.township[factory]), { wide: true, wrap: true }),
    { ...numberColumn("load", t("load"), load), show: (factory) => (load(factory) === null ? "–" : percent(load(factory), 0)) },
    numberColumn("pieces", t("figure_pieces"), (factory) => sums[factory].pieces),
    moneyColumn("pay", t("earns"), rows, (factory) => sums[factory].pay, { wide: true }),
    ...VIRTUES.map(virtue),
  ];
}

function factoryCard(factory, middle, sums) {
  const values = VIRTUES.map((_, at) => virtueOf(factory, at));
  const f = D.factories;
  const facts = [
    f.first_pass[factory] === null ? "" : t("fact_first_pass", { share: percent(f.first_pass[factory]) }),
    f.on_time[factory] === null ? "" : t("fact_on_time", { share: percentAtLeast(f.on_time[factory]) }),
    f.reply[factory] === null ? "" : t("fact_reply", { hours: count(f.reply[factory], 1) }),
    t("fact_pieces", { n: sums.pieces, money: money(sums.pay) }),
  ].filter(Boolean);
  return [
    h("h3", {}, factoryName(factory)), h("p", { class: "quiet" }, `${kindName(factory)} · ${townshipName(f.township[factory])}`),
    radar(values, middle), h("p", { class: "legend" }, h("span", {}, h("i", { class: "flow-key mine" }), t("this_factory")), h("span", {}, h("i", { class: "flow-key middle" }), t("cluster_middle"))),
    values.every((value) => value === null) ? h("p", { class: "quiet" }, t("no_virtues")) : "",
    h("ul", {}, facts.map((fact) => h("li", {}, fact))),
  ];
}

function radar(values, middle) {
  const [centre, reach] = [150, 92];
  const at = (axis, value) => {
    const turn = (axis / 5) * 2 * Math.PI - Math.PI / 2;
    return [centre + Math.cos(turn) * reach * (value / 100), 130 + Math.sin(turn) * reach * (value / 100)];
  };
  const shape = (all) => `M${all.map((value, axis) => at(axis, value ?? 0).map((v) => v.toFixed(1)).join()).join("L")}Z`;
  const ring = (value) => s("path", { class: "radar-ring", d: shape([value, value, value, value, value]) });
  const label = (name, axis) => {
    const [x, y] = at(axis, 118);
    const side = Math.abs(x - centre) < 10 ? "middle" : x > centre ? "start" : "end";
    return s("text", { x: x.toFixed(1), y: (y + 4).toFixed(1), "text-anchor": side }, `${t(`virtue_${name}`)} ${values[axis] ?? "–"}`);
  };
  return s("svg", { viewBox: "-25 0 350 250", class: "radar", role: "img", "aria-label": VIRTUES.map((name, axis) => `${t(`virtue_${name}`)} ${values[axis] ?? "–"}`).join(", ") },
    [25, 50, 75, 100].map(ring), VIRTUES.map((_, axis) => s("line", { class: "radar-ring", x1: centre, y1: 130, x2: at(axis, 100)[0], y2: at(axis, 100)[1] })),
    s("path", { class: "radar-middle", d: shape(middle) }), s("path", { class: "radar-mine", d: shape(values) }),
    values.map((value, axis) => (value === null ? "" : s("circle", { class: "radar-dot", cx: at(axis, value)[0], cy: at(axis, value)[1], r: 3 }))), VIRTUES.map(label));
}

section("factories", drawFactories);
