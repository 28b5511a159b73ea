package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.wire.JsonFields;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class TraceTest extends RoomCase {

    private static JsonFields entry(WireClient watcher, String state) {
        JsonFields entry = watcher.awaitJson("room.trace");
        assertThat(entry.string("state")).as(entry.toString()).isEqualTo(state);
        return entry;
    }

    private static void answer(WireClient runner, String task, Object... more) {
        JsonFields json = JsonFields.builder()
                .put("task_id", task)
                .putAll(WireClient.fields(more))
                .build();
        runner.send("agent.ask_response", json, new byte[0]);
    }

    @Test
    @DisplayName("Who watches hears of each ask as it begins and as it ends: who, whom, how, and never with what")
    void asks() {
        WireClient watcher = join("watcher");
        watcher.request("room.trace.watch");
        WireClient runner = runner("adder");
        WireClient alice = join("alice");
        ask(alice, "adder", "arguments", Map.of("secret", "hunter2"));
        JsonFields begun = entry(watcher, "running");
        assertThat(begun.string("caller")).isEqualTo("alice");
        assertThat(begun.string("worker")).isEqualTo("adder");
        assertThat(begun.string("kind")).isEqualTo("ask");
        assertThat(begun.has("parent")).isFalse();
        answer(runner, taskId(runner), "answer", "hunter2");
        JsonFields ended = entry(watcher, "done");
        assertThat(ended.integer("id")).isEqualTo(begun.integer("id"));
        assertThat(ended.integer("ended_at")).isGreaterThanOrEqualTo(ended.integer("started_at"));
        assertThat(begun.toString() + ended).doesNotContain("hunter2");
    }

    @Test
    @DisplayName("A failure comes with code and text, cut where it is long")
    void failures() {
        WireClient watcher = join("watcher");
        watcher.request("room.trace.watch");
        WireClient runner = runner("adder");
        ask(join("alice"), "adder");
        entry(watcher, "running");
        answer(runner, taskId(runner), "error", "x".repeat(10_000));
        JsonFields ended = entry(watcher, "failed");
        assertThat(ended.string("code")).isEqualTo("failed");
        assertThat(ended.string("text")).hasSize(500);
    }

    @Test
    @DisplayName("What a runner asks while it works on a task hangs below that task")
    void nested() {
        WireClient watcher = join("watcher");
        watcher.request("room.trace.watch");
        WireClient boss = runner("boss");
        runner("worker");
        provider("tools", "words", true, "shout");
        ask(join("alice"), "boss");
        long top = entry(watcher, "running").integer("id");
        taskId(boss);
        ask(boss, "worker");
        assertThat(entry(watcher, "running").integer("parent")).isEqualTo(top);
        invoke(boss, "words", "shout");
        JsonFields call = entry(watcher, "running");
        assertThat(call.integer("parent")).isEqualTo(top);
        assertThat(call.string("kind")).isEqualTo("tool");
        assertThat(call.string("toolkit")).isEqualTo("words");
        assertThat(call.string("tool")).isEqualTo("shout");
    }

    @Test
    @DisplayName("Who comes later hears of what ended before and of what runs; who stops hears no more")
    void late() {
        WireClient runner = runner("adder");
        WireClient alice = join("alice");
        long first = ask(alice, "adder");
        answer(runner, taskId(runner), "answer", 1);
        alice.answer(first);
        ask(alice, "adder");
        String second = taskId(runner);
        WireClient watcher = join("watcher");
        watcher.request("room.trace.watch");
        entry(watcher, "done");
        entry(watcher, "running");
        watcher.request("room.trace.unwatch");
        answer(runner, second, "answer", 1);
        assertThat(watcher.settle()).isEmpty();
    }

    @Test
    @DisplayName("An ask whose caller leaves has ended too")
    void callerLeaves() throws Exception {
        WireClient watcher = join("watcher");
        watcher.request("room.trace.watch");
        runner("adder");
        try (WireClient alice = join("alice")) {
            ask(alice, "adder");
            entry(watcher, "running");
        }
        assertThat(entry(watcher, "failed").string("code")).isEqualTo("cancelled");
    }

    @Test
    @DisplayName("Only who may see the developer log may watch, and only so much is kept")
    void bounds() {
        ApiScope agents = ApiScope.builder().allow("agents").build();
        ParticipantToken.Builder token =
                ParticipantToken.builder("blind").room(ROOM).api(agents);
        WireClient blind = via.join(server, ROOM, "blind", server.token(token.build()));
        assertThat(blind.requestError("room.trace.watch")).contains("developer.logs");
        WireClient runner = runner("adder");
        WireClient alice = join("alice");
        for (int i = 0; i < 230; i++) {
            long id = ask(alice, "adder");
            answer(runner, taskId(runner), "answer", i);
            alice.answer(id);
        }
        WireClient watcher = join("watcher");
        watcher.request("room.trace.watch");
        assertThat(watcher.settle().stream().filter(message -> message.type().equals("room.trace")))
                .hasSize(200);
    }
}
