package dev.taskrunner.room;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Where user code runs unless the user says otherwise. */
final class RoomExecutors {
    private RoomExecutors() {}

    /**
     * A virtual thread for each task where the JDK has them (21 and later), else a pool of daemon threads that come and go. How
     * much runs at once is bounded by those who submit.
     */
    static ExecutorService create() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException e) {
            return pool();
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("virtual threads are there but cannot be used", e);
        }
    }

    private static ExecutorService pool() {
        AtomicInteger number = new AtomicInteger();
        return new GrowingPool(Runtime.getRuntime().availableProcessors(), Duration.ofSeconds(30), task -> {
            Thread thread = new Thread(task, "taskrunner-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Ends what {@link #create} made, without waiting; an executor of the user's is left alone. */
    static void shutdown(Executor executor) {
        if (executor instanceof ExecutorService service) {
            service.shutdown();
        }
    }
}
