package dev.taskrunner.server;

import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.nio.ByteBuffer;

/** The developer log as a stream of items, until the participant ends its input (current protocol §5.9). */
final class LogStream extends RoomStream {

    LogStream(Session session, String toolCallId) {
        super(session, toolCallId);
    }

    /** An entry of the log. */
    void entry(JsonFields entry) {
        RawJson data = entry.raw("data");
        JsonFields headers =
                JsonFields.builder().put("type", entry.string("type")).build();
        send(headers, ByteBuffer.wrap((data == null ? RawJson.EMPTY_OBJECT : data).toBytes()));
    }

    @Override
    void open(Runnable answer) {
        session.room.messenger.watch(session, this, answer);
    }

    @Override
    void inputEnded() {
        end();
    }

    @Override
    void release() {
        session.room.messenger.unwatch(session, this);
    }

    @Override
    Body error(ErrorInfo error) {
        return numbered(error);
    }
}
