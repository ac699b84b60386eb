const runs = data.runs;

page.append(make("h1", {}, `${runs.length} runs side by side`), make("p", {}, "Sorted by the watched metric, best first."));
const head = data.figures.flatMap(name => [name, `${name}, test`]).filter(column =>
  runs.some(run => column.endsWith(", test") ? column.slice(0, -6) in run.test : column in run.valid));
section("Results", "On the validation part with the weights that were kept, and on the test part.",
  table(["run", "state", "epochs", "best epoch", "seconds", ...head], runs.map(run => [run.name, run.state, run.epochs.length, run.best,
    Math.round(run.seconds), ...head.map(column =>
      number(column.endsWith(", test") ? run.test[column.slice(0, -6)] : run.valid[column]))])));
section("Differences", data.differing.length ? "Keys of the specs that differ between runs." : "The specs are identical.",
  data.differing.length ? table(["key", ...runs.map(run => run.name)], data.differing) : "");

function overlay(title, xLabel, lines, logarithmic) {
  const x = [...new Set(lines.flatMap(l => l.x))].sort((a, b) => a - b);
  const series = lines.map(l => {
    const values = new Map(l.x.map((v, i) => [v, l.y[i]]));
    return { label: l.label, values: x.map(v => values.get(v)), dots: l.x.length < 40 };
  });
  return make("figure", {}, make("figcaption", {}, title), chart({ x, series, xLabel, logarithmic, label: title + " of each run" }));
}

const positive = runs.every(run => run.points.loss.every(v => v > 0));
const metrics = [...new Set(runs.flatMap(run => run.epochs.flatMap(e => Object.keys(e.valid))))];
section("Curves", "One line per run.",
  make("div", { class: "charts" },
    overlay("training loss by step", "step", runs.map(run => ({ label: run.name, x: run.points.step, y: run.points.loss })), positive),
    ...metrics.map(name => overlay(`${name}, validation, by epoch`, "epoch",
      runs.filter(run => run.epochs.some(e => name in e.valid))
        .map(run => ({ label: run.name, x: run.epochs.map(e => e.epoch), y: run.epochs.map(e => e.valid[name]) })))),
    overlay("gradient norm by step", "step", runs.map(run => ({ label: run.name, x: run.points.step, y: run.points.norm })), true)),
  ...runs.map(run => details(`${run.name} as a table`, table(["epoch", "training loss", ...metrics],
    run.epochs.map(e => [e.epoch, number(e.train.loss), ...metrics.map(name => number(e.valid[name]))])))));
document.body.dataset.ready = "true";
