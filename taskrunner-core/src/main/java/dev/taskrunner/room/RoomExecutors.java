package dev.taskrunner.room;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Where user code runs unless the user says otherwise. */
final class RoomExecutors {
    private RoomExecutors() {}

    /**
     * A virtual thread for each task where the JDK has them (21 and later), else a pool of daemon threads that come and go.
     * Neither has a queue of its own: how many run at once is bounded by those who submit.
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
        return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
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
