// An order's way: material, cut, sew, finish, ship, as one small picture and as words.

function pathSteps(order) {
  const o = D.orders;
  const place = (factory) => (factory === null ? "" : factoryName(factory));
  const sewn = lotsOfOrder(order).map((lot, at, all) => ({
    name: all.length > 1 ? t("step_part", { part: at + 1, parts: all.length }) : t("step_sew"),
    from: D.lots.start[lot], to: D.lots.end[lot], where: `${factoryName(D.lines.factory[D.lots.line[lot]])} · ${D.lines.code[D.lots.line[lot]]}`, note: t("pieces_n", { n: D.lots.pieces[lot] }),
  }));
  const gone = range(D.outside.order.length).filter((at) => D.outside.order[at] === order)
    .map((at) => ({ name: t("outside_cluster"), from: null, to: D.outside.ready[at], where: t(`outside_why_${D.outside.why[at]}`), note: t("pieces_n", { n: D.outside.pieces[at] }) }));
  const finished = lotsOfOrder(order).map((lot) => D.lots.finish[lot]);
  return [
    { name: t("step_material"), from: o.material[order], to: o.material[order], where: "", note: "" },
    o.cut_first[order] === null ? null : { name: t("step_cut"), from: o.cut_first[order], to: o.cut_last[order], where: place(o.cutter[order]), note: "" },
    ...sewn,
    ...gone,
    finished.length ? { name: t("step_finish"), from: Math.min(...finished), to: Math.max(...finished), where: place(o.core[order]), note: "" } : null,
    { name: t("step_ship"), from: o.ship[order], to: o.ship[order], where: place(o.core[order]), note: "" },
  ].filter(Boolean);
}

function pathPicture(order) {
  const steps = pathSteps(order);
  const due = D.orders.due[order];
  const days = [due, ...steps.flatMap((step) => [step.from ?? step.to, step.to])];
  const [first, last] = [Math.min(...days), Math.max(...days) + 1];
  const at = (day) => `${((day - first) / (last - first)) * 100}%`;
  const row = (step) => h("div", { class: "path-row" },
    h("span", { class: "path-name" }, step.name),
    h("span", { class: "path-track" },
      h("i", { class: "path-due", style: { left: at(due + 1) } }),
      h("i", { class: `path-bar ${LIGHTS[lateness[order]]}`, style: { left: at(step.from ?? step.to), width: `calc(${at(first + step.to - (step.from ?? step.to) + 1)} - 1px)` } })),
    h("span", { class: "path-when" }, stepDays(step)),
    h("span", { class: "path-where quiet" }, [step.where, step.note].filter(Boolean).join(" · ")));
  return h("div", { class: "path" }, steps.map(row),
    h("p", { class: "quiet" }, t("path_due", { due: dayText(due), ship: dayText(D.orders.ship[order]) })));
}

function stepDays({ from, to }) {
  return from === null || from === to ? dayText(to) : `${dayText(from)} – ${dayText(to)}`;
}
