package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.RawJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class ExtensionsTest extends RoomCase {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private final ManualTimer timer = new ManualTimer();

    @Override
    RoomServerOptions.Builder options() {
        return RoomServerOptions.builder()
                .timer(timer)
                .secret(SECRET)
                .delegatedNames(true)
                .maxTaskTime(Duration.ofMinutes(10))
                .maxDelegationDepth(3);
    }

    private static long askWith(WireClient caller, String agent, Object... ours) {
        return ask(caller, agent, "taskrunner", WireClient.fields(ours));
    }

    private static JsonFields extension(WireClient worker, String type) {
        return worker.awaitJson(type).object("taskrunner");
    }

    @Test
    @DisplayName("The deadline travels to the runner; when it passes the caller hears and the runner is told")
    void deadline() {
        WireClient runner = runner("adder");
        WireClient caller = join("alice");
        long id = askWith(caller, "adder", "timeout_ms", 5_000);
        JsonFields task = runner.awaitJson("agent.ask");
        assertThat(task.object("taskrunner").integer("timeout_ms")).isEqualTo(5_000);
        eventually(() -> timer.waiting() > 0);
        timer.advance(Duration.ofMillis(4_999));
        assertThat(caller.settle()).isEmpty();
        timer.advance(Duration.ofMillis(1));
        assertThat(WireClient.code(caller.answer(id))).isEqualTo("timed_out");
        JsonFields cancel = runner.awaitJson("agent.cancel");
        assertThat(cancel.string("task_id")).isEqualTo(task.string("task_id"));
        assertThat(cancel.object("taskrunner").string("code")).isEqualTo("timed_out");
        runner.send("agent.ask_response", "task_id", task.string("task_id"), "answer", "late");
        assertThat(runner.settle()).isEmpty();
        assertThat(caller.settle()).as("a late response is ignored").isEmpty();
    }

    @Test
    @DisplayName("A late response to a task that timed out does not settle the runner's other task")
    void lateResponse() {
        WireClient runner = runner("adder");
        WireClient caller = join("alice");
        askWith(caller, "adder", "timeout_ms", 10);
        String late = taskId(runner);
        eventually(() -> timer.waiting() > 0);
        timer.advance(Duration.ofMillis(10));
        long other = ask(caller, "adder");
        String current = taskId(runner);
        runner.send("agent.ask_response", "task_id", late, "answer", "late");
        runner.send("agent.ask_response", "task_id", current, "answer", "current");
        assertThat(answer(caller, other).string("answer")).isEqualTo("current");
    }

    @Test
    @DisplayName("Without a deadline, or with a longer one, the server's limit holds; one that has passed is refused")
    void serverLimit() {
        WireClient runner = runner("adder");
        WireClient caller = join("alice");
        long bare = ask(caller, "adder");
        assertThat(extension(runner, "agent.ask").integer("timeout_ms")).isEqualTo(600_000);
        long longer = askWith(caller, "adder", "timeout_ms", 999_999_999_999L);
        assertThat(extension(runner, "agent.ask").integer("timeout_ms")).isEqualTo(600_000);
        long passed = askWith(caller, "adder", "timeout_ms", 0);
        assertThat(WireClient.code(caller.answer(passed))).isEqualTo("timed_out");
        eventually(() -> timer.waiting() == 2);
        timer.advance(Duration.ofMinutes(10));
        assertThat(WireClient.code(caller.answer(bare))).isEqualTo("timed_out");
        assertThat(WireClient.code(caller.answer(longer))).isEqualTo("timed_out");
    }

    @Test
    @DisplayName("Tool calls have deadlines too, and an answer takes the timer back")
    void toolDeadline() {
        WireClient provider = provider("maths", "math", true, "dbl");
        WireClient caller = join("alice");
        long id = invoke(caller, "math", "dbl", "taskrunner", WireClient.fields("timeout_ms", 700));
        Message call = provider.await("agent.tool_call.math");
        eventually(() -> timer.waiting() > 0);
        timer.advance(Duration.ofMillis(700));
        assertThat(WireClient.code(caller.answer(id))).isEqualTo("timed_out");
        assertThat(provider.awaitJson("agent.cancel").integer("call_id")).isEqualTo(call.id());

        long second = invoke(caller, "math", "dbl");
        long callId = provider.await("agent.tool_call.math").id();
        provider.send(Message.of(callId, "agent.tool_call_response", Body.of(WireClient.fields("type", "empty"))));
        caller.answer(second);
        eventually(() -> timer.waiting() == 0);
    }

    @Test
    @DisplayName("A caller cancels its own request, and nobody else's")
    void cancel() {
        WireClient runner = runner("adder");
        WireClient caller = join("alice");
        WireClient stranger = join("stranger");
        long id = ask(caller, "adder");
        String task = taskId(runner);
        stranger.send("agent.cancel", "request_id", id, "text", "mine now");
        stranger.settle();
        assertThat(caller.settle()).isEmpty();

        caller.send("agent.cancel", "request_id", id, "text", "changed my mind");
        Body answer = caller.answer(id);
        assertThat(WireClient.error(answer)).isEqualTo("changed my mind");
        assertThat(WireClient.code(answer)).isEqualTo("cancelled");
        JsonFields heard = runner.awaitJson("agent.cancel");
        assertThat(heard.string("task_id")).isEqualTo(task);
        assertThat(heard.string("text")).isEqualTo("changed my mind");
        caller.send("agent.cancel", "request_id", id, "text", "again");
        assertThat(caller.settle()).isEmpty();
        assertThat(runner.settle()).isEmpty();
    }

    @Test
    @DisplayName("A cancel says whether time ran out; other codes do not pass")
    void cancelCodes() {
        WireClient runner = runner("adder");
        WireClient caller = join("alice");
        for (String[] code : new String[][] {{"timed_out", "timed_out"}, {"denied", "cancelled"}}) {
            long id = ask(caller, "adder");
            caller.send("agent.cancel", "request_id", id, "text", "t", "taskrunner", Map.of("code", code[0]));
            assertThat(WireClient.code(caller.answer(id))).isEqualTo(code[1]);
            taskId(runner);
            assertThat(extension(runner, "agent.cancel").string("code")).isEqualTo(code[1]);
        }
    }

    @Test
    @DisplayName("A caller that leaves in mid-task: the runner hears cancel, its late answer is ignored")
    void callerLeaves() {
        WireClient runner = runner("adder");
        WireClient caller = join("alice");
        ask(caller, "adder");
        String task = taskId(runner);
        caller.cut();
        JsonFields cancel = runner.awaitJson("agent.cancel");
        assertThat(cancel.string("task_id")).isEqualTo(task);
        runner.send("agent.ask_response", "task_id", task, "answer", 1);
        assertThat(runner.settle()).isEmpty();
    }

    @Test
    @DisplayName("Progress reaches the caller that asked for it, with its request's id, from the worker only")
    void progress() throws Exception {
        WireClient runner = runner("adder");
        WireClient caller = join("alice");
        WireClient stranger = runner("stranger");
        long id = askWith(caller, "adder", "progress", true);
        JsonFields task = runner.awaitJson("agent.ask");
        assertThat(task.object("taskrunner").bool("progress")).isTrue();
        RawJson body = RawJson.parse("{\"fraction\":0.5,\"text\":\"half\",\"data\":{\"k\":[1]}}");
        stranger.send("agent.progress", "task_id", task.string("task_id"), "progress", body);
        stranger.settle();
        assertThat(caller.settle()).isEmpty();
        runner.send("agent.progress", "task_id", task.string("task_id"), "progress", body);
        JsonFields notice = caller.awaitJson("agent.progress");
        assertThat(notice.integer("request_id")).isEqualTo(id);
        assertThat(notice.raw("progress")).isEqualTo(body);

        long silent = ask(caller, "adder");
        String second = taskId(runner);
        runner.send("agent.progress", "task_id", second, "progress", body);
        runner.send("agent.ask_response", "task_id", second, "answer", 1);
        caller.answer(silent);
        runner.send("agent.progress", "task_id", second, "progress", body);
        runner.settle();
        assertThat(caller.settle()).as("nobody asked for it").isEmpty();
    }

    @Test
    @DisplayName("Progress of a tool call")
    void toolProgress() {
        WireClient provider = provider("maths", "math", true, "dbl");
        WireClient caller = join("alice");
        long id = invoke(caller, "math", "dbl", "taskrunner", Map.of("progress", true));
        long call = provider.await("agent.tool_call.math").id();
        provider.send("agent.progress", "call_id", call, "progress", Map.of("text", "soon"));
        JsonFields notice = caller.awaitJson("agent.progress");
        assertThat(notice.integer("request_id")).isEqualTo(id);
        assertThat(notice.raw("progress")).hasToString("{\"text\":\"soon\"}");
    }

    @Test
    @DisplayName("Delegation: depth, budget and re-entry are enforced; chain and budget pass on unchanged")
    void delegation() {
        WireClient runner = runner("adder");
        WireClient once = runner("once", "annotations", Map.of("taskrunner.reentry", "forbid"));
        WireClient caller = join("alice");
        askWith(caller, "adder", "chain", List.of("root", "adder"), "calls_left", 1);
        JsonFields onward = extension(runner, "agent.ask");
        assertThat(onward.strings("chain")).containsExactly("root", "adder");
        assertThat(onward.integer("calls_left")).isEqualTo(1);

        assertRefused(caller, "deeper than the limit of 3", "adder", "chain", List.of("a", "b", "c"));
        assertRefused(caller, "budget", "adder", "calls_left", 0);
        assertRefused(caller, "'once' is already part", "once", "chain", List.of("root", "once"));
        askWith(caller, "once", "chain", List.of("root", "other"));
        taskId(once);
        assertThat(runner.settle()).isEmpty();
        assertThat(once.settle()).isEmpty();
    }

    private static void assertRefused(WireClient caller, String text, String agent, Object... ours) {
        Body answer = caller.answer(askWith(caller, agent, ours));
        assertThat(WireClient.code(answer)).isEqualTo("delegation_refused");
        assertThat(WireClient.error(answer)).contains(text);
    }

    @Test
    @DisplayName("What a caller claims about who it is counts for nothing")
    void forgedIdentity() {
        WireClient runner = runner("adder");
        WireClient caller = join("alice");
        Map<String, Object> boss = Map.of("id", "x", "role", "admin", "attributes", Map.of("name", "boss"));
        ask(caller, "adder", "taskrunner", Map.of("caller", boss, "on_behalf_of", boss));
        JsonFields ours = extension(runner, "agent.ask");
        assertThat(ours.object("caller").string("id")).isEqualTo(caller.id());
        assertThat(ours.has("on_behalf_of")).isFalse();
    }

    @Test
    @DisplayName("A name that another participant has by a token of its own is not given to anybody else")
    void takenName() {
        WireClient alice = join("alice");
        join("bob");
        assertThat(alice.requestError("agent.token", "name", "bob")).contains("another participant");
        assertThat(alice.requestJson("agent.token", "name", "alice").string("token"))
                .isNotEmpty();
    }

    @Test
    @DisplayName("A token for another name: role agent, same room and rights, never longer than the one that asks")
    void token() {
        WireClient alice = join("alice");
        ParticipantToken delegated = ParticipantToken.fromJwt(
                alice.requestJson("agent.token", "name", "add").string("token"), SECRET, timer.clock());
        assertThat(delegated.name()).isEqualTo("add");
        assertThat(delegated.role()).isEqualTo("agent");
        assertThat(delegated.room()).contains(ROOM);
        assertThat(delegated.expiresAt()).contains(timer.clock().instant().plus(Duration.ofHours(24)));

        String shortLived = server.token(ParticipantToken.builder("bob")
                .room(ROOM)
                .expiresIn(Duration.ofMinutes(5), timer.clock())
                .build());
        WireClient bob = via.join(server, ROOM, "bob", shortLived);
        ParticipantToken given = ParticipantToken.fromJwt(
                bob.requestJson("agent.token", "name", "sub").string("token"), SECRET, timer.clock());
        assertThat(given.expiresAt()).contains(timer.clock().instant().plus(Duration.ofMinutes(5)));
        via.join(server, ROOM, "sub", given.toJwt(SECRET));

        assertThat(bob.requestError("agent.token", "name", "")).contains("1 to 255");
        assertThat(bob.requestError("agent.token", "name", "x".repeat(256))).contains("1 to 255");
        assertThat(bob.requestError("agent.token")).contains("'name'");
    }
}
