package dev.unroll.cli;

import dev.unroll.data.Field;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.SourceFile;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.model.Model;
import dev.unroll.model.ModelReport;
import dev.unroll.model.Parameter;
import dev.unroll.plugin.Plugins;
import dev.unroll.spec.ModelSpec;
import dev.unroll.spec.SpecReader;
import dev.unroll.train.Experiment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Everything short of training. */
@Command(
        name = "check",
        description = "Check a model: report errors, values, shapes, parameters, memory and FLOPs.",
        footer = {
            "",
            "Examples:",
            "  ./unroll check models/tagger.yaml --no-data",
            "  ./unroll check models/tagger.yaml --resolved --set train.epochs=5 > mine.yaml",
            "  ./unroll check models/dates.yaml --watch"
        })
final class CheckCommand extends SpecVerb {
    private static final int MOST_CLASSES = 12;

    /** To the upper left corner, and everything away. */
    @Option(names = "--no-data", description = "Do not read the data; sizes that depend on it are shown by name.")
    private boolean noData;

    @Option(
            names = "--resolved",
            description = "Print the complete spec with all defaults, as YAML; its data is not read.")
    private boolean resolved;

    @Option(names = "--watch", description = "Check again whenever the spec or a file under its 'use' changes.")
    private boolean watch;

    @Override
    int run() {
        if (watch && isJson()) {
            throw misused("--watch prints repeatedly, --json a single document: choose one of them");
        }
        return watch ? watch() : check();
    }

    /** Until somebody ends it, which ends the process. */
    private int watch() {
        SourceFile.read(spec());
        Set<Path> files = new LinkedHashSet<>(List.of(spec()));
        files.addAll(plugins().sources());
        boolean clears = terminal().screen().outIsTerminal();
        try {
            while (true) {
                files.addAll(SpecReader.uses(spec(), overrides()));
                Watch watch = new Watch(files);
                terminal().clear();
                try {
                    check();
                } catch (InvalidInput e) {
                    terminal().show(e.diagnostics());
                }
                terminal().note("watching " + spec() + "; Ctrl-C ends it");
                Path changed = watch.change();
                if (!clears) {
                    terminal().out().println("--- " + changed + " changed");
                }
            }
        } catch (InterruptedException e) {
            return INTERRUPTED;
        }
    }

    private int check() {
        Plugins plugins = plugins().load();
        Diagnostics warnings = new Diagnostics();
        if (resolved) {
            return showResolved(
                    Experiment.outline(spec(), overrides(), plugins, warnings).spec());
        }
        if (noData) {
            return show(Experiment.outline(spec(), overrides(), plugins, warnings), warnings);
        }
        Experiment experiment;
        try {
            experiment = Experiment.load(spec(), overrides(), plugins, warnings);
        } catch (InvalidInput e) {
            if (!isJson()) {
                showOutline(plugins);
            }
            throw e;
        }
        return show(experiment, warnings);
    }

    private int showResolved(ModelSpec spec) {
        if (isJson()) {
            terminal().json(Map.of("ok", true, "resolved", spec.resolvedYaml()));
        } else {
            terminal().out().print(spec.resolvedYaml());
        }
        return DONE;
    }

    /** Where only the data is wrong, all else can still be looked at. */
    private void showOutline(Plugins plugins) {
        try {
            print(Experiment.outline(spec(), overrides(), plugins, new Diagnostics()));
        } catch (InvalidInput both) {
            // The errors are already reported.
            return;
        }
    }

    private int show(Experiment experiment, Diagnostics warnings) {
        if (isJson()) {
            Map<String, Object> document = document(experiment);
            document.put("diagnostics", Terminal.documents(warnings.list()));
            terminal().json(document);
            return DONE;
        }
        terminal().show(warnings.list());
        print(experiment);
        terminal().out().println("ok");
        return DONE;
    }

    private static Map<String, Object> document(Experiment experiment) {
        ModelReport report = report(experiment);
        Dimensions dimensions = new Dimensions(experiment);
        List<Map<String, Object>> values = new ArrayList<>();
        for (Model.Value value : experiment.model().values()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", value.name());
            entry.put("rows", value.type().rows().path());
            entry.put("shape", dimensions.document(value));
            entry.put("sizes", value.sizes());
            values.add(entry);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("ok", true);
        document.put("model", experiment.model().name());
        document.put("axes", new AxisTree(experiment.data().fields().values()).paths());
        document.put("parameters", report.parameters());
        Map<String, Object> classes = new LinkedHashMap<>();
        experiment
                .data()
                .fields()
                .values()
                .forEach(field -> field.vocabulary().ifPresent(v -> classes.put(field.name(), v.entries())));
        document.put("classes", classes);
        List<Map<String, Object>> owners = new ArrayList<>();
        for (Model.Owner owner : experiment.model().owners()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("function", owner.usage());
            entry.put("sets_of_weights", owner.sets());
            entry.put("line", owner.span().line());
            owners.add(entry);
        }
        document.put("functions", owners);
        document.put("values", values);
        document.put("memory_bytes", report.memoryBytes());
        document.put("flops_per_token", report.trainingFlopsPerToken());
        Map<String, Long> flops = new LinkedHashMap<>();
        report.trainingFlops().forEach((axis, count) -> flops.put(axis.path(), count));
        document.put("flops_per_axis", flops);
        List<String> unknown = new Dimensions(experiment)
                .unknown().fields().stream().map(Field::name).toList();
        if (!unknown.isEmpty()) {
            document.put("without_sizes", unknown);
        }
        return document;
    }

    private static ModelReport report(Experiment experiment) {
        Set<Integer> sizes = new Dimensions(experiment)
                .unknown().fields().stream()
                        .map(field -> field.type().classes())
                        .collect(Collectors.toSet());
        return ModelReport.of(experiment.model(), sizes);
    }

    private void print(Experiment experiment) {
        ModelReport report = report(experiment);
        Dimensions dimensions = new Dimensions(experiment);
        Model model = experiment.model();
        StringBuilder text = new StringBuilder(model.name());
        experiment.spec().about().ifPresent(about -> text.append(": ").append(about));
        text.append("\n\n")
                .append(new AxisTree(experiment.data().fields().values()))
                .append("\n\n");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("value", "one per", "shape", ""));
        for (Field field : experiment.data().fields().values()) {
            rows.add(List.of(field.name(), per(field.type()), dimensions.of(field), "data"));
        }
        for (Model.Value value : model.values()) {
            rows.add(List.of(
                    value.name(),
                    per(value.type()),
                    dimensions.of(value.type(), value.sizes()),
                    value.label().orElse("")));
        }
        text.append(Terminal.table(rows)).append('\n');
        text.append(owners(model));
        text.append(classes(experiment));
        List<List<String>> parameters = new ArrayList<>();
        parameters.add(List.of("parameter", "shape", "numbers"));
        for (Parameter parameter : model.parameters()) {
            parameters.add(List.of(
                    parameter.name(),
                    dimensions.of(Type.real(Rows.NONE, parameter.shape()), parameter.sizes()),
                    dimensions.numbers(parameter)));
        }
        text.append(Terminal.table(parameters)).append('\n');
        text.append(Terminal.number(report.parameters()))
                .append(" parameters, ")
                .append(Terminal.number(report.memoryBytes() / 1024))
                .append(" KiB with gradients and Adam's moments, ")
                .append(flops(report.trainingFlops()))
                .append(" in training\n");
        List<String> unknown = new Dimensions(experiment)
                .unknown().fields().stream().map(Field::name).toList();
        if (!unknown.isEmpty()) {
            text.append("plus what depends on the data: the sizes of ")
                    .append(String.join(", ", unknown))
                    .append('\n');
        }
        terminal().out().print(text);
    }

    /** A step of a single axis is a token; those of several cost differently. */
    private static String flops(Map<Rows, Long> byAxis) {
        if (byAxis.size() < 2) {
            long flops = byAxis.values().stream().mapToLong(count -> count).sum();
            return Terminal.number(flops) + " FLOPs per token";
        }
        List<String> each = new ArrayList<>();
        byAxis.forEach((axis, count) ->
                each.add(Terminal.number(count) + (each.isEmpty() ? " FLOPs" : "") + " per " + axis.unit()));
        return String.join(" and ", each);
    }

    private static String per(Type type) {
        return type.rows() == Rows.NONE ? "model" : type.rows().unit();
    }

    /** Each call of a function that owns weights has a set of its own. */
    private static String owners(Model model) {
        List<List<String>> rows = new ArrayList<>();
        for (Model.Owner owner : model.owners()) {
            String sets =
                    owner.sets() + (owner.sets() == 1 ? " set of weights" : " sets of weights, one for each call");
            rows.add(List.of(owner.usage(), sets, owner.span().place()));
        }
        if (rows.isEmpty()) {
            return "";
        }
        rows.add(0, List.of("function", "", ""));
        return Terminal.table(rows) + "\n";
    }

    /** The first classes of each field in their order, which is that of their numbers. */
    private static String classes(Experiment experiment) {
        List<List<String>> rows = new ArrayList<>();
        for (Field field : experiment.data().fields().values()) {
            field.vocabulary().ifPresent(vocabulary -> {
                List<String> entries = vocabulary.entries();
                String shown = entries.stream()
                        .limit(MOST_CLASSES)
                        .map(entry -> "'" + entry.replace("\n", "\\n") + "'")
                        .collect(Collectors.joining(", "));
                int more = entries.size() - MOST_CLASSES;
                rows.add(List.of(field.name(), shown + (more > 0 ? " and " + Terminal.number(more) + " more" : "")));
            });
        }
        if (rows.isEmpty()) {
            return "";
        }
        rows.add(0, List.of("classes", "in the order of their indices, most frequent first"));
        return Terminal.table(rows) + "\n";
    }
}
