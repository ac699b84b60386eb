package dev.unroll.spec.key;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.spec.yaml.Mapping;
import dev.unroll.spec.yaml.Scalar;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The diagnostic for a key that nothing uses. */
public final class Unknown {
    private Unknown() {}

    /**
     * Reports each unknown key, and names one that was meant to be a known and otherwise absent key rightly, so that
     * nothing else is found wrong because of it.
     */
    public static Mapping repair(Mapping mapping, Collection<String> known, Diagnostics diagnostics) {
        List<Mapping.Entry> entries = new ArrayList<>();
        for (Mapping.Entry entry : mapping.entries()) {
            String key = entry.key().value();
            if (known.contains(key)) {
                entries.add(entry);
                continue;
            }
            diagnostics.add(key("", entry.key(), known));
            Suggest.nearest(key, known)
                    .filter(near -> mapping.find(near).isEmpty())
                    .filter(near ->
                            entries.stream().noneMatch(e -> e.key().value().equals(near)))
                    .ifPresent(near -> entries.add(
                            new Mapping.Entry(Scalar.word(near, entry.key().span()), entry.value())));
        }
        return new Mapping(entries, mapping.span(), mapping.label());
    }

    static Diagnostic key(String inside, Scalar key, Collection<String> known) {
        String where = inside.isEmpty() ? "" : " in '" + inside + "'";
        Optional<String> hint = Suggest.question(key.value(), known)
                .or(() -> known.isEmpty()
                        ? Optional.empty()
                        : Optional.of("known keys: "
                                + String.join(", ", known.stream().sorted().toList())));
        return Diagnostic.error(Codes.UNKNOWN_KEY, "unknown key '" + key.value() + "'" + where, key.span())
                .hint(hint);
    }
}
