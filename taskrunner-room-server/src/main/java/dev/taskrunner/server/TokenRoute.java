package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.WireException;
import java.time.Duration;
import java.time.Instant;

/**
 * Ours: gives a participant a token for a further connection under another name, since on the wire an agent is a participant.
 * The new token never allows more, nor for longer, than the one that asks. Stateless.
 */
final class TokenRoute {
    private static final String DELEGATED = "taskrunner_delegated";
    private static final int MAX_NAME = 255;
    private static final Duration LONGEST = Duration.ofHours(24);

    private final RoomServerOptions options;
    private final String secret;

    TokenRoute(RoomServerOptions options, String secret) {
        this.options = options;
        this.secret = secret;
    }

    void issue(Request request) throws WireException {
        if (!options.delegatedNames) {
            throw new TaskException(ErrorCode.UNSUPPORTED, "this server gives no tokens for other names");
        }
        String name = request.json().requireString("name");
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw new TaskException(ErrorCode.INVALID_REQUEST, "the name must have 1 to " + MAX_NAME + " characters");
        }
        Session from = request.from();
        if (from.room.participants().stream().anyMatch(other -> holds(other, name, from))) {
            throw new TaskException(ErrorCode.DENIED, "'" + name + "' is the name of another participant in the room");
        }
        String token = ParticipantToken.builder(name)
                .claim(DELEGATED, true)
                .role("agent")
                .room(from.room.name)
                .api(from.scope)
                .expiresAt(expiry(from.token))
                .build()
                .toJwt(secret);
        request.reply().json(JsonFields.builder().put("token", token).build());
    }

    /** A name that somebody has by a token of their own is not to be taken; one that was given here may be shared. */
    private static boolean holds(Session other, String name, Session asking) {
        return other != asking
                && other.name.equals(name)
                && !name.equals(asking.name)
                && !other.token.extraClaims().containsKey(DELEGATED);
    }

    private Instant expiry(ParticipantToken own) {
        Instant longest = options.timer.clock().instant().plus(LONGEST);
        return own.expiresAt().filter(longest::isAfter).orElse(longest);
    }
}
