package dev.unroll.report;

import dev.unroll.data.Reader;
import dev.unroll.data.Readers;
import dev.unroll.model.Reference;
import dev.unroll.spec.CellLibrary;
import dev.unroll.spec.CellSpec;
import dev.unroll.spec.Explanation;
import dev.unroll.spec.SpecKeys;
import dev.unroll.spec.SpecReader;
import dev.unroll.spec.key.Key;
import dev.unroll.train.TrainSettings;
import dev.unroll.train.metric.Metrics;
import dev.unroll.train.optimizer.Method;
import dev.unroll.train.optimizer.Optimizers;
import dev.unroll.train.optimizer.Schedules;
import java.util.List;

/** The reference of specs as one page of Markdown: the output of all reference commands. */
public final class ReferencePage {
    private final StringBuilder page = new StringBuilder();

    private ReferencePage() {}

    /** The page's text. */
    public static String text() {
        ReferencePage reference = new ReferencePage();
        reference.write();
        return reference.page.toString();
    }

    private void write() {
        page.append("""
                # Reference

                All that a spec can say. This page is written from the code; `./unroll ops`, `cells`, `readers`,
                `optimizers`, `schedules`, `metrics`, `initialisers` and `explain` show the same piece by piece. How to begin is in the [README](../README.md).
                """);
        keys("Keys of a model", "A model's file.", SpecKeys.MODEL.all());
        keys(
                "Keys of a cell",
                "A cell's file, or an entry of a model's `cells` whose key is the signature.",
                SpecKeys.CELL.all());
        section(
                "Functions",
                "Arguments with `=` are optional; `values...` accepts any number of values. "
                        + "Every loss (a call that gives one number per row) also takes `where=`, the rows that count, "
                        + "and `weights=`, the weight of each row: its mean is the sum of weight times value divided by the sum "
                        + "of the weights.");
        entries("function", Reference.functions());
        section(
                "Classes in equations",
                "The classes of a field are numbered by their frequency in training, most frequent first and ties sorted by "
                        + "text, after `<unk>` if there is one; `./unroll check` prints them in that order. Since the "
                        + "numbers change with the data, an equation names a class by its text: `tags == 'O'`, "
                        + "`where(kind == 'spam', 5, 1)`, `argmax(scores) != 'O'`. A class cannot be compared with a number, and "
                        + "features that stand for classes, such as `one_hot(kind)` or scores, cannot be sliced: `kind == 'spam'` is "
                        + "1 where `one_hot(kind)` is 1 for that class. Indices into two vocabularies cannot be compared or mixed, even "
                        + "if their classes happen to be the same, unless one has `vocabulary: {share: OTHER}` or both read the "
                        + "same column with the same keys.");
        section("Initialisers", "Values of `init=` in a call and of the `init` of a parameter.");
        entries("initialiser", Reference.initialisers());
        cells();
        section("Data readers", "`data: {reader: NAME, ...}`, with the keys of the reader.");
        for (Reader reader : Readers.builtIn().all()) {
            page.append("\n### `").append(reader.name()).append("`\n\n");
            page.append(sentence(reader.about())).append("\n");
            table(reader.keys());
        }
        keys("Keys of `train`", "The settings of training.", TrainSettings.KEYS.all());
        section("Optimizers", "`optimizer: NAME(...)`.");
        Optimizers.builtIn().all().forEach(this::method);
        section("Schedules", "`schedule: NAME(...)`: the multiplier of the learning rate.");
        Schedules.builtIn().all().forEach(this::method);
        section(
                "Metrics",
                "Calls under `metrics`; `loss` is always measured. Metrics take `where=` and `weights=` like losses, and a metric of a "
                        + "masked loss counts the rows of that loss. `span_f1` treats excluded steps as absent, and a span has the weight of "
                        + "its first step; `whole` ignores excluded steps, and a sequence has the average weight of its "
                        + "steps. `mean_squared_error` and `mean_absolute_error` of a standardised field, or "
                        + "of a slice of one, are in the unit of the file under their name, or under `NAME.COLUMN` if it has "
                        + "several columns, and in standard deviations under `standardised.NAME`, which `stop.watch` watches; "
                        + "any other metric of a standardised target is in standard deviations only, under its name. The "
                        + "loss is computed on the standardised values.");
        page.append("\n| metric | arguments | measures |\n|---|---|---|\n");
        Metrics.builtIn().all().forEach(m -> row(code(m.name()), Integer.toString(m.arguments()), m.about()));
        section("Codes", "Errors and warnings by code; `./unroll explain CODE` shows a wrong and a right example.");
        page.append("\n| code | means |\n|---|---|\n");
        Explanation.all().forEach(e -> row(code(e.code()), e.title()));
    }

    private void section(String title, String about) {
        page.append("\n## ").append(title).append("\n\n").append(about).append('\n');
    }

    private void keys(String title, String about, List<Key<?>> keys) {
        section(title, about);
        table(keys);
    }

    private void table(List<Key<?>> keys) {
        if (keys.isEmpty()) {
            return;
        }
        page.append("\n| key | default | means |\n|---|---|---|\n");
        for (KeyRow key : KeyRow.of(keys)) {
            String defaultValue =
                    key.defaultValue().map(s -> s.isEmpty() ? "" : code(s)).orElse("needed");
            row(code(key.path()), defaultValue, key.about());
        }
    }

    private void entries(String kind, List<Reference.Entry> entries) {
        page.append("\n| ").append(kind).append(" | gives |\n|---|---|\n");
        entries.forEach(entry -> row(code(entry.usage()), entry.about()));
    }

    private void cells() {
        section("Cells", "The cells of the library, with the equations of their files in `models/cells/`.");
        CellLibrary library = SpecReader.library();
        for (String name : library.names()) {
            CellSpec cell = library.cell(name).orElseThrow();
            page.append("\n### `").append(cell.signature()).append("`\n");
            cell.about()
                    .ifPresent(
                            about -> page.append('\n').append(sentence(about)).append('\n'));
            page.append("\n```yaml\n");
            library.source(name)
                    .orElseThrow()
                    .text()
                    .lines()
                    .dropWhile(line -> !line.startsWith("state:"))
                    .forEach(line -> page.append(line).append('\n'));
            page.append("```\n");
        }
    }

    private void method(Method<?> method) {
        page.append("\n### `").append(Patterns.usage(method.callee())).append("`\n\n");
        page.append(sentence(method.callee().about())).append('\n');
        table(method.callee().keys());
    }

    private void row(String... cells) {
        page.append("| ");
        page.append(String.join(
                " | ", List.of(cells).stream().map(c -> c.replace("|", "\\|")).toList()));
        page.append(" |\n");
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static String sentence(String text) {
        String stripped = text.strip();
        String first = Character.toUpperCase(stripped.charAt(0)) + stripped.substring(1);
        return first.endsWith(".") ? first : first + ".";
    }
}
