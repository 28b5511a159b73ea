package dev.taskrunner.room;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTDecodeException;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskrunner.room.TokenException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims to compact JWTs and back, HS256 only. The payload is written by us and only signed by the library, so that
 * claims keep their order and any JSON value survives. Thread-safe.
 */
final class JwtCodec {

    private static final Logger LOG = LoggerFactory.getLogger(JwtCodec.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, Object>> CLAIMS = new TypeReference<>() {};
    private static final String HEADER = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));
    private static final int MAX_CHARS = 64 * 1024;
    private static final int SAFE_SECRET_BYTES = 32;
    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private JwtCodec() {}

    /** Signs claims; throws IllegalArgumentException when the secret is empty or a claim is not a JSON value. */
    static String sign(Map<String, ?> claims, String secret) {
        String payload;
        try {
            payload = base64(MAPPER.writeValueAsBytes(claims));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A claim is not a JSON value", e);
        }
        byte[] signature = algorithm(secret)
                .sign(HEADER.getBytes(StandardCharsets.US_ASCII), payload.getBytes(StandardCharsets.US_ASCII));
        return HEADER + "." + payload + "." + base64(signature);
    }

    /** Reads the claims after checking algorithm and signature; says nothing about times. */
    static Map<String, Object> verify(String jwt, String secret) {
        DecodedJWT decoded = parse(jwt);
        if (!"HS256".equals(decoded.getAlgorithm())) {
            throw new TokenException(Reason.UNSUPPORTED_ALGORITHM, "The token is not signed with HS256");
        }
        boolean genuine;
        try {
            algorithm(secret).verify(decoded);
            genuine = true;
        } catch (SignatureVerificationException e) {
            LOG.debug("Token refused", e);
            genuine = false;
        }
        if (!genuine) {
            throw new TokenException(Reason.BAD_SIGNATURE, "The token is not signed with the expected secret");
        }
        return claims(decoded);
    }

    /** Reads the claims without checking anything but the form. */
    static Map<String, Object> read(String jwt) {
        return claims(parse(jwt));
    }

    /** Tells whether a secret is shorter than the hash, which makes guessing it easier. */
    static boolean isShort(String secret) {
        return secret.getBytes(StandardCharsets.UTF_8).length < SAFE_SECRET_BYTES;
    }

    /** Copies a map without null values like {@link #freeze}. */
    static Map<String, Object> freezeMap(Map<String, Object> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(key, Objects.requireNonNull(freeze(value), key)));
        return Collections.unmodifiableMap(copy);
    }

    /** Copies maps and lists deeply into unmodifiable ones, keeping order and nulls; other values stay. */
    static @Nullable Object freeze(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, member) -> copy.put(String.valueOf(key), freeze(member)));
            return Collections.unmodifiableMap(copy);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            list.forEach(item -> copy.add(freeze(item)));
            return Collections.unmodifiableList(copy);
        }
        return value;
    }

    private static DecodedJWT parse(String jwt) {
        if (jwt.length() > MAX_CHARS) {
            throw new TokenException(Reason.MALFORMED, "The token is longer than 64 KiB");
        }
        try {
            return JWT.decode(jwt);
        } catch (JWTDecodeException e) {
            // Its text quotes the token, hence neither cause nor log.
            throw new TokenException(Reason.MALFORMED, "The token is not a JWT");
        }
    }

    private static Map<String, Object> claims(DecodedJWT decoded) {
        Map<String, Object> claims;
        try {
            claims = MAPPER.readValue(Base64.getUrlDecoder().decode(decoded.getPayload()), CLAIMS);
        } catch (IOException | IllegalArgumentException e) {
            throw new TokenException(Reason.MALFORMED, "The token's payload is not a JSON object");
        }
        if (claims == null) {
            throw new TokenException(Reason.MALFORMED, "The token's payload is not a JSON object");
        }
        return claims;
    }

    private static Algorithm algorithm(String secret) {
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("The secret must not be empty");
        }
        if (isShort(secret) && WARNED.compareAndSet(false, true)) {
            LOG.warn("A token secret has fewer than {} bytes; use a longer random one", SAFE_SECRET_BYTES);
        }
        return Algorithm.HMAC256(secret.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
