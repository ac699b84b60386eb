package dev.unroll.spec;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.SourceFile;
import dev.unroll.spec.yaml.Mapping;
import dev.unroll.spec.yaml.Scalar;
import dev.unroll.spec.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * The meaning of a diagnostic's code.
 *
 * @param code one of {@link Codes}
 * @param title what is wrong, in a few words
 * @param about what it means and what to do, in lines
 * @param wrong a part of a model, a command or a file that gives this code, if one can show it
 * @param right the same without the error
 * @param file the name of the file that the examples stand in, if not in a model
 */
public record Explanation(
        String code,
        String title,
        String about,
        Optional<String> wrong,
        Optional<String> right,
        Optional<String> file) {
    private static final String CODES = "codes.yaml";

    /** All of them, in the order of their codes. */
    public static List<Explanation> all() {
        try (InputStream in = Explanation.class.getResourceAsStream(CODES)) {
            String text = SourceFile.decode(in.readAllBytes(), CODES, Optional.empty());
            return YamlReader.mapping(new Source(CODES, text)).entries().stream()
                    .map(entry -> of(entry.key().value(), (Mapping) entry.value()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Explanation of(String code, Mapping mapping) {
        return new Explanation(
                code,
                text(mapping, "title").orElseThrow(),
                text(mapping, "about").orElseThrow(),
                text(mapping, "wrong"),
                text(mapping, "right"),
                text(mapping, "in"));
    }

    private static Optional<String> text(Mapping mapping, String key) {
        return mapping.get(key).map(node -> ((Scalar) node).value().stripTrailing());
    }
}
