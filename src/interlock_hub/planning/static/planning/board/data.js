/**
 * What the board is given, read into typed arrays.
 *
 * The page hands `board.setData(raw)` one JSON object. Days inside columns are whole numbers counted from `first_on`
 * (0 is `first_on`); dates are `YYYY-MM-DD`; money is whole fen. All columns of one table have the same length.
 *
 *   today       date       "now" of the plan
 *   first_on    date       a Monday; week w of every `load` is days 7w .. 7w + 6
 *   last_on     date       last day shown, inclusive
 *   closed      [date]     days on which the cluster does not work
 *   townships   [{code, name}]
 *   factories   [{code, name, township: code of a township, kind: "core"|"satellite"|"cutting_centre"|"finishing"}]
 *   categories  [{code, name}]     brands  [{code, name}]
 *   lines       [{code, name, factory: code of a factory, operators, skill: index in categories (its main category),
 *                 free_fen_per_day: what one more day of it is worth (0: nothing), load: [share of week w, 0.91 is 91 %] or null: not told,
 *                 room: [minutes of work that week w holds, which weigh the loads of several lines] or null like load}]
 *   orders      columns: number [text], brand [index], category [index], style [name], colour [name], due_on [date],
 *               ship_on [date or null], price_fen [per piece], priority [number], late_days [number, see lots]
 *   lots        columns: id [text or number, unique], order [index in orders], line [index in lines],
 *               start, end [day; first and last day of sewing, both inclusive], pieces,
 *               late_days [days from the order's due date to its arrival by this lot: 3 is 3 days late, 0 on the day,
 *               -5 is 5 days in hand], state [0 planned, 1 locked, 2 frozen, 3 done], parts [how many lots its order has],
 *               arrive [day the order's material is in, or null], cut [day this lot's cut pieces are in its factory, or null;
 *               the column may be absent], finish [day this lot is finished, or null]
 *
 * Lots of one line may touch on a day: they then share it in the picture. Lots that overlap by more are drawn in
 * lanes. Lots need not be sorted. A patch (`board.patch`) has columns of lots with `id` and only what changed.
 */

export const STATES = ["planned", "locked", "frozen", "done"];
const LOT_COLUMNS = ["id", "order", "line", "start", "end", "pieces", "late_days", "state", "parts", "arrive", "finish"];
const ORDER_COLUMNS = ["number", "brand", "category", "style", "colour", "due_on", "ship_on", "late_days"];
/** Of the columns of lots, those that hold a day or null. */
const DAYS = new Set(["arrive", "cut", "finish"]);

/** Days since 1970-01-01 of a date in ISO form. @param {string} iso */
export function dayOf(iso) {
  return Date.UTC(+iso.slice(0, 4), +iso.slice(5, 7) - 1, +iso.slice(8, 10)) / 864e5;
}

/** The ISO form of a day number. @param {number} day */
export function isoOf(day) {
  return new Date(day * 864e5).toISOString().slice(0, 10);
}

/** Everything the board knows. Lots are named by their place in the columns ("lot" is a number from here on). */
export class Model {
  /** @param {object} raw the object described above; throws a TypeError that names what does not fit. */
  constructor(raw) {
    this.first = dayOf(raw.first_on);
    this.days = dayOf(raw.last_on) - this.first + 1;
    if (!(this.days > 0)) throw new TypeError(`board data: last_on ${raw.last_on} is before first_on ${raw.first_on}`);
    this.weeks = Math.ceil(this.days / 7);
    this.today = dayOf(raw.today) - this.first;
    this.closed = new Uint8Array(this.days);
    for (const on of raw.closed) this.closed[dayOf(on) - this.first] = 1;
    this.categories = raw.categories;
    this.brands = raw.brands;
    this.readPlaces(raw);
    this.readOrders(raw.orders);
    this.readLots(raw.lots);
    this.index();
  }

  readPlaces(raw) {
    this.townships = raw.townships;
    const townships = new Map(raw.townships.map((one, at) => [one.code, at]));
    this.factories = raw.factories.map((one) => ({ ...one, at: found(townships, one.township, "township", one.code), lines: [] }));
    const factories = new Map(raw.factories.map((one, at) => [one.code, at]));
    this.lines = raw.lines.map((one, at) => {
      const house = found(factories, one.factory, "factory", one.code);
      this.factories[house].lines.push(at);
      return { ...one, at: house };
    });
    this.lineOf = new Map(this.lines.map((one, at) => [one.code, at]));
  }

  readOrders(orders) {
    sameLength("orders", orders, ORDER_COLUMNS);
    this.orders = orders;
    const offset = (on) => (on ? dayOf(on) - this.first : NaN);
    this.due = Float64Array.from(orders.due_on, offset);
    this.ship = Float64Array.from(orders.ship_on, offset);
  }

  readLots(lots) {
    sameLength("lots", lots, LOT_COLUMNS);
    this.count = lots.id.length;
    const whole = (name) => Int32Array.from(lots[name]);
    const day = (name) => (lots[name] ? Float64Array.from(lots[name], (value) => value ?? NaN) : new Float64Array(this.count).fill(NaN));
    Object.assign(this, { id: [...lots.id], order: whole("order"), line: whole("line"), start: whole("start"), end: whole("end") });
    Object.assign(this, { pieces: whole("pieces"), late_days: whole("late_days"), state: Uint8Array.from(lots.state) });
    Object.assign(this, { parts: whole("parts"), arrive: day("arrive"), cut: day("cut"), finish: day("finish") });
    this.inRange("order", this.orders.number.length);
    this.inRange("line", this.lines.length);
    this.lotOf = new Map(this.id.map((id, at) => [id, at]));
  }

  inRange(name, limit) {
    const wrong = this[name].findIndex((value) => value < 0 || value >= limit);
    if (wrong >= 0) throw new TypeError(`board data: lot ${this.id[wrong]} names ${name} ${this[name][wrong]}, there are ${limit}`);
  }

  /** Sort the lots of each line by start and give overlapping ones lanes; list the lots of each order. */
  index() {
    const byStart = Array.from({ length: this.count }, (_, at) => at).sort((a, b) => this.start[a] - this.start[b] || this.end[a] - this.end[b]);
    this.ofLine = gather(byStart, this.line, this.lines.length);
    this.ofOrder = gather(byStart, this.order, this.orders.number.length);
    this.labels = new Map();
    this.lane = new Uint8Array(this.count);
    this.begins = new Float32Array(this.count);
    this.ends = new Float32Array(this.count);
    this.lanes = this.ofLine.map((lots) => this.giveLanes(lots));
  }

  /** Lots that follow one another share a lane, and a day on which they touch; only true overlaps get another one. */
  giveLanes(lots) {
    const lanes = [];
    for (const lot of lots) {
      let lane = lanes.findIndex((others) => this.end[others[others.length - 1]] <= this.start[lot]);
      if (lane < 0) lane = lanes.push([]) - 1;
      lanes[lane].push(lot);
      this.lane[lot] = lane;
    }
    for (const lane of lanes) lane.forEach((lot, at) => this.shareDays(lane, lot, at));
    return Math.max(1, lanes.length);
  }

  /** Each of the lots of a lane that touch on a day gets an equal part of it, in their order. */
  shareDays(lane, lot, at) {
    const [start, end] = [this.start[lot], this.end[lot]];
    let [before, starting, following] = [0, 0, 0];
    while (at > before && this.end[lane[at - before - 1]] === start) before += 1;
    while (at + starting + 1 < lane.length && this.start[lane[at + starting + 1]] === start) starting += 1;
    while (at + following + 1 < lane.length && this.start[lane[at + following + 1]] === end) following += 1;
    const earlier = start === end ? before : 0;
    this.begins[lot] = before / (before + 1 + starting);
    this.ends[lot] = (earlier + 1) / (earlier + 1 + following);
  }

  /** The day, counted from first_on, of a date. */
  dayAt(on) {
    return dayOf(on) - this.first;
  }

  /** A day, or the first open one after it where it is closed. */
  openDay(day) {
    let open = day;
    while (open < this.days && this.closed[open]) open += 1;
    return open < this.days ? open : day;
  }

  /** Where a strip begins on the time axis, in days: later in the day where others end on it. */
  from(lot) {
    return this.start[lot] + this.begins[lot];
  }

  /** Where a strip ends on the time axis, in days. */
  to(lot) {
    return this.end[lot] + this.ends[lot];
  }

  /** Take over columns of changed lots (`id` and any of the others). Lots that are not known are an error. */
  patch(lots) {
    const names = Object.keys(lots).filter((name) => name !== "id" && ArrayBuffer.isView(this[name]));
    lots.id.forEach((id, row) => {
      const lot = this.lotOf.get(id);
      if (lot === undefined) throw new TypeError(`board patch: there is no lot ${id}`);
      for (const name of names) this[name][lot] = lots[name][row] ?? (DAYS.has(name) ? NaN : 0);
    });
    this.index();
  }

  /** One lot as a plain object, as events carry it. */
  lot(at) {
    const { orders, first } = this;
    const order = this.order[at];
    const line = this.lines[this.line[at]];
    const factory = this.factories[line.at];
    const on = (offset) => (Number.isNaN(offset) ? null : isoOf(first + offset));
    return {
      id: this.id[at], order: orders.number[order], brand: this.brands[orders.brand[order]], category: this.categories[orders.category[order]],
      style: orders.style[order], colour: orders.colour[order], line: line.code, line_name: line.name, factory: factory.code,
      factory_name: factory.name, township: factory.township, start_on: on(this.start[at]), end_on: on(this.end[at]),
      pieces: this.pieces[at], late_days: this.late_days[at], state: STATES[this.state[at]], parts: this.parts[at],
      arrive_on: on(this.arrive[at]), cut_on: on(this.cut[at]), finish_on: on(this.finish[at]), due_on: orders.due_on[order], ship_on: orders.ship_on[order],
    };
  }

  /** "done", "frozen", "late", "risk" (2 days or fewer in hand) or "ok". */
  standing(at) {
    if (this.state[at] > 1) return STATES[this.state[at]];
    return standingOf(this.late_days[at]);
  }
}

/** "late", "risk" or "ok" by days late. */
export function standingOf(days) {
  return days > 0 ? "late" : days >= -2 ? "risk" : "ok";
}

function gather(sorted, key, size) {
  const lists = Array.from({ length: size }, () => []);
  for (const at of sorted) lists[key[at]].push(at);
  return lists;
}

function found(places, code, what, who) {
  const at = places.get(code);
  if (at === undefined) throw new TypeError(`board data: ${who} names ${what} ${code}, which is not in the list`);
  return at;
}

function sameLength(table, columns, names) {
  const size = columns[names[0]]?.length;
  for (const name of names) {
    if (columns[name]?.length !== size) throw new TypeError(`board data: ${table}.${name} has ${columns[name]?.length} values, ${names[0]} has ${size}`);
  }
}
