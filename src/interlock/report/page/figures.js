// Figures as people read them, written as interlock.explain.figures writes them.

const STEPS = { en: [[1e9, " bn", 1e9], [1e6, " M", 1e6], [1e4, " k", 1e3]], zh: [[1e8, " 亿", 1e8], [1e4, " 万", 1e4]] };
const WEEKDAYS = { en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"], zh: ["日", "一", "二", "三", "四", "五", "六"] };
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY_MS = 86400000;

// Making a format is slow and a page writes thousands of numbers, so each is made once.
const formats = new Map();

function count(number, digits = 0) {
  if (!formats.has(digits)) formats.set(digits, new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
  return formats.get(digits).format(number);
}

function threeFigures(number) {
  const size = Math.abs(number);
  if (size >= 99.95) return count(number);
  const text = number.toFixed(size >= 9.995 ? 1 : 2);
  return text.replace(/\.?0+$/, "");
}

function short(number) {
  for (const [step, unit, divisor] of STEPS[language()]) {
    if (Math.abs(number) >= step * 0.9995) return threeFigures(number / divisor) + unit;
  }
  return count(number);
}

// Chinese joins the unit to 万 and 亿: 1.2 亿元, 410 元.
function withUnit(number, unit) {
  const text = short(number);
  return chinese() && /[万亿]$/.test(text) ? text + unit : `${text} ${unit}`;
}

const money = (fen) => withUnit(fen / 100, chinese() ? "元" : "CNY");
const metres = (number) => withUnit(number, chinese() ? "米" : "m");

function percent(share, digits = 1) {
  const text = (share * 100).toFixed(digits);
  return chinese() ? `${text}%` : `${text} %`;
}

// Rounded up, so that "at most" stays true; and down, so that 100.0 is said only where nothing is missing.
const percentAtMost = (share) => percent(Math.ceil(share * 1000 - 1e-9) / 1000);
const percentAtLeast = (share) => percent(Math.floor(share * 1000 + 1e-9) / 1000);

// Fabric given per garment without its pieces has no utilisation.
const utilisationText = (share) => (share ? percent(share) : t("none"));

const dateOf = (day) => new Date(Date.parse(`${M.made_on}T00:00:00Z`) + day * DAY_MS);
const isoDay = (day) => (day === null || day === undefined ? "" : dateOf(day).toISOString().slice(0, 10));
const two = (number) => String(number).padStart(2, "0");
const inSeason = (day) => day >= Math.min(0, M.first) && day <= M.last;

// For tables: 12-05 Sat, 12月5日 周六; with its year outside the season.
function dayText(day) {
  if (day === null || day === undefined) return "";
  const on = dateOf(day);
  const [year, month, date] = [on.getUTCFullYear(), on.getUTCMonth() + 1, on.getUTCDate()];
  const weekday = WEEKDAYS[language()][on.getUTCDay()];
  if (chinese()) return `${inSeason(day) ? "" : `${year}年`}${month}月${date}日 周${weekday}`;
  return `${inSeason(day) ? "" : `${year}-`}${two(month)}-${two(date)} ${weekday}`;
}

// For sentences: 5 Dec, 12月5日.
function dayWords(day) {
  const on = dateOf(day);
  const [year, month, date] = [on.getUTCFullYear(), on.getUTCMonth(), on.getUTCDate()];
  if (chinese()) return `${inSeason(day) ? "" : `${year}年`}${month + 1}月${date}日`;
  return `${date} ${MONTHS[month]}${inSeason(day) ? "" : ` ${year}`}`;
}

// For the heads of weeks: 11-23, 11月23日 is too wide there.
function dayShort(day) {
  const on = dateOf(day);
  return chinese() ? `${on.getUTCMonth() + 1}/${on.getUTCDate()}` : `${two(on.getUTCMonth() + 1)}-${two(on.getUTCDate())}`;
}

// A whole column of money speaks in one unit, so that its figures can be compared.
function moneyScale(most) {
  if (most < 1e7) return { unit: t("unit_cny"), divisor: 100, digits: 0 };
  return chinese() ? { unit: t("unit_large"), divisor: 1e6, digits: 1 } : { unit: t("unit_large"), divisor: 1e5, digits: 1 };
}

// A name is a text, or a pair where it was given in both languages.
const named = (name) => (Array.isArray(name) ? own(name) : name);

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const categoryName = (category) => capital(own(D.categories[category]));
const factoryName = (factory) => named(D.factories.name[factory]);
const townshipName = (township) => (chinese() ? D.townships.name : D.townships.en)[township];
const materialName = (material) => named(D.materials.name[material]);
const customerName = (order) => named(D.customers[D.orders.customer[order]]);
const kindName = (factory) => t(`kind_${D.codes.kinds[D.factories.kind[factory]]}`);
const categoryOf = (order) => D.styles.category[D.orders.style[order]];
const styleName = (order) => named(D.styles.name[D.orders.style[order]]);

// Days before today are over: what was to ship then has shipped.
const shipped = (order) => D.orders.ship[order] < M.today;

// 2 late, 1 at risk (is to ship at most two days before it is due), 0 on time: one colour, one sign and one word each.
const RISK_DAYS = 2;
const lateness = D.orders.late.map((late, order) =>
  late > 0 ? 2 : !shipped(order) && D.orders.due[order] - D.orders.ship[order] <= RISK_DAYS ? 1 : 0);
const LIGHTS = ["green", "amber", "red"];
const SIGNS = ["●", "◐", "◀"];

function stateText(order) {
  if (lateness[order] === 2) return t(shipped(order) ? "shipped_late_days" : "late_days", { n: D.orders.late[order] });
  if (shipped(order)) return t("shipped");
  return t(lateness[order] ? "at_risk" : "on_time");
}

function light(order) {
  const state = lateness[order];
  return h("span", { class: `light ${LIGHTS[state]}` }, h("span", { "aria-hidden": "true" }, SIGNS[state]), ` ${stateText(order)}`);
}
