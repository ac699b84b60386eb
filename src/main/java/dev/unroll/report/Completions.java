package dev.unroll.report;

import dev.unroll.model.Reference;
import dev.unroll.spec.SpecReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What an editor offers where an equation begins: a call of each function, and of each cell of the library. */
final class Completions {
    private static final Set<String> RUNS = Set.of("rnn", "birnn");

    private Completions() {}

    /** @param step whether the equations are those of a step, in which nothing runs over time */
    static List<String> equations(boolean step) {
        List<String> calls = new ArrayList<>();
        for (Reference.Entry function : Reference.functions()) {
            if (RUNS.contains(function.name()) && !step) {
                SpecReader.library().names().forEach(cell -> calls.add(function.name() + "(" + cell + "(units), x)"));
            } else if (!RUNS.contains(function.name())) {
                calls.add(call(function));
            }
        }
        return calls;
    }

    /** With the arguments that it needs. */
    private static String call(Reference.Entry function) {
        return function.arguments().stream()
                .filter(argument -> !argument.contains("=") || argument.equals("times=n"))
                .map(argument -> argument.equals("values...") ? "x" : argument)
                .collect(Collectors.joining(", ", function.name() + "(", ")"));
    }
}
