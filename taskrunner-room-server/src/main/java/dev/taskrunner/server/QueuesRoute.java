package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Queues (section 7.2), and what we add: messages lent, acknowledged, returned. Stateless. */
final class QueuesRoute {
    private static final int MAX_NAME = 255;
    private static final int MAX_ERROR = 2_000;
    private static final long DEFAULT_LEASE = Duration.ofSeconds(30).toMillis();
    private static final long LONGEST = Duration.ofHours(24).toMillis();
    private static final String DEAD = ".dead";

    private QueuesRoute() {}

    private static QueueBook book(Request request) {
        return request.room().data.queues;
    }

    private static String name(Request request) throws WireException {
        return checked(request.json().requireString("name"));
    }

    private static String checked(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new TaskException(
                    ErrorCode.INVALID_REQUEST,
                    "a queue's name has 1 to " + MAX_NAME + " characters, and no control characters");
        }
        return name;
    }

    /** The name of a queue that the participant may take from. */
    private static String source(Request request) throws WireException {
        String name = name(request);
        Grant.receiveFrom(name).require(request.from());
        return name;
    }

    private static boolean flag(Request request, String name, boolean otherwise) {
        Boolean given = request.json().bool(name);
        return given == null ? otherwise : given;
    }

    private static long millis(Request request, String name, long otherwise) {
        Long given = request.json().integer(name);
        return given == null ? otherwise : Math.min(LONGEST, Math.max(0, given));
    }

    static void list(Request request) {
        Reply reply = request.reply();
        book(request).submit(0, reply, book -> {
            JsonFields all = JsonFields.builder().put("queues", book.list()).build();
            book.answer(() -> reply.json(all));
        });
    }

    static void open(Request request) throws WireException {
        String name = name(request);
        Grant.sendTo(name).require(request.from());
        change(request, book -> book.open(name));
    }

    static void send(Request request) throws WireException {
        String name = name(request);
        Grant.sendTo(name).require(request.from());
        boolean create = flag(request, "create", true);
        RawJson message = request.json().raw("message");
        if (message == null) {
            throw new TaskException(ErrorCode.INVALID_REQUEST, "bad message 'queues.send': 'message' is missing");
        }
        Reply reply = request.reply();
        book(request).submit(message.size(), reply, book -> {
            book.send(name, create, message);
            book.answer(reply::empty);
        });
    }

    static void receive(Request request) throws WireException {
        take(request, null);
    }

    /** Ours. */
    static void take(Request request) throws WireException {
        String name = name(request);
        long millis = Math.max(1, millis(request, "lease_ms", DEFAULT_LEASE));
        Long most = request.json().integer("max_attempts");
        String named = request.json().string("dead_letters");
        String dead = checked(named == null ? shortened(name) + DEAD : named);
        if (named != null) {
            Grant.sendTo(named).require(request.from());
        }
        int attempts = most == null ? 0 : (int) Math.max(0, Math.min(Integer.MAX_VALUE, most));
        take(request, new Lease.Terms(millis, attempts, dead));
    }

    private static String shortened(String name) {
        return name.substring(0, Math.min(name.length(), MAX_NAME - DEAD.length()));
    }

    private static void take(Request request, Lease.@Nullable Terms terms) throws WireException {
        String name = source(request);
        boolean create = flag(request, "create", true);
        boolean wait = flag(request, "wait", true);
        Long limit = request.json().integer("wait_ms");
        Duration patience;
        if (!wait) {
            patience = Duration.ZERO;
        } else {
            patience = limit == null ? null : Duration.ofMillis(millis(request, "wait_ms", 0));
        }
        Taker taker = new Taker(request.reply(), terms);
        book(request).submit(0, request.reply(), book -> book.take(name, create, patience, taker));
    }

    static void drain(Request request) throws WireException {
        String name = source(request);
        change(request, book -> book.drain(name));
    }

    static void close(Request request) throws WireException {
        String name = source(request);
        change(request, book -> book.close(name));
    }

    /** Ours. */
    static void acknowledge(Request request) throws WireException {
        leased(request, QueueBook::acknowledge);
    }

    /** Ours. */
    static void giveBack(Request request) throws WireException {
        Duration delay = Duration.ofMillis(millis(request, "delay_ms", 0));
        boolean untouched = flag(request, "untouched", false);
        boolean hopeless = flag(request, "hopeless", false);
        String given = request.json().string("error");
        String error = given == null ? "returned" : given.substring(0, Math.min(given.length(), MAX_ERROR));
        leased(request, (book, receipt) -> {
            if (untouched) {
                book.untouched(receipt);
            } else {
                book.giveBack(receipt, error, delay, hopeless);
            }
        });
    }

    /** Ours. */
    static void extend(Request request) throws WireException {
        long millis = Math.max(1, millis(request, "lease_ms", DEFAULT_LEASE));
        leased(request, (book, receipt) -> book.extend(receipt, millis));
    }

    /** What is done with a lease. */
    @FunctionalInterface
    private interface OnLease {
        void run(QueueBook book, String receipt);
    }

    private static void leased(Request request, OnLease step) throws WireException {
        String receipt = request.json().requireString("receipt");
        change(request, book -> {
            String queue = book.queueOf(receipt);
            if (queue != null) {
                Grant.receiveFrom(queue).require(request.from());
            }
            step.run(book, receipt);
        });
    }

    private static void change(Request request, Consumer<QueueBook> step) {
        Reply reply = request.reply();
        book(request).submit(0, reply, book -> {
            step.accept(book);
            book.answer(reply::empty);
        });
    }
}
