/** Which lots and lines a filter keeps. */

/**
 * @param {import("./data.js").Model} model
 * @param {null | Function | {late?: boolean, category?: string, brand?: string, text?: string, township?: string, factory?: string}} filter
 *   codes of category, brand, township and factory; a function gets a lot as Model.lot gives it
 * @returns {{match: Uint8Array | null, keep: (line: number) => boolean}} `match` is null when every lot is kept
 */
export function matcher(model, filter) {
  if (!filter) return { match: null, keep: () => true };
  if (typeof filter === "function") return { match: Uint8Array.from(model.id, (_, lot) => (filter(model.lot(lot)) ? 1 : 0)), keep: () => true };
  const tests = testsOf(model, filter);
  const match = tests.length ? Uint8Array.from(model.id, (_, lot) => (tests.every((test) => test(lot)) ? 1 : 0)) : null;
  return { match, keep: (line) => inPlace(model.factories[model.lines[line].at], filter) };
}

function inPlace(factory, { township, factory: code }) {
  return (!township || factory.township === township) && (!code || factory.code === code);
}

function testsOf(model, { late, category, brand, text }) {
  const { orders } = model;
  const place = (list, code) => list.findIndex((one) => one.code === code);
  const tests = [];
  if (late) tests.push((lot) => model.standing(lot) === "late");
  for (const [name, list, code] of [["category", model.categories, category], ["brand", model.brands, brand]]) {
    if (!code) continue;
    const at = place(list, code);
    tests.push((lot) => orders[name][model.order[lot]] === at);
  }
  const wanted = text?.trim().toLowerCase();
  if (wanted) {
    const lines = model.lines.map((line) => `${line.name} ${line.code} ${model.factories[line.at].name}`.toLowerCase().includes(wanted));
    const found = orders.number.map((number, at) => `${number} ${orders.colour[at]}${orders.style[at]} ${model.brands[orders.brand[at]].name}`.toLowerCase().includes(wanted));
    tests.push((lot) => found[model.order[lot]] || lines[model.line[lot]] || String(model.id[lot]).toLowerCase() === wanted);
  }
  return tests;
}
