package dev.unroll.data;

import dev.unroll.spec.Codes;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.Key;
import dev.unroll.spec.Keys;
import dev.unroll.spec.Settings;
import dev.unroll.spec.Suggest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The readers that specs can name. Immutable. */
public final class Readers {
    private final Map<String, Reader> byName = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if two have the same name */
    public Readers(List<Reader> readers) {
        for (Reader reader : readers) {
            Reader other = byName.put(reader.name(), reader);
            if (other != null) {
                throw new IllegalArgumentException("two readers are called '%s': %s and %s"
                        .formatted(
                                reader.name(),
                                other.getClass().getName(),
                                reader.getClass().getName()));
            }
        }
    }

    /** Those that come with Unroll. */
    public static Readers builtIn() {
        List<Reader> readers = new ArrayList<>(List.of(
                new LocaleNames(), new TextReader(), new ConlluReader(), new TableReader(), new SeriesReader()));
        readers.addAll(TaskReader.all());
        return new Readers(readers);
    }

    /** All, in the order of registration. */
    public List<Reader> all() {
        return List.copyOf(byName.values());
    }

    /**
     * Finds the reader that the key {@code reader} names and lets it read its settings. Nothing if there is no such
     * reader, which is noted in the settings.
     */
    public Optional<Recipe> configure(Settings settings) {
        Key<String> key = Key.text(key().name(), key().about()).needed();
        settings.declare(List.of(key));
        Optional<String> name = settings.find(key);
        Optional<Reader> reader = name.map(byName::get);
        if (reader.isEmpty()) {
            // Its keys belong to a reader that we do not know: none of them is a mistake of its own.
            settings.entries();
        }
        if (name.isPresent() && reader.isEmpty()) {
            String known = "known readers: " + String.join(", ", byName.keySet());
            settings.add(
                    Diagnostic.error(Codes.UNKNOWN_READER, "unknown reader '" + name.get() + "'", settings.span(key))
                            .hint(Suggest.question(name.get(), byName.keySet())
                                    .map(q -> q + " (" + known + ")")
                                    .orElse(known)));
        }
        reader.ifPresent(r -> settings.declare(
                Stream.concat(Stream.of(key), r.keys().stream()).toList()));
        return reader.map(r -> r.configure(settings));
    }

    private Key<String> key() {
        return Key.choice("reader", "the kind of data", List.copyOf(byName.keySet()))
                .needed();
    }

    /** The keys of {@code data}: which there are depends on the reader. */
    public Keys keys() {
        Map<String, List<Key<?>>> chosen = new LinkedHashMap<>();
        byName.forEach((name, reader) -> chosen.put(name, reader.keys()));
        return Keys.by(key(), List.of(), chosen);
    }
}
