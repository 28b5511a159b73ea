package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What the header {@code Meshagent-Signature} says once it has been verified (section 9.2), and how it is made. The hash is over
 * the event as Python writes it, not over the bytes that came.
 *
 * @param issuedAt when it was signed; null when the sender does not say, as classic ones do not
 * @param id distinguishes it from all others of the sender; null when the sender gives none
 */
public record WebhookSignature(
        @Nullable Instant issuedAt, @Nullable String id) {

    /** The request header. */
    public static final String HEADER = "Meshagent-Signature";

    private static final String BEARER = "Bearer ";
    private static final String ALGORITHM = "HmacSHA256";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final String JWT_HEADER = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");

    /** A signature that is missing, malformed or wrong. Its message is safe to show: it holds neither signature nor secret. */
    public static final class InvalidException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidException(String message) {
            super(message);
        }
    }

    /**
     * Signs an event.
     *
     * @param event the event in any form; it is hashed as Python writes it
     * @param secret its UTF-8 bytes sign; not empty
     * @param says what else the signature says; classic receivers ignore it
     * @return the value of the header
     * @throws IllegalArgumentException if the event nests too deep to be read again
     */
    public static String sign(RawJson event, String secret, WebhookSignature says) {
        JsonFields.Builder claims = JsonFields.builder().put("sha256", hash(event));
        if (says.issuedAt != null) {
            claims.put("iat", says.issuedAt.getEpochSecond());
        }
        claims.putIfPresent("jti", says.id);
        String signed = JWT_HEADER + "." + encode(claims.build().toString());
        return BEARER + signed + "." + ENCODER.encodeToString(mac(signed, secret));
    }

    /**
     * Verifies the signature of an event.
     *
     * @param header the header's value; null when there is none
     * @param event the event as it came
     * @param secret its UTF-8 bytes sign; not empty
     * @return what else it says; whoever asks decides whether it is too old or was seen before
     * @throws InvalidException if the event is not the one that was signed with this secret
     */
    public static WebhookSignature verify(@Nullable String header, RawJson event, String secret)
            throws InvalidException {
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new InvalidException("missing signature");
        }
        String[] parts = header.substring(BEARER.length()).trim().split("\\.", -1);
        if (parts.length != 3 || !"HS256".equals(decode(parts[0]).string("alg"))) {
            throw new InvalidException("the signature is no JWT made with HS256");
        }
        byte[] expected = mac(parts[0] + "." + parts[1], secret);
        if (!MessageDigest.isEqual(expected, bytes(parts[2]))) {
            throw new InvalidException("the signature was not made with this webhook secret");
        }
        JsonFields claims = decode(parts[1]);
        String hash = claims.string("sha256");
        byte[] given = (hash == null ? "" : hash).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(hash(event).getBytes(StandardCharsets.UTF_8), given)) {
            throw new InvalidException("the signature is not that of this event");
        }
        Double issued = claims.number("iat");
        return new WebhookSignature(
                issued == null || Math.abs(issued) > Integer.MAX_VALUE * 100.0
                        ? null
                        : Instant.ofEpochSecond(issued.longValue()),
                claims.string("jti"));
    }

    /** The SHA-256 of the event as Python writes it. */
    private static String hash(RawJson event) {
        try {
            byte[] canonical = PythonJson.write(event).getBytes(StandardCharsets.US_ASCII);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (WireException e) {
            throw new IllegalArgumentException("the event is not readable JSON: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }

    private static byte[] mac(String signed, String secret) {
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("the webhook secret must not be empty");
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no " + ALGORITHM, e);
        }
    }

    private static String encode(String json) {
        return ENCODER.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonFields decode(String part) throws InvalidException {
        try {
            return RawJson.parse(bytes(part)).fields();
        } catch (WireException e) {
            throw new InvalidException("the signature is no JWT");
        }
    }

    private static byte[] bytes(String part) throws InvalidException {
        try {
            return Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException e) {
            throw new InvalidException("the signature is no JWT");
        }
    }
}
