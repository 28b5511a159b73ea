package dev.taskrunner.room.spi;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Tells the time and runs things later: timeouts, back-off, pings. Tests turn it by hand.
 */
public interface RoomTimer {

    /**
     * The time.
     *
     * @return a clock that agrees with {@link #schedule}
     */
    Clock clock();

    /**
     * Runs something later.
     *
     * @param delay from now
     * @param task short; must not block
     * @return takes it back; harmless when it has run
     */
    Runnable schedule(Duration delay, Runnable task);

    /**
     * Real time, on one daemon thread that the whole JVM shares.
     *
     * @return the timer
     */
    static RoomTimer system() {
        return SystemTimer.INSTANCE;
    }

    /** The one timer thread; holds nothing but what is scheduled. */
    final class SystemTimer implements RoomTimer {
        private static final RoomTimer INSTANCE = new SystemTimer();

        private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread daemon = new Thread(task, "taskrunner-timer");
            daemon.setDaemon(true);
            return daemon;
        });

        private SystemTimer() {
            thread.setRemoveOnCancelPolicy(true);
        }

        @Override
        public Clock clock() {
            return Clock.systemUTC();
        }

        @Override
        public Runnable schedule(Duration delay, Runnable task) {
            ScheduledFuture<?> future =
                    thread.schedule(task, TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        }
    }
}
