package dev.unroll.model;

import dev.unroll.plugin.Plugins;
import java.util.List;
import java.util.Optional;

/** The reference of the equation language. */
public final class Reference {
    private Reference() {}

    /**
     * A function or an initialiser.
     *
     * @param usage how it is called: a name with {@code =} is optional, {@code values...} accepts any number
     * @param about what it does, in one line
     * @param example an equation that uses it; empty if there is none
     * @param arguments the parts of the usage, one an argument
     * @param origin where it came from
     */
    public record Entry(
            String name, String usage, String about, Optional<String> example, List<String> arguments, String origin) {
        public Entry {
            arguments = List.copyOf(arguments);
        }
    }

    /** The functions of equations. */
    public static List<Entry> functions() {
        return functions(Plugins.none());
    }

    /** The functions of equations, with what was added. */
    public static List<Entry> functions(Plugins plugins) {
        return Functions.of(plugins).entries().stream()
                .map(e -> entry(e.value(), e.origin()))
                .toList();
    }

    /** What {@code init=} takes. */
    public static List<Entry> initialisers() {
        return initialisers(Plugins.none());
    }

    /** What {@code init=} takes, with what was added. */
    public static List<Entry> initialisers(Plugins plugins) {
        return Initialisers.of(plugins).entries().stream()
                .map(e -> entry(e.value().function(), e.origin()))
                .toList();
    }

    private static Entry entry(Function function, String origin) {
        return new Entry(
                function.name(),
                function.usage(),
                function.about(),
                Optional.of(function.example()).filter(example -> !example.isEmpty()),
                function.written(),
                origin);
    }
}
