package dev.unroll.spec.yaml;

import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes nodes as YAML text again, labels included. */
public final class YamlWriter {
    private static final String INDICATORS = "-?:,[]{}#&*!|>'\"%@`";
    private static final Pattern UNSAFE =
            Pattern.compile(".*(: | #|:$|[\\p{Cntrl}\\u0085\\u2028\\u2029\\uFEFF]).*", Pattern.DOTALL);

    private final StringBuilder out = new StringBuilder();
    private final Set<Span> paths;

    private YamlWriter(Set<Span> paths) {
        this.paths = paths;
    }

    public static String write(Mapping mapping, Set<Span> paths) {
        YamlWriter writer = new YamlWriter(paths);
        writer.mapping(mapping, "");
        return writer.out.toString();
    }

    private void mapping(Mapping mapping, String indent) {
        for (Mapping.Entry entry : mapping.entries()) {
            out.append(indent).append(text(entry.key().value(), false)).append(':');
            value(entry.value(), indent);
        }
    }

    private void value(Node node, String indent) {
        if (node instanceof Scalar scalar) {
            out.append(scalar.isNothing() ? "" : " " + scalar(scalar, false));
        } else if (node instanceof Sequence sequence
                && sequence.items().stream().allMatch(Scalar.class::isInstance)) {
            out.append(sequence.items().stream()
                    .map(i -> scalar((Scalar) i, true))
                    .collect(Collectors.joining(", ", " [", "]")));
        } else if (node instanceof Sequence sequence) {
            out.append('\n');
            items(sequence.items(), indent);
            return;
        } else if (node instanceof Mapping mapping && !mapping.entries().isEmpty()) {
            out.append('\n');
            mapping(mapping, indent + "  ");
            return;
        } else {
            out.append(" {}");
        }
        node.label().ifPresent(label -> out.append("  # ").append(label));
        out.append('\n');
    }

    private void items(List<Node> items, String indent) {
        for (Node item : items) {
            out.append(indent).append("  -");
            if (item instanceof Mapping mapping && !mapping.entries().isEmpty()) {
                int begin = out.length();
                mapping(mapping, indent + "    ");
                // The first key stands on the dash's line.
                out.replace(begin, begin + indent.length() + 4, " ");
            } else {
                value(item, indent + "  ");
            }
        }
    }

    private String scalar(Scalar scalar, boolean flow) {
        String value = scalar.value();
        if (paths.contains(scalar.span())) {
            Source source = scalar.span().source();
            value = source.base().resolve(value).toAbsolutePath().normalize().toString();
        }
        return text(value, flow);
    }

    private static String text(String value, boolean flow) {
        boolean plain = !Scalar.isNothing(value)
                && INDICATORS.indexOf(value.charAt(0)) < 0
                && value.strip().equals(value)
                && !UNSAFE.matcher(value).matches()
                && (!flow || value.chars().noneMatch(c -> ",[]{}:".indexOf(c) >= 0));
        boolean negative =
                value.length() > 1 && value.charAt(0) == '-' && value.charAt(1) != ' ' && value.charAt(1) != '-';
        if (plain || negative && text("0" + value, flow).charAt(0) == '0') {
            return value;
        }
        return quoted(value);
    }

    private static String quoted(String value) {
        StringBuilder text = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                default -> {
                    boolean odd = Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || c == '\uFEFF';
                    text.append(odd ? String.format(Locale.ROOT, "\\u%04X", (int) c) : String.valueOf(c));
                }
            }
        }
        return text.append('"').toString();
    }
}
