package dev.unroll;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the floors of the house: what may import what, and who may speak to the outside. */
class ArchitectureTest {
    /** Top floor first, each room for itself. A package may use those after it in this list and no other of ours. */
    private static final List<String> LADDER = List.of(
            "cli",
            "report",
            "report.drawing",
            "bench",
            "train",
            "train.metric",
            "train.optimizer",
            "store",
            "data",
            "model",
            "plugin",
            "spec",
            "spec.key",
            "spec.yaml",
            "spec.expr",
            "contract",
            "run",
            "run.kernel",
            "run.reference",
            "compile",
            "grad",
            "op",
            "graph",
            "tensor",
            "diagnostic",
            "api");

    /** {@code May import X, Y and Z.} or {@code May import nothing of ours.}, as each package's page has it. */
    private static final Pattern MAY_IMPORT =
            Pattern.compile("May import (nothing of ours|\\{@code [a-z.]+}(?:(?:, | and )\\{@code [a-z.]+})*)\\. ");

    private static final Pattern NAME = Pattern.compile("\\{@code ([a-z.]+)}");

    private static final Path SOURCES = Path.of("src/main/java");

    private static JavaClasses classes;

    @BeforeAll
    static void importClasses() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.unroll");
        // The rules allow a floor to be empty, so make sure that they are not judging thin air.
        assertThat(classes).isNotEmpty();
    }

    @TestFactory
    Stream<DynamicTest> importsOnlyGoDown() {
        return LADDER.stream()
                .skip(1)
                .map(floor -> DynamicTest.dynamicTest(floor, () -> {
                    String[] above = LADDER.subList(0, LADDER.indexOf(floor)).stream()
                            .map(ArchitectureTest::packages)
                            .toArray(String[]::new);
                    noClasses()
                            .that()
                            .resideInAPackage(packages(floor))
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(above)
                            .allowEmptyShould(true)
                            .check(classes);
                }));
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.unroll.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void everyClassLivesOnAFloor() {
        String[] floors = LADDER.stream().map(ArchitectureTest::packages).toArray(String[]::new);
        classes()
                .that()
                .doNotHaveSimpleName("package-info")
                .and()
                .areNotAssignableTo(Unroll.class)
                .should()
                .resideInAnyPackage(floors)
                .check(classes);
    }

    /** The facade for those who use Unroll as a library stands above report, and nothing of ours stands on it. */
    @Test
    void theFacadeStandsOnReport() {
        noClasses()
                .that()
                .areAssignableTo(Unroll.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(packages("cli"))
                .check(classes);
        noClasses()
                .that()
                .areNotAssignableTo(Unroll.class)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Unroll.class)
                .check(classes);
    }

    @Test
    void onlyTheCommandLinePrintsOrExits() {
        noClasses()
                .that()
                .resideOutsideOfPackage(packages("cli"))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(classes);
    }

    @Test
    void onlyTheCommandLineKnowsItsLibraries() {
        noClasses()
                .that(resideInAPackage("dev.unroll..")
                        .and(resideInAPackage(packages("cli")).negate()))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "me.tongfei..", "org.jline..")
                .check(classes);
    }

    /** So that another layout can take its place. */
    @Test
    void onlyOneClassKnowsTheLayoutLibrary() {
        noClasses()
                .that(resideInAPackage("dev.unroll.."))
                .and()
                .doNotHaveFullyQualifiedName("dev.unroll.report.drawing.Placement")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.eclipse..", "com.google.common..")
                .check(classes);
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        try (Stream<Path> paths = Files.walk(SOURCES.resolve("dev/unroll"))) {
            List<Path> silent = paths.filter(Files::isDirectory)
                    .filter(ArchitectureTest::hasSources)
                    .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                    .toList();
            assertThat(silent).as("packages without package-info.java").isEmpty();
        }
    }

    /** A page that lists more than is imported, or less, is wrong; both have happened while pages were only written. */
    @TestFactory
    Stream<DynamicTest> pagesListWhatIsImported() {
        return Stream.concat(Stream.of(""), LADDER.stream())
                .map(floor -> DynamicTest.dynamicTest(
                        floor.isEmpty() ? "dev.unroll" : floor,
                        () -> assertThat(listedImports(floor))
                                .as("what the page of '%s' lists, and what its classes import", floor)
                                .containsExactlyInAnyOrderElementsOf(imports(floor))));
    }

    /** What the sentence "May import" of a package's page lists. */
    private static List<String> listedImports(String floor) throws IOException {
        Path page = SOURCES.resolve(packages(floor).replace('.', '/')).resolve("package-info.java");
        String text = Files.readString(page).replaceAll("\\s+\\*?\\s*", " ");
        Matcher sentence = MAY_IMPORT.matcher(text);
        assertThat(sentence.find()).as("'May import ...' in " + page).isTrue();
        return NAME.matcher(sentence.group(1))
                .results()
                .map(name -> name.group(1))
                .toList();
    }

    private static Set<String> imports(String floor) {
        return classes.stream()
                .filter(each -> each.getPackageName().equals(packages(floor)))
                .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                .map(dependency ->
                        dependency.getTargetClass().getBaseComponentType().getPackageName())
                .filter(name -> name.startsWith("dev.unroll.") && !name.equals(packages(floor)))
                .map(name -> name.substring("dev.unroll.".length()))
                // The mark of what is promised may stand on any type.
                .filter(name -> !name.equals("api"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean hasSources(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String packages(String floor) {
        return floor.isEmpty() ? "dev.unroll" : "dev.unroll." + floor;
    }
}
