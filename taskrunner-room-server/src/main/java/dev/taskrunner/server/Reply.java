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
import java.util.function.UnaryOperator;
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
    private final Dialect dialect;
    private final AtomicBoolean answered;
    private volatile @Nullable Consumer<JsonFields> listener;
    private final UnaryOperator<Body> last;

    private Reply(Session session, long requestId, Dialect dialect, AtomicBoolean answered, UnaryOperator<Body> last) {
        this.session = session;
        this.requestId = requestId;
        this.dialect = dialect;
        this.answered = answered;
        this.last = last;
    }

    /** The same answer, changed before it is sent. */
    Reply changed(UnaryOperator<Body> change) {
        Reply changed = new Reply(session, requestId, dialect, answered, change);
        changed.listener = listener;
        return changed;
    }

    static Reply to(Session session, long requestId) {
        return to(session, requestId, session.dialect);
    }

    static Reply to(Session session, long requestId, Dialect dialect) {
        return new Reply(session, requestId, dialect, new AtomicBoolean(), content -> content);
    }

    /** For messages that are never answered. */
    static Reply none(Session session, long requestId, Dialect dialect) {
        return new Reply(session, requestId, dialect, new AtomicBoolean(true), content -> content);
    }

    Session session() {
        return session;
    }

    long requestId() {
        return requestId;
    }

    /** What the request was written in. */
    Dialect dialect() {
        return dialect;
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
        content(dialect.error(error));
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
            session.send(dialect.answer(requestId, last.apply(content)));
        }
    }

    /** Passes content on without packing it again. */
    void packed(JsonFields json, ByteBuffer content) {
        if (answered.compareAndSet(false, true)) {
            tell(json);
            session.send(dialect.answer(requestId, content));
        }
    }
}
