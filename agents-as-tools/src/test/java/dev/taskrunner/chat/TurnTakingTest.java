package dev.taskrunner.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.testing.model.ScriptedChatModel;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TurnTakingTest {

    private static TurnTaking.Situation said(String text) {
        return new TurnTaking.Situation(
                "helper", List.of("alice", "bob"), List.of(new ChatLine("alice", text, Instant.EPOCH)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "what is the time?|true",
                "bob, what is the time?|false",
                "@Bob: what is the time?|false",
                "Bobby was here|true",
                "I told bob|true",
                "bob, ask the helper|true",
                "HELPER: go|true",
                "bob, how helpful you are|false"
            })
    void goesByNames(String text, boolean expected) {
        assertThat(TurnTaking.byNames().isExpected(said(text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"reasoning\":\"r\",\"next_user\":\"bob\",\"expecting_assistant_reply\":false}|false",
                "```json {\"expecting_assistant_reply\": false} ```|false",
                "{\"expecting_assistant_reply\":true}|true",
                "{\"other\":1}|true",
                "no idea|true",
                "{broken}|true"
            })
    void asksAModelAndCountsWhatItCannotReadAsYes(String answer, boolean expected) {
        ScriptedChatModel model = new ScriptedChatModel().text(answer);
        assertThat(TurnTaking.byModel(model).isExpected(said("well"))).isEqualTo(expected);
        assertThat(model.requests().get(0).messages().toString()).contains("alice, bob", "helper", "alice: well");
    }

    @Test
    void aModelThatFailsMeansYes() {
        ScriptedChatModel model = new ScriptedChatModel().error(new IllegalStateException("down"));
        assertThat(TurnTaking.byModel(model).isExpected(said("well"))).isTrue();
    }
}
