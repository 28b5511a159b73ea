package dev.taskrunner.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.Attachment;
import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Generation;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomMessage;
import dev.taskrunner.schema.JsonSchema;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Our side of all scenarios: runners, toolkits and clients of both generations. */
final class Scenarios {
    private static final String SCHEMA = """
            {"type":"object","additionalProperties":false,"required":["a","b"],
             "properties":{"a":{"type":"integer"},"b":{"type":"integer"}}}""";
    private static final JsonSchema ANY = JsonSchema.parse("{\"type\":\"object\"}");

    private Scenarios() {}

    static Map<String, Scenario> all() {
        Map<String, Scenario> all = new LinkedHashMap<>();
        for (String name : List.of("connect", "private", "mint", "apikey", "storage", "streams")) {
            all.put(name, Scenarios::alone);
        }
        all.put("list", Scenarios::withRunners);
        all.put("invoke", Scenarios::withRunners);
        all.put("contents", Scenarios::contents);
        all.put("errors", Scenarios::errors);
        all.put("host", Scenarios::host);
        all.put("files", RoundTrips::files);
        all.put("mixed", RoundTrips::mixed);
        all.put("documents", RoundTrips::documents);
        all.put("messaging", Scenarios::messaging);
        all.put("queues", Scenarios::queues);
        all.put("reconnect", Scenarios::reconnect);
        all.put("token", Scenarios::token);
        all.put("javastreams", StreamScenarios::streams);
        all.putAll(ModelScenarios.all());
        return all;
    }

    private static void alone(Stage stage) throws Exception {
        stage.play().succeeded();
    }

    private static void withRunners(Stage stage) throws Exception {
        serveAdders(stage);
        stage.play().succeeded();
    }

    /** A runner in each generation, and a toolkit of the classic one. */
    private static void serveAdders(Stage stage) {
        for (Generation generation : List.of(Generation.CLASSIC, Generation.CURRENT)) {
            Room room = stage.join(generation);
            room.serve(adder(room.name()));
            if (generation == Generation.CLASSIC) {
                room.toolkits().register(Toolkit.of("words", upper()), true);
            } else {
                room.toolkits().register(Toolkit.of("bytes", upper("hash")), true);
            }
        }
    }

    private static TaskRunner adder(String name) {
        TaskSpec spec = TaskSpec.builder(name)
                .description("Adds")
                .inputSchema(SCHEMA)
                .outputSchema("{\"type\":\"object\",\"properties\":{\"sum\":{\"type\":\"integer\"}}}")
                .build();
        return TaskRunner.of(spec, (context, input) -> {
            Map<String, Object> map = input.asMap();
            int sum = ((Number) map.get("a")).intValue() + ((Number) map.get("b")).intValue();
            if (sum == 26) {
                throw new TaskException(ErrorCode.FAILED, "unlucky numbers");
            }
            return TaskResult.of(Map.of("sum", sum));
        });
    }

    private static Tool upper() {
        return upper("upper");
    }

    private static Tool upper(String name) {
        return Tool.of(
                name,
                "Makes capitals",
                ANY,
                (context, input) ->
                        TaskResult.of(String.valueOf(input.asMap().get("text")).toUpperCase(Locale.ROOT)));
    }

    private static void contents(Stage stage) throws Exception {
        Tool get = Tool.of(
                "get",
                "Gives content",
                ANY,
                (context, input) -> content(String.valueOf(input.asMap().get("kind"))));
        for (Generation generation : List.of(Generation.CLASSIC, Generation.CURRENT)) {
            Room room = stage.join(generation);
            room.toolkits().register(Toolkit.of("contents-" + room.name(), get), true);
        }
        stage.play().succeeded();
    }

    private static TaskResult content(String kind) {
        return switch (kind) {
            case "file" ->
                TaskResult.of(new Content.File("data.bin", "application/octet-stream", Attachment.of(bytes(3000))));
            case "text" -> TaskResult.of("ein Text");
            case "link" -> TaskResult.of(new Content.Link("a link", "https://example.test/"));
            case "empty" -> TaskResult.empty();
            default -> TaskResult.of(Map.of("deep", Map.of("list", Arrays.asList(1, "zwei", null))));
        };
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 % 251);
        }
        return bytes;
    }

    private static void errors(Stage stage) throws Exception {
        stage.join(Generation.CLASSIC).toolkits().register(Toolkit.of("words", upper()), true);
        stage.otherToken(stage.poorToken());
        stage.play().succeeded();
    }

    /** The program hosts a toolkit and a runner; both generations of ours use them. */
    private static void host(Stage stage) throws Exception {
        NodeProgram program = stage.play();
        program.hear("ready");
        List<Room> ours = List.of(stage.join(Generation.CLASSIC), stage.join(Generation.CURRENT));
        for (Room room : ours) {
            use(room);
        }
        program.say("stop");
        program.hear("stopped");
        for (Room room : ours) {
            TaskException gone = failure(() -> room.toolkits().invoke("node-tools", "text", Map.of()));
            assertThat(gone.code()).isEqualTo(ErrorCode.UNKNOWN_TOOL);
        }
        program.say("leave");
        program.hear("left");
        TaskException left = failure(() -> ours.get(0).agents().ask("other", Map.of("a", 1, "b", 1)));
        assertThat(left.code()).isIn(ErrorCode.UNKNOWN_AGENT, ErrorCode.AGENT_LEFT);
        program.say("end");
        program.succeeded();
    }

    private static void use(Room room) {
        assertThat(room.toolkits().list()).anyMatch(toolkit -> toolkit.name().equals("node-tools"));
        assertThat(room.agents().list())
                .anyMatch(spec -> spec.name().equals("other")
                        && spec.inputSchema().asMap().containsKey("properties"));
        assertThat(room.agents().ask("other", Map.of("a", 2, "b", 3)).asMap()).containsEntry("sum", 5);
        assertThat(invoke(room, "add", Map.of("a", 2, "b", 2)).asMap()).containsEntry("sum", 4);
        assertThat(invoke(room, "text", Map.of()).asText()).isEqualTo("ein Text");
        assertThat(invoke(room, "empty", Map.of()).content()).isInstanceOf(Content.Empty.class);
        Content.File file = (Content.File) invoke(room, "file", Map.of()).content();
        assertThat(file.name()).isEqualTo("x.bin");
        assertThat(file.data().toByteArray()).isEqualTo(bytes(3000));
        assertThat(failure(() -> invoke(room, "fail", Map.of())).text()).contains("no luck");
    }

    private static TaskResult invoke(Room room, String tool, Map<String, ?> arguments) {
        return room.toolkits().invoke("node-tools", tool, arguments);
    }

    private static TaskException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(TaskException.class, call);
    }

    private static void messaging(Stage stage) throws Exception {
        Map<Room, BlockingQueue<RoomMessage>> heard = listeners(stage);
        NodeProgram program = stage.play();
        program.hear("sent");
        for (Map.Entry<Room, BlockingQueue<RoomMessage>> one : heard.entrySet()) {
            answer(one.getKey(), next(one.getValue()));
        }
        program.hear("broadcast");
        for (BlockingQueue<RoomMessage> messages : heard.values()) {
            assertThat(next(messages).type()).isEqualTo("all");
        }
        heard.keySet().forEach(room -> room.setAttributes(Map.of("mood", "good")));
        program.say("attributes");
        program.succeeded();
    }

    private static Map<Room, BlockingQueue<RoomMessage>> listeners(Stage stage) {
        Map<Room, BlockingQueue<RoomMessage>> heard = new LinkedHashMap<>();
        for (Generation generation : List.of(Generation.CLASSIC, Generation.CURRENT)) {
            Room room = stage.join(generation);
            BlockingQueue<RoomMessage> messages = new LinkedBlockingQueue<>();
            room.messaging().onMessage(messages::add);
            room.messaging().enable();
            heard.put(room, messages);
        }
        return heard;
    }

    private static void answer(Room room, RoomMessage message) {
        assertThat(message.type()).isEqualTo("chat");
        assertThat(message.from().name()).isEqualTo("node");
        assertThat(message.message()).containsEntry("text", "hallo, grün");
        assertThat(message.attachment().orElseThrow().toByteArray()).isEqualTo("att".getBytes(StandardCharsets.UTF_8));
        room.messaging().send(message.from().id(), "reply", Map.of("from", room.name()));
    }

    private static RoomMessage next(BlockingQueue<RoomMessage> messages) throws InterruptedException {
        RoomMessage message = messages.poll(30, TimeUnit.SECONDS);
        assertThat(message).as("a message").isNotNull();
        return java.util.Objects.requireNonNull(message);
    }

    private static void reconnect(Stage stage) throws Exception {
        NodeProgram program = stage.play();
        Room room = stage.join(Generation.CURRENT);
        room.serve(TaskRunner.of(
                TaskSpec.builder("current").inputSchema(ANY).build(), (context, input) -> TaskResult.of("here")));
        program.hear("ready");
        stage.restartServer();
        program.say("restarted");
        program.hear("back");
        CompletableFuture<TaskResult> echoed = CompletableFuture.supplyAsync(() -> {
            room.agents().await("current", java.time.Duration.ofSeconds(30));
            return room.toolkits().invoke("mirror", "echo", Map.of("n", 1));
        });
        assertThat(echoed.get(60, TimeUnit.SECONDS).asMap()).containsEntry("n", 1);
        program.say("end");
        program.succeeded();
    }

    private static void token(Stage stage) throws Exception {
        String token = stage.poorToken();
        stage.otherToken(token.substring(0, token.length() - 4) + "AAAA");
        stage.play().succeeded();
    }

    private static void queues(Stage stage) throws Exception {
        Room room = stage.join(Generation.CLASSIC);
        NodeProgram program = stage.play();
        program.hear("waiting");
        room.queues().send("java", Map.of("from", "java"));
        assertThat(room.queues()
                        .receive("node", java.time.Duration.ofSeconds(60))
                        .orElseThrow()
                        .value())
                .isEqualTo(Map.of("from", "node"));
        program.succeeded();
    }
}
