package dev.unroll.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A commented spec to start from, and small data where it needs some.
 *
 * @param name what {@code --from} calls it
 * @param data the ending of its data file, or an empty text if its data is built in or generated
 */
record Template(String name, String data) {
    private static final Pattern PLACE = Pattern.compile("SPEC|NAME");

    static final List<Template> ALL = List.of(
            new Template("classifier", ""),
            new Template("tagger", "conllu"),
            new Template("language-model", "txt"),
            new Template("forecaster", "csv"),
            new Template("cell", ""));

    static List<String> names() {
        return ALL.stream().map(Template::name).toList();
    }

    /** The endings of its files, the spec's first. */
    List<String> endings() {
        return data.isEmpty() ? List.of("yaml") : List.of("yaml", data);
    }

    /**
     * The text of one of its files.
     *
     * @param model the model's name
     * @param spec the model's file as a shell takes it
     */
    String text(String ending, String model, String spec) {
        String resource = "templates/" + name + "." + ending;
        try (InputStream in = Template.class.getResourceAsStream(resource)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return PLACE.matcher(text)
                    .replaceAll(place -> Matcher.quoteReplacement(place.group().equals("SPEC") ? spec : model));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
