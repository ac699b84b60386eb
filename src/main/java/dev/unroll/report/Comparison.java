package dev.unroll.report;

import dev.unroll.store.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A comparison of several runs.
 *
 * @param runs the best by the figure that the first given one watches first; those without it last
 * @param differing the keys of the specs that are not the same in all, each with its text per run; empty where a run has none
 */
public record Comparison(List<Summary> runs, Map<String, List<String>> differing) {
    /** @throws dev.unroll.diagnostic.InvalidInput if one is not a run, or is damaged */
    public static Comparison of(List<Path> paths) {
        List<Summary> given = paths.stream().map(Summary::of).toList();
        Summary first = given.get(0);
        Comparator<Summary> order = Comparator.comparing(run -> {
            double value = run.valid().getOrDefault(first.watched(), Double.NaN);
            return Double.isNaN(value) ? Double.POSITIVE_INFINITY : first.higher() ? -value : value;
        });
        List<Summary> runs = given.stream().sorted(order).toList();
        return new Comparison(runs, differing(runs));
    }

    private static Map<String, List<String>> differing(List<Summary> runs) {
        List<Map<String, String>> specs = runs.stream()
                .map(run -> RunFolder.open(run.path()).resolved().keys())
                .toList();
        Set<String> names = new LinkedHashSet<>();
        specs.forEach(spec -> names.addAll(spec.keySet()));
        Map<String, List<String>> differing = new LinkedHashMap<>();
        for (String name : names) {
            List<String> values =
                    specs.stream().map(spec -> spec.getOrDefault(name, "")).toList();
            if (new HashSet<>(values).size() > 1) {
                differing.put(name, values);
            }
        }
        return differing;
    }

    /** The differing keys as rows of a table: the key, then its text in each run. */
    public List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        differing.forEach((key, values) -> {
            List<String> row = new ArrayList<>(List.of(key));
            row.addAll(values);
            rows.add(row);
        });
        return rows;
    }

    /** The names of all figures, the watched one first. */
    public List<String> figures() {
        Set<String> names = new LinkedHashSet<>();
        runs.forEach(run -> names.add(run.watched()));
        runs.forEach(run -> names.addAll(run.valid().keySet()));
        runs.forEach(run -> names.addAll(run.test().keySet()));
        return List.copyOf(names);
    }

    /** The page. */
    public String html() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("runs", runs.stream().map(Comparison::run).toList());
        data.put("figures", figures());
        data.put("differing", rows());
        return Page.of(
                "Runs: " + String.join(", ", runs.stream().map(Summary::name).toList()), "comparison.js", data);
    }

    private static Map<String, Object> run(Summary summary) {
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("name", summary.name());
        run.put("state", summary.state());
        run.put("best", summary.best());
        run.put("seconds", summary.seconds());
        run.put("valid", RunReport.finite(summary.valid()));
        run.put("test", RunReport.finite(summary.test()));
        run.put("points", RunReport.points(summary.figures()));
        run.put("epochs", summary.figures().stream().map(RunReport::epoch).toList());
        return run;
    }
}
