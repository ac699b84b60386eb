package dev.unroll.spec.yaml;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Says in plain words what the YAML parser did not understand. */
final class YamlErrors {
    private static final String QUOTES = "put the value in quotes";

    private YamlErrors() {}

    static Diagnostic explain(MarkedYAMLException error, Function<Mark, Span> place, Source source) {
        String problem = Optional.ofNullable(error.getProblem()).orElse("this is not YAML");
        String context = Optional.ofNullable(error.getContext()).orElse("");
        Optional<Span> opened = Optional.ofNullable(error.getContextMark()).map(place);
        Span span = Optional.ofNullable(error.getProblemMark())
                .map(place)
                .or(() -> opened)
                .orElseGet(() -> source.span(0, 0));
        String found = span.excerpt();
        if (problem.contains("TAB") || found.equals("\t")) {
            return error("a tab cannot be used here", span, "indent with spaces");
        }
        if (problem.contains("cannot start any token")) {
            return error("a value cannot begin with '" + found + "'", span, QUOTES);
        }
        if (problem.startsWith("mapping values are not allowed")) {
            Optional<Span> above = lineWithoutColon(span);
            if (above.isPresent()) {
                return error("':' is missing after this key", above.get(), "write key: value");
            }
            String hint = "put the value in quotes if the ':' belongs to it; arguments are written name=value";
            return error("a second ': ' on this line", span, hint);
        }
        if (problem.contains("sequence entries are not allowed")) {
            return error("a list cannot begin here", span, "put the value in quotes, or begin the list on a new line");
        }
        if (context.contains("alias") || context.contains("anchor")) {
            Span start = opened.orElse(span);
            return error("a value cannot begin with '" + start.excerpt() + "'", start, QUOTES);
        }
        if (context.contains("quoted scalar") && problem.contains("end of stream")) {
            return error("this quote is never closed", opened.orElse(span), "close it with the same quote");
        }
        if (problem.contains("unknown escape character")) {
            return error("'\\" + found + "' has no meaning in double quotes", span, "write \\\\ for a backslash");
        }
        if (context.contains("flow mapping") || context.contains("flow sequence")) {
            return flow(context.contains("mapping"), span, opened.orElse(span));
        }
        if (problem.contains("could not find expected ':'") || problem.contains("expected ':'")) {
            Span key = opened.orElse(span);
            return error("':' is missing after this key", wholeLine(key), "write key: value");
        }
        if (context.contains("block mapping") || context.contains("block collection")) {
            boolean quote = source.lineStart(span.start()) < span.start()
                    && source.text()
                            .substring(source.lineStart(span.start()), span.start())
                            .stripTrailing()
                            .matches(".*[\"']");
            String hint = quote ? "put the whole value in quotes" : "is it indented like the keys above?";
            return error("this does not belong here", wholeLine(span), hint);
        }
        String said = context.isEmpty() ? problem : context + ": " + problem;
        return error("this is not YAML: " + said, span, "quotes around a value often help");
    }

    /** Where a line is without its ':', YAML goes on with the next one and trips over the ':' there. */
    private static Optional<Span> lineWithoutColon(Span colon) {
        Source source = colon.source();
        int start = source.lineStart(colon.start());
        boolean first = source.text().substring(start, colon.start()).indexOf(':') < 0;
        if (!first || start == 0) {
            return Optional.empty();
        }
        int aboveStart = source.lineStart(start - 1);
        int end = source.lineEnd(aboveStart);
        while (aboveStart < end && Character.isWhitespace(source.text().charAt(aboveStart))) {
            aboveStart++;
        }
        Span above = source.span(aboveStart, end);
        return above.excerpt().isBlank() || above.excerpt().contains(":") ? Optional.empty() : Optional.of(above);
    }

    private static Diagnostic flow(boolean mapping, Span span, Span opened) {
        String open = mapping ? "{" : "[";
        String close = mapping ? "}" : "]";
        boolean atEnd = span.excerpt().isBlank() || span.line() > opened.line();
        if (atEnd) {
            return error("'" + open + "' is never closed", opened, "write '" + close + "' after the last entry");
        }
        String message = "expected ',' or '" + close + "' here, not '" + span.excerpt() + "'";
        return error(message, span, "put a value with brackets or commas in quotes");
    }

    private static Span wholeLine(Span span) {
        Source source = span.source();
        return source.span(span.start(), Math.max(span.end(), source.lineEnd(span.start())));
    }

    private static Diagnostic error(String message, Span span, String hint) {
        return Diagnostic.error(Codes.YAML, message, span).hint(hint);
    }
}
