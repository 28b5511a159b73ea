package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.wire.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TakerLinesTest {
    private final RoomServerOptions options = RoomServerOptions.defaults();
    private final ServerCore core = new ServerCore(options, "a secret of enough bytes, really");
    private final TakerLines lines = new TakerLines(3);
    private final List<Taker> forgotten = new ArrayList<>();
    private final Session alice = session("alice");
    private final Session bob = session("bob");

    private Session session(String name) {
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
        return new Session(
                model, ParticipantToken.builder(name).build(), ApiScope.full(), link, core.generations.classic);
    }

    @AfterEach
    void close() {
        core.close();
    }

    private Taker add(String queue, Session session) {
        Taker taker = new Taker(Reply.to(session, 1), null);
        lines.add(queue, taker);
        taker.forget = () -> forgotten.add(taker);
        return taker;
    }

    @Test
    @DisplayName("Who came first is first, at each queue for itself, and its timer is taken back once")
    void order() {
        Taker first = add("q", alice);
        Taker second = add("q", bob);
        Taker other = add("r", alice);
        assertThat(lines.count("q")).isEqualTo(2);
        assertThat(lines.next("q")).isSameAs(first);
        assertThat(lines.next("q")).isSameAs(second);
        assertThat(lines.next("q")).isNull();
        assertThat(lines.next("never heard of")).isNull();
        assertThat(forgotten).containsExactly(first, second);
        assertThat(lines.isWaiting("q", first)).isFalse();
        assertThat(lines.isWaiting("r", other)).isTrue();
        assertThat(lines.isWaiting("q", other)).isFalse();
    }

    @Test
    @DisplayName("Who is gone is passed over, and nobody else with it")
    void gone() {
        Taker left = add("q", alice);
        add("q", alice);
        Taker there = add("q", bob);
        alice.gone = true;
        assertThat(lines.next("q")).isSameAs(there);
        assertThat(forgotten).contains(left, there).hasSize(3);
        add("q", alice);
        assertThat(lines.next("q")).isNull();
        assertThat(lines.count("q")).isZero();
    }

    @Test
    @DisplayName("One participant waits a bounded number of times, over all queues; each way out of line makes room")
    void bounded() {
        Taker first = add("a", alice);
        add("b", alice);
        add("c", alice);
        assertThatThrownBy(() -> add("d", alice))
                .hasMessageContaining("waits for 3 messages")
                .isInstanceOfSatisfying(
                        TaskException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AGENT_BUSY));
        assertThat(lines.count("d")).isZero();
        add("d", bob);
        assertThat(lines.remove("a", first)).isTrue();
        add("d", alice);
        assertThat(lines.next("b")).isNotNull();
        add("d", alice);
        assertThat(lines.removeAll("c")).hasSize(1);
        add("d", alice);
        assertThatThrownBy(() -> add("d", alice)).isInstanceOf(TaskException.class);
        lines.leave(alice);
        assertThat(lines.count("d")).isEqualTo(1);
    }

    @Test
    @DisplayName("Whoever leaves is out of all lines, and others keep their places")
    void leave() {
        Taker one = add("q", bob);
        add("q", alice);
        Taker two = add("q", bob);
        add("r", alice);
        lines.leave(alice);
        lines.leave(alice);
        assertThat(lines.count("q")).isEqualTo(2);
        assertThat(lines.count("r")).isZero();
        assertThat(lines.next("q")).isSameAs(one);
        assertThat(lines.next("q")).isSameAs(two);
        assertThat(forgotten).hasSize(4);
    }

    @Test
    @DisplayName("What is taken out once is not there a second time")
    void removedOnce() {
        Taker taker = add("q", alice);
        assertThat(lines.remove("r", taker)).isFalse();
        assertThat(lines.remove("q", taker)).isTrue();
        assertThat(lines.remove("q", taker)).isFalse();
        assertThat(lines.removeAll("q")).isEmpty();
        Taker again = add("q", alice);
        assertThat(lines.removeAll("q")).containsExactly(again);
        assertThat(lines.removeAll("q")).isEmpty();
        assertThat(forgotten).containsExactly(taker, again);
    }
}
