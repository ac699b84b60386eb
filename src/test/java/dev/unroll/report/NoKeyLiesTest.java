package dev.unroll.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.model.Parameter;
import dev.unroll.model.Reference;
import dev.unroll.tensor.Shape;
import dev.unroll.train.Experiment;
import dev.unroll.train.TrainSettings;
import dev.unroll.train.optimizer.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each key and each argument of each model, changed or removed alone, is an error or changes what the model computes, what
 * it is trained on or how; nothing in a spec is without effect.
 */
class NoKeyLiesTest {
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern NUMBER = Pattern.compile("(?<![A-Za-z0-9_.])[0-9]+(\\.[0-9]+)?");
    private static final Pattern NAMED = Pattern.compile(", (\\w+=\\w[\\w.]*)");
    private static final Pattern POSITIONAL = Pattern.compile(", [^=,()]+(?=[,)])|, \\w+\\([^()=]*\\)(?=[,)])");

    /** Words to put in the place of another; where one does not fit, that is an error. */
    private static final List<String> WORDS = List.of(
            "gru",
            "rnn",
            "sum",
            "mean",
            "tanh",
            "last",
            "max_over_time",
            "squared_error",
            "accuracy",
            "macro_f1",
            "bits",
            "argmax",
            "sgd",
            "cosine",
            "step",
            "word",
            "label",
            "loss",
            "lemma",
            "text",
            "language",
            "next",
            "target");

    /** A width, which the rest of the equation may tell as well. */
    private static final Pattern WIDTH = Pattern.compile(", to=\\w+");

    private final List<String> lies = new ArrayList<>();
    private int changes;

    static Stream<Path> models() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("models"), 1)) {
            return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyKeyAndArgumentMatters(Path file, @TempDir Path folder) throws IOException {
        JsonNode spec = EditorYaml.parse(Files.readString(file)).orElseThrow();
        Outcome outcome = new Outcome(folder);
        String before = outcome.of(spec).orElseThrow();
        JsonNode complete = outcome.complete(spec);
        walk(spec, "", (path, changed) -> {
            changes++;
            String written = WIDTH.matcher(spec.at(path).asText()).replaceAll("");
            boolean width = changed.at(path).isTextual()
                    && WIDTH.matcher(changed.at(path).asText()).replaceAll("").equals(written);
            if (!width
                    && outcome.of(changed).equals(Optional.of(before))
                    && !outcome.complete(changed).equals(complete)) {
                lies.add(path + ": " + changed.at(path));
            }
        });
        assertThat(changes).isGreaterThan(200);
        assertThat(lies).isEmpty();
    }

    private interface Take {
        void take(String path, JsonNode changed) throws IOException;
    }

    private static void walk(JsonNode whole, String path, Take take) throws IOException {
        JsonNode at = whole.at(path);
        List<String> children = new ArrayList<>();
        at.fieldNames().forEachRemaining(children::add);
        for (int i = 0; i < (at.isArray() ? at.size() : 0); i++) {
            children.add(Integer.toString(i));
        }
        for (String child : children) {
            JsonNode without = whole.deepCopy();
            if (without.at(path) instanceof ObjectNode object) {
                object.remove(child);
            } else {
                ((ArrayNode) without.at(path)).remove(Integer.parseInt(child));
            }
            take.take(path + "/" + child, without);
            for (String other : others(whole, whole.at(path + "/" + child))) {
                JsonNode changed = whole.deepCopy();
                if (changed.at(path) instanceof ObjectNode object) {
                    object.set(child, EditorYaml.JSON.readTree(other));
                } else {
                    ((ArrayNode) changed.at(path)).set(Integer.parseInt(child), EditorYaml.JSON.readTree(other));
                }
                take.take(path + "/" + child, changed);
            }
            walk(whole, path + "/" + child, take);
        }
    }

    /** Other values for a leaf, as JSON. */
    private static Set<String> others(JsonNode whole, JsonNode leaf) {
        Set<String> others = new TreeSet<>();
        if (leaf.isBoolean()) {
            others.add(Boolean.toString(!leaf.asBoolean()));
        } else if (leaf.isIntegralNumber()) {
            List.of(leaf.asLong() + 1, leaf.asLong() / 2, 1L).forEach(n -> others.add(n.toString()));
        } else if (leaf.isNumber()) {
            List.of(leaf.asDouble() / 2, leaf.asDouble() * 1.5).forEach(n -> others.add(n.toString()));
        } else if (leaf.isTextual()) {
            texts(whole, leaf.asText()).forEach(t -> others.add('"' + t.replace("\"", "\\\"") + '"'));
        }
        others.remove(leaf.toString());
        return others;
    }

    private static Set<String> texts(JsonNode whole, String text) {
        Set<String> texts = new TreeSet<>(Set.of(text + "x", "other/" + text));
        Set<String> words = new TreeSet<>(WORDS);
        whole.path("equations").fieldNames().forEachRemaining(words::add);
        whole.path("data").path("fields").fieldNames().forEachRemaining(words::add);
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            for (String other : words) {
                // One in three, or this would take minutes.
                if ((other + text).hashCode() % 3 != 0) {
                    continue;
                }
                texts.add(text.substring(0, word.start()) + other + text.substring(word.end()));
            }
        }
        Matcher number = NUMBER.matcher(text);
        while (number.find()) {
            for (double other :
                    List.of(Double.parseDouble(number.group()) + 1, Double.parseDouble(number.group()) / 2, 3.0)) {
                String shown = other == Math.rint(other) ? Long.toString((long) other) : Double.toString(other);
                texts.add(text.substring(0, number.start()) + shown + text.substring(number.end()));
            }
        }
        for (Pattern argument : List.of(NAMED, POSITIONAL)) {
            Matcher matcher = argument.matcher(text);
            while (matcher.find()) {
                boolean defaultValue = matcher.groupCount() > 0
                        && Reference.functions().stream()
                                .anyMatch(f -> f.usage().contains(matcher.group(1)));
                if (!defaultValue) {
                    texts.add(text.substring(0, matcher.start()) + text.substring(matcher.end()));
                }
            }
        }
        texts.remove(text);
        return texts;
    }

    /** What a spec comes to without its data. */
    private record Outcome(Path folder) {
        private Optional<Experiment> experiment(JsonNode spec) throws IOException {
            Path file = Files.writeString(folder.resolve("m.yaml"), spec.toString());
            try {
                return Optional.of(Experiment.outline(file, List.of(), new Diagnostics()));
            } catch (InvalidInput e) {
                return Optional.empty();
            }
        }

        /** With all defaults, so that what is written and what is left out are the same. */
        JsonNode complete(JsonNode spec) throws IOException {
            return EditorYaml.parse(experiment(spec).orElseThrow().spec().resolvedYaml())
                    .orElseThrow();
        }

        /** Nothing if it has mistakes. */
        Optional<String> of(JsonNode spec) throws IOException {
            return experiment(spec).map(Outcome::describe);
        }

        private static String describe(Experiment experiment) {
            StringBuilder text = new StringBuilder();
            text.append(experiment.model().name())
                    .append(experiment.spec().about())
                    .append(experiment.model().training())
                    .append(experiment.model().evaluation())
                    .append(experiment.data().fields());
            for (Parameter parameter : experiment.model().parameters()) {
                text.append(parameter.name()).append(parameter.shape());
                text.append(Arrays.toString(parameter.initialiser().draw(Shape.of(3, 4), new Random(1))));
            }
            experiment
                    .measures()
                    .forEach(
                            m -> text.append(m.name()).append(m.metric().name()).append(m.arguments()));
            // Where in the file a value stands is not what it does.
            text.append(experiment.recipe().toString().replaceAll("[^ =\\[]*m\\.yaml:[0-9:]+", ""));
            describe(experiment.settings(), text);
            return text.toString();
        }

        private static void describe(TrainSettings settings, StringBuilder text) {
            text.append(List.of(
                    settings.optimizer(),
                    settings.warmup(),
                    settings.clip(),
                    settings.clipValue(),
                    settings.decay(),
                    settings.batch(),
                    settings.epochs(),
                    settings.steps(),
                    settings.seed(),
                    settings.checkpoint(),
                    settings.watch(),
                    settings.patience(),
                    settings.log()));
            for (int epoch = 0; epoch < 10; epoch++) {
                List<Double> scores = new ArrayList<>();
                for (int i = 0; i < epoch; i++) {
                    scores.add(Math.sin(i));
                }
                text.append(' ')
                        .append(settings.schedule().factor(new Schedule.Moment(epoch, 0.5, settings.epochs(), scores)));
            }
        }
    }
}
