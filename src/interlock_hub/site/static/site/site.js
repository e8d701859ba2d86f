// What all pages share: keys, menus that close. No page needs it to work.
"use strict";
const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
let waitingForPlace = false;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; });
    if (event.target.id === "q") event.target.blur();
    return;
  }
  if (typing(event.target)) return;
  if (event.key === "/") { document.getElementById("q")?.focus(); event.preventDefault(); return; }
  if (event.key === "g") { waitingForPlace = true; setTimeout(() => { waitingForPlace = false; }, 1200); return; }
  if (waitingForPlace) {
    waitingForPlace = false;
    const place = { o: "/orders/", b: "/planning/board/", t: "/", n: "/network/", c: "/cutting/", p: "/planning/" }[event.key];
    const link = place && document.querySelector(`.rail a[href="${place}"]`);
    if (link) link.click();
  }
});

// Where the page took the system's dark colours by itself, the button leads to light ones.
const auto = document.documentElement.hasAttribute("data-theme-auto");
if (auto && document.documentElement.getAttribute("data-bs-theme") === "dark") {
  const button = document.querySelector("button[name=theme]");
  if (button) button.value = "light";
}

document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});

// What scrolls by itself can be scrolled by keys.
function reachable() {
  document.querySelectorAll(".table-wrap, .board-legend").forEach((box) => {
    const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
    if (scrolls && !box.querySelector("a, button, input, select")) box.tabIndex = 0;
  });
}
addEventListener("load", reachable);
addEventListener("resize", reachable);
document.addEventListener("htmx:afterSettle", reachable);
