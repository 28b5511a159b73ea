package dev.taskrunner.room;

import dev.taskrunner.room.TokenException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may join a room, as whom, and what for: the content of a participant token (classic protocol section 8.1, current
 * protocol section 7.1). On the wire it is a JWT signed with HS256. Immutable.
 *
 * <pre>{@code
 * String jwt = ParticipantToken.builder("alice").room("demo").role("agent").api(ApiScope.agentDefault())
 *         .expiresIn(Duration.ofHours(1)).build().toJwt(secret);
 * }</pre>
 */
public final class ParticipantToken {

    private static final String ROOM = "room";
    private static final String ROLE = "role";
    private static final String API = "api";
    private static final String USER = "user";

    /** The SDK version whose rules our tokens follow, written unless another is set. */
    private static final String MINTED_VERSION = "0.23.0";

    private final String name;
    private final List<Grant> grants;
    private final @Nullable String projectId;
    private final @Nullable String keyId;
    private final @Nullable String version;
    private final @Nullable Instant expiresAt;
    private final Map<String, Object> extraClaims;

    private ParticipantToken(Builder builder) {
        name = builder.name;
        grants = List.copyOf(builder.grants);
        projectId = builder.projectId;
        keyId = builder.keyId;
        version = builder.version;
        expiresAt = builder.expiresAt;
        extraClaims = Collections.unmodifiableMap(new LinkedHashMap<>(builder.extraClaims));
    }

    /**
     * One permission of a token.
     *
     * @param name what it is about: {@code room}, {@code role}, {@code api}, or a name this library does not know
     * @param scope how far it goes: text, a number, a boolean, an unmodifiable map or list of such, or null
     */
    public record Grant(String name, @Nullable Object scope) {

        /**
         * Checks the name and copies the scope.
         *
         * @param name what it is about
         * @param scope how far it goes
         */
        public Grant {
            Objects.requireNonNull(name, "name");
            scope = JwtCodec.freeze(scope);
        }
    }

    /**
     * Starts a token.
     *
     * @param name the participant's name
     * @return a builder without grants
     * @throws IllegalArgumentException when the name is empty
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * Verifies a token against the system clock and reads it.
     *
     * @param jwt the token
     * @param secret its UTF-8 bytes verify the signature
     * @return the content
     * @throws TokenException when the token must not be accepted
     */
    public static ParticipantToken fromJwt(String jwt, String secret) {
        return fromJwt(jwt, secret, Clock.systemUTC());
    }

    /**
     * Verifies a token and reads it: HS256 signature, {@code exp} and {@code nbf} without leeway, name and grants.
     *
     * @param jwt the token
     * @param secret its UTF-8 bytes verify the signature
     * @param clock tells the time
     * @return the content
     * @throws TokenException when the token must not be accepted
     */
    public static ParticipantToken fromJwt(String jwt, String secret, Clock clock) {
        Map<String, Object> claims = JwtCodec.verify(jwt, secret);
        Instant notBefore = JwtClaims.instant(claims, "nbf");
        if (notBefore != null && clock.instant().isBefore(notBefore)) {
            throw new TokenException(Reason.NOT_YET_VALID, "The token is not valid before " + notBefore);
        }
        ParticipantToken token = JwtClaims.read(claims);
        if (token.isExpired(clock)) {
            throw new TokenException(Reason.EXPIRED, "The token expired at " + token.expiresAt);
        }
        return token;
    }

    /**
     * Reads a token without verifying anything: neither signature nor times. For a client that wants to know its own
     * name and room; never decide about access with it.
     *
     * @param jwt the token
     * @return the content
     * @throws TokenException when the text is not a participant token
     */
    public static ParticipantToken decode(String jwt) {
        return JwtClaims.read(JwtCodec.read(jwt));
    }

    /**
     * Signs the token. The key id and project id stay as they are.
     *
     * @param secret its UTF-8 bytes sign; at least 32 bytes are advised
     * @return the JWT
     * @throws IllegalArgumentException when the secret is empty or an extra claim is not a JSON value
     */
    public String toJwt(String secret) {
        return JwtCodec.sign(JwtClaims.write(this), secret);
    }

    /**
     * Signs the token with an API key, whose ids become the claims {@code kid} and {@code sub}.
     *
     * @param key the key
     * @return the JWT
     * @throws IllegalArgumentException when an extra claim is not a JSON value
     */
    public String toJwt(ApiKey key) {
        return toBuilder()
                .keyId(key.id().toString())
                .projectId(key.projectId().toString())
                .build()
                .toJwt(key.secret());
    }

    /** {@return the participant's name, never empty} */
    public String name() {
        return name;
    }

    /** {@return the name of the room that may be joined, empty when the token names none} */
    public Optional<String> room() {
        return grants.stream()
                .filter(grant -> grant.name().equals(ROOM))
                .map(Grant::scope)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .findFirst();
    }

    /**
     * Returns the participant's role: the first role granted that is not {@code user}, else {@code user}.
     *
     * @return the role, conventionally {@code user}, {@code agent} or {@code tool}
     */
    public String role() {
        return grants.stream()
                .filter(grant -> grant.name().equals(ROLE))
                .map(Grant::scope)
                .filter(scope -> scope instanceof String && !USER.equals(scope))
                .map(String.class::cast)
                .findFirst()
                .orElse(USER);
    }

    /**
     * Returns what the participant may do in the room.
     *
     * @return the scope of the first api grant, {@link ApiScope#none()} when it is not an object; empty without an api
     *     grant, which a server may take for full access since hand-made tokens have none
     */
    public Optional<ApiScope> api() {
        return grants.stream()
                .filter(grant -> grant.name().equals(API))
                .findFirst()
                .map(grant -> grant.scope() instanceof Map<?, ?> map ? ApiScope.read(map) : ApiScope.none());
    }

    /** {@return the id of the API key that signed the token: the claim {@code kid}} */
    public Optional<String> keyId() {
        return Optional.ofNullable(keyId);
    }

    /** {@return the id of the project: the claim {@code sub}} */
    public Optional<String> projectId() {
        return Optional.ofNullable(projectId);
    }

    /** {@return the version of the SDK that minted the token: the claim {@code version}, {@code 0.5.3} when absent} */
    public String version() {
        return version == null ? JwtClaims.OLDEST_VERSION : version;
    }

    /**
     * Compares versions by number, part by part, not as text: 0.6.0 is older than 0.23.0.
     *
     * @param other a version such as {@code 0.6.0}
     * @return whether this token's version is the older one
     */
    public boolean isOlderThan(String other) {
        return JwtClaims.compareVersions(version(), other) < 0;
    }

    /** {@return when the token ends: the claim {@code exp} in whole seconds, empty when it never ends} */
    public Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiresAt);
    }

    /**
     * Tells whether the token has ended.
     *
     * @param clock tells the time
     * @return whether its end has come, without leeway
     */
    public boolean isExpired(Clock clock) {
        return expiresAt != null && !clock.instant().isBefore(expiresAt);
    }

    /** {@return everything granted, known or not: an unmodifiable list in the token's order} */
    public List<Grant> grants() {
        return grants;
    }

    /** {@return the claims without an accessor of their own: an unmodifiable map of plain JSON values} */
    public Map<String, Object> extraClaims() {
        return extraClaims;
    }

    /** {@return a builder that starts with this token's content and does not affect this token} */
    public Builder toBuilder() {
        Builder builder = new Builder(name);
        builder.grants.addAll(grants);
        builder.extraClaims.putAll(extraClaims);
        builder.projectId = projectId;
        builder.keyId = keyId;
        builder.version = version;
        builder.expiresAt = expiresAt;
        return builder;
    }

    /**
     * Compares by content.
     *
     * @param other anything
     * @return whether it is a token with the same claims
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ParticipantToken that && JwtClaims.write(this).equals(JwtClaims.write(that));
    }

    /** {@return the hash code of the content} */
    @Override
    public int hashCode() {
        return Objects.hash(name, grants, expiresAt);
    }

    /** {@return text for logs with name, room, role and end; no signature and no claim that could be secret} */
    @Override
    public String toString() {
        return "ParticipantToken[name=" + name + ", room=" + room().orElse("-") + ", role=" + role() + ", expires="
                + (expiresAt == null ? "never" : expiresAt) + "]";
    }

    @Nullable
    String rawVersion() {
        return version;
    }

    /** Builds a {@link ParticipantToken}. Grants keep the order in which they are first set. Not thread-safe. */
    public static final class Builder {

        private final String name;
        private final List<Grant> grants = new ArrayList<>();
        private final Map<String, Object> extraClaims = new LinkedHashMap<>();
        private @Nullable String projectId;
        private @Nullable String keyId;
        private @Nullable String version = MINTED_VERSION;
        private @Nullable Instant expiresAt;

        private Builder(String name) {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("The participant's name must not be empty");
            }
            this.name = name;
        }

        /**
         * Sets the room that may be joined.
         *
         * @param room the room's name
         * @return this
         */
        public Builder room(String room) {
            return replace(ROOM, Objects.requireNonNull(room, "room"));
        }

        /**
         * Sets the role.
         *
         * @param role conventionally {@code user}, {@code agent} or {@code tool}
         * @return this
         */
        public Builder role(String role) {
            return replace(ROLE, Objects.requireNonNull(role, "role"));
        }

        /**
         * Sets what the participant may do in the room.
         *
         * @param scope the scope
         * @return this
         */
        public Builder api(ApiScope scope) {
            return replace(API, scope.toMap());
        }

        /**
         * Adds any grant, also a second one of a name.
         *
         * @param grantName what it is about
         * @param scope a plain JSON value
         * @return this
         */
        public Builder grant(String grantName, @Nullable Object scope) {
            grants.add(new Grant(grantName, scope));
            return this;
        }

        /**
         * Sets when the token ends.
         *
         * @param instant the end, cut to whole seconds; null for never
         * @return this
         */
        public Builder expiresAt(@Nullable Instant instant) {
            expiresAt = instant == null ? null : instant.truncatedTo(ChronoUnit.SECONDS);
            return this;
        }

        /**
         * Sets how long the token lasts from now on, by the system clock.
         *
         * @param duration more than zero
         * @return this
         * @throws IllegalArgumentException when the duration is zero or negative
         */
        public Builder expiresIn(Duration duration) {
            return expiresIn(duration, Clock.systemUTC());
        }

        /**
         * Sets how long the token lasts from now on.
         *
         * @param duration more than zero
         * @param clock tells what now is
         * @return this
         * @throws IllegalArgumentException when the duration is zero or negative
         */
        public Builder expiresIn(Duration duration, Clock clock) {
            if (duration.isZero() || duration.isNegative()) {
                throw new IllegalArgumentException("A token must last longer than zero: " + duration);
            }
            return expiresAt(clock.instant().plus(duration));
        }

        /**
         * Sets the project.
         *
         * @param id the claim {@code sub}, null for none
         * @return this
         */
        public Builder projectId(@Nullable String id) {
            projectId = id;
            return this;
        }

        /**
         * Sets the id of the API key whose secret will sign.
         *
         * @param id the claim {@code kid}, null for none
         * @return this
         */
        public Builder keyId(@Nullable String id) {
            keyId = id;
            return this;
        }

        /**
         * Sets the SDK version the token claims to be minted by.
         *
         * @param text such as {@code 0.23.0}, the default; null writes none
         * @return this
         */
        public Builder version(@Nullable String text) {
            version = text;
            return this;
        }

        /**
         * Adds a claim that this class does not know.
         *
         * @param claim its name
         * @param value a plain JSON value
         * @return this
         * @throws IllegalArgumentException when this class knows the claim
         */
        public Builder claim(String claim, Object value) {
            if (JwtClaims.KNOWN.contains(claim)) {
                throw new IllegalArgumentException("The claim \"" + claim + "\" has a method of its own");
            }
            extraClaims.put(claim, Objects.requireNonNull(JwtCodec.freeze(value), "value"));
            return this;
        }

        /** {@return the token} */
        public ParticipantToken build() {
            return new ParticipantToken(this);
        }

        private Builder replace(String grantName, Object scope) {
            Grant grant = new Grant(grantName, scope);
            for (int i = 0; i < grants.size(); i++) {
                if (grants.get(i).name().equals(grantName)) {
                    grants.set(i, grant);
                    return this;
                }
            }
            grants.add(grant);
            return this;
        }
    }
}
