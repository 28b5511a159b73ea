package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomException;
import dev.taskrunner.room.RoomOptions;
import dev.taskrunner.room.TokenSource;
import dev.taskrunner.server.RoomServer;
import dev.taskrunner.server.RoomServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code wss}, with a certificate that keytool makes for {@code localhost} and nothing else. */
@Timeout(60)
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path folder;

    private static RoomServer server;
    private static SSLContext trusting;

    @BeforeAll
    static void start() throws Exception {
        Path store = folder.resolve("server.p12");
        keytool(store);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        Path certificate =
                pem("cert.pem", "CERTIFICATE", keys.getCertificate("server").getEncoded());
        Path key = pem("key.pem", "PRIVATE KEY", keys.getKey("server", PASSWORD).getEncoded());
        server = RoomServer.start(
                RoomServerOptions.builder().tls(certificate, key).build());
        trusting = trusting(keys);
    }

    private static void keytool(Path store) throws IOException, InterruptedException {
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(
                        tool,
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("keytool.log")))
                .isZero();
    }

    private static Path pem(String file, String kind, byte[] der) throws IOException {
        String text = "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
        return Files.write(folder.resolve(file), text.getBytes(StandardCharsets.US_ASCII));
    }

    private static SSLContext trusting(KeyStore keys) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RoomOptions.Builder options(String host, String name) {
        URI uri = URI.create("wss://" + host + ":" + server.port() + "/rooms/demo");
        return RoomOptions.builder(uri, TokenSource.fixed(server.token("demo", name)))
                .connectTimeout(Duration.ofSeconds(20));
    }

    @Test
    @DisplayName("a room over wss: runners are served and asked, large answers too")
    void talks() {
        assertThat(server.uri("demo").getScheme()).isEqualTo("wss");
        try (Room host = Room.connect(options("localhost", "host").tls(trusting).build());
                Room alice =
                        Room.connect(options("localhost", "alice").tls(trusting).build())) {
            host.serve(Runners.of("host", (context, input) -> dev.taskrunner.TaskResult.of("x".repeat(2_000_000))));
            assertThat(alice.agents().ask("host", Map.of()).asText()).hasSize(2_000_000);
        }
    }

    @Test
    @DisplayName("a certificate for another host is refused, although its issuer is trusted")
    void otherHost() {
        RoomException refused = catchThrowableOfType(
                RoomException.class,
                () -> Room.connect(options("127.0.0.1", "alice").tls(trusting).build()));
        assertThat(refused).isNotNull();
        assertThat(refused.reason()).isEqualTo(RoomException.Reason.UNREACHABLE);
        assertThat(refused).hasRootCauseInstanceOf(java.security.cert.CertificateException.class);
    }

    @Test
    @DisplayName("a certificate that nobody vouches for is refused")
    void untrusted() {
        RoomException refused = catchThrowableOfType(
                RoomException.class,
                () -> Room.connect(options("localhost", "alice").build()));
        assertThat(refused).isNotNull();
        assertThat(refused.reason()).isEqualTo(RoomException.Reason.UNREACHABLE);
    }

    @Test
    @DisplayName("ws against a wss port fails in finite time")
    void plainAgainstTls() {
        URI plain = URI.create("ws://localhost:" + server.port() + "/rooms/demo");
        RoomException refused =
                catchThrowableOfType(RoomException.class, () -> Room.connect(plain, server.token("demo", "alice")));
        assertThat(refused).isNotNull();
    }
}
