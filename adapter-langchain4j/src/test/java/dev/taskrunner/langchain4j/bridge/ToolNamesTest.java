package dev.taskrunner.langchain4j.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ToolNamesTest {
    @Test
    void aNameThatModelsTakeStaysAsItIs() {
        assertThat(ToolNames.accepted("add_two-Numbers9")).isEqualTo("add_two-Numbers9");
    }

    @Test
    void otherCharactersBecomeUnderscoresAndTheWayBackIsKnown() {
        ToolNames names = ToolNames.of(List.of("mail.send now", "grüße"));
        assertThat(names.forModel("mail.send now")).isEqualTo("mail_send_now");
        assertThat(names.ofTool("mail_send_now")).contains("mail.send now");
        assertThat(names.ofTool(names.forModel("grüße"))).contains("grüße");
    }

    @Test
    void longNamesAreCutAndStayApart() {
        String one = "a".repeat(70) + "1";
        String two = "a".repeat(70) + "2";
        ToolNames names = ToolNames.of(List.of(one, two));
        assertThat(names.forModel(one)).hasSize(64).matches("[a-zA-Z0-9_-]+").isEqualTo(ToolNames.accepted(one));
        assertThat(names.forModel(two)).hasSize(64).isNotEqualTo(names.forModel(one));
    }

    @Test
    void namesThatBecomeOneAreRefusedByBothNames() {
        assertThatThrownBy(() -> ToolNames.of(List.of("a.b", "a_b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a.b'")
                .hasMessageContaining("'a_b'");
        assertThatThrownBy(() -> ToolNames.of(List.of("x", "x"))).hasMessageContaining("two tools are named 'x'");
    }

    @Test
    void anEmptyNameIsRefused() {
        assertThatThrownBy(() -> ToolNames.of(List.of(""))).hasMessageContaining("without a name");
    }

    @Test
    void namesThatNobodyGaveAreUnknown() {
        ToolNames names = ToolNames.of(List.of("a"));
        assertThat(names.ofTool("b")).isEmpty();
        assertThatThrownBy(() -> names.forModel("b")).hasMessageContaining("no tool 'b'");
    }
}
