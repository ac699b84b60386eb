package dev.unroll.cli;

import dev.unroll.compile.Passes;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.SourceFile;
import dev.unroll.graph.Graph;
import dev.unroll.model.Layer;
import dev.unroll.plugin.Plugins;
import dev.unroll.report.DrawingPage;
import dev.unroll.report.drawing.DotWriter;
import dev.unroll.report.drawing.Drawing;
import dev.unroll.report.drawing.GraphDrawing;
import dev.unroll.report.drawing.MermaidWriter;
import dev.unroll.report.drawing.ModelDrawing;
import dev.unroll.report.drawing.SvgWriter;
import dev.unroll.report.drawing.Unrolling;
import dev.unroll.spec.CellSpec;
import dev.unroll.spec.SpecReader;
import dev.unroll.train.Experiment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A model as a drawing, or the graph of its gradients as text, at any stage of the compiler. */
@Command(
        name = "graph",
        description = "Draw a model as SVG, HTML, DOT or Mermaid, or print its training graph, gradients included, at a"
                + " stage of the compiler.",
        footer = {
            "",
            "With -o, the drawing shows the equations as written; a cell's file is drawn with its cell opened.",
            "Stages: model (as derived), simplify, hoist, merge (each after the pass has acted once), program (after all)",
            "",
            "Examples:",
            "  ./unroll graph models/tagger.yaml --no-data -o tagger.svg",
            "  ./unroll graph models/tagger.yaml --no-data --open lstm -o opened.html",
            "  ./unroll graph models/reber.yaml --no-data --unroll 3 -o unrolled.svg",
            "  ./unroll graph models/cells/lstm.yaml -o lstm.svg",
            "  ./unroll graph models/tagger.yaml --no-data --stage hoist"
        })
final class GraphCommand extends SpecVerb {
    private static final String PROGRAM = "program";

    @Option(
            names = "--stage",
            paramLabel = "NAME",
            description = "The graph at this stage (default: ${DEFAULT-VALUE}; with -o, the equations as written).",
            completionCandidates = Stages.class)
    private String stage = PROGRAM;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write a drawing; the ending chooses the format: .svg, .html, .dot or .mmd.")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--open",
            paramLabel = "CELL",
            description = "Draw the equations inside a cell, such as lstm, or inside one layer, such as h.forward.")
    private Optional<String> open = Optional.empty();

    @Option(names = "--unroll", paramLabel = "N", description = "Draw N time steps side by side, from 2 to 8.")
    private Optional<Integer> unroll = Optional.empty();

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
        stages.add(PROGRAM);
        return stages;
    }

    @Override
    int run() {
        if (!stages().contains(stage)) {
            throw misused("--stage must be one of " + String.join(", ", stages()) + ", not '" + stage + "'");
        }
        boolean staged = isGiven("--stage");
        requireDrawing(staged);
        if (output.isPresent() && !staged && SpecReader.isCell(SourceFile.read(spec()))) {
            return cell(output.get());
        }
        Plugins plugins = plugins().load();
        Diagnostics warnings = new Diagnostics();
        Experiment experiment = noData
                ? Experiment.outline(spec(), overrides(), plugins, warnings)
                : Experiment.load(spec(), overrides(), plugins, warnings);
        if (output.isPresent()) {
            Drawing drawing =
                    staged ? GraphDrawing.of(experiment.model().name(), stage, graph(experiment)) : model(experiment);
            return write(drawing, output.get(), warnings);
        }
        return print(experiment, warnings);
    }

    /** Reports invalid options before the data is read. */
    private void requireDrawing(boolean staged) {
        if (output.isEmpty() && (open.isPresent() || unroll.isPresent())) {
            throw misused((open.isPresent() ? "--open" : "--unroll") + " needs a drawing: give -o FILE.svg");
        }
        if (staged && (open.isPresent() || unroll.isPresent())) {
            throw misused((open.isPresent() ? "--open" : "--unroll")
                    + " draws the equations as written, --stage a derived graph: choose one of them");
        }
        if (unroll.isPresent() && (unroll.get() < Unrolling.LEAST || unroll.get() > Unrolling.MOST)) {
            throw misused(
                    "--unroll must be from " + Unrolling.LEAST + " to " + Unrolling.MOST + ", not " + unroll.get());
        }
        output.ifPresent(file -> format(file));
    }

    private Function<Drawing, String> format(Path file) {
        String name = String.valueOf(file.getFileName());
        return switch (name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
            case "svg" -> SvgWriter::file;
            case "html" -> DrawingPage::html;
            case "dot" -> DotWriter::of;
            case "mmd" -> MermaidWriter::of;
            default -> throw misused("-o must end in .svg, .html, .dot or .mmd, not '" + name + "'");
        };
    }

    private int cell(Path file) {
        CellSpec cell = SpecReader.cell(SourceFile.read(spec()));
        if (open.filter(name -> !name.equals(cell.name())).isPresent()) {
            throw misused("the only cell of this file is " + cell.name() + ", not '" + open.get() + "'");
        }
        return write(unrolled(ModelDrawing.of(cell)), file, new Diagnostics());
    }

    private Drawing model(Experiment experiment) {
        List<Layer> layers = experiment.model().layers();
        Set<String> opened = open.map(name -> layers.stream()
                        .filter(layer -> layer.cell().equals(name)
                                || layer.path().equals(name)
                                || layer.path().startsWith(name + "."))
                        .map(Layer::path)
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
        if (open.isPresent() && opened.isEmpty()) {
            Set<String> known = new LinkedHashSet<>();
            layers.forEach(layer -> known.add(layer.cell()));
            layers.forEach(layer -> known.add(layer.path()));
            throw misused("--open must be a cell or a layer of this model, not '" + open.get() + "'"
                    + (known.isEmpty() ? ": it has none" : ": " + String.join(", ", known)));
        }
        return unrolled(ModelDrawing.of(experiment, SpecReader.library(), opened));
    }

    private Drawing unrolled(Drawing drawing) {
        return unroll.map(steps -> Unrolling.of(drawing, steps)).orElse(drawing);
    }

    private int write(Drawing drawing, Path file, Diagnostics warnings) {
        Pages.write(file, format(file).apply(drawing));
        if (isJson()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("ok", true);
            document.put("file", file.toString());
            document.put("drawing", drawing.document());
            terminal().json(document);
        } else {
            terminal().show(warnings.list());
            terminal().note("drawing: " + file);
        }
        return DONE;
    }

    private int print(Experiment experiment, Diagnostics warnings) {
        String text = graph(experiment).toString();
        if (isJson()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("ok", true);
            document.put("model", experiment.model().name());
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

    private Graph graph(Experiment experiment) {
        Graph graph = experiment.model().training().orElseGet(experiment.model()::evaluation);
        return switch (stage) {
            case "model" -> graph;
            case PROGRAM -> Passes.optimise(graph);
            default -> Passes.upTo(graph, stage);
        };
    }
}
