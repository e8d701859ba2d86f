// How to read the page: what the gap means and what every figure covers.

const READING = ["gap", "late", "risk", "load", "even", "worth", "utilisation", "cost", "virtues", "map"];

function drawReading(box) {
  box.append(h("dl", { class: "reading" }, READING.map((id) => [h("dt", {}, t(`read_${id}_title`)), h("dd", {}, t(`read_${id}`, { gap: percentAtMost(M.gap) }))])));
}

section("reading", drawReading);
