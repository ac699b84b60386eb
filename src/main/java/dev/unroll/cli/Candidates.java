package dev.unroll.cli;

import java.util.Collection;
import java.util.Iterator;
import java.util.function.Supplier;

/**
 * Words that a shell may complete; each option or argument that has some names a class of its own. They are found when
 * they are asked for, not at every start.
 */
abstract class Candidates implements Iterable<String> {
    private final Supplier<Collection<String>> words;

    Candidates(Supplier<Collection<String>> words) {
        this.words = words;
    }

    @Override
    public Iterator<String> iterator() {
        return words.get().iterator();
    }
}
