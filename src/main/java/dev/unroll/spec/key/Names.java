package dev.unroll.spec.key;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.Span;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The names of one scope, each defined once; a name in another role is taken too. */
public final class Names {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Set<String> RESERVED = Set.of("true", "false");

    private record Definition(String what, Span span) {}

    private final Map<String, Definition> defined = new LinkedHashMap<>();
    private final Diagnostics diagnostics;

    public Names(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /** Takes a name without a diagnostic: the input of a cell. */
    public void reserve(String name, String what, Span span) {
        defined.put(name, new Definition(what, span));
    }

    /** Takes a name that may have a prime; reports an invalid name or one already in use. */
    public boolean define(String written, String what, Span span) {
        boolean prime = written.endsWith("'");
        String name = prime ? written.substring(0, written.length() - 1) : written;
        if (!NAME.matcher(name).matches()) {
            diagnostics.add(Diagnostic.error(Codes.BAD_NAME, "'" + written + "' is not a valid name for " + what, span)
                    .hint(hint(name)));
            return false;
        }
        if (RESERVED.contains(name)) {
            diagnostics.add(
                    Diagnostic.error(Codes.RESERVED, "'" + name + "' has a fixed meaning and cannot be defined", span)
                            .hint("choose another name"));
            return false;
        }
        Definition first = defined.putIfAbsent(written, new Definition(what, span));
        if (first != null) {
            boolean sameFile = first.span().source().equals(span.source())
                    && !span.source().isOverride();
            String where = sameFile
                    ? "on line " + first.span().line()
                    : (first.span().source().isOverride() ? "" : "at ")
                            + first.span().place();
            diagnostics.add(Diagnostic.error(Codes.DEFINED_TWICE, "'" + written + "' is defined twice", span)
                    .hint(
                            first.what().startsWith("the ")
                                    ? "it is " + first.what()
                                    : "first as " + first.what() + " " + where));
        }
        return first == null;
    }

    private static Optional<String> hint(String name) {
        if (name.indexOf('(') >= 0) {
            return Optional.of("a function goes under 'functions'");
        }
        return Optional.of("a name consists of letters A to Z, digits and _, and begins with a letter");
    }
}
