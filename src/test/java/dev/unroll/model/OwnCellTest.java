package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.compile.Passes;
import dev.unroll.spec.SpecReader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A library cell pasted into a model is the library's: the same weights, the same values, the same compiled graph. */
class OwnCellTest {
    static Stream<String> cells() {
        return SpecReader.library().names().stream();
    }

    /** The cell's file as an entry of {@code cells} under another name. */
    private static String pasted(String cell) {
        String body = SpecReader.library()
                .source(cell)
                .orElseThrow()
                .text()
                .lines()
                .filter(line -> !line.startsWith("#") && !line.startsWith("cell:"))
                .map(line -> "    " + line + "\n")
                .collect(Collectors.joining());
        return "cells:\n  my_" + cell + "(units):\n" + body;
    }

    private static Trial trial(String cell) {
        return Trial.of("""
                equations: {h: "birnn(%s(3), x, merge=sum)"}
                loss: squared_error(h, y)
                """.formatted(cell), 4, 2, 1);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aCopyIsTheSame(String cell) {
        Trial library = trial(cell);
        Trial own = Trial.of(pasted(cell) + """
                equations: {h: "birnn(my_%s(3), x, merge=sum)"}
                loss: squared_error(h, y)
                """.formatted(cell), 4, 2, 1);
        assertThat(own.model.parameters()).isEqualTo(library.model.parameters());
        own.train()
                .forEach((name, value) -> assertThat(value.data())
                        .as(name)
                        .isEqualTo(library.train().get(name).data()));
        own.compiled()
                .forEach((name, value) ->
                        assertThat(value).as(name).isEqualTo(library.compiled().get(name)));
        assertThat(Passes.optimise(own.model.training().orElseThrow()))
                .hasToString(
                        Passes.optimise(library.model.training().orElseThrow()).toString());
    }
}
