package dev.unroll.spec.yaml;

/** Turns the YAML parser's positions, which count code points, into offsets in {@code char}s. */
final class Offsets {
    private final String text;
    private final boolean same;
    private int lastPoints;
    private int lastOffset;

    Offsets(String text) {
        this.text = text;
        this.same = text.codePointCount(0, text.length()) == text.length();
    }

    int of(int points) {
        if (same) {
            return Math.min(points, text.length());
        }
        // Positions come almost in order, so counting continues from the last one.
        int step = points - lastPoints;
        try {
            lastOffset = text.offsetByCodePoints(lastOffset, step);
        } catch (IndexOutOfBoundsException e) {
            return text.length();
        }
        lastPoints = points;
        return lastOffset;
    }
}
