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
        Session from = request.from();
        checkFree(name, from);
        String token = Identity.same(ParticipantToken.builder(name), from)
                .role("agent")
                .room(from.room.name)
                .api(from.scope)
                .expiresAt(expiry(from.token, options))
                .build()
                .toJwt(secret);
        request.reply().json(JsonFields.builder().put("token", token).build());
    }

    /** Refuses the name of somebody else. */
    static void checkFree(String name, Session from) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw new TaskException(ErrorCode.INVALID_REQUEST, "the name must have 1 to " + MAX_NAME + " characters");
        }
        if (from.room.participants().stream().anyMatch(other -> holds(other, name, from))) {
            throw new TaskException(ErrorCode.DENIED, "'" + name + "' is the name of another participant in the room");
        }
    }

    /** A name that somebody has by a token of their own is not to be taken; one that was given here may be shared. */
    private static boolean holds(Session other, String name, Session asking) {
        return other != asking
                && other.name.equals(name)
                && !name.equals(asking.name)
                && !other.token.extraClaims().containsKey(Identity.DELEGATED);
    }

    /** No later than the token of the one that asks. */
    static Instant expiry(ParticipantToken own, RoomServerOptions options) {
        Instant longest = options.timer.clock().instant().plus(LONGEST);
        return own.expiresAt().filter(longest::isAfter).orElse(longest);
    }
}
