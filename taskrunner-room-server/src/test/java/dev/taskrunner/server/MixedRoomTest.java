package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.RawJson;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Participants of both generations in one room. */
@ParameterizedClass
@EnumSource(Via.class)
class MixedRoomTest extends CurrentCase {
    private static final Map<String, Object> SCHEMA = Map.of("type", "object", "title", "in");
    private static final Map<String, Object> SPEC = Map.of("types", List.of("json"), "stream", false, "schema", SCHEMA);
    private static final Map<String, Object> TOOL = Map.of("title", "Run", "description", "d", "input_spec", SPEC);

    private WireClient classicRunner(String name) {
        WireClient runner = classic(name);
        runner.requestJson(
                "agent.register_agent",
                "title",
                "The " + name,
                "description",
                "d",
                "input_schema",
                SCHEMA,
                "output_schema",
                Map.of("type", "string"));
        return runner;
    }

    private WireClient currentRunner(String name) {
        WireClient runner = join(name);
        runner.requestJson(
                "room.register_toolkit",
                "name",
                name,
                "title",
                "The " + name,
                "public",
                true,
                "tools",
                Map.of("run_" + name + "_task", TOOL));
        return runner;
    }

    private static long run(WireClient caller, String runner, Object... more) {
        return call(caller, runner, "run_" + runner + "_task", more);
    }

    @Test
    @DisplayName("current 53: a classic runner is listed and called as toolkit N with the tool run_N_task")
    void classicRunnerAsToolkit() {
        WireClient runner = classicRunner("my adder");
        WireClient alice = join("alice");
        JsonFields listed = toolkits(alice).object("my adder");
        assertThat(listed.string("participant_id")).isEqualTo(runner.id());
        JsonFields tool = listed.object("tools").object("run_my adder_task");
        assertThat(tool.string("title")).isEqualTo("Run The my adder Task");
        assertThat(tool.object("input_spec").object("schema").string("title")).isEqualTo("in");
        assertThat(tool.object("output_spec").object("schema").string("type")).isEqualTo("string");
        for (Object[] answer : new Object[][] {
            {Map.of("c", 7), "json", "{\"type\":\"json\",\"json\":{\"c\":7}}"},
            {"text", "text", "{\"type\":\"text\",\"text\":\"text\"}"},
            {null, "empty", "{\"type\":\"empty\"}"},
            {5, "json", "{\"type\":\"json\",\"json\":5}"}
        }) {
            long id = run(alice, "my adder");
            JsonFields task = runner.awaitJson("agent.ask");
            assertThat(task.raw("arguments")).hasToString("{\"a\":1}");
            assertThat(task.string("caller_id")).isEqualTo(alice.id());
            runner.send("agent.ask_response", "task_id", task.string("task_id"), "answer", answer[0]);
            assertThat(alice.answer(id).json().toRaw()).hasToString((String) answer[2]);
        }
    }

    @Test
    @DisplayName("A classic runner's error has a number in the current generation; what is no JSON does not reach it")
    void classicRunnersErrors() {
        WireClient runner = classicRunner("my adder");
        WireClient alice = join("alice");
        long id = run(alice, "my adder");
        runner.send("agent.ask_response", "task_id", taskId(runner), "error", "no luck");
        Body error = alice.answer(id);
        assertThat(error.json().string("text")).isEqualTo("no luck");
        assertThat(number(error)).isEqualTo(1008);
        long file = run(alice, "my adder", "arguments", Map.of("type", "text", "text", "x"));
        assertThat(number(alice.answer(file))).isEqualTo(1002);
        assertThat(runner.leftOver()).isEmpty();
    }

    @Test
    @DisplayName("A runner of the current generation is listed and asked as a classic agent")
    void currentRunnerAsAgent() {
        WireClient runner = currentRunner("adder");
        WireClient old = classic("old");
        JsonFields listed = WireClient.parse(
                old.requestJson("agent.list_agents").array("agents").get(0));
        assertThat(listed.string("name")).isEqualTo("adder");
        assertThat(listed.string("title")).isEqualTo("The adder");
        assertThat(listed.string("description")).isEqualTo("d");
        assertThat(listed.object("input_schema").string("title")).isEqualTo("in");
        for (Object[] pair : new Object[][] {
            {WireClient.fields("type", "json", "json", Map.of("c", 7)), "{\"c\":7}"},
            {WireClient.fields("type", "text", "text", "hi"), "\"hi\""},
            {WireClient.fields("type", "empty"), "null"},
        }) {
            long id = ask(old, "adder");
            Message push = runner.await("room.tool_call.adder");
            assertThat(WireClient.body(push).json().raw("arguments"))
                    .hasToString("{\"type\":\"json\",\"json\":{\"a\":1}}");
            respond(runner, push, Body.of((JsonFields) pair[0]));
            assertThat(answer(old, id).raw("answer")).hasToString((String) pair[1]);
        }
    }

    @Test
    @DisplayName("Files and errors of a runner of the current generation reach a classic caller")
    void currentRunnersFilesAndErrors() {
        WireClient runner = currentRunner("adder");
        WireClient old = classic("old");
        long id = ask(old, "adder");
        byte[] bytes = {4, 2};
        JsonFields file = WireClient.fields("type", "file", "name", "x", "mime_type", "a/b");
        respond(runner, runner.await("room.tool_call.adder"), Body.of(file, ByteBuffer.wrap(bytes)));
        Body answer = old.answer(id);
        assertThat(answer.json().object("taskrunner").object("content").string("mime_type"))
                .isEqualTo("a/b");
        assertThat(answer.attachment()).isEqualTo(ByteBuffer.wrap(bytes));
        id = ask(old, "adder");
        respond(runner, runner.await("room.tool_call.adder"), "type", "error", "text", "no", "code", 1001);
        Body error = old.answer(id);
        assertThat(WireClient.error(error)).isEqualTo("no");
        assertThat(WireClient.code(error)).isEqualTo("denied");
    }

    @Test
    @DisplayName("Toolkits of each generation are called by the other")
    void toolkits() {
        WireClient old = classic("old");
        register(old, "ancient", true, "t");
        WireClient provider = host("p", "modern", "t");
        WireClient alice = join("alice");
        WireClient older = classic("older");
        assertThat(toolkits(alice).names()).contains("ancient", "modern");
        assertThat(older.requestJson("agent.list_toolkits").object("tools").names())
                .contains("ancient", "modern");
        long id = call(alice, "ancient", "t", "arguments", Map.of("type", "empty"));
        Message push = old.await("agent.tool_call.ancient");
        assertThat(WireClient.body(push).json().raw("arguments")).isEqualTo(RawJson.EMPTY_OBJECT);
        old.send(Message.of(
                push.id(), "agent.tool_call_response", Body.of(WireClient.fields("type", "error", "text", "no"))));
        assertThat(number(alice.answer(id))).isEqualTo(1008);
    }

    @Test
    @DisplayName("Binary content is an error for a classic caller, who would wait for ever for it")
    void binaryForClassicCaller() {
        WireClient provider = host("p", "modern", "t");
        WireClient older = classic("older");
        long back = invoke(older, "modern", "t");
        respond(provider, provider.await("room.tool_call.modern"), "type", "binary", "headers", Map.of());
        assertThat(WireClient.code(older.answer(back))).isEqualTo("invalid_response");
    }

    @Test
    @DisplayName("Runners of one name share the load, whatever generation they and their callers are of")
    void sharedLoad() {
        WireClient one = classicRunner("adder");
        WireClient two = currentRunner("adder");
        WireClient alice = join("alice");
        WireClient old = classic("old");
        assertThat(agents(old)).containsExactly("adder", "adder");
        run(alice, "adder");
        ask(old, "adder");
        one.await("agent.ask");
        two.await("room.tool_call.adder");
    }

    @Test
    @DisplayName("Deadline, progress, chain and cancel pass between the generations")
    void extensions() {
        WireClient runner = join("adder");
        runner.requestJson(
                "room.register_toolkit",
                "name",
                "adder",
                "public",
                true,
                "taskrunner",
                Map.of(),
                "tools",
                Map.of("run_adder_task", Map.of("input_spec", JSON_SPEC)));
        WireClient old = classic("old");
        Map<String, Object> ours = Map.of("timeout_ms", 60_000, "chain", List.of("root"), "progress", true);
        long id = ask(old, "adder", "taskrunner", ours);
        Message push = runner.await("room.tool_call.adder");
        JsonFields extension = WireClient.body(push).json().object("taskrunner");
        assertThat(extension.integer("timeout_ms")).isEqualTo(60_000);
        assertThat(extension.strings("chain")).containsExactly("root");
        assertThat(extension.object("caller").object("attributes").string("name"))
                .isEqualTo("old");
        respondChunk(runner, push, Map.of("type", "progress", "fraction", 0.5));
        JsonFields progress = old.awaitJson("agent.progress");
        assertThat(progress.integer("request_id")).isEqualTo(id);
        assertThat(progress.object("progress").number("fraction")).isEqualTo(0.5);
        old.send("agent.cancel", "request_id", id);
        assertThat(WireClient.code(old.answer(id))).isEqualTo("cancelled");
        assertThat(runner.awaitJson("agent.cancel").integer("call_id")).isEqualTo(push.id());
    }

    @Test
    @DisplayName(
            "Progress of a classic runner is an event for a client of the current generation; its cancel reaches the runner")
    void extensionsOfClassicRunner() {
        WireClient ancient = classicRunner("ancient");
        WireClient bob = python("bob");
        long second = run(bob, "ancient", "tool_call_id", "c");
        JsonFields task = ancient.awaitJson("agent.ask");
        assertThat(task.object("taskrunner").bool("progress")).isTrue();
        ancient.send("agent.progress", "task_id", task.string("task_id"), "progress", Map.of("text", "half"));
        Body event = nextChunk(bob);
        assertThat(event.json().string("tool_call_id")).isEqualTo("c");
        assertThat(chunk(event).string("text")).isEqualTo("half");
        assertThat(chunk(event).string("type")).isEqualTo("progress");
        bob.send("agent.cancel", "request_id", second);
        assertThat(number(bob.answer(second))).isEqualTo(1008);
        assertThat(ancient.awaitJson("agent.cancel").string("task_id")).isEqualTo(task.string("task_id"));
    }

    @Test
    @DisplayName("A chain that would run in a circle is refused, however the runner is called")
    void reentry() {
        WireClient runner = join("adder");
        runner.requestJson(
                "room.register_toolkit",
                "name",
                "adder",
                "public",
                true,
                "annotations",
                Map.of("taskrunner.reentry", "forbid"),
                "tools",
                Map.of("run_adder_task", Map.of()));
        WireClient alice = join("alice");
        long id = run(alice, "adder", "taskrunner", Map.of("chain", List.of("adder")));
        assertThat(number(alice.answer(id))).isEqualTo(1001);
        askedInACircle(classic("old"));
    }

    private static void askedInACircle(WireClient old) {
        long asked = ask(old, "adder", "taskrunner", Map.of("chain", List.of("adder")));
        assertThat(WireClient.code(old.answer(asked))).isEqualTo("delegation_refused");
    }
}
