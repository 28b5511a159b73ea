package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.testing.TcpProxy.Direction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpProxyTest {
    private static final int SHORT_MILLIS = 300;
    private ServerSocket server;
    private TcpProxy proxy;
    private Socket client;
    private Socket accepted;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
        proxy = TcpProxy.to(URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/rooms/demo?v=1"));
        client = new Socket("127.0.0.1", proxy.port());
        accepted = server.accept();
        client.setSoTimeout(20_000);
        accepted.setSoTimeout(20_000);
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        client.close();
        accepted.close();
        server.close();
    }

    private void assertPasses() throws IOException {
        client.getOutputStream().write(7);
        assertThat(accepted.getInputStream().read()).isEqualTo(7);
        accepted.getOutputStream().write(8);
        assertThat(client.getInputStream().read()).isEqualTo(8);
    }

    @Test
    void passesOnBothWays() throws Exception {
        assertPasses();
        assertThat(proxy.awaitConnections(1, Duration.ofSeconds(20))).isTrue();
        assertThat(proxy.connections()).isEqualTo(1);
        assertThat(proxy.uri()).isEqualTo(URI.create("ws://127.0.0.1:" + proxy.port() + "/rooms/demo?v=1"));
    }

    @Test
    void delays() throws Exception {
        proxy.delay(Duration.ofMillis(SHORT_MILLIS));
        long start = System.nanoTime();
        assertPasses();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(Duration.ofMillis(2 * SHORT_MILLIS));
    }

    @Test
    void throttles() throws Exception {
        proxy.throttle(100_000);
        long start = System.nanoTime();
        client.getOutputStream().write(new byte[50_000]);
        assertThat(accepted.getInputStream().readNBytes(50_000)).hasSize(50_000);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(SHORT_MILLIS));
    }

    @Test
    void stallsOneWayOnly() throws Exception {
        proxy.stall(Direction.TO_SERVER);
        client.getOutputStream().write(7);
        accepted.setSoTimeout(SHORT_MILLIS);
        assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        accepted.getOutputStream().write(8);
        assertThat(client.getInputStream().read()).isEqualTo(8);
        proxy.resume(Direction.TO_SERVER);
        accepted.setSoTimeout(20_000);
        assertThat(accepted.getInputStream().read()).isEqualTo(7);
    }

    @Test
    void cutsWithAReset() throws Exception {
        assertPasses();
        proxy.cut();
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(SocketException.class);
        assertThat(proxy.connections()).isZero();
    }

    @Test
    void halfCloses() throws Exception {
        assertPasses();
        proxy.halfClose(Direction.TO_CLIENT);
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        client.getOutputStream().write(7);
        assertThat(accepted.getInputStream().read()).isEqualTo(7);
    }

    @Test
    void passesOnTheEnd() throws Exception {
        client.getOutputStream().write(7);
        client.shutdownOutput();
        assertThat(accepted.getInputStream().readAllBytes()).containsExactly(7);
        accepted.getOutputStream().write(8);
        accepted.close();
        assertThat(client.getInputStream().readAllBytes()).containsExactly(8);
    }

    @Test
    void stopsAcceptingAndGoesOnLater() throws Exception {
        proxy.stopAccepting();
        assertThatThrownBy(() -> new Socket("127.0.0.1", proxy.port()).close()).isInstanceOf(IOException.class);
        assertPasses();
        proxy.startAccepting();
        try (Socket another = new Socket("127.0.0.1", proxy.port());
                Socket end = server.accept()) {
            another.getOutputStream().write(1);
            assertThat(end.getInputStream().read()).isEqualTo(1);
        }
    }

    @Test
    void closesClientsWhenTheServerIsGone() throws Exception {
        server.close();
        try (Socket another = new Socket("127.0.0.1", proxy.port())) {
            another.setSoTimeout(20_000);
            assertThat(another.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void needsAPort() {
        assertThatThrownBy(() -> TcpProxy.to(URI.create("ws://localhost/x")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
