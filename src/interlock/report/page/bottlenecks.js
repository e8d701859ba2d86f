// What holds the cluster back: what one more line-day would be worth, by skill, township, centre and factory.

const FEW_BARS = 15;

const bottleneckName = (scope, at) => ({ skill: categoryName, township: townshipName, centre: factoryName, factory: factoryName })[scope](at);

function drawBottlenecks(box) {
  const b = D.bottlenecks;
  if (!b.value.length) {
    box.append(h("p", { class: "lead" }, t("no_bottlenecks")));
    return;
  }
  const scopes = D.codes.scopes.filter((_, at) => b.scope.includes(at));
  const kept = choice("worth.scope", scopes[0]);
  const chosen = scopes.includes(kept) ? kept : scopes[0];
  const bars = h("div", { class: "bars" });
  const redraw = (scope, all = false) => bars.replaceChildren(...bottleneckBars(scope, all, () => redraw(scope, true)));
  box.append(h("p", { class: "lead" }, bottleneckLead()),
    h("div", { class: "controls" }, switcher(t("by"), scopes.map((scope) => [scope, t(`scope_of_${scope}`)]), chosen, (scope) => {
      choose("worth.scope", scope, scopes[0]);
      redraw(scope);
    })), bars, h("p", { class: "quiet" }, t("worth_how")));
  redraw(chosen);
}

function bottleneckLead() {
  const b = D.bottlenecks;
  return t("worth_lead", { name: bottleneckName(D.codes.scopes[b.scope[0]], b.at[0]), week: dayWords(b.week[0]), money: money(b.value[0]), load: percent(b.load[0], 0) });
}

function bottleneckBars(scope, all, showAll) {
  const b = D.bottlenecks;
  const found = range(b.value.length).filter((at) => D.codes.scopes[b.scope[at]] === scope);
  const most = b.value[found[0]];
  const best = [...new Map([...found].reverse().map((at) => [b.at[at], at])).values()].sort((x, y) => b.value[y] - b.value[x]);
  const rows = (all ? best : best.slice(0, FEW_BARS)).map((at) => bottleneckBar(scope, at, most, found.filter((other) => b.at[other] === b.at[at])));
  const more = best.length - rows.length;
  return more > 0 ? [...rows, button(t("show_more", { more }), showAll)] : rows;
}

function bottleneckBar(scope, at, most, all) {
  const b = D.bottlenecks;
  const sorted = [...all].sort((x, y) => b.week[x] - b.week[y]);
  const peak = b.value[at];
  const spark = h("span", { class: "spark", "aria-hidden": "true" }, weeks.map((week) => {
    const found = sorted.find((each) => b.week[each] === week);
    return h("i", { style: { height: `${found === undefined ? 4 : Math.max(8, (b.value[found] / peak) * 100)}%` } });
  }));
  const row = h("div", { class: "bar-row" },
    h("span", { class: "bar-name" }, bottleneckName(scope, b.at[at])),
    bar(peak / most, "worth-bar"), h("b", { class: "right" }, t("per_line_day", { money: money(peak) })), spark,
    h("span", { class: "quiet" }, t("worth_when", { week: dayWords(b.week[at]), load: percent(b.load[at], 0), n: all.length })));
  return tells(row, () => [bottleneckName(scope, b.at[at]), ...sorted.map((each) => `${t("week_of", { day: dayWords(b.week[each]) })}: ${money(b.value[each])}, ${percent(b.load[each], 0)}`)]);
}

section("bottlenecks", drawBottlenecks);
