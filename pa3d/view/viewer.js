// A page to turn one shape around in. Needs drawing.js before it.
(() => {
const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("data").textContent);
const canvas = byId("view"), tip = byId("tip"), root = document.documentElement;
const fail = (text) => { const box = byId("failure"); box.textContent = text; box.hidden = false; canvas.hidden = true; byId("help").hidden = true; root.dataset.ready = "failed"; };

let drawing;
try { drawing = makeDrawing(canvas); } catch (error) { return fail(error.message); }
const state = { ...START, target: [...START.target], shape: null, mode: 0, visible: [], dirty: true, fine: true };
const frame = () => {
  const ratio = window.devicePixelRatio || 1, width = Math.max(1, Math.round(canvas.clientWidth * ratio)), height = Math.max(1, Math.round(canvas.clientHeight * ratio));
  drawing.frame({ shape: state.shape, pose: state, mode: state.mode, fine: state.fine, width, height, paper: rgb(getComputedStyle(root).getPropertyValue("--paper").trim()) });
  root.dataset.ready = "true";
};
let settle = 0;
const redraw = (moving = false) => {
  if (moving) { state.fine = false; clearTimeout(settle); settle = setTimeout(() => { state.fine = true; redraw(); }, 140); }
  if (state.queued) return;
  state.queued = true; requestAnimationFrame(() => { state.queued = false; frame(); });
};

/* ---------- shapes ---------- */
const paintParts = () => drawing.paint([data.none, ...state.shape.parts.map((part) => part.color)], state.visible);
const refresh = () => {
  for (const button of byId("legend").querySelectorAll("button")) button.setAttribute("aria-pressed", String(state.visible[Number(button.dataset.part)]));
  tip.hidden = true; paintParts(); redraw();
};
const toggle = (part) => { state.visible[part] = !state.visible[part]; refresh(); };
const only = (part) => { const alone = state.visible.every((on, i) => on === (i === part)); state.visible = state.visible.map((_, i) => alone || i === part); state.shape.visible = state.visible; refresh(); };
const percent = (share) => share <= 0 ? "0 %" : share < 0.01 ? "< 1 %" : Math.round(share * 100) + " %";
const number = (value) => value.toLocaleString("en-US");

const legendEntry = (part, name, color, share, score) => {
  const swatch = element("i"); swatch.style.setProperty("--swatch", color);
  const button = element("button", { type: "button", "data-part": part, "aria-pressed": "true", class: share > 0 ? "" : "absent" }, swatch, element("b", {}, name), element("span", { title: "share" }, percent(share)));
  if (score !== null) button.append(element("span", { title: "mean score" }, score.toFixed(2)));
  let before = null;
  button.addEventListener("click", (event) => { if (event.detail === 2) { state.visible = before; only(part); } else { before = [...state.visible]; toggle(part); } });
  button.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.shiftKey) { event.preventDefault(); only(part); } });
  return element("li", {}, button);
};
const loaded = [];
const show = (index) => {
  let shape;
  try { shape = loaded[index] = loaded[index] || drawing.upload(data.shapes[index]); } catch (error) { return fail("The shape could not be drawn: " + error.message); }
  state.shape = shape; state.visible = shape.visible = shape.visible || new Array(shape.parts.length + 1).fill(true);
  const entries = shape.parts.map((part, i) => legendEntry(i + 1, part.name, part.color, part.share, part.score));
  if (shape.none_share > 5e-4) entries.push(legendEntry(0, "no part", data.none, shape.none_share, null));
  byId("legend").replaceChildren(...entries);
  const things = shape.cloud ? "points" : "faces";
  const count = shape.elements < shape.total ? `${number(shape.elements)} of ${number(shape.total)} ${things} are drawn.` : `${number(shape.total)} ${things}.`;
  byId("note").textContent = [count, shape.note].filter(Boolean).join(" ");
  const modes = [[0, "part"], ...(shape.scores ? [[1, "score"]] : []), ...(shape.colored ? [[2, "original colours"]] : [])];
  byId("mode").replaceChildren(...modes.map(([value, text]) => element("option", { value }, text)));
  if (!modes.some(([value]) => value === state.mode)) state.mode = 0;
  byId("mode").value = state.mode; byId("mode-label").hidden = modes.length < 2; byId("ramp").hidden = state.mode !== 1;
  canvas.setAttribute("aria-label", `${shape.title}: ${shape.parts.map((part) => `${part.name} ${percent(part.share)}`).slice(0, 30).join(", ")}`);
  byId("shapes").querySelectorAll("button").forEach((button, i) => button.setAttribute("aria-current", String(i === index)));
  refresh();
};

/* ---------- looking around ---------- */
const pointers = new Map(); let pinch = null, hover = null;
const turn = (dx, dy) => { Object.assign(state, turned(state, dx, dy)); redraw(true); };
const zoom = (factor) => { state.zoom = Math.max(0.25, Math.min(40, state.zoom * factor)); redraw(true); };
const pan = (dx, dy) => {
  const { right, up } = axesOf(state), eye = cameraOf(state, canvas.clientWidth / Math.max(canvas.clientHeight, 1)), unit = 2 * eye.slope[1] * eye.distance / canvas.clientHeight;
  state.target = state.target.map((value, i) => Math.max(-3, Math.min(3, value - (right[i] * dx - up[i] * dy) * unit))); redraw(true);
};
const reset = () => { Object.assign(state, START, { target: [...START.target] }); redraw(); };
const pick = () => {
  const at = hover; hover = null; if (!at) return;
  const box = canvas.getBoundingClientRect(), x = at.clientX - box.left, y = at.clientY - box.top, index = drawing.pick(x / box.width, y / box.height);
  tip.hidden = index < 0; if (index < 0) return;
  const part = state.shape.labels[index], entry = part ? state.shape.parts[part - 1] : { name: "no part", color: data.none };
  const swatch = element("i"); swatch.style.background = entry.color;
  tip.replaceChildren(swatch, element("b", {}, entry.name));
  if (state.shape.scores) tip.append(element("span", {}, "score " + (state.shape.scores[index] / 255).toFixed(2)));
  tip.style.left = Math.max(4, Math.min(x + 16, box.width - tip.offsetWidth - 8)) + "px"; tip.style.top = Math.max(4, Math.min(y + 18, box.height - tip.offsetHeight - 8)) + "px";
};
canvas.addEventListener("pointerdown", (event) => { canvas.focus({ preventScroll: true }); canvas.setPointerCapture(event.pointerId); pointers.set(event.pointerId, event); pinch = null; tip.hidden = true; canvas.classList.add("moving"); });
canvas.addEventListener("pointermove", (event) => {
  const before = pointers.get(event.pointerId);
  if (!before) { if (event.pointerType !== "touch") { if (!hover) requestAnimationFrame(pick); hover = event; } return; }
  pointers.set(event.pointerId, event);
  if (pointers.size === 1) { (event.buttons & 6 || event.shiftKey ? pan : turn)(event.clientX - before.clientX, event.clientY - before.clientY); return; }
  const [a, b] = [...pointers.values()], now = { x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2, apart: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) };
  if (pinch) { zoom(now.apart / Math.max(pinch.apart, 1)); pan(now.x - pinch.x, now.y - pinch.y); }
  pinch = now;
});
const release = (event) => { pointers.delete(event.pointerId); pinch = null; if (!pointers.size) canvas.classList.remove("moving"); };
for (const kind of ["pointerup", "pointercancel", "lostpointercapture"]) canvas.addEventListener(kind, release);
canvas.addEventListener("pointerleave", () => { hover = null; tip.hidden = true; });
canvas.addEventListener("contextmenu", (event) => event.preventDefault());
canvas.addEventListener("wheel", (event) => { event.preventDefault(); tip.hidden = true; zoom(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.03 : 0.0012))); }, { passive: false });
canvas.addEventListener("dblclick", reset);
canvas.addEventListener("keydown", (event) => {
  const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (move) (event.shiftKey ? pan : turn)(move[0] * 18, move[1] * 18);
  else if (event.key === "+" || event.key === "=") zoom(1.15);
  else if (event.key === "-") zoom(1 / 1.15);
  else return;
  event.preventDefault();
});
const dress = (theme) => { root.dataset.theme = theme; if (state.shape) redraw(); };
const flip = () => dress(root.dataset.theme === "dark" ? "light" : "dark");
document.addEventListener("keydown", (event) => { if (event.ctrlKey || event.metaKey || event.altKey || event.target.tagName === "SELECT") return; if (event.key === "r" || event.key === "R") reset(); if (event.key === "t" || event.key === "T") flip(); });
byId("reset").addEventListener("click", reset);
byId("theme").addEventListener("click", flip);
byId("all").addEventListener("click", () => { state.visible.fill(true); refresh(); });
byId("mode").addEventListener("change", (event) => { state.mode = Number(event.target.value); byId("ramp").hidden = state.mode !== 1; redraw(); });
byId("save").addEventListener("click", () => { frame(); const link = element("a", { download: state.shape.title.replace(/[^\w.-]+/g, "_") + ".png", href: canvas.toDataURL("image/png") }); link.click(); });
canvas.addEventListener("webglcontextlost", () => fail("The graphics card was lost. Load the page again."));
new ResizeObserver(() => redraw()).observe(canvas);

byId("shapes").hidden = data.shapes.length < 2;
byId("shapes").append(...data.shapes.map((shape, i) => { const button = element("button", { type: "button" }, shape.title); button.addEventListener("click", () => show(i)); return button; }));
dress(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
show(0);
})();
