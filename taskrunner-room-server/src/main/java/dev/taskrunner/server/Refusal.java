package dev.taskrunner.server;

import java.io.Serial;

/** A connection is refused, with an HTTP status and a text that holds no token. */
final class Refusal extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    final int status;

    Refusal(int status, String text) {
        super(text);
        this.status = status;
    }

    static Refusal unauthorized(String text) {
        return new Refusal(401, text);
    }

    static Refusal busy(String text) {
        return new Refusal(503, text);
    }

    String text() {
        String text = getMessage();
        return text == null ? "refused" : text;
    }
}
