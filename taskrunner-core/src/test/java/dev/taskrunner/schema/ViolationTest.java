package dev.taskrunner.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ViolationTest {

    private static final Violation VIOLATION =
            new Violation("/a", "type", "integer", "string \"x\"", "/a: expected integer, got string \"x\"");

    @Test
    void readsItsOwnMap() {
        assertThat(Violation.fromMap(VIOLATION.toMap())).isEqualTo(VIOLATION);
        assertThat(VIOLATION.toMap()).containsOnlyKeys("pointer", "keyword", "expected", "actual", "message");
    }

    @Test
    void readsLeniently() {
        Map<String, Object> map = new HashMap<>(VIOLATION.toMap());
        map.put("unknown", 1);
        map.put("expected", null);
        map.put("actual", 5);
        map.remove("keyword");
        assertThat(Violation.fromMap(map)).isEqualTo(new Violation("/a", "", "", "", VIOLATION.message()));
        assertThat(Violation.fromMap(Map.of())).isEqualTo(new Violation("", "", "", "", ""));
    }

    @Test
    void describesAsLines() {
        assertThat(VIOLATION).hasToString(VIOLATION.message());
        assertThat(Violation.describe(List.of())).isEmpty();
        assertThat(Violation.describe(List.of(VIOLATION, VIOLATION)))
                .isEqualTo(VIOLATION.message() + "\n" + VIOLATION.message());
    }
}
