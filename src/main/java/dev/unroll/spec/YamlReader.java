package dev.unroll.spec;

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
final class YamlReader {
    private static final int DEEPEST = 40;
    private static final int LONGEST_KEY = 150;

    private final Source source;
    private final Offsets offsets;
    private final int shift;
    private final Diagnostics diagnostics = new Diagnostics();
    private final Deque<Frame> open = new ArrayDeque<>();
    private Node root;
    private int documents;

    /** A list or mapping that is still being read; a mapping has its keys in {@code keys}. */
    private static final class Frame {
        final CollectionStartEvent start;
        final List<Node> items = new ArrayList<>();
        final List<Mapping.Entry> entries = new ArrayList<>();
        final Map<String, Span> seen = new HashMap<>();
        Scalar key;
        boolean afterCut;

        Frame(CollectionStartEvent start) {
            this.start = start;
        }

        boolean isMapping() {
            return start instanceof MappingStartEvent;
        }
    }

    private YamlReader(Source source, int shift) {
        this.source = source;
        this.shift = shift;
        this.offsets = new Offsets(source.text().substring(shift));
    }

    /** A text that must be one YAML mapping. */
    static Mapping mapping(Source source) {
        Node node = new YamlReader(source, 0).read();
        if (node instanceof Mapping mapping) {
            return mapping;
        }
        Span start = node.span();
        throw new InvalidInput(
                Diagnostic.error(Codes.WRONG_VALUE, "a spec is a mapping of keys to values, not " + node.kind(), start)
                        .hint("begin with 'model: NAME' or 'cell: NAME(units)'"));
    }

    /** The YAML value that begins at an offset and ends with the text. */
    static Node value(Source source, int from) {
        return new YamlReader(source, from).read();
    }

    private Node read() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        try {
            for (Event event :
                    new Yaml(options).parse(new StringReader(source.text().substring(shift)))) {
                take(event);
            }
        } catch (MarkedYAMLException e) {
            Diagnostic error = YamlErrors.explain(e, this::place, source);
            // What was refused on this line is the cause of it.
            int line = error.span().map(Span::line).orElse(0);
            if (diagnostics.list().stream()
                    .noneMatch(d -> d.span().map(Span::line).equals(Optional.of(line)))) {
                diagnostics.add(error);
            }
        } catch (ReaderException e) {
            int at = shift + offsets.of(e.getPosition());
            String message = String.format(Locale.ROOT, "the character U+%04X is not allowed", e.getCodePoint());
            diagnostics.add(Diagnostic.error(Codes.YAML, message, source.span(at, at + 1))
                    .hint("remove it, or write it as an escape in double quotes"));
        }
        if (root == null && !diagnostics.hasErrors()) {
            diagnostics.add(Diagnostic.error(Codes.EMPTY, "there is nothing in this file", source.span(0, 0))
                    .hint("begin with 'model: NAME' or 'cell: NAME(units)'"));
        }
        diagnostics.throwIfErrors();
        return root;
    }

    private void take(Event event) {
        if (event instanceof DocumentStartEvent) {
            documents++;
            if (documents == 2) {
                throw stop(
                        Codes.YAML_FEATURE, "a second document begins here", event, "a file holds one: remove '---'");
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
            add(scalar(scalar));
        } else if (event instanceof CollectionStartEvent start) {
            tag(start.getTag(), event);
            if (!open.isEmpty() && open.peek().isMapping() && open.peek().key == null) {
                throw stop(Codes.YAML_FEATURE, "a key must be a word", event, "put it in quotes");
            }
            if (open.size() == DEEPEST) {
                throw stop(Codes.TOO_DEEP, "nested more than " + DEEPEST + " levels deep", event, "make it flatter");
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
        } else if (!frame.isMapping()) {
            checkCut(frame, node);
            frame.items.add(node);
        } else if (frame.key == null) {
            frame.key = key(frame, (Scalar) node);
        } else {
            checkCut(frame, node);
            if (frame.seen.get(frame.key.value()).equals(frame.key.span())) {
                frame.entries.add(new Mapping.Entry(frame.key, node));
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
            diagnostics.add(
                    Diagnostic.error(Codes.DUPLICATE_KEY, "the key '" + key.value() + "' is here twice", key.span())
                            .hint("first on line " + first.line()));
        } else if (key.isNothing() && key.value().isEmpty()) {
            diagnostics.add(Diagnostic.error(Codes.YAML, "a key is missing before ':'", key.span()));
        }
        return key;
    }

    /** In {@code {e: f(a, b)}} YAML ends the value at the comma; brackets that do not match give it away. */
    private void checkCut(Frame frame, Node node) {
        boolean plain = node instanceof Scalar scalar
                && source.text().startsWith(scalar.value(), node.span().start());
        if (!frame.start.isFlow() || !plain) {
            return;
        }
        int balance = Brackets.balance(((Scalar) node).value());
        if (balance > 0 && !frame.afterCut) {
            frame.afterCut = true;
            int end = Brackets.closing(
                    source.text(),
                    node.span().start(),
                    source.lineEnd(node.span().start()));
            Span whole = source.span(node.span().start(), end);
            diagnostics.add(Diagnostic.error(Codes.CUT, "YAML ends this value at the comma", whole)
                    .hint("put it in quotes: \"" + whole.excerpt().replace("\"", "\\\"") + "\""));
        }
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

    private InvalidInput stop(String code, String message, Event event, String hint) {
        diagnostics.add(Diagnostic.error(code, message, at(event)).hint(hint));
        return new InvalidInput(diagnostics.list());
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
