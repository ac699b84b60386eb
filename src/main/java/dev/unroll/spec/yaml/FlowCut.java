package dev.unroll.spec.yaml;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import dev.unroll.spec.expr.Brackets;
import java.util.Optional;

/** What YAML takes for a whole key or value between curly brackets, and is the beginning of one with a comma in it. */
final class FlowCut {
    private FlowCut() {}

    /** All of it, if a node is no more than its beginning. */
    static Optional<Span> find(Source source, Node node, boolean isKey) {
        String text = source.text();
        int start = node.span().start();
        boolean plain = node instanceof Scalar scalar && text.startsWith(scalar.value(), start);
        if (!plain || Brackets.balance(((Scalar) node).value()) <= 0) {
            return Optional.empty();
        }
        int comma = node.span().end();
        while (text.startsWith(" ", comma)) {
            comma++;
        }
        int end = Brackets.closing(text, start, source.lineEnd(start));
        boolean closed = !isKey || text.charAt(end - 1) == ')';
        return text.startsWith(",", comma) && end > comma && closed
                ? Optional.of(source.span(start, end))
                : Optional.empty();
    }

    static Diagnostic diagnostic(Span all, boolean isKey) {
        return Diagnostic.error(Codes.CUT, "YAML ends this " + (isKey ? "key" : "value") + " at the comma", all)
                .hint("put it in quotes: \"" + all.excerpt().replace("\"", "\\\"") + "\"");
    }
}
