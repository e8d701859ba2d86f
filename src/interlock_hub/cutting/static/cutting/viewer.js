// A marker to look at closely: wheel, pinch, buttons and keys zoom; dragging and arrows move. The box is as high as the
// whole marker needs; on a phone, where it would be a thread, it begins with the fabric's width and is moved along.
const LEAST = 0.02;
const LOWEST = 180;
const PHONE = 720;

function view(box) {
  const svg = box.querySelector("svg");
  const [, , wide, high] = svg.getAttribute("viewBox").split(/\s+/).map(Number);
  const state = { x: 0, y: 0, w: wide, h: high };
  const held = new Map();

  const paint = () => {
    svg.setAttribute("viewBox", `${state.x} ${state.y} ${state.w} ${state.h}`);
    // As long as nothing is hidden above or below, a finger that moves up or down moves the page.
    box.style.touchAction = state.h >= high ? "pan-y" : "none";
  };
  const whole = () => { Object.assign(state, { x: 0, y: 0, w: wide, h: high }); paint(); };
  const begin = () => {
    const most = box.clientHeight, needs = box.clientWidth * high / wide;
    if (!needs || !most) return whole();
    const along = box.clientWidth < PHONE && needs < LOWEST;
    box.style.height = `${Math.min(most, Math.max(LOWEST, along ? 2 * LOWEST : needs))}px`;
    if (!along) return whole();
    Object.assign(state, { x: 0, y: 0, w: high * box.clientWidth / box.clientHeight, h: high });
    paint();
  };
  const perPixel = () => Math.max(state.w / box.clientWidth, state.h / box.clientHeight);

  const zoom = (factor, at) => {
    const by = Math.min(1.2 * wide / state.w, Math.max(LEAST * wide / state.w, factor));
    const rect = box.getBoundingClientRect();
    const [px, py] = at ? [at.clientX - rect.left - rect.width / 2, at.clientY - rect.top - rect.height / 2] : [0, 0];
    const scale = perPixel();
    const [cx, cy] = [state.x + state.w / 2 + px * scale, state.y + state.h / 2 + py * scale];
    state.w *= by; state.h *= by;
    const after = perPixel();
    state.x = cx - px * after - state.w / 2; state.y = cy - py * after - state.h / 2;
    paint();
  };
  const move = (dx, dy) => { const scale = perPixel(); state.x -= dx * scale; state.y -= dy * scale; paint(); };

  box.addEventListener("wheel", (event) => { event.preventDefault(); zoom(event.deltaY > 0 ? 1.2 : 1 / 1.2, event); }, { passive: false });
  box.addEventListener("pointerdown", (event) => { box.setPointerCapture(event.pointerId); held.set(event.pointerId, event); box.classList.add("held"); });
  box.addEventListener("pointermove", (event) => {
    const before = held.get(event.pointerId);
    if (!before) return;
    if (held.size === 2) {
      const other = [...held.values()].find((one) => one.pointerId !== event.pointerId);
      const apart = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
      zoom(apart(before) / apart(event), { clientX: (event.clientX + other.clientX) / 2, clientY: (event.clientY + other.clientY) / 2 });
    } else {
      move(event.clientX - before.clientX, event.clientY - before.clientY);
    }
    held.set(event.pointerId, event);
  });
  const release = (event) => { held.delete(event.pointerId); if (!held.size) box.classList.remove("held"); };
  box.addEventListener("pointerup", release);
  box.addEventListener("pointercancel", release);
  box.addEventListener("dblclick", whole);
  box.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] }[event.key];
    if (step) move(...step);
    else if (event.key === "+" || event.key === "=") zoom(1 / 1.3);
    else if (event.key === "-") zoom(1.3);
    else if (event.key === "0") whole();
    else return;
    event.preventDefault();
  });
  document.querySelectorAll("[data-zoom]").forEach((button) => button.addEventListener("click", () => {
    const wanted = button.dataset.zoom;
    if (wanted === "whole") whole(); else zoom(wanted === "in" ? 1 / 1.5 : 1.5);
  }));
  begin();
}

document.querySelectorAll("[data-viewer]").forEach(view);
