package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Files over HTTP, from disk and from memory. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class DownloadTest {
    private final ManualTimer timer = new ManualTimer();
    private final HttpClient http = HttpClient.newHttpClient();

    @Parameter
    boolean onDisk;

    @TempDir
    private Path folder;

    private RoomServer server;
    private WireClient alice;

    @BeforeEach
    void start() {
        server = RoomServer.start(RoomServerOptions.builder()
                .data(onDisk ? folder : null)
                .timer(timer)
                .build());
        alice = Via.SOCKET.join(server, "my room", "alice");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private URI url(String path) {
        return URI.create(
                alice.requestJson("storage.download_url", "path", path).string("url"));
    }

    private <T> HttpResponse<T> get(URI uri, HttpResponse.BodyHandler<T> body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).build(), body);
    }

    @Test
    @DisplayName("§7.1 §13-52 a file comes whole under its link, as a download that no browser runs")
    void download() throws Exception {
        byte[] content = new byte[5_000_000];
        new Random(3).nextBytes(content);
        String handle = StorageTest.handle(alice, "f/größe 1.html");
        for (int i = 0; i < 5; i++) {
            StorageTest.write(alice, handle, Arrays.copyOfRange(content, i * 1_000_000, (i + 1) * 1_000_000));
        }
        alice.request("storage.close", "handle", handle);
        URI url = url("f/größe 1.html");
        assertThat(url.toString())
                .startsWith(server.httpUri() + "files/my%20room?")
                .doesNotContain("token");
        HttpResponse<InputStream> response = get(url, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        try (InputStream body = response.body()) {
            assertThat(body.readAllBytes()).isEqualTo(content);
        }
        assertThat(response.headers().firstValue("content-length")).contains("5000000");
        assertThat(response.headers().firstValue("content-type")).contains("text/html");
        assertThat(response.headers().firstValue("content-disposition").orElse(""))
                .isEqualTo("attachment; filename*=UTF-8''gr%C3%B6%C3%9Fe%201.html");
        assertThat(response.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(response.headers().firstValue("content-security-policy")).contains("sandbox");
        StorageTest.put(alice, "empty", "");
        assertThat(get(url("empty"), HttpResponse.BodyHandlers.ofString()).body())
                .isEmpty();
    }

    @Test
    @DisplayName("§7.1 A link that was changed, has expired, or whose file is gone, is refused")
    void refused() throws Exception {
        StorageTest.put(alice, "a", "1");
        StorageTest.put(alice, "b", "2");
        URI url = url("a");
        assertThat(status(url)).isEqualTo(200);
        assertThat(status(changed(url, "path=a", "path=b"))).isEqualTo(403);
        assertThat(status(changed(url, "my%20room", "other"))).isEqualTo(403);
        assertThat(status(URI.create(url + "x"))).isEqualTo(403);
        assertThat(status(URI.create(url + "&path=b"))).isEqualTo(400);
        assertThat(status(server.httpUri().resolve("files/my%20room"))).isEqualTo(400);
        assertThat(WireClient.code(alice.request("storage.download_url", "path", "absent")))
                .isEqualTo("not_found");
        timer.advance(Duration.ofMinutes(11));
        assertThat(status(url)).isEqualTo(403);
        URI fresh = url("a");
        alice.request("storage.delete", "path", "a");
        assertThat(status(fresh)).isEqualTo(404);
    }

    private static URI changed(URI url, String part, String other) {
        return URI.create(url.toString().replace(part, other));
    }

    private int status(URI uri) throws Exception {
        return get(uri, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    @DisplayName("§7.1 Without a port there is no link, and the error says what to use instead")
    void noPort() {
        try (RoomServer other = RoomServer.inMemoryOnly(RoomServerOptions.defaults())) {
            WireClient bob = Via.MEMORY.join(other, "demo", "bob");
            StorageTest.put(bob, "a", "1");
            assertThat(bob.requestError("storage.download_url", "path", "a")).contains("storage.read");
        }
    }
}
