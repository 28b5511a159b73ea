package dev.taskrunner.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that secrets are encrypted with: 256 bits for AES. Keep it apart from the data folder; without it the secrets there are
 * lost. Immutable; neither {@link #toString()} nor any message shows it.
 */
public final class SecretsKey {
    private static final int BYTES = 32;
    private static final int MOST_FILE_BYTES = 1_024;

    private final SecretKey key;

    private SecretsKey(byte[] bytes) {
        key = new SecretKeySpec(bytes, "AES");
    }

    /**
     * A new key that nobody can guess.
     *
     * @return the key; {@link #encode()} writes it down
     */
    public static SecretsKey random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new SecretsKey(bytes);
    }

    /**
     * Reads a key.
     *
     * @param text 32 bytes as 64 hexadecimal digits or as base64, of either alphabet; white space around it is dropped
     * @return the key
     * @throws IllegalArgumentException when it is anything else; the message does not contain the text
     */
    public static SecretsKey parse(String text) {
        String plain = text.strip();
        byte[] bytes;
        try {
            bytes = plain.length() == 2 * BYTES
                    ? HexFormat.of().parseHex(plain)
                    : Base64.getDecoder().decode(plain.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            throw malformed(); // the cause quotes a character of the key
        }
        if (bytes.length != BYTES) {
            throw malformed();
        }
        return new SecretsKey(bytes);
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException(
                "a key for secrets is 32 random bytes as 64 hexadecimal digits or as base64; make one with 'openssl rand -base64 32'");
    }

    /**
     * Reads a key from a file.
     *
     * @param file holds the key as text
     * @return the key
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it holds no key
     */
    public static SecretsKey read(Path file) throws IOException {
        if (Files.size(file) > MOST_FILE_BYTES) {
            throw malformed();
        }
        return parse(Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    /**
     * Writes the key as text, for {@link #parse}. The result is a secret.
     *
     * @return base64
     */
    public String encode() {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    SecretKey key() {
        return key;
    }

    /**
     * Says that this is a key, and not which.
     *
     * @return for logs
     */
    @Override
    public String toString() {
        return "SecretsKey[***]";
    }
}
