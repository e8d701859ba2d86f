// The cluster in km: townships as rings, factories as points, work as arrows from core to satellite.
import { draw, colour } from "./draw.js";

const holder = document.getElementById("map-data");
const KINDS = { core: "#4E79A7", satellite: "#76B7B2", cutting_centre: "#B07AA1", finishing: "#9C755F" };

if (holder) {
  const data = JSON.parse(holder.textContent);
  const grouped = data.factories.length === 0;
  const most = Math.max(1, ...data.flows.map((flow) => flow.pieces));
  const hands = Math.max(1, ...data.towns.map((town) => town.operators));

  // Equal scale in both directions, whatever the shape of the box.
  const window_km = (element) => {
    const spots = [...data.towns, ...data.factories].map((item) => item.at).concat(data.boundary.flat());
    const xs = spots.map((at) => at[0]), ys = spots.map((at) => at[1]);
    const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const perPixel = Math.max((east - west + 8) / Math.max(element.clientWidth, 1), (north - south + 10) / Math.max(element.clientHeight, 1));
    const [halfX, halfY] = [perPixel * element.clientWidth / 2, perPixel * element.clientHeight / 2];
    const [x, y] = [(west + east) / 2, (south + north) / 2];
    return { x: [x - halfX, x + halfX], y: [y - halfY, y + halfY] };
  };

  const chart = draw("map", (element) => {
    const seen = window_km(element);
    const axis = (range) => ({ type: "value", min: range[0], max: range[1], show: false });
    return {
      grid: { left: 0, right: 0, top: 0, bottom: 0 }, xAxis: axis(seen.x), yAxis: axis(seen.y),
      tooltip: { renderMode: "richText", formatter: (item) => item.data.words ?? "" },
      dataZoom: [{ type: "inside", xAxisIndex: 0, filterMode: "none" }, { type: "inside", yAxisIndex: 0, filterMode: "none" }],
      series: [
        ...data.boundary.map((ring) => ({ type: "line", data: ring, symbol: "none", silent: true, lineStyle: { color: colour("--frozen"), width: 1, type: "dashed" } })),
        {
          type: "lines", coordinateSystem: "cartesian2d", z: 2, symbol: ["none", "arrow"], symbolSize: 6,
          data: data.flows.map((flow) => ({
            coords: [flow.from, flow.to], words: `${flow.words[0]} → ${flow.words[1]}\n${flow.pieces.toLocaleString("en-US")}`,
            lineStyle: { width: 0.6 + 4 * flow.pieces / most, color: colour("--accent"), opacity: 0.35, curveness: 0.15 },
          })),
        },
        {
          type: "scatter", z: 3,
          data: data.towns.map((town) => ({
            value: town.at, words: `${town.name}\n${town.factories} · ${town.operators.toLocaleString("en-US")}`, name: town.name,
            symbolSize: grouped ? 8 + 30 * Math.sqrt(town.operators / hands) : 16,
          })),
          itemStyle: { color: grouped ? "#76B7B2" : "transparent", opacity: 0.85, borderColor: colour("--frozen"), borderWidth: 1.5 },
          label: { show: true, position: "top", formatter: (item) => item.data.name, color: colour("--soft"), fontSize: 11 }, labelLayout: { hideOverlap: true },
        },
        {
          type: "scatter", z: 4, symbolSize: (value, item) => (item.data.kind === "satellite" ? 7 : 12),
          data: data.factories.map((item) => ({ value: item.at, kind: item.kind, code: item.code, words: `${item.name}\n${item.code}`, itemStyle: { color: KINDS[item.kind], borderColor: colour("--paper"), borderWidth: 1 } })),
        },
      ],
    };
  });
  chart?.on("click", (item) => { if (item.data?.code) window.location.href = `/network/factories/${encodeURIComponent(item.data.code)}/`; });
}
