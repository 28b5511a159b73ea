package dev.taskrunner.room;

import dev.taskrunner.room.TokenException.Reason;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The claims of a participant token (classic protocol section 8.1), from and to plain maps. Pure functions. */
final class JwtClaims {

    /** The version of a token that names none. */
    static final String OLDEST_VERSION = "0.5.3";

    static final Set<String> KNOWN = Set.of("name", "grants", "sub", "kid", "version", "exp");

    /** The last second of the year 9999; later ends are refused since they overflow elsewhere. */
    private static final double LAST_SECOND = 253_402_300_799d;

    private static final int MAX_DIGITS = 9;

    private JwtClaims() {}

    static Map<String, Object> write(ParticipantToken token) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("name", token.name());
        claims.put("grants", token.grants().stream().map(JwtClaims::write).toList());
        token.projectId().ifPresent(id -> claims.put("sub", id));
        token.keyId().ifPresent(id -> claims.put("kid", id));
        String version = token.rawVersion();
        if (version != null) {
            claims.put("version", version);
        }
        token.expiresAt().ifPresent(instant -> claims.put("exp", instant.getEpochSecond()));
        claims.putAll(token.extraClaims());
        return claims;
    }

    private static Map<String, @Nullable Object> write(ParticipantToken.Grant grant) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("name", grant.name());
        map.put("scope", grant.scope());
        return map;
    }

    static ParticipantToken read(Map<String, Object> claims) {
        String name = text(claims, "name");
        if (name == null || name.isEmpty()) {
            throw new TokenException(Reason.MISSING_CLAIM, "The token has no name");
        }
        ParticipantToken.Builder builder = ParticipantToken.builder(name)
                .projectId(text(claims, "sub"))
                .keyId(text(claims, "kid"))
                .version(text(claims, "version"))
                .expiresAt(instant(claims, "exp"));
        readGrants(claims, builder);
        claims.forEach((claim, value) -> {
            if (!KNOWN.contains(claim) && value != null) {
                builder.claim(claim, value);
            }
        });
        return builder.build();
    }

    private static void readGrants(Map<String, Object> claims, ParticipantToken.Builder builder) {
        Object grants = claims.get("grants");
        if (grants == null) {
            throw new TokenException(Reason.MISSING_CLAIM, "The token has no grants");
        }
        if (!(grants instanceof List<?> list)) {
            throw new TokenException(Reason.MALFORMED, "The token's grants are not a list");
        }
        for (Object grant : list) {
            if (!(grant instanceof Map<?, ?> map) || !(map.get("name") instanceof String grantName)) {
                throw new TokenException(Reason.MALFORMED, "A grant of the token is not an object with a name");
            }
            builder.grant(grantName, map.get("scope"));
        }
    }

    /** Reads a time in seconds; null when absent. */
    static @Nullable Instant instant(Map<String, Object> claims, String claim) {
        Object value = claims.get(claim);
        if (value == null) {
            return null;
        }
        if (!(value instanceof Number number) || !(Math.abs(number.doubleValue()) <= LAST_SECOND)) {
            throw new TokenException(Reason.MALFORMED, "The token's " + claim + " is not a time in seconds");
        }
        return Instant.ofEpochSecond(number.longValue());
    }

    private static @Nullable String text(Map<String, Object> claims, String claim) {
        Object value = claims.get(claim);
        if (value != null && !(value instanceof String)) {
            throw new TokenException(Reason.MALFORMED, "The token's " + claim + " is not text");
        }
        return (String) value;
    }

    /**
     * Compares dotted versions by number; missing parts count as zero, what follows the digits of a part is ignored.
     */
    static int compareVersions(String one, String other) {
        String[] left = one.split("\\.");
        String[] right = other.split("\\.");
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            int order = Integer.compare(part(left, i), part(right, i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int part(String[] parts, int index) {
        if (index >= parts.length) {
            return 0;
        }
        int end = 0;
        while (end < parts[index].length()
                && end < MAX_DIGITS
                && parts[index].charAt(end) >= '0'
                && parts[index].charAt(end) <= '9') {
            end++;
        }
        return end == 0 ? 0 : Integer.parseInt(parts[index].substring(0, end));
    }
}
