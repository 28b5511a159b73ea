package dev.taskrunner.cli;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.LeaseOptions;
import dev.taskrunner.room.QueueLease;
import dev.taskrunner.room.QueueMessage;
import dev.taskrunner.room.Room;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Sends, receives and uploads, on threads of its own, until it is stopped; then empties the queues and looks at every file.
 *
 * <p>Owner: the command. Each thread has a room of its own; what they share is the tally and counters, which do their own locking.
 */
final class DurabilityLoad {
    private static final String LEASED = "durability-leased";
    private static final String PLAIN = "durability-plain";
    private static final int BATCH = 16;
    private static final int BACKLOG = 400;
    private static final int FILES = 200;
    private static final int OVERWRITTEN = 5;
    private static final int MAX_FILE = 300_000;
    private static final Duration WAIT = Duration.ofMillis(200);
    private static final LeaseOptions TERMS = LeaseOptions.defaults()
            .withLease(Duration.ofSeconds(2))
            .withPatience(WAIT)
            .withMaxAttempts(0);

    private final Supplier<Room> rooms;
    private final DurabilityTally tally;
    private final int files;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicInteger done = new AtomicInteger();

    DurabilityLoad(Supplier<Room> rooms, DurabilityTally tally, int files) {
        this.rooms = rooms;
        this.tally = tally;
        this.files = files;
    }

    void start() {
        run("sender", room -> send(room, LEASED, tally.sent));
        run("plain-sender", room -> send(room, PLAIN, tally.plainSent));
        run("receiver-1", this::take);
        run("receiver-2", this::take);
        run("plain-receiver", this::receive);
        run("uploader-1", room -> upload(room, 0));
        run("uploader-2", room -> upload(room, 1));
    }

    /** How many requests were answered. */
    int done() {
        return done.get();
    }

    private void run(String name, Consumer<Room> step) {
        Thread thread = new Thread(() -> loop(step), "durability-" + name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void loop(Consumer<Room> step) {
        try (Room room = rooms.get()) {
            while (stopped.getCount() > 0) {
                if (!room.isOpen()) {
                    pause();
                    continue;
                }
                try {
                    step.accept(room);
                } catch (TaskException e) {
                    excuse(e);
                    pause();
                }
            }
        } catch (RuntimeException e) {
            tally.complain("a client failed: " + e);
        }
    }

    /** Only what a killed server explains. */
    private void excuse(TaskException e) {
        if (e.code() != ErrorCode.CONNECTION_LOST && e.code() != ErrorCode.NOT_FOUND) {
            tally.complain(e.code().wireName() + ": " + e.text());
        }
    }

    private void pause() {
        try {
            if (stopped.await(10, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Room room, String queue, Set<Integer> acknowledged) {
        if (tally.backlog() > BACKLOG) {
            pause();
            return;
        }
        List<CompletableFuture<Void>> batch = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            int number = numbers.incrementAndGet();
            batch.add(room.queues().sendAsync(queue, number).thenRun(() -> {
                acknowledged.add(number);
                done.incrementAndGet();
            }));
        }
        for (CompletableFuture<Void> each : batch) {
            try {
                dev.taskrunner.Agents.await(each);
            } catch (TaskException e) {
                excuse(e);
            }
        }
    }

    private void take(Room room) {
        room.queues().take(LEASED, TERMS).ifPresent(this::handle);
    }

    private void receive(Room room) {
        Optional<QueueMessage> message;
        try {
            message = room.queues().receive(PLAIN, WAIT);
        } catch (TaskException e) {
            tally.plainInDoubt.incrementAndGet();
            throw e;
        }
        if (message.isPresent()) {
            tally.received(message.get().as(Integer.class));
            done.incrementAndGet();
        }
    }

    /** Every other file is one that is written again and again. */
    private void upload(Room room, int lane) {
        int version = numbers.incrementAndGet();
        boolean again = version % 2 == 0;
        int file = again ? lane * OVERWRITTEN + version % OVERWRITTEN : 100 + lane * FILES + (version / 2) % FILES;
        tally.uploading.merge(file, (long) version, Math::max);
        room.storage().writeBytes(path(file), content(version));
        tally.uploaded.merge(file, (long) version, Math::max);
        tally.uploads.incrementAndGet();
        done.incrementAndGet();
    }

    private static String path(int file) {
        return "durability/" + file % 10 + "/" + file;
    }

    /** The version, and bytes in a number and of a kind that follow from it. */
    private byte[] content(int version) {
        Random random = new Random(version);
        byte[] bytes = new byte[Integer.BYTES + random.nextInt(Math.min(MAX_FILE, Math.max(1, files)))];
        random.nextBytes(bytes);
        ByteBuffer.wrap(bytes).putInt(version);
        return bytes;
    }

    void stop() throws InterruptedException {
        stopped.countDown();
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(60));
        }
    }

    /** Empties the queues, leases of killed servers included, and looks at each file. */
    void check() {
        try (Room room = rooms.get()) {
            drainPlain(room);
            drainLeased(room);
            tally.uploading.keySet().forEach(file -> checkFile(room, file));
        }
        tally.settle();
    }

    private void drainPlain(Room room) {
        Optional<QueueMessage> message = room.queues().receive(PLAIN, Duration.ZERO);
        while (message.isPresent()) {
            tally.received(message.get().as(Integer.class));
            message = room.queues().receive(PLAIN, Duration.ZERO);
        }
    }

    /** Waits for longer than a lease, so that those of killed servers are over. */
    private void drainLeased(Room room) {
        LeaseOptions patient = TERMS.withPatience(Duration.ofSeconds(4));
        Optional<QueueLease> lease = room.queues().take(LEASED, patient);
        while (lease.isPresent()) {
            handle(lease.get());
            lease = room.queues().take(LEASED, patient);
        }
    }

    private void handle(QueueLease lease) {
        int number = lease.message().as(Integer.class);
        tally.delivered(number, lease.message().attempts());
        lease.acknowledge();
        tally.acknowledged(number);
        done.incrementAndGet();
    }

    private void checkFile(Room room, int file) {
        Long promised = tally.uploaded.get(file);
        if (!room.storage().exists(path(file))) {
            if (promised != null) {
                tally.complain("file " + file + " was acknowledged and is gone");
            }
            return;
        }
        byte[] bytes = room.storage().readBytes(path(file));
        tally.filesChecked.incrementAndGet();
        int version = bytes.length < Integer.BYTES ? -1 : ByteBuffer.wrap(bytes).getInt();
        if (version < 0 || !Arrays.equals(bytes, content(version))) {
            tally.complain("file " + file + " is damaged or half there: " + bytes.length + " bytes");
        } else if (promised != null && version < promised) {
            tally.complain("file " + file + " is version " + version + ", although " + promised + " was acknowledged");
        }
    }
}
