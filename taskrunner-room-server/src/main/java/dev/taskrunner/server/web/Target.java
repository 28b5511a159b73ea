package dev.taskrunner.server.web;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request line asks for.
 *
 * @param kind which of our resources
 * @param names the names in the path, decoded: the room first
 */
record Target(Kind kind, List<String> names) {

    /** Every resource, with its method and path. */
    enum Kind {
        /** The open rooms that the token is for. */
        ROOMS(HttpMethod.GET, "/rooms"),
        /** The runners of a room. */
        AGENTS(HttpMethod.GET, "/rooms/([^/]+)/agents"),
        /** The toolkits that the caller sees. */
        TOOLKITS(HttpMethod.GET, "/rooms/([^/]+)/toolkits"),
        /** Who takes part and enabled messages. */
        PARTICIPANTS(HttpMethod.GET, "/rooms/([^/]+)/participants"),
        /** Asks a runner. */
        ASK(HttpMethod.POST, "/rooms/([^/]+)/agents/([^/]+)/ask"),
        /** Calls a tool. */
        INVOKE(HttpMethod.POST, "/rooms/([^/]+)/toolkits/([^/]+)/tools/([^/]+)/invoke"),
        /** The API's description. */
        OPENAPI(HttpMethod.GET, "/openapi\\.json"),
        /** Numbers for Prometheus. */
        METRICS(HttpMethod.GET, "/metrics"),
        /** Whether a token is to be had for the asking, and the open rooms if so. */
        LOCAL_ROOMS(HttpMethod.GET, "/local/rooms"),
        /** A token for the asking. */
        LOCAL_TOKEN(HttpMethod.POST, "/local/token"),
        /** A file of the page. */
        PAGE(HttpMethod.GET, "/|/page/.+|/favicon\\.ico");

        private final HttpMethod method;
        private final Pattern path;

        Kind(HttpMethod method, String path) {
            this.method = method;
            this.path = Pattern.compile(path);
        }

        HttpMethod method() {
            return method;
        }

        /** Whether such a request brings work into a room, and may be large for that. */
        boolean isCall() {
            return this == ASK || this == INVOKE;
        }
    }

    /** What a path names here, whatever the method; null for nothing of ours. */
    static @Nullable Target of(String rawPath) {
        for (Kind kind : Kind.values()) {
            Matcher matcher = kind.path.matcher(rawPath);
            if (matcher.matches()) {
                return new Target(kind, names(matcher));
            }
        }
        return null;
    }

    private static List<String> names(Matcher matcher) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= matcher.groupCount(); i++) {
            names.add(matcher.group(i));
        }
        return names;
    }

    /** The same with its names decoded. */
    Target decoded() throws Problem {
        List<String> plain = new ArrayList<>();
        for (String name : names) {
            try {
                plain.add(QueryStringDecoder.decodeComponent(name.replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw Problem.bad("the path has a bad percent-encoding");
            }
        }
        return new Target(kind, plain);
    }

    String room() {
        return names.get(0);
    }
}
