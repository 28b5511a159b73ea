package dev.taskrunner.room;

import dev.taskrunner.room.TokenException.Reason;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Supplies the tokens with which connections are opened. A room asks it once per connection and again for each
 * reconnect, so that tokens may be short-lived. Serving a second runner needs a source that can name other
 * participants: {@link #secret}, {@link #apiKey} or one of your own.
 *
 * <p>Implementations may be called from any thread, also concurrently, and may block.
 */
@FunctionalInterface
public interface TokenSource {

    /**
     * Returns a token with which this participant may join the room.
     *
     * @param participantName the name that the token must carry
     * @return the signed token, a JWT
     * @throws TokenException when this source cannot supply a token for that name
     */
    String token(String participantName);

    /**
     * Returns the name of the participant for whom a connection is opened when nobody says another.
     *
     * @return the name, empty when the source has none
     */
    default Optional<String> defaultName() {
        return Optional.empty();
    }

    /**
     * Gives this source a default name.
     *
     * @param name the name of the participant
     * @return a source with the same tokens whose {@link #defaultName()} is that name
     */
    default TokenSource named(String name) {
        Objects.requireNonNull(name, "name");
        TokenSource tokens = this;
        return new TokenSource() {
            @Override
            public String token(String participantName) {
                return tokens.token(participantName);
            }

            @Override
            public Optional<String> defaultName() {
                return Optional.of(name);
            }
        };
    }

    /**
     * Always returns one token that somebody else signed. Its participant is the default name; for any other name the
     * source throws a {@link TokenException} with {@link Reason#OTHER_PARTICIPANT}.
     *
     * @param jwt the token; its signature is not verified, only the server can
     * @return the source
     * @throws TokenException when the text is not a participant token
     */
    static TokenSource fixed(String jwt) {
        String own = ParticipantToken.decode(jwt).name();
        TokenSource source = name -> {
            if (!own.equals(name)) {
                throw new TokenException(
                        Reason.OTHER_PARTICIPANT,
                        "The fixed token belongs to \"" + own + "\" and cannot act as \"" + name
                                + "\"; use a token source with a secret or an API key");
            }
            return jwt;
        };
        return source.named(own);
    }

    /**
     * Mints tokens with the secret of a server. They carry the role agent and {@link ApiScope#agentDefault()}, and
     * expire after an hour.
     *
     * @param secret the server's secret; its UTF-8 bytes sign
     * @param room the name of the room that may be joined
     * @return the source, without a default name
     */
    static TokenSource secret(String secret, String room) {
        Objects.requireNonNull(secret, "secret");
        Objects.requireNonNull(room, "room");
        return name -> agent(name, room).toJwt(secret);
    }

    /**
     * Mints tokens with an API key. They carry the role agent and {@link ApiScope#agentDefault()}, and expire after an
     * hour.
     *
     * @param key the key; its secret signs, its ids become the claims kid and sub
     * @param room the name of the room that may be joined
     * @return the source, without a default name
     */
    static TokenSource apiKey(ApiKey key, String room) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(room, "room");
        return name -> agent(name, room).toJwt(key);
    }

    private static ParticipantToken agent(String name, String room) {
        return ParticipantToken.builder(name)
                .role("agent")
                .room(room)
                .api(ApiScope.agentDefault())
                .expiresIn(Duration.ofHours(1))
                .build();
    }
}
