package dev.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.unroll.api.PublicApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is promised is what the guides use, and what the page for library users lists. */
class PublicApiTest {
    private static final Pattern IMPORT =
            Pattern.compile("import (?:static )?dev\\.unroll\\.((?:[a-z]+\\.)*[A-Z]\\w*)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `dev\\.unroll([a-z.]*)` \\| (.*) \\|$");
    private static final Pattern TYPE = Pattern.compile("`(\\w+)`");

    /** Read once: importing all classes takes seconds. */
    private static final Set<String> PROMISED = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.unroll").stream()
                    .filter(type -> type.isAnnotatedWith(PublicApi.class))
                    .map(JavaClass::getName)
                    .map(name -> name.substring("dev.unroll.".length()))
                    .collect(Collectors.toCollection(TreeSet::new));

    @Test
    void theGuidesUsePromisedTypesAlone() throws IOException {
        try (Stream<Path> examples = Files.walk(Path.of("examples"))) {
            List<Path> sources =
                    examples.filter(path -> path.toString().endsWith(".java")).toList();
            for (Path source : Stream.concat(
                            sources.stream(), Stream.of(Path.of("docs/library.md"), Path.of("docs/extending.md")))
                    .toList()) {
                assertThat(IMPORT.matcher(Files.readString(source)).results().map(m -> m.group(1)))
                        .as(source.toString())
                        .isSubsetOf(PROMISED);
            }
        }
    }

    @Test
    void thePageListsAllOfThem() throws IOException {
        Set<String> listed = new TreeSet<>();
        ROW.matcher(Files.readString(Path.of("docs/library.md"))).results().forEach(row -> listed.addAll(types(row)));
        assertThat(listed).isEqualTo(PROMISED);
    }

    private static List<String> types(MatchResult row) {
        String packageName = row.group(1).isEmpty() ? "" : row.group(1).substring(1) + ".";
        return TYPE.matcher(row.group(2))
                .results()
                .map(type -> packageName + type.group(1))
                .toList();
    }
}
