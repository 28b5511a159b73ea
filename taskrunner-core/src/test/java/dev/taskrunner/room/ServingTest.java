package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.Outcome;
import dev.taskrunner.Registration;
import dev.taskrunner.RequiredSchema;
import dev.taskrunner.RequiredTable;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.Requirement;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.protocol.Wire;
import dev.taskrunner.schema.JsonSchema;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code Room.serve}: names, further connections, requirements. */
@Timeout(60)
class ServingTest {
    private static final TokenSource ONLY_ME = new TokenSource() {
        @Override
        public String token(String name) {
            if (!name.equals("me")) {
                throw new TokenException(TokenException.Reason.OTHER_PARTICIPANT, "only for me");
            }
            return name;
        }
    };

    private final ScriptedRoom server = new ScriptedRoom();

    @AfterEach
    void leave() {
        server.close();
    }

    private static TaskRunner runner(String name) {
        return TaskRunner.of(
                TaskSpec.builder(name).build(),
                (context, input) -> TaskResult.of("by " + context.delegation().chain()));
    }

    private static void answers(ScriptedPeer peer, String name) throws InterruptedException {
        peer.ask("t", "{}");
        assertThat(peer.expectJson("agent.ask_response").raw("answer")).hasToString("\"by [" + name + "]\"");
    }

    @Test
    @DisplayName("§13-25: without a name, or with the participant's, it is served on the room's own connection")
    void onTheOwnConnection() throws Exception {
        for (String name : List.of("", "me")) {
            try (Room room = server.join()) {
                ScriptedPeer peer = server.peer();
                assertThat(room.serve(runner(name)).name()).isEqualTo("me");
                answers(peer, "me");
                assertThat(server.hasNoFurtherPeer()).isTrue();
            }
        }
    }

    @Test
    void anotherNameGetsAConnectionOfItsOwnWhichEndsWithIt() throws Exception {
        Room room = server.join();
        ScriptedPeer first = server.peer();
        Registration registration = room.serve(runner("other"));
        ScriptedPeer second = server.peer();
        assertThat(registration.name()).isEqualTo("other");
        assertThat(second.name()).isEqualTo("other");
        assertThat(second.types()).containsExactly("agent.register_agent");
        answers(second, "other");
        registration.close();
        Outcome.value(second.closed());
        assertThat(second.types()).contains("agent.unregister_agent");
        assertThat(first.types()).isEmpty();
        assertThat(first.closed()).isNotDone();
    }

    @Test
    void aSecondRunnerOfTheOwnNameGetsAFurtherConnection() throws Exception {
        Room room = server.join();
        server.peer();
        room.serve(runner("me"));
        assertThat(room.serve(runner("")).name()).isEqualTo("me");
        assertThat(server.peer().name()).isEqualTo("me");
    }

    @Test
    @DisplayName("§12-17: one runner twice under one name is refused at once")
    void alreadyStarted() throws Exception {
        Room room = server.join();
        TaskRunner runner = runner("me");
        room.serve(runner);
        assertThatIllegalStateException()
                .isThrownBy(() -> room.serve(runner))
                .withMessageContaining("agent is already started");
        assertThatIllegalStateException().isThrownBy(() -> runner.start(room));
        runner.stop();
        room.serve(runner).close();
        runner.start(room);
    }

    @Test
    void whatFailsCanBeTriedAgain() {
        Room room = server.join();
        TaskRunner runner = runner("other");
        server.answer(
                "agent.register_agent", "{\"type\":\"error\",\"text\":\"no\",\"taskrunner\":{\"code\":\"denied\"}}");
        for (int i = 0; i < 2; i++) {
            assertThat(catchThrowableOfType(TaskException.class, () -> room.serve(runner))
                            .code())
                    .isEqualTo(ErrorCode.DENIED);
        }
        server.answer("agent.register_agent", "{\"type\":\"json\",\"json\":{\"id\":\"r\"}}");
        assertThat(room.serve(runner).name()).isEqualTo("other");
    }

    private Room withFixedToken(String... features) {
        server.greeting(peer -> peer.welcome(features));
        return Room.connect(RoomOptions.builder(ScriptedRoom.ADDRESS, ONLY_ME)
                .name("me")
                .transport(server)
                .timer(server.timer)
                .gracePeriod(Duration.ZERO)
                .build());
    }

    @Test
    void theServerGivesTheTokenWhenItsSourceCannot() throws Exception {
        List<String> asked = new ArrayList<>();
        server.answers.put("agent.token", (peer, message) -> {
            asked.add(Wire.text(ScriptedPeer.json(message)));
            return ScriptedRoom.body("{\"type\":\"json\",\"json\":{\"token\":\"other\"}}");
        });
        try (Room room = withFixedToken("token")) {
            server.peer();
            room.serve(runner("other"));
            assertThat(asked).containsExactly("{\"name\":\"other\"}");
            assertThat(server.peer().name()).isEqualTo("other");
        }
    }

    @Test
    void noTokenToBeHad() {
        try (Room room = withFixedToken()) {
            TaskException failure = catchThrowableOfType(TaskException.class, () -> room.serve(runner("other")));
            assertThat(failure.code()).isEqualTo(ErrorCode.DENIED);
            assertThat(failure.text()).contains("'other'");
        }
        server.answer("agent.token", "{\"type\":\"json\",\"json\":{}}");
        try (Room room = withFixedToken("token")) {
            assertThat(catchThrowableOfType(TaskException.class, () -> room.serve(runner("other")))
                            .code())
                    .isEqualTo(ErrorCode.INVALID_RESPONSE);
        }
    }

    @Test
    void closingTheRoomClosesAll() throws Exception {
        Room room = server.join();
        ScriptedPeer first = server.peer();
        room.serve(runner("me"));
        room.serve(runner("other"));
        ScriptedPeer second = server.peer();
        room.close();
        Outcome.value(first.closed());
        Outcome.value(second.closed());
        assertThat(first.types()).containsExactly("agent.register_agent", "agent.unregister_agent");
        assertThat(second.types()).containsExactly("agent.register_agent", "agent.unregister_agent");
    }

    private static TaskRunner requiring(Requirement... requirements) {
        return TaskRunner.of(TaskSpec.builder().requires(requirements).build(), (context, input) -> TaskResult.empty());
    }

    private CompletableFuture<Registration> serving(Room room, Requirement... requirements) {
        return CompletableFuture.supplyAsync(() -> room.serve(requiring(requirements)), server.threads());
    }

    @Test
    @DisplayName("§10.5: a required toolkit is waited for, for a finite time, before anything is registered")
    void requiredToolkits() throws Exception {
        server.answer("agent.list_toolkits", "{\"type\":\"json\",\"json\":{\"tools\":{}}}");
        Room room = server.join();
        ScriptedPeer peer = server.peer();
        CompletableFuture<Registration> serving = serving(room, RequiredToolkit.of("math"));
        server.timer.awaitScheduled(Duration.ofMillis(200), Duration.ofMillis(200));
        assertThat(peer.types()).containsExactly("agent.list_toolkits");
        server.answer("agent.list_toolkits", "{\"type\":\"json\",\"json\":{\"tools\":{\"math\":{}}}}");
        server.timer.advance(Duration.ofMillis(200));
        Outcome.value(serving).close();
        CompletableFuture<Registration> inVain =
                serving(room, RequiredToolkit.of("never").withTimeout(Duration.ofMillis(100)));
        server.timer.awaitScheduled(Duration.ofMillis(100), Duration.ofMillis(100));
        server.timer.advance(Duration.ofMillis(100));
        TaskException failure = Outcome.failure(inVain);
        assertThat(failure.code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(failure.text()).contains("'never'").contains("0.1 s");
    }

    @Test
    void whatIsNotWaitedFor() {
        Room room = server.join();
        room.serve(
                requiring(RequiredToolkit.of("ui"), RequiredToolkit.of("later").withTimeout(Duration.ZERO)));
        TaskException failure = catchThrowableOfType(
                TaskException.class, () -> room.serve(requiring(new RequiredTable("people", Map.of()))));
        assertThat(failure.code()).isEqualTo(ErrorCode.UNSUPPORTED);
        assertThat(failure.text()).contains("'people'");
    }

    @Test
    @DisplayName("§10.5: schemas are written, or waited for under their file's name")
    void requiredSchemas() throws Exception {
        List<String> written = new ArrayList<>();
        server.answers.put("storage.open", (peer, message) -> {
            written.add(Wire.text(ScriptedPeer.json(message)));
            return ScriptedRoom.body("{\"type\":\"json\",\"json\":{\"handle\":3}}");
        });
        server.answers.put("storage.write", (peer, message) -> {
            written.add(Wire.text(ScriptedPeer.json(message)));
            written.add(StandardCharsets.UTF_8.decode(message.data()).toString());
            return ScriptedRoom.OK;
        });
        server.answer("storage.close", "{\"type\":\"empty\"}");
        server.answer("storage.list", "{\"type\":\"json\",\"json\":{\"files\":[{\"name\":\"theirs\"},5]}}");
        Room room = server.join();
        ScriptedPeer peer = server.peer();
        room.serve(requiring(new RequiredSchema("doc", JsonSchema.parse("{\"type\":\"object\"}"), Duration.ZERO)))
                .close();
        assertThat(written.get(0)).isEqualTo("{\"path\":\".schemas/doc.json\",\"overwrite\":true}");
        assertThat(written.get(1)).isEqualTo("{\"handle\":3}");
        assertThat(written.get(2)).endsWith("{\"type\":\"object\"}");
        assertThat(peer.types()).startsWith("storage.open", "storage.write", "storage.close", "agent.register_agent");
        CompletableFuture<Registration> waiting = serving(room, RequiredSchema.of("theirs"));
        server.timer.awaitScheduled(Duration.ofMillis(200), Duration.ofMillis(200));
        server.answer("storage.list", "{\"type\":\"json\",\"json\":{\"files\":[{\"name\":\"theirs.json\"}]}}");
        server.timer.advance(Duration.ofMillis(200));
        Outcome.value(waiting);
    }

    @Test
    void theDeveloperLog() throws Exception {
        server.answer("developer.watch", "{\"type\":\"empty\"}");
        server.answer("developer.unwatch", "{\"type\":\"empty\"}");
        Room room = server.join();
        ScriptedPeer peer = server.peer();
        CompletableFuture<String> heard = new CompletableFuture<>();
        Runnable end = room.developer().watch((type, data) -> heard.complete(type + data));
        peer.push("developer.log", "{\"type\":\"info\",\"data\":{\"k\":1}}");
        assertThat(Outcome.value(heard)).isEqualTo("info{k=1}");
        end.run();
        assertThat(peer.types()).containsExactly("developer.watch", "developer.unwatch");
    }

    @Test
    void optionsAreChecked() {
        RoomOptions.Builder options = server.options();
        AtomicInteger refused = new AtomicInteger();
        for (Duration bad : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
            List<Runnable> setters = List.of(
                    () -> options.connectTimeout(bad),
                    () -> options.requestTimeout(bad),
                    () -> options.askTimeout(bad),
                    () -> options.pingInterval(bad),
                    () -> options.reconnectDelay(bad, Duration.ofSeconds(1)),
                    () -> options.reconnectDelay(Duration.ofSeconds(1), bad));
            for (Runnable setter : setters) {
                assertThatIllegalArgumentException().isThrownBy(setter::run).withMessageContaining(bad.toString());
                refused.incrementAndGet();
            }
        }
        assertThat(refused).hasValue(12);
    }
}
