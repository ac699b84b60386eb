package dev.unroll.run;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that shards run on. */
public final class Threads {
    private static Executor pool = pool(Runtime.getRuntime().availableProcessors());

    private Threads() {}

    /** How many threads work at a time, the caller's included. Results do not depend on it. */
    public static synchronized void use(int count) {
        if (pool instanceof ExecutorService service) {
            service.shutdown();
        }
        pool = pool(count);
    }

    /** With one thread, work runs where it is submitted. */
    private static Executor pool(int count) {
        if (count <= 1) {
            return Runnable::run;
        }
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(count - 1, work -> {
            Thread thread = new Thread(work, "unroll-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    static synchronized Future<?> submit(Runnable work) {
        FutureTask<Void> task = new FutureTask<>(work, null);
        pool.execute(task);
        return task;
    }

    static void await(Future<?> work) {
        boolean interrupted = false;
        while (true) {
            try {
                work.get();
                break;
            } catch (InterruptedException e) {
                interrupted = true; // the shards share their input; none may be left behind
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
