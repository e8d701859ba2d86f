/** Which rows there are, in which order and where: groups, folded factories and lines. */

export const GROUP = 0;
export const HOUSE = 1;
export const LINE = 2;
/** The key of the last group: lines of other firms, of which nothing is told and which sew nothing that is shown. */
export const OTHERS = "x:others";

/**
 * @typedef {{key: string, name: string, lines: number[], told: number, load: Float64Array, share: number, late: number, row?: number}} Group
 * `lines` holds those that pass the filter, `told` is how many of them the load is told of (the reader's own, unless all); `load` is the share of capacity by week, weighed by what the lines can do, `share` that of all weeks; NaN where it is told of no line.
 */

/** Rows of a board. `kind`, `ref` (line, or place in `groups`), `top` by row; `rowOf` by line, -1 when it has none. */
export class Rows {
  /**
   * @param {import("./data.js").Model} model
   * @param {{group: string, folded: Set<string>, match: Uint8Array|null, keep: (line: number) => boolean, others: string}} view
   *   `others` names the group of other firms' lines
   * @param {{row: number, group: number}} size heights in px
   */
  constructor(model, view, size) {
    Object.assign(this, { model, view, size, kind: [], ref: [], top: [], groups: [], height: 0, owner: [] });
    this.rowOf = new Int32Array(model.lines.length).fill(-1);
    const shown = this.shownLines();
    const ranks = model.factories.map((factory) => rankOf(model, factory));
    const rank = (line) => ranks[model.lines[line].at];
    const others = model.factories.flatMap((factory) => factory.lines).filter((line) => shown[line] && rank(line) === STRANGE);
    for (const line of others) shown[line] = false;
    const own = sections(model, view.group, shown).map(([key, name, lines]) => [key, name, lines.sort((a, b) => rank(a) - rank(b))]);
    for (const [key, name, lines] of own.sort((a, b) => rank(a[2][0]) - rank(b[2][0]))) this.addSection(key, name, lines);
    if (others.length) this.addSection(OTHERS, view.others, others);
    this.count = this.kind.length;
  }

  shownLines() {
    const { model, view } = this;
    const fits = (line) => view.keep(line) && (!view.match || model.ofLine[line].some((lot) => view.match[lot]));
    return model.lines.map((_, line) => fits(line));
  }

  addSection(key, name, lines) {
    const at = this.addGroup(key, name, lines);
    this.add(GROUP, at, at, this.size.group);
    const folded = this.view.folded.has(key);
    for (let from = 0; from < lines.length; ) {
      let to = from + 1;
      while (to < lines.length && this.model.lines[lines[to]].at === this.model.lines[lines[from]].at) to += 1;
      if (folded) lines.slice(from, to).forEach((line) => (this.rowOf[line] = this.groups[at].row));
      else this.addHouse(lines.slice(from, to), at);
      from = to;
    }
  }

  addHouse(lines, owner) {
    const factory = this.model.factories[this.model.lines[lines[0]].at];
    const key = "f:" + factory.code;
    if (this.view.group === "township" && this.view.folded.has(key)) {
      const at = this.addGroup(key, factory.name, lines);
      this.add(HOUSE, at, owner, this.size.row);
      for (const line of lines) this.rowOf[line] = this.kind.length - 1;
      return;
    }
    for (const line of lines) {
      this.rowOf[line] = this.kind.length;
      this.add(LINE, line, owner, this.size.row);
    }
  }

  add(kind, ref, owner, height) {
    this.kind.push(kind);
    this.ref.push(ref);
    this.owner.push(owner);
    this.top.push(this.height);
    this.height += height;
  }

  addGroup(key, name, lines) {
    return this.groups.push({ ...this.groupOf(key, name, lines), row: this.kind.length }) - 1;
  }

  /** Load, and lots that are late, of some lines. @returns {Group} */
  groupOf(key, name, lines) {
    const { model } = this;
    const load = new Float64Array(model.weeks);
    const room = new Float64Array(model.weeks);
    let late = 0;
    for (const line of lines) {
      const one = model.lines[line];
      for (let week = 0; one.load && week < Math.min(model.weeks, one.load.length); week += 1) {
        load[week] += one.load[week] * one.room[week];
        room[week] += one.room[week];
      }
      for (const lot of model.ofLine[line]) if (model.standing(lot) === "late") late += 1;
    }
    const sum = (values) => values.reduce((total, value) => total + value, 0);
    const told = lines.filter((line) => model.lines[line].load).length;
    const share = told ? sum(load) / (sum(room) || 1) : NaN;
    for (let week = 0; week < model.weeks; week += 1) load[week] /= room[week] || 1;
    return { key, name, lines, told, load, share, late };
  }

  heightOf(row) {
    return (row + 1 < this.count ? this.top[row + 1] : this.height) - this.top[row];
  }

  /** The row at a distance from the top of the plan; -1 outside. */
  at(y) {
    if (y < 0 || y >= this.height) return -1;
    let low = 0;
    for (let high = this.count - 1; low < high; ) {
      const middle = (low + high + 1) >> 1;
      if (this.top[middle] <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The next row of a line in a direction, passing over groups; -1 at the end. */
  nextLine(row, step, fits = () => true) {
    for (let at = row + step; at >= 0 && at < this.count; at += step) if (this.kind[at] === LINE && fits(this.ref[at])) return at;
    return -1;
  }

  /** The factory whose name a row of a line bears: true on the first of its lines. */
  leads(row) {
    const { model, kind, ref } = this;
    return row === 0 || kind[row - 1] !== LINE || model.lines[ref[row - 1]].at !== model.lines[ref[row]].at;
  }
}

const STRANGE = 2;

/** Whose a factory is to the reader: 0 of its load is told, 1 it sews something that is shown, STRANGE neither. */
function rankOf(model, factory) {
  if (factory.lines.some((line) => model.lines[line].load)) return 0;
  return factory.lines.some((line) => model.ofLine[line].length) ? 1 : STRANGE;
}

/** [key, name, lines] of every group, in the order of the lists given. */
function sections(model, group, shown) {
  if (group === "township") return byPlace(model, model.townships, (factory) => factory.at, "t:", shown);
  if (group === "factory") return byPlace(model, model.factories, (_, at) => at, "f:", shown);
  const lists = model.categories.map(() => []);
  for (const factory of model.factories) for (const line of factory.lines) if (shown[line]) lists[model.lines[line].skill]?.push(line);
  return named(model.categories, lists, "c:");
}

function byPlace(model, places, placeOf, prefix, shown) {
  const lists = places.map(() => []);
  model.factories.forEach((factory, at) => lists[placeOf(factory, at)].push(...factory.lines.filter((line) => shown[line])));
  return named(places, lists, prefix);
}

function named(places, lists, prefix) {
  return places.map((place, at) => [prefix + place.code, place.name, lists[at]]).filter(([, , lines]) => lines.length);
}
