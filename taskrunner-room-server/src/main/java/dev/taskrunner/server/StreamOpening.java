package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.Contents;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.WireException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * A stream of messages to another participant before its first item says to whom (current protocol §6.4). With that it becomes a job
 * of the other participant, and its further items those of any tool call.
 *
 * <p>Owner: the session of who opens it. Holds the one answer until then; nobody is told anything before.
 */
final class StreamOpening extends RoomStream {
    static final String TOOLKIT = "messaging";
    static final String TOOL = "stream";

    /** How long the first item may take to come, and after it the other participant to accept. */
    static final Duration TIME = Duration.ofMinutes(1);

    private final Request request;
    private final String toolCallId;
    private final Runnable timer;

    StreamOpening(Request request, String toolCallId) {
        super(request.from(), toolCallId);
        this.request = request;
        this.toolCallId = toolCallId;
        timer = request.room().jobs.later(TIME, this::expire);
    }

    /** It is open when the other participant says so. */
    @Override
    void open(Runnable answer) {
        // Answered later.
    }

    private void expire() {
        refuse(ErrorCode.TIMED_OUT, "nothing said within " + TIME.toMillis() + " ms to whom the stream goes");
    }

    @Override
    void inputEnded() {
        refuse(ErrorCode.INVALID_REQUEST, "the stream ended before it said to whom it goes");
    }

    private void refuse(ErrorCode code, String text) {
        if (letGo()) {
            request.reply().error(code, text);
        }
    }

    @Override
    void item(JsonFields chunk, ByteBuffer payload) {
        if (letGo()) {
            request.reply().orError(() -> handOver(chunk));
        }
    }

    private void handOver(JsonFields chunk) {
        JsonFields first = read(chunk);
        String to = String.valueOf(first.string("to_participant_id"));
        Job.Terms terms = new Job.Terms(false, toolCallId, true, false, false);
        RoomModel room = request.room();
        Job job = room.openStream(request.reply(), request.json(), to, terms);
        Work work = new Work(TOOLKIT, TOOL, null, Contents.OPEN, List.of(), null, request.body());
        room.jobs.deliver(job, () -> job.dialect.delivery(job, work));
        room.streams.begin(job, Contents.json(toReceiver(first).toRaw()));
    }

    private static JsonFields read(JsonFields chunk) {
        try {
            JsonFields first = Contents.arguments(chunk).fields();
            first.requireString("to_participant_id");
            BuiltinTools.checkMessage(first);
            return first;
        } catch (WireException e) {
            throw new TaskException(ErrorCode.INVALID_REQUEST, "bad first item of a stream: " + e.getMessage(), e);
        }
    }

    private JsonFields toReceiver(JsonFields first) {
        return JsonFields.builder()
                .put("from_participant_id", session.id)
                .put("type", first.string("type"))
                .put("message_json", first.string("message_json"))
                .put("attachment_base64", first.string("attachment_base64"))
                .build();
    }

    @Override
    void release() {
        timer.run();
    }

    @Override
    Body error(ErrorInfo error) {
        return numbered(error);
    }
}
