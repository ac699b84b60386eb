package dev.unroll.cli;

import dev.unroll.model.Reference;
import dev.unroll.plugin.Registry;
import dev.unroll.report.KeyRow;
import dev.unroll.spec.key.Key;
import dev.unroll.train.optimizer.Methods;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Something that specs can name, as the reference describes it.
 *
 * @param name its name in specs
 * @param usage how it is written
 * @param about what it is or does, in one line
 * @param arguments what it takes
 * @param example a line or some of a spec
 */
record Topic(String name, String usage, String about, List<Argument> arguments, Optional<String> example) {
    /**
     * One argument or key.
     *
     * @param name its name, followed by {@code ...} if there may be any number
     * @param defaultValue what it is if left out; nothing if it must be given
     * @param about what it means, or an empty text
     */
    record Argument(String name, Optional<String> defaultValue, String about) {
        /** An argument as a signature shows it: {@code x}, {@code bias=0}, {@code to=} or {@code values...}. */
        static Argument of(String written) {
            int sign = written.indexOf('=');
            return sign < 0
                    ? new Argument(written, Optional.empty(), "")
                    : new Argument(written.substring(0, sign), Optional.of(written.substring(sign + 1)), "");
        }

        /** Keys with what they mean, each followed by those below it. */
        static List<Argument> of(List<Key<?>> keys) {
            return KeyRow.of(keys).stream()
                    .map(row -> new Argument(row.path(), row.defaultValue(), row.about()))
                    .toList();
        }

        /** Whether and how it may be left out, in words. */
        String need() {
            if (name.endsWith("...")) {
                return "one or more";
            }
            return defaultValue
                    .map(value -> value.isEmpty() ? "optional" : "default " + value)
                    .orElse("needed");
        }

        Map<String, Object> document() {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("name", name);
            document.put("required", defaultValue.isEmpty());
            document.put(
                    "default", defaultValue.filter(value -> !value.isEmpty()).orElse(null));
            document.put("about", about);
            return document;
        }
    }

    private static final String EXAMPLES = "examples.properties";

    /** A function or an initialiser. */
    static Topic of(Reference.Entry entry, Optional<String> example) {
        return new Topic(
                entry.name(),
                entry.usage(),
                about(entry.about(), entry.origin()),
                entry.arguments().stream().map(Argument::of).toList(),
                example);
    }

    /** Optimizers or schedules. */
    static <T> List<Topic> of(Methods<T> methods, Map<String, String> examples) {
        return methods.entries().stream()
                .map(entry -> new Topic(
                        entry.name(),
                        entry.name(),
                        about(entry.value().callee().about(), entry.origin()),
                        Argument.of(entry.value().callee().keys()),
                        Optional.ofNullable(examples.get(entry.name()))))
                .toList();
    }

    /** What it does and, for a plug-in, its file or jar. */
    static String about(String about, String origin) {
        return origin.equals(Registry.UNROLL) ? about : (about + " (" + origin + ")").strip();
    }

    /** The examples of one kind by name. */
    static Map<String, String> examples(String kind) {
        Properties all = new Properties();
        try (InputStream in = Topic.class.getResourceAsStream(EXAMPLES)) {
            all.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> examples = new LinkedHashMap<>();
        all.stringPropertyNames().stream()
                .filter(key -> key.startsWith(kind + "."))
                .forEach(key -> examples.put(key.substring(kind.length() + 1), all.getProperty(key)));
        return examples;
    }

    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", name);
        document.put("usage", usage);
        document.put("about", about);
        document.put("arguments", arguments.stream().map(Argument::document).toList());
        document.put("example", example.orElse(null));
        return document;
    }
}
