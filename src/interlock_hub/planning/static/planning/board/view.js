/** The elements of the board: a box that scrolls by itself, a canvas that keeps its place in it, and what is read aloud. */

/** An element with a class and a text. */
export function make(tag, name, parent, text = "") {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  parent?.append(element);
  return element;
}

export class View {
  /** @param {HTMLElement} element the page's box, which has a height @param {object} words */
  constructor(element, words) {
    this.root = make("div", "board", element);
    this.stage = make("div", "board-stage", this.root);
    this.scroller = make("div", "board-scroll", this.stage);
    this.space = make("div", "board-space", this.scroller);
    this.canvas = make("canvas", "board-canvas", this.space);
    this.empty = make("p", "board-empty", this.stage);
    this.tip = make("div", "board-tip", this.stage);
    this.bubble = make("div", "board-bubble", this.stage);
    this.message = make("div", "board-message", this.stage);
    this.legend = make("ul", "board-legend", this.root);
    this.live = make("div", "board-hidden", this.root);
    this.table = make("table", "board-hidden", this.root);
    this.help = make("dialog", "board-help", this.root);
    this.tip.hidden = this.bubble.hidden = this.message.hidden = this.empty.hidden = true;
    // Painted by the processor: many small strips and texts, which cheap graphics chips draw slower than it does.
    this.ctx = this.canvas.getContext("2d", { alpha: false, willReadFrequently: true });
    const set = (target, values) => Object.entries(values).forEach(([name, value]) => target.setAttribute(name, value));
    set(this.canvas, { role: "application", tabindex: "0", "aria-label": words.board });
    set(this.scroller, { tabindex: "-1" });
    set(this.live, { role: "status", "aria-live": "polite" });
    set(this.tip, { "aria-hidden": "true" });
    set(this.message, { "aria-hidden": "true" }); // the live region says the same
    this.resize();
  }

  /** Take the size of the box; gives true when it changed. Narrow boxes and fingers get taller rows. */
  resize() {
    const { clientWidth: width, clientHeight: height } = this.scroller;
    const ratio = devicePixelRatio || 1;
    if (this.width === width && this.height === height && this.ratio === ratio) return false;
    Object.assign(this, { width, height, ratio });
    const narrow = width < 640;
    this.left = narrow ? 116 : width < 820 ? 200 : 272;
    this.top = 44;
    this.size = narrow || matchMedia("(pointer: coarse)").matches ? { row: 48, group: 40 } : { row: 26, group: 28 };
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    // Without this it is black until the plan is read.
    this.ctx.fillStyle = getComputedStyle(this.root).getPropertyValue("--board-bg").trim() || "#ffffff";
    this.ctx.fillRect(0, 0, this.canvas.width, this.canvas.height);
    return true;
  }

  /** How large the plan is, in px. */
  extend(plan) {
    this.space.style.width = `${Math.max(this.width, this.left + plan.width)}px`;
    this.space.style.height = `${Math.max(this.height, this.top + plan.height)}px`;
  }

  measure() {
    const { left, top, width, height } = this;
    return { left, top, width, height, scrollLeft: this.scroller.scrollLeft, scrollTop: this.scroller.scrollTop };
  }

  scrollTo(left, top) {
    if (left !== null) this.scroller.scrollLeft = left;
    if (top !== null) this.scroller.scrollTop = top;
  }

  /** Where in the canvas an event happened. */
  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  /** Put lines of text into a floating box beside a point, inside the stage. */
  float(box, lines, x, y) {
    box.replaceChildren(...lines.filter((line) => line.text).map((line) => make("div", line.kind ?? "", null, line.text)));
    box.hidden = false;
    const { offsetWidth: wide, offsetHeight: tall } = box;
    const left = Math.max(4, Math.min(x, this.width - wide - 4));
    const up = y + tall + 4 > this.height ? y - tall - 44 : y;
    box.style.transform = `translate(${Math.round(left)}px, ${Math.round(Math.max(4, up))}px)`;
  }

  /** A word to the eye for some seconds and to the ear at once. @param {"" | "bad"} kind */
  tell(text, kind = "") {
    this.live.textContent = text;
    this.message.textContent = text;
    this.message.className = `board-message ${kind}`;
    this.message.hidden = false;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => (this.message.hidden = true), kind ? 9000 : 4000);
  }
}
