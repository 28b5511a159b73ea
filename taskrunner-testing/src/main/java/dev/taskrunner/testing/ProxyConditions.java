package dev.taskrunner.testing;

import dev.taskrunner.testing.TcpProxy.Direction;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** How bad the network of a {@link TcpProxy} is at the moment. {@code this} guards all fields; changes wake all who wait. */
final class ProxyConditions {
    private final Set<Direction> stalled = EnumSet.noneOf(Direction.class);
    private long delayNanos;
    private long bytesPerSecond;

    synchronized void delay(Duration each) {
        delayNanos = each.toNanos();
        notifyAll();
    }

    synchronized void throttle(long limit) {
        bytesPerSecond = limit;
        notifyAll();
    }

    synchronized void stall(Direction direction, boolean on) {
        if (on) {
            stalled.add(direction);
        } else {
            stalled.remove(direction);
        }
        notifyAll();
    }

    /** Wakes all who wait, so that they see that their connection ended. */
    synchronized void ended() {
        notifyAll();
    }

    /** How long so many bytes occupy the line. */
    synchronized long nanosFor(int bytes) {
        return bytesPerSecond == 0 ? 0 : (long) (bytes * 1e9 / bytesPerSecond);
    }

    /** Waits until what arrived then, on a line that is busy until then, may be passed on; false when the connection ended. */
    synchronized boolean await(Direction direction, long arrived, long lineFree, ProxiedConnection connection)
            throws InterruptedException {
        while (!connection.isOver()) {
            long due = Math.max(arrived + delayNanos, lineFree);
            long left = due - System.nanoTime();
            if (stalled.contains(direction)) {
                wait();
            } else if (left <= 0) {
                return true;
            } else {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            }
        }
        return false;
    }
}
