package dev.unroll.data;

import dev.unroll.api.PublicApi;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Data that is ready to be batched.
 *
 * @param fields by name, in the order of the spec
 * @param splits the examples of each part; a part that the spec does not name is absent
 * @param window if present, each example is one long text, to be walked through in windows of this many steps with the
 *     state carried from one to the next, but not from one example to another; if absent, each example is one sequence
 * @param facts what a run should record about where the data came from, such as the Java version
 */
@PublicApi
public record Dataset(
        Map<String, Field> fields, Map<Split, List<Example>> splits, OptionalInt window, Map<String, Object> facts) {
    /** The number of lines of each file that separate documents and were skipped. */
    static final String DOCUMENT_LINES = "document_lines";
    /** The ids of series that are too short for an example of a part. */
    static final String SHORT_SERIES = "short_series";

    public Dataset {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        splits = Collections.unmodifiableMap(new LinkedHashMap<>(splits));
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** Independent examples. */
    public static Dataset of(List<Field> fields, Map<Split, List<Example>> splits) {
        return new Dataset(byName(fields), splits, OptionalInt.empty(), Map.of());
    }

    static Map<String, Field> byName(List<Field> fields) {
        Map<String, Field> byName = new LinkedHashMap<>();
        fields.forEach(f -> byName.put(f.name(), f));
        return byName;
    }

    /** The examples of a part; none if it is absent. */
    public List<Example> examples(Split split) {
        return splits.getOrDefault(split, List.of());
    }

    public boolean has(Split split) {
        return !examples(split).isEmpty();
    }

    /** The share of a part's tokens in a field that are out of vocabulary, from 0 to 1. */
    public double unknown(Split split, Field field) {
        long all = 0;
        long unknown = 0;
        if (field.vocabulary().map(Vocabulary::isOpen).orElse(false)) {
            for (Example example : examples(split)) {
                for (float index : example.values().getOrDefault(field.name(), new float[0])) {
                    all++;
                    unknown += index == 0 ? 1 : 0;
                }
            }
        }
        return all == 0 ? 0 : (double) unknown / all;
    }

    /** What was skipped in the files, a sentence each. */
    public List<String> leftOut() {
        List<String> sentences = new ArrayList<>();
        if (facts.get(DOCUMENT_LINES) instanceof Map<?, ?> counts) {
            counts.forEach((file, count) -> sentences.add("%s lines '%s' of '%s' separate documents and were skipped"
                    .formatted(count, ConlluLines.DOCUMENT, file)));
        }
        if (facts.get(SHORT_SERIES) instanceof List<?> ids) {
            sentences.add("%s series are too short for an example of each part, such as '%s', and were skipped there"
                    .formatted(ids.size(), ids.get(0)));
        }
        return sentences;
    }

    /** Counts per part: {@code examples} and {@code steps}. */
    public Map<String, Object> counts() {
        Map<String, Object> counts = new LinkedHashMap<>();
        splits.forEach((split, examples) -> {
            Map<String, Object> count = new LinkedHashMap<>();
            count.put("examples", examples.size());
            count.put("steps", examples.stream().mapToLong(Example::length).sum());
            counts.put(split.key(), count);
        });
        return counts;
    }

    /**
     * The state that a run stores, so that it can be used without the training data: fields with their vocabularies and scaling,
     * counts and facts. Maps, lists, texts, numbers and booleans only.
     */
    public Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        Map<Vocabulary, String> first = new IdentityHashMap<>();
        List<Map<String, Object>> states = new ArrayList<>();
        for (Field field : fields.values()) {
            Map<String, Object> one = state(field);
            field.vocabulary().map(v -> first.putIfAbsent(v, field.name())).ifPresent(name -> one.put("shares", name));
            states.add(one);
        }
        state.put("fields", states);
        window.ifPresent(w -> state.put("window", w));
        state.put("counts", counts());
        state.put("facts", facts);
        return state;
    }

    private static Map<String, Object> state(Field field) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("name", field.name());
        state.put("rows", field.type().rows().path());
        List<Integer> shape = new ArrayList<>();
        for (int dim : field.type().shape().dims()) {
            shape.add(dim);
        }
        state.put("shape", shape);
        state.put("classes", field.type().classes());
        field.vocabulary().ifPresent(v -> state.put("vocabulary", v.state()));
        field.standardisation().ifPresent(s -> {
            state.put("mean", s.mean());
            state.put("deviation", s.deviation());
            state.put("columns", s.columns());
        });
        return state;
    }

    /**
     * A data set with the fields of a {@link #state} and no examples.
     *
     * @throws InvalidInput if that is not one
     */
    public static Dataset restore(Map<String, ?> state) {
        try {
            Map<String, Field> fields = new LinkedHashMap<>();
            for (Object item : (List<?>) state.get("fields")) {
                Field field = restoreField((Map<?, ?>) item, fields);
                fields.put(field.name(), field);
            }
            OptionalInt window =
                    state.get("window") instanceof Number w ? OptionalInt.of(w.intValue()) : OptionalInt.empty();
            Map<String, Object> facts = new LinkedHashMap<>();
            if (state.get("facts") instanceof Map<?, ?> map) {
                map.forEach((key, value) -> facts.put((String) key, value));
            }
            return new Dataset(fields, Map.of(), window, facts);
        } catch (ClassCastException | NullPointerException | IllegalArgumentException e) {
            throw new InvalidInput(Diagnostic.error(Codes.RUN_FOLDER, "the run's record of its data is damaged"));
        }
    }

    private static Field restoreField(Map<?, ?> state, Map<String, Field> before) {
        Rows rows = Rows.of((String) state.get("rows"));
        int[] dims = ((List<?>) state.get("shape"))
                .stream().mapToInt(d -> ((Number) d).intValue()).toArray();
        int classes = ((Number) state.get("classes")).intValue();
        Type type = classes > 0 ? Type.index(rows, classes) : Type.real(rows, Shape.of(dims));
        Optional<Standardisation> standardisation = state.containsKey("mean")
                ? Optional.of(new Standardisation(
                        numbers(state.get("mean")), numbers(state.get("deviation")), texts(state.get("columns"))))
                : Optional.empty();
        Optional<Vocabulary> vocabulary = state.get("shares") instanceof String other
                ? before.get(other).vocabulary()
                : Vocabulary.restore(state.get("vocabulary"));
        if (state.containsKey("vocabulary") && vocabulary.isEmpty()) {
            throw new IllegalArgumentException("vocabulary");
        }
        return new Field((String) state.get("name"), type, vocabulary, standardisation, false);
    }

    private static List<String> texts(Object list) {
        return list == null
                ? List.of()
                : ((List<?>) list).stream().map(String.class::cast).toList();
    }

    private static List<Double> numbers(Object list) {
        return ((List<?>) list).stream().map(n -> ((Number) n).doubleValue()).toList();
    }
}
