package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.taskrunner.room.Room;
import dev.taskrunner.server.RoomServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.opentest4j.TestAbortedException;

/** Runs sample test classes with JUnit itself. */
@ResourceLock(Resources.SYSTEM_ERR)
class RoomExtensionTest {
    private static final List<Room> ROOMS = new CopyOnWriteArrayList<>();
    private static final List<RoomServer> SERVERS = new CopyOnWriteArrayList<>();
    private static final List<String> TOKENS = new CopyOnWriteArrayList<>();

    @BeforeEach
    void forget() {
        ROOMS.clear();
        SERVERS.clear();
        TOKENS.clear();
    }

    /** What came of a class. */
    private record Outcome(List<Optional<Throwable>> results, List<String> transcripts, String stderr) {}

    private static Outcome run(Class<?> sample) {
        List<Optional<Throwable>> results = new ArrayList<>();
        List<String> transcripts = new ArrayList<>();
        TestExecutionListener listener = new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                    results.add(result.getThrowable());
                }
            }

            @Override
            public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
                transcripts.add(entry.getKeyValuePairs().get(RoomExtension.TRANSCRIPT));
            }
        };
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectClass(sample))
                                    .build(),
                            listener);
        } finally {
            System.setErr(before);
        }
        return new Outcome(results, transcripts, printed.toString(StandardCharsets.UTF_8));
    }

    private static void ask(Room host, Room caller) {
        host.serve(Runners.add("adder"));
        assertThat(caller.agents().ask("adder", Map.of("a", 1, "b", 2)).asMap()).containsEntry("sum", 3);
    }

    private static void assertClosed(int rooms) {
        assertThat(ROOMS).hasSize(rooms).allMatch(room -> room.ended().isDone());
    }

    @ExtendWith(RoomExtension.class)
    static class Passing {
        @Test
        void passes(@As("host") Room host, @As("alice") Room alice, RoomServer server, URI uri, RoomFixture rooms) {
            ROOMS.addAll(List.of(host, alice));
            SERVERS.add(server);
            assertThat(host.name()).isEqualTo("host");
            assertThat(rooms.room("alice")).isSameAs(alice);
            assertThat(rooms.connect("alice")).isNotSameAs(alice);
            assertThat(uri).isEqualTo(server.uri("test"));
            ask(host, alice);
        }
    }

    static class Failing {
        @RegisterExtension
        final RoomExtension rooms = RoomExtension.inMemory();

        @Test
        void fails(@As("host") Room host, Room nobodyInParticular, RoomFixture fixture) {
            ROOMS.addAll(List.of(host, nobodyInParticular));
            TOKENS.add(fixture.token("host"));
            assertThat(nobodyInParticular.name()).isEqualTo("tester");
            ask(host, nobodyInParticular);
            throw new AssertionError("on purpose");
        }
    }

    @ExtendWith(RoomExtension.class)
    @InMemoryRooms
    static class Aborting {
        @Test
        void aborts(Room room) {
            ROOMS.add(room);
            throw new TestAbortedException("not today");
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class PerClass {
        @RegisterExtension
        static final RoomExtension ROOMS_OF_CLASS = RoomExtension.builder()
                .perClass()
                .inMemory()
                .room("shared")
                .server(options -> options.maxConnectionsPerRoom(7))
                .build();

        @Test
        void one(RoomServer server, Room room) {
            SERVERS.add(server);
            ROOMS.add(room);
            assertThat(room.roomName()).isEqualTo("shared");
        }

        @Test
        void two(RoomServer server, Room room) {
            one(server, room);
        }
    }

    @ExtendWith(RoomExtension.class)
    static class NeedsAClass {
        NeedsAClass(RoomServer server) {
            SERVERS.add(server);
        }

        @Test
        void never() {
            throw new AssertionError("there is no server to construct this with");
        }
    }

    @Test
    @DisplayName("a test that passes gets what it asks for, prints nothing, and everything is closed after it")
    void passing() {
        Outcome outcome = run(Passing.class);
        assertThat(outcome.results()).containsExactly(Optional.empty());
        assertThat(outcome.transcripts()).isEmpty();
        assertThat(outcome.stderr()).doesNotContain("Transcript", "agent.ask");
        assertClosed(2);
    }

    @Test
    @DisplayName("a test that fails prints what went over its connections, and no token")
    void failing() {
        Outcome outcome = run(Failing.class);
        assertThat(outcome.results().get(0))
                .get()
                .extracting(Throwable::getMessage)
                .isEqualTo("on purpose");
        assertThat(outcome.transcripts()).hasSize(1);
        String transcript = outcome.transcripts().get(0);
        assertThat(transcript)
                .containsPattern("tester +-> agent.ask#\\d+ \\{\"agent\":\"adder\",\"arguments\":\\{")
                .containsPattern("adder +<- agent.ask#")
                .containsPattern("adder +-> agent.ask_response#")
                .containsPattern("tester +<- __response__#")
                .doesNotContain(TOKENS)
                .doesNotContain("eyJ");
        assertThat(outcome.stderr()).contains("Transcript of Failing.fails", transcript);
        assertClosed(2);
    }

    @Test
    @DisplayName("a test that is aborted prints nothing")
    void aborting() {
        Outcome outcome = run(Aborting.class);
        assertThat(outcome.transcripts()).isEmpty();
        assertThat(outcome.stderr()).doesNotContain("Transcript");
        assertClosed(1);
    }

    @Test
    @DisplayName("with perClass() all tests of a class share the server and its rooms")
    void perClass() {
        Outcome outcome = run(PerClass.class);
        assertThat(outcome.results()).containsExactly(Optional.empty(), Optional.empty());
        assertThat(SERVERS).hasSize(2).containsOnly(SERVERS.get(0));
        assertThat(ROOMS).containsOnly(ROOMS.get(0));
        assertClosed(2);
    }

    @Test
    @DisplayName("without perClass() a constructor is told what to do")
    void needsAClass() {
        Outcome outcome = run(NeedsAClass.class);
        assertThat(outcome.results()).hasSize(1);
        assertThat(outcome.results().get(0))
                .get()
                .extracting(Throwable::getMessage)
                .asString()
                .contains("perClass()");
        assertThat(SERVERS).isEmpty();
    }
}
