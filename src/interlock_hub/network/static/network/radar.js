// The five virtues as a radar; what is not yet measured stands at the middle and says so.
import { draw, colour } from "./draw.js";

const data = JSON.parse(document.getElementById("radar-data").textContent);
const known = data.values.some((value) => value !== null);

draw("radar", () => ({
  radar: {
    indicator: data.names.map((name, at) => ({ name: data.values[at] === null ? `${name}\n${data.unknown}` : name, max: 100 })),
    radius: "62%", axisName: { color: colour("--ink"), fontSize: 12 }, splitNumber: 4,
    splitLine: { lineStyle: { color: colour("--line") } }, axisLine: { lineStyle: { color: colour("--line") } }, splitArea: { show: false },
  },
  series: known ? [{
    type: "radar", symbolSize: 5, lineStyle: { color: colour("--accent") }, itemStyle: { color: colour("--accent") }, areaStyle: { color: colour("--accent"), opacity: 0.2 },
    data: [{ value: data.values.map((value) => value ?? 0) }],
  }] : [],
}));
