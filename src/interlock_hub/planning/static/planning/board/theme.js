/** Colours and patterns of the canvas, read from the CSS variables of board.css so that both themes have one source. */

const NAMES = ["bg", "fg", "muted", "rule", "grid", "closed", "past", "head", "group", "select", "ok", "risk", "late", "grey", "heat"];
export const MUTED = ["#4E79A7", "#A0CBE8", "#76B7B2", "#B07AA1", "#9C755F", "#BAB0AC", "#D4A6C8", "#86BCB6", "#79706E", "#499894"];
const FONT = '"Noto Sans SC", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** A colour between two of the form #rrggbb. @param {number} share how much of the first */
export function mix(one, other, share) {
  const part = (hex, at) => parseInt(hex.slice(at, at + 2), 16);
  return "#" + [1, 3, 5].map((at) => Math.round(part(one, at) * share + part(other, at) * (1 - share)).toString(16).padStart(2, "0")).join("");
}

/** @param {HTMLElement} element where the variables are read */
export function readTheme(element) {
  const style = getComputedStyle(element);
  const theme = { font: `system-ui, -apple-system, "Segoe UI", Roboto, ${FONT}` };
  for (const name of NAMES) theme[name] = style.getPropertyValue(`--board-${name}`).trim();
  const tone = (edge, share = 0.3) => ({ edge, fill: mix(edge, theme.bg, share), strong: mix(edge, theme.bg, 0.62) });
  theme.tones = { ok: tone(theme.ok, 0.2), risk: tone(theme.risk, 0.3), late: tone(theme.late, 0.32), frozen: tone(theme.grey, 0.22), done: tone(theme.grey, 0.14) };
  theme.families = MUTED.map((edge) => tone(edge, 0.42));
  theme.hatch = { late: hatch(mix(theme.late, theme.bg, 0.55), "slant"), frozen: hatch(mix(theme.grey, theme.bg, 0.42), "bars"), closed: hatch(theme.closed, "slant"), untold: hatch(theme.grid, "slant") };
  return theme;
}

/** A repeating pattern: slanting strokes or upright bars, 6 px wide. */
function hatch(colour, kind) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 12;
  const ctx = tile.getContext("2d");
  ctx.scale(2, 2);
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  ctx.beginPath();
  if (kind === "bars") for (const x of [1.5, 4.5]) ctx.rect(x, -1, 0, 8);
  else for (const x of [-6, 0, 6]) (ctx.moveTo(x, 6), ctx.lineTo(x + 6, 0));
  ctx.stroke();
  return ctx.createPattern(tile, "repeat");
}

/** Fix the patterns to the plan, so that they travel with it. Tiles are drawn at double size. */
export function anchor(theme, left, top) {
  const at = new DOMMatrix([0.5, 0, 0, 0.5, -left, -top]);
  for (const pattern of Object.values(theme.hatch)) pattern.setTransform(at);
}

/** The colour of a load, from the ground at 20 % to the darkest at 105 %. @param {number} [depth] how much of the darkest */
export function heatColour(theme, load, depth = 1) {
  return mix(theme.heat, theme.bg, (0.05 + 0.95 * Math.max(0, Math.min(1, (load - 0.2) / 0.85)) ** 1.7) * depth);
}

/** Black or white, whichever reads better on a load's colour (at least 4.5 to 1 always). */
export function heatText(theme, load) {
  const colour = heatColour(theme, load);
  const light = (at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2;
  return 0.2126 * light(1) + 0.7152 * light(3) + 0.0722 * light(5) > 0.18 ? "#000000" : "#ffffff";
}
