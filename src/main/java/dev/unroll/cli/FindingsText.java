package dev.unroll.cli;

import dev.unroll.train.Findings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a model mistakes for what, for a terminal. */
final class FindingsText {
    /** Classes and mistakes beyond which the rarer ones are left to {@code --json}. */
    private static final int MOST = 20;

    private FindingsText() {}

    static String of(Findings findings) {
        return findings.classes().stream().map(FindingsText::classes).collect(Collectors.joining());
    }

    private static String classes(Findings.Classes classes) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "\n%s: %s of %s right\n",
                classes.answer(),
                count(classes.right()),
                count(classes.rows())));
        List<Findings.Score> frequent = classes.scores().stream()
                .sorted(Comparator.comparing(score -> -score.truth() - score.answered()))
                .limit(MOST)
                .toList();
        text.append(scores("class", frequent));
        more(text, classes.scores().size() - frequent.size(), "classes");
        if (!classes.spans().isEmpty()) {
            text.append('\n');
            text.append(scores(
                    "span",
                    Stream.concat(classes.spans().stream(), classes.allSpans().stream())
                            .toList()));
        }
        List<List<String>> rows = new ArrayList<>(List.of(List.of("truth", "answered", "times")));
        classes.confusions().stream()
                .limit(MOST / 2)
                .forEach(c -> rows.add(List.of(c.truth(), c.answered(), count(c.count()))));
        if (rows.size() > 1) {
            text.append('\n').append(Terminal.table(rows));
            more(text, classes.confusions().size() - rows.size() + 1, "kinds of confusions");
        }
        return text.toString();
    }

    private static void more(StringBuilder text, int left, String what) {
        if (left > 0) {
            text.append(String.format(Locale.ROOT, "  and %,d more %s, see --json\n", left, what));
        }
    }

    private static String scores(String name, List<Findings.Score> scores) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(name, "precision", "recall", "F1", "occurs"));
        for (Findings.Score score : scores) {
            rows.add(List.of(
                    score.label(),
                    share(score.precision()),
                    share(score.recall()),
                    share(score.f1()),
                    count(score.truth())));
        }
        return Terminal.table(rows);
    }

    private static String share(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    /** A sum of weights has decimals. */
    private static String count(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, "%,.2f", value);
    }
}
