package dev.taskrunner.cli;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A timeout that several steps share. */
final class Deadline {
    private static final long POLL_MILLIS = 50;

    private final Duration timeout;
    private final long end;

    Deadline(Duration timeout) {
        this.timeout = timeout;
        this.end = System.nanoTime() + timeout.toNanos();
    }

    /**
     * The time that is left.
     *
     * @throws TaskException {@link ErrorCode#TIMED_OUT} when there is none
     */
    Duration remaining() {
        Duration left = Duration.ofNanos(end - System.nanoTime());
        if (left.compareTo(Duration.ofMillis(1)) < 0) {
            throw new TaskException(ErrorCode.TIMED_OUT, "no answer within " + timeout.toMillis() + " ms");
        }
        return left;
    }

    /** Asks again and again, until there is an answer or time is over. */
    <T> Optional<T> poll(Supplier<Optional<T>> question) throws InterruptedException {
        while (true) {
            Optional<T> answer = question.get();
            if (answer.isPresent() || System.nanoTime() - end >= 0) {
                return answer;
            }
            // Nothing counts this down: it is a pause that an interrupt ends.
            if (new CountDownLatch(1).await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                return answer;
            }
        }
    }
}
