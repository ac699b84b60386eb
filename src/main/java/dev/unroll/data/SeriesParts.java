package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Span;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Keys;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which rows of each series belong to which part.
 *
 * @param parts per part its rows, if the spec has it
 */
record SeriesParts(Map<Split, Part> parts) {
    /** From a row up to, but not including, another: row numbers, or shares of all rows. */
    record Part(double from, double to, boolean shares, Span span) {}

    /** Rows of one series. */
    record Border(int from, int to) {}

    private static final Map<Split, Key<List<Double>>> PARTS = Map.of(
            Split.TRAIN, part(Split.TRAIN, 0.7).needed(),
            Split.VALID, part(Split.VALID, 0.1),
            Split.TEST, part(Split.TEST, 0.2));
    static final Key<Settings> SPLIT = Key.section(
                    "split",
                    "the rows of each part, of each series if there are several: shares of all rows, or the first row and the"
                            + " one after the last",
                    Keys.of(PARTS.get(Split.TRAIN), PARTS.get(Split.VALID), PARTS.get(Split.TEST)))
            .examples("{train: 0.7, valid: 0.1, test: 0.2}", "{train: [0, 8640], valid: [8640, 11520]}");

    private static Key<List<Double>> part(Split part, double share) {
        return Key.<List<Double>>of(part.key(), "rows of the part '" + part.key() + "'", new Value.Part())
                .defaultValue(List.of(share));
    }

    static SeriesParts of(Settings settings) {
        Map<Split, Part> parts = new LinkedHashMap<>();
        Settings split = settings.section(SPLIT);
        double before = 0;
        for (Split part : Split.values()) {
            Key<List<Double>> key = PARTS.get(part);
            Optional<List<Double>> rows = settings.has(SPLIT) ? split.find(key) : Optional.of(split.get(key));
            Optional<Part> read = rows.isPresent() ? part(split, key, rows.get(), before) : Optional.empty();
            read.ifPresent(p -> parts.put(part, p));
            before = read.map(Part::to).orElse(before);
        }
        return new SeriesParts(parts);
    }

    private static Optional<Part> part(Settings split, Key<List<Double>> key, List<Double> rows, double before) {
        if (rows.size() == 2) {
            return Optional.of(new Part(rows.get(0), rows.get(1), false, split.span(key)));
        }
        double share = rows.get(0);
        if (share == 0 || before + share > 1 + 1e-9) {
            split.error(key, "the shares of the parts must be above 0 and sum to at most 1");
            return Optional.empty();
        }
        return Optional.of(new Part(before, before + share, true, split.span(key)));
    }

    /** The rows of a part in a series of so many rows, whether or not they are there. */
    Border border(Split split, int rows) {
        Part part = parts.get(split);
        int from = (int) (part.shares() ? Math.round(part.from() * rows) : Math.min(part.from(), Integer.MAX_VALUE));
        int to = (int) (part.shares() ? Math.round(part.to() * rows) : Math.min(part.to(), Integer.MAX_VALUE));
        return new Border(from, to);
    }

    /** The error of a part that has no example. */
    Diagnostic empty(Split split, Border border, int window, int horizon) {
        String message = "the part '%s' has rows %d to %d: too few for a window of %d and a horizon of %d"
                .formatted(split.key(), border.from(), border.to(), window, horizon);
        return Diagnostic.error(Codes.EMPTY_DATA, message, parts.get(split).span());
    }
}
