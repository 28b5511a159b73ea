package dev.taskrunner.server;

import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.room.TokenException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;

/**
 * What a request to join tells of its client before any message (current protocol §1.2 and §1.7).
 *
 * @param current whether it is surely of the current generation, and of a version that knows binary content
 * @param saysCurrent whether it says so itself, by its version or its subprotocol
 * @param node whether it looks like Node's WebSocket
 */
record ClientTraits(boolean current, boolean saysCurrent, boolean node) {
    private static final String FIRST_CURRENT = "0.30.0";

    static ClientTraits of(QueryStringDecoder uri, HttpHeaders headers) {
        List<String> versions = uri.parameters().getOrDefault("v", List.of());
        boolean version = !versions.isEmpty() && isCurrent(versions.get(0));
        boolean protocol = Admissions.tokenProtocol(headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) != null;
        boolean bearerOnly = headers.contains(HttpHeaderNames.AUTHORIZATION)
                && !uri.parameters().containsKey("token");
        boolean node = !headers.contains(HttpHeaderNames.USER_AGENT)
                && headers.contains(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS);
        boolean says = version || protocol;
        return new ClientTraits(says || (bearerOnly && versions.isEmpty()), says, node);
    }

    /**
     * Whether a client of this kind would take 401 for a reason to try again for ever, and 403 not. Earlier clients do neither, but
     * expect 401.
     */
    boolean retriesUnauthorized(String jwt) {
        return saysCurrent || node || mintedByCurrent(jwt);
    }

    private static boolean mintedByCurrent(String jwt) {
        try {
            return isCurrent(ParticipantToken.decode(jwt).version());
        } catch (TokenException e) {
            return false; // then there is no telling
        }
    }

    private static boolean isCurrent(String version) {
        String[] parts = version.split("\\.", -1);
        String[] first = FIRST_CURRENT.split("\\.", -1);
        for (int i = 0; i < first.length; i++) {
            String part = i < parts.length ? parts[i] : "0";
            if (!part.matches("[0-9]{1,6}")) {
                return false;
            }
            int difference = Integer.compare(Integer.parseInt(part), Integer.parseInt(first[i]));
            if (difference != 0) {
                return difference > 0;
            }
        }
        return true;
    }
}
