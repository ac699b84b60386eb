package dev.unroll.spec;

import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Cells that every model can use by name. A cell is read when it is first asked for; one that cannot be read throws
 * {@link InvalidInput}. Safe for use by several threads.
 */
public final class CellLibrary {
    private final List<String> names;
    private final Function<String, Optional<Source>> sources;
    private final Map<String, CellSpec> read = new LinkedHashMap<>();

    /** A library with these names, whose texts the function finds. */
    public CellLibrary(List<String> names, Function<String, Optional<Source>> sources) {
        this.names = names.stream().sorted().toList();
        this.sources = sources;
    }

    /** All names, sorted. */
    public List<String> names() {
        return names;
    }

    /** A cell by its name. */
    public synchronized Optional<CellSpec> cell(String name) {
        if (!read.containsKey(name)) {
            sources.apply(name).ifPresent(source -> read.put(name, SpecReader.cell(source)));
        }
        return Optional.ofNullable(read.get(name));
    }

    /** A cell's text by its name. */
    public Optional<Source> source(String name) {
        return sources.apply(name);
    }
}
