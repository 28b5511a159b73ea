package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.AskOptions;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Registration;
import dev.taskrunner.RequiredSchema;
import dev.taskrunner.RequiredTable;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.Requirement;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.protocol.CurrentType;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a runner needs from the room, and the toolkits that its tasks get. */
@ExtendWith(RoomExtension.class)
@InMemoryRooms
@Timeout(60)
class RequirementsTest {
    private static Tool tool(String name) {
        return Tool.of(name, name, JsonSchema.noArguments(), (context, input) -> TaskResult.of("from " + name));
    }

    /** Answers with its toolkits and tools in order, after calling each. */
    private static TaskRunner lister(TaskSpec.Builder spec) {
        return TaskRunner.of(spec.build(), (context, input) -> {
            List<String> tools = context.toolkits().stream()
                    .flatMap(kit -> kit.tools().stream().map(one -> kit.name() + "." + one.name()))
                    .toList();
            context.toolkits()
                    .forEach(kit -> kit.tools().forEach(one -> {
                        if (!context.callTool(one.name(), Map.of()).asText().equals("from " + one.name())) {
                            throw new TaskException(ErrorCode.FAILED, "another tool answered for " + one.name());
                        }
                    }));
            return TaskResult.of(tools);
        });
    }

    private static TaskRunner needing(Requirement... requirements) {
        return lister(TaskSpec.builder("host").requires(requirements));
    }

    @Test
    @DisplayName("a required toolkit that appears later: serving waits for it")
    void appearsLater(RoomFixture rooms, @As("host") Room host, @As("tools") Room tools, @As("alice") Room alice)
            throws Exception {
        CompletableFuture<Registration> serving =
                CompletableFuture.supplyAsync(() -> host.serve(needing(RequiredToolkit.of("math"))));
        assertThat(Eventually.holds(() -> looked(rooms) >= 2))
                .as("host looks for the toolkit")
                .isTrue();
        assertThat(serving).isNotDone();
        assertThat(alice.agents().list()).isEmpty();
        tools.toolkits().register(Toolkit.of("math", tool("double")), true);
        assertThat(serving.get(20, TimeUnit.SECONDS).name()).isEqualTo("host");
        assertThat(alice.agents().ask("host", Map.of()).as(String[].class)).containsExactly("math.double");
    }

    private static long looked(RoomFixture rooms) {
        return rooms.recorded().entries().stream()
                .filter(entry -> entry.direction() == Transcript.Direction.SENT)
                .filter(entry -> entry.type().equals(MessageType.LIST_TOOLKITS)
                        || entry.type().equals(CurrentType.LIST_TOOLKITS))
                .count();
    }

    @Test
    @DisplayName("a required toolkit that never appears: a clear error in finite time, and nothing is registered")
    void neverAppears(RoomFixture rooms, @As("alice") Room alice) throws Exception {
        ManualTimer timer = new ManualTimer();
        Room host = rooms.connect(rooms.options("host").timer(timer));
        CompletableFuture<Registration> serving =
                CompletableFuture.supplyAsync(() -> host.serve(needing(RequiredToolkit.of("math"))));
        while (!serving.isDone()) {
            if (timer.awaitPending(Duration.ofSeconds(5), Duration.ofMillis(100))) {
                timer.advance(Duration.ofSeconds(5));
            }
        }
        TaskException error = Failure.of(serving);
        assertThat(error.code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(error.text()).contains("math", "30");
        assertThat(alice.agents().list()).isEmpty();
    }

    @Test
    @DisplayName("a runner whose requirement was missing can be served once it is there")
    void isServedAfterAFailure(@As("host") Room host, @As("tools") Room tools, @As("alice") Room alice) {
        TaskRunner runner = needing(RequiredToolkit.of("math").withTimeout(Duration.ofMillis(1)));
        assertThat(Failure.of(() -> host.serve(runner)).code()).isEqualTo(ErrorCode.TIMED_OUT);
        tools.toolkits().register(Toolkit.of("math", tool("double")), true);
        host.serve(runner);
        assertThat(alice.agents().ask("host", Map.of()).as(String[].class)).containsExactly("math.double");
    }

    @Test
    @DisplayName("a required table is refused clearly, since the room has none")
    void tablesAreRefused(@As("host") Room host, @As("alice") Room alice) {
        TaskException error =
                Failure.of(() -> host.serve(needing(new RequiredTable("customers", Map.of("id", "int")))));
        assertThat(error.code()).isEqualTo(ErrorCode.UNSUPPORTED);
        assertThat(error.text()).contains("customers", "no tables");
        assertThat(alice.agents().list()).isEmpty();
    }

    @Test
    @DisplayName("§13-51 a required schema that nobody puts there: a clear error in finite time")
    void schemasAreWaitedForInFiniteTime(@As("host") Room host) {
        RequiredSchema schema = new RequiredSchema("letter", null, Duration.ofMillis(1));
        TaskException error = Failure.of(() -> host.serve(needing(schema)));
        assertThat(error.code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(error.text()).contains(".schemas/letter.json");
    }

    @Test
    @DisplayName("§13-51 a schema that is brought along is written, and whoever waits for it is served then")
    void schemasAreWritten(@As("host") Room host, @As("second") Room second, @As("alice") Room alice) throws Exception {
        CompletableFuture<Registration> waiting = CompletableFuture.supplyAsync(() -> second.serve(lister(
                TaskSpec.builder("second").requires(new RequiredSchema("letter", null, Duration.ofSeconds(30))))));
        JsonSchema letter = JsonSchema.parse("{\"type\":\"object\"}");
        host.serve(needing(new RequiredSchema("letter", letter, Duration.ofSeconds(1))));
        assertThat(waiting.get(30, TimeUnit.SECONDS).name()).isEqualTo("second");
        assertThat(alice.storage().readBytes(".schemas/letter.json")).asString().isEqualTo(letter.toJson());
    }

    @Test
    @DisplayName("a required toolkit that left again: each ask fails with an error that names it")
    void leftAgain(@As("host") Room host, @As("tools") Room tools, @As("alice") Room alice) {
        Registration math = tools.toolkits().register(Toolkit.of("math", tool("double")), true);
        host.serve(needing(RequiredToolkit.of("math", "double")));
        math.close();
        TaskException error = Failure.of(() -> alice.agents().ask("host", Map.of()));
        assertThat(error.code()).isEqualTo(ErrorCode.UNKNOWN_TOOL);
        assertThat(error.text()).contains("math", "host");
    }

    @Test
    @DisplayName("the toolkits of a task: its own, then the required, then the caller's; only the named tools")
    void threeSourcesInOrder(@As("host") Room host, @As("tools") Room tools, @As("alice") Room alice) {
        tools.toolkits().register(Toolkit.of("rooms", tool("r1"), tool("r2")), true);
        alice.toolkits().register(Toolkit.of("alices", tool("a1"), tool("a2")), false);
        host.serve(lister(TaskSpec.builder("host")
                .toolkits(Toolkit.of("own", tool("o1")))
                .requires(RequiredToolkit.of("rooms", "r2"))
                .supportsTools(true)));
        assertThat(tools(alice, "host", AskTools.named("alices", "a1")))
                .containsExactly("own.o1", "rooms.r2", "alices.a1");
        assertThat(alice.agents().ask("host", Map.of()).as(String[].class)).containsExactly("own.o1", "rooms.r2");
    }

    private static String[] tools(Room caller, String runner, AskOptions lent) {
        return caller.agents().ask(runner, Map.of(), lent).as(String[].class);
    }

    @Test
    @DisplayName("§13-36 a caller's toolkits are left out if the runner supports no tools; unknown ones are an error")
    void suppliedOnlyWhenSupported(@As("host") Room host, @As("second") Room second, @As("alice") Room alice) {
        alice.toolkits().register(Toolkit.of("alices", tool("a1")), false);
        host.serve(lister(TaskSpec.builder("host")));
        second.serve(lister(TaskSpec.builder("second").supportsTools(true)));
        assertThat(tools(alice, "host", AskTools.named("alices"))).isEmpty();
        assertThat(tools(alice, "second", AskTools.named("alices"))).containsExactly("alices.a1");
        TaskException unknown = Failure.of(() -> alice.agents().ask("second", Map.of(), AskTools.named("nobodys")));
        assertThat(unknown.code()).isEqualTo(ErrorCode.UNKNOWN_TOOL);
        assertThat(unknown.text()).contains("nobodys");
        TaskException noTool = Failure.of(() -> alice.agents().ask("second", Map.of(), AskTools.named("alices", "x9")));
        assertThat(noTool.code()).isEqualTo(ErrorCode.UNKNOWN_TOOL);
        assertThat(noTool.text()).contains("x9");
    }

    @Test
    @DisplayName("one tool name in two toolkits is refused with an error that names both")
    void duplicatesAreRefused(@As("host") Room host, @As("tools") Room tools, @As("alice") Room alice) {
        tools.toolkits().register(Toolkit.of("rooms", tool("same")), true);
        host.serve(lister(TaskSpec.builder("host")
                .toolkits(Toolkit.of("own", tool("same")))
                .requires(RequiredToolkit.of("rooms"))));
        TaskException error = Failure.of(() -> alice.agents().ask("host", Map.of()));
        assertThat(error.text()).contains("'same'", "'own'", "'rooms'");
    }

    @Test
    @DisplayName("nothing required, no round trip: an ask lists no toolkits")
    void noRoundTripForNothing(RoomFixture rooms, @As("host") Room host, @As("alice") Room alice) {
        host.serve(lister(TaskSpec.builder("host").toolkits(Toolkit.of("own", tool("o1")))));
        assertThat(alice.agents().ask("host", Map.of()).as(String[].class)).containsExactly("own.o1");
        assertThat(looked(rooms)).isZero();
    }
}
