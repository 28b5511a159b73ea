package dev.taskrunner.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.server.RoomServerOptions;
import dev.taskrunner.wire.JsonFields;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's files, the API's description, metrics, and tokens for the asking. */
class PageTest extends HttpCase {
    private static final Pattern NAMED = Pattern.compile("(?:src|href)=\"(/page/[^\"]+)\"");

    private static final String LOCAL = "TaskRunner-Local";
    private static final Pattern IMPORT = Pattern.compile("from '\\./([a-z-]+\\.js)'");

    @Override
    RoomServerOptions.Builder options() {
        return super.options().localAccess(true);
    }

    @Test
    @DisplayName("The page and every file that it names need no token, and have a policy that runs nothing else")
    void files() throws Exception {
        HttpResponse<String> index = send(request("/"));
        assertThat(index.statusCode()).isEqualTo(200);
        assertThat(header(index, "content-type")).startsWith("text/html");
        assertThat(header(index, "content-security-policy"))
                .contains(
                        "default-src 'none'",
                        "script-src 'self'",
                        "frame-ancestors 'none'",
                        "require-trusted-types-for")
                .doesNotContain("unsafe", "http:", "https:", "*");
        assertThat(index.body()).doesNotContain("<script>", " style=", "onclick", "http://", "https://");
        Set<String> found = new LinkedHashSet<>();
        for (MatchResult named : NAMED.matcher(index.body()).results().toList()) {
            collect(named.group(1), found);
        }
        assertThat(found).contains("/page/lib/jsoneditor.js", "/page/run.js", "/page/wire.js", "/page/style.css");
    }

    private void collect(String path, Set<String> found) throws Exception {
        if (!found.add(path)) {
            return;
        }
        HttpResponse<String> file = send(request(path));
        assertThat(file.statusCode()).as(path).isEqualTo(200);
        assertThat(header(file, "x-content-type-options")).isEqualTo("nosniff");
        Matcher imported = IMPORT.matcher(path.endsWith(".js") ? file.body() : "");
        while (imported.find()) {
            collect("/page/" + imported.group(1), found);
        }
    }

    @Test
    @DisplayName("Files are packed for who takes that, and not sent again to who has them")
    void caching() throws Exception {
        HttpResponse<byte[]> packed = HTTP.send(
                request("/page/lib/jsoneditor.js")
                        .header("Accept-Encoding", "gzip")
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(header(packed, "content-encoding")).isEqualTo("gzip");
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes();
        assertThat(plain.length).isGreaterThan(3 * packed.body().length);
        assertThat(new String(plain, StandardCharsets.UTF_8)).contains("JSONEditor");
        String tag = header(packed, "etag");
        HttpResponse<String> again = send(request("/page/lib/jsoneditor.js").header("If-None-Match", tag));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/page/none.js",
                "/page/../openapi.json",
                "/page/%2e%2e/openapi.json",
                "/page/..%2fAssets.class",
                "/page//etc/passwd",
                "/page/lib/../app.js",
                "/page/lib/jsoneditor.js.map",
                "/page/index",
                "/page/a.class",
                "/page/lib/x/y.js"
            })
    @DisplayName("Nothing but the page's own files is to be had under /page/")
    void nothingElse(String path) throws Exception {
        assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404");
    }

    @Test
    @DisplayName("The API's description is JSON and has each path with its method")
    void description() throws Exception {
        JsonFields document = json(send(request("/openapi.json")));
        assertThat(document.string("openapi")).isEqualTo("3.1.0");
        JsonFields paths = document.object("paths");
        for (Target.Kind kind : Target.Kind.values()) {
            boolean described = paths.names().stream()
                    .filter(path -> {
                        Target target = Target.of(path.replaceAll("\\{[a-z]+}", "x"));
                        return target != null && target.kind() == kind;
                    })
                    .anyMatch(
                            path -> paths.object(path).has(kind.method().name().toLowerCase(java.util.Locale.ROOT)));
            boolean api = kind.isCall()
                    || Set.of("ROOMS", "AGENTS", "TOOLKITS", "PARTICIPANTS", "METRICS")
                            .contains(kind.name());
            assertThat(described).as(kind.name()).isEqualTo(api);
        }
    }

    @Test
    @DisplayName("Metrics count rooms, participants, runners and requests, and name nobody")
    void metrics() throws Exception {
        serve("add", (context, input) -> dev.taskrunner.TaskResult.empty());
        ask("add", "{}");
        ask("nobody", "{}");
        send(request("/rooms"));
        HttpResponse<String> metrics = send(request("/metrics"));
        assertThat(header(metrics, "content-type")).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.body())
                .contains("# TYPE taskrunner_rooms gauge\ntaskrunner_rooms 1\n")
                .contains("taskrunner_agents 1\n", "taskrunner_running 0\n", "taskrunner_http_requests_total 4\n")
                .contains("taskrunner_http_refusals_total 1\n")
                .doesNotContain("demo", "add");
    }

    private HttpResponse<String> wish(String json) throws Exception {
        return send(request("/local/token")
                .header(LOCAL, "1")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(json)));
    }

    @Test
    @DisplayName("A browser here gets a token for the asking, which works in that room under that name")
    void localToken() throws Exception {
        assertThat(send(request("/local/rooms").header(LOCAL, "1")).body()).contains("\"demo\"");
        String token = json(wish("{\"room\":\"demo\",\"name\":\"<b>me\"}")).string("token");
        HttpResponse<String> rooms = send(request("/rooms/demo/agents").header("Authorization", "Bearer " + token));
        assertThat(rooms.statusCode()).isEqualTo(200);
        refused(send(request("/rooms/other/agents").header("Authorization", "Bearer " + token)), 403, "denied");
        refused(wish("{\"room\":\"demo\"}"), 400, "invalid_request");
        refused(wish("{\"room\":\"demo\",\"name\":\" \"}"), 400, "invalid_request");
        refused(wish("{\"room\":\"de\\nmo\",\"name\":\"x\"}"), 400, "invalid_request");
        refused(wish("[]"), 400, "invalid_request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example\r\nTaskRunner-Local: 1\r\n",
                "Host: 127.0.0.1.evil.example\r\nTaskRunner-Local: 1\r\n",
                "Host: 127.0.0.1\r\nOrigin: http://evil.example\r\nTaskRunner-Local: 1\r\n",
                "Host: 127.0.0.1\r\nOrigin: null\r\nTaskRunner-Local: 1\r\n",
                "Host: 127.0.0.1\r\n",
                "TaskRunner-Local: 1\r\n"
            })
    @DisplayName("Pages of other sites get no token, whatever name they reach this machine by")
    void otherSites(String headers) throws Exception {
        String end = headers + "Content-Length: 0\r\nConnection: close\r\n\r\n";
        assertThat(raw("POST /local/token HTTP/1.1\r\n" + end))
                .startsWith("HTTP/1.1 403")
                .doesNotContain("Access-Control");
        assertThat(raw("GET /local/rooms HTTP/1.1\r\n" + end))
                .endsWith("{\"local\":false}")
                .doesNotContain("Access-Control");
    }

    @Test
    @DisplayName("The same origin may ask, and browsers are told of no other")
    void sameOrigin() throws Exception {
        String own = "Host: localhost:8080\r\nOrigin: http://localhost:8080\r\nTaskRunner-Local: 1\r\n";
        assertThat(raw("GET /local/rooms HTTP/1.1\r\n" + own + "Connection: close\r\n\r\n"))
                .endsWith("]}");
        assertThat(raw("OPTIONS /local/token HTTP/1.1\r\n" + own + "Connection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405")
                .doesNotContain("Access-Control");
    }
}
