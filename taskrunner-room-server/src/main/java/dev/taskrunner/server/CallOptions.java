package dev.taskrunner.server;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link RoomServer} calls out: webhooks that call a service into a room, and the exchange of authorization codes. Immutable.
 *
 * @param webhookSecret signs what is sent to services; null to send it unsigned
 * @param privateAddresses whether services on this machine and in private networks may be called; null to allow it only where the
 *     server makes its own random secret, as one within a test or a program does. Participants choose the address, so on a server
 *     for others this lets them reach what only the server can
 * @param timeout how long the service may take to accept
 * @param atOnce how many calls may be under way in the whole server; more are refused as busy
 */
public record CallOptions(
        @Nullable String webhookSecret, @Nullable Boolean privateAddresses, Duration timeout, int atOnce) {
    private static final CallOptions DEFAULTS = new CallOptions(null, null, Duration.ofSeconds(20), 64);

    /**
     * Refuses what makes no sense.
     *
     * @param webhookSecret signs what is sent to services; not empty
     * @param privateAddresses whether services in private networks may be called
     * @param timeout how long the service may take to accept
     * @param atOnce how many calls may be under way
     */
    public CallOptions {
        if (webhookSecret != null && webhookSecret.isEmpty()) {
            throw new IllegalArgumentException("webhookSecret must not be empty");
        }
        if (timeout.isZero() || timeout.isNegative() || atOnce <= 0) {
            throw new IllegalArgumentException("timeout and atOnce must be positive");
        }
    }

    /**
     * The defaults: unsigned, private addresses as said, 20 seconds, 64 at once.
     *
     * @return the options unless told otherwise
     */
    public static CallOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Signs webhooks.
     *
     * @param secret the secret that services verify with; null for none
     * @return a copy with this secret
     */
    public CallOptions withWebhookSecret(@Nullable String secret) {
        return new CallOptions(secret, privateAddresses, timeout, atOnce);
    }

    /**
     * Allows or forbids services on this machine and in private networks.
     *
     * @param allowed whether they may be called
     * @return a copy that says so
     */
    public CallOptions withPrivateAddresses(boolean allowed) {
        return new CallOptions(webhookSecret, allowed, timeout, atOnce);
    }

    /**
     * Limits how long a service may take to accept.
     *
     * @param time longer than zero
     * @return a copy with this limit
     */
    public CallOptions withTimeout(Duration time) {
        return new CallOptions(webhookSecret, privateAddresses, time, atOnce);
    }

    /**
     * Leaves out the secret.
     *
     * @return for logs
     */
    @Override
    public String toString() {
        return "CallOptions[signed=" + (webhookSecret != null) + ", privateAddresses=" + privateAddresses + ", timeout="
                + timeout + ", atOnce=" + atOnce + "]";
    }
}
