package dev.unroll.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A spec that was damaged at random is either still one or gives clear messages; nothing else is ever thrown. */
class DamagedSpecTest {
    private static final String MODEL = """
            unroll: 1
            model: tagger
            about: >
              Part-of-speech tags
              with a birnn
            sizes: {units: 128}
            cells:
              mine(units, bias=1):
                state: {h: units}
                parameters: {W: [x, units]}
                equations:
                  f: sigmoid(affine(x, h, bias=bias))  # gate
                  h': f * h + (1 - f) * tanh(x @ W)
                output: h'
            functions:
              swish(x): x * sigmoid(x)
            data:
              reader: conllu
              train: data/train.conllu
              fields:
                words: {column: form, vocabulary: {min_count: 2}}
                tags: {column: upos, vocabulary: {}}
            equations:
              e: "dropout(embed(words, 100), 0.3)"
              h: |
                birnn(mine(units), e,
                      merge=concat)
              scores: 'affine(h[0:10], to=tags)'
            loss: cross_entropy(scores, tags)
            metrics:
              accuracy: accuracy(scores, tags)
            predict:
              tags: argmax(scores)
            train: {optimizer: adam(rate=0.002), clip: 5, stop: {watch: accuracy, patience: 3}}
            """;
    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        ":",
        ": ",
        ", ",
        "#",
        " # ",
        "'",
        "\"",
        "|",
        ">",
        "&a ",
        "*a ",
        "!t ",
        "- ",
        "? ",
        "\t",
        "\n",
        "  ",
        "<<",
        "---\n",
        "...",
        "%",
        "@",
        "`",
        "\\",
        "\u0000",
        "\uD83D\uDE00",
        "\uD83D",
        "é",
        "0",
        "=",
        "\r",
        "\u2028",
        "\uFEFF"
    };

    @Test
    void theModelItselfIsFine() {
        Diagnostics diagnostics = new Diagnostics();
        assertThat(SpecReader.tryRead(new Source("m.yaml", MODEL), List.of(), diagnostics))
                .isPresent();
        assertThat(diagnostics.list()).isEmpty();
    }

    @Test
    void damagedModels() {
        long seed = 3;
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 4_000; i++) {
            String text = damaged(random);
            Diagnostics diagnostics = new Diagnostics();
            try {
                SpecReader.tryRead(new Source("m.yaml", text), List.of(), diagnostics)
                        .ifPresent(spec -> {
                            if (!diagnostics.hasErrors()) {
                                Diagnostics again = new Diagnostics();
                                SpecReader.tryRead(new Source("r.yaml", spec.resolvedYaml()), List.of(), again);
                                assertThat(again.list()).isEmpty();
                            }
                        });
                diagnostics.list().forEach(d -> {
                    assertThat(d.render(true)).isNotBlank();
                    assertThat(d.span()).isPresent();
                });
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ", damage " + i + ":\n" + text, e);
            }
            refused += diagnostics.hasErrors() ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(2_000);
    }

    private static String damaged(Random random) {
        StringBuilder text = new StringBuilder(MODEL);
        for (int k = random.nextInt(2); k >= 0; k--) {
            int at = random.nextInt(text.length());
            String piece = PIECES[random.nextInt(PIECES.length)];
            switch (random.nextInt(6)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, piece);
                case 2 -> text.replace(at, at + 1, piece);
                case 3 -> text.setLength(Math.max(1, at));
                case 4 -> {
                    List<String> lines = new ArrayList<>(text.toString().lines().toList());
                    lines.remove(random.nextInt(lines.size()));
                    text = new StringBuilder(String.join("\n", lines)).append("\n ");
                }
                default -> text.insert(at, piece.repeat(1 + random.nextInt(2_000)));
            }
        }
        return text.toString();
    }
}
