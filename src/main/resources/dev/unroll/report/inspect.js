
const T = data.steps.length;
const K = data.outputs.length;

/* As many words as there is room for; a word is as wide as the columns up to the next one. */
function words(room = 40, steps = data.steps) {
  const every = Math.ceil(steps.length / room);
  return make("div", { class: "words", "aria-hidden": "true", style: `grid-template-columns: repeat(${steps.length}, 1fr)` },
    ...steps.flatMap((step, t) => t % every ? []
      : [make("span", { title: step, style: `grid-column: span ${Math.min(every, steps.length - t)}` }, step)]));
}

page.append(
  make("h1", {}, `Inspection of ${data.model}`),
  make("p", {}, `Run ${data.run}, one example of ${T} steps. Every figure shows this example.`));

/* Connectivity */
const chosen = { k: K - 1 };
const outputName = k => {
  const output = data.outputs[k];
  return (output.step === undefined ? "the sequence" : `${output.step + 1} ${data.steps[output.step]}`);
};
if (data.connectivity.length) {
  page.append(
    make("h2", {}, "What the answer depends on"),
    make("p", {}, "Choose an answer below. The darker a step, the more the log probability of this answer (or its value) "
      + "depends on the input of the step: the norm of its gradient with respect to that input. 100 % is the most influential step."));
  const answers = make("div", { class: "tokens", role: "group", "aria-label": "answers" });
  const inputs = make("div", { class: "tokens", role: "group", "aria-label": "steps" });
  const buttons = data.outputs.map((output, k) => make("button", {
    type: "button", onclick: () => choose(k), onmouseenter: () => choose(k), onfocus: () => choose(k),
  }, (output.step === undefined ? "" : data.steps[output.step] + " ") + output.text,
    make("small", {}, output.probability === undefined ? "" : " " + number(output.probability))));
  answers.append(...buttons);
  answers.addEventListener("keydown", event => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (move) buttons[Math.min(K - 1, Math.max(0, chosen.k + move))].focus();
  });
  const spans = data.steps.map(step => make("span", { tabindex: 0 }, step));
  inputs.append(...spans);
  function choose(k) {
    chosen.k = k;
    const most = Math.max(...data.connectivity[k]) || 1;
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", i === k));
    spans.forEach((span, t) => {
      const share = data.connectivity[k][t] / most;
      const [r, g, b] = colour(share, false);
      span.style.background = `rgb(${r},${g},${b})`;
      span.style.color = (r * 3 + g * 6 + b) / 10 > 128 ? "#111" : "#fff";
      span.title = `${number(data.connectivity[k][t])}, ${Math.round(100 * share)} % of the most`;
      span.setAttribute("aria-label", `${data.steps[t]}: ${Math.round(100 * share)} %`);
    });
  }
  page.append(answers, inputs);
  choose(chosen.k);
  dark.addEventListener("change", () => choose(chosen.k));
  if (K > 1) {
    const most = data.connectivity.map(row => Math.max(...row) || 1);
    page.append(
      make("h3", {}, "All answers"),
      make("p", {}, "One row per answer, one column per input step; each row is scaled separately."),
      heatMap({ columns: T, rows: K, signed: false, height: Math.min(480, Math.max(80, 12 * K)),
        label: "connectivity, one row per answer and one column per step",
        share: (t, k) => data.connectivity[k][t] / most[k],
        text: (t, k) => `answer ${outputName(k)} (${data.outputs[k].text}), step ${t + 1} ${data.steps[t]}: `
          + number(data.connectivity[k][t]) }),
      words());
  }
  page.append(details("as a table", table(["answer", ...data.steps], data.connectivity.map((row, k) =>
    [`${outputName(k)}: ${data.outputs[k].text}`, ...row.map(number)]))));
}

/* Gates and states */
async function heat(layer, equation) {
  const bytes = await inflate(equation.bytes);
  const U = equation.units;
  const order = layer.order.length === U ? layer.order : Array.from({ length: U }, (_, u) => u);
  const value = (t, u) => equation.low + bytes[t * U + u] * (equation.high - equation.low) / 255;
  const signed = !equation.mask;
  const most = signed ? equation.typical || 1 : 1;
  const share = equation.mask
    ? `; ${Math.round(100 * equation.shut)} % below 0.1, ${Math.round(100 * equation.open)} % above 0.9` : "";
  const gradient = (signed ? [-1, -0.5, 0, 0.5, 1] : [0, 0.5, 1]).map(s => `rgb(${colour(s, signed)})`);
  return make("figure", {},
    make("figcaption", {}, make("b", {}, make("code", {}, equation.name)), equation.label ? "  " + equation.label : "",
      make("small", {}, `mean ${number(equation.mean)}${share}`)),
    heatMap({ columns: layer.steps.length, rows: U, signed,
      label: `${layer.path} ${equation.name}: ${U} units at ${layer.steps.length} steps, mean ${number(equation.mean)}${share}`,
      share: (t, r) => value(t, order[r]) / most,
      text: (t, r) => `unit ${order[r]}, step ${t + 1} ${layer.steps[t]}: ${number(value(t, order[r]))}` }),
    words(10, layer.steps),
    make("div", { class: "scale" }, signed ? "≤ " + number(-most) : "0",
      make("i", { style: `background: linear-gradient(to right, ${gradient})` }), signed ? "≥ " + number(most) : "1"));
}

async function gates() {
  const section = make("section", {},
    make("h2", {}, "Gates and states"),
    make("p", {}, "One row per unit, with similar units adjacent, and one column per step. A gate near 0 blocks, a gate near 1 passes."));
  page.append(section);
  for (const layer of data.layers) {
    const heats = make("div", { class: "heats" });
    section.append(
      make("h3", {}, make("code", {}, layer.path), `, ${layer.cell}, `,
        layer.reverse ? "in reverse" : "forwards"),
      heats,
      details("as a table", table(["equation", "meaning", "units", "mean", "below 0.1", "above 0.9"], layer.equations.map(e =>
        [e.name, e.label, e.units, number(e.mean), e.mask ? number(e.shut) : "", e.mask ? number(e.open) : ""]))));
    for (const equation of layer.equations) heats.append(await heat(layer, equation));
  }
}

/* Gradient reach */
function reach() {
  const series = [];
  const add = (layers, run, dashed) => layers.forEach(layer => layer.reach.forEach(r =>
    series.push({ label: `${run ? run + " " : ""}${layer.path}.${r.state}`, values: r.byDistance, dashed })));
  add(data.layers, data.against ? data.run : "", false);
  if (data.against) add(data.against, data.againstRun, true);
  if (!series.length) return;
  const distances = Array.from({ length: Math.max(...series.map(s => s.values.length)) }, (_, d) => d);
  page.append(
    make("h2", {}, "How far gradients reach"),
    make("p", {}, "The norm of the gradient of an answer with respect to a state, against the number of steps between them: the mean over "
      + "all answers at that distance. A fast decay means that long-range dependencies cannot be learned."),
    chart({ x: distances, series, logarithmic: true, xLabel: "steps between state and answer",
      label: "gradient norm against distance, logarithmic" }),
    details("as a table", table(["distance", ...series.map(s => s.label)],
      distances.map(d => [d, ...series.map(s => number(s.values[d]))]))));
}

/* Attention */
function attention() {
  if (!data.attentions.length) return;
  page.append(make("h2", {}, "Attention"),
    make("p", {}, "One row per step, one column per step of what it looks at. The darker, the more it counts."));
  for (const a of data.attentions) {
    page.append(make("h3", {}, make("code", {}, `${a.layer}.${a.name}`), a.label ? "  " + a.label : ""),
      heatMap({ columns: a.columns.length, rows: a.rows.length, signed: false,
        height: Math.min(480, Math.max(40, 22 * a.rows.length)),
        label: `${a.name}: how much each of ${a.rows.length} steps looks at each of ${a.columns.length}`,
        share: (t, k) => a.weights[k][t],
        text: (t, k) => `${a.rows[k]} at ${a.columns[t]}: ${number(a.weights[k][t])}` }),
      words(40, a.columns),
      details("as a table", table(["step", ...a.columns], a.weights.map((row, k) => [a.rows[k], ...row.map(number)]))));
  }
}

/* Directions */
function directions() {
  if (!data.merges.length) return;
  page.append(make("h2", {}, "Two directions"),
    make("p", {}, "The norm of the output of each direction at each step, and of their merge. A cosine of 0 "
      + "means that the two outputs are orthogonal. Below, the share of an answer's gradient through each direction."));
  for (const merge of data.merges) {
    const x = merge.forward.map((_, t) => t + 1);
    const steps = data.layers.find(layer => layer.path.startsWith(merge.path)).steps;
    page.append(make("h3", {}, make("code", {}, merge.path)),
      chart({ x, xLabel: "step", label: `norms of both directions of ${merge.path} and of their merge`, series: [
        { label: "forward", values: merge.forward }, { label: "backward", values: merge.backward },
        { label: "merged", values: merge.merged, dashed: true }] }),
      details("as a table", table(["step", "forward", "backward", "merged", "cosine"], x.map(t =>
        [`${t} ${steps[t - 1]}`, ...["forward", "backward", "merged", "cosine"].map(n => number(merge[n][t - 1]))]))));
  }
  for (const layer of data.layers.filter(l => l.connectivity.length && l.connectivity[0].length === T)) {
    const most = layer.connectivity.map((row, k) => Math.max(...data.layers.flatMap(l => l.connectivity[k] || [])) || 1);
    page.append(make("h3", {}, "Through ", make("code", {}, layer.path)),
      heatMap({ columns: T, rows: K, signed: false, height: Math.min(320, Math.max(40, 10 * K)),
        label: `gradient of each answer by the input of ${layer.path}`,
        share: (t, k) => layer.connectivity[k][t] / most[k],
        text: (t, k) => `answer ${outputName(k)}, step ${t + 1} ${data.steps[t]}: ${number(layer.connectivity[k][t])}` }),
      words());
  }
}

gates().then(() => { attention(); reach(); directions(); document.body.dataset.ready = "true"; });
