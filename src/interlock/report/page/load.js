// How full everything is: townships (which unfold to factories) by week, with what one more line-day is worth.

const openTowns = new Set();
const worthOf = new Map(D.bottlenecks.value.map((value, at) =>
  [`${D.codes.scopes[D.bottlenecks.scope[at]]} ${D.bottlenecks.at[at]} ${D.bottlenecks.week[at]}`, value]));

function loadCells(resource) {
  const cells = new Map();
  D.loads.week.forEach((week, at) => {
    if (D.loads.resource[at] !== resource) return;
    const factory = D.loads.factory[at];
    if (!cells.has(factory)) cells.set(factory, new Map());
    cells.get(factory).set(week, [D.loads.used[at], D.loads.capacity[at]]);
  });
  return cells;
}

function addUp(factories, cells) {
  const totals = new Map();
  for (const factory of factories) {
    for (const [week, [used, capacity]] of cells.get(factory) ?? []) {
      const [u, c] = totals.get(week) ?? [0, 0];
      totals.set(week, [u + used, c + capacity]);
    }
  }
  return totals;
}

const wholeOf = (totals) => [...totals].filter(([week]) => inPlanned(week)).reduce(([u, c], [, [used, capacity]]) => [u + used, c + capacity], [0, 0]);

// The weeks to show: none before capacity starts, none after both the last due date and the last work.
function weeksShown(cells) {
  const totals = [...addUp(cells.keys(), cells)].sort((a, b) => a[0] - b[0]);
  const busy = totals.filter(([, [used]]) => used).map(([week]) => week);
  const [first, last] = [totals.find(([, [used, capacity]]) => used || capacity)?.[0] ?? 0, Math.max(busy.at(-1) ?? 0, lastDue)];
  return totals.map(([week]) => week).filter((week) => week >= first && week <= last);
}

const loadOf = ([used, capacity]) => (capacity ? used / capacity : used ? 1 : 0);

function drawLoad(box) {
  const resources = D.codes.resources.map((name, at) => [String(at), t(`resource_${name}`)]).filter(([at]) => D.loads.resource.includes(Number(at)));
  if (!resources.length) {
    box.append(h("p", { class: "lead" }, t("no_loads")));
    return;
  }
  const lead = h("p", { class: "lead" });
  const grid = h("div", { class: "table-scroll heat", tabindex: "0" });
  const held = hinted(grid);
  const redraw = () => {
    const resource = Number(choice("load.resource", resources[0][0]));
    const cells = loadCells(resource);
    lead.textContent = loadLead(cells, t(`resource_${D.codes.resources[resource]}`));
    grid.replaceChildren(heatTable(cells, redraw));
  };
  box.append(lead, h("div", { class: "controls" }, switcher(t("resource"), resources, choice("load.resource", resources[0][0]), (value) => {
    choose("load.resource", value, resources[0][0]);
    redraw();
  }), heatLegend()), ...held, h("p", { class: "quiet" }, t("load_how")), ...spreadLines());
  redraw();
}

// How evenly the townships are loaded, and whom the rules promised more.
function spreadLines() {
  const even = M.fairness === null ? [] : [h("p", {}, t("fairness_line", { even: percentAtLeast(M.fairness) }))];
  return [...even, ...M.missed.map(([factory, least, share]) =>
    h("p", {}, t("share_missed", { name: factoryName(factory), share: percentAtLeast(share), least: percent(least) })))];
}

function loadLead(cells, resource) {
  const totals = new Map([...addUp(cells.keys(), cells)].filter(([week]) => week > M.today - 7));
  const fullest = [...totals].reduce((best, each) => (loadOf(each[1]) > loadOf(best[1]) ? each : best));
  return t("load_lead", { resource, load: percent(loadOf(wholeOf(totals))), first: dayWords(Math.max(M.first, M.today)), last: dayWords(lastDue), week: dayWords(fullest[0]), most: percent(loadOf(fullest[1])) });
}

function heatLegend() {
  return h("div", { class: "legend" }, [0.1, 0.3, 0.5, 0.7, 0.9, 1].map((load) => h("span", { class: heatClass(load) }, load === 1 ? t("full") : percent(load, 0))), h("span", {}, h("b", { class: "worth" }, "¥"), ` ${t("worth_key")}`));
}

const heatClass = (load) => `heat-cell h${load >= 0.97 ? 10 : Math.max(0, Math.floor(load * 10))}`;

function heatTable(cells, redraw) {
  const shown = weeksShown(cells);
  const towns = new Map();
  for (const factory of cells.keys()) {
    const town = D.factories.township[factory];
    towns.set(town, [...(towns.get(town) ?? []), factory]);
  }
  const head = h("tr", {}, h("th", { scope: "col" }, t("week_from")), h("th", { scope: "col", class: "right wrap" }, t("all_weeks")), shown.map((week) => h("th", { scope: "col", class: "right" }, dayShort(week))));
  const rows = [heatRow(t("whole_cluster"), addUp(cells.keys(), cells), shown, null)];
  for (const [town, factories] of [...towns].sort((a, b) => a[0] - b[0])) {
    const toggle = button([openTowns.has(town) ? "▾ " : "▸ ", townshipName(town)], () => {
      if (!openTowns.delete(town)) openTowns.add(town);
      redraw();
    }, { class: "opener", "aria-expanded": String(openTowns.has(town)) });
    rows.push(heatRow(toggle, addUp(factories, cells), shown, `township ${town}`));
    if (openTowns.has(town)) factories.forEach((factory) => rows.push(heatRow(h("span", { class: "inner" }, factoryName(factory)), cells.get(factory), shown, `${D.codes.kinds[D.factories.kind[factory]] === "cutting_centre" ? "centre" : "factory"} ${factory}`)));
  }
  return h("table", {}, h("thead", {}, head), h("tbody", {}, rows));
}

function heatRow(name, cells, shown, scope) {
  const all = h("td", { class: "right" }, percent(loadOf(wholeOf(cells)), 0));
  return h("tr", {}, h("th", { scope: "row" }, name), all, shown.map((week) => heatCell(cells.get(week), worthOf.get(`${scope} ${week}`), week)));
}

function heatCell(cell, worth, week) {
  if (!cell || (!cell[0] && !cell[1])) return h("td", { class: "right quiet" }, "–");
  const load = loadOf(cell);
  const tag = worth ? h("b", { class: "worth" }, `¥${short(worth / 100)}`) : "";
  return tells(h("td", { class: `right ${heatClass(load)}` }, percent(load, 0), tag), () => [
    t("week_of", { day: dayWords(week) }), t("used_of", { used: count(cell[0] / 60), capacity: count(cell[1] / 60) }), worth ? t("line_day_worth", { money: money(worth) }) : ""]);
}

section("load", drawLoad);
