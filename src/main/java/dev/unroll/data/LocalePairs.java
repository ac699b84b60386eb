package dev.unroll.data;

import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.graph.Rows;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Two names in two languages, and whether they name the same country, language or currency: half of the pairs do, the others
 * name two concepts of the same kind. Both names are characters, each on an axis of its own, and share a vocabulary. Two equal
 * names are no pair, since no spelling needs to be known for them. The parts are cut by concept, see {@link LocaleConcepts}.
 * Example i of a part depends on the seed, the part and i alone.
 */
final class LocalePairs implements Reader {
    /** Languages in Latin script whose words often have common roots. */
    private static final List<String> LANGUAGES =
            List.of("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "ca", "gl", "ro");

    private static final Key<List<String>> TAGS = LocaleConcepts.languages(LANGUAGES);
    private static final Key<Integer> TRAIN = TaskReader.count(Split.TRAIN, 20_000);
    private static final Key<Integer> VALID = TaskReader.count(Split.VALID, 2_000);
    private static final Key<Integer> TEST = TaskReader.count(Split.TEST, 2_000);
    private static final Key<String> FIRST = TextReader.field("first", "name of the field with the first name");
    private static final Key<String> SECOND = TextReader.field("second", "name of the field with the second name");
    private static final Key<String> SAME =
            TextReader.field("same", "name of the field that is 'yes' if both name the same, otherwise 'no'");

    /** After so many pairs of equal or missing names in a row, there are too few others. */
    private static final int TRIES = 1_000;

    @Override
    public String name() {
        return "locale_pairs";
    }

    @Override
    public String about() {
        return "pairs of names in two languages that name the same or not, from the JDK";
    }

    @Override
    public List<Key<?>> keys() {
        return Stream.concat(LocaleConcepts.keys(TAGS).stream(), Stream.of(TRAIN, VALID, TEST, FIRST, SECOND, SAME))
                .toList();
    }

    @Override
    public Recipe configure(Settings settings) {
        LocaleConcepts concepts = LocaleConcepts.of(settings, TAGS);
        Map<Split, Integer> counts = new EnumMap<>(Split.class);
        counts.put(Split.TRAIN, settings.get(TRAIN));
        counts.put(Split.VALID, settings.get(VALID));
        counts.put(Split.TEST, settings.get(TEST));
        String first = settings.get(FIRST);
        String second = settings.get(SECOND);
        String same = settings.get(SAME);
        if (second.equals(first)) {
            settings.error(SECOND, "the fields need three different names");
        }
        if (same.equals(first) || same.equals(second)) {
            settings.error(SAME, "the fields need three different names");
        }
        return new Pairs(concepts, counts, first, second, same);
    }

    /**
     * @param first the name of the field with the first name, which is its axis as well
     * @param second the same for the second
     * @param same the name of the label
     */
    private record Pairs(LocaleConcepts concepts, Map<Split, Integer> counts, String first, String second, String same)
            implements TypedCharacters {
        private static final Vocabulary ANSWERS = Vocabulary.of("no", "yes");

        private record Pair(String first, String second, boolean same) {}

        /** What a text alone is; the encoder reports that the second name is missing. */
        @Override
        public String text() {
            return first;
        }

        @Override
        public List<Field> outline() {
            return List.of(
                    Field.unknown(first, Rows.axis(first), 0), Field.unknown(second, Rows.axis(second), 0), answer());
        }

        private Field answer() {
            return Field.index(same, Rows.BATCH, ANSWERS);
        }

        @Override
        public Dataset read() {
            LocaleConcepts.Named named = concepts.read();
            named.names().forEach(Pairs::removeAmbiguous);
            Map<Split, List<Pair>> pairs = new EnumMap<>(Split.class);
            counts.forEach((split, count) -> pairs.put(split, pairs(named, split, count)));
            Vocabulary.Counts letters = new Vocabulary.Counts(false);
            for (Pair pair : pairs.get(Split.TRAIN)) {
                letters.addAll(Unit.CHAR.split(pair.first()));
                letters.addAll(Unit.CHAR.split(pair.second()));
            }
            Vocabulary vocabulary = letters.vocabulary(1, true);
            Field one = Field.index(first, Rows.axis(first), vocabulary);
            Field other = Field.index(second, Rows.axis(second), vocabulary);
            Map<Split, List<Example>> splits = new EnumMap<>(Split.class);
            pairs.forEach((split, all) -> {
                List<Example> examples = new ArrayList<>();
                all.forEach(pair -> examples.add(example(pair, one, other, Example.key(split, examples.size()))));
                splits.put(split, examples);
            });
            List<Field> fields = List.of(one, other, answer());
            return new Dataset(Dataset.byName(fields), splits, OptionalInt.empty(), concepts.facts());
        }

        /** A name of two concepts answers nothing; the JDK has some languages by an old and a new code. */
        private static void removeAmbiguous(Map<String, String> names) {
            Set<String> once = new HashSet<>();
            Set<String> twice = new HashSet<>();
            names.values().stream().filter(name -> !once.add(name)).forEach(twice::add);
            names.values().removeAll(twice);
        }

        private List<Pair> pairs(LocaleConcepts.Named named, Split split, int count) {
            List<String> all = named.parts().keySet().stream()
                    .filter(concept -> named.parts().get(concept) == split)
                    .sorted()
                    .toList();
            List<Pair> pairs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                pairs.add(pair(named, all, i % 2 == 1, Draws.of(concepts.seed(), split.ordinal(), i)));
            }
            return pairs;
        }

        private Pair pair(LocaleConcepts.Named named, List<String> all, boolean same, Draws draws) {
            for (int tries = 0; tries < TRIES && !all.isEmpty(); tries++) {
                int one = draws.below(named.names().size());
                int other = draws.below(named.names().size());
                String concept = all.get(draws.below(all.size()));
                String another = same ? concept : all.get(draws.below(all.size()));
                String first = named.names().get(one).getOrDefault(concept, "");
                String second = named.names().get(other).getOrDefault(another, "");
                boolean pair = one != other
                        && same == concept.equals(another)
                        && LocaleConcepts.kind(concept).equals(LocaleConcepts.kind(another))
                        && !first.isEmpty()
                        && !second.isEmpty()
                        && !first.equals(second);
                if (pair) {
                    return new Pair(first, second, same);
                }
            }
            throw new InvalidInput(concepts.missing("this Java has too few different names in these languages"));
        }

        private Example example(Pair pair, Field one, Field other, long key) {
            float[] firsts = Words.indices(Unit.CHAR.split(pair.first()), one);
            float[] seconds = Words.indices(Unit.CHAR.split(pair.second()), other);
            Map<Rows, int[]> lengths = Map.of(
                    one.type().rows(), new int[] {firsts.length}, other.type().rows(), new int[] {seconds.length});
            return new Example(
                    lengths, Map.of(first, firsts, second, seconds, same, new float[] {pair.same() ? 1 : 0}), key);
        }
    }
}
