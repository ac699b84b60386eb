package dev.unroll.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The labelled spans that BIO tags mark, as {@code conlleval} reads them: a span goes on with {@code I-TYPE} of its own
 * type and ends before anything else; an {@code I-TYPE} that continues nothing begins a span. {@code E} and {@code S} (of
 * BIOES), as well as a tag without a dash, are understood.
 */
final class Spans {
    /**
     * @param type what it is labelled with
     * @param from its first step
     * @param to the step behind its last
     */
    record Span(String type, int from, int to) {}

    private record Tag(char mark, String type) {}

    private final List<Tag> tags;

    /** @param labels the name of each class */
    Spans(List<String> labels) {
        tags = labels.stream().map(Spans::tag).toList();
    }

    /** The label that is none of {@code O}, {@code B-...}, {@code I-...}, {@code E-...}, {@code S-...}, if there is one. */
    static Optional<String> stranger(List<String> labels) {
        return labels.stream()
                .filter(l -> !l.equals("O") && !l.matches("(?s)[BIES](-.*)?"))
                .findFirst();
    }

    private static Tag tag(String label) {
        int dash = label.indexOf('-');
        String type = dash < 0 ? "" : label.substring(dash + 1);
        return new Tag(label.isEmpty() ? 'O' : label.charAt(0), type);
    }

    /** The spans of one sequence of classes. */
    List<Span> of(int[] classes) {
        List<Span> spans = new ArrayList<>();
        int from = -1;
        Tag before = new Tag('O', "");
        for (int t = 0; t <= classes.length; t++) {
            Tag tag = t < classes.length ? tags.get(classes[t]) : new Tag('O', "");
            boolean goesOn = from >= 0
                    && (tag.mark() == 'I' || tag.mark() == 'E')
                    && tag.type().equals(before.type())
                    && before.mark() != 'E'
                    && before.mark() != 'S';
            if (!goesOn) {
                if (from >= 0) {
                    spans.add(new Span(before.type(), from, t));
                }
                from = tag.mark() == 'O' ? -1 : t;
            }
            before = tag;
        }
        return spans;
    }
}
