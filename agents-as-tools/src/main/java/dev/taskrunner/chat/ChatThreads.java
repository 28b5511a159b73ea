package dev.taskrunner.chat;

import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomMessage;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one chatbot. Takes messages on the room's listener thread, which only sorts them; the work is done on threads of
 * our own, {@code maxAnswersAtOnce} of them.
 *
 * <p>{@code threads} is the lock and guards itself and {@code closed}; nothing is called under it but methods of {@link ChatThread},
 * whose own lock is always the inner one. The executor's queue holds each chat thread once at most, so it is as bounded as they are.
 */
final class ChatThreads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChatThreads.class);
    private static final int MOST_THREADS = 1000;
    private static final int MOST_REFUSALS = 100;
    private static final int LONGEST_PATH = 1024;
    private static final long IDLE_SECONDS = 30;
    private static final String PATIENCE = "There is a lot to do at the moment. Please try again in a while.";

    private final Room room;
    private final ChatOptions options;
    private final Answers answers;
    private final ExecutorService executor;
    private final ExecutorService pieces;
    private final AtomicInteger refusals = new AtomicInteger();
    private final Map<String, ChatThread> threads = new LinkedHashMap<>(16, 0.75f, true);
    private boolean closed;

    ChatThreads(Room room, ChatOptions options) {
        this.room = room;
        this.options = options;
        int size = options.maxAnswersAtOnce();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                size, size, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named("chatbot-"));
        pool.allowCoreThreadTimeOut(true);
        this.executor = pool;
        // Apart from the answers: these wait for their pieces. Without a queue; where all are busy, the model's thread
        // sends.
        this.pieces = new ThreadPoolExecutor(
                0,
                size,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                named("chatbot-pieces-"),
                ChatThreads::here);
        this.answers = new Answers(room, options, pieces);
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private static void here(Runnable task, ThreadPoolExecutor pool) {
        if (pool.isShutdown()) {
            throw new RejectedExecutionException("the chatbot has left");
        }
        task.run();
    }

    /** Sorts a message. Those of senders who are not on the roster, and of other kinds, are left alone. */
    void accept(RoomMessage message) {
        if (!ChatWire.isForUs(message.type())) {
            return;
        }
        Object path = message.message().get("path");
        if (message.from().name().isEmpty() || !(path instanceof String place) || !isPath(place)) {
            LOG.debug("a message '{}' without a known sender or a path is ignored", message.type());
        } else if (message.type().equals(ChatWire.CANCEL)) {
            cancel(place, message.from().name());
        } else {
            ChatThread thread = thread(place);
            if (thread == null || !thread.offer(message)) {
                refuse(place, message);
            }
        }
    }

    private static boolean isPath(String path) {
        return !path.isEmpty() && path.length() <= LONGEST_PATH;
    }

    private void cancel(String path, String by) {
        ChatThread thread;
        synchronized (threads) {
            thread = threads.get(path);
        }
        if (thread != null) {
            thread.cancelAnswer(by);
        }
    }

    /** The thread of a path; null when there is no place for another one. */
    private @Nullable ChatThread thread(String path) {
        synchronized (threads) {
            ChatThread known = threads.get(path);
            if (known != null || closed || !makePlace()) {
                return known;
            }
            ChatThread fresh = new ChatThread(path, options.maxWaiting(), answers, executor);
            threads.put(path, fresh);
            return fresh;
        }
    }

    private boolean makePlace() {
        Iterator<ChatThread> oldest = threads.values().iterator();
        while (threads.size() >= MOST_THREADS && oldest.hasNext()) {
            if (oldest.next().isIdle()) {
                oldest.remove();
            }
        }
        return threads.size() < MOST_THREADS;
    }

    private void refuse(String path, RoomMessage message) {
        if (refusals.incrementAndGet() > MOST_REFUSALS) {
            refusals.decrementAndGet();
            LOG.warn(
                    "too many messages; one of '{}' was dropped", message.from().name());
            return;
        }
        executor.execute(() -> {
            try {
                Delivery.once(room, message.from().id(), ChatWire.CHAT, ChatWire.chat(path, PATIENCE));
            } finally {
                refusals.decrementAndGet();
            }
        });
    }

    @Override
    public void close() {
        synchronized (threads) {
            closed = true;
            threads.values().forEach(ChatThread::close);
        }
        executor.shutdownNow();
        pieces.shutdownNow();
    }
}
