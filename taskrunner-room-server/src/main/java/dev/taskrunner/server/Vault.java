package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encrypts what must not be read where it lies: AES-GCM, a random nonce each time, bound to its place so that nothing can be moved
 * to another. Thread-safe; keeps nothing but the key.
 */
final class Vault {
    private static final Logger LOG = LoggerFactory.getLogger(Vault.class);
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final String MAC = "HmacSHA256";
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretsKey key;
    private final SecureRandom random = new SecureRandom();

    Vault(SecretsKey key) {
        this.key = key;
    }

    /** The vault of a server; null when it could not be opened again after a restart. */
    static @Nullable Vault of(@Nullable SecretsKey key, boolean durable) {
        if (key != null) {
            return new Vault(key);
        }
        return durable ? null : new Vault(SecretsKey.random());
    }

    /** Encrypts bytes for a place. */
    byte[] seal(String place, byte[] plain) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, place, nonce).doFinal(plain);
            return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                    .put(VERSION)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM cannot encrypt", e);
        }
    }

    /** A name that always stands for the same text and tells nobody without the key what it is. */
    String blind(String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key.key().getEncoded(), MAC));
            mac.update("name\u0000".getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no " + MAC, e);
        }
    }

    /** What {@link #seal} was given for that place; refused when it was another place or key. */
    byte[] open(String place, byte[] sealed) {
        if (sealed.length < 1 + NONCE_BYTES + TAG_BITS / 8 || sealed[0] != VERSION) {
            throw unreadable();
        }
        byte[] nonce = new byte[NONCE_BYTES];
        System.arraycopy(sealed, 1, nonce, 0, NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, place, nonce)
                    .doFinal(sealed, 1 + NONCE_BYTES, sealed.length - 1 - NONCE_BYTES);
        } catch (AEADBadTagException e) {
            LOG.warn("A secret does not open with this server's key", e);
            throw unreadable();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM cannot decrypt", e);
        }
    }

    private Cipher cipher(int mode, String place, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key.key(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static TaskException unreadable() {
        return new TaskException(
                ErrorCode.FAILED,
                "a secret cannot be read with the key this server was started with; start it with the key of before,"
                        + " or set the secret again");
    }
}
