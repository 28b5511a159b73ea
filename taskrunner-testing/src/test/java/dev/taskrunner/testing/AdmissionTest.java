package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomException;
import dev.taskrunner.room.RoomOptions;
import dev.taskrunner.room.TokenSource;
import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.room.spi.TransportRefusedException;
import dev.taskrunner.room.spi.TransportTarget;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who is let in, and how one hears that one is not. */
@ExtendWith(RoomExtension.class)
@Timeout(60)
class AdmissionTest {

    private static RoomException refusal(RoomFixture rooms, String token) {
        RoomOptions options = RoomOptions.builder(rooms.uri(), TokenSource.fixed(token))
                .transport(rooms.transport())
                .build();
        RoomException refusal = catchThrowableOfType(
                RoomException.class, () -> Room.connect(options).close());
        assertThat(refusal).as("a refusal").isNotNull();
        assertThat(refusal.getMessage()).doesNotContain(token);
        return refusal;
    }

    private static ParticipantToken.Builder alice(RoomFixture rooms) {
        return ParticipantToken.builder("alice")
                .role("user")
                .room(rooms.roomName())
                .api(ApiScope.full());
    }

    @Test
    @DisplayName("§13-12 a token that is forged, expired or not signed: refused for good, with HTTP 401")
    void wrongTokens(RoomFixture rooms) {
        String[] wrong = {
            alice(rooms).build().toJwt("another-secret-of-somebody-else-0123456789"),
            rooms.server()
                    .token(alice(rooms)
                            .expiresAt(Instant.now().minusSeconds(3_600))
                            .build())
        };
        for (String token : wrong) {
            RoomException refusal = refusal(rooms, token);
            assertThat(refusal.reason()).isEqualTo(RoomException.Reason.REFUSED);
            assertThat(refusal).hasMessageContaining("401");
        }
    }

    @Test
    @DisplayName("§13-12 a token for another room: refused for good, with HTTP 403")
    void otherRoom(RoomFixture rooms) {
        RoomException refusal = refusal(rooms, rooms.server().token("elsewhere", "alice"));
        assertThat(refusal.reason()).isEqualTo(RoomException.Reason.REFUSED);
        assertThat(refusal).hasMessageContaining("403");
    }

    @Test
    @DisplayName("§13-58 a token without the grant: let in, and refused with an error that names what is missing")
    void missingGrant(RoomFixture rooms, @As("host") Room host) {
        host.serve(Runners.add("host"));
        String token = rooms.server()
                .token(alice(rooms)
                        .api(ApiScope.builder().allow("messaging").build())
                        .build());
        Room alice = rooms.connect(
                RoomOptions.builder(rooms.uri(), TokenSource.fixed(token)).transport(rooms.transport()));
        var denied = Failure.of(() -> alice.agents().ask("host", Map.of("a", 1, "b", 2)));
        assertThat(denied.code()).isEqualTo(ErrorCode.DENIED);
        assertThat(denied.text()).contains("agents");
        alice.messaging().enable();
    }

    @Test
    @DisplayName("§13-11 a token is taken from the query alone and from the header alone")
    void eitherPlaceWillDo(RoomFixture rooms) throws Exception {
        String token = rooms.token("alice");
        URI bare = rooms.uri();
        URI inQuery = URI.create(bare + "?v=0.23.0&x=1&token=" + token);
        Map<String, String> header = Map.of("Authorization", "Bearer " + token);
        for (TransportTarget target : new TransportTarget[] {
            new TransportTarget(inQuery, Map.of(), null, null, Duration.ofSeconds(10)),
            new TransportTarget(bare, header, null, null, Duration.ofSeconds(10))
        }) {
            RecordingListener heard = new RecordingListener();
            RoomTransport transport = rooms.transport().create(target);
            transport.start(heard);
            assertThat(heard.packet()).as("the first packet of the handshake").isNotNull();
            transport.close(1000, "");
            heard.awaitClosed();
        }
        TransportTarget neither = new TransportTarget(bare, Map.of(), null, null, Duration.ofSeconds(10));
        TransportRefusedException refused = catchThrowableOfType(
                TransportRefusedException.class,
                () -> rooms.transport().create(neither).start(new RecordingListener()));
        assertThat(refused.status()).isEqualTo(401);
    }

    @Test
    @DisplayName("a token in the room's own address is replaced, other parameters stay")
    void replacesATokenInTheAddress(RoomFixture rooms) {
        URI uri = URI.create(rooms.uri() + "?token=rubbish&v=1");
        Room room = rooms.connect(RoomOptions.builder(uri, TokenSource.fixed(rooms.token("alice")))
                .transport(rooms.transport()));
        assertThat(room.name()).isEqualTo("alice");
    }

    @Test
    @DisplayName("a second runner on a fixed token gets a token of the server")
    void furtherConnections(@As("host") Room host, @As("alice") Room alice) {
        host.serve(Runners.add("host"));
        host.serve(Runners.add("second"));
        assertThat(alice.agents().ask("second", Map.of("a", 1, "b", 2)).asMap()).containsEntry("sum", 3);
    }
}
