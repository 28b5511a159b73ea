package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one answer to one request. Whoever answers first wins; later answers are dropped. Safe for any thread. A message that
 * must not be answered has one too, which sends nothing.
 */
final class Reply {
    private static final Logger LOG = LoggerFactory.getLogger(Reply.class);

    private final Session session;
    private final long requestId;
    private final AtomicBoolean answered;
    private volatile @Nullable Consumer<JsonFields> listener;

    private Reply(Session session, long requestId, boolean mute) {
        this.session = session;
        this.requestId = requestId;
        answered = new AtomicBoolean(mute);
    }

    static Reply to(Session session, long requestId) {
        return new Reply(session, requestId, false);
    }

    /** For messages that are never answered. */
    static Reply none(Session session, long requestId) {
        return new Reply(session, requestId, true);
    }

    Session session() {
        return session;
    }

    long requestId() {
        return requestId;
    }

    void empty() {
        content(ContentCodec.empty());
    }

    void json(JsonFields json) {
        content(ContentCodec.json(json));
    }

    void error(ErrorCode code, String text) {
        error(new ErrorInfo(text, code, List.of()));
    }

    void error(TaskException failure) {
        error(ErrorInfo.of(failure));
    }

    void error(ErrorInfo error) {
        content(ContentCodec.error(error));
    }

    /** Does something that answers; what it throws is the answer. */
    void orError(Runnable work) {
        try {
            work.run();
        } catch (TaskException e) {
            error(e);
        } catch (RuntimeException e) {
            String incident = UUID.randomUUID().toString();
            LOG.error("Answering {} failed, incident {}", session, incident, e);
            error(ErrorCode.FAILED, "the room server failed; its log has incident " + incident);
        }
    }

    /** Has somebody hear the content that answers, before it goes out; must not block. Set before anybody can answer. */
    void onAnswer(Consumer<JsonFields> heard) {
        listener = heard;
    }

    private void tell(JsonFields content) {
        Consumer<JsonFields> heard = listener;
        if (heard != null) {
            heard.accept(content);
        }
    }

    void content(Body content) {
        if (answered.compareAndSet(false, true)) {
            tell(content.json());
            session.send(session.dialect.answer(requestId, content));
        }
    }

    /** Passes content on without packing it again. */
    void packed(JsonFields json, ByteBuffer content) {
        if (answered.compareAndSet(false, true)) {
            tell(json);
            session.send(session.dialect.answer(requestId, content));
        }
    }
}
