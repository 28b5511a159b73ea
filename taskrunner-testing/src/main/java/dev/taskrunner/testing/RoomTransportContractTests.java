package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.PacketDecoder;
import dev.taskrunner.wire.Packets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link RoomTransport} does, whatever carries its packets. Those who write one extend this class and supply the
 * other end; for transports over WebSocket {@link WebSocketTransportContractTests} has one ready.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class RoomTransportContractTests {
    private static final int SENDERS = 8;
    private static final int MESSAGES = 1_000;
    private static final int LARGE = 1 << 20;

    private TransportPeer peer;
    private RoomTransport transport;
    private final RecordingListener heard = new RecordingListener();

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // the fields are set before each test
    protected RoomTransportContractTests() {}

    /**
     * Makes the other end of one connection.
     *
     * @return a peer that waits for its transport to be started
     * @throws IOException if it cannot
     */
    protected abstract TransportPeer newPeer() throws IOException;

    @BeforeEach
    void connect() throws IOException {
        peer = newPeer();
        transport = peer.transport();
        transport.start(heard);
    }

    /** After each test, so that a breach of the rules shows whichever test it happened in. */
    @AfterEach
    void disconnect() throws InterruptedException {
        transport.close(1000, "");
        peer.close();
        heard.awaitClosed();
        assertThat(heard.closes()).as("how often the end was reported").isEqualTo(1);
        assertThat(heard.breaches()).as("breaches of the rules of a listener").isEmpty();
    }

    private static Message message(long id, int size) {
        byte[] data = new byte[size];
        new Random(id).nextBytes(data);
        return Message.of(id, "contract.message", ByteBuffer.wrap(data));
    }

    private Message received(PacketDecoder decoder) throws InterruptedException {
        while (true) {
            byte[] packet = peer.receive(RecordingListener.PATIENCE);
            assertThat(packet).as("a packet came in time").isNotNull();
            for (PacketDecoder.Decoded decoded : decoder.accept(ByteBuffer.wrap(packet))) {
                assertThat(decoded).isInstanceOf(PacketDecoder.Complete.class);
                return ((PacketDecoder.Complete) decoded).message();
            }
        }
    }

    private static void assertSame(Message actual, Message expected) {
        assertThat(actual.type()).isEqualTo(expected.type());
        assertThat(actual.data().compareTo(expected.data()))
                .as("data of %s", actual)
                .isZero();
    }

    /** The packets as they were when they were sent: a transport may move the positions of the buffers. */
    private List<byte[]> send(Message message) throws IOException {
        List<ByteBuffer> packets = Packets.encode(message);
        List<byte[]> copies =
                packets.stream().map(RoomTransportContractTests::bytes).toList();
        transport.send(packets);
        return copies;
    }

    private void assertArrives(List<byte[]> packets) throws InterruptedException {
        for (byte[] packet : packets) {
            assertThat(peer.receive(RecordingListener.PATIENCE)).isEqualTo(packet);
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @Test
    @DisplayName("§13-2 packets that are sent arrive in order and unmodified")
    void sendsPacketsInOrder() throws Exception {
        for (int size : new int[] {0, 1, 1023, 1024, 1025, 2500, 70_000}) {
            assertArrives(send(message(size, size)));
        }
    }

    @Test
    @DisplayName("§13-2 packets that the other side sends arrive in order and unmodified")
    void receivesPacketsInOrder() throws Exception {
        List<ByteBuffer> all = new ArrayList<>();
        for (int size : new int[] {0, 1, 1023, 1024, 1025, 2500, 70_000}) {
            List<ByteBuffer> packets = Packets.encode(message(size, size));
            peer.send(packets);
            all.addAll(packets);
        }
        for (ByteBuffer packet : all) {
            assertThat(heard.packet()).isEqualTo(bytes(packet));
        }
    }

    @Test
    @DisplayName("§13-5 messages of concurrent senders never interleave (1000 messages of random size)")
    void neverInterleaves() throws Exception {
        Random random = new Random(5);
        List<Message> messages = new ArrayList<>();
        for (int id = 0; id < MESSAGES; id++) {
            messages.add(message(id, random.nextInt(20_000)));
        }
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try {
            List<Future<?>> sends = new ArrayList<>();
            for (Message message : messages) {
                sends.add(senders.submit((Callable<?>) () -> {
                    transport.send(Packets.encode(message));
                    return null;
                }));
            }
            PacketDecoder decoder = new PacketDecoder(LARGE);
            boolean[] seen = new boolean[MESSAGES];
            for (int i = 0; i < MESSAGES; i++) {
                Message message = received(decoder);
                int id = (int) message.id();
                assertThat(seen[id]).as("message %d came already", id).isFalse();
                seen[id] = true;
                assertSame(message, messages.get(id));
            }
            for (Future<?> send : sends) {
                send.get();
            }
        } finally {
            senders.shutdownNow();
        }
    }

    @Test
    @DisplayName("a message of 1 MB arrives whole, each way")
    void carriesLargeMessages() throws Exception {
        Message large = message(1, LARGE);
        transport.send(Packets.encode(large));
        assertSame(received(new PacketDecoder(LARGE)), large);
        peer.send(Packets.encode(large));
        PacketDecoder decoder = new PacketDecoder(LARGE);
        List<PacketDecoder.Decoded> decoded = List.of();
        while (decoded.isEmpty()) {
            byte[] packet = heard.packet();
            assertThat(packet).as("a packet came in time").isNotNull();
            decoded = decoder.accept(ByteBuffer.wrap(packet));
        }
        assertSame(((PacketDecoder.Complete) decoded.get(0)).message(), large);
    }

    @Test
    @DisplayName("§13-1 a message without data is one packet, and arrives without waiting for more")
    void carriesEmptyMessages() throws Exception {
        List<byte[]> packets = send(message(7, 0));
        assertThat(packets).hasSize(1);
        assertArrives(packets);
    }

    @Test
    @DisplayName("a close of the other side is reported with its code and reason, after all packets")
    void reportsThePeersClose() throws Exception {
        peer.send(Packets.encode(message(1, 5_000)));
        peer.close(4001, "enough");
        assertThat(heard.awaitClosed()).isEqualTo(new RecordingListener.Closed(4001, "enough"));
        for (int i = 0; i < Packets.encode(message(1, 5_000)).size(); i++) {
            assertThat(heard.packet()).isNotNull();
        }
    }

    @Test
    @DisplayName("one's own close reaches the other side with its code, after what was sent before")
    void closesProperly() throws Exception {
        List<byte[]> packets = send(message(1, 5_000));
        transport.close(1001, "going");
        assertArrives(packets);
        assertThat(peer.awaitClose(RecordingListener.PATIENCE)).isEqualTo(1001);
        heard.awaitClosed();
        transport.close(1000, "again");
    }

    @Test
    @DisplayName("sending after the end fails with an IOException")
    void refusesToSendAfterTheEnd() throws Exception {
        transport.close(1000, "");
        heard.awaitClosed();
        assertThatThrownBy(() -> transport.send(Packets.encode(message(1, 10)))).isInstanceOf(IOException.class);
        transport.ping();
    }

    @Test
    @DisplayName("a peer that vanishes without a close is reported as 1006")
    void reportsAPeerThatVanishes() throws Exception {
        peer.vanish();
        assertThat(heard.awaitClosed().code()).isEqualTo(1006);
        assertThatThrownBy(() -> transport.send(Packets.encode(message(1, 10)))).isInstanceOf(IOException.class);
    }

    @Test
    @DisplayName("a slow reader makes queuedBytes grow; when it reads, they fall to 0 and onDrained is called")
    void countsWhatIsQueued() throws Exception {
        peer.reading(false);
        int sent = 0;
        while (transport.queuedBytes() == 0) {
            assertThat(sent).as("messages of 1 MB that are not queued anywhere").isLessThan(64);
            transport.send(Packets.encode(message(sent++, LARGE)));
        }
        transport.send(Packets.encode(message(sent++, LARGE)));
        peer.reading(true);
        PacketDecoder decoder = new PacketDecoder(LARGE);
        for (int i = 0; i < sent; i++) {
            assertThat(received(decoder).id()).isEqualTo(i);
        }
        assertThat(Eventually.holds(() -> transport.queuedBytes() == 0))
                .as("queuedBytes fell to 0")
                .isTrue();
        assertThat(heard.awaitDrained()).as("onDrained was called").isTrue();
    }

    @Test
    @DisplayName("sending does not wait for a peer that does not read")
    void neverBlocks() throws Exception {
        peer.reading(false);
        long start = System.nanoTime();
        for (int i = 0; i < 32; i++) {
            transport.send(Packets.encode(message(i, LARGE)));
        }
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(30);
        peer.vanish();
        heard.awaitClosed();
    }

    @Test
    @DisplayName("a ping is answered, also while packets come")
    void answersPings() throws Exception {
        peer.send(Packets.encode(message(1, 50_000)));
        transport.ping();
        assertThat(heard.awaitPong()).isTrue();
    }

    @Test
    @DisplayName("bytes that are no packets are passed on as they are, and do no harm")
    void passesGarbageOn() throws Exception {
        byte[] garbage = new byte[] {1, 2, 3};
        byte[] nothing = new byte[0];
        peer.send(List.of(ByteBuffer.wrap(garbage), ByteBuffer.wrap(nothing), ByteBuffer.wrap(garbage)));
        assertThat(heard.packet()).isEqualTo(garbage);
        assertThat(heard.packet()).isEqualTo(nothing);
        assertThat(heard.packet()).isEqualTo(garbage);
        assertArrives(send(message(1, 10)));
    }

    @Test
    @DisplayName(
            "the bytes given to a listener are its own only during the call, and the transport copes with readers of any kind")
    void givesReadableBuffers() throws Exception {
        byte[] data = new byte[100];
        Arrays.fill(data, (byte) 7);
        peer.send(List.of(ByteBuffer.wrap(data)));
        assertThat(heard.packet()).isEqualTo(data);
        assertThat(heard.isClosed()).isFalse();
    }

    /**
     * The transport of the running test.
     *
     * @return connected, unless the test ended it
     */
    protected final RoomTransport transport() {
        return transport;
    }
}
