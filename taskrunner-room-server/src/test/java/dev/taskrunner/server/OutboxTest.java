package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.Packets;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxTest {
    /** Counts flushes, which are what costs. */
    private static final class Flushes extends ChannelOutboundHandlerAdapter {
        int count;

        @Override
        public void flush(ChannelHandlerContext context) {
            count++;
            context.flush();
        }
    }

    private final Flushes flushes = new Flushes();
    private final EmbeddedChannel channel = new EmbeddedChannel(flushes);

    private static Message message(long id, int size) {
        return Message.of(id, "t", ByteBuffer.allocate(size));
    }

    /** What a WebSocket decoder makes of the bytes. */
    private static List<ByteBuffer> payloads(ByteBuf bytes) {
        WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(false)
                .maxFramePayloadLength(1 << 20)
                .build();
        EmbeddedChannel peer = new EmbeddedChannel(new WebSocket13FrameDecoder(config));
        peer.writeInbound(bytes);
        List<ByteBuffer> all = new ArrayList<>();
        for (BinaryWebSocketFrame frame = peer.readInbound(); frame != null; frame = peer.readInbound()) {
            assertThat(frame.isFinalFragment()).isTrue();
            all.add(frame.content().nioBuffer());
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 113, 114, 1_023, 1_024, 1_025, 2_048, 70_000})
    @DisplayName("§13-2 §13-8 a message becomes one buffer of binary frames, one for each of its packets")
    void frames(int size) {
        Outbox outbox = new Outbox(channel, true);
        Message message = message(7, size);
        outbox.add(message);
        channel.runPendingTasks();
        assertThat(payloads(channel.readOutbound())).isEqualTo(Packets.encode(message));
        assertThat(channel.outboundMessages()).isEmpty();
    }

    @Test
    @DisplayName("What was added before the loop comes by is written in order and flushed once")
    void oneFlush() {
        Outbox outbox = new Outbox(channel, true);
        for (int i = 0; i < 10; i++) {
            outbox.add(message(i, 10));
        }
        assertThat(flushes.count).isZero();
        channel.runPendingTasks();
        assertThat(flushes.count).isEqualTo(1);
        for (int i = 0; i < 10; i++) {
            assertThat(payloads(channel.readOutbound()).get(0).getLong(0)).isEqualTo(i);
        }
        channel.runPendingTasks();
        assertThat(flushes.count).as("no wake-up for nothing").isEqualTo(1);
    }

    @Test
    @DisplayName("Bytes count from the addition until the network has them")
    void bytes() {
        Outbox outbox = new Outbox(channel, true);
        long first = outbox.add(message(1, 1_000));
        assertThat(first).isGreaterThanOrEqualTo(1_000);
        assertThat(outbox.add(message(2, 1_000))).isEqualTo(2 * first);
        channel.runPendingTasks();
        assertThat(outbox.add(message(3, 1_000))).isEqualTo(first);
    }

    @Test
    @DisplayName("While the peer does not read nothing is encoded; it goes on when the peer reads again")
    void slowPeer() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        Outbox outbox = new Outbox(channel, true);
        outbox.add(message(1, 10));
        channel.runPendingTasks();
        assertThat(channel.outboundMessages()).isEmpty();
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        outbox.run();
        assertThat(channel.outboundMessages()).hasSize(1);
    }

    @Test
    @DisplayName("Behind compression every packet is a frame of its own for the encoder")
    void compressed() {
        Outbox outbox = new Outbox(channel, false);
        outbox.add(message(1, 1_500));
        channel.runPendingTasks();
        for (ByteBuffer packet : Packets.encode(message(1, 1_500))) {
            BinaryWebSocketFrame frame = channel.readOutbound();
            assertThat(frame.content().nioBuffer()).isEqualTo(packet);
        }
        assertThat(flushes.count).isEqualTo(1);
    }
}
