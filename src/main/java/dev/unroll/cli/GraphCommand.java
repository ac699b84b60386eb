package dev.unroll.cli;

import dev.unroll.compile.Passes;
import dev.unroll.graph.Graph;
import dev.unroll.model.Model;
import dev.unroll.plugin.Plugins;
import dev.unroll.spec.Diagnostics;
import dev.unroll.train.Experiment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The graph of a model and its gradients as text, at any stage of the compiler. */
@Command(
        name = "graph",
        description = "Print a model's training graph, gradients included, at a stage of the compiler.",
        footer = {
            "",
            "Stages: model (as derived), simplify, hoist, merge (each after the pass has acted once), program (after all)",
            "Example: ./unroll graph models/tagger.yaml --no-data --stage hoist"
        })
final class GraphCommand extends SpecVerb {
    @Option(
            names = "--stage",
            paramLabel = "NAME",
            description = "Which stage (default: ${DEFAULT-VALUE}).",
            completionCandidates = Stages.class)
    private String stage = "program";

    @Option(names = "--no-data", description = "Do not read the data.")
    private boolean noData;

    /** For completion. */
    static final class Stages extends Candidates {
        Stages() {
            super(GraphCommand::stages);
        }
    }

    private static List<String> stages() {
        List<String> stages = new ArrayList<>(List.of("model"));
        stages.addAll(Passes.names());
        stages.add("program");
        return stages;
    }

    @Override
    int run() {
        if (!stages().contains(stage)) {
            throw misused("--stage must be one of " + String.join(", ", stages()) + ", not '" + stage + "'");
        }
        Plugins plugins = plugins().load();
        Diagnostics warnings = new Diagnostics();
        Experiment experiment = noData
                ? Experiment.outline(spec(), overrides(), plugins, warnings)
                : Experiment.load(spec(), overrides(), plugins, warnings);
        Model model = experiment.model();
        String text = staged(model.training().orElseGet(model::evaluation)).toString();
        if (isJson()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("ok", true);
            document.put("model", model.name());
            document.put("stage", stage);
            document.put("sizes", new Dimensions(experiment).named());
            document.put("graph", text);
            terminal().json(document);
        } else {
            terminal().show(warnings.list());
            Map<String, String> sizes = new Dimensions(experiment).named();
            if (!sizes.isEmpty()) {
                terminal()
                        .out()
                        .println(sizes.entrySet().stream()
                                .map(size -> size.getKey() + "=" + size.getValue())
                                .collect(Collectors.joining(", ", "# ", "")));
            }
            terminal().out().print(text);
        }
        return DONE;
    }

    private Graph staged(Graph graph) {
        return switch (stage) {
            case "model" -> graph;
            case "program" -> Passes.optimise(graph);
            default -> Passes.upTo(graph, stage);
        };
    }
}
