package dev.unroll.run;

import dev.unroll.api.PublicApi;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Threads that work is shared among. Whoever calls {@link #use} works on these threads until that returns; everyone else works on
 * {@link #ALL}, one thread a core. Results do not depend on it.
 */
@PublicApi
public final class Threads implements AutoCloseable {
    /** One thread for each core. Its threads are daemons, and it is never closed. */
    public static final Threads ALL = new Threads(Runtime.getRuntime().availableProcessors());

    /** Numbers from which on it pays to wake other threads for a few passes over them. */
    private static final int MUCH = 1 << 19;

    private static final InheritableThreadLocal<Threads> CURRENT = new InheritableThreadLocal<>();

    private final int count;
    private final ExecutorService pool;

    /** @param count how many work at a time, the caller's included */
    public Threads(int count) {
        this.count = count;
        AtomicInteger number = new AtomicInteger();
        this.pool = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "unroll-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Those that the caller works on. */
    public static Threads current() {
        Threads current = CURRENT.get();
        return current == null ? ALL : current;
    }

    /** How many work at a time, the caller's included. */
    public int count() {
        return count;
    }

    /** What is done within a {@link Threads#use}. */
    public interface Work<T, E extends Exception> {
        /** Does it. */
        T run() throws E;
    }

    /** Does something on these threads. */
    public <T, E extends Exception> T use(Work<T, E> work) throws E {
        Threads before = CURRENT.get();
        CURRENT.set(this);
        try {
            return work.run();
        } finally {
            CURRENT.set(before);
        }
    }

    /** Ends the threads that wait for work. */
    @Override
    public void close() {
        pool.shutdown();
    }

    /** Does {@code work} for each number below {@code pieces}; a thread that is free takes the next one. */
    public void run(int pieces, IntConsumer work) {
        AtomicInteger next = new AtomicInteger();
        Runnable worker = () -> {
            for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
                work.accept(piece);
            }
        };
        List<Future<?>> helpers = new ArrayList<>();
        for (int i = 1; i < Math.min(count, pieces); i++) {
            helpers.add(pool.submit(worker));
        }
        try {
            worker.run();
        } finally {
            helpers.forEach(Threads::await);
        }
    }

    /**
     * The same, by the caller alone where waking others would take longer than the work.
     *
     * @param numbers how many numbers are read or written in all
     */
    public void run(int pieces, long numbers, IntConsumer work) {
        if (numbers > MUCH) {
            run(pieces, work);
            return;
        }
        for (int piece = 0; piece < pieces; piece++) {
            work.accept(piece);
        }
    }

    private static void await(Future<?> helper) {
        boolean interrupted = false;
        while (true) {
            try {
                helper.get();
                break;
            } catch (InterruptedException e) {
                interrupted = true; // the pieces share their input; none may be left behind
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
