package dev.taskrunner.server;

import dev.taskrunner.room.ApiKey;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /accounts/projects/{project}/rooms/{room}/connect} (sections 1.4 and 11.4): gives the bearer of an API key what is
 * needed to join a room. It gives away nothing that the bearer could not mint with the key. Stateless; does not block.
 */
final class ConnectEndpoint {
    private static final Pattern PATH = Pattern.compile("/accounts/projects/([^/]+)/rooms/([^/]+)/connect");
    private static final String BEARER = "bearer ";
    private static final Duration LIFE = Duration.ofHours(1);
    private static final int MAX_NAME = 255;

    private final ServerCore core;

    ConnectEndpoint(ServerCore core) {
        this.core = core;
    }

    static boolean isAt(String rawPath) {
        return PATH.matcher(rawPath).matches();
    }

    /** The answer for a key; {@code name} in the body is ours and chooses the participant's name. */
    JsonFields connect(String rawPath, @Nullable String authorization, byte[] body, String base) throws Refusal {
        Matcher path = PATH.matcher(rawPath);
        if (!path.matches()) {
            throw new Refusal(404, "there is nothing here");
        }
        ApiKey key = key(authorization);
        if (!path.group(1).equals(key.projectId().toString())) {
            throw new Refusal(403, "denied: the API key is for another project");
        }
        String room = Admissions.roomOf(Admissions.ROOMS + path.group(2));
        String jwt = ParticipantToken.builder(name(body))
                .role("user")
                .room(room)
                .api(ApiScope.full())
                .expiresAt(core.options.timer.clock().instant().plus(LIFE))
                .build()
                .toJwt(key);
        return JsonFields.builder()
                .put("jwt", jwt)
                .put("room_name", room)
                .put("project_id", key.projectId().toString())
                .put("room_url", base + Admissions.ROOMS + ServerCore.encode(room))
                .build();
    }

    private ApiKey key(@Nullable String authorization) throws Refusal {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw Refusal.unauthorized("an API key is needed as bearer token");
        }
        byte[] given = authorization.substring(BEARER.length()).trim().getBytes(StandardCharsets.UTF_8);
        for (ApiKey known : core.options.apiKeys) {
            if (MessageDigest.isEqual(known.encode().getBytes(StandardCharsets.UTF_8), given)) {
                return known;
            }
        }
        throw Refusal.unauthorized("this server does not know the API key");
    }

    private static String name(byte[] body) throws Refusal {
        if (body.length == 0) {
            return "user";
        }
        try {
            RawJson json = RawJson.parse(body);
            String name = json.fields().string("name");
            if (name != null && (name.isEmpty() || name.length() > MAX_NAME)) {
                throw new Refusal(400, "the name must have 1 to " + MAX_NAME + " characters");
            }
            return name == null ? "user" : name;
        } catch (WireException e) {
            throw new Refusal(400, "the body must be a JSON object");
        }
    }
}
