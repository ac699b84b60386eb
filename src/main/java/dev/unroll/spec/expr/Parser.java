package dev.unroll.spec.expr;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Parses an equation by operator precedence; stops at the first error. */
public final class Parser {
    private static final int DEEPEST = 200;
    private static final int NEGATE = 4;

    private final PlacedText text;
    private final Optional<String> comment;
    private final List<Token> tokens;
    private int position;
    private int depth;

    private Parser(PlacedText text, Optional<String> comment) {
        this.text = text;
        this.comment = comment;
        this.tokens = Lexer.tokens(text);
    }

    /** @param comment the trailing comment of the line, in which a part of the equation may have ended up */
    public static Expr parse(PlacedText text, Optional<String> comment) {
        Parser parser = new Parser(text, comment);
        if (parser.peek().kind() == Token.Kind.END) {
            throw new InvalidInput(Diagnostic.error(Codes.SYNTAX, "this equation is empty", text.span()));
        }
        Expr expr = parser.expression(0);
        Token rest = parser.peek();
        if (rest.kind() != Token.Kind.END) {
            throw parser.unexpected(rest);
        }
        return expr;
    }

    private Expr expression(int least) {
        if (++depth > DEEPEST) {
            throw error(Codes.TOO_DEEP, "nested more than " + DEEPEST + " levels deep", peek())
                    .with("split it into several equations");
        }
        Expr left = postfix(prefix());
        while (true) {
            Optional<Expr.Op> op = operator(peek());
            if (op.isEmpty() || op.get().precedence() < least) {
                depth--;
                return left;
            }
            Token symbol = next();
            boolean power = op.get() == Expr.Op.POWER;
            Expr right = expression(power ? op.get().precedence() : op.get().precedence() + 1);
            Span span = left.span().to(right.span());
            left = new Expr.Binary(op.get(), left, right, at(symbol), span);
            if (op.get().isComparison()
                    && operator(peek()).filter(Expr.Op::isComparison).isPresent()) {
                throw error(Codes.SYNTAX, "comparisons cannot be chained", peek())
                        .with("multiply two of them: (a < b) * (b < c)");
            }
        }
    }

    private static Optional<Expr.Op> operator(Token token) {
        if (token.kind() == Token.Kind.SYMBOL) {
            for (Expr.Op op : Expr.Op.values()) {
                if (op.symbol().equals(token.text())) {
                    return Optional.of(op);
                }
            }
        }
        return Optional.empty();
    }

    private Expr prefix() {
        Token token = next();
        switch (token.kind()) {
            case NUMBER -> {
                double value = Double.parseDouble(token.text());
                if (!Double.isFinite(value)) {
                    throw error(Codes.SYNTAX, "this number is too large", token).plain();
                }
                return new Expr.Number(value, at(token));
            }
            case TEXT -> {
                String inner = token.text().substring(1, token.text().length() - 1);
                return new Expr.Text(inner.replaceAll("\\\\(.)", "$1"), at(token));
            }
            case NAME -> {
                boolean next = token.text().endsWith("'");
                String name = next ? token.text().substring(0, token.text().length() - 1) : token.text();
                return new Expr.Name(name, next, at(token));
            }
            case SYMBOL -> {
                return bracketed(token);
            }
            default -> throw endsEarly();
        }
    }

    private Expr bracketed(Token token) {
        switch (token.text()) {
            case "-" -> {
                Expr operand = expression(NEGATE);
                return new Expr.Negate(operand, at(token).to(operand.span()));
            }
            case "(" -> {
                Expr inner = expression(0);
                close(")", token);
                return inner;
            }
            case "[" -> {
                List<Expr> items = new ArrayList<>();
                if (!peek().is("]")) {
                    items.add(expression(0));
                    while (peek().is(",")) {
                        next();
                        items.add(expression(0));
                    }
                }
                Token last = close("]", token);
                return new Expr.Items(items, at(token).to(at(last)));
            }
            case "{" -> {
                return fields(token);
            }
            case "+" ->
                throw error(Codes.SYNTAX, "a '+' needs a value before it", token)
                        .with("remove it");
            default -> throw missingValue(token);
        }
    }

    private Expr fields(Token open) {
        List<Expr.Named> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        while (!peek().is("}")) {
            Token key = next();
            if (key.kind() == Token.Kind.END) {
                throw error(Codes.UNCLOSED, "missing '}'", open).with("this bracket is never closed");
            }
            if (key.kind() != Token.Kind.NAME || key.text().endsWith("'") || !peek().is(":")) {
                throw error(Codes.SYNTAX, "{ } holds values by name", key)
                        .with("write {h: a, c: b}, or a list with [ and ]");
            }
            if (!names.add(key.text())) {
                throw error(Codes.ARGUMENTS, "'" + key.text() + "' is given twice", key)
                        .plain();
            }
            next();
            entries.add(new Expr.Named(key.text(), at(key), expression(0)));
            if (peek().is(",")) {
                next();
            } else if (!peek().is("}")) {
                close("}", open);
            }
        }
        return new Expr.Fields(entries, at(open).to(at(next())));
    }

    private Expr postfix(Expr start) {
        Expr expr = start;
        while (true) {
            if (peek().is("(")) {
                expr = call(expr);
            } else if (peek().is("[")) {
                expr = slice(expr);
            } else {
                return expr;
            }
        }
    }

    private Expr slice(Expr value) {
        Token open = next();
        Optional<Expr> from = peek().is(":") ? Optional.empty() : Optional.of(expression(0));
        if (peek().is("]") && from.isPresent()) {
            String one = from.get().text();
            String end = from.get() instanceof Expr.Number n ? ExprText.number(n.value() + 1) : one + " + 1";
            throw error(Codes.SYNTAX, "a slice needs a beginning and an end", peek())
                    .with("write [" + one + ":" + end + "] for one feature");
        }
        if (peek().kind() != Token.Kind.END && !peek().is(":")) {
            throw unexpected(peek());
        }
        if (peek().is(":")) {
            next();
        }
        Optional<Expr> to =
                peek().is("]") || peek().kind() == Token.Kind.END ? Optional.empty() : Optional.of(expression(0));
        Token last = close("]", open);
        return new Expr.Slice(value, from, to, value.span().to(at(last)));
    }

    private Expr call(Expr function) {
        Token open = next();
        if (!(function instanceof Expr.Name name)) {
            throw error(Codes.SYNTAX, "only the name of a function can precede '('", open)
                    .with("write * to multiply");
        }
        if (name.next()) {
            throw error(Codes.SYNTAX, "'" + name.written() + "' is a value, not a function", open)
                    .with("write * to multiply");
        }
        List<Expr> args = new ArrayList<>();
        List<Expr.Named> named = new ArrayList<>();
        Set<String> names = new HashSet<>();
        while (!peek().is(")")) {
            if (peek().kind() == Token.Kind.NAME && peek(1).is("=")) {
                Token key = next();
                next();
                if (key.text().endsWith("'")) {
                    throw error(Codes.SYNTAX, "the name of an argument cannot have a prime", key)
                            .plain();
                }
                if (!names.add(key.text())) {
                    throw error(Codes.ARGUMENTS, "the argument '" + key.text() + "' is given twice", key)
                            .plain();
                }
                named.add(new Expr.Named(key.text(), at(key), expression(0)));
            } else {
                Expr argument = expression(0);
                if (!named.isEmpty()) {
                    String message = "a positional argument follows a named argument";
                    throw new InvalidInput(Diagnostic.error(Codes.ARGUMENTS, message, argument.span())
                            .hint("move it before '" + named.get(0).name() + "='"));
                }
                args.add(argument);
            }
            if (peek().is(",")) {
                Token comma = next();
                if (peek().is(")")) {
                    throw error(Codes.SYNTAX, "an argument is missing after ','", comma)
                            .with("remove the comma");
                }
            } else if (!peek().is(")")) {
                if (peek().kind() == Token.Kind.END) {
                    close(")", open);
                }
                throw unexpected(peek());
            }
        }
        Token last = next();
        return new Expr.Call(name.name(), name.span(), args, named, name.span().to(at(last)));
    }

    private Token close(String bracket, Token open) {
        if (peek().is(bracket)) {
            return next();
        }
        if (peek().kind() == Token.Kind.END) {
            throw error(Codes.UNCLOSED, "missing '" + bracket + "'", open).with("this bracket is never closed");
        }
        throw unexpected(peek());
    }

    private InvalidInput endsEarly() {
        if (position < 2) {
            return error(Codes.SYNTAX, "a value is missing", tokens.get(0)).plain();
        }
        Token last = tokens.get(tokens.size() - 2);
        if (comment.map(Brackets::balance).orElse(0) < 0) {
            // The comment closes what the equation opened: it was not meant as a comment.
            return error(Codes.CUT, "the equation ends here, because ' #' begins a comment", last)
                    .with("put it in quotes if the '#' belongs to it");
        }
        if (last.is("(") || last.is("[") || last.is("{")) {
            String bracket = last.is("(") ? ")" : last.is("[") ? "]" : "}";
            return error(Codes.UNCLOSED, "missing '" + bracket + "'", last).with("this bracket is never closed");
        }
        return error(Codes.SYNTAX, "the equation ends after '" + last.text() + "'", last)
                .with("write a value after it, or remove it");
    }

    private InvalidInput missingValue(Token token) {
        if (token.is("=")) {
            return single(token);
        }
        return error(Codes.SYNTAX, "a value is missing before '" + token.text() + "'", token)
                .plain();
    }

    private InvalidInput single(Token token) {
        return error(Codes.SYNTAX, "a single '=' is only valid for a named argument: f(x, name=1)", token)
                .with("write == to compare");
    }

    private InvalidInput unexpected(Token token) {
        if (token.is("=")) {
            return single(token);
        }
        if (token.is(")") || token.is("]") || token.is("}")) {
            return error(Codes.UNCLOSED, "'" + token.text() + "' has no matching opening bracket", token)
                    .with("remove it, or open it before");
        }
        if (token.is(",")) {
            return error(Codes.SYNTAX, "a ',' only separates arguments in brackets", token)
                    .plain();
        }
        if (token.is(":")) {
            return error(Codes.SYNTAX, "a ':' is only valid in a slice x[0:10] or in {h: a}", token)
                    .plain();
        }
        String what = "an operator is missing before '" + token.text() + "'";
        boolean list = token.kind() == Token.Kind.NAME && depth > 0;
        return error(Codes.SYNTAX, what, token).with(list ? "is a ',' missing?" : "write * to multiply");
    }

    private Token peek() {
        return peek(0);
    }

    private Token peek(int ahead) {
        return tokens.get(Math.min(position + ahead, tokens.size() - 1));
    }

    private Token next() {
        Token token = peek();
        position++;
        return token;
    }

    private Span at(Token token) {
        return text.at(token.start(), token.end());
    }

    private Mistake error(String code, String message, Token token) {
        return new Mistake(Diagnostic.error(code, message, at(token)));
    }

    /** An error that may still get a hint. */
    private record Mistake(Diagnostic diagnostic) {
        InvalidInput with(String hint) {
            return new InvalidInput(diagnostic.hint(hint));
        }

        InvalidInput plain() {
            return new InvalidInput(diagnostic);
        }
    }
}
