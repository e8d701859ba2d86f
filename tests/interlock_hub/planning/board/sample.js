/** A made-up network for the board, the same for the same figures: county names, lots that follow each other on lines. */

function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const TOWNSHIPS = ["梓山镇 Zishan", "岭背镇 Lingbei", "贡江镇 Gongjiang", "银坑镇 Yinkeng", "葛坳乡 Geao", "禾丰镇 Hefeng", "罗坳镇 Luoao", "宽田乡 Kuantian", "车溪乡 Chexi", "仙下乡 Xianxia", "利村乡 Licun", "新陂乡 Xinpi"];
const NAMES = {
  zh: { categories: ["T恤", "Polo衫", "衬衫", "裤装", "连衣裙", "夹克", "羽绒服", "针织衫", "工装"], colours: ["藏青", "黑色", "米白", "卡其", "酒红", "浅灰"], line: "线", core: "核心工厂", satellite: "卫星工厂" },
  en: { categories: ["T-shirt", "polo", "shirt", "trousers", "dress", "jacket", "down jacket", "knitwear", "workwear"], colours: ["navy", "black", "ecru", "khaki", "wine", "grey"], line: "line", core: "Core", satellite: "Satellite" },
};
const BRANDS = ["森云", "Nordvik", "朗途", "Alba", "青禾", "Tarn & Co", "雅戈", "Millrace", "极野", "Ostara", "木本", "Veldt"];
const FIRST = Date.UTC(2026, 10, 30);
const CLOSED = [6, 13, 20, 27, 34, 32, 41, 48, 55, 62, 69, 76, 77, 78, 79, 80];
const iso = (day) => new Date(FIRST + day * 864e5).toISOString().slice(0, 10);

/** @param {{lines: number, lots: number, lang: "zh" | "en", seed?: number}} options */
export function sample({ lines: lineCount, lots: lotCount, lang, seed = 7 }) {
  const next = random(seed);
  const whole = (low, high) => low + Math.floor(next() * (high - low + 1));
  const names = NAMES[lang];
  const townships = TOWNSHIPS.slice(0, Math.max(3, Math.min(12, Math.round(lineCount / 40)))).map((name, at) => ({ code: `T${at}`, name: lang === "zh" ? name.split(" ")[0] : name.split(" ")[1] }));
  const { factories, lines } = places(lineCount, townships, names, whole, next);
  const perLine = lotCount / lineCount;
  const orders = { number: [], brand: [], category: [], style: [], colour: [], due_on: [], ship_on: [], price_fen: [], priority: [], late_days: [] };
  const lots = { id: [], order: [], line: [], start: [], end: [], pieces: [], late_days: [], state: [], parts: [], arrive: [], cut: [], finish: [] };
  const slots = lines.flatMap((line, at) => slotsOf(line, at, perLine, whole, next));
  const town = new Map(factories.map((one) => [one.code, one.township]));
  for (const slot of slots) slot.rank = Number(town.get(lines[slot.line].factory).slice(1)) * 1000 + slot.start + next() * 6;
  slots.sort((a, b) => a.rank - b.rank);
  for (let slot = 0; slot < slots.length; ) {
    const parts = Math.min(slots.length - slot, next() < 0.62 ? 1 : whole(2, 4));
    addOrder(orders, names, slots[slot], whole, next);
    for (let part = 1; part <= parts; part += 1, slot += 1) addLot(lots, orders, slots[slot], part, parts, next, whole);
  }
  orders.late_days.fill(-99);
  lots.order.forEach((order, lot) => (orders.late_days[order] = Math.max(orders.late_days[order], lots.late_days[lot])));
  return {
    today: "2026-12-05", first_on: iso(0), last_on: iso(83), closed: CLOSED.map(iso), townships, factories, lines, orders, lots,
    categories: names.categories.map((name, at) => ({ code: `C${at}`, name })), brands: BRANDS.map((name, at) => ({ code: `B${at}`, name })),
  };
}

function places(lineCount, townships, names, whole, next) {
  const factories = [];
  const lines = [];
  while (lines.length < lineCount) {
    const core = next() < 0.15;
    const number = String(factories.length + 1).padStart(3, "0");
    const code = `F${number}`;
    factories.push({ code, name: `${core ? names.core : names.satellite} ${number}`, township: townships[Math.floor(next() * townships.length)].code, kind: core ? "core" : "satellite" });
    const own = core ? whole(3, 8) : whole(1, 3);
    for (let at = 0; at < own && lines.length < lineCount; at += 1) {
      const letter = String.fromCharCode(65 + at);
      const name = names.line === "线" ? `${letter} 线` : `line ${letter}`;
      lines.push({ code: `${code}-${letter}`, name, factory: code, operators: whole(12, 42), skill: whole(0, 8), free_fen_per_day: next() < 0.4 ? whole(80, 900) * 100 : 0, load: [], room: [] });
    }
  }
  return { factories, lines };
}

function slotsOf(line, at, perLine, whole, next) {
  const slots = [];
  const length = Math.max(2, Math.round(72 / perLine));
  let day = whole(0, 3) - 2;
  const busy = new Array(84).fill(0);
  while (day < 80) {
    const start = Math.max(0, day);
    const end = Math.min(83, start + whole(Math.max(1, length - 3), length + 3) - 1);
    slots.push({ line: at, start, end, skill: line.skill, operators: line.operators });
    for (let one = start; one <= end; one += 1) busy[one] = CLOSED.includes(one) ? 0 : 1;
    day = end + 1 + (next() < 0.22 ? whole(1, 9) : 0);
  }
  for (let week = 0; week < 12; week += 1) {
    const open = [0, 1, 2, 3, 4, 5, 6].filter((one) => !CLOSED.includes(week * 7 + one)).length || 1;
    const sewn = busy.slice(week * 7, week * 7 + 7).reduce((sum, one) => sum + one, 0);
    line.room.push(line.operators * open * 480);
    line.load.push(Math.round(Math.min(1.08, (sewn / open) * (0.82 + next() * 0.3)) * 100) / 100);
  }
  return slots;
}

function addOrder(orders, names, slot, whole, next) {
  const category = next() < 0.8 ? slot.skill : whole(0, 8);
  orders.number.push(`O-${2000 + orders.number.length}`);
  orders.brand.push(Math.floor(next() ** 1.8 * 12));
  orders.category.push(category);
  orders.style.push(names.categories[category]);
  orders.colour.push(names.colours[whole(0, 5)]);
  const in_hand = next() < 0.055 ? -whole(1, 6) : next() < 0.13 ? whole(0, 2) : whole(3, 15);
  const due = slot.end + 4 + in_hand;
  orders.due_on.push(iso(due));
  orders.ship_on.push(iso(slot.end + 4));
  orders.price_fen.push(whole(1200, 26000));
  orders.priority.push(whole(1, 3));
  orders.late_days.push(slot.end + 4 - due);
}

function addLot(lots, orders, slot, part, parts, next, whole) {
  const order = orders.number.length - 1;
  const column = { id: `${orders.number[order]}/${part}`, order, line: slot.line, start: slot.start, end: slot.end, pieces: Math.round(((slot.end - slot.start + 1) * slot.operators * 26) / 50) * 50 };
  const state = slot.end < 4 ? 3 : slot.start < 7 ? 2 : next() < 0.06 ? 1 : 0;
  const late_days = part === 1 ? orders.late_days[order] : orders.late_days[order] - whole(0, 3);
  Object.assign(column, { late_days, state, parts, arrive: slot.start - whole(4, 7), cut: slot.start - 2, finish: slot.end + 2 });
  for (const name of Object.keys(lots)) lots[name].push(column[name]);
}
