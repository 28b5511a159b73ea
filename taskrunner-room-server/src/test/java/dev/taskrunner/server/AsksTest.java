package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.RawJson;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class AsksTest extends RoomCase {

    @Test
    @DisplayName("§13-28 §13-29 leg 2 has task_id, arguments, toolkits, caller_id, context; leg 4 the answer")
    void roundTrip() {
        WireClient runner = runner("adder");
        WireClient caller = join("alice");
        long id = ask(caller, "adder");
        JsonFields task = runner.awaitJson("agent.ask");
        assertThat(task.names())
                .containsExactlyInAnyOrder("task_id", "arguments", "toolkits", "caller_id", "context", "taskrunner");
        assertThat(task.raw("arguments")).hasToString("{\"a\":1}");
        assertThat(task.raw("toolkits")).hasToString("[]");
        assertThat(task.string("caller_id")).isEqualTo(caller.id());
        assertThat(task.object("context").raw("messages")).hasToString("[]");
        assertThat(task.object("context").raw("system_role")).isEqualTo(RawJson.NULL);
        runner.send("agent.ask_response", "task_id", task.string("task_id"), "answer", Map.of("sum", 3));
        assertThat(answer(caller, id).raw("answer")).hasToString("{\"sum\":3}");
        assertThat(runner.settle()).as("§13-21 a response is never answered").isEmpty();
        assertThat(caller.settle()).isEmpty();
    }

    @Test
    @DisplayName("§13-29 on_behalf_of_id only if given; both participants are described")
    void onBehalfOf() {
        WireClient runner = runner("adder");
        WireClient caller = join("alice");
        WireClient bob = join("bob");
        bob.send("set_attributes", "color", "blue");
        bob.settle();
        ask(caller, "adder", "on_behalf_of_id", bob.id());
        JsonFields task = runner.awaitJson("agent.ask");
        assertThat(task.string("on_behalf_of_id")).isEqualTo(bob.id());
        JsonFields ours = task.object("taskrunner");
        assertThat(ours.object("caller").object("attributes").string("name")).isEqualTo("alice");
        assertThat(ours.object("on_behalf_of").object("attributes").raw("color"))
                .hasToString("\"blue\"");
        Body refused = caller.answer(ask(caller, "adder", "on_behalf_of_id", "nobody"));
        assertThat(WireClient.error(refused)).contains("'nobody' is not in the room");
        assertThat(WireClient.code(refused)).isEqualTo("unknown_participant");
    }

    @Test
    @DisplayName("§13-30 answers that are objects, strings, lists, numbers and null all arrive")
    void answersOfEveryKind() throws Exception {
        WireClient runner = runner("adder");
        WireClient caller = join("alice");
        for (String json : List.of("{\"a\":{\"b\":[1,2.50,\"é\"]}}", "\"text\"", "null", "[]", "42", "1e-7", "false")) {
            long id = ask(caller, "adder");
            runner.send("agent.ask_response", "task_id", taskId(runner), "answer", RawJson.parse(json));
            assertThat(answer(caller, id).raw("answer")).hasToString(json);
        }
        long id = ask(caller, "adder");
        runner.send("agent.ask_response", "task_id", taskId(runner));
        assertThat(answer(caller, id).raw("answer")).as("absent is null").isEqualTo(RawJson.NULL);
    }

    @Test
    @DisplayName("§13-31 §13-22 a runner's error text reaches the caller unchanged")
    void errorText() {
        WireClient runner = runner("adder");
        WireClient caller = join("alice");
        String text = "kaboom \"quoted\"\n\té \ud83d\ude00";
        long id = ask(caller, "adder");
        runner.send("agent.ask_response", "task_id", taskId(runner), "error", text);
        assertThat(WireClient.error(caller.answer(id))).isEqualTo(text);
    }

    @Test
    @DisplayName("§13-32 a response without task id settles the only outstanding task")
    void emptyTaskId() {
        WireClient runner = runner("adder");
        WireClient caller = join("alice");
        long first = ask(caller, "adder");
        taskId(runner);
        runner.send("agent.ask_response", "task_id", "", "error", "TypeScript failed");
        assertThat(WireClient.error(caller.answer(first))).isEqualTo("TypeScript failed");

        long second = ask(caller, "adder");
        taskId(runner);
        runner.send("agent.ask_response", "task_id", "no such task", "answer", "fine");
        assertThat(answer(caller, second).string("answer")).isEqualTo("fine");
    }

    @Test
    @DisplayName("§13-32 with several outstanding tasks it fails the oldest, and only that")
    void emptyTaskIdWithSeveral() {
        WireClient runner = runner("adder");
        WireClient caller = join("alice");
        long oldest = ask(caller, "adder");
        taskId(runner);
        long middle = ask(caller, "adder");
        taskId(runner);
        long newest = ask(caller, "adder");
        String newestTask = taskId(runner);

        runner.send("agent.ask_response", "task_id", "", "error", "one failed");
        assertThat(WireClient.error(caller.answer(oldest))).isEqualTo("one failed");
        runner.send("agent.ask_response", "task_id", "", "answer", 1);
        assertThat(WireClient.code(caller.answer(middle))).isEqualTo("invalid_response");
        runner.send("agent.ask_response", "task_id", newestTask, "answer", 2);
        assertThat(answer(caller, newest).integer("answer")).isEqualTo(2);
    }

    @Test
    @DisplayName("§13-33 an ask to an unknown agent is refused")
    void unknownAgent() {
        WireClient caller = join("alice");
        Body answer = caller.answer(ask(caller, "nobody"));
        assertThat(WireClient.error(answer)).isEqualTo("agent 'nobody' is not in the room");
        assertThat(WireClient.code(answer)).isEqualTo("unknown_agent");
    }

    @Test
    @DisplayName("§13-35 50 concurrent asks on one runner are answered independently, in any order")
    void manyAtOnce() {
        WireClient runner = runner("adder");
        WireClient caller = join("alice");
        List<Long> ids = new ArrayList<>();
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ids.add(ask(caller, "adder", "arguments", Map.of("n", i)));
        }
        for (int i = 0; i < 50; i++) {
            JsonFields task = runner.awaitJson("agent.ask");
            assertThat(task.object("arguments").integer("n")).isEqualTo(i);
            tasks.add(task.string("task_id"));
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(7));
        order.forEach(i -> runner.send("agent.ask_response", "task_id", tasks.get(i), "answer", i));
        for (int i = 0; i < 50; i++) {
            assertThat(answer(caller, ids.get(i)).integer("answer")).isEqualTo(i);
        }
        assertThat(tasks).doesNotHaveDuplicates();
        assertThat(caller.settle()).isEmpty();
    }

    @Test
    @DisplayName("§13-36 requires becomes toolkits with lists of tools, restricted; what is missing fails the ask")
    void requires() {
        WireClient runner = runner("adder", "supports_tools", true);
        provider("maths", "math", true, "dbl", "neg");
        WireClient caller = join("alice");

        ask(
                caller,
                "adder",
                "requires",
                List.of(Map.of("toolkit", "math", "tools", List.of("neg")), Map.of("schema", "x")));
        JsonFields toolkit = toolkits(runner).get(0);
        assertThat(toolkit.names()).containsExactly("name", "title", "description", "thumbnail_url", "tools");
        assertThat(toolkit.string("name")).isEqualTo("math");
        List<JsonFields> tools =
                toolkit.array("tools").stream().map(WireClient::parse).toList();
        assertThat(tools).hasSize(1);
        assertThat(tools.get(0).names()).containsExactly("name", "title", "description", "input_schema");
        assertThat(tools.get(0).string("name")).isEqualTo("neg");

        ask(caller, "adder", "requires", List.of(Map.of("toolkit", "math")));
        assertThat(toolkits(runner).get(0).array("tools")).hasSize(2);

        String toolkitError =
                WireClient.error(caller.answer(ask(caller, "adder", "requires", List.of(Map.of("toolkit", "no")))));
        assertThat(toolkitError).contains("toolkit 'no'");
        var bad = List.of(Map.of("toolkit", "math", "tools", List.of("sqrt")));
        assertThat(WireClient.error(caller.answer(ask(caller, "adder", "requires", bad))))
                .contains("no tool 'sqrt'");
        assertThat(runner.settle()).as("the runner is not bothered").isEmpty();
    }

    private static List<JsonFields> toolkits(WireClient runner) {
        return runner.awaitJson("agent.ask").array("toolkits").stream()
                .map(WireClient::parse)
                .toList();
    }

    @Test
    @DisplayName(
            "§13-36 requires means what the on-behalf-of participant, else the caller, sees; without supports_tools nothing")
    void requiresOfTheTarget() {
        WireClient runner = runner("adder", "supports_tools", true);
        WireClient plain = runner("plain");
        WireClient bob = provider("bob", "ui", false, "show");
        WireClient caller = join("alice");
        var requires = List.of(Map.of("toolkit", "ui"));

        assertThat(WireClient.error(caller.answer(ask(caller, "adder", "requires", requires))))
                .contains("'ui'");
        ask(caller, "adder", "requires", requires, "on_behalf_of_id", bob.id());
        assertThat(toolkits(runner)).hasSize(1);
        ask(bob, "adder", "requires", requires);
        assertThat(toolkits(runner)).hasSize(1);
        ask(caller, "plain", "requires", requires);
        assertThat(toolkits(plain)).isEmpty();
    }

    @Test
    @DisplayName("§13-37 an attachment of 100 kB arrives byte for byte, and the envelope with it")
    void attachment() {
        WireClient runner = runner("adder");
        WireClient caller = join("alice");
        byte[] bytes = new byte[100_000];
        new Random(3).nextBytes(bytes);
        JsonFields ask = WireClient.fields("agent", "adder", "arguments", Map.of());
        RawJson envelope = RawJson.of(Map.of("v", 1, "otel", Map.of("traceparent", "00-1-2-01")));
        caller.send(Message.of(
                900, "agent.ask", Body.of(ask, ByteBuffer.wrap(bytes)).withEnvelope(envelope)));
        Body task = WireClient.body(runner.await("agent.ask"));
        assertThat(task.attachment()).isEqualTo(ByteBuffer.wrap(bytes));
        assertThat(task.envelope()).isEqualTo(envelope);
    }

    @Test
    @DisplayName("§13-38 a response of one that does not own the task is ignored")
    void foreignResponse() {
        WireClient runner = runner("adder");
        WireClient other = runner("other");
        WireClient caller = join("alice");
        long id = ask(caller, "adder");
        String task = taskId(runner);
        long others = ask(caller, "other");
        String othersTask = taskId(other);

        other.send("agent.ask_response", "task_id", task, "answer", "forged");
        other.settle();
        assertThat(caller.settle()).isEmpty();
        runner.send("agent.ask_response", "task_id", task, "answer", "genuine");
        other.send("agent.ask_response", "task_id", othersTask, "answer", "other");
        assertThat(answer(caller, id).string("answer")).isEqualTo("genuine");
        assertThat(answer(caller, others).string("answer")).isEqualTo("other");
    }

    @Test
    @DisplayName("A second answer to a task is ignored")
    void twoAnswers() {
        WireClient runner = runner("adder");
        WireClient caller = join("alice");
        long first = ask(caller, "adder");
        String task = taskId(runner);
        runner.send("agent.ask_response", "task_id", task, "answer", 1);
        assertThat(answer(caller, first).integer("answer")).isEqualTo(1);
        long second = ask(caller, "adder");
        String next = taskId(runner);
        runner.send("agent.ask_response", "task_id", task, "answer", 99);
        runner.send("agent.ask_response", "task_id", next, "answer", 2);
        assertThat(answer(caller, second).integer("answer")).isEqualTo(2);
        assertThat(caller.settle()).isEmpty();
    }

    @Test
    @DisplayName("Caller and runner may be one connection")
    void askOneself() {
        WireClient both = runner("self");
        long id = ask(both, "self");
        both.send("agent.ask_response", "task_id", taskId(both), "answer", "me");
        assertThat(answer(both, id).string("answer")).isEqualTo("me");
    }

    @Test
    @DisplayName("Two runners of one name share the load, least busy first")
    void sharedLoad() {
        WireClient one = runner("worker");
        WireClient two = runner("worker");
        WireClient caller = join("alice");
        ask(caller, "worker");
        String onesTask = taskId(one);
        ask(caller, "worker");
        String twosTask = taskId(two);
        two.send("agent.ask_response", "task_id", twosTask, "answer", 2);
        two.settle();
        ask(caller, "worker");
        taskId(two);
        one.send("agent.ask_response", "task_id", onesTask, "answer", 1);
        one.settle();
        ask(caller, "worker");
        taskId(one);
        one.close();
        eventually(() -> agents(caller).size() == 1);
        ask(caller, "worker");
        assertThat(taskId(two)).isNotEmpty();
    }

    @Test
    @DisplayName("Our additions to a response, and its attachment, reach the caller")
    void responseExtension() {
        WireClient runner = runner("adder");
        WireClient caller = join("alice");
        long id = ask(caller, "adder");
        JsonFields response = WireClient.fields(
                "task_id", taskId(runner), "answer", "a.txt", "taskrunner", Map.of("content", Map.of("type", "file")));
        byte[] file = {1, 2, 3};
        runner.send("agent.ask_response", response, file);
        Body answer = caller.answer(id);
        assertThat(answer.json().object("taskrunner").raw("content")).hasToString("{\"type\":\"file\"}");
        assertThat(answer.attachment()).isEqualTo(ByteBuffer.wrap(file));
    }

    @Test
    @DisplayName("Asks that are malformed are refused with what is wrong")
    void malformed() {
        WireClient caller = runner("adder");
        assertThat(caller.requestError("agent.ask", "arguments", Map.of())).contains("'agent' must be a string");
        assertThat(caller.requestError("agent.ask", "agent", "adder", "arguments", 3))
                .contains("'arguments'");
        assertThat(Arrays.asList(caller.settle().toArray())).isEmpty();
    }
}
