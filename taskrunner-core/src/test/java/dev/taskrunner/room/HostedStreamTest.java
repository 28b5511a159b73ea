package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.Contents;
import dev.taskrunner.protocol.CurrentType;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.StreamTerms;
import dev.taskrunner.protocol.Wire;
import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.PacketDecoder;
import dev.taskrunner.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A tool's end of a stream when nothing can be sent for a while, or any more. */
@Timeout(60)
class HostedStreamTest {
    private static final int CREDIT_EVERY = 32;

    /** Takes nothing while it is full. */
    private static final class Narrow implements RoomTransport {
        private final PacketDecoder decoder = new PacketDecoder(1 << 20);
        private final List<Message> sent = new ArrayList<>();
        private final List<String> closed = new ArrayList<>();
        private boolean full;
        private boolean gone;

        @Override
        public void start(Listener listener) {
            throw new AssertionError("not started here");
        }

        @Override
        public void send(List<ByteBuffer> packets) throws IOException {
            if (gone) {
                throw new IOException("closed");
            }
            packets.forEach(packet ->
                    decoder.accept(packet).forEach(decoded -> sent.add(((PacketDecoder.Complete) decoded).message())));
        }

        @Override
        public long queuedBytes() {
            return full ? Long.MAX_VALUE : 0;
        }

        @Override
        public void ping() {
            throw new AssertionError("no pings here");
        }

        @Override
        public void close(int code, String reason) {
            closed.add(code + " " + reason);
        }
    }

    /** Hears nothing. */
    private static final class Nobody implements RoomConnection.Events {
        @Override
        public void onMessage(RoomConnection connection, Message message) {
            throw new AssertionError("nothing comes here");
        }

        @Override
        public void onLost(RoomConnection connection, int code, String reason) {
            // The tests lose it.
        }
    }

    private final Narrow transport = new Narrow();
    private final RoomConnection connection = new RoomConnection(
            transport,
            new ScriptedRoom().options().requestTimeout(Duration.ofMillis(20)).build(),
            new Nobody());

    private HostedStream stream(boolean takesInput) {
        return new HostedStream(connection, 7, new StreamTerms("c1", takesInput, true), null);
    }

    private List<String> types() {
        return transport.sent.stream().map(Message::type).toList();
    }

    @Test
    @DisplayName("a stream that could not be opened is answered as an ordinary error")
    void notOpened() throws WireException {
        HostedStream stream = stream(false);
        transport.full = true;
        TaskException busy = catchThrowableOfType(TaskException.class, () -> stream.send("x"));
        assertThat(busy.code()).isEqualTo(ErrorCode.AGENT_BUSY);
        transport.full = false;
        stream.finish(busy);
        assertThat(types()).containsExactly(MessageType.TOOL_CALL_RESPONSE);
        assertThat(transport.sent.get(0).body().json().string("type")).isEqualTo("error");
        assertThat(transport.closed).isEmpty();
    }

    @Test
    @DisplayName("a stream whose end cannot be sent ends the connection, so that the caller hears of it")
    void endNotSent() {
        HostedStream stream = stream(false);
        stream.send("x");
        transport.full = true;
        stream.finish(null);
        assertThat(types()).containsExactly(MessageType.TOOL_CALL_RESPONSE, CurrentType.RESPONSE_CHUNK);
        assertThat(transport.closed).containsExactly("1008 the end of a stream could not be sent");
    }

    @Test
    @DisplayName("a connection that is lost is not closed for that")
    void lost() {
        HostedStream stream = stream(false);
        stream.send("x");
        transport.gone = true;
        connection.onClosed(1006, "");
        stream.finish(null);
        assertThat(transport.closed).isEmpty();
    }

    private static Message item(int number) {
        Body chunk = Body.of(Contents.chunkMessage("c1", Wire.fields("{\"type\":\"json\",\"json\":" + number + "}")));
        return Message.of(number, CurrentType.REQUEST_CHUNK, chunk);
    }

    @Test
    @DisplayName("an item is read although its reading cannot be told; that is told as soon as it can be")
    void creditNotSent() throws WireException {
        HostedStream stream = stream(true);
        for (int i = 0; i <= CREDIT_EVERY; i++) {
            stream.chunk(item(i));
        }
        for (int i = 0; i < CREDIT_EVERY; i++) {
            transport.full = i == CREDIT_EVERY - 1;
            assertThat(stream.next()).contains(Content.Json.of(i));
        }
        assertThat(types()).containsExactly(MessageType.CREDIT, MessageType.TOOL_CALL_RESPONSE);
        transport.full = false;
        assertThat(stream.next()).contains(Content.Json.of(CREDIT_EVERY));
        assertThat(types()).endsWith(MessageType.CREDIT).hasSize(3);
    }
}
