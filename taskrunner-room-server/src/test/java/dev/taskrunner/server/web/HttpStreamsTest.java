package dev.taskrunner.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.Attachment;
import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Progress;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.server.RoomServerOptions;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What takes time or space over plain HTTP: progress, cancelling, limits. */
class HttpStreamsTest extends HttpCase {
    private static final int MAX_MESSAGE = 1 << 20;

    @Override
    RoomServerOptions.Builder options() {
        return super.options().maxMessageBytes(MAX_MESSAGE).maxConnectionsPerRoom(6);
    }

    private HttpResponse<String> stream(String agent) throws Exception {
        return send(authorized("/rooms/demo/agents/" + agent + "/ask")
                .header("Accept", "text/event-stream")
                .POST(BodyPublishers.ofString("{}")));
    }

    @Test
    @DisplayName("Who accepts events gets progress in order, then one result, and the connection ends")
    void progress() throws Exception {
        serve("steps", (context, input) -> {
            context.progress(new Progress(0.5, "half\nway", null));
            context.progress(new Progress(null, null, Map.of("step", 2)));
            return TaskResult.of(Map.of("done", true));
        });
        HttpResponse<String> answer = stream("steps");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "content-type")).isEqualTo("text/event-stream; charset=utf-8");
        List<String> events = Arrays.asList(answer.body().split("\n\n"));
        assertThat(events).hasSize(3);
        assertThat(events.get(0))
                .startsWith("event: progress\ndata: ")
                .contains("\"fraction\":0.5")
                .contains("half\\nway");
        assertThat(events.get(1)).contains("\"data\":{\"step\":2}");
        assertThat(events.get(2)).isEqualTo("event: result\ndata: {\"type\":\"json\",\"json\":{\"done\":true}}");
    }

    @Test
    @DisplayName("A stream ends with an error event where there is no result, and a file's bytes are base64")
    void ends() throws Exception {
        serve("refuse", (context, input) -> {
            throw new TaskException(ErrorCode.AGENT_BUSY, "later");
        });
        serve(
                "file",
                (context, input) -> TaskResult.of(
                        new Content.File("a.bin", "application/x-thing", Attachment.of(new byte[] {1, 2, 3}))));
        assertThat(stream("refuse").body()).startsWith("event: error\ndata: {\"error\":{\"code\":\"agent_busy\"");
        assertThat(stream("nobody").body()).contains("\"unknown_agent\"");
        assertThat(stream("file").body()).contains("\"data\":\"AQID\"").contains("\"name\":\"a.bin\"");
    }

    @Test
    @DisplayName("Closing the request cancels the task: the runner's context is cancelled and its thread interrupted")
    void cancel() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicReference<ErrorCode> why = new AtomicReference<>();
        serve("wait", (context, input) -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                TaskException reason = context.cancellation().reason();
                why.set(reason == null ? null : reason.code());
                interrupted.countDown();
                throw e;
            }
            return TaskResult.empty();
        });
        try (Socket socket = open()) {
            String request = "POST /rooms/demo/agents/wait/ask HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token()
                    + "\r\nContent-Length: 2\r\n\r\n{}";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(why.get()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(get("/rooms").body()).contains("\"running\":0");
    }

    @Test
    @DisplayName("A timeout is answered by the room, in time, as 504")
    void timeout() throws Exception {
        serve("wait", (context, input) -> {
            new CountDownLatch(1).await();
            return TaskResult.empty();
        });
        refused(post("/rooms/demo/agents/wait/ask?timeout=200ms", "{}"), 504, "timed_out");
    }

    @Test
    @DisplayName("A large body is taken only from who has a good token, and never one larger than a message")
    void sizes() throws Exception {
        serve(
                "echo",
                (context, input) ->
                        TaskResult.of(String.valueOf(input.asMap().get("text")).length()));
        String large = "{\"text\":\"" + "x".repeat(500_000) + "\"}";
        assertThat(ask("echo", large).body()).isEqualTo("500000");
        String head = "POST /rooms/demo/agents/echo/ask HTTP/1.1\r\nHost: x\r\nContent-Length: ";
        assertThat(raw(head + "500000\r\n\r\n")).startsWith("HTTP/1.1 413");
        assertThat(raw(head + "500000\r\nAuthorization: Bearer nonsense\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(raw(head + "2000000\r\nAuthorization: Bearer " + token() + "\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        String chunk = "ffff\r\n" + "x".repeat(0xffff) + "\r\n";
        assertThat(raw("POST /local/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    @DisplayName("An answer that is too large for the room fails, and does not hang")
    void largeAnswer() throws Exception {
        serve("flood", (context, input) -> TaskResult.of("x".repeat(2 * MAX_MESSAGE)));
        HttpResponse<String> answer = ask("flood", "{}");
        assertThat(answer.statusCode()).as(answer.body()).isGreaterThanOrEqualTo(400);
        assertThat(json(answer).object("error")).isNotNull();
    }

    @Test
    @DisplayName("A request is a participant and counts as one: a full room answers 503")
    void full() throws Exception {
        CountDownLatch running = new CountDownLatch(4);
        CountDownLatch enough = new CountDownLatch(1);
        serve("wait", (context, input) -> {
            running.countDown();
            enough.await();
            return TaskResult.of("late");
        });
        var waiting = new java.util.ArrayList<java.util.concurrent.CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < 4; i++) {
            waiting.add(HTTP.sendAsync(
                    authorized("/rooms/demo/agents/wait/ask")
                            .POST(BodyPublishers.ofString("{}"))
                            .build(),
                    BodyHandlers.ofString()));
        }
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        refused(ask("wait", "{}"), 503, "agent_busy");
        enough.countDown();
        for (var one : waiting) {
            assertThat(one.get(30, TimeUnit.SECONDS).body()).isEqualTo("\"late\"");
        }
    }

    @Test
    @DisplayName(
            "Who sends a second request before the first is answered loses the connection; later requests are welcome")
    void oneAtATime() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        serve("wait", (context, input) -> {
            running.countDown();
            new CountDownLatch(1).await();
            return TaskResult.empty();
        });
        String request = "POST /rooms/demo/agents/wait/ask HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token()
                + "\r\nContent-Length: 2\r\n\r\n{}";
        try (Socket socket = open()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
            socket.getOutputStream()
                    .write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
        assertThat(
                        raw(
                                "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .containsSubsequence("200 OK", "taskrunner_rooms 1", "200 OK", "taskrunner_rooms 1");
    }
}
