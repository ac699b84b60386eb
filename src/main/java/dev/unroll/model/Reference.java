package dev.unroll.model;

import java.util.Collection;
import java.util.List;

/** What the equation language offers, for people to read. */
public final class Reference {
    private Reference() {}

    /**
     * A function or an initialiser.
     *
     * @param usage how it is called: a name with {@code =} may be left out, {@code values...} stands for any number
     * @param about what it does, in one line
     * @param arguments the parts of the usage, one an argument
     */
    public record Entry(String name, String usage, String about, List<String> arguments) {
        public Entry {
            arguments = List.copyOf(arguments);
        }
    }

    /** The functions of equations. */
    public static List<Entry> functions() {
        return entries(Functions.all().values());
    }

    /** What {@code init=} takes. */
    public static List<Entry> initialisers() {
        return entries(Initialisers.all().values());
    }

    private static List<Entry> entries(Collection<Function> functions) {
        return functions.stream()
                .map(f -> new Entry(f.name(), f.usage(), f.about(), f.written()))
                .toList();
    }
}
