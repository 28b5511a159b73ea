package dev.taskrunner.llm.loop;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads of one run of a loop: virtual ones where the JDK has them (21 and later), else daemon threads. */
final class LoopThreads {
    private LoopThreads() {}

    /** Threads for so many steps at once; whoever made them shuts them down. */
    static ExecutorService create(int most) {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException e) {
            return new ThreadPoolExecutor(0, most, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), LoopThreads::daemon);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("virtual threads are there but cannot be used", e);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "taskrunner-llm");
        thread.setDaemon(true);
        return thread;
    }
}
