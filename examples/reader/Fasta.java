import dev.unroll.data.Dataset;
import dev.unroll.data.Example;
import dev.unroll.data.Field;
import dev.unroll.data.Reader;
import dev.unroll.data.Recipe;
import dev.unroll.data.Split;
import dev.unroll.data.Vocabulary;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.SourceFile;
import dev.unroll.graph.Rows;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** FASTA: a line {@code >NAME KIND}, then the letters of a DNA sequence. Fields {@code dna} and {@code kind}. */
public final class Fasta implements Reader {
    private static final Vocabulary LETTERS = Vocabulary.of("A", "C", "G", "T");
    private static final Key<Path> TRAIN =
            Key.of("train", "the training file", new Value.File()).needed();
    private static final Key<Path> TEST = Key.of("test", "the test file", new Value.File());

    @Override
    public String name() {
        return "fasta";
    }

    @Override
    public String about() {
        return "DNA sequences with a label each";
    }

    @Override
    public List<Key<?>> keys() {
        return List.of(TRAIN, TEST);
    }

    @Override
    public Recipe configure(Settings settings) {
        return new Files(settings.find(TRAIN), settings.find(TEST));
    }

    private record Files(Optional<Path> train, Optional<Path> test) implements Recipe {
        @Override
        public List<Field> outline() {
            return List.of(Field.index("dna", Rows.STEPS, LETTERS), Field.unknown("kind", Rows.BATCH, 0));
        }

        @Override
        public Dataset read() {
            List<String[]> learned = records(train.orElseThrow());
            Vocabulary.Counts counts = new Vocabulary.Counts(false);
            learned.forEach(each -> counts.add(each[0]));
            Vocabulary kinds = counts.vocabulary(1, false);
            Map<Split, List<Example>> parts = new EnumMap<>(Split.class);
            parts.put(Split.TRAIN, examples(learned, kinds, Split.TRAIN));
            test.ifPresent(file -> parts.put(Split.TEST, examples(records(file), kinds, Split.TEST)));
            return Dataset.of(List.of(Field.index("dna", Rows.STEPS, LETTERS), Field.index("kind", Rows.BATCH, kinds)), parts);
        }

        @Override
        public Example encode(String input, Map<String, Field> fields) {
            return new Example(input.length(), Map.of("dna", letters(input)), 0);
        }

        @Override
        public String join(List<String> entries) {
            return String.join("", entries);
        }
    }

    /** Kind and letters of each record. */
    private static List<String[]> records(Path file) {
        Source source = SourceFile.read(file);
        List<String[]> records = new ArrayList<>();
        int at = 0;
        for (String line : source.text().split("\n")) {
            if (line.startsWith(">")) {
                String[] words = line.split(" ");
                if (words.length != 2) {
                    String message = "a record starts with a line such as >seq1 promoter";
                    throw new InvalidInput(
                            Diagnostic.error(Codes.DATA_VALUE, message, source.span(at, at + line.length())));
                }
                records.add(new String[] {words[1], ""});
            } else if (!records.isEmpty()) {
                records.get(records.size() - 1)[1] += line.strip();
            }
            at += line.length() + 1;
        }
        return records;
    }

    private static List<Example> examples(List<String[]> records, Vocabulary kinds, Split split) {
        List<Example> examples = new ArrayList<>();
        for (String[] each : records) {
            float kind = kinds.index(each[0])
                    .orElseThrow(() -> new InvalidInput(
                            Diagnostic.error(Codes.UNSEEN_LABEL, "the kind '" + each[0] + "' is not in the training part")));
            Map<String, float[]> values = Map.of("dna", letters(each[1]), "kind", new float[] {kind});
            examples.add(new Example(each[1].length(), values, Example.key(split, examples.size())));
        }
        return examples;
    }

    private static float[] letters(String dna) {
        float[] letters = new float[dna.length()];
        for (int i = 0; i < letters.length; i++) {
            String letter = dna.substring(i, i + 1);
            letters[i] = LETTERS.index(letter)
                    .orElseThrow(() -> new InvalidInput(
                            Diagnostic.error(Codes.DATA_VALUE, "'" + letter + "' is not a DNA letter: A, C, G, T")));
        }
        return letters;
    }
}
