package dev.taskrunner.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.TaskSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelNamesTest {

    @Test
    void keepsNamesStableAndApart() {
        ModelNames names = new ModelNames();
        assertThat(names.of("run_a.b")).isEqualTo("run_a_b");
        String second = names.of("run_a b");
        assertThat(second).matches("run_a_b_[0-9a-f]{8}");
        assertThat(names.of("run_a_b")).matches("run_a_b_[0-9a-f]{8}").isNotEqualTo(second);
        assertThat(names.of("run_a.b")).isEqualTo("run_a_b");
        assertThat(names.of("run_a b")).isEqualTo(second);
    }

    @Test
    void anyNameBecomesOneThatModelsTake() {
        ModelNames names = new ModelNames();
        Set<String> all = new HashSet<>();
        for (String name : List.of("run_ü", "run_ö", "run_" + "x".repeat(100), "run_" + "x".repeat(101), "run_a/b:c")) {
            assertThat(names.of(name)).matches("[a-zA-Z0-9_-]{1,64}");
            all.add(names.of(name));
        }
        assertThat(all).hasSize(5);
        assertThatThrownBy(() -> names.of("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eachConversationHearsOnceOfEachDeparture() {
        Departures departures = new Departures();
        TaskSpec one = TaskSpec.builder("one").build();
        Map<String, TaskSpec> present = Map.of("one", one);
        assertThat(departures.toAnnounce("m1", "t1", present)).isEmpty();
        assertThat(departures.toAnnounce("m2", "t1", present)).isEmpty();
        assertThat(departures.toAnnounce("m1", "t2", Map.of())).containsExactly(one);
        assertThat(departures.toAnnounce("m1", "t2", Map.of()))
                .as("all through that turn")
                .containsExactly(one);
        assertThat(departures.toAnnounce("m1", "t3", Map.of())).isEmpty();
        assertThat(departures.toAnnounce("m2", null, Map.of())).containsExactly(one);
        assertThat(departures.toAnnounce("m2", null, Map.of())).isEmpty();
        assertThat(departures.toAnnounce("m1", "t4", present)).isEmpty();
        assertThat(departures.toAnnounce("m1", "t4", Map.of())).containsExactly(one);
        assertThat(departures.toAnnounce("m1", "t4", present)).isEmpty();
    }
}
