package dev.taskrunner.benchmarks;

import dev.taskrunner.server.RoomServer;
import dev.taskrunner.server.RoomServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a connection that says nothing costs the server, and how long a JVM takes from its start to its first answered ask. The
 * connections are bare sockets of this process.
 */
final class IdleRun {
    private static final int FIRST = 50;
    private static final long STAT_MILLIS = 60_000;
    private static final int MANY = 100_000;

    private final int count;
    private final int starts;

    IdleRun(Settings settings) {
        count = settings.number("n");
        starts = settings.number("starts");
    }

    /** For the child: a server that lets so many in. */
    static Subject.Server startServer(Subject subject) {
        if (!(subject instanceof RoomSubject)) {
            return subject.startServer();
        }
        RoomServer server = RoomServer.start(RoomServerOptions.builder()
                .maxConnections(MANY)
                .maxConnectionsPerRoom(MANY)
                .build());
        String token = server.token("idle", "idle");
        return new Subject.Server(new Endpoint(server.uri("idle"), token, token), server::close);
    }

    /** For the child: the heap in use after collecting, in bytes, and the threads. */
    static String heapAndThreads() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(100);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + " "
                + ManagementFactory.getThreadMXBean().getThreadCount();
    }

    String run() throws BenchmarkException, InterruptedException {
        StringBuilder text = new StringBuilder("## Idle connections and start-up\n\n" + Processes.machine() + "\n\n");
        text.append("| server | idle connections | heap bytes a connection | threads before | threads with all |\n");
        text.append("|---|---|---|---|---|\n");
        for (String name : List.of("raw", "ask")) {
            idle(text, name);
        }
        text.append(
                "\n| one JVM: server, runner, caller | ms from JVM start to the first answer | CPU ms |\n|---|---|---|\n");
        for (String name : List.of("raw", "ask")) {
            startUp(text, name);
        }
        return text.toString();
    }

    private void idle(StringBuilder text, String name) throws BenchmarkException, InterruptedException {
        List<Socket> open = new ArrayList<>();
        try (Child server = Child.start(Roles.IDLE_SERVER, name)) {
            Endpoint endpoint = Endpoint.parse(server.greeting());
            connect(endpoint, FIRST, open);
            String[] before = server.ask("stat", STAT_MILLIS).split(" ");
            connect(endpoint, count, open);
            String[] after = server.ask("stat", STAT_MILLIS).split(" ");
            long heap = (Long.parseLong(after[0]) - Long.parseLong(before[0])) / count;
            text.append("| %s | %,d | %,d | %s | %s |%n".formatted(name, count, heap, before[1], after[1]));
        } catch (IOException e) {
            throw new BenchmarkException("connection " + open.size() + " failed: " + e.getMessage(), e);
        } finally {
            open.forEach(IdleRun::close);
        }
    }

    private static void connect(Endpoint endpoint, int count, List<Socket> open) throws IOException {
        URI uri = endpoint.uri();
        String path = uri.getPath().isEmpty() ? Relay.CALLER : uri.getPath();
        byte[] request = ("GET " + path
                        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                        + "Authorization: Bearer " + endpoint.callerToken() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort());
            open.add(socket);
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request);
            awaitUpgrade(socket.getInputStream());
        }
    }

    private static void awaitUpgrade(InputStream in) throws IOException {
        byte[] status = in.readNBytes("HTTP/1.1 101".length());
        if (!new String(status, StandardCharsets.US_ASCII).endsWith(" 101")) {
            throw new IOException("refused: " + new String(status, StandardCharsets.US_ASCII));
        }
        int lineEnds = 0;
        while (lineEnds < 4) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed during the upgrade");
            }
            lineEnds = next == '\r' || next == '\n' ? lineEnds + 1 : 0;
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            System.err.println("a socket did not close: " + e.getMessage());
        }
    }

    private void startUp(StringBuilder text, String name) throws BenchmarkException, InterruptedException {
        double[] wall = new double[starts];
        double[] cpu = new double[starts];
        for (int i = 0; i < starts; i++) {
            long from = System.nanoTime();
            try (Child child = Child.start(Roles.FIRST_ASK, name)) {
                wall[i] = (System.nanoTime() - from) / 1e6;
                cpu[i] = child.cpuMillis();
            }
        }
        text.append("| ").append(name).append(" | ").append(Spread.of(wall)).append(" | ");
        text.append(Spread.of(cpu)).append(" |\n");
    }
}
