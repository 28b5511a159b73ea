package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.room.spi.TransportRefusedException;
import dev.taskrunner.room.spi.TransportTarget;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.Packets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every {@link RoomTransport} over WebSocket does besides: the upgrade and its refusals, and other sides that misbehave.
 */
public abstract class WebSocketTransportContractTests extends RoomTransportContractTests {
    private static final Duration LONG = Duration.ofSeconds(20);

    /** For subclasses. */
    protected WebSocketTransportContractTests() {}

    /**
     * The transports under test.
     *
     * @return makes a transport
     */
    protected abstract RoomTransport.Factory factory();

    @Override
    protected TransportPeer newPeer() throws IOException {
        return WebSocketPeer.accepting(factory());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("§13-11 the upgrade goes to the target's path with its query and headers, and offers no compression")
    void sendsTheUpgradeAsTold() throws Exception {
        try (WebSocketPeer peer = WebSocketPeer.accepting(factory())) {
            RecordingListener heard = new RecordingListener();
            RoomTransport transport = peer.transport();
            transport.start(heard);
            assertThat(peer.requestLine()).isEqualTo("GET /rooms/contract?token=t%2B1 HTTP/1.1");
            assertThat(peer.header("Authorization")).isEqualTo("Bearer t+1");
            assertThat(peer.header("X-Extra")).isEqualTo("yes");
            assertThat(peer.header("Sec-WebSocket-Extensions")).isNull();
            transport.close(1000, "");
            heard.awaitClosed();
        }
    }

    @Test
    @DisplayName("§13-12 a refusal of the upgrade is a TransportRefusedException with the status")
    void reportsRefusals() throws Exception {
        for (int status : new int[] {400, 401, 403, 404, 500, 503}) {
            String answer = "HTTP/1.1 " + status + " No\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno";
            try (WebSocketPeer peer = WebSocketPeer.answering(factory(), LONG, answer)) {
                RecordingListener heard = new RecordingListener();
                TransportRefusedException refusal = catchThrowableOfType(
                        TransportRefusedException.class, () -> peer.transport().start(heard));
                assertThat(refusal).as("status %d", status).isNotNull();
                assertThat(refusal.status()).isEqualTo(status);
                assertThat(refusal.getMessage()).doesNotContain("t+1", "t%2B1");
                assertThat(heard.isClosed())
                        .as("onClosed although never connected")
                        .isFalse();
            }
        }
    }

    @Test
    @DisplayName("an answer that is no HTTP at all is an IOException, and no refusal")
    void reportsNonsense() throws Exception {
        try (WebSocketPeer peer = WebSocketPeer.answering(factory(), LONG, "220 mail.example ESMTP\r\n\r\n")) {
            assertThatThrownBy(() -> peer.transport().start(new RecordingListener()))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(TransportRefusedException.class);
        }
    }

    @Test
    @DisplayName("a port where nobody listens is an IOException")
    void reportsNobody() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
        URI uri = URI.create("ws://127.0.0.1:" + port + "/rooms/x");
        RoomTransport transport = factory().create(new TransportTarget(uri, Map.of(), null, null, LONG));
        assertThatThrownBy(() -> transport.start(new RecordingListener())).isInstanceOf(IOException.class);
        transport.close(1000, "");
    }

    @Test
    @DisplayName("a server that does not answer the upgrade is given up after the connect timeout")
    void givesUpConnecting() throws Exception {
        try (WebSocketPeer peer = WebSocketPeer.answering(factory(), Duration.ofMillis(300), null)) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> peer.transport().start(new RecordingListener()))
                    .isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(200), LONG);
        }
    }

    @Test
    @DisplayName("§13-17 pings of the other side are answered")
    void answersThePeersPings() throws Exception {
        try (WebSocketPeer peer = WebSocketPeer.accepting(factory())) {
            RoomTransport transport = peer.transport();
            transport.start(new RecordingListener());
            assertThat(peer.ping()).isTrue();
            transport.close(1000, "");
        }
    }

    @Test
    @DisplayName("§13-8 a text frame ends the connection, without a crash")
    void refusesTextFrames() throws Exception {
        assertEnds(peer -> peer.sendText("hello"));
    }

    @Test
    @DisplayName("bytes that are no frames end the connection")
    void refusesGarbage() throws Exception {
        assertEnds(peer -> peer.raw(utf8("\u007f\u007f\u007f this is no frame at all")));
    }

    @Test
    @DisplayName("a frame that announces 5 GB ends the connection at once, and takes no memory")
    void refusesGiants() throws Exception {
        byte[] header = ByteBuffer.allocate(10)
                .put((byte) 0x82)
                .put((byte) 127)
                .putLong(5L << 30)
                .array();
        assertEnds(peer -> peer.raw(header));
    }

    @Test
    @DisplayName("the end of the stream without a close is reported, also in the middle of a frame")
    void reportsHalfAFrame() throws Exception {
        assertEnds(peer -> {
            peer.raw(new byte[] {(byte) 0x82, 100, 1, 2, 3});
            peer.vanish();
        });
    }

    private interface Misdeed {
        void commit(WebSocketPeer peer) throws IOException;
    }

    private void assertEnds(Misdeed misdeed) throws Exception {
        try (WebSocketPeer peer = WebSocketPeer.accepting(factory())) {
            RecordingListener heard = new RecordingListener();
            RoomTransport transport = peer.transport();
            transport.start(heard);
            peer.send(Packets.encode(Message.of(1, "before", ByteBuffer.allocate(0))));
            assertThat(heard.packet()).isNotNull();
            misdeed.commit(peer);
            heard.awaitClosed();
            assertThat(heard.packetIfAny())
                    .as("a packet made of what was no packet")
                    .isNull();
            assertThat(heard.breaches()).isEmpty();
        }
    }
}
