// The page put together: rail, bar, search, keys, language and theme.

const MOST_FOUND = 8;

function drawPage() {
  document.documentElement.lang = chinese() ? "zh-CN" : "en";
  document.title = `${named(M.cluster)} · ${t("title")} · ${M.made_on}`;
  drawBar();
  byId("rail").replaceChildren(...sections.slice(1).map(({ id }) => h("a", { href: `#${id}`, onclick: (event) => jump(event, id) }, t(`section_${id}`))));
  byId("sections").replaceChildren(...sections.map(({ id, draw }) => {
    const box = h("section", { id });
    if (id !== "head") box.append(h("h2", {}, t(`section_${id}`)));
    return box;
  }));
  // Drawn once they stand in the page, as the board measures its own width.
  for (const { id, draw } of sections) draw(byId(id));
  tip.hide();
}

function jump(event, id) {
  event.preventDefault();
  goTo(id);
}

function drawBar() {
  byId("cluster").textContent = named(M.cluster);
  byId("made-up").hidden = !M.made_up;
  byId("made-up").textContent = t("made_up");
  byId("today").textContent = planDay();
  byId("language").textContent = chinese() ? "English" : "中文";
  byId("theme").textContent = t(dark() ? "theme_light" : "theme_dark");
  byId("keys").setAttribute("aria-label", t("keys_title"));
  byId("search").setAttribute("placeholder", t("search"));
  byId("search").setAttribute("aria-label", t("search"));
}

const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const dark = () => (choice("theme", "") ? choice("theme", "") === "dark" : prefersDark.matches);

function applyTheme() {
  document.documentElement.dataset.theme = dark() ? "dark" : "light";
  byId("theme").textContent = t(dark() ? "theme_light" : "theme_dark");
  refreshBoard();
}

function switchLanguage() {
  const at = scrollY;
  choose("lang", chinese() ? "en" : "zh", M.language);
  drawPage();
  window.scrollTo(0, at);
}

// Search: orders and factories whose number, customer, style or name holds the text.
function findAnything(text) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  const found = [];
  for (let order = 0; order < D.orders.number.length && found.length < MOST_FOUND; order += 1) {
    const words = `${D.orders.number[order]} ${customerName(order)} ${styleName(order)} ${D.styles.code[D.orders.style[order]]}`;
    if (words.toLowerCase().includes(wanted)) found.push({ name: D.orders.number[order], note: `${styleName(order)} · ${dayText(D.orders.due[order])}`, go: () => selectOrder(order, true) });
  }
  for (let factory = 0; factory < D.factories.code.length && found.length < MOST_FOUND * 1.5; factory += 1) {
    if (!`${D.factories.code[factory]} ${D.factories.name[factory]}`.toLowerCase().includes(wanted)) continue;
    found.push({ name: factoryName(factory), note: townshipName(D.factories.township[factory]), go: () => goToFactory(factory) });
  }
  return found;
}

function goToFactory(factory) {
  showFactory(factory);
  goTo("factories");
}

function listenToSearch() {
  const [field, box] = [byId("search"), byId("found")];
  const close = () => {
    box.hidden = true;
  };
  const pick = (found) => {
    close();
    field.blur();
    found.go();
  };
  field.addEventListener("input", () => {
    const found = findAnything(field.value);
    box.hidden = !field.value.trim();
    box.replaceChildren(...(found.length ? found.map((each) => button([h("b", {}, each.name), h("span", { class: "quiet" }, ` ${each.note}`)], () => pick(each))) : [h("p", { class: "quiet" }, t("nothing_found"))]));
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Enter") {
      const found = findAnything(field.value);
      if (found.length) pick(found[0]);
    }
    if (event.key === "ArrowDown") box.querySelector("button")?.focus();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".bar-search")) close();
  });
}

function showKeys() {
  const rows = [["/", "key_search"], ["g o", "key_orders"], ["g b", "key_board"], ["← → ↑ ↓", "key_arrows"], ["Esc", "key_escape"], ["?", "key_help"]];
  byId("help").replaceChildren(h("h2", {}, t("keys_title")), h("dl", {}, rows.map(([key, text]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, t(text))])), button(t("close"), () => byId("help").close()));
  byId("help").showModal();
}

let lastKey = "";

function keyOnPage(event) {
  if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  const goes = { o: "promises", b: "board" }[event.key];
  if (lastKey === "g" && goes) goTo(goes);
  else if (event.key === "/") {
    event.preventDefault();
    byId("search").focus();
  } else if (event.key === "?") showKeys();
  else if (event.key === "Escape" && selection.order !== null) selectOrder(null);
  lastKey = event.key;
}

byId("language").addEventListener("click", switchLanguage);
byId("theme").addEventListener("click", () => {
  choose("theme", dark() ? "light" : "dark");
  applyTheme();
});
byId("keys").addEventListener("click", showKeys);
prefersDark.addEventListener("change", applyTheme);
// Paper is light whatever the screen is.
addEventListener("beforeprint", () => {
  document.documentElement.dataset.theme = "light";
  refreshBoard();
});
addEventListener("afterprint", applyTheme);
addEventListener("resize", () => {
  refreshBoard();
  map.redraw?.();
});
document.addEventListener("keydown", keyOnPage);
document.addEventListener("scroll", tip.hide, { capture: true, passive: true });
listenToSearch();
document.documentElement.dataset.theme = dark() ? "dark" : "light";
const bookmarked = D.orders.number.indexOf(choice("order", ""));
if (bookmarked >= 0) selection.order = bookmarked;
drawPage();
shaded(byId("rail"));
