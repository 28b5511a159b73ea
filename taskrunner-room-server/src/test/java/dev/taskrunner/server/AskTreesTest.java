package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Asks that asks led to: what the server enforces whatever clients claim. */
@ParameterizedClass
@EnumSource(Via.class)
class AskTreesTest extends RoomCase {
    private final ManualTimer timer = new ManualTimer();

    @Override
    RoomServerOptions.Builder options() {
        return RoomServerOptions.builder()
                .timer(timer)
                .maxTaskTime(Duration.ofMinutes(10))
                .maxDelegationDepth(3)
                .maxDelegatedCalls(4);
    }

    /** An ask made for a task of the caller's. */
    private static long askFor(WireClient caller, String task, String agent, Object... ours) {
        JsonFields extension = JsonFields.builder()
                .put("parent", task)
                .putAll(WireClient.fields(ours))
                .build();
        return ask(caller, agent, "taskrunner", extension);
    }

    private static JsonFields task(WireClient runner) {
        return runner.awaitJson("agent.ask");
    }

    private static void respond(WireClient runner, String task) {
        runner.send("agent.ask_response", "task_id", task, "answer", "done");
    }

    private WireClient restricted(String name, Map<String, ?> agents) {
        ParticipantToken token = ParticipantToken.builder(name)
                .room(ROOM)
                .grant("api", Map.of("agents", agents, "storage", Map.of()))
                .build();
        return via.join(server, ROOM, name, server.token(token));
    }

    private static void assertRefused(WireClient caller, long id, String text) {
        Body answer = caller.answer(id);
        assertThat(WireClient.code(answer)).isEqualTo("delegation_refused");
        assertThat(WireClient.error(answer)).contains(text);
    }

    @Test
    @DisplayName("The chain is the server's own: what a runner claims about it counts for nothing")
    void chain() {
        WireClient planner = runner("planner");
        WireClient worker = runner("worker");
        WireClient alice = join("alice");
        ask(alice, "planner");
        String task = taskId(planner);
        askFor(planner, task, "worker", "chain", List.of(), "calls_left", 1_000_000);
        JsonFields nested = task(worker).object("taskrunner");
        assertThat(nested.strings("chain")).containsExactly("planner");
        assertThat(nested.integer("calls_left")).isEqualTo(3);
        assertThat(nested.has("parent")).isFalse();
    }

    @Test
    @DisplayName("The budget is one for the whole tree, however it branches; another tree has its own")
    void sharedBudget() {
        WireClient planner = runner("planner");
        WireClient worker = runner("worker");
        WireClient alice = join("alice");
        ask(alice, "planner");
        String root = taskId(planner);
        askFor(planner, root, "worker");
        String first = taskId(worker);
        askFor(planner, root, "worker");
        taskId(worker);
        long fourth = askFor(worker, first, "planner");
        taskId(planner);
        assertRefused(worker, askFor(worker, first, "planner"), "budget");
        assertRefused(planner, askFor(planner, root, "worker"), "budget of asks is spent (chain: planner)");
        assertThat(fourth).isPositive();
        ask(alice, "worker");
        assertThat(task(worker).object("taskrunner").integer("calls_left")).isEqualTo(4);
    }

    @Test
    @DisplayName("A chain that is too deep is refused, with its names; so is a task that is over")
    void depth() {
        WireClient a = runner("a");
        WireClient alice = join("alice");
        ask(alice, "a");
        String first = taskId(a);
        askFor(a, first, "a");
        String second = taskId(a);
        askFor(a, second, "a");
        String third = taskId(a);
        assertRefused(a, askFor(a, third, "a"), "deeper than the limit of 3 (chain: a -> a -> a)");
        respond(a, third);
        assertRefused(a, askFor(a, third, "a"), "is over");
        assertRefused(alice, askFor(alice, first, "a"), "is over");
    }

    @Test
    @DisplayName("A classic peer says nothing of chains: its asks count as those of the task it got last")
    void silentPeers() {
        WireClient a = runner("a");
        WireClient b = runner("b", "annotations", Map.of("taskrunner.reentry", "forbid"));
        WireClient alice = join("alice");
        ask(alice, "b");
        taskId(b);
        ask(b, "a");
        assertThat(task(a).object("taskrunner").strings("chain")).containsExactly("b");
        assertRefused(a, ask(a, "b"), "'b' is already part of this chain of asks and forbids re-entry (chain: b -> a)");
        ask(a, "a");
        assertThat(task(a).object("taskrunner").strings("chain")).containsExactly("b", "a");
        assertRefused(a, ask(a, "a"), "deeper than the limit");
    }

    @Test
    @DisplayName("The task is a guess there, so its end ends nothing")
    void guessesEndNothing() {
        WireClient a = runner("a");
        WireClient b = runner("b");
        WireClient alice = join("alice");
        long root = ask(alice, "a");
        taskId(a);
        long nested = ask(a, "b");
        String task = taskId(b);
        alice.send("agent.cancel", "request_id", root, "text", "enough");
        assertThat(WireClient.code(alice.answer(root))).isEqualTo("cancelled");
        assertThat(b.settle()).isEmpty();
        respond(b, task);
        assertThat(answer(a, nested).string("answer")).isEqualTo("done");
    }

    @Test
    @DisplayName("Cancelling the root ends the whole tree, also below runners that do nothing about it")
    void cancelRoot() {
        WireClient planner = runner("planner");
        WireClient worker = runner("worker");
        WireClient provider = provider("maths", "math", true, "dbl");
        WireClient alice = join("alice");
        long root = ask(alice, "planner");
        long nested = askFor(planner, taskId(planner), "worker");
        JsonFields task = task(worker);
        long call = invoke(worker, "math", "dbl", "taskrunner", Map.of("parent", task.string("task_id")));
        long callId = provider.await("agent.tool_call.math").id();
        alice.send("agent.cancel", "request_id", root, "text", "enough");
        assertThat(WireClient.code(alice.answer(root))).isEqualTo("cancelled");
        assertThat(WireClient.error(planner.answer(nested))).isEqualTo("what this was done for has ended: enough");
        assertThat(WireClient.code(worker.answer(call))).isEqualTo("cancelled");
        assertThat(worker.awaitJson("agent.cancel").string("task_id")).isEqualTo(task.string("task_id"));
        assertThat(provider.awaitJson("agent.cancel").integer("call_id")).isEqualTo(callId);
    }

    @Test
    @DisplayName("A root caller that leaves, or a runner in the middle, ends what was done for it")
    void leaving() {
        WireClient planner = runner("planner");
        WireClient worker = runner("worker");
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        ask(alice, "planner");
        long nested = askFor(planner, taskId(planner), "worker");
        String task = taskId(worker);
        alice.cut();
        assertThat(WireClient.code(planner.answer(nested))).isEqualTo("cancelled");
        assertThat(worker.awaitJson("agent.cancel").string("task_id")).isEqualTo(task);
        long root = ask(bob, "planner");
        askFor(planner, taskId(planner), "worker");
        taskId(worker);
        planner.cut();
        assertThat(WireClient.code(bob.answer(root))).isEqualTo("agent_left");
        worker.awaitJson("agent.cancel");
    }

    @Test
    @DisplayName("One deadline for the tree: a nested ask has no more time than the one it is made for")
    void deadline() {
        WireClient planner = runner("planner");
        WireClient worker = runner("worker");
        WireClient alice = join("alice");
        long root = ask(alice, "planner", "taskrunner", Map.of("timeout_ms", 5_000));
        String task = taskId(planner);
        timer.advance(Duration.ofMillis(2_000));
        long nested = askFor(planner, task, "worker", "timeout_ms", 60_000);
        assertThat(task(worker).object("taskrunner").integer("timeout_ms")).isEqualTo(3_000);
        eventually(() -> timer.waiting() == 2);
        timer.advance(Duration.ofMillis(3_000));
        assertThat(WireClient.code(alice.answer(root))).isEqualTo("timed_out");
        assertThat(WireClient.code(planner.answer(nested))).isEqualTo("timed_out");
        worker.awaitJson("agent.cancel");
    }

    @Test
    @DisplayName("Tools that call tools end too")
    void nestedTools() {
        WireClient provider = provider("maths", "math", true, "dbl");
        long id = invoke(provider, "math", "dbl");
        for (int hops = 1; hops < 6; hops++) {
            long call = provider.await("agent.tool_call.math").id();
            id = invoke(provider, "math", "dbl", "taskrunner", Map.of("parent", Long.toString(call)));
        }
        long last = provider.await("agent.tool_call.math").id();
        long refused = invoke(provider, "math", "dbl", "taskrunner", Map.of("parent", Long.toString(last)));
        assertRefused(provider, refused, "nested deeper");
        assertThat(id).isLessThan(refused);
    }

    @Test
    @DisplayName("Nested asks keep their principal: one who says nothing acts for whom its task is done")
    void principal() {
        WireClient planner = runner("planner");
        WireClient worker = runner("worker");
        WireClient alice = join("alice");
        WireClient carol = join("carol");
        ask(alice, "planner");
        String task = taskId(planner);
        askFor(planner, task, "worker");
        JsonFields nested = task(worker);
        assertThat(nested.string("caller_id")).isEqualTo(planner.id());
        assertThat(nested.string("on_behalf_of_id")).isEqualTo(alice.id());
        assertThat(nested.object("taskrunner").object("on_behalf_of").string("id"))
                .isEqualTo(alice.id());

        ask(alice, "planner", "on_behalf_of_id", carol.id());
        askFor(planner, taskId(planner), "worker");
        assertThat(task(worker).string("on_behalf_of_id")).isEqualTo(carol.id());
    }

    @Test
    @DisplayName("Acting for somebody gives no right that this one lacks, by whatever road")
    void rights() {
        WireClient planner = runner("planner");
        provider("files", "files", true, "read");
        provider("maths", "math", true, "dbl");
        WireClient alice = restricted("alice", Map.of("allowed_toolkits", List.of("math")));
        WireClient boss = join("boss");
        WireClient guest = restricted("guest", Map.of("use_agents", false, "use_tools", false));

        ask(alice, "planner");
        String task = taskId(planner);
        Map<String, Object> forTask = Map.of("parent", task);
        assertDenied(planner, invoke(planner, "files", "read", "taskrunner", forTask), "files");
        assertDenied(
                planner,
                invoke(planner, "files", "read", "taskrunner", forTask, "on_behalf_of_id", boss.id()),
                "files");
        assertDenied(planner, invoke(planner, "files", "read", "on_behalf_of_id", alice.id()), "files");
        assertDenied(planner, ask(planner, "planner", "on_behalf_of_id", guest.id()), "use_agents");
        runner("lender", "supports_tools", true);
        assertDenied(alice, ask(alice, "lender", "requires", List.of(Map.of("toolkit", "files"))), "files");
        invoke(planner, "math", "dbl", "taskrunner", forTask);
        long own = invoke(planner, "files", "read");
        assertThat(planner.settle()).as("what it may do for itself goes on").noneMatch(message -> message.id() == own);
    }

    private static void assertDenied(WireClient caller, long id, String grant) {
        Body answer = caller.answer(id);
        assertThat(WireClient.code(answer)).isEqualTo("denied");
        assertThat(WireClient.error(answer)).contains(grant);
    }

    private static List<String> chain(WireClient client) {
        return client.awaitJson("agent.progress").object("progress").strings("chain");
    }

    @Test
    @DisplayName("Progress says which runners it comes from, as the server knows them")
    void progress() throws Exception {
        WireClient planner = runner("planner");
        WireClient worker = runner("worker");
        WireClient alice = join("alice");
        ask(alice, "planner", "taskrunner", Map.of("progress", true));
        String root = taskId(planner);
        askFor(planner, root, "worker", "progress", true);
        String task = taskId(worker);
        RawJson half = RawJson.parse("{\"text\":\"half\",\"chain\":[\"boss\"]}");
        worker.send("agent.progress", "task_id", task, "progress", half);
        assertThat(chain(planner)).containsExactly("planner", "worker");
        Map<String, Object> passedOn = Map.of("text", "half", "chain", List.of("planner", "worker"));
        planner.send("agent.progress", "task_id", root, "progress", passedOn);
        assertThat(chain(alice)).containsExactly("planner", "worker");
        planner.send("agent.progress", "task_id", root, "progress", half);
        assertThat(alice.awaitJson("agent.progress").raw("progress")).hasToString("{\"text\":\"half\"}");
    }
}
