package dev.unroll.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.store.Figures;
import dev.unroll.store.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run in a line.
 *
 * @param path its folder
 * @param began when it began, in UTC, as {@code 2026-11-27T17:25:34Z}; empty if that is not known
 * @param state {@code training}, {@code finished}, {@code interrupted}, {@code killed} or
 *     {@code damaged}
 * @param figures of each finished epoch
 * @param watched the figure by which the best epoch was chosen
 * @param higher whether more of it is better
 * @param test the figures of the best epoch's weights on the test part; empty if it was not measured
 */
public record Summary(
        Path path,
        String began,
        String state,
        List<Figures> figures,
        String watched,
        boolean higher,
        Map<String, Double> test) {
    public Summary {
        figures = List.copyOf(figures);
        test = Collections.unmodifiableMap(new LinkedHashMap<>(test));
    }

    /** A run. @throws InvalidInput if the folder is not a run, or is damaged */
    public static Summary of(Path run) {
        RunFolder folder = RunFolder.open(run);
        JsonNode findings = folder.findings();
        Map<String, Double> test = new LinkedHashMap<>();
        findings.at("/test/metrics")
                .properties()
                .forEach(e -> test.put(e.getKey(), e.getValue().asDouble()));
        return new Summary(
                run,
                folder.environment().path("began").asText(),
                state(folder, findings),
                folder.figures(),
                findings.path("watched").asText("loss"),
                findings.path("higher").asBoolean(),
                test);
    }

    private static String state(RunFolder folder, JsonNode findings) {
        if (folder.isTraining()) {
            return "training";
        }
        String ending = findings.at("/outcome/ending").asText();
        return ending.isEmpty() ? "killed" : ending.equals("interrupted") ? ending : "finished";
    }

    /** The runs in a folder, the newest first. @throws InvalidInput if it cannot be read */
    public static List<Summary> in(Path folder) {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(RunFolder::isRun)
                    .map(Summary::orDamaged)
                    .sorted(Comparator.comparing(Summary::began)
                            .reversed()
                            .thenComparing(run -> run.path().toString()))
                    .toList();
        } catch (IOException e) {
            throw new InvalidInput(Diagnostic.error(Codes.RUN_FOLDER, "there is no folder '" + folder + "' with runs")
                    .hint("train one with: ./unroll train SPEC"));
        }
    }

    private static Summary orDamaged(Path run) {
        try {
            return of(run);
        } catch (InvalidInput e) {
            return new Summary(run, "", "damaged", List.of(), "loss", false, Map.of());
        }
    }

    /** What the run is called: its folder. */
    public String name() {
        return RunReport.name(path);
    }

    /** The training time in seconds, up to the end of the last epoch. */
    public double seconds() {
        return figures.isEmpty() ? 0 : figures.get(figures.size() - 1).seconds();
    }

    private Optional<Figures> bestEpoch() {
        return figures.stream().filter(Figures::best).reduce((a, b) -> b);
    }

    /** The epoch whose weights were kept; 0 if none was finished. */
    public int best() {
        return bestEpoch().map(Figures::epoch).orElse(0);
    }

    /** The metrics of that epoch on the validation part; the training losses if there is none. */
    public Map<String, Double> valid() {
        return bestEpoch().map(f -> f.valid().isEmpty() ? f.train() : f.valid()).orElse(Map.of());
    }

    /** The watched figure, if an epoch was finished. */
    public Optional<Double> score() {
        return Optional.ofNullable(valid().get(watched));
    }
}
