package dev.unroll.spec.yaml;

import dev.unroll.diagnostic.Source;
import java.util.Optional;

/** Finds the comments that label values. */
final class Comments {
    private Comments() {}

    /** The trailing comment of a value that ends at this offset, on the same line with at most a comma between. */
    static Optional<String> behind(Source source, int end) {
        String text = source.text();
        int i = end;
        while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t' || text.charAt(i) == ',')) {
            i++;
        }
        boolean comment = i < text.length() && i > end && text.charAt(i) == '#';
        if (!comment) {
            return Optional.empty();
        }
        return Optional.of(text.substring(i + 1, source.lineEnd(i)).strip()).filter(label -> !label.isEmpty());
    }

    /** The comment after the {@code |} or {@code >} that begins a block at this offset. */
    static Optional<String> onHeader(Source source, int start) {
        int end = start;
        while (end < source.text().length()
                && "|>+-0123456789".indexOf(source.text().charAt(end)) >= 0) {
            end++;
        }
        return behind(source, end);
    }
}
