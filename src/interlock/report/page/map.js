// The cluster as a schematic map: factories by kind, townships, and the pieces that travel between them.

const WIDEST_FLOWS = 160;
const LISTED_FLOWS = 12;
const map = { width: 1000, zoom: 1, at: [0.5, 0.5], factory: null };

function drawMap(box) {
  const placed = range(D.factories.code.length);
  if (!placed.length) {
    box.append(h("p", { class: "lead" }, t("no_factories")));
    return;
  }
  box.append(h("p", { class: "lead" }, mapLead()));
  const picture = h("div", { class: "map" });
  const options = [["", t("all")], ["0", t("flow_out")], ["1", t("flow_back")]];
  const list = h("div");
  const redraw = () => {
    map.width = picture.clientWidth || map.width;
    picture.replaceChildren(mapPicture(redraw));
    list.replaceChildren(widestFlows());
  };
  box.append(
    h("div", { class: "controls" }, switcher(t("flows"), options, choice("map.flow", ""), (value) => {
      choose("map.flow", value);
      redraw();
    }), mapZoom(() => redraw()), mapLegend()),
    h("div", { class: "map-frame" }, picture, list), h("p", { class: "quiet" }, mapNote()));
  map.redraw = redraw;
  redraw();
}

function mapLead() {
  const f = D.flows;
  if (!f.pieces.length) return t("map_lead_still", { n: D.factories.code.length });
  const widest = { from: factoryName(f.start[0]), to: factoryName(f.end[0]), pieces: count(f.pieces[0]) };
  return t("map_lead", { n: new Set(D.lots.line.map((line) => D.lines.factory[line])).size, ...widest });
}

function mapNote() {
  const approximate = D.townships.approximate.some(Boolean) ? t("map_approximate") : "";
  return [t("map_how", { n: WIDEST_FLOWS }), approximate, D.boundary.length ? "" : t("map_no_boundary")].filter(Boolean).join(" ");
}

// Degrees to the picture's units, equal scales on both axes at the cluster's latitude.
function projection() {
  const points = [
    ...range(D.factories.lon.length).map((at) => [D.factories.lon[at], D.factories.lat[at]]),
    ...range(D.townships.lon.length).filter((at) => D.townships.lon[at] !== null).map((at) => [D.townships.lon[at], D.townships.lat[at]]),
    ...D.boundary.flat(),
  ];
  const reach = (axis) => points.reduce(([least, most], point) => [Math.min(least, point[axis]), Math.max(most, point[axis])], [Infinity, -Infinity]);
  const [[west, east], [south, north]] = [reach(0), reach(1)];
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const wide = Math.max((east - west) * squeeze, 0.01);
  const high = Math.max(north - south, 0.01);
  const ratio = Math.max(0.5, Math.min(1.05, high / wide, (innerHeight * 0.76) / map.width));
  const scale = Math.min((map.width - 90) / wide, (map.width * ratio - 64) / high) * map.zoom;
  const height = map.width * ratio;
  const centre = [west + (east - west) * map.at[0], north - (north - south) * map.at[1]];
  return { height, place: (lon, lat) => [map.width / 2 + (lon - centre[0]) * squeeze * scale, height / 2 - (lat - centre[1]) * scale] };
}

function mapPicture(redraw) {
  const { height, place } = projection();
  const points = range(D.factories.lon.length).map((at) => place(D.factories.lon[at], D.factories.lat[at]));
  const clear = () => {
    map.factory = null;
    redraw();
  };
  const picture = s("svg", { viewBox: `0 0 ${map.width} ${height.toFixed(0)}`, role: "img", "aria-label": t("section_map") },
    s("rect", { width: map.width, height, class: "map-ground", onclick: clear }),
    D.boundary.map((ring) => s("path", { class: "map-boundary", d: `M${ring.map(([lon, lat]) => place(lon, lat).map((v) => v.toFixed(1)).join()).join("L")}Z` })),
    mapFlows(points), mapPoints(points, redraw), mapTowns(place));
  dragMap(picture, redraw);
  return picture;
}

// Lines and points are finer on a phone.
const fine = () => Math.max(0.6, Math.min(1, map.width / 800));

function wantedFlows() {
  const wanted = choice("map.flow", "");
  const f = D.flows;
  return range(f.pieces.length).filter((at) =>
    (wanted === "" || f.back[at] === Number(wanted)) && (map.factory === null || f.start[at] === map.factory || f.end[at] === map.factory));
}

// The same flows in figures, those of the chosen factory where one is chosen.
function widestFlows() {
  const f = D.flows;
  const rows = wantedFlows().slice(0, LISTED_FLOWS).map((at) => [
    h("span", {}, h("i", { class: `flow-key ${f.back[at] ? "back" : "out"}` }), t("from_to", { from: factoryName(f.start[at]), to: factoryName(f.end[at]) })), count(f.pieces[at])]);
  const title = map.factory === null ? t("widest_flows") : t("flows_of", { factory: factoryName(map.factory) });
  return rows.length ? h("div", {}, h("h3", {}, title), plainTable([t("from_where"), `!${t("figure_pieces")}`], rows)) : h("p", { class: "quiet" }, t("no_flows"));
}

function mapFlows(points) {
  const f = D.flows;
  const shown = wantedFlows().slice(0, WIDEST_FLOWS);
  const most = Math.max(1, ...shown.map((at) => f.pieces[at]));
  return shown.reverse().map((at) => {
    const [[x1, y1], [x2, y2]] = [points[f.start[at]], points[f.end[at]]];
    const [bx, by] = [(x1 + x2) / 2 - (y2 - y1) * 0.12, (y1 + y2) / 2 + (x2 - x1) * 0.12];
    const flow = s("path", {
      class: `flow ${f.back[at] ? "back" : "out"}`, "stroke-width": (0.8 + 8 * fine() * (f.pieces[at] / most)).toFixed(2),
      d: `M${x1.toFixed(1)},${y1.toFixed(1)}Q${bx.toFixed(1)},${by.toFixed(1)} ${x2.toFixed(1)},${y2.toFixed(1)}`,
    });
    return tells(flow, () => [t(f.back[at] ? "flow_back" : "flow_out"), t("from_to", { from: factoryName(f.start[at]), to: factoryName(f.end[at]) }), t("pieces_n", { n: f.pieces[at] })]);
  });
}

// Squares, circles, diamonds and triangles: the kind shows without its colour too.
function pointShape(kind, [x, y], size) {
  const at = (points) => ({ d: `M${points.map(([dx, dy]) => `${(x + dx * size).toFixed(1)},${(y + dy * size).toFixed(1)}`).join("L")}Z` });
  const shapes = { core: [[-1, -1], [1, -1], [1, 1], [-1, 1]], cutting_centre: [[0, -1.5], [1.5, 0], [0, 1.5], [-1.5, 0]], finishing: [[0, -1.3], [1.3, 1], [-1.3, 1]] };
  const name = D.codes.kinds[kind];
  if (name === "satellite") return s("circle", { class: `point ${name}`, cx: x.toFixed(1), cy: y.toFixed(1), r: size * 0.8 });
  return s("path", { class: `point ${name}`, ...at(shapes[name]) });
}

function mapPoints(points, redraw) {
  const pieces = piecesOfFactory();
  const rank = (factory) => [2, 0, 3, 1][D.factories.kind[factory]];
  const small = (points.length > 400 ? 0.6 : 1) * fine();
  return range(points.length).sort((a, b) => rank(a) - rank(b)).map((factory) => {
    const size = (D.codes.kinds[D.factories.kind[factory]] === "satellite" ? 4.5 : 6.5) * small;
    const point = pointShape(D.factories.kind[factory], points[factory], size);
    if (map.factory === factory) point.classList.add("chosen");
    point.addEventListener("click", () => {
      map.factory = map.factory === factory ? null : factory;
      redraw();
    });
    return tells(point, () => [factoryName(factory), `${kindName(factory)} · ${townshipName(D.factories.township[factory])}`, t("pieces_n", { n: pieces[factory] ?? 0 })]);
  });
}

function piecesOfFactory() {
  const pieces = {};
  D.lots.line.forEach((line, lot) => {
    const factory = D.lines.factory[line];
    pieces[factory] = (pieces[factory] ?? 0) + D.lots.pieces[lot];
  });
  return pieces;
}

// Names step aside where they would lie on each other: the one with more factories stays.
function mapTowns(place) {
  const factories = new Map(tally(D.factories.township));
  const taken = [];
  return range(D.townships.code.length)
    .filter((at) => D.townships.lon[at] !== null)
    .sort((a, b) => (factories.get(b) ?? 0) - (factories.get(a) ?? 0))
    .map((at) => {
      const [x, y] = place(D.townships.lon[at], D.townships.lat[at]);
      const half = townshipName(at).length * (chinese() ? 7 : 3.8);
      if (taken.some(([tx, ty, other]) => Math.abs(x - tx) < half + other && Math.abs(y - ty) < 17)) return null;
      taken.push([x, y, half]);
      return s("text", { class: "town", x: x.toFixed(1), y: (y - 11).toFixed(1), "text-anchor": "middle" }, townshipName(at));
    });
}

function dragMap(picture, redraw) {
  let start = null;
  picture.addEventListener("pointerdown", (event) => {
    if (map.zoom > 1 && event.target.classList.contains("map-ground")) start = [event.clientX, event.clientY, ...map.at];
  });
  picture.addEventListener("pointerup", (event) => {
    if (!start) return;
    const { width, height } = picture.getBoundingClientRect();
    const within = (value) => Math.max(0, Math.min(1, value));
    map.at = [within(start[2] - (event.clientX - start[0]) / width / map.zoom), within(start[3] - (event.clientY - start[1]) / height / map.zoom)];
    start = null;
    redraw();
  });
}

function mapZoom(redraw) {
  const zoom = (by) => () => {
    map.zoom = Math.max(1, Math.min(16, map.zoom * by));
    if (map.zoom === 1) map.at = [0.5, 0.5];
    redraw();
  };
  return h("div", { class: "map-zoom" },
    button("+", zoom(1.6), { "aria-label": t("zoom_in") }), button("−", zoom(1 / 1.6), { "aria-label": t("zoom_out") }), button(t("zoom_all"), zoom(0)));
}

function mapLegend() {
  const kinds = D.codes.kinds.map((name, kind) => [name, kind]).filter(([, kind]) => D.factories.kind.includes(kind));
  return h("div", { class: "legend" },
    kinds.map(([name, kind]) => h("span", {}, s("svg", { viewBox: "0 0 16 16", class: "key" }, pointShape(kind, [8, 8], 4.5)), t(`kind_${name}`))),
    h("span", {}, h("i", { class: "flow-key out" }), t("flow_out")), h("span", {}, h("i", { class: "flow-key back" }), t("flow_back")));
}

section("map", drawMap);
