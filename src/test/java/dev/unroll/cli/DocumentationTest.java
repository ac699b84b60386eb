package dev.unroll.cli;

import static dev.unroll.cli.Answer.unroll;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The README and {@code docs/}: commands can be typed, YAML can be checked, Java compiles, links lead somewhere. */
class DocumentationTest {
    private static final Path README = Path.of("README.md");
    private static final Path COMMANDS = Path.of("docs/command-line.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```([a-z]*)\n(.*?)^```$");
    private static final Pattern COMMAND = Pattern.compile("(?m)(?:^|`)\\./unroll ([^`\n]+)");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");
    private static final Pattern OPTION = Pattern.compile("--[a-z-]+");

    /** Their YAML and commands are held by tests of their own: ReferencePageTest and ExtendingGuideTest. */
    private static final Set<String> HELD_ELSEWHERE = Set.of("reference.md", "extending.md");

    @TempDir
    private Path folder;

    static List<Path> pages() throws IOException {
        try (Stream<Path> top = Files.list(Path.of("."));
                Stream<Path> docs = Files.list(Path.of("docs"));
                Stream<Path> examples = Files.walk(Path.of("examples"))) {
            return Stream.of(top, docs, examples)
                    .flatMap(files -> files)
                    .filter(file -> file.toString().endsWith(".md"))
                    .map(Path::normalize)
                    .sorted()
                    .toList();
        }
    }

    static Stream<Path> pagesWithYaml() throws IOException {
        return pages().stream()
                .filter(page -> !HELD_ELSEWHERE.contains(page.getFileName().toString()))
                .filter(page -> read(page).contains("```yaml\n"));
    }

    @Test
    void thePagesAreFound() throws IOException {
        assertThat(pages())
                .contains(README, Path.of("CONTRIBUTING.md"), COMMANDS, Path.of("examples/reader/README.md"));
        assertThat(pagesWithYaml()).contains(README, Path.of("docs/language.md"), Path.of("docs/data.md"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void commandsCanBeTyped(Path page) {
        COMMAND.matcher(read(page)).results().map(m -> words(m.group(1))).forEach(words -> {
            if (words.size() == 1) { // a verb that the text speaks of
                assertThat(line().getSubcommands()).containsKey(words.get(0));
                return;
            }
            line().parseArgs(words.toArray(String[]::new));
            assertThat(words.stream().filter(word -> word.matches("(models|examples)/.*") && !word.contains("NAME")))
                    .allSatisfy(file -> assertThat(Path.of(file)).exists());
        });
    }

    @ParameterizedTest
    @MethodSource("pagesWithYaml")
    void yamlCanBeChecked(Path page) throws IOException {
        for (String part : blocks(page, "yaml")) {
            Path spec = folder.resolve("mine.yaml");
            if (part.startsWith("cell:")) {
                Files.writeString(folder.resolve("cell.yaml"), part);
                String name = part.substring(5, part.indexOf('(')).strip();
                part = "use: [cell.yaml]\nequations:\n  h: rnn(" + name + "(8), x)\n";
            }
            if (part.startsWith("data:") && !part.contains("equations:")) {
                part += "parameters: {w: [3]}\nequations:\n  y: 2 * w\n";
            }
            Files.writeString(spec, Fragments.complete(part));
            boolean needsFiles = Pattern.compile("(train|file|source): [a-z]+\\.[a-z]+")
                    .matcher(part)
                    .find();
            Answer answer = needsFiles ? unroll("check", spec, "--no-data") : unroll("check", spec);
            assertThat(answer.status()).as(part + answer.err()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Path page) {
        LINK.matcher(read(page)).results().forEach(link -> {
            Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
            assertThat(target).as(link.group()).exists();
            if (link.group(2) != null) {
                assertThat(anchors(target)).as(link.group()).contains(link.group(2));
            }
        });
    }

    /** Each verb's rows name its options and no others; what every verb has is told once, at the end. */
    @Test
    void everyOptionIsOnTheCommandLinesPage() {
        String page = read(COMMANDS);
        Set<String> common = options(page.substring(page.indexOf("\n## For every command")));
        assertThat(common).contains("--set", "--ops", "--plugins", "--json");
        for (CommandSpec verb : verbs()) {
            Set<String> told = page.lines()
                    .filter(row -> row.matches("\\| `\\./unroll " + verb.name() + "\\b.*"))
                    .flatMap(row -> options(row).stream())
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(page).contains("\n| `./unroll " + verb.name());
            Set<String> own = verb.options().stream()
                    .map(option -> option.longestName())
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(own).as(verb.name()).containsAll(told);
            told.addAll(common);
            told.add("--help");
            assertThat(told).as(verb.name()).containsAll(own);
        }
    }

    @Test
    void theErrorOfTheReadmeIsReported() throws IOException {
        String model = blocks(README, "yaml").stream()
                .filter(block -> block.startsWith("model: mine"))
                .findFirst()
                .orElseThrow();
        Path spec = Files.writeString(folder.resolve("mine.yaml"), model.replace("sigmoid", "sigmod"));
        String shown = blocks(README, "text").stream()
                .filter(block -> block.startsWith("error:"))
                .findFirst()
                .orElseThrow();
        assertThat(unroll("check", spec)
                        .err()
                        .replace(spec.toString(), "mine.yaml")
                        .strip())
                .startsWith(shown.strip());
    }

    @Test
    void javaCompiles() throws IOException {
        List<String> snippets = blocks(Path.of("docs/library.md"), "java");
        assertThat(snippets).hasSize(2);
        for (String snippet : snippets) {
            String imports =
                    snippet.lines().filter(line -> line.startsWith("import ")).collect(Collectors.joining("\n"));
            String body =
                    snippet.lines().filter(line -> !line.startsWith("import ")).collect(Collectors.joining("\n"));
            Path file = Files.writeString(
                    folder.resolve("Snippet.java"),
                    imports + "\nclass Snippet { void run() throws Exception {\n" + body + "\n} }\n");
            int status = ToolProvider.getSystemJavaCompiler()
                    .run(null, null, null, "-cp", System.getProperty("java.class.path"), file.toString());
            assertThat(status).as(snippet).isZero();
        }
    }

    private static Set<String> options(String text) {
        return OPTION.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    private static CommandLine line() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return Main.line(new Terminal(nowhere, nowhere, Screen.NONE));
    }

    private static List<CommandSpec> verbs() {
        return line().getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(verb -> !verb.name().equals("help"))
                .toList();
    }

    /** The headings of a page as GitHub names them in addresses. */
    private static List<String> anchors(Path page) {
        return read(page)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
                .toList();
    }

    private static List<String> blocks(Path page, String language) {
        return BLOCK.matcher(read(page))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    /** As a shell splits them; in double quotes, a word has blanks. */
    static List<String> words(String line) {
        return Pattern.compile("\"([^\"]*)\"|(\\S+)")
                .matcher(line)
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .collect(Collectors.toList());
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
