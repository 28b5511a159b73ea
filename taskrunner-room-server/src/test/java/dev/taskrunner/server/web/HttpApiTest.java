package dev.taskrunner.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.Attachment;
import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.wire.JsonFields;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asking and looking over plain HTTP. */
class HttpApiTest extends HttpCase {
    private static final String NUMBERS = "{\"type\":\"object\",\"required\":[\"a\",\"b\"],\"properties\":"
            + "{\"a\":{\"type\":\"integer\"},\"b\":{\"type\":\"integer\"}}}";

    private void serveAdd() {
        serve(TaskSpec.builder("add").title("Add").inputSchema(NUMBERS), (context, input) -> {
            Map<String, Object> in = input.asMap();
            return TaskResult.of(Map.of("sum", ((Number) in.get("a")).intValue() + ((Number) in.get("b")).intValue()));
        });
    }

    @Test
    @DisplayName("JSON in, JSON out, and the answer says that nobody may keep or guess at it")
    void ask() throws Exception {
        serveAdd();
        HttpResponse<String> answer = ask("add", "{\"a\":1,\"b\":2}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"sum\":3}");
        assertThat(header(answer, "content-type")).isEqualTo("application/json");
        assertThat(header(answer, "taskrunner-content")).isEqualTo("json");
        assertThat(header(answer, "cache-control")).isEqualTo("no-store");
        assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
        assertThat(header(answer, "content-security-policy")).contains("sandbox");
    }

    @Test
    @DisplayName("Every kind of content comes through: text as JSON, nothing as 204, a link, a file as its bytes")
    void kinds() throws Exception {
        serve("text", (context, input) -> TaskResult.of("a \"word\"\n"));
        serve("nothing", (context, input) -> TaskResult.empty());
        serve("link", (context, input) -> TaskResult.of(new Content.Link("there", "https://example.org/x")));
        serve(
                "file",
                (context, input) -> TaskResult.of(new Content.File(
                        "../evil\"\r\n.html", "text/html", Attachment.of("<b>".getBytes(StandardCharsets.UTF_8)))));
        serve(
                "odd",
                (context, input) -> TaskResult.of(
                        new Content.File("x", "text/html\r\nSet-Cookie: a=b", Attachment.of(new byte[] {1}))));
        assertThat(ask("text", "").body()).isEqualTo("\"a \\\"word\\\"\\n\"");
        assertThat(ask("nothing", "{}").statusCode()).isEqualTo(204);
        assertThat(json(ask("link", "{}")).string("url")).isEqualTo("https://example.org/x");
        HttpResponse<String> file = ask("file", "{}");
        assertThat(file.body()).isEqualTo("<b>");
        assertThat(header(file, "content-type")).isEqualTo("text/html");
        assertThat(header(file, "content-disposition")).startsWith("attachment; filename=\".._evil___.html");
        assertThat(header(file, "content-security-policy")).contains("sandbox");
        HttpResponse<String> odd = ask("odd", "{}");
        assertThat(header(odd, "content-type")).isEqualTo("application/octet-stream");
        assertThat(header(odd, "set-cookie")).isEmpty();
    }

    @Test
    @DisplayName("Arguments that do not match are 422 with every violation and its pointer; the runner is not called")
    void violations() throws Exception {
        serveAdd();
        JsonFields error = refused(ask("add", "{\"a\":\"x\"}"), 422, "invalid_arguments");
        assertThat(error.array("violations").toString())
                .contains("\"pointer\":\"/a\"")
                .contains("\"pointer\":\"/b\"");
        assertThat(error.bool("retriable")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "agent_busy, 503",
        "denied, 403",
        "failed, 500",
        "timed_out, 504",
        "unknown_tool, 404",
        "delegation_refused, 409",
        "unsupported, 501",
        "too_large, 413"
    })
    @DisplayName("A runner's error keeps its code and text, and each code has its status")
    void statuses(String code, int status) throws Exception {
        serve("refuse", (context, input) -> {
            throw new TaskException(ErrorCode.fromWireName(code), "because of " + code);
        });
        HttpResponse<String> answer = ask("refuse", "{}");
        assertThat(refused(answer, status, code).string("text")).isEqualTo("because of " + code);
        assertThat(header(answer, "retry-after").isEmpty()).isEqualTo(status != 503);
    }

    @Test
    @DisplayName("A runner that is not there is 404; a failure that is not meant to be seen stays in the log")
    void failures() throws Exception {
        refused(ask("nobody", "{}"), 404, "unknown_agent");
        serve("broken", (context, input) -> {
            throw new IllegalStateException("the password is hunter2");
        });
        assertThat(refused(ask("broken", "{}"), 500, "failed").string("text")).doesNotContain("hunter2");
    }

    @Test
    @DisplayName("What is no request of ours is refused with a text that says what to do")
    void badRequests() throws Exception {
        serveAdd();
        assertThat(refused(ask("add", "{\"a\":"), 400, "invalid_request").string("text"))
                .contains("no JSON");
        assertThat(refused(ask("add", "[1]"), 400, "invalid_request").string("text"))
                .contains("object");
        String ask = "/rooms/demo/agents/add/ask";
        refused(post(ask + "?timeout=soon", "{}"), 400, "invalid_request");
        refused(post(ask + "?timeout=1s&timeout=2s", "{}"), 400, "invalid_request");
        refused(post(ask + "?tiemout=1s", "{}"), 400, "invalid_request");
        refused(post(ask + "?on_behalf_of=nobody", "{}"), 404, "unknown_participant");
        assertThat(raw("POST /rooms/%zz/agents/a/ask HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token()
                        + "\r\nContent-Length: 2\r\n\r\n{}"))
                .startsWith("HTTP/1.1 400");
        refused(get(ask), 405, "unsupported");
        refused(post("/rooms/demo/agents", "{}"), 405, "unsupported");
    }

    @Test
    @DisplayName("Without a good token nobody hears more than that; what a token does not allow is 403")
    void tokens() throws Exception {
        serveAdd();
        String ask = "/rooms/demo/agents/add/ask";
        HttpResponse<String> none = send(request(ask).POST(BodyPublishers.ofString("{}")));
        refused(none, 401, "denied");
        assertThat(header(none, "www-authenticate")).isEqualTo("Bearer");
        refused(send(request(ask + "?token=" + token()).POST(BodyPublishers.ofString("{}"))), 401, "denied");
        refused(with(ask, "nonsense"), 401, "denied");
        refused(with(ask, server.token("other", "curl")), 403, "denied");
        refused(with(ask, limited(ApiScope.none(), 60)), 403, "denied");
        refused(with(ask, limited(ApiScope.full(), -60)), 401, "denied");
        String forged = curl(ApiScope.full()).build().toJwt("another secret that is long enough for HS256");
        refused(with(ask, forged), 401, "denied");
        refused(send(request("/rooms")), 401, "denied");
    }

    private HttpResponse<String> with(String path, String token) throws Exception {
        return send(request(path).header("Authorization", "bearer " + token).POST(BodyPublishers.ofString("{}")));
    }

    private String limited(ApiScope scope, long seconds) {
        Instant end = Instant.now().plusSeconds(seconds);
        return server.token(curl(scope).expiresAt(end).build());
    }

    private static ParticipantToken.Builder curl(ApiScope scope) {
        return ParticipantToken.builder("curl").room(ROOM).api(scope);
    }

    @Test
    @DisplayName("Lists rooms, runners, toolkits and participants as the token may see them")
    void listings() throws Exception {
        serveAdd();
        host.messaging().participants();
        host.toolkits().register(Toolkit.of("words", shout()), true);
        try (Room other = Room.connect(server.uri("secret"), server.token("secret", "x"))) {
            assertThat(other.isOpen()).isTrue();
            String rooms = get("/rooms").body();
            assertThat(rooms).contains("\"name\":\"demo\"").doesNotContain("secret");
        }
        assertThat(get("/rooms/demo/agents").body())
                .contains("\"name\":\"add\"")
                .contains("input_schema");
        assertThat(get("/rooms/demo/toolkits").body()).contains("\"words\"").contains("\"shout\"");
        assertThat(json(get("/rooms/demo/participants")).array("participants")).isNotNull();
        refused(get("/rooms/other/agents"), 403, "denied");
        refused(participants(limited(ApiScope.none(), 60)), 403, "denied");
    }

    private HttpResponse<String> participants(String token) throws Exception {
        return send(request("/rooms/demo/participants").header("Authorization", "Bearer " + token));
    }

    private static Tool shout() {
        return Tool.of(
                "shout",
                "Shouts",
                JsonSchema.parse(
                        "{\"type\":\"object\",\"required\":[\"word\"],\"properties\":{\"word\":{\"type\":\"string\"}}}"),
                (context, input) ->
                        TaskResult.of(String.valueOf(input.asMap().get("word")).toUpperCase(java.util.Locale.ROOT)));
    }

    @Test
    @DisplayName("Calls a tool, with its validation and its errors")
    void tools() throws Exception {
        host.toolkits().register(Toolkit.of("my words", shout()), true);
        String invoke = "/rooms/demo/toolkits/my%20words/tools/shout/invoke";
        assertThat(post(invoke, "{\"word\":\"hey\"}").body()).isEqualTo("\"HEY\"");
        refused(post(invoke, "{}"), 422, "invalid_arguments");
        refused(post(invoke.replace("shout", "whisper"), "{}"), 404, "unknown_tool");
        refused(post(invoke.replace("my%20words", "none"), "{}"), 404, "unknown_tool");
    }

    private void serveTell() {
        host.toolkits().register(Toolkit.of("words", shout()), true);
        serve(TaskSpec.builder("tell").inputSchema("{\"type\":\"object\"}").supportsTools(true), (context, input) -> {
            String kits =
                    context.toolkits().stream().map(Toolkit::name).toList().toString();
            Duration left = context.remaining().orElse(Duration.ZERO);
            return TaskResult.of(Map.of(
                    "caller",
                    context.caller().name(),
                    "principal",
                    context.principal().name(),
                    "kits",
                    kits,
                    "short",
                    left.compareTo(Duration.ofSeconds(21)) < 0));
        });
    }

    @Test
    @DisplayName("on_behalf_of takes a name or an id, toolkit lends toolkits, timeout becomes the runner's deadline")
    void howToAsk() throws Exception {
        serveTell();
        try (Room bob = Room.connect(server.uri(ROOM), server.token(ROOM, "bob"))) {
            String tell = "/rooms/demo/agents/tell/ask?on_behalf_of=";
            assertThat(json(post(tell + bob.participantId(), "{}")).string("principal"))
                    .isEqualTo("bob");
            bob.messaging().enable();
            String path = tell + "bob&timeout=20s&toolkit=words";
            JsonFields named = json(post(path, "{}"));
            assertThat(named.string("caller")).isEqualTo("curl");
            assertThat(named.string("principal")).isEqualTo("bob");
            assertThat(named.string("kits")).contains("words");
            assertThat(named.bool("short")).isTrue();
            try (Room second = Room.connect(server.uri(ROOM), server.token(ROOM, "bob"))) {
                second.messaging().enable();
                refused(post(path, "{}"), 400, "invalid_request");
            }
        }
    }

    @Test
    @DisplayName("A form brings arguments and files, which become one tar archive, or an attachment as it is")
    void files() throws Exception {
        serve("size", (context, input) -> {
            String first = context.attachment()
                    .map(bytes -> new String(bytes.toByteArray(), 0, Math.min(5, bytes.size()), StandardCharsets.UTF_8))
                    .orElse("none");
            Object size = context.attachment().map(Attachment::size).orElse(0);
            return TaskResult.of(Map.of("size", size, "first", first, "n", input.asMap()));
        });
        assertThat(json(ask("size", "{}")).string("first")).isEqualTo("none");
        JsonFields files = json(form(
                part("arguments", null, "{\"n\":1}") + part("f", "a.txt", "hello") + part("f", "dir/b.txt", "world")));
        assertThat(files.string("first")).isEqualTo("a.txt");
        assertThat(files.integer("size")).isEqualTo(5 * 512 + 512);
        assertThat(files.object("n").integer("n")).isEqualTo(1);
        JsonFields bytes = json(form(part("attachment", "x", "hello")));
        assertThat(bytes.string("first")).isEqualTo("hello");
        assertThat(bytes.integer("size")).isEqualTo(5);
        refused(form(part("f", "a", "1") + part("f", "a", "2")), 400, "invalid_request");
        refused(form(part("attachment", "x", "1") + part("f", "a", "2")), 400, "invalid_request");
        refused(form(part("colour", null, "red")), 400, "invalid_request");
    }

    private static String part(String name, String file, String content) {
        String end = file == null ? "\"" : "\"; filename=\"" + file + "\"\r\nContent-Type: application/octet-stream";
        return "--b0undary\r\nContent-Disposition: form-data; name=\"" + name + end + "\r\n\r\n" + content + "\r\n";
    }

    private HttpResponse<String> form(String parts) throws Exception {
        HttpRequest.Builder request = authorized("/rooms/demo/agents/size/ask")
                .header("Content-Type", "multipart/form-data; boundary=b0undary")
                .POST(BodyPublishers.ofString(parts + "--b0undary--\r\n"));
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
