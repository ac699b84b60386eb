package dev.unroll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.model.Reference;
import dev.unroll.report.EditorYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Specs whose structure, types, numbers, names or classes are wrong are refused in words, or mean something else: the
 * resolved spec differs, and what is accepted trains. The figures are printed.
 */
class FreshlyDamagedSpecsTest {
    private static final long SEED = 400;
    private static final int EACH = 30;

    private static final String TABLE = """
            model: mail
            sizes: {units: 4}
            data:
              reader: table
              train: mail.csv
              valid: mail.csv
              fields:
                text: {type: text, unit: char}
                kind: {type: label}
                other: {type: label}
                right: {type: label}
                price: {type: number, standardise: true}
              max_length: 50
            cells:
              "mine(units, bias=1)":
                state: {h: units}
                parameters: {U: [x, units], b: {shape: [units], init: constant(0.5)}}
                equations:
                  f: sigmoid(affine(x, h, bias=bias))
                  "h'": f * h + (1 - f) * tanh(x @ U + b)
                output: "h'"
            functions:
              "swish(v, slope=1)": v * sigmoid(slope * v)
            parameters:
              E: {shape: [text, 6], init: normal(0.1)}
            equations:
              e: one_hot(text) @ E
              h: last(rnn(mine(units), e))
              scores: affine(swish(h, 2), to=kind)
              cost: affine(concat(h, h), to=1)
            loss:
              kind: cross_entropy(scores, kind)
              price: 0.1 * squared_error(cost, price)
            metrics:
              accuracy: accuracy(scores, kind)
              error: mean_absolute_error(cost, price)
            predict:
              kind: argmax(scores)
            train:
              optimizer: adam(rate=0.01, beta1=0.8)
              schedule: cosine()
              clip: 5
              batch: 4
              epochs: 1
              seed: 3
              stop: {watch: accuracy, patience: 2}
            """;

    private static final String TAGS = """
            model: tags
            data:
              reader: conllu
              train: tags.conll
              valid: tags.conll
              fields:
                words: {column: 1, vocabulary: {min_count: 2, lowercase: true}}
                tags: {column: 2, vocabulary: {}}
                pos: {column: 3, vocabulary: {}}
                topic: {comment: topic, vocabulary: {}}
            equations:
              e: dropout(embed(words, 5), 0.2)
              h: birnn(lstm(3), e, merge=sum, layers=2)
              scores: affine(h, to=tags)
              topics: affine(max_over_time(h), to=topic)
            loss:
              tags: cross_entropy(scores, tags, where=tags != 'O')
              topic: 0.2 * cross_entropy(topics, topic)
            metrics:
              f1: span_f1(scores, tags)
            predict: {tags: argmax(scores), topic: argmax(topics)}
            train: {optimizer: sgd(rate=0.1), batch: 2, epochs: 1}
            """;

    private static final String SERIES = """
            model: load
            data:
              reader: series
              file: load.csv
              inputs: [a, b]
              targets: [b]
              window: 4
              horizon: 2
              split: {train: [0, 20], valid: [20, 30], test: [30, 40]}
            equations:
              h: last(rnn(gru(3, ), inputs))
              forecast: affine(h, to=target)
            loss: squared_error(forecast, target)
            metrics: {mse: "mean_squared_error(forecast, target)"}
            predict: {forecast: forecast}
            train: {optimizer: adam(rate=0.01), batch: 8, epochs: 1, clip: 1}
            """.replace("gru(3, )", "gru(3)");

    /** What stands in the place of a value; most of it is of the wrong kind wherever it is put. */
    private static final List<String> TYPES = List.of(
            "null",
            "[]",
            "{}",
            "[[]]",
            "true",
            "\"\"",
            "\" \"",
            "{\"a\": null}",
            "[null]",
            "\"null\"",
            "\"yes\"",
            "3",
            "-0.0",
            "\"2\"",
            "\"0x10\"",
            "\"1_000\"",
            "\"012\"",
            "\"2 \"",
            "\"a: b\"",
            "\"1970-01-01\"",
            "{\"kind\": {\"kind\": 1}}",
            "[1, [2, {\"x\": []}]]");

    private static final List<String> NUMBERS = List.of(
            "0",
            "-1",
            "1e-320",
            "1000000000",
            "1000000000.5",
            "2147483648",
            "9223372036854775808",
            "1e308",
            "1e309",
            "-1e309",
            "0.1",
            "16777217",
            "1e7",
            "\".inf\"",
            "\".nan\"",
            "\"NaN\"",
            "123456789012345678901234567890");

    private static final List<String> LETTERS = List.of(
            "\u0430", // Cyrillic a
            "\uff11", // a full-width digit
            "\u00a0", // a blank that does not break
            "\u200b", // one without width
            "\u0301", // an accent for the letter before
            "\ud83d\ude00",
            "\u2212", // a minus sign
            "\u00b7",
            "\u202e",
            "\u0085");

    private static final Map<String, List<String>> CLASSES = Map.of(
            "mail",
            List.of(
                    "kind == 'spma'",
                    "kind == ''",
                    "kind == ' spam'",
                    "kind == 'SPAM'",
                    "'spam' == 'spam'",
                    "kind < 'spam'",
                    "kind + 'spam'",
                    "-'spam'",
                    "'spam'",
                    "price == 'spam'",
                    "h == 'spam'",
                    "scores == 'spam'",
                    "E == 'spam'",
                    "one_hot(kind) == 'spam'",
                    "kind == other",
                    "kind == right",
                    "kind == 1",
                    "kind != 0",
                    "kind == price",
                    "1 == right",
                    "where(kind, 1, 0)",
                    "where(kind == 'spam', kind, other)",
                    "where(1, right, kind)",
                    "where('spam', 1, 0)",
                    "where(kind == 'spam', 'spam', 'ham')",
                    "one_hot(kind)[0:1]",
                    "one_hot(kind)['spam':]",
                    "scores[1:2]",
                    "softmax(scores)[0:1]",
                    "swish(h, 'spam')",
                    "swish('spam')",
                    "affine(h, to='spam')",
                    "affine(h, to=kind == 'spam')",
                    "embed('spam', 4)",
                    "embed(kind == 'spam', 4)",
                    "one_hot('spam')",
                    "one_hot(price)",
                    "max(kind, other)",
                    "cross_entropy(scores, 'spam')",
                    "cross_entropy(scores, other)",
                    "cross_entropy(scores, kind == 'spam')",
                    "argmax(scores) == other",
                    "argmax(scores) == 'spma'",
                    "argmax(scores) == 0",
                    "kind[0:1]",
                    "text == 'ab'",
                    "kind == \"sp\u200bam\"",
                    "kind == 's\u0440am'",
                    "concat(kind, other)",
                    "dropout(kind, 0.5)"),
            "tags",
            List.of(
                    "tags == 'o'",
                    "tags == pos",
                    "words == tags",
                    "tags == topic",
                    "argmax(scores) == pos",
                    "argmax(topics) == tags",
                    "where(tags == 'O', tags, pos)",
                    "embed(tags == 'O', 3)",
                    "words == 'neverseen'",
                    "h == 'O'",
                    "scores[0:2]",
                    "topic == 'O'",
                    "cross_entropy(scores, pos)",
                    "accuracy(scores, pos)"));

    @TempDir
    Path folder;

    /** @param refused whether it must be refused; what may mean something is compared with the undamaged one */
    private record Mutant(String kind, String what, String text, boolean refused) {}

    private static final class Count {
        int all;
        int refused;
        int accepted;
        int same;
    }

    @BeforeEach
    void data() throws IOException {
        StringBuilder mail = new StringBuilder("text,kind,other,right,price\n");
        StringBuilder load = new StringBuilder("a,b\n");
        for (int i = 0; i < 40; i++) {
            mail.append("ab".repeat(1 + i % 3)).append("cd").append(i % 3 == 0 ? ",spam," : ",ham,");
            mail.append(i % 5 == 0 ? "spam," : "ham,")
                    .append(i % 4 == 0 ? "0," : "1,")
                    .append(i)
                    .append('\n');
            load.append(i * 0.1).append(',').append(i % 7).append('\n');
        }
        String sentence = "# topic = %s\nThe\tO\tDET\ndog\tB-x\tNOUN\nsat\tI-x\tVERB\n\n";
        Files.writeString(folder.resolve("mail.csv"), mail);
        Files.writeString(folder.resolve("load.csv"), load);
        Files.writeString(folder.resolve("tags.conll"), (sentence.formatted("a") + sentence.formatted("b")).repeat(4));
    }

    private Answer unroll(String verb, String text, Object... more) throws IOException {
        List<Object> words = new ArrayList<>(List.of(verb, Files.writeString(folder.resolve("m.yaml"), text)));
        words.addAll(List.of(more));
        return Answer.unroll(words.toArray());
    }

    @Test
    void whatIsWrongIsRefusedOrMeansSomethingElse() throws IOException {
        Map<String, Count> counts = new TreeMap<>();
        List<String> faults = new ArrayList<>();
        List<String> accepted = new ArrayList<>();
        for (String base : List.of(TABLE, TAGS, SERIES)) {
            Answer right = unroll("check", base);
            assertThat(right.status()).as(right.err()).isZero();
            String resolved = unroll("check", base, "--resolved").out();
            JsonNode tree = EditorYaml.parse(base).orElseThrow();
            for (Mutant mutant : mutants(base, tree, new Random(SEED))) {
                Optional<JsonNode> written = EditorYaml.parse(mutant.text());
                if (written.map(FreshlyDamagedSpecsTest::bare).equals(Optional.of(bare(tree)))) {
                    continue; // another way to write the same
                }
                Count count = counts.computeIfAbsent(mutant.kind(), k -> new Count());
                count.all++;
                String what = tree.get("model").asText() + ", " + mutant.kind() + ": " + mutant.what();
                long from = System.nanoTime();
                Answer answer = unroll("check", mutant.text());
                if (System.nanoTime() - from > 5_000_000_000L) {
                    faults.add(what + " takes " + (System.nanoTime() - from) / 1_000_000 + " ms");
                }
                if (answer.status() != Verb.DONE) {
                    count.refused++;
                    if (answer.status() != Verb.INVALID || !answer.err().contains("error: ")) {
                        faults.add(what + " ends with " + answer.status() + ": " + answer.err());
                    }
                    continue;
                }
                count.accepted++;
                accepted.add(what);
                if (mutant.refused()) {
                    faults.add(what + " is accepted");
                }
                if (unroll("check", mutant.text(), "--resolved").out().equals(resolved)) {
                    count.same++;
                    faults.add(what + " changes nothing");
                }
                if (unroll("check", mutant.text(), "--json")
                                .json()
                                .get("parameters")
                                .asLong()
                        > 100_000) {
                    accepted.add("    not trained: large");
                    continue;
                }
                Path run = folder.resolve("run" + accepted.size());
                from = System.nanoTime();
                Answer training = unroll("train", mutant.text(), "--run", run, "--set", "train.epochs=1");
                if (System.nanoTime() - from > 5_000_000_000L) {
                    faults.add(what + " trains " + (System.nanoTime() - from) / 1_000_000 + " ms");
                }
                if (training.status() != Verb.DONE && training.status() != Verb.INVALID) {
                    faults.add(what + " trains with " + training.status() + ": " + training.err());
                } else if (training.status() == Verb.INVALID) {
                    accepted.add("    training: "
                            + training.err().lines().findFirst().orElse(""));
                }
            }
        }
        counts.forEach((kind, c) -> System.out.printf(
                Locale.ROOT,
                "fresh damage, %-12s %4d specs, %4d refused, %3d mean something else%n",
                kind,
                c.all,
                c.refused,
                c.accepted));
        System.out.printf(
                Locale.ROOT,
                "fresh damage, all: %d specs, %d refused, %d mean something else%n",
                counts.values().stream().mapToInt(c -> c.all).sum(),
                counts.values().stream().mapToInt(c -> c.refused).sum(),
                counts.values().stream().mapToInt(c -> c.accepted).sum());
        Files.write(Path.of("target/fresh-damage-accepted.txt"), accepted);
        assertThat(counts.values().stream().mapToInt(c -> c.all).sum()).isGreaterThan(400);
        assertThat(faults).isEmpty();
    }

    /** Without what is empty, such as 'vocabulary: {}', which means the same as its absence. */
    private static JsonNode bare(JsonNode node) {
        JsonNode bare = node.deepCopy();
        if (bare instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                JsonNode child = bare(object.get(name));
                if (child.isObject() && child.isEmpty()) {
                    object.remove(name);
                } else {
                    object.set(name, child);
                }
            }
        }
        return bare;
    }

    private static List<Mutant> mutants(String base, JsonNode tree, Random random) throws IOException {
        List<Mutant> mutants = new ArrayList<>();
        List<String> paths = new ArrayList<>();
        paths(tree, "", paths);
        Collections.shuffle(paths, random);
        for (int k = 0; k < EACH; k++) {
            String path = paths.get(k % paths.size());
            String other = paths.get(random.nextInt(paths.size()));
            String type = TYPES.get((k + random.nextInt(3)) % TYPES.size());
            mutants.add(
                    new Mutant("type", path + " = " + type, with(tree, path, EditorYaml.JSON.readTree(type)), false));
            mutants.add(new Mutant("null", path, with(tree, path, EditorYaml.JSON.nullNode()), true));
            if (!other.startsWith(path + "/") && !path.startsWith(other + "/") && !path.equals(other)) {
                JsonNode swapped = EditorYaml.JSON.readTree(with(tree, path, tree.at(other)));
                mutants.add(new Mutant(
                        "swapped values", path + " <-> " + other, with(swapped, other, tree.at(path)), false));
                mutants.add(new Mutant("moved", path + " -> " + other, moved(tree, path, other), false));
            }
            renamed(tree, path, random).ifPresent(mutants::add);
            letter(tree, path, random).ifPresent(mutants::add);
            structure(base, random).ifPresent(mutants::add);
        }
        for (String path : paths) {
            JsonNode leaf = tree.at(path);
            if (leaf.isNumber()) {
                for (String number : NUMBERS) {
                    mutants.add(new Mutant(
                            "number",
                            path + " = " + number,
                            with(tree, path, EditorYaml.JSON.readTree(number)),
                            false));
                }
            } else if (leaf.isTextual() && leaf.asText().matches(".*\\d.*")) {
                for (String number : NUMBERS) {
                    String text = leaf.asText().replaceFirst("(?<![\\w.])\\d+(\\.\\d+)?", number.replace("\"", ""));
                    mutants.add(new Mutant(
                            "number", path + " = " + text, with(tree, path, EditorYaml.JSON.valueToTree(text)), false));
                }
            }
        }
        for (int deep : List.of(20, 60, 500, 20_000)) {
            for (String[] nest :
                    new String[][] {{"[", "]"}, {"{a: ", "}"}, {"- ", ""}, {"? ", ""}, {"\"", ""}, {"!!a ", ""}}) {
                String path = List.of("model: ", "sizes: ", "batch: ", "loss: ", "reader: ")
                        .get(deep % 5);
                if (base.contains(path)) {
                    mutants.add(new Mutant(
                            "nesting",
                            path + nest[0] + " x " + deep,
                            base.replace(path, path + nest[0].repeat(deep) + "1" + nest[1].repeat(deep) + " #"),
                            true));
                }
            }
        }
        for (String misuse : CLASSES.getOrDefault(tree.get("model").asText(), List.of())) {
            mutants.add(new Mutant("classes", misuse, answering(tree, misuse), true));
        }
        if (tree.get("model").asText().equals("mail")) {
            arguments(tree, mutants);
        }
        thin(mutants, "arguments", 160, random);
        thin(mutants, "number", 70, random);
        return mutants;
    }

    /** No more than some of a kind. */
    private static void thin(List<Mutant> mutants, String kind, int most, Random random) {
        List<Mutant> all = new ArrayList<>(
                mutants.stream().filter(m -> m.kind().equals(kind)).toList());
        Collections.shuffle(all, random);
        mutants.removeAll(all.subList(Math.min(most, all.size()), all.size()));
    }

    /** Every argument of every function, given what it does not take. */
    private static void arguments(JsonNode tree, List<Mutant> mutants) {
        for (Reference.Entry function : Reference.functions()) {
            List<String> names = new ArrayList<>();
            List<String> values = new ArrayList<>();
            for (String argument : function.arguments()) {
                String name = argument.replaceAll("=.*|\\.\\.\\.", "");
                boolean optional = argument.contains("=");
                names.add(optional ? name + "=" : "");
                values.add(
                        switch (name) {
                            case "ids" -> "kind";
                            case "labels" -> "kind";
                            case "cell" -> "mine(4)";
                            case "width" -> "5";
                            case "rate" -> "0.5";
                            case "x", "values" ->
                                List.of("rnn", "birnn", "last", "first").contains(function.name())
                                                || function.name().contains("over_time")
                                        ? "e"
                                        : "scores";
                            case "bias", "dropout" -> "0";
                            case "reverse" -> "false";
                            case "per" -> "step";
                            case "layers" -> "1";
                            case "merge" -> "concat";
                            case "initial" -> "zero";
                            case "init" -> "glorot()";
                            case "to" -> "4";
                            default -> "scores";
                        });
            }
            for (int a = 0; a < names.size(); a++) {
                for (String wrong : List.of(
                        "kind", "'spam'", "[1, 2]", "lstm", "mine(4)", "E", "units", "h", "text", "1e9", "-1", "0.5",
                        "true")) {
                    List<String> written = new ArrayList<>();
                    for (int i = 0; i < names.size(); i++) {
                        boolean optional = !names.get(i).isEmpty();
                        if (i == a || !optional) {
                            written.add(names.get(i) + (i == a ? wrong : values.get(i)));
                        }
                    }
                    String call = function.name() + "(" + String.join(", ", written) + ")";
                    mutants.add(new Mutant("arguments", call, answering(tree, call), false));
                }
            }
        }
    }

    /** With one more equation that is an answer too. */
    private static String answering(JsonNode tree, String equation) {
        ObjectNode changed = tree.deepCopy();
        ((ObjectNode) changed.get("equations")).put("z", equation);
        ((ObjectNode) changed.get("predict")).put("z", "z");
        return changed.toString();
    }

    private static void paths(JsonNode at, String path, List<String> paths) {
        at.fieldNames().forEachRemaining(name -> {
            paths.add(path + "/" + name);
            paths(at.get(name), path + "/" + name, paths);
        });
        for (int i = 0; i < (at.isArray() ? at.size() : 0); i++) {
            paths.add(path + "/" + i);
            paths(at.get(i), path + "/" + i, paths);
        }
    }

    private static String with(JsonNode tree, String path, JsonNode value) {
        JsonNode changed = tree.deepCopy();
        int cut = path.lastIndexOf('/');
        String name = path.substring(cut + 1);
        if (changed.at(path.substring(0, cut)) instanceof ObjectNode object) {
            object.set(name, value);
        } else {
            ((ArrayNode) changed.at(path.substring(0, cut))).set(Integer.parseInt(name), value);
        }
        return changed.toString();
    }

    private static void remove(JsonNode tree, String path) {
        int cut = path.lastIndexOf('/');
        String name = path.substring(cut + 1);
        if (tree.at(path.substring(0, cut)) instanceof ObjectNode object) {
            object.remove(name);
        } else {
            ((ArrayNode) tree.at(path.substring(0, cut))).remove(Integer.parseInt(name));
        }
    }

    /** One entry into the mapping beside another. */
    private static String moved(JsonNode tree, String path, String beside) {
        JsonNode changed = tree.deepCopy();
        JsonNode value = changed.at(path);
        if (changed.at(beside.substring(0, beside.lastIndexOf('/'))) instanceof ObjectNode object) {
            remove(changed, path);
            object.set(path.substring(path.lastIndexOf('/') + 1), value);
        }
        return changed.toString();
    }

    private static Optional<Mutant> renamed(JsonNode tree, String path, Random random) {
        JsonNode changed = tree.deepCopy();
        int cut = path.lastIndexOf('/');
        String name = path.substring(cut + 1);
        if (!(changed.at(path.substring(0, cut)) instanceof ObjectNode object)) {
            return Optional.empty();
        }
        String other = switch (random.nextInt(6)) {
            case 0 -> name.toUpperCase(Locale.ROOT);
            case 1 -> name + " ";
            case 2 -> name.replace('a', '\u0430').replace('e', '\u0435').replace('o', '\u043e');
            case 3 -> name + "\u0301";
            case 4 -> "";
            default -> name.replace('_', '-') + "s";
        };
        if (other.equals(name)) {
            return Optional.empty();
        }
        JsonNode value = object.remove(name);
        object.set(other, value);
        return Optional.of(new Mutant("key", path + " as '" + other + "'", changed.toString(), false));
    }

    private static Optional<Mutant> letter(JsonNode tree, String path, Random random) {
        JsonNode leaf = tree.at(path);
        if (!leaf.isTextual()) {
            return Optional.empty();
        }
        String text = leaf.asText();
        String letter = LETTERS.get(random.nextInt(LETTERS.size()));
        int at = random.nextInt(text.length() + 1);
        String changed = text.substring(0, at) + letter + text.substring(at);
        String shown = "%s, U+%04X at %d of %s".formatted(path, letter.codePointAt(0), at, text);
        return Optional.of(new Mutant("letter", shown, with(tree, path, EditorYaml.JSON.valueToTree(changed)), false));
    }

    /** Lines of the file itself: shifted, doubled, joined, in another order. */
    private static Optional<Mutant> structure(String base, Random random) {
        List<String> lines = new ArrayList<>(base.lines().toList());
        int i = random.nextInt(lines.size() - 1);
        String line = lines.get(i);
        String what = "line " + (i + 1) + " " + line.strip();
        switch (random.nextInt(8)) {
            case 0 -> lines.set(i, " " + line);
            case 1 -> lines.set(i, line.startsWith("  ") ? line.substring(2) : "  " + line);
            case 2 -> lines.add(i, line);
            case 3 -> lines.set(i, line + " " + lines.remove(i + 1).strip());
            case 4 -> Collections.swap(lines, i, i + 1);
            case 5 -> lines.set(i, line.replaceFirst(":", ""));
            case 6 -> lines.set(i, line.replaceFirst(": ", ":"));
            default -> lines.set(i, line.replaceFirst("^(\\s*)", "$1- "));
        }
        return Optional.of(new Mutant("structure", what, String.join("\n", lines) + "\n", false));
    }
}
