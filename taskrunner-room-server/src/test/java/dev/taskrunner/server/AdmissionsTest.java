package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AdmissionsTest {

    private static int refusedPath(String path) {
        return catchThrowableOfType(Refusal.class, () -> Admissions.roomOf(path)).status;
    }

    @Test
    @DisplayName("A path names a room in any percent-encoding")
    void rooms() throws Exception {
        assertThat(Admissions.roomOf("/rooms/demo")).isEqualTo("demo");
        assertThat(Admissions.roomOf("/rooms/%64%65mo")).isEqualTo("demo");
        assertThat(Admissions.roomOf("/rooms/a+b%20c")).isEqualTo("a+b c");
        assertThat(Admissions.roomOf("/rooms/a%2Fb")).isEqualTo("a/b");
        assertThat(Admissions.roomOf("/rooms/%E2%82%AC")).isEqualTo("€");
        assertThat(Admissions.roomOf("/rooms/" + "x".repeat(255))).hasSize(255);
    }

    @Test
    @DisplayName("Paths that name no room are refused")
    void noRooms() {
        assertThat(refusedPath("/")).isEqualTo(404);
        assertThat(refusedPath("/rooms")).isEqualTo(404);
        assertThat(refusedPath("/rooms/a/b")).isEqualTo(404);
        assertThat(refusedPath("/rooms/a/")).isEqualTo(404);
        assertThat(refusedPath("/rooms/")).isEqualTo(400);
        assertThat(refusedPath("/rooms/%")).isEqualTo(400);
        assertThat(refusedPath("/rooms/%zz")).isEqualTo(400);
        assertThat(refusedPath("/rooms/a%00b")).isEqualTo(400);
        assertThat(refusedPath("/rooms/" + "%C3%BC".repeat(128)))
                .as("256 bytes")
                .isEqualTo(400);
    }

    @Test
    @DisplayName("§13-11, current 1: the token is looked for in the header, then the query, then the subprotocols")
    void tokens() throws Exception {
        QueryStringDecoder with = new QueryStringDecoder("/rooms/x?v=1&token=a%2Bb");
        QueryStringDecoder without = new QueryStringDecoder("/rooms/x?v=1");
        assertThat(Admissions.tokenOf(with, "BEARER  header ", "meshagent-room.sub"))
                .isEqualTo("header");
        assertThat(Admissions.tokenOf(with, "Basic xyz", "meshagent-room.sub")).isEqualTo("a+b");
        assertThat(Admissions.tokenOf(without, "Basic xyz", "meshagent-room.sub"))
                .isEqualTo("sub");
        assertThat(Admissions.tokenOf(without, "Basic xyz", null)).isNull();
        assertThat(Admissions.tokenOf(without, null, null)).isNull();
    }

    @Test
    @DisplayName("The subprotocol with a token is found among several, in one header or in many")
    void subprotocols() {
        assertThat(Admissions.tokenProtocol(List.of("chat, meshagent-room.a.b.c")))
                .isEqualTo("meshagent-room.a.b.c");
        assertThat(Admissions.tokenProtocol(List.of("chat", "meshagent-room.x")))
                .isEqualTo("meshagent-room.x");
        assertThat(Admissions.tokenProtocol(List.of("chat"))).isNull();
        assertThat(Admissions.tokenProtocol(List.of())).isNull();
    }
}
