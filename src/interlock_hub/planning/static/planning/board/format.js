/** Sentences, numbers, money and dates as a reader of the language expects them. */

/** Fill a template of the dictionary. @param {object} words @param {string} key @param {object} [values] */
export function say(words, key, values = {}) {
  return words[key].replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, name, one, many) => (one === undefined ? values[name] : Number(values[name]) === 1 ? one : many));
}

/** Digits in groups of three. */
function grouped(value) {
  return String(Math.abs(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

function short(value, unit, suffix) {
  return String(+(value / unit).toFixed(1)) + suffix;
}

/** A count: in full while it is short, then 万 / 亿 or k / M. */
export function count(words, value) {
  const size = Math.abs(value);
  if (words.locale === "zh") return size >= 1e8 ? short(size, 1e8, "亿") : size >= 1e4 ? short(size, 1e4, "万") : grouped(size);
  return size >= 1e6 ? short(size, 1e6, "M") : size >= 1e5 ? short(size, 1e3, "k") : grouped(size);
}

/** Money of whole fen in yuan. `sign` says a plus too: a change. */
export function money(words, fen, sign = false) {
  const yuan = Math.round(fen / 100);
  return (yuan < 0 ? "−" : sign ? (yuan ? "+" : "±") : "") + "¥" + count(words, yuan);
}

/** A number with its sign. */
export function signed(value) {
  return (value > 0 ? "+" : value < 0 ? "−" : "±") + Math.abs(value);
}

/** A day number inside the season: `12-05 Sat`, `12月5日 周六`. */
export function date(words, day) {
  const on = new Date(day * 864e5);
  const [m, d] = [on.getUTCMonth() + 1, on.getUTCDate()];
  return say(words, "date", { m, d, mm: String(m).padStart(2, "0"), dd: String(d).padStart(2, "0"), weekday: words.weekdays.split(" ")[on.getUTCDay()] });
}

/** The ISO 8601 number of the week in which a day lies. */
export function weekNumber(day) {
  const thursday = day - ((day + 3) % 7) + 3;
  return 1 + Math.floor((thursday - Date.UTC(new Date(thursday * 864e5).getUTCFullYear(), 0, 1) / 864e5) / 7);
}

/** Lateness in words: 3 is "3 days late", 0 "on its due day", -5 "5 days in hand". */
export function lateness(words, days) {
  if (days > 0) return say(words, "days_late", { n: days });
  return days < 0 ? say(words, "in_hand", { n: -days }) : words.on_the_day;
}

/** Colour and style as one name. */
export function garment(words, colour, style) {
  return colour ? colour + (words.locale === "zh" ? "" : " ") + style : style;
}

const fonts = new Map();
let widths = new Map();

/** Set the font of a canvas and have texts measured in it. Reading `ctx.font` back would cost more than drawing. */
export function useFont(ctx, font) {
  ctx.font = font;
  if (!fonts.has(font)) fonts.set(font, new Map());
  widths = fonts.get(font);
}

/** The width of a text in the font set last by `useFont`, measured once. */
export function widthOf(ctx, text) {
  let width = widths.get(text);
  if (width === undefined) {
    if (widths.size > 60000) widths.clear();
    widths.set(text, (width = ctx.measureText(text).width));
  }
  return width;
}

/** A name shortened in its middle: what tells sister firms apart mostly stands at the end. */
export function fitMiddle(ctx, text, width) {
  if (widthOf(ctx, text) <= width) return text;
  for (let kept = text.length - 1; kept > 4; kept -= 1) {
    const head = kept >> 1;
    const cut = text.slice(0, head).trimEnd() + "…" + text.slice(text.length - (kept - head)).trimStart();
    if (widthOf(ctx, cut) <= width) return cut;
  }
  return fit(ctx, text, width);
}

/** A text cut with an ellipsis so that it fits; empty when not even two letters do. */
export function fit(ctx, text, width) {
  if (widthOf(ctx, text) <= width) return text;
  let low = 0;
  for (let high = text.length; low < high; ) {
    const middle = (low + high + 1) >> 1;
    if (widthOf(ctx, text.slice(0, middle) + "…") <= width) low = middle;
    else high = middle - 1;
  }
  return low < 2 ? "" : text.slice(0, low).trimEnd() + "…";
}
