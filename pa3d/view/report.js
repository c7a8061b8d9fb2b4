// A page of results: tables that sort, charts that answer the pointer, shapes that turn. Needs drawing.js before it.
(() => {
const root = document.documentElement, tip = document.getElementById("tip");
const data = JSON.parse(document.getElementById("data").textContent);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/* ---------- light and dark ---------- */
const dressed = [];
const dress = (theme) => { root.dataset.theme = theme; dressed.forEach((redraw) => redraw()); };
const flip = () => dress(root.dataset.theme === "dark" ? "light" : "dark");
document.getElementById("theme").addEventListener("click", flip);
document.addEventListener("keydown", (event) => { if (!event.ctrlKey && !event.metaKey && !event.altKey && !["INPUT", "SELECT"].includes(event.target.tagName) && (event.key === "t" || event.key === "T")) flip(); });

/* ---------- what the pointer is told ---------- */
const tell = (event, ...content) => {
  tip.replaceChildren(...content); tip.hidden = false;
  const { offsetWidth: wide, offsetHeight: high } = tip, x = event.clientX + 16, y = event.clientY + 18;
  tip.style.left = Math.max(6, x + wide > innerWidth - 6 ? event.clientX - wide - 14 : x) + "px";
  tip.style.top = Math.max(6, y + high > innerHeight - 6 ? event.clientY - high - 12 : y) + "px";
};
const hush = () => { tip.hidden = true; };
for (const kind of ["pointermove", "pointerdown"]) document.addEventListener(kind, (event) => {
  const told = event.target.closest && event.target.closest("[data-tip]");
  if (told) { const [first, ...rest] = told.dataset.tip.split("\n"); tell(event, element("b", {}, first), rest.length ? "\n" + rest.join("\n") : ""); }
  else if (!event.target.closest || !event.target.closest("[data-lines], canvas")) hush();
});
document.addEventListener("scroll", hush, { passive: true, capture: true });

/* ---------- curves: a reading line ---------- */
for (const svg of all("svg[data-lines]")) {
  const curves = JSON.parse(svg.dataset.lines), reading = svg.querySelector(".reading"), places = [...new Set(curves.flatMap((curve) => curve.at.map((place) => place[0])))].sort((a, b) => a - b);
  if (!places.length) continue;
  let at = 0;
  const nearest = (list, x) => list.reduce((best, value) => Math.abs(value - x) < Math.abs(best - x) ? value : best);
  const read = (x, event) => {
    at = places.indexOf(x); reading.setAttribute("x1", x); reading.setAttribute("x2", x); svg.classList.add("read");
    const rows = curves.map((curve) => [curve, curve.at.reduce((best, place) => Math.abs(place[0] - x) < Math.abs(best[0] - x) ? place : best)]);
    const first = rows.reduce((best, row) => Math.abs(row[1][0] - x) < Math.abs(best[1][0] - x) ? row : best);
    const table = element("table", {}, ...rows.map(([curve, place]) => { const swatch = element("i"); swatch.style.background = `var(--s${curve.color})`; return element("tr", {}, element("td", {}, swatch, curve.name), element("td", {}, place[3])); }));
    tell(event, element("b", {}, first[1][2]), table);
  };
  const scaled = (clientX) => { const point = new DOMPoint(clientX, 0).matrixTransform(svg.getScreenCTM().inverse()); return point.x; };
  svg.setAttribute("tabindex", "0");
  svg.addEventListener("pointermove", (event) => read(nearest(places, scaled(event.clientX)), event));
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]; if (!step) return;
    event.preventDefault(); const x = places[Math.max(0, Math.min(places.length - 1, at + step))], box = reading.getBoundingClientRect();
    read(x, { clientX: box.left, clientY: box.top }); const now = reading.getBoundingClientRect(); read(x, { clientX: now.left, clientY: now.top });
  });
  for (const kind of ["pointerleave", "blur"]) svg.addEventListener(kind, () => { svg.classList.remove("read"); hush(); });
}

/* ---------- tables ---------- */
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
for (const table of all("table.sortable")) {
  const body = table.tBodies[0], heads = all("th", table), keys = (row, i) => row.cells[i];
  heads.forEach((head, i) => head.querySelector("button").addEventListener("click", () => {
    const numeric = head.classList.contains("num"), now = head.getAttribute("aria-sort");
    const way = now ? (now === "ascending" ? "descending" : "ascending") : numeric ? "descending" : "ascending", sign = way === "ascending" ? 1 : -1;
    const value = (row) => { const text = keys(row, i).dataset.value; return text === undefined || text === "" ? NaN : Number(text); };
    const order = numeric
      ? (a, b) => { const x = value(a), y = value(b); return isNaN(x) ? (isNaN(y) ? 0 : 1) : isNaN(y) ? -1 : sign * (x - y); }
      : (a, b) => sign * collator.compare(keys(a, i).textContent, keys(b, i).textContent);
    body.append(...[...body.rows].sort(order));
    heads.forEach((other) => other.removeAttribute("aria-sort")); head.setAttribute("aria-sort", way);
  }));
}
for (const input of all("input[type=search]")) {
  const rows = [...document.getElementById(input.getAttribute("aria-controls")).tBodies[0].rows];
  input.addEventListener("input", () => { const words = input.value.toLowerCase().split(/\s+/); for (const row of rows) { const text = row.textContent.toLowerCase(); row.hidden = !words.every((word) => text.includes(word)); } });
}

/* ---------- shapes: truth beside prediction, turning together ---------- */
const stage = document.createElement("canvas");
let drawing = null, refused = "";
if (data.galleries.length) try { drawing = makeDrawing(stage); } catch (error) { refused = error.message; }
const paper = () => rgb(getComputedStyle(root).getPropertyValue("--paper").trim());

const card = (pair, gallery) => {
  const { arrays } = pair, truth = decode(arrays.truth, Uint16Array), predicted = decode(arrays.predicted, Uint16Array);
  const load = (labels) => ({ ...drawing.upload({ ...pair, kind: "cloud", arrays: { ...arrays, labels } }) });
  const views = { truth: load(arrays.truth), predicted: load(arrays.predicted) };
  const wrong = Uint16Array.from(predicted, (label, i) => label === truth[i] ? 0 : label || pair.parts.length + 1);
  views.mistakes = load(btoa(Array.from(new Uint8Array(wrong.buffer), (byte) => String.fromCharCode(byte)).join("")));
  pair.arrays = null;
  const colors = [data.none, ...pair.parts.map((part) => part.color), data.none], visible = colors.map(() => true);
  let pose = { ...START }, fine = true, settle = 0, queued = false;
  const panes = ["truth", "predicted"].map((kind) => ({ kind, canvas: element("canvas", { tabindex: "0", role: "img", "aria-label": `${pair.title}: ${kind} parts. Drag or use the arrow keys to turn.` }) }));
  const paint = (pane, ground) => {
    const size = Math.max(1, Math.round(pane.canvas.clientWidth * (window.devicePixelRatio || 1))), mistakes = pane.kind === "predicted" && gallery.mistakes;
    drawing.paint(mistakes ? [data.pale[root.dataset.theme === "dark" ? 1 : 0], ...colors.slice(1)] : colors, visible);
    drawing.frame({ shape: mistakes ? views.mistakes : views[pane.kind], pose, fine, width: size, height: size, paper: ground || paper() });
    if (pane.canvas.width !== size || pane.canvas.height !== size) { pane.canvas.width = size; pane.canvas.height = size; }
    pane.canvas.getContext("2d").drawImage(stage, 0, 0);
  };
  const draw = (ground) => panes.forEach((pane) => paint(pane, ground));
  const redraw = () => { if (!queued) { queued = true; requestAnimationFrame(() => { queued = false; draw(); }); } };
  const move = (next) => { pose = next; fine = false; clearTimeout(settle); settle = setTimeout(() => { fine = true; redraw(); }, 140); redraw(); };
  const zoomed = (factor) => move({ ...pose, zoom: Math.max(0.5, Math.min(12, pose.zoom * factor)) });
  const name = (label) => label ? pair.parts[label - 1].name : "no part";
  for (const pane of panes) {
    const { canvas } = pane; let last = null;
    canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); last = event; hush(); canvas.classList.add("moving"); });
    canvas.addEventListener("pointermove", (event) => {
      if (last) { move(turned(pose, event.clientX - last.clientX, event.clientY - last.clientY)); last = event; return; }
      paint(pane); const box = canvas.getBoundingClientRect(), index = drawing.pick((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
      if (index < 0) return hush();
      const right = truth[index] === predicted[index];
      tell(event, element("b", {}, name(truth[index])), right ? "" : `\npredicted: ${name(predicted[index])}`);
    });
    for (const kind of ["pointerup", "pointercancel", "lostpointercapture"]) canvas.addEventListener(kind, () => { last = null; canvas.classList.remove("moving"); });
    canvas.addEventListener("pointerleave", hush);
    canvas.addEventListener("dblclick", () => { pose = { ...START }; redraw(); });
    canvas.addEventListener("wheel", (event) => { if (event.ctrlKey) { event.preventDefault(); zoomed(Math.exp(-event.deltaY * 0.003)); } }, { passive: false });
    canvas.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (way) move(turned(pose, way[0] * 18, way[1] * 18)); else if (event.key === "+" || event.key === "=") zoomed(1.15); else if (event.key === "-") zoomed(1 / 1.15); else if (event.key === "r" || event.key === "R") { pose = { ...START }; redraw(); } else return;
      event.preventDefault();
    });
  }
  const legend = pair.parts.filter((part) => part.shown).map((part) => { const swatch = element("i"); swatch.style.setProperty("--swatch", part.color); return element("li", {}, swatch, part.name, ...(part.note ? [element("span", {}, part.note)] : [])); });
  const node = element("article", { class: "card" },
    element("div", { class: "top" }, element("h4", {}, pair.title), element("b", {}, pair.figure)), ...(pair.note ? [element("p", { class: "under" }, pair.note)] : []),
    element("div", { class: "both" }, ...panes.map((pane) => element("figure", {}, pane.canvas, element("figcaption", {}, pane.kind)))), element("ul", {}, ...legend));
  new ResizeObserver(redraw).observe(panes[0].canvas);
  dressed.push(redraw); gallery.redraw.push(redraw); gallery.draw.push(draw);
  return node;
};
const galleries = all(".gallery").map((place, i) => {
  const gallery = { mistakes: false, redraw: [], draw: [] }, cards = place.querySelector(".cards"), box = place.querySelector("input");
  if (!drawing) { cards.replaceWith(element("p", { class: "said" }, refused)); box.closest("label").hidden = true; return gallery; }
  box.addEventListener("change", () => { gallery.mistakes = box.checked; gallery.redraw.forEach((redraw) => redraw()); });
  cards.replaceChildren(...data.galleries[i].map((pair) => card(pair, gallery)));
  return gallery;
});
const paintAll = (ground) => galleries.forEach((gallery) => gallery.draw.forEach((draw) => draw(ground)));
addEventListener("beforeprint", () => paintAll([255, 255, 255]));
addEventListener("afterprint", () => paintAll());

dress(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
requestAnimationFrame(() => requestAnimationFrame(() => { root.dataset.ready = "true"; }));
})();
