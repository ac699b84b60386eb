const epochs = data.epochs;
const findings = data.findings;
const count = x => x.toLocaleString("en", { maximumFractionDigits: 2 });
const percent = x => (100 * x).toFixed(1) + " %";
const epochNumbers = epochs.map(e => e.epoch);

/* Results */
function results() {
  const outcome = findings.outcome;
  const last = epochs[epochs.length - 1];
  const state = !epochs.length ? "Training has started; no epoch has finished yet."
    : !outcome ? `Running, or killed: ${last.epoch} epochs so far.`
    : { epochs: "All epochs are done.", steps: "All steps are done.",
        patience: "Stopped early: the watched metric stopped improving.",
        interrupted: "Interrupted; it can be resumed." }[outcome.ending];
  page.append(make("h1", {}, data.name), make("p", {}, state));
  if (!epochs.length) return;
  const best = [...epochs].reverse().find(e => e.best);
  const rows = [];
  const names = new Set([...Object.keys(best.valid), ...Object.keys((findings.test || {}).metrics || {})]);
  for (const name of names) {
    rows.push([name, number(best.valid[name]), number(((findings.test || {}).metrics || {})[name])]);
  }
  const facts = [["best epoch", best.epoch], ["epochs", last.epoch], ["steps", last.step],
    ["seconds", Math.round(last.seconds)], ["tokens per second", Math.round(last.tokens)]];
  section("Results", "Metrics of the weights that were kept.",
    make("div", { class: "beside" },
      rows.length ? table(["metric", `validation, epoch ${best.epoch}`, "test"], rows) : "", table(["training", ""], facts)));
}

/* Curves */
function curves() {
  if (!epochs.length) return;
  const steps = data.points.step;
  const at = epochs.map(e => e.step);
  const x = [...new Set([...steps, ...at])].sort((a, b) => a - b);
  const onSteps = values => { const map = new Map(steps.map((s, i) => [s, values[i]])); return x.map(s => map.get(s)); };
  const onEpochs = values => { const map = new Map(at.map((s, i) => [s, values[i]])); return x.map(s => map.get(s)); };
  const valid = name => epochs.map(e => e.valid[name]);
  const losses = [{ label: "training", values: onSteps(data.points.loss) }];
  if ("loss" in epochs[0].valid) losses.push({ label: "validation", values: onEpochs(valid("loss")), dots: true });
  const columns = [...Object.keys(epochs[0].train).map(n => ["train " + n, e => e.train[n]]),
    ...Object.keys(epochs[0].valid).map(n => ["valid " + n, e => e.valid[n]])];
  section("Loss", "Training: averaged over several steps. Validation: after each epoch.",
    chart({ x, series: losses, xLabel: "step", label: "training and validation loss by step",
      logarithmic: data.points.loss.every(v => v > 0) }),
    details("each epoch as a table", table(["epoch", "step", "seconds", ...columns.map(c => c[0]), "tokens/s", "best"],
      epochs.map(e => [e.epoch, e.step, e.seconds.toFixed(1), ...columns.map(c => number(c[1](e))), Math.round(e.tokens),
        e.best ? "*" : ""]))));
  const metrics = Object.keys(epochs[0].valid).filter(n => n !== "loss");
  if (metrics.length) {
    section("Metrics", "On the validation part, after each epoch.",
      make("div", { class: "charts" }, ...metrics.map(name => make("figure", {}, make("figcaption", {}, make("code", {}, name)),
        chart({ x: epochNumbers, xLabel: "epoch", label: `${name} by epoch`, series: [{ label: name, values: valid(name), dots: true }] })))),
      details("as a table", table(["epoch", ...metrics], epochs.map(e => [e.epoch, ...metrics.map(n => number(e.valid[n]))]))));
  }
  section("Rate and gradients", "The learning rate, and the global gradient norm before clipping.",
    make("div", { class: "charts" },
      make("figure", {}, make("figcaption", {}, "learning rate"),
        chart({ x: steps, xLabel: "step", label: "learning rate by step", series: [{ label: "rate", values: data.points.rate }] })),
      make("figure", {}, make("figcaption", {}, "gradient norm"),
        chart({ x: steps, xLabel: "step", label: "gradient norm by step", logarithmic: true,
          series: [{ label: "norm", values: data.points.norm }] }))),
    details("as a table", table(["epoch", "rate", "mean gradient norm"], epochs.map(e => [e.epoch, number(e.rate), number(e.norm)]))));
}

/* Parameters */
function parameters() {
  if (!data.parameters.length) return;
  const last = values => values[values.length - 1];
  const ranked = [...data.parameters].sort((a, b) => last(b.ratios) - last(a.ratios));
  section("Parameters", "The gradient norm of each parameter, and the norm of its last update of an epoch relative to "
    + "its norm. About 0.001 is usual; far above, the learning rate is too high; a parameter far below the others hardly learns.",
    make("div", { class: "charts" },
      make("figure", {}, make("figcaption", {}, "gradient norm"),
        chart({ x: epochNumbers, xLabel: "epoch", logarithmic: true, label: "gradient norm per parameter",
          series: data.parameters.map(p => ({ label: p.name, values: p.gradients, dots: true })) })),
      make("figure", {}, make("figcaption", {}, "update / weight"),
        chart({ x: epochNumbers, xLabel: "epoch", logarithmic: true, label: "update to weight ratio per parameter",
          series: data.parameters.map(p => ({ label: p.name, values: p.ratios, dots: true })) }))),
    details("the last epoch as a table", table(["parameter", "gradient norm", "weight norm", "update / weight"],
      ranked.map(p => [p.name, number(last(p.gradients)), number(last(p.weights)), number(last(p.ratios))]))));
}

/* Gates */
function gates() {
  if (!data.gates.length) return;
  const layers = new Map();
  for (const gate of data.gates) {
    const layer = gate.name.slice(0, gate.name.lastIndexOf("."));
    layers.set(layer, [...(layers.get(layer) || []), gate]);
  }
  const figures = [...layers].map(([layer, own]) => make("figure", {},
    make("figcaption", {}, make("code", {}, layer)),
    chart({ x: epochNumbers, xLabel: "epoch", label: `fraction of closed and open gate values of ${layer}`, series: own.flatMap((g, i) => [
      { label: g.name.slice(layer.length + 1) + " > 0.9", values: g.open, colour: i },
      { label: g.name.slice(layer.length + 1) + " < 0.1", values: g.shut, colour: i, dashed: true }]) })));
  section("Gates", "The fraction of a gate's values that are nearly open (above 0.9) or nearly closed (below 0.1), on the same few examples after "
    + "every epoch. A saturated gate, always closed or always open, passes no gradient.",
    make("div", { class: "charts" }, ...figures),
    details("the last epoch as a table", table(["gate", "mean", "below 0.1", "above 0.9"],
      data.gates.map(g => [g.name, ...["mean", "shut", "open"].map(k => number(g[k][g[k].length - 1]))]))));
}

/* Answers */
const scoreRows = scores => scores.map(s => [s.label, count(s.truth), count(s.answered), percent(s.precision), percent(s.recall), percent(s.f1)]);
const scoreHead = name => [name, "occurs", "answered", "precision", "recall", "F1"];

function matrix(classes) {
  const labels = classes.scores.map(s => s.label);
  const place = new Map(labels.map((l, i) => [l, i]));
  const counts = labels.map(() => labels.map(() => 0));
  classes.scores.forEach((s, i) => { counts[i][i] = s.right; });
  classes.confusions.forEach(c => { if (place.has(c.truth) && place.has(c.answered)) counts[place.get(c.truth)][place.get(c.answered)] = c.count; });
  const sums = classes.scores.map(s => s.truth || 1);
  const n = labels.length;
  return make("figure", { class: "matrix" },
    make("figcaption", {}, "One row per true class, one column per answer; darker is a larger share of the row. The diagonal is correct."),
    make("div", { class: "rows" },
      make("div", { class: "labels", style: `grid-template-rows: repeat(${n}, 1fr)` }, ...labels.map(l => make("span", { title: l }, l))),
      heatMap({ columns: n, rows: n, signed: false, height: Math.max(120, Math.min(560, n * 22)),
        label: `confusion matrix of ${classes.answer}`, share: (c, r) => counts[r][c] / sums[r],
        text: (c, r) => `${labels[r]} answered as ${labels[c]}: ${count(counts[r][c])} of ${count(sums[r])}` })));
}

function answers(part, title) {
  const found = findings[part];
  if (!found) return;
  for (const classes of found.classes) {
    const content = [];
    if (classes.scores.length <= 60) content.push(matrix(classes));
    if (classes.confusions.length) {
      content.push(make("h3", {}, "Most frequent errors"), table(["truth", "answered", "times", "of its occurrences"],
        classes.confusions.slice(0, 15).map(c => {
          const score = classes.scores.find(s => s.label === c.truth);
          return [c.truth, c.answered, count(c.count), score ? percent(c.count / score.truth) : ""];
        })));
    }
    if (classes.spans.length) content.push(make("h3", {}, "Spans by kind"), table(scoreHead("kind"), scoreRows(classes.spans)));
    content.push(details("precision and recall of each class", table(scoreHead("class"), scoreRows(classes.scores))));
    section(`Confusion matrix: ${classes.answer}, ${title}`,
      `${count(classes.right)} of ${count(classes.rows)} right (${percent(classes.right / classes.rows)}).`, ...content);
  }
  for (const numbers of found.numbers) {
    const content = [];
    if (numbers.pairs.length) content.push(scatter(numbers));
    const long = numbers.columns.filter(c => c.errors.length > 1);
    if (long.length) {
      content.push(chart({ x: long[0].errors.map((_, i) => i + 1), xLabel: "steps ahead", label: "mean absolute error by steps ahead",
        series: long.map(c => ({ label: c.name || numbers.answer, values: c.errors })) }));
    }
    content.push(details("mean absolute errors as a table", table(["column", "mean", ...long.length ? long[0].errors.map((_, i) => "+" + (i + 1)) : []],
      numbers.columns.map(c => [c.name || numbers.answer, number(c.errors.reduce((a, b) => a + b, 0) / c.errors.length),
        ...c.errors.length > 1 ? c.errors.map(number) : []]))));
    section(`Answers and truth: ${numbers.answer}, ${title}`, "Errors are in the unit of the data file.", ...content);
  }
}

function scatter(numbers) {
  const pairs = [...numbers.pairs].sort((a, b) => a[0] - b[0]);
  return make("figure", {}, make("figcaption", {}, `${pairs.length} rows, sorted by their true value`),
    chart({ x: pairs.map((_, i) => i + 1), xLabel: "row", label: "truth and answer of each row", series: [
      { label: "answer", values: pairs.map(p => p[1]), scattered: true, colour: 5 },
      { label: "truth", values: pairs.map(p => p[0]), colour: 0 }] }));
}

/* Examples */
function forecast(shown) {
  return make("div", { class: "charts" }, ...shown.lines.slice(0, 8).map(line => {
    const before = (shown.history || {})[line.name] || [];
    const x = [...before.map((_, i) => i - before.length + 1), ...line.truth.map((_, i) => i + 1)];
    const gap = before.map(() => undefined);
    return make("figure", {}, make("figcaption", {}, make("code", {}, line.name)),
      chart({ x, xLabel: "steps ahead", label: `forecast and truth of ${line.name}`, series: [
        { label: "before", values: [...before, ...line.truth.map(() => undefined)], colour: 7 },
        { label: "truth", values: [...gap, ...line.truth], colour: 0 },
        { label: "forecast", values: [...gap, ...line.answered], colour: 5, dashed: true }] }));
  }));
}

function words(shown) {
  // Answers on one axis are shown on the same tokens; the texts that no answer is on stand before them.
  const readings = new Map([[JSON.stringify(shown.steps), []]]);
  for (const text of Object.values(shown.texts || {})) readings.set(JSON.stringify(text), []);
  const aligned = l => l.steps && l.steps.length && l.steps.length === l.truth.length;
  for (const l of shown.lines.filter(aligned)) {
    const key = JSON.stringify(l.steps);
    readings.set(key, [...(readings.get(key) || []), l]);
  }
  const content = [];
  for (const [key, each] of readings) {
    const steps = JSON.parse(key);
    if (!steps.length) continue;
    content.push(make("div", { class: "reading" }, ...steps.map((step, t) => {
      const wrong = each.filter(l => l.truth[t] !== l.answered[t]);
      const text = each.map(l => `${l.name}: ${l.truth[t]}` + (l.truth[t] === l.answered[t] ? "" : `, answered ${l.answered[t]}`)).join("\n");
      return make(wrong.length ? "mark" : "span", { title: text }, step,
        ...wrong.map(l => make("small", {}, `${l.answered[t]} ≠ ${l.truth[t]}`)));
    })));
  }
  for (const line of shown.lines.filter(l => !aligned(l))) {
    const show = values => values.map(v => typeof v === "number" ? number(v) : v).join(", ");
    content.push(make("div", {}, make("code", {}, line.name), ` ${show(line.answered)}; right: ${show(line.truth)}`));
  }
  return make("div", {}, ...content);
}

function examples(part, title) {
  const found = findings[part];
  if (!found || !(found.worst.length || found.best.length)) return;
  const list = (name, all) => [make("h3", {}, name), ...all.map((shown, i) => {
    const isForecast = shown.lines.some(l => l.truth.length > 3 && typeof l.truth[0] === "number");
    if (isForecast && i > 0) return "";
    return make("div", { class: "example" }, make("small", {}, `loss ${number(shown.loss)}`), isForecast ? forecast(shown) : words(shown));
  })];
  section(`Examples, ${title}`, "The examples with the highest and the lowest loss. Errors are marked: answer ≠ truth.",
    ...list("Worst", found.worst), ...list("Best", found.best));
}

results();
curves();
const part = findings.test ? "test" : "valid";
const title = part === "test" ? "test part" : `validation part, epoch ${findings.epoch}`;
answers(part, title);
examples(part, title);
if (findings.sample) section("A sample", "Text generated by the model at temperature 0.8.", make("pre", {}, findings.sample));
gates();
parameters();
section("Reproduce", "", make("h3", {}, "Command"), make("p", {}, "Trains the model again from the complete spec of this run:"),
  make("pre", {}, data.command), make("h3", {}, "Environment"),
  table(["", ""], Object.entries(data.environment)), make("h3", {}, "Spec"), make("pre", {}, data.spec));
document.body.dataset.ready = "true";
