package dev.unroll.diagnostic;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was probably meant. */
public final class Suggest {
    private Suggest() {}

    /**
     * The known word nearest to this one, if one is near enough to be meant: a third of its letters, at least one, may
     * differ. Among equals, first one that a letter too many or too few, or two swapped, lead to: a letter in another's place
     * is the rarer slip; then the one that sorts first.
     */
    public static Optional<String> nearest(String word, Collection<String> known) {
        String wanted = word.toLowerCase(Locale.ROOT);
        int allowed = Math.max(1, (word.length() + 1) / 3);
        String best = null;
        boolean bestSlips = false;
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : known) {
            if (candidate.equals(word) || Math.abs(candidate.length() - word.length()) > allowed) {
                continue;
            }
            int distance = distance(wanted, candidate.toLowerCase(Locale.ROOT));
            boolean replacesAll = distance >= Math.max(word.length(), candidate.length());
            if (distance > allowed || replacesAll) {
                continue;
            }
            boolean slips = slips(wanted, candidate.toLowerCase(Locale.ROOT));
            boolean equal = distance == bestDistance;
            boolean first = equal && slips == bestSlips && candidate.compareTo(best) < 0;
            if (distance < bestDistance || equal && slips && !bestSlips || first) {
                best = candidate;
                bestSlips = slips;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Whether one word has all letters of the other. */
    private static boolean slips(String a, String b) {
        String longer = a.length() >= b.length() ? a : b;
        StringBuilder rest = new StringBuilder(longer);
        for (char letter : (longer.equals(a) ? b : a).toCharArray()) {
            int at = rest.indexOf(String.valueOf(letter));
            if (at < 0) {
                return false;
            }
            rest.deleteCharAt(at);
        }
        return true;
    }

    /** The question {@code did you mean 'WORD'?} for the nearest known word. */
    public static Optional<String> question(String word, Collection<String> known) {
        return nearest(word, known).map(near -> "did you mean '" + near + "'?");
    }

    /**
     * Edits that turn one word into the other, where an edit inserts, deletes or replaces a letter or swaps two
     * neighbours (optimal string alignment).
     */
    static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] previous = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, Math.min(previous[j], row[j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
            int[] spare = before;
            before = previous;
            previous = row;
            row = spare;
        }
        return previous[b.length()];
    }
}
