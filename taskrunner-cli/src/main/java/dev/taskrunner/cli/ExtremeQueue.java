package dev.taskrunner.cli;

import dev.taskrunner.room.QueueInfo;
import dev.taskrunner.room.QueueMessage;
import dev.taskrunner.room.Room;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** A very long queue: filled, kept over a kill, and emptied. Used by one thread; this object guards what was received. */
final class ExtremeQueue {
    private static final String QUEUE = "long";
    private static final int WINDOW = 512;
    private static final int RECEIVERS = 64;
    private static final String TEXT = "some words that make a message of usual size ".repeat(2);

    private final ExtremeReport report;
    private final Supplier<Room> rooms;
    private final int messages;
    private final BitSet received = new BitSet(); // guarded by this

    ExtremeQueue(ExtremeReport report, Supplier<Room> rooms, int messages) {
        this.report = report;
        this.rooms = rooms;
        this.messages = messages;
    }

    void fill() throws Exception {
        report.figure("messages", messages);
        report.timed("send", this::send);
    }

    private void send() throws InterruptedException {
        Semaphore window = new Semaphore(WINDOW);
        try (Room room = rooms.get()) {
            for (int i = 0; i < messages; i++) {
                window.acquire();
                room.queues().sendAsync(QUEUE, new Numbered(i, TEXT)).whenComplete((done, problem) -> {
                    window.release();
                    if (problem != null) {
                        report.complain("a message was not taken: " + problem.getMessage());
                    }
                });
            }
            window.acquire(WINDOW);
        }
    }

    /** How long the queue is, which a server that was started anew must know. */
    void count() {
        try (Room room = rooms.get()) {
            long size = room.queues().list().stream()
                    .filter(queue -> queue.name().equals(QUEUE))
                    .mapToLong(QueueInfo::size)
                    .sum();
            report.check(size == messages, "after a kill the queue holds " + size + " messages of " + messages);
        }
    }

    void empty() throws Exception {
        report.timed("receive", () -> ExtremeThreads.run(RECEIVERS, report, lane -> receive()));
        synchronized (this) {
            report.check(
                    received.cardinality() == messages && received.length() == messages,
                    "only " + received.cardinality() + " messages came out of " + messages);
        }
    }

    /** What a message says besides its text. */
    record Numbered(int n, String text) {}

    private void receive() {
        try (Room room = rooms.get()) {
            int before = -1;
            Optional<QueueMessage> message = room.queues().receive(QUEUE, Duration.ZERO);
            while (message.isPresent()) {
                int number = message.get().as(Numbered.class).n();
                report.check(number > before, "message " + number + " came after " + before);
                before = number;
                note(number);
                message = room.queues().receive(QUEUE, Duration.ZERO);
            }
        }
    }

    private synchronized void note(int number) {
        report.check(!received.get(number), "message " + number + " came twice");
        received.set(number);
    }
}
