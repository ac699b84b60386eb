package dev.unroll.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.graph.Graph;
import dev.unroll.model.Model;
import dev.unroll.spec.Golden;
import dev.unroll.train.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each {@code src/test/plans/NAME.yaml} becomes exactly the text of {@code NAME.STAGE}, for each stage that the comment on
 * its first line names: {@code # hoist, plan: why}. A stage is {@code model} (as derived), a pass (the graph when it has
 * acted for the first time), {@code program} (after all), {@code plan} (the instructions) or {@code step} (one step, for
 * streams). A spec with a loss is trained; of one without, what it predicts is computed. {@code -Dunroll.golden=update}
 * writes the texts anew.
 */
class GoldenPlansTest {
    private static final Path FOLDER = Path.of("src/test/plans");

    @TestFactory
    Stream<DynamicTest> becomes() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        stages().forEach((name, stages) -> stages.forEach(stage -> tests.add(DynamicTest.dynamicTest(
                name + "." + stage,
                () -> Golden.compare(text(graph(name), stage), FOLDER.resolve(name + "." + stage))))));
        return tests.stream();
    }

    /** What a spec's name says, whatever its texts say: only {@code PASS-not-WHY} is as the passes before left it. */
    @TestFactory
    Stream<DynamicTest> firesOrMustNot() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        stages().forEach((name, stages) -> {
            String pass = stages.get(0);
            if (Passes.names().contains(pass)) {
                tests.add(DynamicTest.dynamicTest(name, () -> {
                    Graph before = before(graph(name), pass);
                    Graph after = Passes.optimise(before, without(Set.of(pass)));
                    if (name.startsWith(pass + "-not-")) {
                        assertThat(nameless(after)).isEqualTo(nameless(before));
                    } else {
                        assertThat(nameless(after)).isNotEqualTo(nameless(before));
                    }
                }));
            }
        });
        return tests.stream();
    }

    private static Graph before(Graph graph, String pass) {
        List<String> names = Passes.names();
        return Passes.optimise(graph, without(names.subList(0, names.indexOf(pass))));
    }

    private static String nameless(Graph graph) {
        return graph.toString().replaceAll("(%\\d+):[^ ,\\n]*", "$1");
    }

    private static Set<String> without(Collection<String> kept) {
        Set<String> without = new HashSet<>(Passes.names());
        without.removeAll(kept);
        return without;
    }

    /** So that a text which nothing writes does not pass for one that holds. */
    @Test
    void everyTextBelongsToASpec() throws IOException {
        Set<String> known = stages().entrySet().stream()
                .flatMap(spec -> Stream.concat(Stream.of("yaml"), spec.getValue().stream())
                        .map(ending -> spec.getKey() + "." + ending))
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString())).allMatch(known::contains);
        }
    }

    @Test
    void everyPassHasAText() throws IOException {
        Set<String> shown = stages().values().stream().flatMap(List::stream).collect(Collectors.toSet());
        assertThat(Passes.names()).isNotEmpty().allMatch(shown::contains);
    }

    /** Also of a number that stands in a loop and outside. */
    @Test
    void everyLineOfAListingHasItsOwnNumber() {
        List<String> numbers = text(graph("hoist-recomputed"), "hoist")
                .lines()
                .map(line -> line.strip().replaceFirst("^(each|constant|state) ", ""))
                .filter(line -> line.startsWith("%"))
                .map(line -> line.replaceFirst("[ :].*", ""))
                .toList();
        assertThat(numbers).hasSizeGreaterThan(40).doesNotHaveDuplicates();
    }

    /** The stages that each spec's first line names. */
    private static Map<String, List<String>> stages() throws IOException {
        Map<String, List<String>> stages = new TreeMap<>();
        for (String name : Golden.names(FOLDER).toList()) {
            String first = Files.readAllLines(FOLDER.resolve(name + ".yaml")).get(0);
            assertThat(first).as(name).matches("# [a-z, ]+: .+");
            stages.put(name, List.of(first.substring(2, first.indexOf(':')).split(", ")));
        }
        return stages;
    }

    private static Graph graph(String name) {
        Path spec = FOLDER.resolve(name + ".yaml");
        Model model = Experiment.outline(spec, List.of(), new Diagnostics()).model();
        return model.training().orElseGet(() -> predictions(model.evaluation()));
    }

    private static Graph predictions(Graph graph) {
        return graph.only(graph.outputs().keySet().stream()
                .filter(name -> name.startsWith("predict:"))
                .collect(Collectors.toSet()));
    }

    private static String text(Graph graph, String stage) {
        return switch (stage) {
            case "model" -> graph.toString();
            case "program" -> Passes.optimise(graph).toString();
            case "plan" -> PlanText.of(Planner.plan(Passes.optimise(graph)));
            case "step" -> OneStep.of(graph).graph().toString();
            default -> Passes.upTo(graph, stage).toString();
        };
    }
}
