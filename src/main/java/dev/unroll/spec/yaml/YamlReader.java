package dev.unroll.spec.yaml;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Builds {@link Node}s from the events of a YAML parser. Events come one by one without recursion, so depth is bounded
 * before anything can overflow; anchors and tags are refused, so nothing can grow or be constructed.
 */
public final class YamlReader {
    private static final int DEEPEST = 40;
    private static final int LONGEST_KEY = 150;

    private final Source source;
    private final String text;
    private final Offsets offsets;
    private final int shift;
    private final Diagnostics diagnostics = new Diagnostics();
    private final Deque<Frame> open = new ArrayDeque<>();
    private Optional<Stop> stop = Optional.empty();
    private Node root;
    private int documents;

    /** A list or mapping that is still being read; a mapping has its keys in {@code keys}. */
    private static final class Frame {
        final CollectionStartEvent start;
        final List<Node> items = new ArrayList<>();
        final List<Mapping.Entry> entries = new ArrayList<>();
        final Map<String, Span> seen = new HashMap<>();
        Scalar key;

        /** Where the last value that YAML cut ends; what begins before it is a piece of that. */
        int cutEnd;

        /** Whether the next node is the value of a piece. */
        boolean skipsValue;

        Frame(CollectionStartEvent start) {
            this.start = start;
        }

        boolean isMapping() {
            return start instanceof MappingStartEvent;
        }
    }

    /**
     * The error at which YAML stops.
     *
     * @param isLast whether there is no reading on without its line either
     */
    record Stop(Diagnostic cause, boolean isLast) {}

    YamlReader(Source source, String text, int shift) {
        this.source = source;
        this.text = text;
        this.shift = shift;
        this.offsets = new Offsets(text);
    }

    /** A text that must be one YAML mapping. Mistakes throw {@link InvalidInput}. */
    public static Mapping mapping(Source source) {
        Diagnostics diagnostics = new Diagnostics();
        Optional<Mapping> mapping = mapping(source, diagnostics);
        diagnostics.throwIfErrors();
        return mapping.orElseThrow();
    }

    /**
     * The same with what is wrong noted, so that the rest can be read: a line that YAML trips over is set aside with the
     * value of its key. Nothing if there is no reading on.
     */
    public static Optional<Mapping> mapping(Source source, Diagnostics diagnostics) {
        Optional<Node> node = SetAside.read(source, diagnostics);
        if (node.isEmpty() || node.get() instanceof Mapping) {
            return node.map(Mapping.class::cast);
        }
        diagnostics.add(Diagnostic.error(
                        Codes.WRONG_VALUE,
                        "a spec is a mapping of keys to values, not "
                                + node.get().kind(),
                        node.get().span())
                .hint("begin with 'model: NAME' or 'cell: NAME(units)'"));
        return Optional.empty();
    }

    /** The YAML value that begins at an offset and ends with the text. */
    public static Node value(Source source, int from) {
        YamlReader reader = new YamlReader(source, source.text().substring(from), from);
        reader.read().ifPresent(stop -> reader.diagnostics.add(stop.cause()));
        reader.diagnostics.throwIfErrors();
        return reader.root;
    }

    /** Reads all of it into {@link #root}; yields the error at which YAML stops. */
    Optional<Stop> read() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        try {
            for (Event event : new Yaml(options).parse(new StringReader(text))) {
                take(event);
                if (stop.isPresent()) {
                    return stop;
                }
            }
        } catch (MarkedYAMLException e) {
            return Optional.of(new Stop(YamlErrors.explain(e, this::place, source), false));
        } catch (ReaderException e) {
            int at = shift + offsets.of(e.getPosition());
            String message = String.format(Locale.ROOT, "the character U+%04X is not allowed", e.getCodePoint());
            return Optional.of(new Stop(
                    Diagnostic.error(Codes.YAML, message, source.span(at, at + 1))
                            .hint("remove it, or write it as an escape in double quotes"),
                    false));
        }
        if (root == null && !diagnostics.hasErrors()) {
            diagnostics.add(Diagnostic.error(Codes.EMPTY, "there is nothing in this file", source.span(0, 0))
                    .hint("begin with 'model: NAME' or 'cell: NAME(units)'"));
        }
        return Optional.empty();
    }

    /** What it came to, without anything if there is no more than comments. */
    Optional<Node> root() {
        return Optional.ofNullable(root);
    }

    /** What is wrong but can be read past. */
    List<Diagnostic> refused() {
        return diagnostics.list();
    }

    private void take(Event event) {
        if (event instanceof DocumentStartEvent) {
            documents++;
            if (documents == 2) {
                stop(
                        Codes.YAML_FEATURE,
                        "a second document begins here",
                        event,
                        "a file contains one document: remove '---'",
                        true);
            }
        } else if (event instanceof NodeEvent node && !(event instanceof AliasEvent) && node.getAnchor() != null) {
            refuse("anchors (&" + node.getAnchor() + ") are not used in specs", at(event));
            takeNode(event);
        } else {
            takeNode(event);
        }
    }

    private void takeNode(Event event) {
        if (event instanceof AliasEvent alias) {
            refuse("aliases (*" + alias.getAnchor() + ") are not used in specs", at(event));
            add(Scalar.word("*" + alias.getAnchor(), at(event)));
        } else if (event instanceof ScalarEvent scalar) {
            tag(scalar.getTag(), event);
            Frame frame = open.peek();
            boolean isKey = frame != null && frame.isMapping() && frame.key == null;
            // What a tag would have made of a value is not known.
            add(scalar.getTag() == null || isKey ? scalar(scalar) : Scalar.word("", at(event)));
        } else if (event instanceof CollectionStartEvent start) {
            tag(start.getTag(), event);
            if (!open.isEmpty() && open.peek().isMapping() && open.peek().key == null) {
                stop(Codes.YAML_FEATURE, "a key must be a word", event, "put it in quotes", false);
            } else if (open.size() == DEEPEST) {
                stop(Codes.TOO_DEEP, "nested more than " + DEEPEST + " levels deep", event, "flatten it", true);
            }
            open.push(new Frame(start));
        } else if (event.is(Event.ID.SequenceEnd) || event.is(Event.ID.MappingEnd)) {
            Frame frame = open.pop();
            Span span = source.span(offset(frame.start.getStartMark()), offset(event.getEndMark()));
            if (!frame.start.isFlow()) {
                span = withoutBlanks(span);
            }
            Optional<String> label = frame.start.isFlow() ? Comments.behind(source, span.end()) : Optional.empty();
            add(frame.isMapping() ? new Mapping(frame.entries, span, label) : new Sequence(frame.items, span, label));
        }
    }

    private void add(Node node) {
        Frame frame = open.peek();
        if (frame == null) {
            root = node instanceof Scalar scalar && scalar.isNothing() ? null : node;
        } else if (frame.skipsValue) {
            frame.skipsValue = false;
        } else if (node.span().start() < frame.cutEnd) {
            frame.skipsValue = frame.isMapping() && frame.key == null;
        } else if (!frame.isMapping()) {
            frame.items.add(whole(frame, node));
        } else if (frame.key == null) {
            frame.key = key(frame, (Scalar) whole(frame, node));
        } else {
            Node value = whole(frame, node);
            if (frame.seen.get(frame.key.value()).equals(frame.key.span())) {
                frame.entries.add(new Mapping.Entry(frame.key, value));
            }
            frame.key = null;
        }
    }

    private Scalar key(Frame frame, Scalar key) {
        Span first = frame.seen.putIfAbsent(key.value(), key.span());
        if (key.value().length() > LONGEST_KEY) {
            diagnostics.add(Diagnostic.error(Codes.TOO_DEEP, "this key is too long", key.span())
                    .hint("a key has at most " + LONGEST_KEY + " characters"));
        } else if (key.value().equals("<<")) {
            refuse("merge keys (<<) are not used in specs", key.span());
        } else if (first != null) {
            diagnostics.add(Diagnostic.error(Codes.DUPLICATE_KEY, "duplicate key '" + key.value() + "'", key.span())
                    .hint("first defined on line " + first.line()));
        } else if (key.isNothing() && key.value().isEmpty()) {
            diagnostics.add(Diagnostic.error(Codes.YAML, "a key is missing before ':'", key.span()));
        }
        return key;
    }

    /**
     * In {@code {e: f(a, b)}} YAML ends the value at the comma; brackets that do not match give it away. What was meant is
     * read on with.
     */
    private Node whole(Frame frame, Node node) {
        boolean isKey = frame.isMapping() && frame.key == null;
        Optional<Span> cut = frame.start.isFlow() ? FlowCut.find(source, node, isKey) : Optional.empty();
        cut.ifPresent(all -> {
            frame.cutEnd = all.end();
            diagnostics.add(FlowCut.diagnostic(all, isKey));
        });
        return cut.<Node>map(all -> Scalar.plain(source, all.start(), all.end()))
                .orElse(node);
    }

    private Scalar scalar(ScalarEvent event) {
        int start = offset(event.getStartMark());
        int end = offset(event.getEndMark());
        boolean block = event.getScalarStyle() == ScalarStyle.LITERAL || event.getScalarStyle() == ScalarStyle.FOLDED;
        Optional<String> label = Comments.behind(source, block ? source.lineEnd(start) : end);
        if (block) {
            label = Comments.onHeader(source, start);
        }
        return ScalarPlaces.scalar(source, start, end, event.getValue(), event.getScalarStyle(), label);
    }

    private void tag(String tag, Event event) {
        if (tag != null) {
            refuse(
                    "tags ("
                            + source.span(offset(event.getStartMark()), offset(event.getStartMark()) + 1)
                                    .excerpt() + ") are not used in specs",
                    at(event));
        }
    }

    private void refuse(String message, Span span) {
        diagnostics.add(Diagnostic.error(Codes.YAML_FEATURE, message, span)
                .hint("put text that begins with " + span.excerpt().charAt(0) + " in quotes"));
    }

    private void stop(String code, String message, Event event, String hint, boolean last) {
        stop = Optional.of(new Stop(Diagnostic.error(code, message, at(event)).hint(hint), last));
    }

    /** From an event's first character to the end of its first line. */
    private Span at(Event event) {
        int start = offset(event.getStartMark());
        int end = Math.max(start, offset(event.getEndMark()));
        return source.span(start, Math.min(Math.max(end, start + 1), Math.max(start, source.lineEnd(start))));
    }

    private Span place(Mark mark) {
        int at = offset(mark);
        return source.span(at, Math.min(at + 1, source.lineEnd(at)));
    }

    private Span withoutBlanks(Span span) {
        int end = span.end();
        while (end > span.start() && Character.isWhitespace(source.text().charAt(end - 1))) {
            end--;
        }
        return source.span(span.start(), end);
    }

    private int offset(Mark mark) {
        return shift + offsets.of(mark.getIndex());
    }
}
