package dev.unroll.model;

import dev.unroll.spec.CellLibrary;
import dev.unroll.spec.CellSpec;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The cells that a model can use, its own before those of the library, and what was done with them. */
final class Cells {
    private final Map<String, CellSpec> own;
    private final CellLibrary library;
    private final Set<String> used = new HashSet<>();
    private final Set<String> read = new HashSet<>();

    Cells(Map<String, CellSpec> own, CellLibrary library) {
        this.own = own;
        this.library = library;
    }

    /** The same cells, with which nothing was done. */
    Cells again() {
        return new Cells(own, library);
    }

    Optional<CellSpec> find(String name) {
        used.add(name);
        CellSpec cell = own.get(name);
        return cell != null ? Optional.of(cell) : library.cell(name);
    }

    /** Whether there is a cell of a name, which is not thereby used. */
    boolean isKnown(String name) {
        return own.containsKey(name) || library.names().contains(name);
    }

    List<String> names() {
        Set<String> names = new LinkedHashSet<>(own.keySet());
        names.addAll(library.names());
        return List.copyOf(names);
    }

    /** Notes that a cell's equations are read, so that its errors are reported. */
    void reads(CellSpec cell) {
        read.add(cell.name());
    }

    /** The model's own whose equations were not read: nothing uses them, or what does is wrong. */
    List<CellSpec> unread() {
        return own.values().stream().filter(c -> !read.contains(c.name())).toList();
    }

    /** The model's own that nothing uses. */
    List<CellSpec> unused() {
        return own.values().stream().filter(c -> !used.contains(c.name())).toList();
    }
}
