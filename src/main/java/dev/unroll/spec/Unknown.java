package dev.unroll.spec;

import java.util.Collection;
import java.util.Optional;

/** The diagnostic for a key that nothing uses. */
final class Unknown {
    private Unknown() {}

    static Diagnostic key(String inside, Scalar key, Collection<String> known) {
        String where = inside.isEmpty() ? "" : " in '" + inside + "'";
        Optional<String> hint = Suggest.question(key.value(), known)
                .or(() -> known.isEmpty()
                        ? Optional.empty()
                        : Optional.of("known here: "
                                + String.join(", ", known.stream().sorted().toList())));
        return Diagnostic.error(Codes.UNKNOWN_KEY, "unknown key '" + key.value() + "'" + where, key.span())
                .hint(hint);
    }
}
