package dev.unroll.plugin;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SourceCompilerTest {
    @Test
    void aRuntimeWithoutACompilerSaysWhatToDo() {
        Path file = Path.of("examples/scalar-op/Swish.java");
        assertThatThrownBy(() -> new SourceCompiler(Optional.empty()).compile(file))
                .hasMessageContaining("Swish.java' cannot be compiled: this Java runtime has no compiler")
                .hasMessageContaining("run Unroll on a JDK, or pack the compiled classes into a jar for --plugins");
    }
}
