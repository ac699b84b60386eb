package dev.unroll.spec.expr;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts an equation into {@link Token}s. */
final class Lexer {
    private static final int MOST_TOKENS = 1_000;
    private static final Pattern NUMBER = Pattern.compile("([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*+(\\.[A-Za-z_][A-Za-z0-9_]*+)*+'?");
    private static final Pattern SYMBOL = Pattern.compile("<=|>=|==|!=|[-+*/@^<>=()\\[\\]{},:]");
    private static final Map<String, String> MEANT = Map.ofEntries(
            Map.entry("·", "write *"),
            Map.entry("×", "write *"),
            Map.entry("∗", "write *"),
            Map.entry("⊙", "write *"),
            Map.entry("∘", "write *"),
            Map.entry("÷", "write /"),
            Map.entry("−", "write -"),
            Map.entry("–", "write -"),
            Map.entry("—", "write -"),
            Map.entry("≤", "write <="),
            Map.entry("≥", "write >="),
            Map.entry("≠", "write !="),
            Map.entry("²", "write ^2"),
            Map.entry("³", "write ^3"),
            Map.entry("½", "write 0.5"),
            Map.entry("σ", "write sigmoid(...)"),
            Map.entry("Σ", "write sum(...)"),
            Map.entry("√", "write sqrt(...)"),
            Map.entry("“", "write \""),
            Map.entry("”", "write \""),
            Map.entry("‘", "write '"),
            Map.entry("’", "write '"),
            Map.entry("′", "write '"),
            Map.entry("'", "close a text with another '; write a prime directly after a name: h'"),
            Map.entry("`", "write a text in quotes: 'text'"),
            Map.entry("&", "to require both conditions, multiply them"),
            Map.entry("|", "to require either condition, use max(a, b); abs(x) is the absolute value"),
            Map.entry("!", "write 1 - condition, or != for unequal"),
            Map.entry(";", "an equation is one expression"),
            Map.entry(".", "a number needs a digit; a dot within a name leads to a state of an inner cell: s.h"),
            Map.entry("?", "write where(condition, a, b)"));

    private final PlacedText placed;
    private final String text;

    private Lexer(PlacedText placed) {
        this.placed = placed;
        this.text = placed.value();
    }

    static List<Token> tokens(PlacedText text) {
        return new Lexer(text).tokens();
    }

    private List<Token> tokens() {
        List<Token> tokens = new ArrayList<>();
        int at = 0;
        while (true) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at == text.length()) {
                tokens.add(new Token(Token.Kind.END, "", at, at));
                return tokens;
            }
            Token token = next(at);
            tokens.add(token);
            at = token.end();
            if (tokens.size() > MOST_TOKENS) {
                throw error(Codes.TOO_DEEP, "this equation is too long", at, at + 1, "split it into several equations");
            }
        }
    }

    private Token next(int at) {
        if (text.startsWith("**", at)) {
            throw error(Codes.CHARACTER, "'**' is not an operator", at, at + 2, "write ^ for powers");
        }
        if (text.startsWith("&&", at) || text.startsWith("||", at)) {
            String hint = MEANT.get(text.substring(at, at + 1));
            throw error(Codes.CHARACTER, "'" + text.substring(at, at + 2) + "' is not an operator", at, at + 2, hint);
        }
        Optional<Token> token = match(NUMBER, Token.Kind.NUMBER, at)
                .or(() -> match(NAME, Token.Kind.NAME, at))
                .or(() -> quoted(at))
                .or(() -> match(SYMBOL, Token.Kind.SYMBOL, at));
        if (token.isEmpty()) {
            throw unknown(at);
        }
        int end = token.get().end();
        if (token.get().kind() == Token.Kind.NUMBER && end < text.length() && continuesWord(text.charAt(end))) {
            int last = end;
            while (last < text.length() && continuesWord(text.charAt(last))) {
                last++;
            }
            String word = text.substring(at, last);
            String hint = text.charAt(end) == '.'
                    ? "a number has at most one dot"
                    : "write " + token.get().text() + " * " + text.substring(end, last)
                            + " to multiply; names begin with a letter";
            throw error(Codes.SYNTAX, "'" + word + "' is neither a number nor a name", at, last, hint);
        }
        return token.get();
    }

    private static boolean continuesWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.';
    }

    private Optional<Token> match(Pattern pattern, Token.Kind kind, int at) {
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        return matcher.lookingAt()
                ? Optional.of(new Token(kind, matcher.group(), at, matcher.end()))
                : Optional.empty();
    }

    /** By hand, because a pattern with a loop over alternatives overflows on long texts. */
    private Optional<Token> quoted(int at) {
        char quote = text.charAt(at);
        if (quote == '"' || quote == '\'') {
            for (int i = at + 1; i < text.length(); i++) {
                if (text.charAt(i) == '\\') {
                    i++;
                } else if (text.charAt(i) == quote) {
                    return Optional.of(new Token(Token.Kind.TEXT, text.substring(at, i + 1), at, i + 1));
                }
            }
        }
        return Optional.empty();
    }

    private InvalidInput unknown(int at) {
        int end = at + Character.charCount(text.codePointAt(at));
        String found = text.substring(at, end);
        if (found.equals("\"")) {
            return error(Codes.UNCLOSED, "this text is never closed", at, end, "close it with \"");
        }
        String hint = MEANT.get(found);
        if (hint == null && Character.isLetter(text.codePointAt(at))) {
            hint = "names are written with the letters A to Z, digits and _";
        }
        return error(Codes.CHARACTER, "'" + found + "' is not valid in an equation", at, end, hint);
    }

    private InvalidInput error(String code, String message, int start, int end, String hint) {
        return new InvalidInput(
                Diagnostic.error(code, message, placed.at(start, end)).hint(Optional.ofNullable(hint)));
    }
}
