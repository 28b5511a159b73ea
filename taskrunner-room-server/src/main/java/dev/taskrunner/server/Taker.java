package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.Extension;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who wants one message of a queue. Its timer belongs to the ledger's thread.
 */
final class Taker {
    final Reply reply;
    /** On what terms it borrows; null when it takes for good. */
    final Lease.@Nullable Terms terms;

    /** Takes the timer of its patience back; does nothing when it has none. */
    Runnable forget = () -> {};

    Taker(Reply reply, Lease.@Nullable Terms terms) {
        this.reply = reply;
        this.terms = terms;
    }

    Session session() {
        return reply.session();
    }

    /** There is no message for it. */
    void nothing() {
        reply.empty();
    }

    void gone(String queue) {
        reply.error(new ErrorInfo("queue '" + queue + "' was closed", ErrorCode.NOT_FOUND, List.of()));
    }

    /** Hands a message over for good (section 7.2): an object as JSON, a string as text. */
    void keep(StoredMessage stored) {
        JsonFields.Builder fields = content(stored.message());
        if (stored.attempts() > 0) {
            // It was lent before, and perhaps handled; who can read that shall know.
            fields.put(
                    Extension.MEMBER,
                    JsonFields.builder().put("attempts", stored.attempts()).build());
        }
        reply.content(Body.of(fields.build()));
    }

    private static JsonFields.Builder content(RawJson message) {
        JsonFields.Builder fields = JsonFields.builder();
        if (!message.isString()) {
            return fields.put("type", "json").put("json", message);
        }
        try {
            return fields.put("type", "text").put("text", message.string());
        } catch (WireException e) {
            throw new IllegalStateException("a string is a string", e);
        }
    }

    /** Lends a message. */
    void borrow(StoredMessage stored, String receipt, long millis) {
        JsonFields.Builder json = JsonFields.builder()
                .put("message", stored.message())
                .put("receipt", receipt)
                .put("attempts", stored.attempts())
                .put("lease_ms", millis);
        if (!stored.origin().names().isEmpty()) {
            json.put("origin", stored.origin());
        }
        reply.content(ContentCodec.json(json.build()));
    }
}
