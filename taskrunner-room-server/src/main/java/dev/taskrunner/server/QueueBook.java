package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.spi.RoomTimer;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queues of one room.
 *
 * <p>Owner: the ledger's thread. The methods without {@code submit} in them run there only, so nothing is locked. What is in the
 * maps is the truth; the fields are made of it when they are first needed, and again when the ledger had to be opened again. Who
 * waits is only here. Nobody is answered before what the answer says is on disk: {@link #round} collects the answers.
 */
final class QueueBook {
    private static final Logger LOG = LoggerFactory.getLogger(QueueBook.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    static final String QUEUES = "queues";
    private static final String LEASES = "leases";
    private static final String DEAD = ".dead";
    private static final int MAX_QUEUES = 10_000;
    private static final int MAX_LEASES = 100_000;

    private final RoomData data;
    private final RoomQuota quota;
    private final Budget memory;
    private final RoomTimer timer;
    private final TakerLines takers;

    private final Map<String, StoredQueue> queues = new TreeMap<>();
    private final Map<String, Lease> leases = new HashMap<>();
    private final Map<String, Runnable> expiries = new HashMap<>(); // by receipt: takes the timer back
    private QueueRound round = new QueueRound();
    private boolean loaded;
    private long lastId;
    private long bytes;
    private long count;

    QueueBook(RoomData data, RoomServerOptions options, Budget memory) {
        this.data = data;
        this.quota = options.quota;
        this.memory = memory;
        this.timer = options.timer;
        this.takers = new TakerLines(options.maxOutstanding);
        data.ledger.onReopened(this::forget);
    }

    /** From any thread: does something with the queues and answers; a failure is answered too. */
    void submit(long size, Reply reply, Consumer<QueueBook> step) {
        QueueRound mine = new QueueRound();
        data.ledger.submit(size, () -> doStep(step, mine), problem -> {
            reply.error(problem);
            mine.failed(problem, takers);
        });
    }

    /** From any thread: does something that nobody asked for; when that fails, again a little later. */
    private void submit(Consumer<QueueBook> step) {
        QueueRound mine = new QueueRound();
        data.ledger.submit(() -> doStep(step, mine), problem -> {
            mine.failed(problem, takers);
            if (problem.code() != ErrorCode.CONNECTION_LOST) {
                LOG.warn("Queues of room {}, tried again soon: {}", data.room, problem.text());
                timer.schedule(RETRY, () -> submit(step));
            }
        });
    }

    private Runnable doStep(Consumer<QueueBook> step, QueueRound mine) {
        load();
        round = mine;
        step.accept(this);
        return mine::succeeded;
    }

    private void load() {
        if (loaded) {
            return;
        }
        if (data.has(QUEUES)) {
            this.<String, byte[]>map(QUEUES).forEach((name, stored) -> {
                StoredQueue queue = StoredQueue.decode(name, stored, this::messages);
                queues.put(name, queue);
                lastId = Math.max(lastId, queue.id);
                bytes += queue.bytes();
                count += queue.count();
            });
        }
        if (data.has(LEASES)) {
            this.<String, byte[]>map(LEASES).forEach(this::loadLease);
        }
        loaded = true;
    }

    private void loadLease(String receipt, byte[] stored) {
        Lease lease = Lease.decode(stored);
        StoredQueue queue = queues.get(lease.queue());
        if (queue != null && queue.has(lease.number())) {
            leases.put(receipt, lease);
            queue.lentBefore(lease.number());
            expire(receipt, lease);
        }
    }

    /** What was in memory may never have come to the disk. */
    private void forget() {
        expiries.values().forEach(Runnable::run);
        expiries.clear();
        queues.clear();
        leases.clear();
        bytes = 0;
        count = 0;
        loaded = false;
        submit(book -> {}); // loads them again, so that leases end in time
    }

    private <K, V> MVMap<K, V> map(String family) {
        return data.map(family);
    }

    private MVMap<Long, byte[]> messages(long id) {
        return messages(data, id);
    }

    /** On the ledger's thread: the messages of a queue by number, as they are stored. */
    static MVMap<Long, byte[]> messages(RoomData data, long id) {
        return data.map("queue-" + id);
    }

    List<JsonFields> list() {
        List<JsonFields> all = new ArrayList<>();
        for (StoredQueue queue : queues.values()) {
            all.add(JsonFields.builder()
                    .put("name", queue.name)
                    .put("size", queue.count() - queue.lent())
                    .put("leased", queue.lent())
                    .put("waiting", takers.count(queue.name))
                    .build());
        }
        return all;
    }

    /** The answer when what was done is on disk. */
    void answer(Runnable answer) {
        round.answer(answer);
    }

    void open(String name) {
        if (queues.containsKey(name)) {
            throw new TaskException(ErrorCode.ALREADY_EXISTS, "queue '" + name + "' is there already");
        }
        create(name);
    }

    private StoredQueue create(String name) {
        checkQueues();
        return make(name);
    }

    private void checkQueues() {
        if (queues.size() >= MAX_QUEUES) {
            throw new TaskException(ErrorCode.TOO_LARGE, "the room has " + MAX_QUEUES + " queues, its limit");
        }
    }

    private StoredQueue make(String name) {
        long id = ++lastId;
        StoredQueue queue = StoredQueue.create(name, id, messages(id));
        queues.put(name, queue);
        save(queue);
        return queue;
    }

    private void save(StoredQueue queue) {
        this.<String, byte[]>map(QUEUES).put(queue.name, queue.encode());
    }

    private StoredQueue find(String name, boolean create) {
        StoredQueue queue = queues.get(name);
        if (queue == null && !create) {
            throw new TaskException(ErrorCode.NOT_FOUND, "there is no queue '" + name + "' in this room");
        }
        return queue == null ? create(name) : queue;
    }

    void send(String name, boolean create, RawJson message) {
        byte[] stored = StoredMessage.of(message).encode();
        StoredQueue known = create ? queues.get(name) : find(name, false);
        if (count >= quota.queueMessages() || bytes + stored.length > quota.queueBytes()) {
            throw new TaskException(
                    ErrorCode.TOO_LARGE,
                    "the room's queues are full: " + count + " messages of " + quota.queueMessages() + ", " + bytes
                            + " bytes of " + quota.queueBytes() + "; receive or drain some");
        }
        if (known == null) {
            checkQueues();
        }
        if (!memory.take(stored.length)) {
            throw new TaskException(
                    ErrorCode.TOO_LARGE, "the room server's memory for queues is full; give it a data folder");
        }
        StoredQueue queue = known == null ? make(name) : known;
        append(queue, stored);
        serve(queue);
    }

    private void append(StoredQueue queue, byte[] stored) {
        queue.append(stored);
        bytes += stored.length;
        count++;
        save(queue);
    }

    private byte[] remove(StoredQueue queue, long number) {
        byte[] stored = queue.remove(number);
        bytes -= stored.length;
        count--;
        memory.giveBack(stored.length);
        save(queue);
        return stored;
    }

    /** Gives a message to whoever wants one, now or later. */
    void take(String name, boolean create, @Nullable Duration patience, Taker taker) {
        StoredQueue queue = find(name, create);
        if (queue.ready() == null && patience != null && patience.isZero()) {
            answer(taker::nothing);
            return;
        }
        takers.add(name, taker);
        round.waits(taker, name);
        serve(queue);
        if (patience != null && takers.isWaiting(name, taker)) {
            taker.forget = timer.schedule(patience, () -> submit(book -> book.losePatience(name, taker)));
        }
    }

    private void losePatience(String name, Taker taker) {
        if (takers.remove(name, taker)) {
            round.serves(taker); // nobody takes it out again when this fails
            answer(taker::nothing);
        }
    }

    /** From any thread: a participant has left; what it waits for goes to others. */
    void leave(Session session) {
        data.ledger.submit(
                () -> {
                    takers.leave(session);
                    return () -> {};
                },
                problem -> LOG.debug("{} is still waiting, but gets nothing: {}", session, problem.text()));
    }

    /** Hands out what is ready to those who wait, in order of both. */
    private void serve(StoredQueue queue) {
        Long number = queue.ready();
        Taker taker = number == null ? null : takers.next(queue.name);
        while (number != null && taker != null) {
            give(queue, number, taker);
            number = queue.ready();
            taker = number == null ? null : takers.next(queue.name);
        }
    }

    private void give(StoredQueue queue, long number, Taker taker) {
        round.serves(taker);
        if (taker.terms == null) {
            giveAway(queue, number, taker);
        } else if (leases.size() < MAX_LEASES) {
            lend(queue, number, taker, taker.terms);
        } else {
            answer(() -> taker.reply.error(
                    ErrorCode.AGENT_BUSY, "the room has lent out " + MAX_LEASES + " messages, its limit"));
        }
    }

    private void giveAway(StoredQueue queue, long number, Taker taker) {
        byte[] stored = remove(queue, number);
        StoredMessage message = StoredMessage.decode(stored);
        answer(() -> {
            if (taker.session().gone) {
                submit(book -> book.undo(queue, number, stored));
            } else {
                taker.keep(message);
            }
        });
    }

    private void lend(StoredQueue queue, long number, Taker taker, Lease.Terms terms) {
        StoredMessage message = StoredMessage.decode(queue.get(number));
        StoredMessage lent = message.withAttempts(message.attempts() + 1);
        queue.lend(number, lent.encode());
        save(queue);
        String receipt = UUID.randomUUID().toString();
        begin(receipt, new Lease(queue.name, number, now() + terms.millis(), false, terms));
        answer(() -> {
            if (taker.session().gone) {
                submit(book -> book.untouched(receipt));
            } else {
                taker.borrow(lent, receipt, terms.millis());
            }
        });
    }

    /** The receiver left before it could be given: as if it had never been taken, unless that would have been its end. */
    private void undo(StoredQueue before, long number, byte[] stored) {
        StoredQueue queue = queues.get(before.name);
        if (queue != null && queue.id == before.id && number >= Math.max(before.cleared(), queue.cleared())) {
            memory.force(stored.length);
            queue.putBack(number, stored);
            bytes += stored.length;
            count++;
            save(queue);
            serve(queue);
        }
    }

    private long now() {
        return timer.clock().millis();
    }

    private void begin(String receipt, Lease lease) {
        leases.put(receipt, lease);
        this.<String, byte[]>map(LEASES).put(receipt, lease.encode());
        expire(receipt, lease);
    }

    private void expire(String receipt, Lease lease) {
        Duration left = Duration.ofMillis(Math.max(0, lease.until() - now()));
        Runnable old = expiries.put(receipt, timer.schedule(left, () -> submit(book -> book.expired(receipt))));
        if (old != null) {
            old.run();
        }
    }

    private void expired(String receipt) {
        Lease lease = leases.get(receipt);
        if (lease == null) {
            return;
        } else if (lease.until() > now()) {
            expire(receipt, lease); // extended meanwhile
            return;
        }
        forgetLease(receipt);
        if (lease.resting()) {
            putBack(lease, 0);
        } else {
            failed(lease, "the lease ended without an acknowledgement", Duration.ZERO, false);
        }
    }

    private Lease end(String receipt) {
        Lease lease = leases.get(receipt);
        if (lease == null || lease.resting()) {
            throw noLease();
        }
        forgetLease(receipt);
        return lease;
    }

    private static TaskException noLease() {
        return new TaskException(
                ErrorCode.NOT_FOUND, "there is no such lease; it may have ended, and the message went to others");
    }

    private void forgetLease(String receipt) {
        leases.remove(receipt);
        this.<String, byte[]>map(LEASES).remove(receipt);
        Runnable expiry = expiries.remove(receipt);
        if (expiry != null) {
            expiry.run();
        }
    }

    /** The queue of a lease, for grants; null when there is no such lease. */
    @Nullable
    String queueOf(String receipt) {
        Lease lease = leases.get(receipt);
        return lease == null ? null : lease.queue();
    }

    void acknowledge(String receipt) {
        Lease lease = end(receipt);
        StoredQueue queue = queues.get(lease.queue());
        if (queue != null && queue.has(lease.number())) {
            remove(queue, lease.number());
        }
    }

    void extend(String receipt, long millis) {
        Lease lease = leases.get(receipt);
        if (lease == null || lease.resting()) {
            throw noLease();
        } else {
            begin(receipt, lease.until(now() + millis));
        }
    }

    /** Gives a message back that could not be handled; it is a dead letter at once when that never helps. */
    void giveBack(String receipt, String error, Duration delay, boolean hopeless) {
        failed(end(receipt), error, delay, hopeless);
    }

    /** Gives a message back that nobody looked at: that was no attempt. */
    void untouched(String receipt) {
        if (leases.containsKey(receipt)) {
            putBack(end(receipt), -1);
        }
    }

    private void failed(Lease lease, String error, Duration delay, boolean hopeless) {
        StoredQueue queue = queues.get(lease.queue());
        if (queue == null || !queue.has(lease.number())) {
            return; // drained or closed meanwhile
        }
        StoredMessage message = StoredMessage.decode(queue.get(lease.number()));
        int most = lease.terms().maxAttempts();
        boolean often = most > 0 && message.attempts() >= most;
        if ((often || hopeless) && !queue.name.endsWith(DEAD)) {
            bury(queue, lease, message, error);
        } else if (delay.isZero()) {
            putBack(lease, 0);
        } else {
            String rest = UUID.randomUUID().toString();
            begin(rest, new Lease(lease.queue(), lease.number(), now() + delay.toMillis(), true, lease.terms()));
        }
    }

    private void putBack(Lease lease, int attempts) {
        StoredQueue queue = queues.get(lease.queue());
        if (queue != null && queue.has(lease.number())) {
            StoredMessage message = StoredMessage.decode(queue.get(lease.number()));
            queue.putBack(
                    lease.number(),
                    message.withAttempts(message.attempts() + attempts).encode());
            serve(queue);
        }
    }

    private void bury(StoredQueue queue, Lease lease, StoredMessage message, String error) {
        JsonFields origin = JsonFields.builder()
                .put("queue", queue.name)
                .put("attempts", message.attempts())
                .put("error", error)
                .build();
        StoredQueue known = queues.get(lease.terms().deadLetters());
        StoredQueue dead = known == null ? make(lease.terms().deadLetters()) : known;
        remove(queue, lease.number());
        byte[] stored = new StoredMessage(0, origin, message.message()).encode();
        memory.force(stored.length);
        append(dead, stored);
        serve(dead);
    }

    /** Removes all messages, those that are lent too. */
    void drain(String name) {
        StoredQueue queue = find(name, false);
        clear(queue);
        save(queue);
    }

    private void clear(StoredQueue queue) {
        List<String> over = new ArrayList<>();
        leases.forEach((receipt, lease) -> {
            if (lease.queue().equals(queue.name)) {
                over.add(receipt);
            }
        });
        over.forEach(this::forgetLease);
        count -= queue.count();
        long freed = queue.clear();
        bytes -= freed;
        memory.giveBack(freed);
    }

    /** Removes a queue; who waits at it hears that. */
    void close(String name) {
        StoredQueue queue = find(name, false);
        clear(queue);
        queues.remove(name);
        this.<String, byte[]>map(QUEUES).remove(name);
        data.remove("queue-" + queue.id);
        takers.removeAll(name).forEach(taker -> answer(() -> taker.gone(name)));
    }
}
