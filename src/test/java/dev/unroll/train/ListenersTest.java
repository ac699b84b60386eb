package dev.unroll.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockingDetails;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.unroll.store.Figures;
import dev.unroll.store.Trace;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.InOrder;

class ListenersTest {
    private static final Map<Class<?>, Object> ARGUMENTS = Map.of(
            String.class,
            "message",
            long.class,
            5L,
            int.class,
            3,
            TrainingListener.Progress.class,
            new TrainingListener.Progress(1, 2, 3, 4, 5, Map.of(), 0.1, 6, 7),
            Figures.class,
            new Figures(1, 2, 3, 4, 5, 6, Map.of(), Map.of(), true, Trace.NONE),
            Outcome.class,
            new Outcome(Outcome.Ending.EPOCHS, 1, 2, 3, 4, 5, Map.of(), Map.of()));

    private final TrainingListener first = mock(TrainingListener.class);
    private final TrainingListener second = mock(TrainingListener.class);
    private final Listeners both = new Listeners(List.of(first, second));

    static Stream<Method> callbacks() {
        return Arrays.stream(TrainingListener.class.getDeclaredMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic());
    }

    /** Whatever callback is added must be forwarded, too. */
    @ParameterizedTest
    @MethodSource("callbacks")
    void everyCallbackIsForwarded(Method callback) throws IllegalAccessException, InvocationTargetException {
        Object[] arguments = Arrays.stream(callback.getParameterTypes())
                .map(type -> ARGUMENTS.get(type))
                .toArray();
        callback.invoke(both, arguments);
        for (TrainingListener listener : List.of(first, second)) {
            assertThat(mockingDetails(listener).getInvocations())
                    .singleElement()
                    .satisfies(call -> {
                        assertThat(call.getMethod()).isEqualTo(callback);
                        assertThat(call.getArguments()).containsExactly(arguments);
                    });
        }
    }

    @Test
    void progressOfPreparationKeepsItsOrder() {
        both.preparing(1, 9);
        InOrder order = inOrder(first, second);
        order.verify(first).preparing(1, 9);
        order.verify(second).preparing(1, 9);
    }

    @Test
    void anyListenerStopsAndAllAreAsked() {
        assertThat(both.stops()).isFalse();
        when(second.stops()).thenReturn(true);
        assertThat(both.stops()).isTrue();
        when(first.stops()).thenReturn(true);
        when(second.stops()).thenReturn(false);
        assertThat(both.stops()).isTrue();
        verify(second, times(3)).stops();
    }
}
