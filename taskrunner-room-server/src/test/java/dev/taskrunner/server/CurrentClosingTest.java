package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class CurrentClosingTest extends CurrentCase {

    @Test
    @DisplayName(
            "§1.7 a server that closes drops the current generation without a close frame, and tells the classic one 1001")
    void closing() {
        WireClient python = python("python");
        WireClient typeScript = join("ts");
        typeScript.request("room.list_toolkits");
        WireClient old = classic("old");
        server.close();
        assertThat(python.awaitClose()).isEqualTo(1006);
        assertThat(typeScript.awaitClose()).isEqualTo(1006);
        assertThat(old.awaitClose()).isEqualTo(1001);
    }

    @Test
    @DisplayName("current 42: who waits for an answer when the server closes has it first")
    void answersFirst() {
        WireClient provider = host("p", "kit", "t");
        WireClient caller = python("c");
        long id = call(caller, "kit", "t");
        provider.await("room.tool_call.kit");
        server.close();
        assertThat(number(caller.answer(id))).isEqualTo(1008);
    }
}
