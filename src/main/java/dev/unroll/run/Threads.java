package dev.unroll.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** The threads that shards run on. */
public final class Threads {
    /** Numbers from which on it pays to wake other threads for a few passes over them. */
    private static final int MUCH = 1 << 19;

    private static int count = Runtime.getRuntime().availableProcessors();
    private static ExecutorService pool = pool();

    private Threads() {}

    /** How many threads work at a time, the caller's included. Results do not depend on it. */
    public static synchronized void use(int threads) {
        pool.shutdown();
        count = threads;
        pool = pool();
    }

    /** How many threads work at a time. */
    public static synchronized int count() {
        return count;
    }

    private static ExecutorService pool() {
        AtomicInteger number = new AtomicInteger();
        return Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "unroll-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Does {@code work} for each number below {@code pieces}; who is free takes the next one. */
    public static void run(int pieces, IntConsumer work) {
        AtomicInteger next = new AtomicInteger();
        Runnable worker = () -> {
            for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
                work.accept(piece);
            }
        };
        List<Future<?>> helpers = new ArrayList<>();
        synchronized (Threads.class) {
            for (int i = 1; i < Math.min(count, pieces); i++) {
                helpers.add(pool.submit(worker));
            }
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
    public static void run(int pieces, long numbers, IntConsumer work) {
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
