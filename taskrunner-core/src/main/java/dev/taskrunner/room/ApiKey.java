package dev.taskrunner.room;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Objects;
import java.util.UUID;

/**
 * A project's API key, written {@code ma-<id>-<project>-<secret>} (classic protocol section 8.3). It signs participant
 * tokens. Immutable; its text form is a secret, {@link #toString()} is not.
 *
 * @param id identifies the key; becomes the {@code kid} claim
 * @param projectId the project the key belongs to; becomes the {@code sub} claim
 * @param secret signs; its UTF-8 bytes are the HMAC key
 */
public record ApiKey(UUID id, UUID projectId, String secret) {

    private static final String PREFIX = "ma-";
    private static final int UUID_BYTES = 16;
    private static final int UUID_CHARS = 22;

    /**
     * Checks the parts.
     *
     * @param id identifies the key
     * @param projectId the project
     * @param secret signs
     * @throws IllegalArgumentException when the secret is empty
     */
    public ApiKey {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(projectId, "projectId");
        Objects.requireNonNull(secret, "secret");
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("The secret of an API key must not be empty");
        }
    }

    /**
     * Reads a key from its text form.
     *
     * @param text {@code ma-…}; the secret, its last part, may contain dashes
     * @return the key
     * @throws IllegalArgumentException when the text is not an API key; the message does not contain the text
     */
    public static ApiKey parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException("Not an API key: it must start with \"" + PREFIX + "\"");
        }
        String[] parts = text.substring(PREFIX.length()).split("-", 3);
        if (parts.length < 3) {
            throw new IllegalArgumentException("Not an API key: expected ma-<id>-<project>-<secret>");
        }
        return new ApiKey(uuid(parts[0], "id"), uuid(parts[1], "project"), parts[2]);
    }

    /**
     * Writes the key in its text form, the opposite of {@link #parse}. The result is a secret.
     *
     * @return {@code ma-<id>-<project>-<secret>}
     */
    public String encode() {
        return PREFIX + base64(id) + "-" + base64(projectId) + "-" + secret;
    }

    /**
     * Names the key without its secret.
     *
     * @return id and project only
     */
    @Override
    public String toString() {
        return "ApiKey[id=" + id + ", projectId=" + projectId + ", secret=***]";
    }

    private static String base64(UUID uuid) {
        ByteBuffer bytes = ByteBuffer.allocate(UUID_BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits());
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(bytes.array())
                .replace('-', '.');
    }

    private static UUID uuid(String text, String part) {
        if (text.length() != UUID_CHARS) {
            throw new IllegalArgumentException("Not an API key: its " + part + " must have 22 characters");
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.replace('.', '-')));
            return new UUID(bytes.getLong(), bytes.getLong());
        } catch (IllegalArgumentException e) {
            // The decoder's text quotes a character of the key, hence no cause.
            throw new IllegalArgumentException("Not an API key: its " + part + " is not URL-safe base64");
        }
    }
}
