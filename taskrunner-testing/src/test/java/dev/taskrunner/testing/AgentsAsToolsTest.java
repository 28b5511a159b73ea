package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.AskOptions;
import dev.taskrunner.Attachment;
import dev.taskrunner.CallContext;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Participant;
import dev.taskrunner.Progress;
import dev.taskrunner.Registration;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;
import dev.taskrunner.ToolContext;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Room;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The toolkit {@code agents}: runners as tools of runners, and by hand. */
@ExtendWith(RoomExtension.class)
@InMemoryRooms
@Timeout(60)
class AgentsAsToolsTest {
    private static final Map<String, Object> ONE_AND_TWO = Map.of("a", 1, "b", 2);

    /** A runner that requires the toolkit and answers with the names of its tools. */
    private static TaskRunner lister(String name, RequiredToolkit required) {
        return TaskRunner.of(
                TaskSpec.builder(name).requires(required).build(),
                (context, input) -> TaskResult.of(toolNames(context)));
    }

    private static List<String> toolNames(TaskContext context) {
        return context.toolkits().stream()
                .flatMap(kit -> kit.tools().stream())
                .map(Tool::name)
                .toList();
    }

    private static TaskRunner calling(String name, String tool) {
        return TaskRunner.of(
                TaskSpec.builder(name).requires(RequiredToolkit.of("agents")).build(),
                (context, input) -> context.callTool(tool, ONE_AND_TWO));
    }

    private static ToolContext byHand() {
        return CallContext.builder(Participant.unknown("")).tool();
    }

    @Test
    @DisplayName("§10.6 a runner that requires 'agents' gets the named runners as tools, and may call them")
    void required(@As("add") Room add, @As("front") Room front, @As("alice") Room alice) {
        add.serve(Runners.add("add"));
        front.serve(TaskRunner.of(
                TaskSpec.builder("front")
                        .requires(RequiredToolkit.of("agents", "add"))
                        .build(),
                (context, input) -> context.callTool("run_add", ONE_AND_TWO)));
        assertThat(alice.agents().ask("front", Map.of()).asMap()).containsEntry("sum", 3);
    }

    @Test
    @DisplayName("all runners are those that are there when the task comes, without the runner itself")
    void allAndFresh(@As("add") Room add, @As("late") Room late, @As("front") Room front, @As("alice") Room alice) {
        front.serve(lister("front", RequiredToolkit.of("agents")));
        assertThat(alice.agents().ask("front", Map.of()).as(String[].class)).isEmpty();
        Registration first = add.serve(Runners.add("add"));
        late.serve(Runners.add("late"));
        assertThat(alice.agents().ask("front", Map.of()).as(String[].class)).containsExactly("run_add", "run_late");
        first.close();
        assertThat(alice.agents().ask("front", Map.of()).as(String[].class)).containsExactly("run_late");
    }

    @Test
    @DisplayName("serving waits for named runners that are not there yet")
    void waits(@As("add") Room add, @As("front") Room front, @As("alice") Room alice) throws Exception {
        CompletableFuture<Registration> serving = CompletableFuture.supplyAsync(
                () -> front.serve(lister("front", RequiredToolkit.of("agents", "add", "run_more"))));
        add.serve(Runners.add("add"));
        alice.serve(Runners.add("alice"));
        assertThat(alice.agents().list()).extracting(TaskSpec::name).doesNotContain("front");
        add.serve(Runners.add("more"));
        serving.get(20, TimeUnit.SECONDS);
        assertThat(alice.agents().ask("front", Map.of()).as(String[].class)).containsExactly("run_add", "run_more");
    }

    @Test
    @DisplayName("named runners that never come: a clear error that names them, in finite time")
    void neverCome(@As("add") Room add, @As("front") Room front) {
        add.serve(Runners.add("add"));
        RequiredToolkit required =
                RequiredToolkit.of("agents", "add", "nobody", "none").withTimeout(Duration.ofMillis(1));
        TaskException error = Failure.of(() -> front.serve(lister("front", required)));
        assertThat(error.code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(error.text()).contains("agents 'nobody', 'none'").doesNotContain("'add'");
    }

    @Test
    @DisplayName(
            "a named runner that has left: the ask fails with an error that names it; timeout zero waits for nothing")
    void hasLeft(@As("front") Room front, @As("alice") Room alice) {
        front.serve(lister("front", RequiredToolkit.of("agents", "add").withTimeout(Duration.ZERO)));
        TaskException error = Failure.of(() -> alice.agents().ask("front", Map.of()));
        assertThat(error.code()).isEqualTo(ErrorCode.UNKNOWN_AGENT);
        assertThat(error.text()).isEqualTo("not in the room: agent 'add', wanted as tools");
    }

    @Test
    @DisplayName("a tool tells what its runner is, and checks arguments before anything is sent")
    void describes(RoomFixture rooms, @As("add") Room add, @As("alice") Room alice) {
        add.serve(Runners.add("add"));
        Toolkit toolkit = alice.agents().toolkit("add", "add");
        assertThat(toolkit.name()).isEqualTo("agents");
        assertThat(toolkit.tools()).hasSize(1);
        Tool tool = toolkit.tools().get(0);
        TaskSpec spec = alice.agents().list().get(0);
        assertThat(List.of(tool.name(), tool.title(), tool.description()))
                .containsExactly("run_add", "Adder", "Adds two numbers");
        assertThat(tool.inputSchema().asMap()).isEqualTo(spec.inputSchema().asMap());
        assertThat(tool.inputSchema().isEnforced()).isTrue();
        assertThat(tool.outputSchema()).isEqualTo(spec.outputSchema());
        rooms.recorded().clear();
        TaskException error =
                Failure.of(() -> toolkit.invoke(byHand(), "run_add", TaskInput.of(Map.of("a", "one", "b", 2))));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(rooms.recorded().entries()).isEmpty();
        assertThat(toolkit.invoke(byHand(), "run_add", TaskInput.of(ONE_AND_TWO))
                        .asMap())
                .containsEntry("sum", 3);
    }

    @Test
    @DisplayName("a call passes on principal, chain, budget, time and attachment, by the runner's own connection")
    void passesOn(@As("back") Room back, @As("front") Room front, @As("alice") Room alice) {
        AtomicReference<TaskContext> seen = new AtomicReference<>();
        back.serve(Runners.of("back", (context, input) -> {
            seen.set(context);
            return TaskResult.empty();
        }));
        front.serve(TaskRunner.of(
                TaskSpec.builder("front").requires(RequiredToolkit.of("agents")).build(), (context, input) -> {
                    ToolContext call = context.toolContext().withAttachment(Attachment.of(new byte[] {1, 2}));
                    // A toolkit made by hand with another connection continues the task all the same.
                    Toolkit byHand = alice.agents().toolkit("back");
                    return byHand.invoke(call, "run_back", input);
                }));
        alice.agents().ask("front", Map.of(), AskOptions.timeout(Duration.ofSeconds(40)));
        TaskContext context = seen.get();
        assertThat(context.caller().name()).isEqualTo("front");
        assertThat(context.onBehalfOf().map(Participant::name)).contains("alice");
        assertThat(context.delegation().chain()).containsExactly("front", "back");
        assertThat(context.delegation().callsLeft()).isEqualTo(254);
        assertThat(context.remaining().orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(40));
        assertThat(context.attachment().orElseThrow().toByteArray()).containsExactly(1, 2);
    }

    @Test
    @DisplayName("progress of the runner comes through, with the chain of names it comes from")
    void progress(@As("back") Room back, @As("front") Room front, @As("alice") Room alice) {
        back.serve(Runners.of("back", (context, input) -> {
            context.progress("digging");
            return TaskResult.empty();
        }));
        front.serve(TaskRunner.of(
                TaskSpec.builder("front").requires(RequiredToolkit.of("agents")).build(), (context, input) -> {
                    context.progress("delegating");
                    return context.callTool("run_back", Map.of());
                }));
        List<Progress> heard = new CopyOnWriteArrayList<>();
        AskOptions options = AskOptions.builder().progress(heard::add).build();
        alice.agents().ask("front", Map.of(), options);
        assertThat(heard)
                .containsExactly(
                        Progress.of("delegating"), new Progress(null, "digging", null, List.of("front", "back")));
    }

    @Test
    @DisplayName("cancelling the ask cancels the runner behind the tool")
    void cancels(@As("back") Room back, @As("front") Room front, @As("alice") Room alice) {
        Gate gate = new Gate();
        back.serve(TaskRunner.of(Runners.addSpec("back").build(), (context, input) -> {
            gate.pass();
            return TaskResult.empty();
        }));
        front.serve(calling("front", "run_back"));
        CompletableFuture<TaskResult> answer = alice.agents().askAsync("front", Map.of());
        assertThat(gate.awaitArrivals(1)).isTrue();
        answer.cancel(true);
        assertThat(gate.awaitInterrupts(1)).isTrue();
    }

    @Test
    @DisplayName("a runner that left while it was a tool: words that a model can act on")
    void leftMeanwhile(@As("add") Room add, @As("alice") Room alice) {
        Registration there = add.serve(Runners.add("add"));
        Toolkit toolkit = alice.agents().toolkit();
        there.close();
        TaskException error = Failure.of(() -> toolkit.invoke(byHand(), "run_add", TaskInput.of(ONE_AND_TWO)));
        assertThat(error.code()).isEqualTo(ErrorCode.UNKNOWN_AGENT);
        assertThat(error.text()).contains("'add' has left the room");
    }

    @Test
    @DisplayName("an ask that outlives its task is refused; on one's own account it may go on")
    void outlives(@As("back") Room back, @As("front") Room front, @As("alice") Room alice) {
        back.serve(Runners.of("back", (context, input) -> TaskResult.of("from the back")));
        AtomicReference<TaskContext> kept = new AtomicReference<>();
        front.serve(Runners.of("front", (context, input) -> {
            kept.set(context);
            return TaskResult.empty();
        }));
        alice.agents().ask("front", Map.of());
        TaskException error = Failure.of(() -> kept.get().agents().ask("back", Map.of()));
        assertThat(error.code()).isEqualTo(ErrorCode.DELEGATION_REFUSED);
        assertThat(error.text()).contains("own account");
        assertThat(front.agents().ask("back", Map.of()).asText()).isEqualTo("from the back");
    }

    @Test
    @DisplayName("this side refuses what the server would: a spent budget, a circle")
    void refusedHere(RoomFixture rooms, @As("front") Room front, @As("alice") Room alice) {
        front.serve(Runners.of("front", (context, input) -> {
            for (int i = 0; i < 300; i++) {
                try {
                    context.agents().ask("nobody", Map.of());
                } catch (TaskException e) {
                    if (e.code() != ErrorCode.UNKNOWN_AGENT) {
                        throw e;
                    }
                }
            }
            return TaskResult.of("unlimited");
        }));
        TaskException error = Failure.of(() -> alice.agents().ask("front", Map.of()));
        assertThat(error.code()).isEqualTo(ErrorCode.DELEGATION_REFUSED);
        assertThat(error.text()).isEqualTo("the budget of asks is spent (chain: front)");
    }

    @Test
    @DisplayName("joining once more under another name; attributes are said again after a reconnect")
    void joinsAs(RoomFixture rooms, @As("alice") Room alice) {
        alice.messaging().enable();
        try (Room bot = rooms.room("host").joinAs("bot")) {
            assertThat(bot.name()).isEqualTo("bot");
            bot.messaging().enable();
            bot.setAttributes(Map.of("mood", "fine"));
            assertThat(Eventually.holds(() -> moods(alice).contains("fine"))).isTrue();
            rooms.restartServer();
            assertThat(Eventually.holds(
                            () -> alice.isOpen() && bot.isOpen() && moods(alice).contains("fine")))
                    .isTrue();
        }
    }

    private static List<Object> moods(Room room) {
        return room.messaging().participants().stream()
                .filter(one -> one.name().equals("bot"))
                .map(one -> one.attributes().getOrDefault("mood", ""))
                .toList();
    }
}
