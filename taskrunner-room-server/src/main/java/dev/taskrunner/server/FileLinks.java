package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Links under which one file can be had over HTTP for some minutes, without a token: signed with a key that nobody knows but this
 * server while it runs. Thread-safe; fixed after construction.
 */
final class FileLinks {
    static final String FILES = "/files/";
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final Clock clock;

    FileLinks(Clock clock) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, ALGORITHM);
        this.clock = clock;
    }

    /** What a link names. */
    record Target(String room, String path) {}

    /** A link on the host under which the participant reached its room. */
    String link(String roomUrl, String room, String path) {
        int end = roomUrl.indexOf(Admissions.ROOMS);
        if (!roomUrl.startsWith("ws") || end < 0) {
            throw new TaskException(
                    ErrorCode.UNSUPPORTED, "this room server has no port to download from; use storage.read");
        }
        long expires = clock.instant().plus(LIFE).getEpochSecond();
        String target = ServerCore.encode(room) + "?path=" + encode(path) + "&expires=" + expires;
        String base = "http" + roomUrl.substring(2, end);
        return base + FILES + target + "&signature=" + sign(room, path, expires);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What a request may have, or a refusal. */
    Target check(QueryStringDecoder uri) throws Refusal {
        try {
            String room = new QueryStringDecoder(uri.rawPath().substring(FILES.length()), StandardCharsets.UTF_8, true)
                    .path();
            String path = one(uri, "path");
            long expires = Long.parseLong(one(uri, "expires"));
            byte[] expected = sign(room, path, expires).getBytes(StandardCharsets.US_ASCII);
            byte[] given = one(uri, "signature").getBytes(StandardCharsets.UTF_8);
            if (!MessageDigest.isEqual(expected, given)) {
                throw new Refusal(403, "the link is not signed by this server, or it was started again since");
            } else if (clock.instant().getEpochSecond() > expires) {
                throw new Refusal(403, "the link has expired; ask the room for another one");
            }
            return new Target(room, path);
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, "that is no link to a file");
        }
    }

    private static String one(QueryStringDecoder uri, String name) {
        List<String> values = uri.parameters().getOrDefault(name, List.of());
        if (values.size() != 1) {
            throw new IllegalArgumentException(name);
        }
        return values.get(0);
    }

    private String sign(String room, String path, long expires) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            String text = room.length() + ":" + room + ":" + expires + ":" + path;
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has " + ALGORITHM, e);
        }
    }
}
