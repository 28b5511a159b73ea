package dev.taskrunner.room;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** Asks again and again: for what rooms do not announce. */
final class Polling {
    private Polling() {}

    /** Asks at once, then at intervals by the room's timer, until there is an answer or time is over. */
    static <T> Optional<T> until(RoomLink link, Duration timeout, Duration interval, Supplier<Optional<T>> question) {
        Instant end = link.options().timer().clock().instant().plus(timeout);
        while (true) {
            Optional<T> answer = question.get();
            Duration left = Duration.between(link.options().timer().clock().instant(), end);
            if (answer.isPresent() || left.isNegative() || left.isZero()) {
                return answer;
            }
            CountDownLatch pause = new CountDownLatch(1);
            Runnable forget =
                    link.options().timer().schedule(left.compareTo(interval) < 0 ? left : interval, pause::countDown);
            try {
                pause.await();
            } catch (InterruptedException e) {
                forget.run();
                Thread.currentThread().interrupt();
                throw new TaskException(ErrorCode.CANCELLED, "interrupted while waiting", e);
            }
        }
    }
}
