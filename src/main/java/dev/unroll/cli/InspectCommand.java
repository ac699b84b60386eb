package dev.unroll.cli;

import dev.unroll.data.Dataset;
import dev.unroll.data.Example;
import dev.unroll.data.Input;
import dev.unroll.data.Split;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.report.InspectionFigure;
import dev.unroll.report.InspectionPage;
import dev.unroll.report.RunReport;
import dev.unroll.train.Inspection;
import dev.unroll.train.Inspector;
import dev.unroll.train.Run;
import dev.unroll.train.Steps;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the gates of a run do on an example, and how far gradients reach back in time. */
@Command(
        name = "inspect",
        description = "Show the gates of a trained model on an example, and what its answer depends on.",
        footer = {
            "",
            "Examples:",
            "  ./unroll inspect runs/tagger-... \"They will book a room\" -o gates.html",
            "  ./unroll inspect runs/adding-... --example 1 --against runs/elman --figure reach -o reach.svg"
        })
final class InspectCommand extends RunVerb {
    @Parameters(index = "1", arity = "0..1", paramLabel = "TEXT", description = "The input of the model.")
    private Optional<String> text = Optional.empty();

    @Option(names = "--example", paramLabel = "N", description = "An example of the data instead, counted from 1.")
    private Optional<Integer> number = Optional.empty();

    @Option(
            names = "--split",
            paramLabel = "PART",
            converter = PartConverter.class,
            completionCandidates = EvalCommand.Parts.class,
            description = "The part of the data with the example (default: test).")
    private Split split = Split.TEST;

    @Option(
            names = "--answer",
            paramLabel = "NAME",
            description = "The line of 'predict' to inspect (default: the first).")
    private Optional<String> answer = Optional.empty();

    @Option(names = "--against", paramLabel = "RUN", description = "Another run, to compare the reach of gradients.")
    private Optional<Path> against = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write a page with all pictures (.html), or one picture (.svg).")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--figure",
            paramLabel = "NAME",
            completionCandidates = Figures.class,
            description = "The picture of an .svg: ${COMPLETION-CANDIDATES} (default: gates).")
    private Optional<String> figure = Optional.empty();

    /** For completion. */
    static final class Figures extends Candidates {
        Figures() {
            super(InspectCommand::figures);
        }
    }

    private static List<String> figures() {
        return Stream.of(InspectionFigure.values()).map(InspectionFigure::word).toList();
    }

    @Override
    int run() {
        if (text.isPresent() == number.isPresent()) {
            throw misused("give either TEXT or --example N");
        }
        boolean isPicture = output.isPresent() && output.get().toString().endsWith(".svg");
        if (figure.isPresent() && !isPicture) {
            throw misused("--figure needs -o FILE.svg: a page shows all of them");
        }
        InspectionFigure chosen = InspectionFigure.of(figure.orElse(InspectionFigure.GATES.word()))
                .orElseThrow(() -> misused(
                        "--figure must be one of " + String.join(", ", figures()) + ", not '" + figure.get() + "'"));
        Inspection inspection = inspect(folder());
        Optional<Inspection> other = against.map(this::inspect);
        String name = against.map(RunReport::name).orElse("");
        output.ifPresent(file -> Pages.write(
                file,
                isPicture
                        ? chosen.svg(inspection, RunReport.name(folder()), other, name)
                        : InspectionPage.html(inspection, RunReport.name(folder()), other, name)));
        if (isJson()) {
            Map<String, Object> document = new LinkedHashMap<>(Map.of("ok", true));
            document.putAll(InspectionPage.document(inspection));
            other.ifPresent(second -> document.put("against", InspectionPage.document(second)));
            terminal().json(document);
        } else {
            terminal().out().print(InspectionText.of(inspection, other));
            output.ifPresent(file -> terminal().note("page: " + file));
        }
        return DONE;
    }

    private Inspection inspect(Path path) {
        Run run = Run.open(path, List.of(), plugins().load());
        Inspector inspector = new Inspector(run, answer);
        if (text.isPresent()) {
            Example example =
                    run.prediction().encoder().encode(Input.parse(text.get())).example();
            return inspector.of(
                    example, Steps.of(text.get(), example, run.data().fields()));
        }
        Dataset data = run.recipe().read();
        List<Example> examples = data.examples(split);
        int index = number.orElseThrow() - 1;
        if (index < 0 || index >= examples.size()) {
            throw new InvalidInput(Diagnostic.error(
                    Codes.EMPTY_DATA,
                    "the part '" + split.key() + "' has no example " + number.get() + ": it has " + examples.size()));
        }
        Example example = examples.get(index);
        return inspector.of(example, Steps.of(example, run.data().fields()));
    }
}
