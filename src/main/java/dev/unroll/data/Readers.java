package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.plugin.Guard;
import dev.unroll.plugin.Header;
import dev.unroll.plugin.Plugin;
import dev.unroll.plugin.Plugins;
import dev.unroll.plugin.Registry;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Keys;
import dev.unroll.spec.key.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The readers that specs can name. Immutable. */
public final class Readers {
    private final Registry<Reader> registry = new Registry<>("reader");

    private Readers() {}

    /** The built-in readers. */
    public static Readers builtIn() {
        return of(Plugins.none());
    }

    /** The built-in readers and those of plug-ins. @throws InvalidInput if two have the same name */
    public static Readers of(Plugins plugins) {
        Readers readers = new Readers();
        Stream.of(
                        new LocaleDates(),
                        new LocaleNames(),
                        new LocalePairs(),
                        new TextReader(),
                        new ConlluReader(),
                        new TableReader(),
                        new ParallelReader(),
                        new SeriesReader())
                .forEach(reader -> readers.registry.add(reader.name(), reader));
        TaskReader.all().forEach(reader -> readers.registry.add(reader.name(), reader));
        for (Plugin<Reader> plugin : plugins.of(Reader.class)) {
            Reader reader = Header.of(plugin).defaults();
            String name = guarded(reader, plugin.type().getSimpleName(), plugin.origin())
                    .name();
            readers.registry.add(name, guarded(reader, name, plugin.origin()), plugin.origin());
        }
        return readers;
    }

    private static Reader guarded(Reader reader, String name, String origin) {
        Guard guard = new Guard("reader", name, origin);
        return guard.around(Reader.class, reader, Set.of(Recipe.class), given -> {
            if (given instanceof Dataset data) {
                ReaderContract.problem(data).ifPresent(problem -> {
                    throw guard.broken(problem, ReaderContract.REMEDY);
                });
            }
        });
    }

    /** All readers, with their origins. */
    public List<Registry.Entry<Reader>> entries() {
        return registry.entries();
    }

    /** All readers, in the order of registration. */
    public List<Reader> all() {
        return registry.values();
    }

    /**
     * Finds the reader that the key {@code reader} names and lets it read its settings. Nothing if there is no such
     * reader, which is noted in the settings.
     */
    public Optional<Recipe> configure(Settings settings) {
        Key<String> key = Key.text(key().name(), key().about()).needed();
        settings.declare(List.of(key));
        Optional<String> name = settings.find(key);
        Optional<Reader> reader = name.flatMap(registry::find);
        if (reader.isEmpty()) {
            // Its keys belong to an unknown reader, so none of them is reported.
            settings.entries();
        }
        if (name.isPresent() && reader.isEmpty()) {
            String known = "known readers: " + registry.listing();
            settings.add(
                    Diagnostic.error(Codes.UNKNOWN_READER, "unknown reader '" + name.get() + "'", settings.span(key))
                            .hint(Suggest.question(name.get(), registry.names())
                                    .map(q -> q + " (" + known + ")")
                                    .orElse(known)));
        }
        reader.ifPresent(r -> settings.declare(
                Stream.concat(Stream.of(key), r.keys().stream()).toList()));
        return reader.map(r -> r.configure(settings));
    }

    private Key<String> key() {
        return Key.choice("reader", "the reader", List.copyOf(registry.names())).needed();
    }

    /** The keys of {@code data}, which depend on the reader. */
    public Keys keys() {
        Map<String, List<Key<?>>> chosen = new LinkedHashMap<>();
        registry.values().forEach(reader -> chosen.put(reader.name(), reader.keys()));
        return Keys.by(key(), List.of(), chosen);
    }
}
