package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.Attachment;
import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Outcome;
import dev.taskrunner.Participant;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.protocol.Wire;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that speaks the current generation, message by message. */
@Timeout(60)
class CurrentRoomTest {
    private static final String REGISTERED = "{\"type\":\"json\",\"json\":{\"id\":\"k1\"}}";

    private final ScriptedRoom server = new ScriptedRoom();
    private Room room;
    private ScriptedPeer peer;

    @BeforeEach
    void join() throws Exception {
        server.answer("room.register_toolkit", REGISTERED);
        server.answer("room.unregister_toolkit", "{\"type\":\"empty\"}");
        room = server.join(options -> options.generation(Generation.CURRENT));
        peer = server.peer();
    }

    @AfterEach
    void leave() {
        server.close();
    }

    private static TaskSpec.Builder spec() {
        return TaskSpec.builder()
                .description("d")
                .inputSchema(
                        "{\"type\":\"object\",\"required\":[\"a\",\"b\"],\"properties\":{\"a\":{\"type\":\"integer\"},"
                                + "\"b\":{\"type\":[\"string\",\"null\"]}}}");
    }

    private void call(long id, String toolkit, String json) {
        peer.push(id, "room.tool_call." + toolkit, ScriptedRoom.body(json));
    }

    private String answerOf(long id) throws InterruptedException {
        Message answer = peer.expect("room.tool_call_response");
        assertThat(answer.id()).isEqualTo(id);
        return Wire.text(ScriptedPeer.json(answer));
    }

    @Test
    @DisplayName("current 53: a runner N is the public toolkit N with the tool run_N_task, input and output spec")
    void registration() throws Exception {
        server.answers.remove("room.register_toolkit");
        TaskSpec spec = spec().outputSchema("{\"type\":\"string\"}")
                .title("My Runner")
                .annotation("k", "v")
                .annotation("odd", 7)
                .build();
        CompletableFuture<?> serving = CompletableFuture.supplyAsync(
                () -> room.serve(TaskRunner.of(spec, (context, input) -> TaskResult.of("x"))), server.threads());
        Message request = peer.expect("room.register_toolkit");
        JsonFields json = ScriptedPeer.json(request);
        assertThat(json.string("name")).isEqualTo("me");
        assertThat(json.string("title")).isEqualTo("My Runner");
        assertThat(json.bool("public")).isTrue();
        assertThat(json.raw("annotations")).hasToString("{\"k\":\"v\"}");
        assertThat(json.object("tools").names()).containsExactly("run_me_task");
        JsonFields tool = json.object("tools").object("run_me_task");
        assertThat(tool.string("title")).isEqualTo("Run My Runner Task");
        assertThat(tool.string("description")).isEqualTo("d");
        assertThat(tool.object("input_spec").strings("types")).containsExactly("json");
        assertThat(tool.object("input_spec").bool("stream")).isFalse();
        assertThat(tool.object("input_spec").object("schema").strings("required"))
                .containsExactly("a", "b");
        assertThat(tool.object("output_spec").object("schema").string("type")).isEqualTo("string");
        assertThat(tool.bool("strict")).isTrue();
        peer.answer(request, REGISTERED);
        ((dev.taskrunner.Registration) Outcome.value(serving)).close();
        peer.awaitType("room.unregister_toolkit");
    }

    @Test
    @DisplayName("current 53: a task comes as a call; what may be null may be left out, what does not match is refused")
    void serving() throws Exception {
        room.serve(TaskRunner.of(spec().build(), (context, input) -> switch (((Number)
                        input.asMap().get("a"))
                .intValue()) {
            case 1 -> TaskResult.of(input.asMap());
            case 2 -> TaskResult.of("text");
            case 3 -> TaskResult.empty();
            case 4 -> TaskResult.of(new Content.File("f", "a/b", Attachment.of(new byte[] {1, 2})));
            default -> throw new TaskException(ErrorCode.DENIED, "not for you");
        }));
        String start = "{\"name\":\"run_me_task\",\"caller_id\":\"c\",\"on_behalf_of_id\":null,\"tool_call_id\":\"x\","
                + "\"arguments\":{\"type\":\"json\",\"json\":{\"a\":";
        call(0, "me", start + "1}}}");
        assertThat(answerOf(0)).isEqualTo("{\"type\":\"json\",\"json\":{\"a\":1,\"b\":null}}");
        call(2, "me", start + "2,\"b\":\"x\"}}}");
        assertThat(answerOf(2)).isEqualTo("{\"type\":\"text\",\"text\":\"text\"}");
        call(3, "me", start + "3}}}");
        assertThat(answerOf(3)).isEqualTo("{\"type\":\"empty\"}");
        call(4, "me", start + "4}}}");
        Message file = peer.expect("room.tool_call_response");
        assertThat(Wire.text(ScriptedPeer.json(file)))
                .isEqualTo("{\"type\":\"file\",\"name\":\"f\",\"mime_type\":\"a/b\"}");
        assertThat(file.body().attachment()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
        call(5, "me", start + "5}}}");
        assertThat(answerOf(5)).contains("not for you", "\"code\":1001");
        call(6, "me", start + "\"one\"}}}");
        assertThat(answerOf(6)).contains("\"type\":\"error\"", "\"code\":1002", "integer");
    }

    @Test
    @DisplayName("A runner takes JSON only: text, streams and what is no content are refused with 1002")
    void otherArguments() throws Exception {
        room.serve(TaskRunner.of(spec().build(), (context, input) -> TaskResult.empty()));
        call(7, "me", "{\"name\":\"run_me_task\",\"arguments\":{\"type\":\"text\",\"text\":\"x\"}}");
        assertThat(answerOf(7)).contains("\"code\":1002", "does not take text");
        call(8, "me", "{\"name\":\"run_me_task\",\"arguments\":{\"type\":\"control\",\"method\":\"open\"}}");
        assertThat(answerOf(8)).contains("\"code\":1002");
        call(9, "me", "{\"name\":\"run_me_task\",\"arguments\":\"text\"}");
        assertThat(answerOf(9)).contains("\"code\":1002");
    }

    @Test
    @DisplayName(
            "Progress is an event of the call, under the name that the room gave it; a cancel names the call's number")
    void progressAndCancel() throws Exception {
        CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
        room.serve(TaskRunner.of(TaskSpec.builder().build(), (context, input) -> {
            context.progress("half");
            context.cancellation().onCancel(() -> cancelled.complete(true));
            Outcome.value(cancelled);
            return TaskResult.empty();
        }));
        call(
                7,
                "me",
                "{\"name\":\"run_me_task\",\"caller_id\":\"c\",\"tool_call_id\":\"x7\",\"arguments\":{\"type\":\"empty\"},"
                        + "\"taskrunner\":{\"progress\":true}}");
        Message event = peer.expect("room.tool_call_response_chunk");
        assertThat(event.id()).isEqualTo(7);
        assertThat(Wire.text(ScriptedPeer.json(event)))
                .isEqualTo("{\"tool_call_id\":\"x7\",\"chunk\":{\"type\":\"progress\",\"text\":\"half\"}}");
        peer.push("agent.cancel", "{\"call_id\":7,\"text\":\"enough\"}");
        assertThat(answerOf(7)).contains("\"type\":\"error\"");
        assertThat(Outcome.value(cancelled)).isTrue();
    }

    @Test
    @DisplayName(
            "To ask is to call run_N_task; text, JSON, nothing and files come back as what they are, errors with a code")
    void asking() throws Exception {
        CompletableFuture<TaskResult> answer = room.agents().askAsync("other", Map.of("n", 1));
        Message request = peer.expect("room.invoke_tool");
        JsonFields json = ScriptedPeer.json(request);
        assertThat(json.string("toolkit")).isEqualTo("other");
        assertThat(json.string("tool")).isEqualTo("run_other_task");
        assertThat(json.raw("arguments")).hasToString("{\"type\":\"json\",\"json\":{\"n\":1}}");
        assertThat(json.string("tool_call_id")).isNotEmpty();
        assertThat(json.has("agent")).isFalse();
        peer.answer(request, "{\"type\":\"json\",\"json\":{\"sum\":3}}");
        assertThat(Outcome.value(answer).asMap()).containsEntry("sum", 3);

        answer = room.agents().askAsync("other", Map.of());
        peer.answer(peer.expect("room.invoke_tool"), "{\"type\":\"text\",\"text\":\"yes\"}");
        assertThat(Outcome.value(answer).asText()).isEqualTo("yes");
    }

    @Test
    @DisplayName("A file comes back with its bytes; numbers of errors become codes")
    void answers() throws Exception {
        CompletableFuture<TaskResult> answer = room.agents().askAsync("other", Map.of());
        Message request = peer.expect("room.invoke_tool");
        Body file = Body.of(
                Wire.fields("{\"type\":\"file\",\"name\":\"f\",\"mime_type\":\"a/b\"}"),
                ByteBuffer.wrap(new byte[] {5}));
        peer.push(request.id(), "__response__", file);
        assertThat(((Content.File) Outcome.value(answer).content()).data().toByteArray())
                .containsExactly(5);

        for (Map.Entry<String, ErrorCode> one : Map.of(
                        "1001", ErrorCode.DENIED, "1003", ErrorCode.UNKNOWN_AGENT, "\"1009\"", ErrorCode.TIMED_OUT)
                .entrySet()) {
            answer = room.agents().askAsync("other", Map.of());
            peer.answer(
                    peer.expect("room.invoke_tool"),
                    "{\"type\":\"error\",\"text\":\"no\",\"code\":" + one.getKey() + "}");
            TaskException failure = Outcome.failure(answer);
            assertThat(failure.code()).isEqualTo(one.getValue());
            assertThat(failure.text()).isEqualTo("no");
        }
    }

    @Test
    @DisplayName("Events of a call are heard as progress; those of other calls, and late ones, are dropped")
    void events() throws Exception {
        BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        CompletableFuture<TaskResult> answer = room.agents()
                .askAsync(
                        "other",
                        Map.of(),
                        dev.taskrunner.AskOptions.builder().progress(heard::add).build());
        Message request = peer.expect("room.invoke_tool");
        String name = ScriptedPeer.json(request).string("tool_call_id");
        peer.push(
                "room.tool_call_response_chunk",
                "{\"tool_call_id\":\"strange\",\"chunk\":{\"type\":\"progress\",\"text\":\"no\"}}");
        peer.push(
                "room.tool_call_response_chunk",
                "{\"tool_call_id\":\"" + name
                        + "\",\"chunk\":{\"type\":\"progress\",\"fraction\":0.5,\"text\":\"half\"}}");
        peer.answer(request, "{\"type\":\"empty\"}");
        Outcome.value(answer);
        assertThat(heard.poll(10, TimeUnit.SECONDS))
                .hasToString(new dev.taskrunner.Progress(0.5, "half", null).toString());
        assertThat(heard).isEmpty();
    }

    @Test
    @DisplayName("Runners are those toolkits that have a tool run_N_task")
    void listing() {
        server.answer("room.list_toolkits", """
                {"type":"json","json":{"tools":{
                  "other":{"title":"Other","tools":{"run_other_task":{"description":"d","input_spec":
                    {"types":["json"],"stream":false,"schema":{"type":"object","title":"in"}}}}},
                  "kit":{"title":"Kit","tools":{"t":{"input_spec":{"types":["json"],"schema":{"type":"object"}}},
                    "old":{"input_schema":{"type":"object","title":"bare"}}}}}}}""");
        List<TaskSpec> agents = room.agents().list();
        assertThat(agents).hasSize(1);
        assertThat(agents.get(0).name()).isEqualTo("other");
        assertThat(agents.get(0).title()).isEqualTo("Other");
        assertThat(agents.get(0).description()).isEqualTo("d");
        assertThat(agents.get(0).inputSchema().asMap()).containsEntry("title", "in");
        List<Toolkit> toolkits = room.toolkits().list();
        assertThat(toolkits).extracting(Toolkit::name).containsExactly("other", "kit");
        assertThat(toolkits.get(1).tool("old").orElseThrow().inputSchema().asMap())
                .containsEntry("title", "bare");
    }

    @Test
    @DisplayName("A toolkit is registered with specs, and its calls are answered")
    void toolkits() throws Exception {
        server.answers.remove("room.register_toolkit");
        Tool tool = Tool.of(
                "t", "d", JsonSchema.parse("{\"type\":\"object\"}"), (context, input) -> TaskResult.of(input.asMap()));
        CompletableFuture<?> serving = CompletableFuture.supplyAsync(
                () -> room.toolkits().register(Toolkit.of("my kit", tool), false), server.threads());
        Message request = peer.expect("room.register_toolkit");
        JsonFields json = ScriptedPeer.json(request);
        assertThat(json.bool("public")).isFalse();
        assertThat(json.object("tools")
                        .object("t")
                        .object("input_spec")
                        .object("schema")
                        .string("type"))
                .isEqualTo("object");
        assertThat(json.object("tools").object("t").has("input_schema")).isFalse();
        peer.answer(request, REGISTERED);
        Outcome.value(serving);
        call(3, "my kit", "{\"name\":\"t\",\"caller_id\":\"c\",\"arguments\":{\"type\":\"json\",\"json\":{\"x\":1}}}");
        assertThat(answerOf(3)).isEqualTo("{\"type\":\"json\",\"json\":{\"x\":1}}");
        callOfNoTool();
    }

    private void callOfNoTool() throws InterruptedException {
        call(4, "my kit", "{\"name\":\"none\",\"caller_id\":\"c\",\"arguments\":{\"type\":\"empty\"}}");
        assertThat(answerOf(4)).contains("\"code\":1003");
    }

    @Test
    @DisplayName("§6.1 messaging is a toolkit: enable waits for the roster")
    void messaging() throws Exception {
        CompletableFuture<Void> enabling =
                CompletableFuture.runAsync(() -> room.messaging().enable(), server.threads());
        Message request = peer.expect("room.invoke_tool");
        assertThat(ScriptedPeer.json(request).string("toolkit")).isEqualTo("messaging");
        assertThat(ScriptedPeer.json(request).string("tool")).isEqualTo("enable");
        peer.answer(request, "{\"type\":\"empty\"}");
        peer.push(
                "messaging.send",
                "{\"from_participant_id\":\"room\",\"type\":\"messaging.enabled\",\"message\":{\"participants\":"
                        + "[{\"id\":\"p\",\"role\":\"agent\",\"attributes\":{\"name\":\"paul\"}}]}}");
        Outcome.value(enabling);
        assertThat(room.messaging().participants())
                .extracting(Participant::name)
                .containsExactly("paul");
    }

    @Test
    @DisplayName("§6.1 messages travel as text, bytes as base64")
    void sending() throws Exception {
        CompletableFuture<Void> sending = CompletableFuture.runAsync(
                () -> room.messaging()
                        .send(
                                "p",
                                "chat",
                                Map.of("n", 1),
                                Attachment.of("att".getBytes(java.nio.charset.StandardCharsets.UTF_8))),
                server.threads());
        Message request = peer.expect("room.invoke_tool");
        assertThat(ScriptedPeer.json(request).object("arguments").raw("json"))
                .hasToString("{\"to_participant_id\":\"p\",\"type\":\"chat\",\"message_json\":\"{\\\"n\\\":1}\","
                        + "\"attachment_base64\":\"YXR0\"}");
        peer.answer(request, "{\"type\":\"error\",\"text\":\"the participant was not found\",\"code\":1003}");
        assertThat(Outcome.failure(sending).text()).isEqualTo("the participant was not found");
    }

    @Test
    @DisplayName("A participant that is dismissed leaves for good")
    void dismissed() {
        peer.push("messaging.send", "{\"from_participant_id\":\"room\",\"type\":\"dismiss\",\"message\":{}}");
        assertThat(Outcome.value(room.ended())).isNotEmpty();
        assertThat(room.isOpen()).isFalse();
    }

    @Test
    @DisplayName(
            "§1.7 closed with 1000 it stays away; after a loss it sends its attributes first, then registers again")
    void reconnect() throws Exception {
        room.setAttributes(Map.of("k", "v"));
        peer.expect("set_attributes");
        room.serve(TaskRunner.of(TaskSpec.builder().build(), (context, input) -> TaskResult.empty()));
        peer.cut();
        ScriptedPeer again = server.reconnected();
        again.awaitType("room.register_toolkit");
        assertThat(Wire.text(again.expectJson("set_attributes"))).isEqualTo("{\"k\":\"v\"}");
        assertThat(again.types()).startsWith("set_attributes", "room.register_toolkit");
        again.close(1000, "enough");
        assertThat(Outcome.value(room.ended())).contains("1000");
        assertThat(server.hasNoFurtherPeer()).isTrue();
    }
}
