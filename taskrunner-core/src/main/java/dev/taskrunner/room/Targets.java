package dev.taskrunner.room;

import dev.taskrunner.room.spi.TransportTarget;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes of a room's address and a token what a transport connects to (sections 1.1 and 1.2). */
final class Targets {
    private Targets() {}

    /** The token goes where each generation looks for it: the query and the {@code Authorization} header. */
    static TransportTarget of(RoomOptions options, String token) {
        Map<String, String> headers = new LinkedHashMap<>(options.headers());
        headers.put("Authorization", "Bearer " + token);
        return new TransportTarget(
                withToken(options.uri(), token), headers, options.tls(), options.proxy(), options.connectTimeout());
    }

    /** Replaces any token in the query; keeps everything else; makes {@code ws} of {@code http}. */
    static URI withToken(URI uri, String token) {
        String scheme = uri.getScheme();
        String base = uri.toString();
        if ("http".equals(scheme) || "https".equals(scheme)) {
            base = "ws" + base.substring("http".length());
        }
        int question = base.indexOf('?');
        StringBuilder query = new StringBuilder();
        if (question >= 0) {
            for (String part : base.substring(question + 1).split("&", -1)) {
                if (!part.isEmpty() && !part.startsWith("token=")) {
                    query.append(part).append('&');
                }
            }
            base = base.substring(0, question);
        }
        return URI.create(base + "?" + query + "token=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
    }
}
