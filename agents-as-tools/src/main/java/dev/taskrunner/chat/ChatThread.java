package dev.taskrunner.chat;

import dev.taskrunner.Cancellation;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.RoomMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread: its messages are handled one after the other, each on some thread of the executor.
 *
 * <p>{@code waiting} is the lock and guards all fields that change; messages are handled outside it.
 */
final class ChatThread implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ChatThread.class);

    private final String path;
    private final int maxWaiting;
    private final Answers answers;
    private final Executor executor;
    private final Members members = new Members();
    private final Deque<RoomMessage> waiting = new ArrayDeque<>();
    private boolean scheduled;
    private boolean closed;
    private @Nullable Cancellation current;

    ChatThread(String path, int maxWaiting, Answers answers, Executor executor) {
        this.path = path;
        this.maxWaiting = maxWaiting;
        this.answers = answers;
        this.executor = executor;
    }

    String path() {
        return path;
    }

    Members members() {
        return members;
    }

    /** Takes a message; false when too many wait, or after {@link #close}. */
    boolean offer(RoomMessage message) {
        synchronized (waiting) {
            if (closed || waiting.size() >= maxWaiting) {
                return false;
            }
            waiting.add(message);
            members.add(message.from(), Boolean.TRUE.equals(message.message().get("stream")));
            if (scheduled) {
                return true;
            }
            scheduled = true;
        }
        return schedule();
    }

    private boolean schedule() {
        try {
            executor.execute(this);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("the chatbot has left; a message in {} is not answered", path);
            return false;
        }
    }

    /** Handles one message, and lets others have the thread before the next. */
    @Override
    public void run() {
        Cancellation cancellation = new Cancellation();
        RoomMessage message = next(cancellation);
        if (message == null) {
            return;
        }
        try {
            answers.handle(this, message, cancellation);
        } catch (RuntimeException e) {
            LOG.error("a message '{}' in {} could not be handled", message.type(), path, e);
        }
        if (hasMore()) {
            schedule();
        }
    }

    private @Nullable RoomMessage next(Cancellation cancellation) {
        synchronized (waiting) {
            RoomMessage message = closed ? null : waiting.poll();
            scheduled = message != null;
            current = message == null ? null : cancellation;
            return message;
        }
    }

    private boolean hasMore() {
        synchronized (waiting) {
            current = null;
            scheduled = !waiting.isEmpty();
            return scheduled;
        }
    }

    /** Stops the answer that is being made, for somebody who is in the thread. */
    void cancelAnswer(String by) {
        if (members.has(by)) {
            cancel("cancelled by " + by);
        }
    }

    private void cancel(String why) {
        Cancellation running;
        synchronized (waiting) {
            running = current;
        }
        if (running != null) {
            running.cancel(new TaskException(ErrorCode.CANCELLED, why));
        }
    }

    boolean isIdle() {
        synchronized (waiting) {
            return !scheduled;
        }
    }

    void close() {
        synchronized (waiting) {
            closed = true;
            waiting.clear();
        }
        cancel("the chatbot leaves");
    }
}
