package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code room.list_toolkits} with a timeout (current protocol §5.2). */
@ParameterizedClass
@EnumSource(Via.class)
class CurrentWaitsTest extends CurrentCase {
    private final ManualTimer timer = new ManualTimer();

    @Override
    RoomServerOptions.Builder options() {
        return RoomServerOptions.builder().timer(timer);
    }

    private static long list(WireClient client, Object... filter) {
        return client.send("room.list_toolkits", filter);
    }

    private static JsonFields listed(Body answer) {
        return answer.json().object("json").object("tools");
    }

    @Test
    @DisplayName(
            "§5.2 waits for the first toolkit of a participant, private ones too, and answers other requests meanwhile")
    void waits() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        long waiting = list(alice, "participant_id", bob.id(), "timeout", 30);
        assertThat(settled(alice)).isEmpty();
        host(join("other"), "elsewhere", true, "t");
        assertThat(settled(alice)).isEmpty();
        host(bob, "ui", false, "ask");
        assertThat(listed(alice.answer(waiting)).names()).containsExactly("ui");
    }

    @Test
    @DisplayName("§5.2 waits for a participant of a name that is not there yet, of either generation")
    void waitsForName() {
        WireClient alice = join("alice");
        long waiting = list(alice, "participant_name", "adder", "timeout", 30);
        WireClient adder = classic("adder");
        assertThat(settled(alice)).isEmpty();
        adder.requestJson("agent.register_agent", "description", "d");
        assertThat(listed(alice.answer(waiting)).names()).containsExactly("adder");
    }

    @Test
    @DisplayName("§5.2 answers with what is there when the time is over: nothing, or that the participant is not")
    void late() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        long empty = list(alice, "participant_id", bob.id(), "timeout", 30);
        long nobody = list(alice, "participant_name", "nobody", "timeout", 30);
        assertThat(settled(alice)).isEmpty();
        timer.advance(Duration.ofSeconds(30));
        assertThat(listed(alice.answer(empty)).names()).isEmpty();
        assertThat(number(alice.answer(nobody))).isEqualTo(1003);
        host(bob, "late", true, "t");
        assertThat(settled(alice)).isEmpty();
    }

    @Test
    @DisplayName("§5.2 answers at once: without a timeout, with 0, without an address, and when there is something")
    void atOnce() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        assertThat(toolkits(alice, "participant_id", bob.id()).names()).isEmpty();
        assertThat(toolkits(alice, "participant_id", bob.id(), "timeout", 0).names())
                .isEmpty();
        assertThat(toolkits(alice, "timeout", 30).names()).isEmpty();
        host(bob, "kit", true, "t");
        assertThat(toolkits(alice, "participant_name", "bob", "timeout", 30).names())
                .containsExactly("kit");
    }

    @Test
    @DisplayName("One participant may wait for 64 lists; what it waited for goes with it")
    void bounded() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        int before = timer.waiting();
        for (int i = 0; i < 64; i++) {
            list(alice, "participant_id", bob.id(), "timeout", 30);
        }
        long refused = list(alice, "participant_id", bob.id(), "timeout", 30);
        assertThat(number(alice.answer(refused))).isEqualTo(1006);
        assertThat(timer.waiting()).isEqualTo(before + 64);
        alice.close();
        eventually(() -> timer.waiting() <= before);
    }
}
