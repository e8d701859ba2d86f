// Cost before, what changes by kind, cost after: a waterfall.
const place = document.getElementById("waterfall");
const read = () => JSON.parse(document.getElementById("waterfall-data").textContent);
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function steps(data) {
  let level = data.before;
  const rows = [{ name: place.dataset.before, low: 0, high: data.before, way: "whole" }];
  data.names.forEach((name, at) => {
    const next = level + data.changes[at];
    rows.push({ name, low: Math.min(level, next), high: Math.max(level, next), way: next > level ? "more" : "less", change: data.changes[at] });
    level = next;
  });
  rows.push({ name: place.dataset.after, low: 0, high: data.after, way: "whole" });
  return rows;
}

function option(rows, least, span) {
  const colours = { whole: colour("--accent"), more: colour("--late"), less: colour("--ok") };
  const number = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 1 });
  const full = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 0 });
  return {
    textStyle: { color: colour("--ink") }, animation: false,
    grid: { left: 8, right: 8, top: 36, bottom: 8, containLabel: true },
    tooltip: { renderMode: "richText", formatter: (p) => `${rows[p.dataIndex].name}: ${full.format(rows[p.dataIndex].change ?? rows[p.dataIndex].high)} ${place.dataset.unit}` },
    xAxis: { type: "category", data: rows.map((row) => row.name), axisLabel: { color: colour("--soft"), interval: 0, rotate: rows.length > 6 ? 30 : 0 } },
    yAxis: { type: "value", min: least, name: place.dataset.unit, axisLabel: { color: colour("--soft"), formatter: (v) => (span < v / 200 ? full : number).format(v) }, splitLine: { lineStyle: { color: colour("--line") } } },
    series: [
      { type: "bar", stack: "all", silent: true, itemStyle: { color: "transparent" }, data: rows.map((row) => (row.way === "whole" ? least : row.low)) },
      { type: "bar", stack: "all", data: rows.map((row) => ({ value: row.high - (row.way === "whole" ? least : row.low), itemStyle: { color: colours[row.way] } })) },
    ],
  };
}

function draw() {
  const rows = steps(read());
  const lows = rows.map((row) => (row.way === "whole" ? row.high : row.low));
  const span = Math.max(...rows.map((row) => row.high)) - Math.min(...lows);
  const least = Math.max(0, Math.floor(Math.min(...lows) - span * 0.15));
  const chart = window.echarts.init(place);
  chart.setOption(option(rows, least, span));
  addEventListener("resize", () => chart.resize());
}

if (place && window.echarts) draw();
