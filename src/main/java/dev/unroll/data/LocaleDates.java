package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Span;
import dev.unroll.graph.Rows;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Value;
import java.time.LocalDate;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Dates as the JDK writes them in many languages, each character marked as a part of the day, the month, the year or the weekday. The
 * parts of the data have different languages, so the test measures whether a model reads dates in languages that it has
 * never seen, whose names of months and days it cannot know. Words alone are not enough; their order and distant context
 * are.
 */
final class LocaleDates implements Reader {
    private static final List<String> PARTS = List.of("other", "weekday", "day", "month", "year");
    private static final int FIRST_YEAR = 1950;
    private static final int YEARS = 100;

    private static final Key<List<String>> TRAIN = languages(
            Split.TRAIN,
            List.of(
                    ("en fr pt sv nb nn lt lv cs hr bs ro sq ga gd mt eu ca gl cy br fo fy lb rm af id ms sw vi az uz tk so ha yo"
                                    + " ig om rw kl dsb hsb ast fur ku qu sn xh zu fil ee ki wo mg")
                            .split(" ")));
    private static final Key<List<String>> VALID = languages(Split.VALID, List.of("it", "sk", "et", "is", "tr", "da"));
    private static final Key<List<String>> TEST =
            languages(Split.TEST, List.of("de", "es", "nl", "pl", "fi", "hu", "sl"));
    private static final Key<Integer> COUNT =
            Key.integer("count", "dates per language", 1, 1_000_000).defaultValue(150);
    private static final Key<String> TEXT = TextReader.field("text", "name of the field with the characters");
    private static final Key<String> PART =
            TextReader.field("part", "name of the field with the part of each character");

    private static Key<List<String>> languages(Split split, List<String> defaultValue) {
        return Key.<List<String>>of(
                        split.key(),
                        "languages of the part '" + split.key() + "', by their tags",
                        new Value.Texts(List.of()))
                .defaultValue(defaultValue)
                .examples("[en, de, sr-Latn]");
    }

    @Override
    public String name() {
        return "locale_dates";
    }

    @Override
    public String about() {
        return "dates in many languages, each character with its part of the date, from the JDK";
    }

    @Override
    public List<Key<?>> keys() {
        return List.of(TRAIN, VALID, TEST, COUNT, TaskReader.SEED, TEXT, PART);
    }

    @Override
    public Recipe configure(Settings settings) {
        Map<Split, List<String>> languages = new EnumMap<>(Split.class);
        Map<String, Split> known = new LinkedHashMap<>();
        for (Map.Entry<Split, Key<List<String>>> part :
                Map.of(Split.TRAIN, TRAIN, Split.VALID, VALID, Split.TEST, TEST).entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .toList()) {
            languages.put(part.getKey(), settings.get(part.getValue()));
            settings.texts(part.getValue())
                    .forEach(tag -> LocaleConcepts.malformed(tag).ifPresent(settings::add));
            for (String tag : languages.get(part.getKey())) {
                if (known.putIfAbsent(tag, part.getKey()) != null) {
                    settings.error(
                            part.getValue(),
                            "duplicate language '" + tag + "': the parts must have different languages");
                }
            }
        }
        String text = settings.get(TEXT);
        String part = settings.get(PART);
        if (text.equals(part)) {
            settings.error(PART, "the fields need two different names");
        }
        return new Dates(languages, settings.get(COUNT), settings.get(TaskReader.SEED), text, part, settings.span());
    }

    /** Some characters of a date that belong to one of its parts. */
    record Piece(String text, String part) {}

    /** A date in a language and a style, piece by piece, as its localised pattern has them. */
    static List<Piece> pieces(LocalDate date, Locale locale, FormatStyle style) {
        String pattern =
                DateTimeFormatterBuilder.getLocalizedDateTimePattern(style, null, IsoChronology.INSTANCE, locale);
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < pattern.length(); ) {
            char c = pattern.charAt(i);
            int end = i + 1;
            if (c == '\'') {
                end = pattern.indexOf('\'', i + 1);
                pieces.add(new Piece(end == i + 1 ? "'" : pattern.substring(i + 1, end), "other"));
                i = end + 1;
                continue;
            }
            while (end < pattern.length() && pattern.charAt(end) == c && Character.isLetter(c)) {
                end++;
            }
            String letters = pattern.substring(i, end);
            pieces.add(
                    Character.isLetter(c)
                            ? new Piece(
                                    DateTimeFormatter.ofPattern(letters, locale).format(date), part(c))
                            : new Piece(letters, "other"));
            i = end;
        }
        return pieces;
    }

    private static String part(char letter) {
        return switch (letter) {
            case 'E', 'e', 'c' -> "weekday";
            case 'd' -> "day";
            case 'M', 'L' -> "month";
            case 'y', 'u' -> "year";
            default -> "other";
        };
    }

    /**
     * @param text the name of the field with the characters
     * @param part the name of the field with the part of each character
     */
    private record Dates(Map<Split, List<String>> languages, int count, long seed, String text, String part, Span span)
            implements TypedCharacters {
        private static final Vocabulary LABELS = Vocabulary.of(PARTS.toArray(String[]::new));

        @Override
        public List<Field> outline() {
            return List.of(Field.unknown(text, Rows.STEPS, 0), Field.index(part, Rows.STEPS, LABELS));
        }

        @Override
        public Dataset read() {
            Map<Split, List<List<Piece>>> dates = new EnumMap<>(Split.class);
            languages.forEach((split, tags) -> dates.put(split, dates(tags)));
            Vocabulary.Counts counts = new Vocabulary.Counts(false);
            dates.get(Split.TRAIN).forEach(date -> date.forEach(piece -> counts.addAll(Unit.CHAR.split(piece.text()))));
            if (dates.get(Split.TRAIN).isEmpty()) {
                throw new InvalidInput(Diagnostic.error(Codes.EMPTY_DATA, "the training part has no languages", span));
            }
            Field characters = Field.index(text, Rows.STEPS, counts.vocabulary(1, true));
            Map<Split, List<Example>> splits = new EnumMap<>(Split.class);
            dates.forEach((split, all) -> {
                List<Example> examples = new ArrayList<>();
                all.forEach(date -> examples.add(example(date, characters, Example.key(split, examples.size()))));
                if (!examples.isEmpty()) {
                    splits.put(split, examples);
                }
            });
            Map<String, Object> facts = Map.of("java", System.getProperty("java.version"));
            List<Field> fields = List.of(characters, Field.index(part, Rows.STEPS, LABELS));
            return new Dataset(Dataset.byName(fields), splits, OptionalInt.empty(), facts);
        }

        private List<List<Piece>> dates(List<String> tags) {
            List<List<Piece>> dates = new ArrayList<>();
            for (String tag : tags) {
                Locale locale = Locale.forLanguageTag(tag);
                Draws draws = Draws.of(seed, tag.hashCode());
                for (int i = 0; i < count; i++) {
                    LocalDate date = LocalDate.ofYearDay(FIRST_YEAR + draws.below(YEARS), 1 + draws.below(365));
                    dates.add(pieces(date, locale, FormatStyle.values()[draws.below(FormatStyle.values().length)]));
                }
            }
            return dates;
        }

        private Example example(List<Piece> date, Field characters, long key) {
            List<String> letters = new ArrayList<>();
            List<Integer> labels = new ArrayList<>();
            for (Piece piece : date) {
                for (String letter : Unit.CHAR.split(piece.text())) {
                    letters.add(letter);
                    labels.add(PARTS.indexOf(piece.part()));
                }
            }
            float[] parts = new float[labels.size()];
            for (int i = 0; i < parts.length; i++) {
                parts[i] = labels.get(i);
            }
            return new Example(parts.length, Map.of(text, Words.indices(letters, characters), part, parts), key);
        }
    }
}
