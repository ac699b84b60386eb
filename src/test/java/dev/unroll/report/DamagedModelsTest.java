package dev.unroll.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.train.Experiment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every model file, damaged in one place in hundreds of ways, is still valid or gives messages that lead to that place; a
 * misspelt word gets the right one as the first suggestion. The shares are printed.
 */
class DamagedModelsTest {
    private static final long SEED = 11;
    private static final int EACH = 22;
    private static final Pattern KEY = Pattern.compile("^\\s*\"?([A-Za-z_]\\w*'?)[^:]*:(?=\\s|$)");
    private static final Pattern VALUE = Pattern.compile("(?<=: )[^\\s{}#][^#\\n]*?(?=\\s*(?:#|$))");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.=-])\\d+(\\.\\d+)?(?![\\w.])");
    private static final Pattern WORD =
            Pattern.compile("(?<![\\w./$-])([A-Za-z_]\\w{2,})(?=\\(|:(?:\\s|$)|[ ),=\\]+*@/-]|$)");
    private static final List<String> TYPES = List.of("[1, two]", "{a: b}", "~", "-", "2024-01-01", "\"\"");
    private static final List<String> HUGE =
            List.of("-1", "0", "1000000000000", "1e99", "-3.5", "999999999999999999999", "1.5e300");

    @TempDir
    private static Path folder;

    private static long slowest;

    /** A text that was damaged on one line, counted from 1; {@code gone} is the key that is not there any more. */
    private record Mutant(String kind, byte[] text, int line, Optional<String> gone, String name) {}

    private record Verdict(List<Diagnostic> diagnostics, boolean refused) {}

    private static final class Count {
        int all;
        int refused;
        int messages;
        int warned;
        int placed;
    }

    static List<Path> models() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("models"), 1)) {
            return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    /** The first ones pay for loading classes. */
    @BeforeAll
    static void warmUp() throws IOException {
        for (Path model : models()) {
            check(Files.readAllBytes(model));
        }
        slowest = 0;
    }

    private static Verdict check(byte[] text) throws IOException {
        Path file = Files.write(folder.resolve("m.yaml"), text);
        Diagnostics warnings = new Diagnostics();
        long from = System.nanoTime();
        Verdict verdict;
        try {
            Experiment.outline(file, List.of(), warnings);
            verdict = new Verdict(warnings.list(), false);
        } catch (InvalidInput e) {
            verdict = new Verdict(e.diagnostics(), true);
        }
        slowest = Math.max(slowest, System.nanoTime() - from);
        return verdict;
    }

    @Test
    void everyDamageIsFoundAtItsPlace() throws IOException {
        Map<String, Count> counts = new TreeMap<>();
        List<String> lost = new ArrayList<>();
        for (Path model : models()) {
            Random random = new Random(SEED);
            for (Mutant mutant : mutants(Files.readString(model), random)) {
                String what = model.getFileName() + ", " + mutant.kind() + ", line " + mutant.line();
                Verdict verdict;
                try {
                    verdict = check(mutant.text());
                } catch (RuntimeException | Error e) {
                    throw new AssertionError(what + ":\n" + new String(mutant.text(), StandardCharsets.UTF_8), e);
                }
                verdict.diagnostics().forEach(d -> assertThat(d.render(true)).isNotBlank());
                Count count = counts.computeIfAbsent(mutant.kind(), k -> new Count());
                count.all++;
                count.warned += !verdict.refused() && !verdict.diagnostics().isEmpty() ? 1 : 0;
                if (verdict.refused()) {
                    count.refused++;
                    for (Diagnostic diagnostic : verdict.diagnostics()) {
                        boolean placed = names(diagnostic, mutant);
                        count.messages++;
                        count.placed += placed ? 1 : 0;
                        if (!placed) {
                            lost.add(what + ": " + mutant.name() + " -> " + diagnostic);
                        }
                    }
                }
            }
        }
        int all = counts.values().stream().mapToInt(c -> c.all).sum();
        int refused = counts.values().stream().mapToInt(c -> c.refused).sum();
        int messages = counts.values().stream().mapToInt(c -> c.messages).sum();
        int placed = counts.values().stream().mapToInt(c -> c.placed).sum();
        counts.forEach((kind, c) -> System.out.printf(
                Locale.ROOT,
                "damage, %-16s %4d mutants, %4d refused by %4d messages, %4d of them at the place; %3d warned of%n",
                kind,
                c.all,
                c.refused,
                c.messages,
                c.placed,
                c.warned));
        System.out.printf(
                Locale.ROOT,
                "damage, all: %d mutants, %d refused by %d messages, %.1f %% of them at the place; slowest %d ms%n",
                all,
                refused,
                messages,
                100.0 * placed / messages,
                slowest / 1_000_000);
        assertThat(all).isGreaterThan(2_000);
        assertThat((double) placed / messages).as(String.join("\n", lost)).isGreaterThan(0.95);
        assertThat(slowest).isLessThan(1_000_000_000L);
    }

    /** Refused at once, in plain words. */
    @Test
    void whatNoMachineHoldsIsRefused() throws IOException {
        String text = Files.readString(Path.of("models/adding.yaml"));
        Map<String, String> words = new LinkedHashMap<>();
        words.put(text.replace("lstm(64)", "lstm(500000)"), "parameters");
        words.put(text.replace("lstm(64)", "lstm(1000000000000)"), "a size must be a whole number from 1 to 16777216");
        words.put(
                text.replace("last(h)", "(".repeat(10_000) + "last(h)" + ")".repeat(10_000)),
                "this equation is too long");
        words.put(
                text.replace("last(h)", "tanh(".repeat(10_000) + "last(h)" + ")".repeat(10_000)),
                "this equation is too long");
        words.put(text.replace("last(h)", "-".repeat(10_000) + "last(h)"), "this equation is too long");
        words.put(text.replace("last(h)", "last(h)" + " + 1".repeat(10_000)), "this equation is too long");
        words.put(text + "\nabout: " + "x".repeat(100 << 20), "has 100 MB; a spec may have at most 4 MB");
        for (Map.Entry<String, String> damaged : words.entrySet()) {
            Verdict verdict = check(damaged.getKey().getBytes(StandardCharsets.UTF_8));
            assertThat(verdict.refused()).as(damaged.getValue()).isTrue();
            assertThat(verdict.diagnostics()).first().asString().contains(damaged.getValue());
        }
        assertThat(slowest).isLessThan(1_000_000_000L);
    }

    /** Whether a message stands on the damaged line or a neighbour, or names what is gone from there. */
    private static boolean names(Diagnostic diagnostic, Mutant mutant) {
        boolean near = diagnostic
                .span()
                .map(span -> Math.abs(span.line() - mutant.line()) <= 1)
                .orElse(diagnostic.message().contains("line " + mutant.line()));
        return near
                || mutant.gone()
                        .filter(key -> diagnostic.message().contains("'" + key + "'")
                                || diagnostic.message().contains(key))
                        .isPresent();
    }

    private static List<Mutant> mutants(String text, Random random) {
        List<Mutant> mutants = new ArrayList<>();
        List<String> lines = text.lines().toList();
        List<Integer> real = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank() && !lines.get(i).strip().startsWith("#")) {
                real.add(i);
            }
        }
        for (int k = 0; k < EACH; k++) {
            int i = real.get(random.nextInt(real.size()));
            String line = lines.get(i);
            Matcher key = KEY.matcher(line);
            Optional<String> gone = key.find() ? Optional.of(key.group(1)) : Optional.empty();
            List<String> without = new ArrayList<>(lines);
            without.remove(i);
            mutants.add(new Mutant("deleted line", bytes(without), i + 1, gone, line));
            replaced(lines, real, VALUE, TYPES, random).ifPresent(m -> mutants.add(m.as("wrong type")));
            replaced(lines, real, NUMBER, HUGE, random).ifPresent(m -> mutants.add(m.as("number")));
            mutants.add(changed("bracket", lines, i, insert(line, "()[]{}", random)));
            mutants.add(changed("bracket", lines, i, drop(line, random)));
            replaced(lines, real, VALUE, List.of("*a", "&a x", "<<"), random)
                    .ifPresent(m -> mutants.add(m.as("alias")));
            replaced(lines, real, VALUE, List.of("!!int 3", "!mine x", "!!java.io.File [x]"), random)
                    .ifPresent(m -> mutants.add(m.as("tag")));
            int deep = 10 + random.nextInt(5_000);
            replaced(
                            lines,
                            real,
                            VALUE,
                            List.of("[".repeat(deep), "(".repeat(deep), "{a: ".repeat(deep), "-".repeat(deep) + "1"),
                            random)
                    .ifPresent(m -> mutants.add(m.as("deep nesting")));
            mutants.add(changed("tab", lines, i, "\t" + line.strip()));
            mutants.add(new Mutant("bad UTF-8", badBytes(lines, i, random), i + 1, Optional.empty(), line));
            int cut = 1 + random.nextInt(line.length());
            List<String> head = new ArrayList<>(lines.subList(0, i));
            head.add(line.substring(0, cut));
            mutants.add(new Mutant("truncation", bytes(head), i + 1, Optional.empty(), line));
        }
        return mutants;
    }

    private record Replaced(List<String> lines, int line, String written) {
        Mutant as(String kind) {
            return new Mutant(kind, bytes(lines), line + 1, Optional.empty(), written);
        }
    }

    private static Optional<Replaced> replaced(
            List<String> lines, List<Integer> real, Pattern pattern, List<String> by, Random random) {
        for (int attempt = 0; attempt < 20; attempt++) {
            int i = real.get(random.nextInt(real.size()));
            String line = lines.get(i);
            List<int[]> places = new ArrayList<>();
            Matcher matcher = pattern.matcher(line);
            while (matcher.find()) {
                places.add(new int[] {matcher.start(), matcher.end()});
            }
            if (!places.isEmpty()) {
                int[] place = places.get(random.nextInt(places.size()));
                List<String> changed = new ArrayList<>(lines);
                String written =
                        line.substring(0, place[0]) + by.get(random.nextInt(by.size())) + line.substring(place[1]);
                changed.set(i, written);
                return Optional.of(new Replaced(changed, i, written.substring(0, Math.min(100, written.length()))));
            }
        }
        return Optional.empty();
    }

    private static Mutant changed(String kind, List<String> lines, int i, String line) {
        List<String> changed = new ArrayList<>(lines);
        changed.set(i, line);
        return new Mutant(kind, bytes(changed), i + 1, Optional.empty(), line);
    }

    private static String insert(String line, String letters, Random random) {
        int at = random.nextInt(line.length() + 1);
        return line.substring(0, at) + letters.charAt(random.nextInt(letters.length())) + line.substring(at);
    }

    /** Without one of its brackets, or without a letter if it has none. */
    private static String drop(String line, Random random) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < line.length(); i++) {
            if ("()[]{}".indexOf(line.charAt(i)) >= 0) {
                places.add(i);
            }
        }
        int at = places.isEmpty() ? random.nextInt(line.length()) : places.get(random.nextInt(places.size()));
        return line.substring(0, at) + line.substring(at + 1);
    }

    private static byte[] bytes(List<String> lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] badBytes(List<String> lines, int i, Random random) {
        List<String> changed = new ArrayList<>(lines);
        changed.set(i, insert(lines.get(i), "\u0001", random));
        byte[] bytes = bytes(changed);
        for (int k = 0; k < bytes.length; k++) {
            bytes[k] = bytes[k] == 1 ? (byte) 0xFF : bytes[k];
        }
        return bytes;
    }

    @Test
    void aMisspeltWordGetsTheRightOne() throws IOException {
        Map<String, int[]> counts = new LinkedHashMap<>();
        List<String> lost = new ArrayList<>();
        for (Path model : models()) {
            Random random = new Random(SEED);
            String text = Files.readString(model);
            for (int[] place : words(text)) {
                for (String edit : List.of("delete", "insert", "replace", "swap")) {
                    String right = text.substring(place[0], place[1]);
                    String wrong = misspelt(right, edit, random);
                    String damaged = text.substring(0, place[0]) + wrong + text.substring(place[1]);
                    Verdict verdict = check(damaged.getBytes(StandardCharsets.UTF_8));
                    int[] count = counts.computeIfAbsent(edit, e -> new int[3]);
                    count[0]++;
                    if (verdict.refused() && !wrong.equals(right)) {
                        count[1]++;
                        boolean first = verdict.diagnostics().stream().anyMatch(d -> suggests(d, right, wrong));
                        count[2] += first ? 1 : 0;
                        if (!first) {
                            lost.add("%s: '%s' for '%s': %s"
                                    .formatted(
                                            model.getFileName(),
                                            wrong,
                                            right,
                                            verdict.diagnostics().get(0)));
                        }
                    }
                }
            }
        }
        int refused = counts.values().stream().mapToInt(c -> c[1]).sum();
        int first = counts.values().stream().mapToInt(c -> c[2]).sum();
        counts.forEach((edit, c) -> System.out.printf(
                Locale.ROOT,
                "misspelling, %-8s %4d words, %4d refused, %4d suggest the right one first%n",
                edit,
                c[0],
                c[1],
                c[2]));
        System.out.printf(
                Locale.ROOT,
                "misspelling, all: %d refused, %.1f %% suggest the right word first%n",
                refused,
                100.0 * first / refused);
        assertThat(refused).isGreaterThan(500);
        assertThat((double) first / refused).as(String.join("\n", lost)).isGreaterThan(0.95);
    }

    /** Where a definition is misspelt, its uses are what is unknown, and the definition is what they could mean. */
    private static boolean suggests(Diagnostic diagnostic, String right, String wrong) {
        String hint = diagnostic.hint().orElse("");
        String question = "did you mean '";
        return hint.startsWith(question + right + "'")
                || diagnostic.message().contains("'" + right + "'") && hint.startsWith(question + wrong + "'");
    }

    /** Names, functions and keys of at least three letters; not what is free: texts, paths, comments. */
    private static List<int[]> words(String text) {
        List<int[]> words = new ArrayList<>();
        int start = 0;
        for (String line : text.split("\n", -1)) {
            String code = line.replaceFirst("(^|\\s)#.*", "");
            boolean free = code.startsWith("about")
                    || code.startsWith("model:")
                    || code.startsWith("  ") && code.indexOf(':') < 0;
            Matcher matcher = WORD.matcher(code);
            while (!free && matcher.find()) {
                words.add(new int[] {start + matcher.start(1), start + matcher.end(1)});
            }
            start += line.length() + 1;
        }
        return words;
    }

    private static String misspelt(String word, String edit, Random random) {
        char letter = (char) ('a' + random.nextInt(26));
        int at = random.nextInt(word.length());
        return switch (edit) {
            case "delete" -> word.substring(0, at) + word.substring(at + 1);
            case "insert" -> word.substring(0, at) + letter + word.substring(at);
            case "replace" -> word.substring(0, at) + letter + word.substring(at + 1);
            default -> {
                int i = Math.min(at, word.length() - 2);
                yield word.substring(0, i) + word.charAt(i + 1) + word.charAt(i) + word.substring(i + 2);
            }
        };
    }
}
