"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const page = document.getElementById("page");
const dark = matchMedia("(prefers-color-scheme: dark)");
/* Okabe and Ito's colours, which colour-blind people can tell apart. */
const PALETTE = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a800", "#777777"];

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter(child => child !== undefined));
  return element;
}
const ink = () => getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
const line = () => getComputedStyle(document.documentElement).getPropertyValue("--line").trim();

function number(x) {
  if (x === null || x === undefined) return "";
  if (x === 0) return "0";
  const size = Math.abs(x);
  return size >= 0.001 && size < 100000 ? String(+x.toPrecision(3)) : x.toExponential(1);
}

async function inflate(text) {
  const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/* From the ground to blue for 0 to 1, from blue over the ground to orange for signed numbers; the ends by brightness, too. */
function colour(share, signed) {
  const ground = dark.matches ? [20, 23, 27] : [255, 255, 255];
  const cold = dark.matches ? [110, 180, 255] : [8, 64, 129];
  const warm = dark.matches ? [255, 170, 90] : [179, 70, 0];
  const end = signed ? (share < 0 ? cold : warm) : cold;
  const size = Math.min(1, Math.abs(share));
  return ground.map((g, i) => Math.round(g + (end[i] - g) * size));
}

const tip = make("div", { class: "tip", role: "status" });
document.body.append(tip);
function showTip(text, x, y) {
  tip.textContent = text;
  tip.style.left = Math.max(4, Math.min(x + 12, innerWidth - tip.offsetWidth - 8)) + "px";
  tip.style.top = Math.max(4, y - 34) + "px";
}
const hideTip = () => { tip.textContent = ""; };

/* A canvas of cells, with a tip for the one pointed at and arrow keys to walk through them. */
function heatMap({ columns, rows, share, signed, label, text, height }) {
  const canvas = make("canvas", { role: "img", tabindex: 0, "aria-label": label });
  canvas.width = columns;
  canvas.height = rows;
  canvas.style.height = (height || Math.max(60, Math.min(256, rows * 2))) + "px";
  function draw() {
    const context = canvas.getContext("2d");
    const image = context.createImageData(columns, rows);
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        image.data.set([...colour(share(c, r), signed), 255], 4 * (r * columns + c));
      }
    }
    context.putImageData(image, 0, 0);
  }
  draw();
  dark.addEventListener("change", draw);
  let at = [0, 0];
  const show = (x, y) => showTip(text(at[0], at[1]), x, y);
  canvas.addEventListener("mousemove", event => {
    const box = canvas.getBoundingClientRect();
    at = [Math.min(columns - 1, Math.max(0, Math.floor((event.clientX - box.left) / box.width * columns))),
          Math.min(rows - 1, Math.max(0, Math.floor((event.clientY - box.top) / box.height * rows)))];
    show(event.clientX, event.clientY);
  });
  canvas.addEventListener("mouseleave", hideTip);
  canvas.addEventListener("blur", hideTip);
  canvas.addEventListener("keydown", event => {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!move) return;
    event.preventDefault();
    at = [Math.min(columns - 1, Math.max(0, at[0] + move[0])), Math.min(rows - 1, Math.max(0, at[1] + move[1]))];
    const box = canvas.getBoundingClientRect();
    show(box.left + (at[0] + 0.5) * box.width / columns, box.top + (at[1] + 0.5) * box.height / rows);
  });
  return canvas;
}

function table(head, rows) {
  return make("div", { class: "scroll" }, make("table", {},
    make("thead", {}, make("tr", {}, ...head.map(h => make("th", { scope: "col" }, h)))),
    make("tbody", {}, ...rows.map(row => make("tr", {}, ...row.map(cell => make("td", {}, String(cell))))))));
}

const details = (summary, ...content) => make("details", {}, make("summary", {}, summary), ...content);

/* A part of the page. */
function section(title, about, ...content) {
  page.append(make("section", {}, make("h2", {}, title), about ? make("p", {}, about) : "", ...content));
}

/* Lines over whole numbers; series: [{label, values}]. */
function chart({ x, series, logarithmic, xLabel, label }) {
  const box = make("div", { class: "chart", role: "img", "aria-label": label });
  const options = () => ({
    width: Math.max(240, Math.min(900, box.clientWidth || page.clientWidth - 40)),
    height: box.closest(".charts") ? 240 : 300,
    scales: { x: { time: false }, y: logarithmic ? { distr: 3 } : {} },
    axes: [
      { label: xLabel, stroke: ink(), grid: { stroke: line() }, ticks: { stroke: line() } },
      { stroke: ink(), grid: { stroke: line() }, ticks: { stroke: line() }, size: 64,
        values: (u, ticks) => ticks.map(t => t === null ? "" : number(t)) },
    ],
    series: [
      { label: xLabel },
      ...series.map((s, i) => ({
        label: s.label, stroke: PALETTE[(s.colour ?? i) % PALETTE.length], width: s.scattered ? 0 : 2,
        dash: s.dashed ? [6, 4] : undefined, spanGaps: true, paths: s.scattered ? () => null : undefined,
        points: { show: s.dots || s.scattered || x.length < 40, size: s.scattered ? 4 : 5 }, value: (u, v) => number(v) })),
    ],
  });
  const values = [x, ...series.map(s => s.values.map(v => v === undefined || logarithmic && !(v > 0) ? null : v))];
  let plot;
  const draw = () => { if (plot) plot.destroy(); plot = new uPlot(options(), values, box); };
  requestAnimationFrame(draw);
  dark.addEventListener("change", draw);
  let timer;
  addEventListener("resize", () => { clearTimeout(timer); timer = setTimeout(draw, 150); });
  return box;
}
