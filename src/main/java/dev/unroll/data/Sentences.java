package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import dev.unroll.graph.Rows;
import dev.unroll.tensor.Shape;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the {@link ConlluReader} reads.
 *
 * @param owners per field, the field that owns its vocabulary
 * @param longest the number of words at which training sentences are cut
 */
record Sentences(Map<Split, DataFile> files, List<ConlluField> wanted, int[] owners, OptionalInt longest)
        implements Recipe {
    @Override
    public List<Field> outline() {
        List<Field> fields = new ArrayList<>();
        for (ConlluField field : wanted) {
            fields.add(
                    field.isNumber()
                            ? Field.real(field.name(), field.rows(), Shape.of(1))
                            : Field.unknown(field.name(), field.rows(), owners[fields.size()]));
        }
        return fields;
    }

    @Override
    public Dataset read() {
        Faults faults = new Faults();
        Map<Split, Source> sources = new EnumMap<>(Split.class);
        files.forEach((split, file) -> file.read(faults).ifPresent(source -> sources.put(split, source)));
        Map<Split, List<ConlluFile.Sentence>> sentences = new EnumMap<>(Split.class);
        Map<String, Object> leftOut = new LinkedHashMap<>();
        sources.forEach((split, source) -> {
            ConlluFile file = new ConlluFile(wanted, source, faults);
            List<ConlluFile.Sentence> parsed = file.sentences();
            sentences.put(split, parsed);
            if (file.documents() > 0) {
                leftOut.put(source.name(), file.documents());
            }
            if (parsed.isEmpty() && !faults.any()) {
                Span span = files.get(split).span();
                faults.add(Diagnostic.error(Codes.EMPTY_DATA, "'" + source.name() + "' has no sentences", span));
            }
        });
        faults.throwIfAny();
        List<Field> fields = new ArrayList<>();
        Map<Integer, Vocabulary> vocabularies = new HashMap<>();
        for (int f = 0; f < wanted.size(); f++) {
            if (wanted.get(f).isNumber()) {
                fields.add(number(sentences.get(Split.TRAIN), f));
                continue;
            }
            Vocabulary vocabulary =
                    vocabularies.computeIfAbsent(owners[f], owner -> vocabulary(sentences.get(Split.TRAIN), owner));
            fields.add(Field.index(wanted.get(f).name(), wanted.get(f).rows(), vocabulary));
        }
        Map<Split, List<Example>> splits = new LinkedHashMap<>();
        sentences.forEach(
                (split, list) -> splits.put(split, examples(split, list, fields, sources.get(split), faults)));
        faults.throwIfAny();
        Map<String, Object> facts = leftOut.isEmpty() ? Map.of() : Map.of(Dataset.DOCUMENT_LINES, leftOut);
        return new Dataset(Dataset.byName(fields), splits, OptionalInt.empty(), facts);
    }

    private Field number(List<ConlluFile.Sentence> sentences, int f) {
        ConlluField field = wanted.get(f);
        Optional<Standardisation> scaling = field.scale().orElseThrow().standardise()
                ? Optional.of(Standardisation.of(sentences.stream()
                        .flatMap(s -> s.words().get(f).stream())
                        .mapToDouble(ConlluField::number)
                        .toArray()))
                : Optional.empty();
        return Field.real(field.name(), field.rows(), Shape.of(1), scaling);
    }

    private Vocabulary vocabulary(List<ConlluFile.Sentence> sentences, int owner) {
        Words words = wanted.get(owner).words();
        Vocabulary.Counts counts = words.counts();
        List<?> sources = wanted.stream().map(ConlluField::source).toList();
        for (int member : Words.counted(owners, sources, owner)) {
            sentences.forEach(s -> counts.addAll(s.words().get(member)));
        }
        return words.vocabulary(counts);
    }

    private List<Example> examples(
            Split split, List<ConlluFile.Sentence> sentences, List<Field> fields, Source source, Faults faults) {
        List<Example> examples = new ArrayList<>(sentences.size());
        for (ConlluFile.Sentence sentence : sentences) {
            int length = 0;
            Map<String, float[]> values = new HashMap<>();
            for (int f = 0; f < fields.size(); f++) {
                List<String> words = sentence.words().get(f);
                if (wanted.get(f).rows() == Rows.STEPS) {
                    if (split == Split.TRAIN && longest.isPresent() && words.size() > longest.getAsInt()) {
                        words = words.subList(0, longest.getAsInt());
                    }
                    length = words.size();
                }
                values.put(
                        fields.get(f).name(),
                        fields.get(f).vocabulary().isEmpty()
                                ? numbers(words, fields.get(f))
                                : indices(words, sentence.places().get(f), fields.get(f), source, faults));
            }
            examples.add(new Example(length, values, Example.key(split, examples.size())));
        }
        return examples;
    }

    private static float[] numbers(List<String> words, Field field) {
        float[] numbers = new float[words.size()];
        for (int i = 0; i < numbers.length; i++) {
            double number = ConlluField.number(words.get(i));
            numbers[i] = field.standardisation().map(s -> s.scale(0, number)).orElse((float) number);
        }
        return numbers;
    }

    private static float[] indices(
            List<String> words, List<Integer> places, Field field, Source source, Faults faults) {
        Vocabulary vocabulary = field.vocabulary().orElseThrow();
        float[] indices = new float[words.size()];
        for (int i = 0; i < indices.length; i++) {
            OptionalInt index = vocabulary.index(words.get(i));
            if (index.isEmpty()) {
                Span span =
                        source.span(places.get(i), places.get(i) + words.get(i).length());
                faults.add(Words.unseen(field.name(), words.get(i), vocabulary, span));
            }
            indices[i] = index.orElse(0);
        }
        return indices;
    }

    /** Words between spaces, for the first field that has a row per word and all others of its column. */
    @Override
    public Example encode(String input, Map<String, Field> fields) {
        List<String> words = Unit.WORD.split(input);
        int column = wanted.stream()
                .filter(w -> !w.isNumber() && w.column() >= 0)
                .mapToInt(ConlluField::column)
                .findFirst()
                .orElseThrow(() -> new InvalidInput(
                        Diagnostic.error(Codes.INPUT, "this data has no column of words, and takes no text as input")
                                .hint("write a JSON object with its fields")));
        Map<String, float[]> values = new HashMap<>();
        int length = 0;
        for (ConlluField field : wanted) {
            if (field.column() == column && !field.isNumber()) {
                Example one = Words.example(words, fields.get(field.name()));
                values.putAll(one.values());
                length = one.length();
            }
        }
        return new Example(length, values, 0);
    }

    @Override
    public Set<String> extensions() {
        return Set.of("conllu", "conll");
    }

    /** The sentences of a file; unneeded columns may be missing. */
    @Override
    public List<Input.Row> inputs(Source source, String extension, Set<String> needed) {
        List<ConlluField> some =
                wanted.stream().filter(w -> needed.contains(w.name())).toList();
        Faults faults = new Faults();
        List<ConlluFile.Sentence> sentences = new ConlluFile(some, source, faults).sentences();
        faults.throwIfAny();
        List<Input.Row> rows = new ArrayList<>();
        for (ConlluFile.Sentence sentence : sentences) {
            Map<String, Object> row = new LinkedHashMap<>();
            for (int f = 0; f < some.size(); f++) {
                List<String> words = sentence.words().get(f);
                row.put(some.get(f).name(), some.get(f).column() < 0 ? words.get(0) : words);
            }
            rows.add(new Input.Row(row));
        }
        return rows;
    }
}
