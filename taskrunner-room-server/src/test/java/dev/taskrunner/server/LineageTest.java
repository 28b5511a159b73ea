package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.Extension;
import dev.taskrunner.protocol.RegisterToolkit;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineageTest {
    private static final Instant END = Instant.parse("2026-01-01T00:00:10Z");

    private final RoomServerOptions options = RoomServerOptions.defaults();
    private final ServerCore core = new ServerCore(options, "a secret of enough bytes, really");
    private final Session alice = session("alice", ApiScope.full());
    private final Session runner = session("runner", ApiScope.agentDefault());

    private Session session(String name, ApiScope scope) {
        Link link = new Link() {
            @Override
            public void send(Message message) {
                throw new AssertionError("nothing is sent here");
            }

            @Override
            public void close(int code, String reason) {
                throw new AssertionError("nothing is closed here");
            }
        };
        RoomModel model = new RoomModel("demo", options, core.data.room("demo"), null);
        return new Session(model, ParticipantToken.builder(name).build(), scope, link, core.generations.classic);
    }

    @AfterEach
    void close() {
        core.close();
    }

    private static Extension said(List<String> chain, @Nullable Integer calls, @Nullable String parent) {
        return new Extension(null, chain, calls, parent, false, null, null);
    }

    /** A tool call of alice that the runner works on. */
    private Job call(long id, Lineage lineage, Session onBehalfOf) {
        Job.Order order = new Job.Order(
                Reply.to(alice, id),
                lineage,
                onBehalfOf,
                lineage.bounds(alice, onBehalfOf),
                Duration.ofSeconds(10),
                END,
                new Job.Terms(false, null, false, false, false));
        RegisterToolkit maths = new RegisterToolkit("maths", "Maths", "", true, null, JsonFields.EMPTY);
        return Job.call(order, new RegisteredToolkit(runner, maths, JsonFields.EMPTY), id);
    }

    @ParameterizedTest
    @DisplayName("A caller may say how little is left of its budget, and never that more is")
    @CsvSource({"5, 5", "256, 256", "257, 256", "2147483647, 256", "0, 0", "-1, -1", "-2147483648, -2147483648"})
    void budget(int calls, int left) {
        assertThat(Lineage.of(alice, said(List.of(), calls, null), 256).tree().callsLeft())
                .isEqualTo(left);
    }

    @Test
    @DisplayName("Who says nothing begins a tree of its own, with the whole budget and nobody before it")
    void root() {
        Lineage lineage = Lineage.of(alice, Extension.NONE, 7);
        assertThat(lineage.tree().callsLeft()).isEqualTo(7);
        assertThat(lineage.chain()).isEmpty();
        assertThat(lineage.hops()).isZero();
        assertThat(lineage.parent()).isNull();
        assertThat(lineage.owner()).isNull();
        assertThat(lineage.end()).isNull();
        assertThat(lineage.principal()).isNull();
        assertThat(lineage.bounds(alice, null)).containsExactly(alice.scope);
        lineage.tree().spend();
        assertThat(lineage.tree().callsLeft()).isEqualTo(6);
        assertThat(Lineage.of(alice, Extension.NONE, 7).tree().callsLeft()).isEqualTo(7);
    }

    @Test
    @DisplayName("A chain that comes from elsewhere counts, as far as it is said")
    void fromElsewhere() {
        Lineage lineage = Lineage.of(alice, said(List.of("a", "b"), null, null), 256);
        assertThat(lineage.chain()).containsExactly("a", "b");
        assertThat(lineage.hops()).isEqualTo(2);
        assertThat(lineage.guessed()).isFalse();
    }

    @Test
    @DisplayName("A task that the caller does not work on is nobody's parent")
    void notIts() {
        assertThatThrownBy(() -> Lineage.of(alice, said(List.of(), null, "some task"), 256))
                .hasMessageContaining("is over")
                .isInstanceOfSatisfying(
                        TaskException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DELEGATION_REFUSED));
    }

    @Test
    @DisplayName("What is done for a job has its budget, its end, its principal and no more rights than it")
    void named() {
        Lineage first = Lineage.of(alice, said(List.of("root"), 9, null), 256);
        Job job = call(1, first, alice);
        Lineage second = new Lineage(job, false, job.chain(), first.tree(), first.hops() + 1);
        assertThat(second.owner()).isSameAs(job);
        assertThat(second.end()).isEqualTo(END);
        assertThat(second.principal()).isSameAs(alice);
        assertThat(second.bounds(runner, null)).containsExactly(alice.scope);
        assertThat(second.bounds(runner, runner)).containsExactly(alice.scope, runner.scope);
        assertThat(second.bounds(runner, alice)).containsExactly(alice.scope);
        assertThat(job.chain()).as("a tool is no runner").containsExactly("root");
        assertThat(job.callsLeft).isEqualTo(9);
        assertThat(job.title()).isEqualTo("tool call");
    }

    @Test
    @DisplayName("A guessed parent shares its budget, but neither its end nor its rights, and ends nothing")
    void guessed() {
        Lineage first = Lineage.of(alice, Extension.NONE, 4);
        Job job = call(1, first, alice);
        Lineage guess = new Lineage(job, true, job.chain(), first.tree(), 1);
        assertThat(guess.owner()).isNull();
        assertThat(guess.end()).isNull();
        assertThat(guess.principal()).isNull();
        assertThat(guess.bounds(runner, null)).containsExactly(runner.scope);
        assertThat(guess.bounds(runner, alice)).containsExactly(runner.scope, alice.scope);
        guess.tree().spend();
        assertThat(first.tree().callsLeft()).isEqualTo(3);
    }

    @Test
    @DisplayName("A job belongs to whoever waits and whoever works, until it is settled")
    void workload() {
        Job job = call(5, Lineage.of(alice, Extension.NONE, 4), runner);
        assertThat(job.principal()).isSameAs(runner);
        Workload.add(job);
        assertThat(alice.work.askedCount()).isEqualTo(1);
        assertThat(runner.work.askedCount()).isZero();
        assertThat(runner.work.newestTask()).as("a tool call is no task").isNull();
        Workload.remove(job);
        Workload.remove(job);
        assertThat(alice.work.askedCount()).isZero();
    }
}
