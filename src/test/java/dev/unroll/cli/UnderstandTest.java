package dev.unroll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tour through the theory: each picture is there, and stands below the command that made it. */
class UnderstandTest {
    private static final Path TOUR = Path.of("docs/understand.md");
    private static final Pattern COMMAND = Pattern.compile("(?m)^\\./unroll (.+)$");
    private static final Pattern PICTURE = Pattern.compile("!\\[[^\\]]{20,}\\]\\((pictures/([a-z]+)\\.svg)\\)");

    @Test
    void everyPictureStandsBelowItsCommand() throws IOException {
        String text = Files.readString(TOUR);
        List<String> pictures = new ArrayList<>();
        Matcher picture = PICTURE.matcher(text);
        while (picture.find()) {
            pictures.add(picture.group(2));
            String above = text.substring(0, picture.start());
            String command = above.substring(above.lastIndexOf("./unroll"));
            assertThat(command.lines().findFirst().orElseThrow()).endsWith(" -o " + picture.group(2) + ".svg");
            assertThat(TOUR.resolveSibling(picture.group(1))).isRegularFile();
        }
        try (Stream<Path> files = Files.list(TOUR.resolveSibling("pictures"))) {
            assertThat(pictures)
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(f -> f.getFileName().toString().replace(".svg", ""))
                                    .toList());
        }
    }

    @Test
    void everyCommandCanBeTyped() throws IOException {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        TreeSet<String> verbs = new TreeSet<>();
        for (Matcher command = COMMAND.matcher(Files.readString(TOUR)); command.find(); ) {
            List<String> words = DocumentationTest.words(command.group(1));
            verbs.add(words.get(0));
            Main.line(new Terminal(nowhere, nowhere, Screen.NONE)).parseArgs(words.toArray(String[]::new));
            words.stream()
                    .filter(word -> word.startsWith("models/"))
                    .forEach(model -> assertThat(Path.of(model)).isRegularFile());
        }
        assertThat(verbs).containsExactly("gradcheck", "graph", "inspect", "train");
    }

    /** Drawings need no trained run, so they can be made again. */
    @Test
    void drawingsAreWhatTheirCommandsDraw(@TempDir Path folder) throws IOException {
        int drawn = 0;
        for (Matcher command = COMMAND.matcher(Files.readString(TOUR)); command.find(); ) {
            List<String> words = DocumentationTest.words(command.group(1));
            if (!words.get(0).equals("graph")) {
                continue;
            }
            String name = words.remove(words.size() - 1);
            words.add(folder.resolve(name).toString());
            Answer answer = Answer.unroll(words.toArray());
            assertThat(answer.status()).as(answer.err()).isZero();
            Path picture = TOUR.resolveSibling("pictures").resolve(name);
            if ("update".equals(System.getProperty("unroll.golden"))) {
                Files.copy(folder.resolve(name), picture, StandardCopyOption.REPLACE_EXISTING);
            }
            assertThat(picture).hasSameTextualContentAs(folder.resolve(name));
            drawn++;
        }
        assertThat(drawn).isEqualTo(4);
    }
}
