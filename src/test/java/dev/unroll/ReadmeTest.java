package dev.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README is short, and the pages and commands that it names are those that there are. */
class ReadmeTest {
    private static final int WORDS = 900;

    @Test
    void isShort() throws IOException {
        assertThat(readme().strip().split("\\s+")).hasSizeLessThanOrEqualTo(WORDS);
    }

    @Test
    void linksToEveryPage() throws IOException {
        assertThat(names("docs", ".md"))
                .isNotEmpty()
                .allSatisfy(page -> assertThat(readme()).contains("](docs/" + page + ")"));
    }

    /** What CI runs is what the README tells others to run. */
    @Test
    void itsTestCommandIsThatOfCi() throws IOException {
        Matcher block = Pattern.compile("Run the tests:\n\n```\n(.+)\n```").matcher(readme());
        assertThat(block.find()).isTrue();
        List<String> script = Files.readAllLines(Path.of(".ci/run"));
        assertThat(script.get(script.size() - 1)).isEqualTo(block.group(1));
    }

    @Test
    void itsCellIsTheLibrarys() throws IOException {
        String cell = Files.readString(Path.of("models/cells/lstm.yaml"));
        assertThat(readme()).contains("```yaml\n" + cell.substring(cell.indexOf("cell:")) + "```");
    }

    /** Figures stand in the README and in full in the measurements, and are the same. */
    @Test
    void itsSpeedsAreThoseOfTheMeasurements() throws IOException {
        String measurements = Files.readString(Path.of("docs/measurements.md"));
        Matcher row = Pattern.compile("(?m)^\\| (`w\\w+`) [^|]+\\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$")
                .matcher(readme());
        int rows = 0;
        while (row.find()) {
            String full = measurements
                    .lines()
                    .filter(line -> line.startsWith("| " + row.group(1) + " |"))
                    .findFirst()
                    .orElseThrow();
            assertThat(full).contains(row.group(2), row.group(3), "| " + row.group(4) + " |");
            rows++;
        }
        assertThat(rows).isEqualTo(5);
    }

    @Test
    void theMeasurementsHaveEveryModel() throws IOException {
        String page = Files.readString(Path.of("docs/measurements.md"));
        assertThat(names("models", ".yaml"))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(page).contains("| `" + name + "` |"));
    }

    @Test
    void theChangesAreThoseOfThisVersion() throws IOException {
        Matcher version = Pattern.compile("<artifactId>unroll</artifactId>\\s*<version>(.+?)</version>")
                .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        Matcher first = Pattern.compile("(?m)^## \\[(.+?)\\]").matcher(Files.readString(Path.of("CHANGELOG.md")));
        assertThat(first.find()).isTrue();
        assertThat(first.group(1)).isEqualTo(version.group(1));
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }

    private static List<String> names(String folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ending))
                    .toList();
        }
    }
}
