package dev.unroll.report;

import dev.unroll.store.Figures;
import dev.unroll.store.RunFolder;
import dev.unroll.store.Trace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;

/** The page about a run: how its training went and how its best weights do. It is made of the files of the run alone. */
public final class RunReport {
    /** Points of a line beyond which neighbours are joined. */
    private static final int POINTS = 2000;

    private RunReport() {}

    /** The page. @throws dev.unroll.diagnostic.InvalidInput if the run is damaged */
    public static String html(Path run) {
        RunFolder folder = RunFolder.open(run);
        Map<String, Object> data = document(folder);
        return Page.of(data.get("name") + ": training report", "report.js", data);
    }

    private static Map<String, Object> document(RunFolder folder) {
        Map<String, Object> data = new LinkedHashMap<>();
        List<Figures> figures = folder.figures();
        data.put("name", name(folder.path()));
        data.put("command", "./unroll train " + Shell.quote(folder.spec()));
        data.put("spec", folder.resolved().text());
        data.put("environment", folder.environment());
        data.put("findings", folder.findings());
        data.put("epochs", figures.stream().map(RunReport::epoch).toList());
        data.put("points", points(figures));
        data.put("parameters", parameters(figures));
        data.put("gates", gates(figures));
        return data;
    }

    /** What a run is called: its folder. */
    public static String name(Path run) {
        return run.toAbsolutePath().normalize().getFileName().toString();
    }

    static Map<String, Object> epoch(Figures figures) {
        Map<String, Object> epoch = new LinkedHashMap<>();
        epoch.put("epoch", figures.epoch());
        epoch.put("step", figures.step());
        epoch.put("seconds", figures.seconds());
        epoch.put("tokens", figures.tokensPerSecond());
        epoch.put("rate", figures.rate());
        epoch.put("norm", figures.gradientNorm());
        epoch.put("best", figures.best());
        epoch.put("train", finite(figures.train()));
        epoch.put("valid", finite(figures.valid()));
        return epoch;
    }

    /** JSON has no infinity. */
    static Map<String, Object> finite(Map<String, Double> figures) {
        Map<String, Object> finite = new LinkedHashMap<>();
        figures.forEach((name, value) -> finite.put(name, Double.isFinite(value) ? value : null));
        return finite;
    }

    /** Columns of numbers: step, loss, gradient norm, rate. */
    static Map<String, List<Double>> points(List<Figures> figures) {
        List<Trace.Point> all =
                figures.stream().flatMap(f -> f.trace().points().stream()).toList();
        int each = 1 + (all.size() - 1) / POINTS;
        Map<String, List<Double>> columns = new LinkedHashMap<>();
        List.of("step", "loss", "norm", "rate").forEach(name -> columns.put(name, new ArrayList<>()));
        for (int from = 0; from < all.size(); from += each) {
            List<Trace.Point> some = all.subList(from, Math.min(all.size(), from + each));
            Trace.Point last = some.get(some.size() - 1);
            columns.get("step").add((double) last.step());
            columns.get("loss").add(mean(some.stream().mapToDouble(Trace.Point::loss)));
            columns.get("norm").add(mean(some.stream().mapToDouble(Trace.Point::norm)));
            columns.get("rate").add(last.rate());
        }
        return columns;
    }

    private static double mean(DoubleStream values) {
        return InspectionPage.round(values.average().orElse(0));
    }

    /** Per parameter, per epoch: the norm of its gradients, and the size of its last update beside its own. */
    private static List<Map<String, Object>> parameters(List<Figures> figures) {
        Set<String> names = new LinkedHashSet<>();
        figures.forEach(f -> names.addAll(f.trace().parameters().keySet()));
        List<Map<String, Object>> parameters = new ArrayList<>();
        for (String name : names) {
            List<Double> gradients = new ArrayList<>();
            List<Double> ratios = new ArrayList<>();
            List<Double> weights = new ArrayList<>();
            for (Figures epoch : figures) {
                Trace.Moved moved = epoch.trace().parameters().getOrDefault(name, new Trace.Moved(0, 0, 0));
                gradients.add(InspectionPage.round(moved.gradient()));
                ratios.add(moved.weight() == 0 ? 0 : InspectionPage.round(moved.update() / moved.weight()));
                weights.add(InspectionPage.round(moved.weight()));
            }
            parameters.add(Map.of("name", name, "gradients", gradients, "ratios", ratios, "weights", weights));
        }
        return parameters;
    }

    /** Per gate, per epoch: its mean and the closed and open fractions. Only equations that are gates in every epoch. */
    private static List<Map<String, Object>> gates(List<Figures> figures) {
        Set<String> names = new LinkedHashSet<>();
        figures.stream().limit(1).forEach(f -> names.addAll(f.trace().gates().keySet()));
        figures.forEach(f -> names.retainAll(f.trace().gates().keySet()));
        List<Map<String, Object>> gates = new ArrayList<>();
        for (String name : names) {
            List<Trace.Gate> values =
                    figures.stream().map(f -> f.trace().gates().get(name)).toList();
            Map<String, Object> gate = new LinkedHashMap<>();
            gate.put("name", name);
            gate.put("mean", values.stream().map(Trace.Gate::mean).toList());
            gate.put("shut", values.stream().map(Trace.Gate::shut).toList());
            gate.put("open", values.stream().map(Trace.Gate::open).toList());
            gates.add(gate);
        }
        return gates;
    }
}
