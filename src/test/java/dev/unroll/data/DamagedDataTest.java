package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.diagnostic.InvalidInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Damaged data files: each is refused with a message at a line, or read as a second, independent reading of the same bytes
 * reads it. Nothing is lost or moved without a word.
 */
class DamagedDataTest {
    private static final int EACH = 60;

    @TempDir
    Path folder;

    private int refused;
    private int accepted;

    /** A quoted cell, which the second reading leaves to the first. */
    private static final Optional<List<String>> QUOTED = Optional.of(List.of("quoted"));

    private interface Reading extends Function<String, Optional<List<String>>> {}

    /** One place of the text is damaged, in a way that people and programs damage files. */
    private static byte[] damage(String text, Random random) {
        int at = random.nextInt(text.length());
        int line = text.indexOf('\n', at) + 1;
        int before = text.lastIndexOf('\n', at) + 1;
        String separators = "\t, \"{}:";
        return switch (random.nextInt(14)) {
            case 0 -> text.substring(0, at).concat(text.substring(at + 1)).getBytes(StandardCharsets.UTF_8);
            case 1 -> (text.substring(0, at) + '\t' + text.substring(at)).getBytes(StandardCharsets.UTF_8);
            case 2 -> (text.substring(0, at) + ',' + text.substring(at)).getBytes(StandardCharsets.UTF_8);
            case 3 -> (text.substring(0, at) + '\n' + text.substring(at)).getBytes(StandardCharsets.UTF_8);
            case 4 -> text.substring(0, at).getBytes(StandardCharsets.UTF_8);
            case 5 -> (text.substring(0, before) + text.substring(line)).getBytes(StandardCharsets.UTF_8);
            case 6 ->
                (text.substring(0, line) + text.substring(before, line) + text.substring(line))
                        .getBytes(StandardCharsets.UTF_8);
            case 7 ->
                replaceNext(text, at, separators.charAt(random.nextInt(separators.length())), random)
                        .getBytes(StandardCharsets.UTF_8);
            case 8 -> (text.substring(0, at) + '"' + text.substring(at)).getBytes(StandardCharsets.UTF_8);
            case 9 -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                yield bytes;
            }
            case 10 -> (text.substring(0, at) + '\0' + text.substring(at)).getBytes(StandardCharsets.UTF_8);
            case 11 -> text.replaceFirst("\n", "").getBytes(StandardCharsets.UTF_8);
            case 12 -> text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
            default -> (text.substring(0, at) + "9".repeat(500) + text.substring(at)).getBytes(StandardCharsets.UTF_8);
        };
    }

    private static String replaceNext(String text, int at, char wanted, Random random) {
        int found = text.indexOf(wanted, at);
        return found < 0
                ? text.substring(0, at)
                : text.substring(0, found) + "\t ,;".charAt(random.nextInt(4)) + text.substring(found + 1);
    }

    private void hammer(String name, String text, String spec, List<String> fields, Reading second, long seed)
            throws IOException {
        Random random = new Random(seed);
        Given given = new Given(folder);
        for (int i = 0; i < EACH; i++) {
            byte[] bytes = damage(text, random);
            given.file(name, bytes);
            String what = name + " " + i + ":\n" + new String(bytes, StandardCharsets.UTF_8);
            try {
                Dataset data = given.read(spec);
                accepted++;
                Optional<List<String>> expected = second.apply(new String(bytes, StandardCharsets.UTF_8));
                if (!expected.equals(QUOTED)) {
                    assertThat(expected).as(what).contains(rows(data, fields));
                }
            } catch (InvalidInput e) {
                refused++;
                assertThat(e.diagnostics()).as(what).allSatisfy(d -> {
                    assertThat(d.message()).hasSizeLessThan(420).doesNotContain("bug");
                    assertThat(d.span().isPresent() || d.message().contains("no further"))
                            .isTrue();
                });
            }
        }
    }

    /** Each row of the data as the labels and numbers of some fields. */
    private static List<String> rows(Dataset data, List<String> fields) {
        List<String> rows = new ArrayList<>();
        for (Example example : data.examples(Split.TRAIN)) {
            for (int t = 0; t < example.length(); t++) {
                List<String> row = new ArrayList<>();
                for (String name : fields) {
                    float[] values = example.values().get(name);
                    float value = values[Math.min(t, values.length - 1)];
                    Field field = data.fields().get(name);
                    row.add(field.type().isIndex() ? field.label((int) value) : Float.toString(value));
                }
                rows.add(String.join("|", row));
            }
        }
        return rows;
    }

    private static Optional<List<String>> conllu(String text) {
        List<String> rows = new ArrayList<>();
        for (String line : text.split("\r?\n")) {
            String[] cells = line.split("\t", -1);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (cells.length != 10 || !cells[0].matches("[0-9]+([-.][0-9]+)?")) {
                return Optional.empty();
            }
            if (cells[0].matches("[0-9]+")) {
                rows.add(cells[1] + "|" + cells[3]);
            }
        }
        return Optional.of(rows);
    }

    private static Optional<List<String>> two(String text) {
        List<String> rows = new ArrayList<>();
        int columns = text.split("\r?\n")[0].split("\t", -1).length;
        for (String line : text.split("\r?\n")) {
            String[] cells = line.split("\t", -1);
            if (!line.isBlank()) {
                if (cells.length != columns || columns < 2) {
                    return Optional.empty();
                }
                rows.add(cells[0] + "|" + cells[1]);
            }
        }
        return Optional.of(rows);
    }

    private static Optional<List<String>> csv(String text) {
        List<String> rows = new ArrayList<>();
        String[] lines = text.split("\r?\n");
        List<String> head = Arrays.asList(lines[0].split(",", -1));
        for (int i = 1; i < lines.length; i++) {
            String[] cells = lines[i].split(",", -1);
            if (lines[i].isEmpty()) {
                continue;
            }
            if (cells.length != head.size() || !head.contains("w") || !head.contains("n")) {
                return Optional.empty();
            }
            for (String word : cells[head.indexOf("w")].trim().split("\\s+")) {
                rows.add(word + "|" + Float.parseFloat(cells[head.indexOf("n")].trim()));
            }
        }
        return Optional.of(rows);
    }

    private static Optional<List<String>> json(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<String> rows = new ArrayList<>();
        for (String line : text.split("\r?\n")) {
            if (line.isBlank()) {
                continue;
            }
            try {
                Map<?, ?> map = (Map<?, ?>) new Yaml(new SafeConstructor(options)).load(line.replace('\t', ' '));
                for (String word : map.get("w").toString().trim().split("\\s+")) {
                    rows.add(word + "|" + Float.parseFloat(map.get("n").toString()));
                }
            } catch (YAMLException | ClassCastException | NullPointerException e) {
                return Optional.empty();
            }
        }
        return Optional.of(rows);
    }

    @Test
    void nothingIsMisread() throws IOException {
        StringBuilder conllu = new StringBuilder("# text = a dog barks\n");
        conllu.append("1-2\taa\t_\t_\t_\t_\t_\t_\t_\t_\n");
        for (int i = 1; i <= 5; i++) {
            conllu.append(i + "\tw" + i % 3 + "\tl\t" + (i % 2 == 0 ? "NOUN" : "DET") + "\tX\t_\t" + (i - 1)
                    + "\tdep\t_\t_\n");
        }
        conllu.append("5.1\tx\t_\tX\t_\t_\t_\t_\t_\t_\n\n").append("1\tw1\tl\tDET\tX\t_\t0\troot\t_\t_\n");
        String fields = "\nfields: {w: {column: %s, vocabulary: {unknown: false}}, t: {column: %s, vocabulary: {}}}";
        hammer(
                "a.conllu",
                conllu.toString(),
                "reader: conllu\ntrain: a.conllu" + fields.formatted("form", "upos"),
                List.of("w", "t"),
                DamagedDataTest::conllu,
                1);
        hammer(
                "b.conllu",
                conllu.toString(),
                "reader: conllu\ntrain: b.conllu" + fields.formatted("2", "4"),
                List.of("w", "t"),
                DamagedDataTest::conllu,
                2);
        hammer(
                "c.conll",
                "the\tDET\nU.S.\tX\n\n3.5\tNUM\nwell-known\tADJ\n.\tPUNCT\n",
                "reader: conllu\ntrain: c.conll" + fields.formatted("1", "2"),
                List.of("w", "t"),
                DamagedDataTest::two,
                3);
        String table = "\nfields: {w: {unit: word, vocabulary: {unknown: false}}, n: {type: number}}";
        hammer(
                "d.csv",
                "n,w,z\n1,a b,x\n2.5,c,y\n-3e2,a a c,x\n",
                "reader: table\ntrain: d.csv" + table,
                List.of("w", "n"),
                DamagedDataTest::csv,
                4);
        hammer(
                "e.jsonl",
                "{\"n\": 1, \"w\": \"a b\"}\n{\"n\": 2.5, \"w\": \"c\", \"z\": [1]}\n",
                "reader: table\ntrain: e.jsonl" + table,
                List.of("w", "n"),
                DamagedDataTest::json,
                5);
        System.out.println("damaged data files: " + refused + " refused, " + accepted + " read as they stand");
        assertThat(refused).isGreaterThan(EACH);
        assertThat(accepted).isGreaterThan(EACH);
    }
}
