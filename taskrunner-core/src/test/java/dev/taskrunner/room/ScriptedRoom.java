package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.protocol.Wire;
import dev.taskrunner.room.spi.InMemoryTransport;
import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.room.spi.TransportTarget;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.Message;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A room that does what a test says: each connection of the client ends at a {@link ScriptedPeer}. Requests with a scripted answer are
 * answered at once; the test takes all others with {@link ScriptedPeer#expect}.
 */
final class ScriptedRoom implements RoomTransport.Factory, AutoCloseable {
    static final URI ADDRESS = URI.create("ws://room.test/rooms/demo");
    static final Body OK = body("{\"type\":\"empty\"}");

    final HandTimer timer = new HandTimer();
    final List<TransportTarget> targets = new CopyOnWriteArrayList<>();
    final Map<String, BiFunction<ScriptedPeer, Message, Body>> answers = new ConcurrentHashMap<>();
    /** What the next attempts to connect end with, before they succeed. */
    final Queue<IOException> refusals = new ConcurrentLinkedDeque<>();

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "scripted-room");
        thread.setDaemon(true);
        return thread;
    });
    private final BlockingQueue<ScriptedPeer> peers = new LinkedBlockingQueue<>();
    private final Queue<Runnable> open = new ArrayDeque<>();
    private volatile Consumer<ScriptedPeer> greeting = peer -> peer.welcome("cancel", "progress", "token");

    ScriptedRoom() {
        answer("agent.register_agent", "{\"type\":\"json\",\"json\":{\"id\":\"r1\"}}");
        answer("agent.unregister_agent", "{\"type\":\"empty\"}");
        answer("agent.unregister_toolkit", "{\"type\":\"empty\"}");
    }

    static Body body(String json) {
        return Body.of(Wire.fields(json));
    }

    /** Sets what a client meets when its connection stands. */
    ScriptedRoom greeting(Consumer<ScriptedPeer> script) {
        greeting = script;
        return this;
    }

    void answer(String type, String json) {
        answers.put(type, (peer, message) -> body(json));
    }

    @Override
    public RoomTransport create(TransportTarget target) {
        targets.add(target);
        IOException refusal = refusals.poll();
        List<InMemoryTransport> ends = InMemoryTransport.pair(threads);
        if (refusal != null) {
            return new Refusing(ends.get(0), refusal);
        }
        ScriptedPeer peer = new ScriptedPeer(this, ends.get(1), nameIn(target));
        ends.get(1).start(peer);
        greeting.accept(peer);
        peers.add(peer);
        return ends.get(0);
    }

    /** Tokens of tests are the name of their bearer. */
    private static String nameIn(TransportTarget target) {
        String query = target.uri().getQuery();
        return query.substring(query.lastIndexOf("token=") + "token=".length());
    }

    /** The next connection that a client made. */
    ScriptedPeer peer() throws InterruptedException {
        ScriptedPeer peer = peers.poll(10, TimeUnit.SECONDS);
        assertThat(peer).as("a connection").isNotNull();
        return peer;
    }

    int attempts() {
        return targets.size();
    }

    boolean hasNoFurtherPeer() {
        return peers.isEmpty();
    }

    RoomOptions.Builder options() {
        return RoomOptions.builder(ADDRESS, name -> name)
                .name("me")
                .transport(this)
                .timer(timer)
                .generation(Generation.CLASSIC)
                .gracePeriod(Duration.ZERO)
                .requestTimeout(Duration.ofSeconds(20))
                .reconnectDelay(Duration.ofMillis(100), Duration.ofSeconds(1));
    }

    Room join() {
        return join(options -> options);
    }

    Room join(UnaryOperator<RoomOptions.Builder> change) {
        Room room = Room.connect(change.apply(options()).build());
        open.add(room::close);
        return room;
    }

    /** A link without anything on it. */
    RoomLink link() {
        return link(options().build());
    }

    RoomLink link(RoomOptions options) {
        RoomLink link =
                new RoomLink(options, threads, threads, () -> options.tokens().token("me"));
        open.add(link::close);
        return link;
    }

    ExecutorService threads() {
        return threads;
    }

    /** Turns the timer until a lost connection is made again. */
    ScriptedPeer reconnected() throws InterruptedException {
        timer.awaitScheduled(Duration.ofMillis(50), Duration.ofSeconds(1));
        timer.advance(Duration.ofSeconds(1));
        return peer();
    }

    @Override
    public void close() {
        answers.put("agent.unregister_agent", (peer, message) -> OK);
        for (Runnable one : open) {
            one.run();
        }
        threads.shutdownNow();
    }

    /** A transport that does not connect. */
    private record Refusing(RoomTransport never, IOException why) implements RoomTransport {
        @Override
        public void start(Listener listener) throws IOException {
            throw why;
        }

        @Override
        public void send(List<ByteBuffer> packets) throws IOException {
            never.send(packets);
        }

        @Override
        public long queuedBytes() {
            return 0;
        }

        @Override
        public void ping() {
            never.ping();
        }

        @Override
        public void close(int code, String reason) {
            never.close(code, reason);
        }
    }
}
