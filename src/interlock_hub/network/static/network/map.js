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

  const ring = (town) => (grouped ? 8 + 30 * Math.sqrt(town.operators / hands) : 16);

  // Where each name stands beside its township: where it covers least of names, rings and points; none lies on another.
  const named = (element, seen) => {
    const pixel = ([x, y]) => [(x - seen.x[0]) / (seen.x[1] - seen.x[0]) * element.clientWidth, (seen.y[1] - y) / (seen.y[1] - seen.y[0]) * element.clientHeight];
    const around = ([x, y], half) => [x - half, y - half, x + half, y + half];
    const things = [...data.towns.map((town) => around(pixel(town.at), ring(town) / 2)), ...data.factories.map((item) => around(pixel(item.at), item.kind === "satellite" ? 4 : 6))];
    const shared = (a, b) => Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
    const names = [];
    return data.towns.map((town) => {
      const [x, y] = pixel(town.at), away = ring(town) / 2 + 3;
      const [wide, high] = [[...town.name].reduce((sum, letter) => sum + (letter > "\u2e7f" ? 11 : 7), 2), 13];
      const places = {
        top: [x - wide / 2, y - away - high, x + wide / 2, y - away], bottom: [x - wide / 2, y + away, x + wide / 2, y + away + high],
        right: [x + away, y - high / 2, x + away + wide, y + high / 2], left: [x - away - wide, y - high / 2, x - away, y + high / 2],
      };
      const free = Object.entries(places).filter(([, box]) => box[0] >= 0 && box[2] <= element.clientWidth && names.every((other) => !shared(box, other)));
      const covered = (box) => things.reduce((sum, thing) => sum + shared(box, thing), 0);
      const [position, box] = free.sort((a, b) => covered(a[1]) - covered(b[1]))[0] ?? [];
      if (box) names.push(box);
      return { show: Boolean(box), position: position ?? "top" };
    });
  };

  const chart = draw("map", (element) => {
    const seen = window_km(element), labels = named(element, seen);
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
          data: data.towns.map((town, at) => ({
            value: town.at, words: `${town.name}\n${town.factories} · ${town.operators.toLocaleString("en-US")}`, name: town.name,
            symbolSize: ring(town), label: labels[at],
          })),
          itemStyle: { color: grouped ? "#76B7B2" : "transparent", opacity: 0.85, borderColor: colour("--frozen"), borderWidth: 1.5 },
          label: { show: true, position: "top", distance: 3, textBorderColor: colour("--paper"), textBorderWidth: 2, formatter: (item) => item.data.name, color: colour("--soft"), fontSize: 11 }, labelLayout: { hideOverlap: true },
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
