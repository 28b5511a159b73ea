package dev.taskrunner.chat;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Passes on an answer while the model writes it: what comes while a piece is on its way goes along with the next one, so that a slow
 * room holds up nobody and nothing piles up.
 *
 * <p>{@code this} guards both fields; pieces are sent outside it, one at a time.
 */
final class Pieces {
    private final Executor executor;
    private final Consumer<String> send;
    private final StringBuilder waiting = new StringBuilder();
    private boolean sending;

    Pieces(Executor executor, Consumer<String> send) {
        this.executor = executor;
        this.send = send;
    }

    /** Takes a piece; quick. */
    void add(String piece) {
        synchronized (this) {
            waiting.append(piece);
            if (sending) {
                return;
            }
            sending = true;
        }
        try {
            executor.execute(this::sendAll);
        } catch (RejectedExecutionException e) {
            synchronized (this) {
                sending = false;
                notifyAll();
            }
        }
    }

    private void sendAll() {
        for (String piece = next(); !piece.isEmpty(); piece = next()) {
            try {
                send.accept(piece);
            } catch (RuntimeException e) {
                synchronized (this) {
                    sending = false;
                    notifyAll();
                }
                throw e;
            }
        }
    }

    private synchronized String next() {
        String piece = waiting.toString();
        waiting.setLength(0);
        if (piece.isEmpty()) {
            sending = false;
            notifyAll();
        }
        return piece;
    }

    /** Waits until everything is sent: what follows must come after it. */
    synchronized void flush() throws InterruptedException {
        while (sending) {
            wait();
        }
    }
}
