package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.room.spi.TransportTarget;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path folder;

    private static KeyStore store;
    private static Path certificate;
    private static Path key;

    /** The JDK's own tool makes the certificate, so that none can expire in the repository. */
    @BeforeAll
    static void makeCertificate() throws Exception {
        Path file = folder.resolve("store.p12");
        Process tool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-validity",
                        "2",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        assertThat(tool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(tool.exitValue()).isZero();
        store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        certificate =
                pem("cert.pem", "CERTIFICATE", store.getCertificate("server").getEncoded());
        Key secret = store.getKey("server", PASSWORD);
        key = pem("key.pem", "PRIVATE KEY", secret.getEncoded());
    }

    private static Path pem(String name, String kind, byte[] bytes) throws IOException {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes);
        String text = "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
        return Files.writeString(folder.resolve(name), text);
    }

    private static SSLContext trusting() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", store.getCertificate("server"));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private static TransportTarget target(RoomServer server, String name, SSLContext tls) {
        URI uri = URI.create(server.uri("demo") + "?token=" + server.token("demo", name));
        return new TransportTarget(uri, Map.of(), tls, null, Duration.ofSeconds(10));
    }

    @Test
    @DisplayName("wss: a round trip over TLS, large messages too; a client that does not trust the certificate fails")
    void roundTrip() throws Exception {
        RoomServerOptions options =
                RoomServerOptions.builder().tls(certificate, key).build();
        try (RoomServer server = RoomServer.start(options)) {
            assertThat(server.uri("demo").getScheme()).isEqualTo("wss");
            assertThat(server.httpUri().getScheme()).isEqualTo("https");
            SSLContext tls = trusting();
            WireClient runner = WireClient.join(new JdkSocket(target(server, "adder", tls)), "adder");
            WireClient caller = WireClient.join(new JdkSocket(target(server, "alice", tls)), "alice");
            runner.requestJson("agent.register_agent");
            String big = "x".repeat(300_000);
            long id = RoomCase.ask(caller, "adder", "arguments", Map.of("big", big));
            var task = runner.awaitJson("agent.ask");
            runner.send(
                    "agent.ask_response",
                    "task_id",
                    task.string("task_id"),
                    "answer",
                    task.object("arguments").raw("big"));
            assertThat(RoomCase.answer(caller, id).string("answer")).isEqualTo(big);
            assertThatThrownBy(
                            () -> WireClient.open(new JdkSocket(target(server, "eve", SSLContext.getDefault())), "eve"))
                    .isInstanceOf(IOException.class);
            assertThat(caller.settle()).isEmpty();
        }
    }

    @Test
    @DisplayName("Files that are no certificate and key are refused at the start")
    void badFiles() {
        RoomServerOptions swapped =
                RoomServerOptions.builder().tls(key, certificate).build();
        assertThatThrownBy(() -> RoomServer.start(swapped)).isInstanceOf(RoomServerException.class);
        RoomServerOptions missing =
                RoomServerOptions.builder().tls(folder.resolve("no.pem"), key).build();
        assertThatThrownBy(() -> RoomServer.start(missing))
                .isInstanceOf(RoomServerException.class)
                .hasMessageContaining("no.pem");
    }
}
