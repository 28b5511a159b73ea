package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class LoadTest extends RoomCase {
    @Override
    RoomServerOptions.Builder options() {
        return RoomServerOptions.builder().maxConnectionsPerRoom(2_000);
    }

    /** A runner that answers every task with its arguments, on the thread that delivers. */
    private Echo echo(String name) {
        Echo echo = new Echo(join(name));
        echo.client.requestJson("agent.register_agent");
        Thread thread = new Thread(echo, "echo-" + name);
        thread.setDaemon(true);
        thread.start();
        return echo;
    }

    private record Echo(WireClient client, AtomicBoolean stopped) implements Runnable {
        Echo(WireClient client) {
            this(client, new AtomicBoolean());
        }

        @Override
        public void run() {
            try {
                while (!stopped.get()) {
                    JsonFields task = client.awaitJson("agent.ask");
                    client.send(
                            "agent.ask_response", "task_id", task.string("task_id"), "answer", task.raw("arguments"));
                }
            } catch (AssertionError e) {
                stopped.set(true); // the test is over, and the connection with it
            }
        }
    }

    private static void roundTrip(WireClient caller, String agent, int n) {
        long id = ask(caller, agent, "arguments", Map.of("n", n));
        assertThat(answer(caller, id).object("answer").integer("n")).isEqualTo(n);
    }

    @Test
    @DisplayName("§13-20 a storm from 50 threads over one connection: every id is answered exactly once")
    void storm() throws Exception {
        echo("echo");
        WireClient caller = join("alice");
        ExecutorService threads = Executors.newFixedThreadPool(50);
        List<Future<?>> done = new ArrayList<>();
        for (int thread = 0; thread < 50; thread++) {
            int base = thread * 1_000;
            done.add(threads.submit(() -> {
                for (int i = 0; i < 20; i++) {
                    roundTrip(caller, "echo", base + i);
                    caller.request("agent.list_agents");
                    caller.requestError("no.such.request");
                }
            }));
        }
        for (Future<?> one : done) {
            one.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();
        assertThat(caller.settle()).as("no second answers").isEmpty();
        assertThat(caller.transcript()).hasSize(2 + 50 * 20 * 3 + 1);
    }

    @Test
    @DisplayName("One connection's flood does not stop others")
    void flood() {
        echo("echo");
        WireClient caller = join("alice");
        WireClient flooder = join("flooder");
        AtomicBoolean stop = new AtomicBoolean();
        Thread thread = new Thread(() -> flood(flooder, stop));
        thread.setDaemon(true);
        thread.start();
        for (int i = 0; i < 300; i++) {
            roundTrip(caller, "echo", i);
        }
        stop.set(true);
        assertThat(caller.settle()).isEmpty();
    }

    private static void flood(WireClient flooder, AtomicBoolean stop) {
        try {
            while (!stop.get()) {
                long last = 0;
                for (int i = 0; i < 200; i++) {
                    last = flooder.send(
                            "messaging.broadcast", "type", "flood", "message", Map.of("x", "y".repeat(500)));
                }
                flooder.answer(last);
            }
        } catch (AssertionError e) {
            stop.set(true); // it may be cut off; that is its own affair
        }
    }

    @Test
    @DisplayName("A thousand connections that never speak do no harm")
    void silentConnections() throws IOException {
        echo("echo");
        WireClient caller = join("alice");
        List<AutoCloseable> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 1_000; i++) {
                silent.add(via == Via.SOCKET ? silentSocket(i) : join("silent" + i));
            }
            for (int i = 0; i < 100; i++) {
                roundTrip(caller, "echo", i);
            }
            caller.request("messaging.enable");
            assertThat(pushed(caller, "messaging.enabled")
                            .json()
                            .object("message")
                            .raw("participants"))
                    .hasToString("[]");
        } finally {
            silent.forEach(LoadTest::close);
        }
    }

    private static void close(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Socket silentSocket(int i) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port());
        String request = "GET /rooms/demo?token=" + server.token(ROOM, "silent" + i) + " HTTP/1.1\r\nHost: x\r\n"
                + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        byte[] status = socket.getInputStream().readNBytes(12);
        assertThat(new String(status, StandardCharsets.ISO_8859_1)).isEqualTo("HTTP/1.1 101");
        return socket;
    }

    @Test
    @DisplayName("§13-5 messages of several senders and sizes never interleave on a connection")
    void noInterleaving() throws Exception {
        WireClient receiver = join("receiver");
        List<Thread> senders = new ArrayList<>();
        for (int s = 0; s < 4; s++) {
            WireClient sender = join("sender" + s);
            int seed = s;
            Thread thread = new Thread(() -> sendSizes(sender, receiver.id(), seed));
            thread.start();
            senders.add(thread);
        }
        for (int i = 0; i < 4 * 250; i++) {
            Body body = WireClient.body(receiver.await("messaging.send"));
            long size = body.json().object("message").integer("size");
            assertThat(body.attachment().remaining()).isEqualTo((int) size);
            byte[] bytes = new byte[body.attachment().remaining()];
            body.attachment().get(bytes);
            assertThat(bytes)
                    .containsOnly(body.json().object("message").integer("fill").byteValue());
        }
        for (Thread sender : senders) {
            sender.join();
        }
    }

    private static void sendSizes(WireClient sender, String to, int seed) {
        java.util.Random random = new java.util.Random(seed);
        for (int i = 0; i < 250; i++) {
            byte[] bytes = new byte[1 + random.nextInt(8_000)];
            java.util.Arrays.fill(bytes, (byte) (seed + 1));
            JsonFields json = WireClient.fields(
                    "to_participant_id", to, "type", "t", "message", Map.of("size", bytes.length, "fill", seed + 1));
            sender.answer(sender.send("messaging.send", json, bytes));
        }
    }
}
