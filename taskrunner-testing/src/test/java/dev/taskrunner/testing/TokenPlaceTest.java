package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.room.Generation;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomException;
import dev.taskrunner.room.RoomOptions;
import dev.taskrunner.room.TokenPlace;
import dev.taskrunner.room.TokenSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All ways to carry the token, over real sockets. */
@ExtendWith(RoomExtension.class)
@Timeout(60)
class TokenPlaceTest {

    @ParameterizedTest
    @EnumSource(TokenPlace.class)
    @DisplayName("current 1, current 2: the room is joined with the token in that place, in either generation")
    void joins(TokenPlace place, RoomFixture rooms) {
        for (Generation generation : Generation.values()) {
            Room room = rooms.connect(rooms.options("alice").tokenPlace(place).generation(generation));
            assertThat(room.name()).isEqualTo("alice");
            assertThat(room.toolkits().list()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TokenPlace.class)
    @DisplayName("current 18: a wrong token is refused for good in every place, and not shown")
    void refused(TokenPlace place, RoomFixture rooms) {
        String forged =
                ParticipantToken.builder("alice").room("test").build().toJwt("another secret, long enough for that");
        RoomOptions.Builder options =
                RoomOptions.builder(rooms.uri(), TokenSource.fixed(forged)).tokenPlace(place);
        RoomException refused = catchThrowableOfType(RoomException.class, () -> rooms.connect(options));
        assertThat(refused.reason()).isEqualTo(RoomException.Reason.REFUSED);
        assertThat(refused.getMessage()).contains("HTTP 40").doesNotContain(forged);
    }
}
