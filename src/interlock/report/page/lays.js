// What is spread and cut on which table, day by day, with the markers' pictures.

const lay = { days: [...new Set(D.lays.day)].sort((a, b) => a - b) };
lay.first = lay.days.find((day) => day >= M.today) ?? lay.days[0];
const ratioText = (marker) => D.markers.ratio[marker].map(([size, n]) => `${size}×${n}`).join(" ");
const pliesText = (at) => D.lays.plies[at].map(([colourAt, n]) => `${named(D.colours[colourAt]) || "–"} ${count(n)}`).join(" · ");
const clock = (minutes) => `${Math.floor(minutes / 60)}:${two(Math.round(minutes) % 60)}`;

function drawLays(box) {
  if (!lay.days.length) {
    box.append(h("p", { class: "lead" }, t("no_lays")));
    return;
  }
  const kept = Number(choice("lays.day", String(lay.first)));
  const day = lay.days.includes(kept) ? kept : lay.first;
  const held = h("div");
  const redraw = (to) => {
    choose("lays.day", String(to), String(lay.first));
    held.replaceChildren(...layDay(to, redraw));
  };
  box.append(h("p", { class: "lead" }, laysLead()));
  if (M.lays > D.lays.id.length) box.append(h("p", { class: "notice" }, t("lays_capped", { shown: D.lays.id.length, n: M.lays })));
  box.append(held, markerGallery());
  redraw(day);
}

function laysLead() {
  const nested = D.lays.marker.filter((marker) => D.markers.nested[marker]).length;
  return t("lays_lead", { lays: t("lays_of_day", { n: M.lays }), tables: t("tables_n", { n: new Set(D.lays.table).size }), metres: metres(sum(D.lays.fabric)), nested: t("lays_of_day", { n: nested }) });
}

function layDay(day, redraw) {
  const at = lay.days.indexOf(day);
  const step = (by) => button(by < 0 ? "‹" : "›", () => redraw(lay.days[at + by]), { "aria-label": t(by < 0 ? "day_before" : "day_after"), disabled: lay.days[at + by] === undefined });
  const pick = h("select", { "aria-label": t("day"), onchange: (event) => redraw(Number(event.target.value)) },
    lay.days.map((each) => h("option", { value: each, selected: each === day }, dayText(each))));
  const rows = range(D.lays.day.length).filter((each) => D.lays.day[each] === day);
  const list = table("lays", {
    rows, name: `lays-${isoDay(day)}`, columns: layColumns(), sort: ["table", false], empty: t("no_lays"),
    text: (each) => [D.orders.number[D.lays.order[each]], D.tables.code[D.lays.table[each]], pliesText(each), materialName(D.markers.material[D.lays.marker[each]])].join(" "),
    open: (each) => layDetail(each),
  });
  return [h("div", { class: "controls" }, step(-1), pick, step(1), h("span", { class: "quiet" }, t("lays_of_day", { n: rows.length })), filterField(list, t("filter_lays"))), list.box];
}

function layColumns() {
  const marker = (each) => D.lays.marker[each];
  return [
    textColumn("order", t("order"), (each) => D.orders.number[D.lays.order[each]]),
    textColumn("table", t("table"), (each) => D.tables.code[D.lays.table[each]], { get: (each) => `${D.tables.code[D.lays.table[each]]} ${String(D.lays.start[each]).padStart(5, "0")}`, show: (each) => D.tables.code[D.lays.table[each]], plain: (each) => D.tables.code[D.lays.table[each]] }),
    textColumn("time", t("table_time"), (each) => D.lays.start[each], { right: true, show: (each) => `${clock(D.lays.start[each])}–${clock(D.lays.end[each])}`, plain: (each) => `${clock(D.lays.start[each])}–${clock(D.lays.end[each])}` }),
    textColumn("material", t("material"), (each) => materialName(D.markers.material[marker(each)]), { wide: true, wrap: true }),
    textColumn("ratio", t("ratio"), (each) => ratioText(marker(each)), { wide: true, wrap: true }),
    textColumn("plies", t("plies"), pliesText, { wide: true, wrap: true }),
    { ...numberColumn("length", t("marker_length"), (each) => D.markers.length[marker(each)] / 1000), show: (each) => count(D.markers.length[marker(each)] / 1000, 2) },
    { ...numberColumn("fabric", t("fabric_m"), (each) => D.lays.fabric[each], { wide: true }), show: (each) => count(D.lays.fabric[each], 1) },
    { ...numberColumn("utilisation", t("utilisation"), (each) => D.markers.utilisation[marker(each)]), show: (each) => utilisationText(D.markers.utilisation[marker(each)]) },
    textColumn("nested", t("basis"), (each) => t(D.markers.nested[marker(each)] ? "nested" : "estimated")),
  ];
}

function layDetail(each) {
  const marker = D.lays.marker[each];
  return h("div", { class: "detail" },
    h("p", {}, t("lay_line", { lay: D.lays.id[each], marker: D.markers.id[marker], width: count(D.markers.width[marker] / 10, 1), ratio: ratioText(marker), plies: pliesText(each) })),
    h("p", { class: "quiet" }, factoryName(D.tables.factory[D.lays.table[each]])),
    markerPicture(marker) ?? h("p", { class: "quiet" }, t(D.markers.nested[marker] ? "no_picture" : "not_nested")));
}

// A picture is shown as an image: whatever it holds can neither run nor load.
function markerPicture(marker) {
  const svg = D.markers.picture[marker];
  if (!svg) return null;
  return h("img", { class: "marker", loading: "lazy", alt: t("marker_alt", { marker: D.markers.id[marker], ratio: ratioText(marker) }), src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}` });
}

function markerGallery() {
  const shown = range(D.markers.id.length).filter((marker) => D.markers.picture[marker]);
  const rest = range(D.markers.id.length).filter((marker) => !D.markers.picture[marker]);
  const card = (marker) => h("figure", {}, markerPicture(marker), h("figcaption", {}, h("b", {}, D.markers.id[marker]), ` ${named(D.styles.name[D.markers.style[marker]])} · ${ratioText(marker)} · ${count(D.markers.length[marker] / 1000, 2)} m · ${utilisationText(D.markers.utilisation[marker])}`));
  return h("div", {},
    shown.length ? h("details", { class: "more" }, h("summary", {}, t("markers_pictured", { n: shown.length })), h("div", { class: "gallery" }, shown.map(card))) : "",
    rest.length ? h("details", { class: "more" }, h("summary", {}, t("markers_listed", { n: rest.length })), markerTable(rest).box) : "");
}

function markerTable(rows) {
  return table("markers", {
    rows, name: "markers", sort: ["id", false], empty: t("no_lays"), text: (marker) => `${D.markers.id[marker]} ${D.styles.code[D.markers.style[marker]]}`,
    columns: [
      textColumn("id", t("marker"), (marker) => D.markers.id[marker]),
      textColumn("style", t("style"), (marker) => named(D.styles.name[D.markers.style[marker]])),
      textColumn("ratio", t("ratio"), ratioText, { wrap: true }),
      { ...numberColumn("length", t("marker_length"), (marker) => D.markers.length[marker] / 1000), show: (marker) => count(D.markers.length[marker] / 1000, 2) },
      { ...numberColumn("utilisation", t("utilisation"), (marker) => D.markers.utilisation[marker]), show: (marker) => utilisationText(D.markers.utilisation[marker]) },
      textColumn("nested", t("basis"), (marker) => t(D.markers.nested[marker] ? "nested" : "estimated")),
    ],
  });
}

section("lays", drawLays);
