package dev.unroll.spec;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.spec.yaml.Mapping;
import dev.unroll.spec.yaml.Node;
import dev.unroll.spec.yaml.Scalar;
import dev.unroll.spec.yaml.YamlReader;
import java.util.List;
import java.util.Set;

/** Applies {@code --set a.b.c=value} to a spec. */
final class Overrides {
    /** Mappings whose names other parts of the spec use, so that a new name there can only be a misspelt one. */
    private static final Set<String> CLOSED = Set.of("sizes", "equations", "parameters", "functions");

    private final Diagnostics diagnostics;

    Overrides(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    Mapping apply(Mapping mapping, List<String> overrides) {
        Mapping changed = mapping;
        for (String override : overrides) {
            changed = apply(changed, override);
        }
        return changed;
    }

    private Mapping apply(Mapping mapping, String override) {
        int equals = override.indexOf('=');
        String path = equals < 0 ? override : override.substring(0, equals);
        boolean wellFormed = equals > 0 && !path.startsWith(".") && !path.endsWith(".") && !path.contains("..");
        if (!wellFormed) {
            diagnostics.add(Diagnostic.error(Codes.OVERRIDE, "'--set " + override + "' is not KEY=VALUE")
                    .hint("write, for example, --set train.batch=16"));
            return mapping;
        }
        Source source = Source.override(path, override);
        try {
            return set(mapping, source, 0, equals, value(source, equals + 1));
        } catch (InvalidInput e) {
            diagnostics.addAll(e.diagnostics());
            return mapping;
        }
    }

    /** Lists, mappings and quoted texts as in YAML; all else is text as it stands. */
    private static Node value(Source source, int from) {
        String text = source.text().substring(from);
        boolean yaml = !text.isEmpty() && "[{\"'".indexOf(text.charAt(0)) >= 0;
        if (!yaml) {
            return Scalar.plain(source, from, source.text().length());
        }
        return YamlReader.value(source, from);
    }

    private static Mapping set(Mapping mapping, Source source, int from, int end, Node value) {
        String rest = source.text().substring(from, end);
        // A key may itself have dots, as in a signature; the longest one that is there is meant.
        int dot = rest.indexOf('.');
        for (int i = rest.length(); i > 0; i = rest.lastIndexOf('.', i - 1)) {
            if (mapping.find(rest.substring(0, i)).isPresent()) {
                dot = i == rest.length() ? -1 : i;
                break;
            }
        }
        Scalar key = Scalar.plain(source, from, dot < 0 ? end : from + dot);
        if (dot < 0) {
            return mapping.with(new Mapping.Entry(key, value));
        }
        Node inner = mapping.get(key.value()).orElse(Mapping.empty(key.span()));
        if (!(inner instanceof Mapping nested)) {
            String message =
                    "'%s' is %s and has no keys".formatted(source.text().substring(0, from + dot), inner.kind());
            throw new InvalidInput(Diagnostic.error(Codes.OVERRIDE, message, key.span())
                    .hint("set it as a whole: --set " + source.text().substring(0, from + dot) + "=..."));
        }
        String next = source.text().substring(from + dot + 1, end);
        boolean misspelt = from == 0
                && CLOSED.contains(key.value())
                && nested.keys().stream().noneMatch(k -> next.equals(k) || next.startsWith(k + "."));
        if (misspelt) {
            String message = "'%s' has no '%s' to set".formatted(key.value(), next);
            throw new InvalidInput(Diagnostic.error(Codes.OVERRIDE, message, source.span(from + dot + 1, end))
                    .hint(Suggest.question(next, nested.keys())));
        }
        Mapping changed = set(nested, source, from + dot + 1, end, value);
        return mapping.with(new Mapping.Entry(key, changed));
    }
}
