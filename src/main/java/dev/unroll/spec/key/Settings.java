package dev.unroll.spec.key;

import dev.unroll.api.PublicApi;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.spec.expr.Expr;
import dev.unroll.spec.expr.PlacedText;
import dev.unroll.spec.yaml.Mapping;
import dev.unroll.spec.yaml.Node;
import dev.unroll.spec.yaml.Scalar;
import dev.unroll.spec.yaml.YamlReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A mapping, or the arguments of a call, read by declared keys. Mistakes are noted and a default or nothing is returned,
 * so that reading goes on and finds the next; {@link #finish} reports them, along with each key that was not read.
 * It remembers the defaults that were used. Reading it again needs a {@link #fresh()} one. Not safe for use by several
 * threads.
 */
@PublicApi
public final class Settings {
    private final String name;
    private final Mapping mapping;
    private final Reading reading;
    private final boolean call;
    private final Map<String, Settings> children = new LinkedHashMap<>();
    private final Map<String, Node> defaults = new LinkedHashMap<>();
    private final Set<String> missing = new LinkedHashSet<>();
    private Optional<List<Key<?>>> declared = Optional.empty();
    private Optional<Value.Entries> entries = Optional.empty();
    private boolean open;

    /** One key, for walking through a mapping whose keys are the user's. */
    public record Entry(String key, Span keySpan) {}

    /** One text of a list. */
    public record Text(String value, Span span) {}

    private Settings(String name, Mapping mapping, Set<Span> paths, boolean call) {
        this.name = name;
        this.mapping = mapping;
        this.reading = new Reading(mapping, paths);
        this.call = call;
    }

    public static Settings of(String name, Mapping mapping) {
        return new Settings(name, mapping, new LinkedHashSet<>(), false);
    }

    /** Settings of a YAML mapping. Anything else throws {@link InvalidInput}. */
    public static Settings parse(String name, Source source) {
        return of(name, YamlReader.mapping(source));
    }

    /** The arguments of a call, whose {@link #name} is the function's. */
    static Settings of(Expr.Call call, Callee callee) {
        List<Diagnostic> problems = new ArrayList<>();
        Mapping arguments = Arguments.mapping(call, callee, problems);
        Settings settings = new Settings(call.function(), arguments, new LinkedHashSet<>(), true);
        problems.forEach(settings::add);
        return settings.declare(callee.keys());
    }

    /** The same settings, of which nothing has been read yet. */
    public Settings fresh() {
        return new Settings(name, mapping, reading.paths(), call);
    }

    /** Says which keys there are; from then on, to read another one is a programming error. */
    public Settings declare(List<Key<?>> keys) {
        declared = Optional.of(List.copyOf(keys));
        return this;
    }

    /** The key under which the mapping stands, such as {@code train} or {@code train.stop}; a call's function. */
    public String name() {
        return name;
    }

    /** The whole mapping's place. */
    public Span span() {
        return mapping.span();
    }

    /** Whether the key is declared here. */
    public boolean declares(Key<?> key) {
        return declared.isEmpty() || declared.get().contains(key);
    }

    /** Whether the key is there. */
    public boolean has(Key<?> key) {
        return mapping.find(ask(key).name()).isPresent();
    }

    /** The place of the key's value, or of the whole mapping if the key is absent. */
    public Span span(Key<?> key) {
        return reading.span(key.name());
    }

    /** The place of the key itself, or of the whole mapping if it is absent. */
    public Span keySpan(Key<?> key) {
        return reading.keySpan(key.name());
    }

    /** The place of the key that these names lead to, one below the other, if it is written. */
    public Optional<Span> place(String... path) {
        Optional<Node> at = Optional.of(mapping);
        Optional<Span> place = Optional.empty();
        for (String key : path) {
            Optional<Mapping.Entry> entry = at.filter(Mapping.class::isInstance).flatMap(m -> ((Mapping) m).find(key));
            place = entry.map(e -> e.key().span());
            at = entry.map(Mapping.Entry::value);
        }
        return place;
    }

    /** All keys, in the order written; the mapping is one whose keys are the user's, so none is unknown. */
    public List<Entry> entries() {
        open = true;
        return mapping.entries().stream()
                .map(e -> new Entry(e.key().value(), e.key().span()))
                .toList();
    }

    /** Notes that these keys must be there. */
    public Settings requires(Key<?>... keys) {
        for (Key<?> key : keys) {
            if (!has(key)) {
                missing.add(key.name());
            }
        }
        return this;
    }

    /** What the key holds; nothing if it is absent or wrong. A missing required key is an error. */
    public <T> Optional<T> find(Key<T> key) {
        if (key.required()) {
            requires(key);
        }
        return read(key);
    }

    /** What the key holds, or its default if it is absent. */
    public <T> T get(Key<T> key) {
        return get(
                key, key.defaultValue().orElseThrow(() -> new IllegalStateException("'" + key + "' has no default")));
    }

    /** What the key holds, or this, which depends on other keys, if it is absent. */
    public <T> T get(Key<T> key, T defaultValue) {
        if (!has(key)) {
            defaults.put(key.name(), reading.written(defaultValue));
        }
        return read(key).orElse(defaultValue);
    }

    /** The mapping that the key holds; an empty one if it is absent, so that all of its keys have their defaults. */
    public Settings section(Key<Settings> key) {
        Optional<Settings> child = find(key);
        if (child.isEmpty() && !has(key)) {
            Settings empty = new Settings(below(key.name()), Mapping.empty(mapping.span()), reading.paths(), false);
            children.put(key.name(), empty);
            child = read(key);
        }
        return child.orElseGet(() -> new Settings(below(key.name()), Mapping.empty(span(key)), reading.paths(), false));
    }

    /** The mapping that stands under one of the user's keys; anything else is an error. */
    public Optional<Settings> section(Entry entry) {
        return entries.flatMap(e -> e.each() instanceof Value.Section section
                ? section.read(this, entry.key())
                : Optional.<Settings>empty());
    }

    /** The arguments of the call that the key holds, or of its default if it is absent or wrong. */
    public Settings call(Key<Settings> key) {
        Optional<Settings> written = find(key);
        if (written.isPresent()) {
            return written.get();
        }
        Value.Call value = (Value.Call) key.value();
        Expr expr = Expr.parse(new Source("the default of '" + key + "'", value.defaultValue()));
        Settings defaultValue = Arguments.call(expr)
                .flatMap(c -> Arguments.settings(c, value.callees()))
                .orElseThrow(() -> new IllegalStateException(value.defaultValue()));
        if (!has(key)) {
            children.put(key.name(), defaultValue);
        }
        return defaultValue;
    }

    /** The files that its own keys name, by key; one of several of a key as {@code train.source}. */
    public Map<String, Path> files() {
        Map<String, Path> files = new LinkedHashMap<>();
        for (Key<?> key : declared.orElse(List.of())) {
            if (key.value() instanceof Value.File file && has(key)) {
                file.read(this, key.name()).ifPresent(path -> files.put(key.name(), path));
            } else if (key.value() instanceof Value.Entries entries && entries.each() instanceof Value.File each) {
                child(key.name())
                        .ifPresent(several -> several.entries()
                                .forEach(entry -> each.read(several, entry.key())
                                        .ifPresent(path -> files.put(key.name() + "." + entry.key(), path))));
            }
        }
        return files;
    }

    /** The texts that the key holds, with their places. */
    public List<Text> texts(Key<List<String>> key) {
        return reading.scalars(ask(key).name()).stream()
                .map(s -> new Text(s.value(), s.span()))
                .toList();
    }

    /** Notes an error in the key's value. */
    public void error(Key<?> key, String message) {
        reading.error(key.name(), message);
    }

    /** Notes any other diagnostic. */
    public void add(Diagnostic diagnostic) {
        reading.add(diagnostic);
    }

    /** Reports the noted errors and each key that was not read, here and in the nested settings handed out. */
    public void finish(Diagnostics diagnostics) {
        for (Mapping.Entry entry : open ? List.<Mapping.Entry>of() : mapping.entries()) {
            String key = entry.key().value();
            if (!reading.asked().contains(key)) {
                diagnostics.add(Unknown.key(name, entry.key(), reading.asked()));
                // One cause, one message: a misspelt key is not missing too.
                Suggest.nearest(key, reading.asked()).ifPresent(missing::remove);
            }
        }
        missing.forEach(key -> diagnostics.add(misspelt(key)
                .map(written -> Unknown.key(name, written, List.of(key)))
                .orElseGet(() -> absent(key))));
        diagnostics.addAll(reading.problems());
        children.values().forEach(child -> child.finish(diagnostics));
    }

    /** The declared keys that were not read: keys without effect. */
    public List<String> unread() {
        List<String> unread = new ArrayList<>();
        declared.orElse(List.of()).stream()
                .map(Key::name)
                .filter(k -> !reading.asked().contains(k))
                .distinct()
                .forEach(k -> unread.add(below(k)));
        children.values().forEach(child -> unread.addAll(child.unread()));
        return unread;
    }

    /** What was meant to be a key that is needed, where no key is unknown, because which there are depends on this one. */
    private Optional<Scalar> misspelt(String key) {
        return mapping.entries().stream()
                .map(Mapping.Entry::key)
                .filter(k -> open && !reading.asked().contains(k.value()))
                .filter(k -> Suggest.nearest(k.value(), List.of(key)).isPresent())
                .findFirst();
    }

    private Diagnostic absent(String key) {
        String where = name.isEmpty() ? "" : " in '" + name + "'";
        return Diagnostic.error(Codes.MISSING_KEY, "missing key '" + key + "'" + where, firstLine());
    }

    private Span firstLine() {
        Span whole = mapping.span();
        int end = whole.source().lineEnd(whole.start());
        return whole.source().span(whole.start(), Math.min(whole.end(), end));
    }

    /** The places of all values that were read as paths, which {@code ModelSpec.resolvedYaml} makes absolute. */
    public Set<Span> pathSpans() {
        return reading.paths();
    }

    public Mapping mapping() {
        return mapping;
    }

    /** The mapping with the defaults that were used: what is written first, in its order. */
    public Mapping complete() {
        Mapping all = mapping;
        for (Map.Entry<String, Settings> child : children.entrySet()) {
            if (mapping.find(child.getKey()).isPresent()) {
                all = all.with(entry(child.getKey(), child.getValue()));
            }
        }
        for (Key<?> key : declared.orElse(List.of())) {
            Settings child = children.get(key.name());
            if (defaults.containsKey(key.name())) {
                all = all.with(new Mapping.Entry(Scalar.word(key.name(), span()), defaults.get(key.name())));
            } else if (child != null && mapping.find(key.name()).isEmpty() && !child.isNothing()) {
                all = all.with(entry(key.name(), child));
            }
        }
        return all;
    }

    private boolean isNothing() {
        return !call && complete().entries().isEmpty();
    }

    private Mapping.Entry entry(String key, Settings child) {
        Optional<String> label = mapping.get(key).flatMap(Node::label);
        Mapping all = child.complete();
        Node node = child.call
                ? Scalar.of(PlacedText.whole(Arguments.text(child.name, all), span()), true, label)
                : new Mapping(all.entries(), all.span(), label);
        return new Mapping.Entry(Scalar.word(key, reading.keySpan(key)), node);
    }

    private <T> Key<T> ask(Key<T> key) {
        if (!declares(key)) {
            throw new IllegalStateException("'%s' is read but not declared in '%s'".formatted(key, name));
        }
        reading.asked().add(key.name());
        return key;
    }

    private <T> Optional<T> read(Key<T> key) {
        return key.value().read(this, ask(key).name());
    }

    private String below(String key) {
        return name.isEmpty() ? key : name + "." + key;
    }

    // What values are read with.

    Reading reading() {
        return reading;
    }

    Optional<Settings> child(String key) {
        Optional<Node> node = reading.node(key);
        if (!children.containsKey(key) && node.isPresent()) {
            if (node.get() instanceof Mapping nested) {
                children.put(key, new Settings(below(key), nested, reading.paths(), false));
            } else {
                reading.wrong(key, "must be a mapping such as {key: value}", node.get());
            }
        }
        return Optional.ofNullable(children.get(key));
    }

    Settings entriesOf(Value.Entries value) {
        if (entries.isEmpty()) {
            entries = Optional.of(value);
            open = true;
            mapping.entries().forEach(e -> reading.name(e.key(), "a field"));
        }
        return this;
    }

    Optional<Settings> callOf(String key, List<Callee> callees) {
        Optional<Expr> expr = children.containsKey(key) ? Optional.empty() : reading.expr(key);
        Optional<Expr.Call> written = expr.flatMap(Arguments::call);
        if (expr.isPresent() && written.isEmpty()) {
            reading.wrong(
                    key,
                    "must be a name or a call such as name(key=1)",
                    reading.node(key).orElseThrow());
        }
        written.ifPresent(c -> Arguments.settings(c, callees)
                .ifPresentOrElse(child -> children.put(key, child), () -> add(Arguments.unknown(key, c, callees))));
        return Optional.ofNullable(children.get(key));
    }
}
