package dev.unroll.train;

import dev.unroll.data.Reader;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.model.Initialiser;
import dev.unroll.op.CustomOp;
import dev.unroll.plugin.Header;
import dev.unroll.plugin.Plugin;
import dev.unroll.plugin.Plugins;
import dev.unroll.store.Needs;
import dev.unroll.train.metric.Metric;
import dev.unroll.train.optimizer.Optimizer;
import dev.unroll.train.optimizer.Schedule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Finds the plug-ins that a spec needs, and those that a run needs but that are not loaded. */
public final class PluginNeeds {
    private static final Map<String, Function<Plugins, List<Map<String, String>>>> KINDS = kinds();

    private PluginNeeds() {}

    private static Map<String, Function<Plugins, List<Map<String, String>>>> kinds() {
        Map<String, Function<Plugins, List<Map<String, String>>>> kinds = new LinkedHashMap<>();
        kinds.put(
                "op",
                plugins -> each("op", plugins, CustomOp.class, h -> h.defaults().name()));
        kinds.put("initialiser", plugins -> each("initialiser", plugins, Initialiser.class, Header::name));
        kinds.put(
                "reader",
                plugins ->
                        each("reader", plugins, Reader.class, h -> h.defaults().name()));
        kinds.put(
                "metric",
                plugins ->
                        each("metric", plugins, Metric.class, h -> h.defaults().name()));
        kinds.put("optimizer", plugins -> each("optimizer", plugins, Optimizer.class, Header::name));
        kinds.put("schedule", plugins -> each("schedule", plugins, Schedule.class, Header::name));
        return kinds;
    }

    private static <T> List<Map<String, String>> each(
            String kind, Plugins plugins, Class<T> service, Function<Header<T>, String> name) {
        List<Map<String, String>> names = new ArrayList<>();
        for (Plugin<T> plugin : plugins.of(service)) {
            Map<String, String> entry = new LinkedHashMap<>();
            entry.put("kind", kind);
            entry.put("name", name.apply(Header.of(plugin)));
            entry.put("from", plugin.origin());
            names.add(entry);
        }
        return names;
    }

    /** All that was added. @throws InvalidInput if one cannot be used, or a file or jar that was named contains no plug-ins */
    public static Needs of(Plugins plugins) {
        List<Map<String, String>> all = KINDS.values().stream()
                .flatMap(kind -> kind.apply(plugins).stream())
                .toList();
        for (String origin : plugins.named()) {
            if (all.stream().noneMatch(entry -> entry.get("from").equals(origin))) {
                throw new InvalidInput(Diagnostic.error(Codes.PLUGIN, "'" + origin + "' contains no plug-ins")
                        .hint(
                                origin.endsWith(".jar")
                                        ? "its META-INF/services lists no class of the kinds "
                                                + String.join(", ", KINDS.keySet())
                                        : "no class in it implements the interface of a plug-in: "
                                                + String.join(", ", KINDS.keySet())));
            }
        }
        return new Needs(all);
    }

    /** What of it a spec's text mentions. */
    static Needs of(Plugins plugins, String spec) {
        return new Needs(of(plugins).names().stream()
                .filter(entry -> Pattern.compile("\\b" + Pattern.quote(entry.get("name")) + "\\b")
                        .matcher(spec)
                        .find())
                .toList());
    }

    /** @throws InvalidInput with each of them that is not there */
    static void require(Needs needs, Plugins plugins, Path folder) {
        List<Map<String, String>> there = of(plugins).names();
        List<Diagnostic> missing = needs.names().stream()
                .filter(need -> there.stream()
                        .noneMatch(entry -> entry.get("kind").equals(need.get("kind"))
                                && entry.get("name").equals(need.get("name"))))
                .map(need -> Diagnostic.error(
                                Codes.PLUGIN,
                                "the run '" + folder + "' needs the " + need.get("kind") + " '" + need.get("name")
                                        + "' of " + need.get("from") + ", which is not loaded")
                        .hint(
                                need.get("from").endsWith(".java")
                                        ? "add --ops " + need.get("from")
                                        : "add --plugins " + need.get("from")))
                .toList();
        if (!missing.isEmpty()) {
            throw new InvalidInput(missing);
        }
    }
}
