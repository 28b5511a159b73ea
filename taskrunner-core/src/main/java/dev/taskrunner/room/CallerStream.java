package dev.taskrunner.room;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.Progress;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.Contents;
import dev.taskrunner.protocol.CreditNotice;
import dev.taskrunner.protocol.CurrentType;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.ProgressNotice;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.WireException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The caller's end of a streamed tool call. The room acknowledges each item of the input; an answer that is no stream is a stream of one
 * item.
 *
 * <p>Owner: {@link ToolStreams}, until {@link #whole} is completed: by the end of the answer, or by whatever gives the call up.
 */
final class CallerStream extends StreamEnd {
    private final long id;
    private final CompletableFuture<Void> whole = new CompletableFuture<>();
    private final Consumer<Progress> progress;

    CallerStream(RoomConnection connection, String name, boolean credits, boolean input, Consumer<Progress> progress) {
        super(connection, name, true, credits);
        this.id = connection.nextId();
        this.progress = progress;
        this.ended = !input;
        whole.whenComplete((nothing, error) -> over(error));
    }

    long id() {
        return id;
    }

    RoomConnection connection() {
        return connection;
    }

    /** The call as a whole: completed when the answer has ended, or fails; cancelling it gives the call up. */
    CompletableFuture<Void> whole() {
        return whole;
    }

    private void over(@Nullable Throwable error) {
        TaskException why = error == null ? null : reason(error);
        // First what is sent, so that who has read the end cannot send any more.
        window.end(why == null ? new TaskException(ErrorCode.CANCELLED, "the tool has ended its answer") : why);
        items.end(why);
    }

    private static TaskException reason(Throwable error) {
        return error instanceof TaskException failure
                ? failure
                : new TaskException(ErrorCode.CANCELLED, "the stream was closed by its reader", error);
    }

    /** The answer to the call came, or will not come. */
    void answered(@Nullable Body answer, @Nullable Throwable error) {
        if (answer == null) {
            whole.completeExceptionally(error == null ? new IllegalStateException("neither") : error);
        } else if ("error".equals(answer.json().string("type"))) {
            String text = String.valueOf(answer.json().string("text"));
            whole.completeExceptionally(ErrorInfo.read(text, answer.json()).toException());
        } else if (!Contents.isOpen(answer.json())) {
            add(answer.json(), answer, answer.attachment().remaining());
            whole.complete(null);
        }
    }

    /** An item of the answer, its end, or an event. */
    void chunk(Message message) throws WireException {
        Body body = message.body();
        JsonFields chunk = Contents.chunk(body.json());
        if (Contents.isClose(chunk)) {
            TaskException why = reason(chunk);
            if (why == null) {
                whole.complete(null);
            } else {
                whole.completeExceptionally(why);
            }
        } else if (!Contents.isKnown(chunk.string("type"))) {
            progress.accept(new ProgressNotice(id, null, null, chunk).progress());
        } else if (!Contents.isControl(chunk)) {
            add(chunk, body, message.size());
        }
    }

    private void add(JsonFields content, Body body, long size) {
        try {
            received(content, body.attachment(), size);
        } catch (TaskException unreadable) {
            whole.completeExceptionally(unreadable);
        }
    }

    @Override
    void overflowed(TaskException why) {
        giveUp(why);
    }

    /** The room, too, lets go of a call that is given up. */
    private void giveUp(TaskException why) {
        window.end(why);
        items.end(why);
        whole.cancel(false);
    }

    @Override
    void sendChunk(Body chunk) {
        connection.request(CurrentType.REQUEST_CHUNK, chunk, null).whenComplete(this::acknowledged);
    }

    /** An item that the room did not take, because it is too large for example, must not be missing in silence. */
    private void acknowledged(@Nullable Body answer, @Nullable Throwable error) {
        if (answer == null) {
            giveUp(error instanceof TaskException failure ? failure : reason(new IllegalStateException(error)));
        } else if ("error".equals(answer.json().string("type"))) {
            String text = String.valueOf(answer.json().string("text"));
            giveUp(ErrorInfo.read(text, answer.json()).toException());
        } else {
            window.acknowledged();
        }
    }

    @Override
    CreditNotice credit(long itemsRead) {
        return new CreditNotice(id, null, itemsRead);
    }

    @Override
    public void end() {
        sending.lock();
        try {
            if (!ended && !whole.isDone()) {
                sendChunk(chunk(Body.of(Contents.close(Contents.NORMAL, null))));
            }
            ended = true;
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void close() {
        end();
        whole.cancel(false);
    }
}
