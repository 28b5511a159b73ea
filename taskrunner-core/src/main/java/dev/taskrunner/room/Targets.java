package dev.taskrunner.room;

import dev.taskrunner.room.spi.TransportTarget;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** Makes of a room's address and a token what a transport connects to (sections 1.1 and 1.2). */
final class Targets {
    private static final String SUBPROTOCOL = "meshagent-room.";

    private Targets() {}

    /** The token goes where the options say. */
    static TransportTarget of(RoomOptions options, String token) {
        Map<String, String> headers = new LinkedHashMap<>(options.headers());
        TokenPlace place = options.tokenPlace();
        if (place == TokenPlace.SUBPROTOCOL) {
            headers.put("Sec-WebSocket-Protocol", SUBPROTOCOL + token);
        } else {
            headers.put("Authorization", "Bearer " + token);
        }
        URI uri = place == TokenPlace.QUERY_AND_HEADER ? withToken(options.uri(), token) : withoutToken(options.uri());
        return new TransportTarget(uri, headers, options.tls(), options.proxy(), options.connectTimeout());
    }

    /** Replaces any token in the query; keeps everything else; makes {@code ws} of {@code http}. */
    static URI withToken(URI uri, String token) {
        String base = withoutToken(uri).toString();
        String joint = base.indexOf('?') < 0 ? "?" : "&";
        return URI.create(base + joint + "token=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
    }

    private static URI withoutToken(URI uri) {
        String scheme = uri.getScheme();
        String base = uri.toString();
        if ("http".equals(scheme) || "https".equals(scheme)) {
            base = "ws" + base.substring("http".length());
        }
        int question = base.indexOf('?');
        if (question < 0) {
            return URI.create(base);
        }
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        for (String part : base.substring(question + 1).split("&", -1)) {
            if (!part.isEmpty() && !part.startsWith("token=")) {
                query.add(part);
            }
        }
        return URI.create(base.substring(0, question) + query);
    }
}
