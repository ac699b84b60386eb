package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.op.Ops;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What equations can say, Java can say: a custom op writes its gradient in the same functions. */
class OpsTest {
    /** Layers own weights, which ops do not; the rest of these is about their states. */
    private static final Set<String> LAYERS =
            Set.of("affine", "conv", "all", "layer_norm", "dropout", "rnn", "birnn", "step", "final");

    @Test
    void everyFunctionOfTheLanguageIsAMethod() {
        Set<String> methods = Arrays.stream(Ops.class.getMethods())
                .map(Method::getName)
                .map(name -> name.replaceAll("(?=[A-Z])", "_").toLowerCase(java.util.Locale.ROOT))
                .collect(Collectors.toSet());
        assertThat(Reference.functions())
                .extracting(Reference.Entry::name)
                .filteredOn(name -> !LAYERS.contains(name))
                .isSubsetOf(methods);
    }
}
