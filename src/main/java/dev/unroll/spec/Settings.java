package dev.unroll.spec;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A mapping that is read key by key by whoever knows its keys. A value has the type that is asked for. Mistakes are
 * noted and a default or nothing is returned, so that reading goes on and finds the next; {@link #finish} reports them,
 * along with each key that nobody asked for. Reading it again needs a {@link #fresh()} one. Not safe for use by several
 * threads.
 */
public final class Settings {
    private final String name;
    private final Mapping mapping;
    private final Set<String> asked = new LinkedHashSet<>();
    private final Map<String, List<Settings>> children = new LinkedHashMap<>();
    private final List<Diagnostic> problems = new ArrayList<>();
    private final Set<String> missing = new LinkedHashSet<>();
    private final Set<Span> paths;
    private boolean open;

    /** One key, for walking through a mapping whose keys are the user's. */
    public record Entry(String key, Span keySpan, Span span, Optional<String> label) {}

    /** One text of a list. */
    public record Text(String value, Span span) {}

    /** What a value looks like. */
    public enum Kind {
        NOTHING,
        TEXT,
        LIST,
        SETTINGS
    }

    private Settings(String name, Mapping mapping, Set<Span> paths) {
        this.name = name;
        this.mapping = mapping;
        this.paths = paths;
    }

    static Settings of(String name, Mapping mapping) {
        return new Settings(name, mapping, new LinkedHashSet<>());
    }

    /** Settings of a YAML mapping. Anything else throws {@link InvalidInput}. */
    public static Settings parse(String name, Source source) {
        return of(name, YamlReader.mapping(source));
    }

    /**
     * A call such as {@code adam(rate=0.002)} read as settings: keyword arguments by their names, the others by these
     * names in turn. One argument too many is a mistake that {@link #finish} reports.
     */
    public static Settings of(Expr.Call call, String... positional) {
        List<Mapping.Entry> entries = new ArrayList<>();
        List<Diagnostic> problems = new ArrayList<>();
        for (int i = 0; i < call.args().size(); i++) {
            Expr arg = call.args().get(i);
            if (i < positional.length) {
                entries.add(new Mapping.Entry(Scalar.word(positional[i], arg.span()), Scalar.of(arg)));
            } else {
                problems.add(tooMany(call, arg, positional.length));
            }
        }
        Mapping mapping = new Mapping(entries, call.span(), Optional.empty());
        for (Expr.Named named : call.named()) {
            if (mapping.find(named.name()).isPresent()) {
                String message = "'%s' is given twice to '%s'".formatted(named.name(), call.function());
                problems.add(Diagnostic.error(Codes.ARGUMENTS, message, named.nameSpan()));
            } else {
                mapping = mapping.with(
                        new Mapping.Entry(Scalar.word(named.name(), named.nameSpan()), Scalar.of(named.value())));
            }
        }
        Settings settings = of(call.function(), mapping);
        settings.problems.addAll(problems);
        return settings;
    }

    private static Diagnostic tooMany(Expr.Call call, Expr arg, int allowed) {
        String most = allowed == 0 ? "none" : "at most " + allowed;
        String message = "'%s' takes %s without a name".formatted(call.function(), most);
        return Diagnostic.error(Codes.ARGUMENTS, message, arg.span())
                .hint("write it as name=" + arg.text() + " or leave it out");
    }

    /** The same settings, of which nothing has been read yet. */
    public Settings fresh() {
        return new Settings(name, mapping, paths);
    }

    /** The key under which the mapping stands, such as {@code train} or {@code train.stop}; a call's function. */
    public String name() {
        return name;
    }

    /** The whole mapping's place. */
    public Span span() {
        return mapping.span();
    }

    /** Whether it has no keys. */
    public boolean isEmpty() {
        return mapping.entries().isEmpty();
    }

    /** Whether the key is there. */
    public boolean has(String key) {
        asked.add(key);
        return mapping.find(key).isPresent();
    }

    /** What the key's value looks like; {@code NOTHING} if it is absent or empty. */
    public Kind kind(String key) {
        return node(key).map(Settings::kind).orElse(Kind.NOTHING);
    }

    /** The place of the key's value, or of the whole mapping if the key is absent. */
    public Span span(String key) {
        return mapping.find(key)
                .map(e -> e.value().kind().equals("nothing")
                        ? e.key().span()
                        : e.value().span())
                .orElse(mapping.span());
    }

    /** The place of the key itself, or of the whole mapping if it is absent. */
    public Span keySpan(String key) {
        return mapping.find(key).map(e -> e.key().span()).orElse(mapping.span());
    }

    /** All keys, in the order written; the mapping is one whose keys are the user's, so none is unknown. */
    public List<Entry> entries() {
        open = true;
        return mapping.entries().stream()
                .map(e -> new Entry(
                        e.key().value(),
                        e.key().span(),
                        e.value().span(),
                        e.value().label()))
                .toList();
    }

    /** A text. */
    public Optional<String> text(String key) {
        return scalar(key, "must be a text").map(Scalar::value);
    }

    /** A text, or the default if the key is absent. */
    public String text(String key, String standard) {
        return text(key).orElse(standard);
    }

    /** A whole number from {@code min} to {@code max}. */
    public Optional<Integer> integer(String key, int min, int max) {
        return whole(key, min, max).map(Long::intValue);
    }

    /** A whole number from {@code min} to {@code max}, or the default if the key is absent. */
    public int integer(String key, int standard, int min, int max) {
        return integer(key, min, max).orElse(standard);
    }

    /** A whole number of 64 bits, such as a seed. */
    public Optional<Long> whole(String key, long min, long max) {
        String wanted = "must be a whole number" + Numerals.range(min, max);
        return value(key, wanted, s -> Numerals.whole(s.value()).filter(v -> v >= min && v <= max));
    }

    /** A number from {@code min} to {@code max}; infinite bounds bound nothing. */
    public Optional<Double> number(String key, double min, double max) {
        String wanted = "must be a number" + Numerals.range(min, max);
        return value(key, wanted, s -> Numerals.number(s.value()).filter(v -> v >= min && v <= max));
    }

    /** A number from {@code min} to {@code max}, or the default if the key is absent. */
    public double number(String key, double standard, double min, double max) {
        return number(key, min, max).orElse(standard);
    }

    /** {@code true} or {@code false}, or the default if the key is absent. */
    public boolean flag(String key, boolean standard) {
        return value(key, "must be true or false", s -> switch (s.value()) {
                    case "true" -> Optional.of(true);
                    case "false" -> Optional.of(false);
                    default -> Optional.empty();
                })
                .orElse(standard);
    }

    /** One of the known words. */
    public Optional<String> choice(String key, List<String> known) {
        Optional<Scalar> scalar = scalar(key, "must be one of " + String.join(", ", known));
        if (scalar.isEmpty() || known.contains(scalar.get().value())) {
            return scalar.map(Scalar::value);
        }
        String word = scalar.get().value();
        String message = "'%s' must be one of %s, not %s"
                .formatted(key, String.join(", ", known), scalar.get().kind());
        problems.add(Diagnostic.error(Codes.WRONG_VALUE, message, scalar.get().span())
                .hint(Suggest.question(word, known)));
        return Optional.empty();
    }

    /** One of the known words, or the default if the key is absent. */
    public String choice(String key, String standard, List<String> known) {
        return choice(key, known).orElse(standard);
    }

    /** An equation; a YAML list is read as {@link Expr.Items}. */
    public Optional<Expr> expr(String key) {
        Diagnostics found = new Diagnostics();
        Optional<Expr> expr = node(key).flatMap(n -> Equations.expr(key, n, found));
        problems.addAll(found.list());
        return expr;
    }

    /** A call such as {@code adam(rate=0.002)}; a lone name is a call without arguments. */
    public Optional<Expr.Call> call(String key) {
        Optional<Expr> expr = expr(key);
        if (expr.isEmpty()) {
            return Optional.empty();
        }
        if (expr.get() instanceof Expr.Call call) {
            return Optional.of(call);
        }
        if (expr.get() instanceof Expr.Name name && !name.next()) {
            return Optional.of(new Expr.Call(name.name(), name.span(), List.of(), List.of(), name.span()));
        }
        String message = "'%s' must be a name or a call such as name(key=1), not %s"
                .formatted(key, node(key).map(Node::kind).orElse("nothing"));
        problems.add(Diagnostic.error(Codes.WRONG_VALUE, message, span(key)));
        return Optional.empty();
    }

    /** A nested mapping. */
    public Optional<Settings> settings(String key) {
        if (children.containsKey(key)) {
            return children.get(key).stream().findFirst();
        }
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (node.get() instanceof Mapping nested) {
            Settings child = new Settings(name.isEmpty() ? key : name + "." + key, nested, paths);
            children.put(key, List.of(child));
            return Optional.of(child);
        }
        wrong(key, "must be a mapping such as {key: value}", node.get());
        return Optional.empty();
    }

    /** A list of mappings; empty if the key is absent. */
    public List<Settings> list(String key) {
        if (children.containsKey(key)) {
            return children.get(key);
        }
        List<Settings> items = new ArrayList<>();
        for (Node item : items(key)) {
            if (item instanceof Mapping nested) {
                items.add(new Settings(name.isEmpty() ? key : name + "." + key, nested, paths));
            } else {
                wrong(key, "must be a list of mappings", item);
            }
        }
        children.put(key, List.copyOf(items));
        return children.get(key);
    }

    /** A list of texts; a single text is a list of one; empty if the key is absent. */
    public List<Text> texts(String key) {
        List<Text> texts = new ArrayList<>();
        for (Node item : items(key)) {
            if (item instanceof Scalar scalar && !scalar.isNothing()) {
                texts.add(new Text(scalar.value(), scalar.span()));
            } else {
                wrong(key, "must be a list of texts", item);
            }
        }
        return texts;
    }

    /**
     * A file or folder, absolute: a relative one starts from the folder of the file it is written in, one from {@code
     * --set} from the working directory.
     */
    public Optional<Path> path(String key) {
        return scalar(key, "must be a file name").flatMap(s -> path(key, s.value(), s.span()));
    }

    /** A list of files; see {@link #path}. */
    public List<Path> paths(String key) {
        List<Path> found = new ArrayList<>();
        texts(key).forEach(t -> path(key, t.value(), t.span()).ifPresent(found::add));
        return found;
    }

    private Optional<Path> path(String key, String text, Span span) {
        try {
            Path path = span.source().base().resolve(text).toAbsolutePath().normalize();
            paths.add(span);
            return Optional.of(path);
        } catch (InvalidPathException e) {
            error(key, "'%s' is not a file name".formatted(key));
            return Optional.empty();
        }
    }

    /** Notes that each of these keys must be there. */
    public Settings require(String... keys) {
        for (String key : keys) {
            if (!has(key)) {
                missing.add(key);
            }
        }
        return this;
    }

    /**
     * What to throw where nothing can go on without a key: the mistakes noted so far, among them that this key is
     * missing.
     */
    public InvalidInput missing(String key) {
        if (!has(key)) {
            missing.add(key);
        }
        Diagnostics found = new Diagnostics();
        missing.forEach(k -> found.add(absent(k)));
        found.addAll(problems);
        return found.hasErrors() ? new InvalidInput(found.list()) : new InvalidInput(absent(key));
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

    /** Notes a mistake in the key's value. */
    public void error(String key, String message) {
        problems.add(Diagnostic.error(Codes.WRONG_VALUE, message, span(key)));
    }

    /** Notes any other diagnostic. */
    public void add(Diagnostic diagnostic) {
        problems.add(diagnostic);
    }

    /** Reports the mistakes noted and each key that nobody asked for, here and in the nested settings handed out. */
    public void finish(Diagnostics diagnostics) {
        for (Mapping.Entry entry : open ? List.<Mapping.Entry>of() : mapping.entries()) {
            String key = entry.key().value();
            if (!asked.contains(key)) {
                diagnostics.add(Unknown.key(name, entry.key(), asked));
                // One cause, one message: a misspelt key is not missing too.
                Suggest.nearest(key, asked).ifPresent(missing::remove);
            }
        }
        missing.forEach(key -> diagnostics.add(absent(key)));
        diagnostics.addAll(problems);
        children.values().forEach(list -> list.forEach(child -> child.finish(diagnostics)));
    }

    /** The places of all values that were read as paths, which {@link ModelSpec#resolvedYaml} makes absolute. */
    Set<Span> pathSpans() {
        return paths;
    }

    Mapping mapping() {
        return mapping;
    }

    private Optional<Node> node(String key) {
        asked.add(key);
        return mapping.get(key);
    }

    private List<Node> items(String key) {
        Optional<Node> node = node(key);
        if (node.isPresent() && node.get() instanceof Sequence sequence) {
            return sequence.items();
        }
        return node.map(List::of).orElse(List.of());
    }

    private Optional<Scalar> scalar(String key, String wanted) {
        return value(key, wanted, Optional::of);
    }

    private <T> Optional<T> value(String key, String wanted, Function<Scalar, Optional<T>> read) {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (node.get() instanceof Scalar scalar && !scalar.isNothing()) {
            Optional<T> value = read.apply(scalar);
            if (value.isPresent()) {
                return value;
            }
        }
        wrong(key, wanted, node.get());
        return Optional.empty();
    }

    private void wrong(String key, String wanted, Node node) {
        boolean nothing = node instanceof Scalar scalar && scalar.isNothing();
        Span place = nothing ? keySpan(key) : node.span();
        problems.add(Diagnostic.error(Codes.WRONG_VALUE, "'%s' %s, not %s".formatted(key, wanted, node.kind()), place));
    }

    private static Kind kind(Node node) {
        if (node instanceof Scalar scalar) {
            return scalar.isNothing() ? Kind.NOTHING : Kind.TEXT;
        }
        return node instanceof Sequence ? Kind.LIST : Kind.SETTINGS;
    }
}
