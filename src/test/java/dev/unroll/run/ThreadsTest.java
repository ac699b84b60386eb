package dev.unroll.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ThreadsTest {
    @Test
    void whoUsesThreadsWorksOnThemUntilItIsDone() {
        try (Threads three = new Threads(3);
                Threads one = new Threads(1)) {
            assertThat(Threads.current()).isSameAs(Threads.ALL);
            three.use(() -> {
                assertThat(Threads.current()).isSameAs(three);
                one.use(() -> assertThat(Threads.current().count()).isEqualTo(1));
                return assertThat(Threads.current()).isSameAs(three);
            });
            assertThatThrownBy(() -> three.use(() -> {
                        throw new IllegalStateException("stopped");
                    }))
                    .hasMessage("stopped");
            assertThat(Threads.current()).isSameAs(Threads.ALL);
        }
    }

    @Test
    void asManyWorkAtATimeAsWereAskedFor() {
        Set<Thread> met = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(3);
        try (Threads three = new Threads(3)) {
            three.run(3, piece -> {
                met.add(Thread.currentThread());
                all.countDown();
                try {
                    all.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        assertThat(met).hasSize(3).contains(Thread.currentThread());
    }
}
