package dev.unroll.spec.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {
    private static Expr parse(String text) {
        return Expr.parse(new Source("test", text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1+2*3 | 1 + 2 * 3",
                "(1+2)*3 | (1 + 2) * 3",
                "a-(b-c) | a - (b - c)",
                "a-b-c | a - b - c",
                "-a^2 | -a^2",
                "(-a)^2 | (-a)^2",
                "2^-1 | 2^-1",
                "a^b^c | a^b^c",
                "(a^b)^c | (a^b)^c",
                "x @ W + b < 1e-3 | x @ W + b < 0.001",
                "1 - -h' | 1 - -h'",
                "f( x ,h , bias = 1. ) | f(x, h, bias=1)",
                "x[0:10] | x[0:10]",
                "x[ : n ] | x[:n]",
                "x[1:] | x[1:]",
                "[x, 2*units] | [x, 2 * units]",
                "f(\"a \\\" b\") | f(\"a \\\" b\")",
                ".5*x | 0.5 * x",
                "f() | f()",
                "a==b | a == b",
                "(a<b)*(b<=c) | (a < b) * (b <= c)",
            })
    void printsBack(String text, String canonical) {
        assertThat(parse(text).text()).isEqualTo(canonical);
        assertThat(parse(canonical).text()).isEqualTo(canonical);
    }

    @Test
    void keepsPlaces() {
        Expr.Call call = (Expr.Call) parse("  f(a * h', n=1)");
        assertThat(call.span().excerpt()).isEqualTo("f(a * h', n=1)");
        assertThat(call.functionSpan().excerpt()).isEqualTo("f");
        assertThat(call.args().get(0).span().excerpt()).isEqualTo("a * h'");
        assertThat(call.named().get(0).nameSpan().excerpt()).isEqualTo("n");
        assertThat(call.named("n")).get().isInstanceOf(Expr.Number.class);
        assertThat(((Expr.Binary) call.args().get(0)).right())
                .isInstanceOfSatisfying(
                        Expr.Name.class, n -> assertThat(n.next()).isTrue());
    }

    @Test
    void randomTreesPrintBack() {
        long seed = 7;
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            String text = random(random, 5).text();
            assertThat(parse(text).text()).as("seed %d, tree %d", seed, i).isEqualTo(text);
        }
    }

    private static Expr random(Random random, int depth) {
        Span span = new Source("t", "").span(0, 0);
        int kind = depth == 0 ? random.nextInt(2) : random.nextInt(7);
        return switch (kind) {
            case 0 -> new Expr.Number(random.nextBoolean() ? random.nextInt(100) : random.nextDouble(), span);
            case 1 -> new Expr.Name("n" + random.nextInt(9), random.nextBoolean(), span);
            case 2 -> new Expr.Negate(random(random, depth - 1), span);
            case 3 ->
                new Expr.Slice(
                        random(random, depth - 1), Optional.of(random(random, depth - 1)), Optional.empty(), span);
            case 4 -> {
                List<Expr> args = new ArrayList<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    args.add(random(random, depth - 1));
                }
                yield new Expr.Call("f", span, args, List.of(), span);
            }
            default -> {
                Expr.Op op = Expr.Op.values()[random.nextInt(Expr.Op.values().length)];
                yield new Expr.Binary(op, random(random, depth - 1), random(random, depth - 1), span, span);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"((((", "f(f(", "----", "[[[[", "a^a^", "x[x["})
    void refusesDeepNesting(String part) {
        assertThatThrownBy(() -> parse(part.repeat(240)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("nested more than 200");
    }

    @Test
    void refusesEndlessText() {
        assertThatThrownBy(() -> parse("a" + "+a".repeat(500_000))).hasMessageContaining("too long");
        assertThatThrownBy(() -> parse("\"" + "\\\"".repeat(500_000))).hasMessageContaining("never closed");
        assertThat(parse("a" + "+a".repeat(450)).text()).hasSize(1 + 4 * 450);
    }

    @Test
    void damagedEquationsAreParsedOrRefused() {
        long seed = 11;
        Random random = new Random(seed);
        String base = "sigmoid(affine(x, h', bias=1) @ W[0:10]) ^ -2 + \"t\" * [a, b] <= .5e3";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(base);
            for (int k = random.nextInt(3); k >= 0; k--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.setCharAt(at, base.charAt(random.nextInt(base.length())));
                    default -> text.insert(at, (char) (32 + random.nextInt(200)));
                }
            }
            try {
                String canonical = parse(text.toString()).text();
                assertThat(parse(canonical).text())
                        .as("seed %d: %s", seed, text)
                        .isEqualTo(canonical);
            } catch (InvalidInput e) {
                assertThat(e.diagnostics()).as("seed %d: %s", seed, text).hasSize(1);
            }
        }
    }
}
