package dev.taskrunner.server;

import dev.taskrunner.room.ApiKey;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.room.TokenException;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may join which room, before there is a connection; the same over HTTP and in memory. Thread-safe: only reads what is
 * fixed, and takes seats.
 */
final class Admissions {
    static final String ROOMS = "/rooms/";
    static final String SUBPROTOCOL = "meshagent-room.";
    private static final String BEARER = "bearer ";
    private static final int MAX_ROOM_BYTES = 255;

    private final RoomServerOptions options;
    private final String secret;
    private final Rooms rooms;
    private final Map<String, String> keySecrets = new HashMap<>(); // by key id; fixed after construction

    Admissions(RoomServerOptions options, String secret, Rooms rooms) {
        this.options = options;
        this.secret = secret;
        this.rooms = rooms;
        for (ApiKey key : options.apiKeys) {
            keySecrets.put(key.id().toString(), key.secret());
        }
    }

    /**
     * Who may come in.
     *
     * @param seat the seat taken, to be given back when the connection ends or does not come about
     * @param token the verified token
     * @param scope what it allows
     * @param current whether the client is known to be of the current generation
     */
    record Admission(Rooms.Seat seat, ParticipantToken token, ApiScope scope, boolean current) {}

    /** Admits the bearer of a token, or says why not. */
    Admission admit(String room, @Nullable String jwt, ClientTraits client) throws Refusal {
        if (jwt == null || jwt.isEmpty()) {
            throw Refusal.unauthorized("a participant token is needed: in the query as 'token' or as bearer token");
        }
        ParticipantToken token = verify(jwt, client);
        String granted = token.room().orElseThrow(() -> new Refusal(403, "denied: the token has no grant for a room"));
        if (!granted.equals(room)) {
            throw new Refusal(403, "denied: the token is for another room");
        }
        ApiScope scope = token.api().orElseGet(() -> options.legacyAccess ? ApiScope.agentDefault() : ApiScope.none());
        return new Admission(rooms.take(room), token, scope, client.current());
    }

    /** What a token says that one of our secrets signed; throws a {@link TokenException} for others. */
    ParticipantToken trusted(String jwt) {
        String keyId = ParticipantToken.decode(jwt).keyId().orElse("");
        String verifier = keySecrets.getOrDefault(keyId, secret);
        return ParticipantToken.fromJwt(jwt, verifier, options.timer.clock());
    }

    String sign(ParticipantToken token) {
        return token.toJwt(secret);
    }

    private ParticipantToken verify(String jwt, ClientTraits client) throws Refusal {
        try {
            return trusted(jwt);
        } catch (TokenException e) {
            String text = "the participant token is refused: " + e.getMessage();
            throw client.retriesUnauthorized(jwt) ? new Refusal(403, text) : Refusal.unauthorized(text);
        }
    }

    /** The room that a path names, or a refusal. */
    static String roomOf(String rawPath) throws Refusal {
        String segment = rawPath.startsWith(ROOMS) ? rawPath.substring(ROOMS.length()) : "/";
        if (segment.indexOf('/') >= 0) {
            throw new Refusal(404, "there is nothing here; rooms are at /rooms/{room}");
        }
        String room = decode(segment);
        int bytes = room.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_ROOM_BYTES || room.chars().anyMatch(Character::isISOControl)) {
            throw new Refusal(400, "a room's name has 1 to " + MAX_ROOM_BYTES + " bytes and no control characters");
        }
        return room;
    }

    private static String decode(String segment) throws Refusal {
        try {
            return new QueryStringDecoder(segment, StandardCharsets.UTF_8, true).path();
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, "the room's name has a bad percent-encoding");
        }
    }

    /** The token of a request: from the header, else the query, else the subprotocols offered (current protocol §1.2). */
    static @Nullable String tokenOf(
            QueryStringDecoder uri, @Nullable String authorization, @Nullable String subprotocol) throws Refusal {
        List<String> inQuery;
        try {
            inQuery = uri.parameters().get("token");
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, "the query has a bad percent-encoding");
        }
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return authorization.substring(BEARER.length()).trim();
        } else if (inQuery != null && !inQuery.isEmpty()) {
            return inQuery.get(0);
        }
        return subprotocol == null ? null : subprotocol.substring(SUBPROTOCOL.length());
    }

    /** The subprotocol that carries a token, among those offered. */
    static @Nullable String tokenProtocol(List<String> offers) {
        for (String offer : offers) {
            for (String one : offer.split(",", -1)) {
                if (one.trim().startsWith(SUBPROTOCOL)) {
                    return one.trim();
                }
            }
        }
        return null;
    }
}
