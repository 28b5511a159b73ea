package dev.taskrunner.room;

import java.io.Serial;
import java.util.Objects;

/**
 * Says why a participant token was refused or could not be had. The message is safe to show: it never contains the
 * token or a secret.
 */
public final class TokenException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    private final Reason reason;

    /** What is wrong with the token. */
    public enum Reason {
        /** Not a JWT, not JSON inside, or a claim of the wrong type. */
        MALFORMED,
        /** Signed by another algorithm than HS256, or not at all. */
        UNSUPPORTED_ALGORITHM,
        /** The signature does not belong to the secret. */
        BAD_SIGNATURE,
        /** The time of {@code exp} has come. */
        EXPIRED,
        /** The time of {@code nbf} has not come yet. */
        NOT_YET_VALID,
        /** A claim that every participant token must have is absent. */
        MISSING_CLAIM,
        /** A fixed token was asked to act as another participant. */
        OTHER_PARTICIPANT
    }

    /**
     * Creates an exception without a cause, since the causes' texts may quote the token.
     *
     * @param reason what is wrong
     * @param message a sentence without token or secret
     */
    public TokenException(Reason reason, String message) {
        super(message);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /**
     * Returns what is wrong.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
