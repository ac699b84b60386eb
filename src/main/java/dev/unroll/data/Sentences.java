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
            sentences.forEach(
                    s -> counts.addAll(wanted.get(member).entries(s.words().get(member))));
        }
        return words.vocabulary(counts);
    }

    private List<Example> examples(
            Split split, List<ConlluFile.Sentence> sentences, List<Field> fields, Source source, Faults faults) {
        List<Example> examples = new ArrayList<>(sentences.size());
        for (ConlluFile.Sentence sentence : sentences) {
            Map<Rows, int[]> lengths = new HashMap<>();
            Map<String, float[]> values = new HashMap<>();
            for (int f = 0; f < fields.size(); f++) {
                List<String> words = sentence.words().get(f);
                if (wanted.get(f).rows().isAxis()) {
                    if (split == Split.TRAIN && longest.isPresent() && words.size() > longest.getAsInt()) {
                        words = words.subList(0, longest.getAsInt());
                    }
                    measure(wanted.get(f), words, lengths);
                }
                values.put(
                        fields.get(f).name(),
                        fields.get(f).vocabulary().isEmpty()
                                ? numbers(words, fields.get(f))
                                : indices(
                                        wanted.get(f), words, sentence.places().get(f), fields.get(f), source, faults));
            }
            examples.add(new Example(lengths, values, Example.key(split, examples.size())));
        }
        return examples;
    }

    /** Notes how many steps the axes of a field have. */
    private static void measure(ConlluField field, List<String> words, Map<Rows, int[]> lengths) {
        lengths.put(ConlluField.WORDS, new int[] {words.size()});
        if (field.chars()) {
            lengths.put(
                    ConlluField.CHARS,
                    words.stream()
                            .mapToInt(word -> Unit.CHAR.split(word).size())
                            .toArray());
        }
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
            ConlluField wanted, List<String> words, List<Integer> places, Field field, Source source, Faults faults) {
        Vocabulary vocabulary = field.vocabulary().orElseThrow();
        float[] indices = new float[wanted.entries(words).size()];
        int at = 0;
        for (int i = 0; i < words.size(); i++) {
            for (String entry : wanted.entries(words.subList(i, i + 1))) {
                OptionalInt index = vocabulary.index(entry);
                if (index.isEmpty()) {
                    Span span = source.span(
                            places.get(i), places.get(i) + words.get(i).length());
                    faults.add(Words.unseen(field.name(), entry, vocabulary, span));
                }
                indices[at++] = index.orElse(0);
            }
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
        if (words.isEmpty()) {
            throw new InvalidInput(Diagnostic.error(Codes.EMPTY_DATA, "the input is empty"));
        }
        Map<Rows, int[]> lengths = new HashMap<>();
        for (ConlluField field : wanted) {
            if (field.column() == column && !field.isNumber()) {
                measure(field, words, lengths);
                values.put(field.name(), Words.indices(field.entries(words), fields.get(field.name())));
            }
        }
        return new Example(lengths, values, 0);
    }

    /** The characters of words that are given as words. */
    @Override
    public Map<String, Object> derived(Map<String, Object> row, Map<String, Field> fields, Set<String> needed) {
        Map<String, Object> all = new LinkedHashMap<>(row);
        for (ConlluField field : wanted) {
            wanted.stream()
                    .filter(other -> field.chars() && other.column() == field.column() && row.containsKey(other.name()))
                    .findFirst()
                    .ifPresent(other -> all.putIfAbsent(field.name(), row.get(other.name())));
        }
        return all;
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
