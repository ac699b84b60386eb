package dev.unroll.spec.key;

import dev.unroll.api.PublicApi;
import dev.unroll.spec.expr.Expr;
import dev.unroll.spec.expr.Numerals;
import dev.unroll.spec.yaml.Scalar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a key may hold. Reading notes in the settings what is wrong, and then yields nothing.
 *
 * @param <T> what it is read as
 */
@PublicApi
public sealed interface Value<T> {
    /** The value of a key; nothing if it is absent or wrong. */
    Optional<T> read(Settings settings, String key);

    /** Any text. */
    record Text() implements Value<String> {
        @Override
        public Optional<String> read(Settings settings, String key) {
            return settings.reading().scalar(key, "must be a text").map(Scalar::value);
        }
    }

    /** A name for equations to use. */
    record Name() implements Value<String> {
        @Override
        public Optional<String> read(Settings settings, String key) {
            return settings.reading()
                    .scalar(key, "must be a name")
                    .filter(s -> settings.reading().name(s, "a field"))
                    .map(Scalar::value);
        }
    }

    /** One of some words. */
    record Choice(List<String> words) implements Value<String> {
        public Choice {
            words = List.copyOf(words);
        }

        @Override
        public Optional<String> read(Settings settings, String key) {
            String wanted = "must be one of " + String.join(", ", words);
            return settings.reading()
                    .scalar(key, wanted)
                    .filter(s -> settings.reading().known(s, "'" + key + "' " + wanted, words))
                    .map(Scalar::value);
        }
    }

    /** A whole number of 32 bits. */
    record Int(int min, int max) implements Value<Integer> {
        @Override
        public Optional<Integer> read(Settings settings, String key) {
            return new Whole(min, max).read(settings, key).map(Long::intValue);
        }
    }

    /** A whole number of 64 bits. */
    record Whole(long min, long max) implements Value<Long> {
        @Override
        public Optional<Long> read(Settings settings, String key) {
            String wanted = "must be a whole number" + Numerals.range(min, max);
            return settings.reading()
                    .value(key, wanted, s -> Numerals.whole(s.value()).filter(v -> v >= min && v <= max));
        }
    }

    /** A number. */
    record Real(double min, double max) implements Value<Double> {
        @Override
        public Optional<Double> read(Settings settings, String key) {
            String wanted = "must be a number" + Numerals.range(min, max);
            return settings.reading()
                    .value(key, wanted, s -> Numerals.number(s.value()).filter(v -> v >= min && v <= max));
        }
    }

    /** A time such as {@code 90s}, {@code 5min} or {@code 1h}, at least one second. */
    record Duration() implements Value<java.time.Duration> {
        @Override
        public Optional<java.time.Duration> read(Settings settings, String key) {
            String wanted = "must be a time such as 90s, 5min or 1h, of at least 1s";
            return settings.reading().value(key, wanted, s -> Numerals.duration(s.value()));
        }
    }

    /** {@code true} or {@code false}. */
    record Flag() implements Value<Boolean> {
        @Override
        public Optional<Boolean> read(Settings settings, String key) {
            return settings.reading()
                    .scalar(key, "must be true or false")
                    .filter(s -> settings.reading()
                            .known(s, "'" + key + "' must be true or false", List.of("true", "false")))
                    .map(s -> s.value().equals("true"));
        }
    }

    /**
     * A file, absolute: a relative one starts from the folder of the file that it is written in, one from {@code --set}
     * from the working directory.
     */
    record File() implements Value<Path> {
        @Override
        public Optional<Path> read(Settings settings, String key) {
            return settings.reading()
                    .scalar(key, "must be a file name")
                    .flatMap(s -> settings.reading().path(key, s));
        }
    }

    /** A list of texts, of these words if there are any; a single text is a list of one. */
    record Texts(List<String> words) implements Value<List<String>> {
        public Texts {
            words = List.copyOf(words);
        }

        @Override
        public Optional<List<String>> read(Settings settings, String key) {
            List<Scalar> scalars = settings.reading().scalars(key);
            String wanted = "'" + key + "' must be of " + String.join(", ", words);
            Predicate<Scalar> known = s -> words.isEmpty() || settings.reading().known(s, wanted, words);
            List<String> texts =
                    scalars.stream().filter(known).map(Scalar::value).toList();
            return texts.isEmpty() ? Optional.empty() : Optional.of(texts);
        }
    }

    /** A part of some rows: a share such as 0.7, or two rows such as [0, 8640], the second not included. */
    record Part() implements Value<List<Double>> {
        @Override
        public Optional<List<Double>> read(Settings settings, String key) {
            if (!settings.reading().isList(key)) {
                return new Real(0, 1).read(settings, key).map(List::of);
            }
            List<Double> rows = new ArrayList<>();
            for (Scalar scalar : settings.reading().scalars(key)) {
                Numerals.whole(scalar.value()).filter(n -> n >= 0).ifPresent(n -> rows.add((double) n));
            }
            if (rows.size() == 2 && settings.reading().scalars(key).size() == 2 && rows.get(0) < rows.get(1)) {
                return Optional.of(List.copyOf(rows));
            }
            settings.reading()
                    .error(key, "'" + key + "' must be two row numbers such as [0, 8640], the second exclusive");
            return Optional.empty();
        }
    }

    /** A mapping with these keys; see {@link Settings#section}. */
    record Section(Keys keys) implements Value<Settings> {
        @Override
        public Optional<Settings> read(Settings settings, String key) {
            return settings.child(key).map(child -> child.declare(keys.all()));
        }
    }

    /**
     * A mapping whose keys the spec chooses.
     *
     * @param form what its keys look like
     * @param each what each holds
     * @param least how many there must be
     */
    record Entries(Form form, Value<?> each, int least) implements Value<Settings> {
        @Override
        public Optional<Settings> read(Settings settings, String key) {
            return settings.child(key).map(child -> child.entriesOf(this));
        }
    }

    /** What keys look like that the spec chooses. */
    enum Form {
        /** {@code scores}. */
        NAME,
        /** {@code scores}, or {@code h'} for the value of a state after the step. */
        TARGET,
        /** {@code lstm(units, bias=1)}. */
        SIGNATURE
    }

    /**
     * A call of one of these, or its bare name; see {@link Settings#call}.
     *
     * @param defaultValue the call if the key is absent
     */
    record Call(List<Callee> callees, String defaultValue) implements Value<Settings> {
        public Call {
            callees = List.copyOf(callees);
        }

        @Override
        public Optional<Settings> read(Settings settings, String key) {
            return settings.callOf(key, callees);
        }
    }

    /** An expression of the equation language. */
    record Equation() implements Value<Expr> {
        @Override
        public Optional<Expr> read(Settings settings, String key) {
            return settings.reading().expr(key);
        }
    }

    /**
     * An expression, or names with an expression each.
     *
     * @param terms the mapping
     */
    record Terms(Entries terms) implements Value<List<LossTerm>> {
        @Override
        public Optional<List<LossTerm>> read(Settings settings, String key) {
            List<LossTerm> terms = settings.reading().terms(key, this.terms);
            return terms.isEmpty() ? Optional.empty() : Optional.of(terms);
        }
    }

    /** A name with what it takes: {@code lstm(units, bias=1)}. */
    record Signature() implements Value<String> {
        @Override
        public Optional<String> read(Settings settings, String key) {
            return settings.reading().scalar(key, "must be a signature").map(Scalar::value);
        }
    }

    /** A list of sizes, each an expression. */
    record Sizes() implements Value<Expr> {
        @Override
        public Optional<Expr> read(Settings settings, String key) {
            return settings.reading().expr(key);
        }
    }

    /** A list of sizes, or a mapping with these keys that has it. */
    record Weight(Keys keys) implements Value<Expr> {
        @Override
        public Optional<Expr> read(Settings settings, String key) {
            return settings.reading().expr(key);
        }
    }
}
