package dev.taskrunner.server;

import dev.taskrunner.Delegation;
import dev.taskrunner.room.ApiKey;
import dev.taskrunner.room.spi.RoomTimer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link RoomServer} runs: where, whom it trusts, and its limits. Every option has a safe default. Immutable.
 *
 * <pre>{@code
 * RoomServerOptions options = RoomServerOptions.builder().port(8080).secret(secret).maxConnections(500).build();
 * }</pre>
 */
public final class RoomServerOptions {
    final String host;
    final int port;
    final @Nullable String secret;
    final List<ApiKey> apiKeys;
    final boolean delegatedNames;
    final boolean legacyAccess;
    final boolean compression;
    final boolean localAccess;
    final @Nullable Path certificatePem;
    final @Nullable Path keyPem;
    final @Nullable Path data;
    final RoomQuota quota;
    final DocumentQuota documents;
    final @Nullable SecretsKey secretsKey;
    final CallOptions calls;
    final @Nullable URI publicUrl;
    final RoomTimer timer;
    final Duration handshakeTimeout;
    final Duration idlePing;
    final Duration maxTaskTime;
    final int maxMessageBytes;
    final int maxConnections;
    final int maxConnectionsPerRoom;
    final int maxOutstanding;
    final int maxRegistrations;
    final int maxAttributeBytes;
    final int maxDelegationDepth;
    final int maxDelegatedCalls;
    final int maxProtocolErrors;
    final long maxQueuedBytes;

    private RoomServerOptions(Builder builder) {
        host = builder.host;
        port = builder.port;
        secret = builder.secret;
        apiKeys = List.copyOf(builder.apiKeys);
        delegatedNames = builder.delegatedNames == null ? builder.secret == null : builder.delegatedNames;
        legacyAccess = builder.legacyAccess;
        compression = builder.compression;
        localAccess = builder.localAccess;
        certificatePem = builder.certificatePem;
        keyPem = builder.keyPem;
        data = builder.data;
        quota = builder.quota;
        documents = builder.documents;
        secretsKey = builder.secretsKey;
        calls = builder.calls;
        publicUrl = builder.publicUrl;
        timer = builder.timer;
        handshakeTimeout = builder.handshakeTimeout;
        idlePing = builder.idlePing;
        maxTaskTime = builder.maxTaskTime;
        maxMessageBytes = builder.maxMessageBytes;
        maxConnections = builder.maxConnections;
        maxConnectionsPerRoom = builder.maxConnectionsPerRoom;
        maxOutstanding = builder.maxOutstanding;
        maxRegistrations = builder.maxRegistrations;
        maxAttributeBytes = builder.maxAttributeBytes;
        maxDelegationDepth = builder.maxDelegationDepth;
        maxDelegatedCalls = builder.maxDelegatedCalls;
        maxProtocolErrors = builder.maxProtocolErrors;
        maxQueuedBytes = builder.maxQueuedBytes;
    }

    /**
     * Starts with the defaults.
     *
     * @return a builder for loopback, a free port and a random secret
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * All defaults.
     *
     * @return the options of {@link RoomServer#start()}
     */
    public static RoomServerOptions defaults() {
        return builder().build();
    }

    /** Builds {@link RoomServerOptions}; values out of range are refused at once. Not thread-safe. */
    public static final class Builder {
        private String host = "127.0.0.1";
        private int port;
        private @Nullable String secret;
        private List<ApiKey> apiKeys = List.of();
        private @Nullable Boolean delegatedNames;
        private boolean legacyAccess = true;
        private boolean compression;
        private boolean localAccess;
        private @Nullable Path certificatePem;
        private @Nullable Path keyPem;
        private @Nullable Path data;
        private RoomQuota quota = RoomQuota.defaults();
        private DocumentQuota documents = DocumentQuota.defaults();
        private @Nullable SecretsKey secretsKey;
        private CallOptions calls = CallOptions.defaults();
        private @Nullable URI publicUrl;
        private RoomTimer timer = RoomTimer.system();
        private Duration handshakeTimeout = Duration.ofSeconds(10);
        private Duration idlePing = Duration.ofSeconds(30);
        private Duration maxTaskTime = Duration.ofHours(1);
        private int maxMessageBytes = 32 << 20;
        private int maxConnections = 10_000;
        private int maxConnectionsPerRoom = 1_000;
        private int maxOutstanding = 1_024;
        private int maxRegistrations = 100;
        private int maxAttributeBytes = 64 << 10;
        private int maxDelegationDepth = 8;
        private int maxDelegatedCalls = Delegation.DEFAULT_CALLS;
        private int maxProtocolErrors = 16;
        private long maxQueuedBytes = 128L << 20;

        private Builder() {}

        /**
         * Limits the documents of each room.
         *
         * @param limits {@link DocumentQuota#defaults()} by default
         * @return this
         */
        public Builder documents(DocumentQuota limits) {
            documents = limits;
            return this;
        }

        /**
         * Sets the key that secrets are encrypted with.
         *
         * @param key null, the default, makes a random one where everything is in memory; with a data folder, secrets are then
         *     refused, since nobody could read them after a restart
         * @return this
         */
        public Builder secretsKey(@Nullable SecretsKey key) {
            secretsKey = key;
            return this;
        }

        /**
         * Sets how this server calls others: services that participants call into a room.
         *
         * @param options {@link CallOptions#defaults()} by default
         * @return this
         */
        public Builder calls(CallOptions options) {
            calls = options;
            return this;
        }

        /**
         * Sets how others reach this server, when that is not where it listens: behind a proxy, in a container. It is what services
         * that are called into a room are told.
         *
         * @param url {@code ws}, {@code wss}, {@code http} or {@code https}, for example {@code wss://rooms.example}; null, the
         *     default, for the address it listens on
         * @return this
         */
        public Builder publicUrl(@Nullable URI url) {
            if (url != null
                    && (url.getHost() == null
                            || !String.valueOf(url.getScheme()).matches("(?i)(ws|http)s?"))) {
                throw new IllegalArgumentException("publicUrl must be like wss://host:port, not " + url);
            }
            publicUrl = url == null
                    ? null
                    : URI.create(url.toString().replaceFirst("(?i)^http", "ws").replaceFirst("/*$", "/"));
            return this;
        }

        /**
         * Sets where to listen.
         *
         * @param name host name or address of an interface; {@code 0.0.0.0} for all; {@code 127.0.0.1} by default
         * @return this
         */
        public Builder host(String name) {
            host = name;
            return this;
        }

        /**
         * Sets the port.
         *
         * @param number the port; 0, the default, takes a free one
         * @return this
         */
        public Builder port(int number) {
            if (number < 0 || number > 65_535) {
                throw new IllegalArgumentException("port must be between 0 and 65535: " + number);
            }
            port = number;
            return this;
        }

        /**
         * Sets the secret that signs and verifies tokens without key id.
         *
         * @param text not empty; null, the default, makes a random one
         * @return this
         */
        public Builder secret(@Nullable String text) {
            if (text != null && text.isEmpty()) {
                throw new IllegalArgumentException("secret must not be empty");
            }
            secret = text;
            return this;
        }

        /**
         * Sets the API keys whose tokens are accepted, besides those of the secret.
         *
         * @param keys none by default
         * @return this
         */
        public Builder apiKeys(List<ApiKey> keys) {
            apiKeys = List.copyOf(keys);
            return this;
        }

        /**
         * Sets whether a participant that may register agents gets tokens for further connections under names of its choice.
         *
         * @param allowed unless set, true only where the server makes its own random secret
         * @return this
         */
        public Builder delegatedNames(boolean allowed) {
            delegatedNames = allowed;
            return this;
        }

        /**
         * Sets what a token without api grant may do, as tokens minted by hand and by early versions are.
         *
         * @param allowed true, the default, gives the scope of an agent; false gives nothing
         * @return this
         */
        public Builder legacyAccess(boolean allowed) {
            legacyAccess = allowed;
            return this;
        }

        /**
         * Sets whether offers of permessage-deflate are accepted, without context between messages.
         *
         * @param accepted false by default: on fast networks it only costs
         * @return this
         */
        public Builder compression(boolean accepted) {
            compression = accepted;
            return this;
        }

        /**
         * Sets whether the page gives browsers on this machine tokens for the asking: for development, as every user can have one.
         *
         * @param allowed false by default: the page asks for a token
         * @return this
         */
        public Builder localAccess(boolean allowed) {
            localAccess = allowed;
            return this;
        }

        /**
         * Serves {@code https} and {@code wss} instead of {@code http} and {@code ws}.
         *
         * @param certificate a PEM file with the certificate chain
         * @param key a PEM file with the private key, PKCS #8, not encrypted
         * @return this
         */
        public Builder tls(Path certificate, Path key) {
            certificatePem = certificate;
            keyPem = key;
            return this;
        }

        /**
         * Keeps what rooms keep in a folder, so that it is there again at the next start; the folder belongs to one server.
         *
         * @param folder made if need be; null, the default, keeps all in memory for as long as the server runs
         * @return this
         */
        public Builder data(@Nullable Path folder) {
            data = folder;
            return this;
        }

        /**
         * Limits what each room keeps.
         *
         * @param limits {@link RoomQuota#defaults()} by default
         * @return this
         */
        public Builder quota(RoomQuota limits) {
            quota = limits;
            return this;
        }

        /**
         * Sets the clock and timer of deadlines and tokens. What concerns sockets keeps to real time.
         *
         * @param source real time by default; tests turn it by hand
         * @return this
         */
        public Builder timer(RoomTimer source) {
            timer = source;
            return this;
        }

        /**
         * Sets how long a connection may take to send a whole HTTP request, the upgrade for example.
         *
         * @param time 10 seconds by default
         * @return this
         */
        public Builder handshakeTimeout(Duration time) {
            handshakeTimeout = positive("handshakeTimeout", time);
            return this;
        }

        /**
         * Sets how long a connection may be silent before it is pinged; after twice that it is closed.
         *
         * @param time 30 seconds by default
         * @return this
         */
        public Builder idlePing(Duration time) {
            idlePing = positive("idlePing", time);
            return this;
        }

        /**
         * Sets how long an ask or a tool call may take; then it fails as timed out and is cancelled.
         *
         * @param time 1 hour by default
         * @return this
         */
        public Builder maxTaskTime(Duration time) {
            maxTaskTime = positive("maxTaskTime", time);
            return this;
        }

        /**
         * Limits one message.
         *
         * @param bytes JSON and attachment together, 32 MiB by default
         * @return this
         */
        public Builder maxMessageBytes(int bytes) {
            maxMessageBytes = positive("maxMessageBytes", bytes);
            return this;
        }

        /**
         * Limits the connections to this server.
         *
         * @param count 10,000 by default
         * @return this
         */
        public Builder maxConnections(int count) {
            maxConnections = positive("maxConnections", count);
            return this;
        }

        /**
         * Limits the connections to one room.
         *
         * @param count 1,000 by default
         * @return this
         */
        public Builder maxConnectionsPerRoom(int count) {
            maxConnectionsPerRoom = positive("maxConnectionsPerRoom", count);
            return this;
        }

        /**
         * Limits the asks and tool calls that one participant waits for; more are refused as busy.
         *
         * @param count 1,024 by default
         * @return this
         */
        public Builder maxOutstandingPerParticipant(int count) {
            maxOutstanding = positive("maxOutstandingPerParticipant", count);
            return this;
        }

        /**
         * Limits what one participant registers.
         *
         * @param count of agents, and as many toolkits; 100 by default
         * @return this
         */
        public Builder maxRegistrationsPerParticipant(int count) {
            maxRegistrations = positive("maxRegistrationsPerParticipant", count);
            return this;
        }

        /**
         * Limits the attributes of one participant.
         *
         * @param bytes of their JSON, 64 KiB by default
         * @return this
         */
        public Builder maxAttributeBytes(int bytes) {
            maxAttributeBytes = positive("maxAttributeBytes", bytes);
            return this;
        }

        /**
         * Limits how many runners may stand between the first caller and a runner.
         *
         * @param count 8 by default
         * @return this
         */
        public Builder maxDelegationDepth(int count) {
            maxDelegationDepth = positive("maxDelegationDepth", count);
            return this;
        }

        /**
         * How many asks one ask may lead to, itself counted: the budget that its whole tree shares.
         *
         * @param count 1 or more; 256 unless set
         * @return this
         */
        public Builder maxDelegatedCalls(int count) {
            maxDelegatedCalls = positive("maxDelegatedCalls", count);
            return this;
        }

        /**
         * Limits the bad packets of one connection; it is closed at the next.
         *
         * @param count 16 by default
         * @return this
         */
        public Builder maxProtocolErrors(int count) {
            maxProtocolErrors = positive("maxProtocolErrors", count);
            return this;
        }

        /**
         * Limits what waits for one connection that reads slowly; beyond, it is closed.
         *
         * @param bytes 128 MiB by default
         * @return this
         */
        public Builder maxQueuedBytesPerConnection(long bytes) {
            if (bytes <= 0) {
                throw new IllegalArgumentException("maxQueuedBytesPerConnection must be positive: " + bytes);
            }
            maxQueuedBytes = bytes;
            return this;
        }

        /**
         * Builds the options.
         *
         * @return the options
         */
        public RoomServerOptions build() {
            return new RoomServerOptions(this);
        }

        private static int positive(String option, int value) {
            if (value <= 0) {
                throw new IllegalArgumentException(option + " must be positive: " + value);
            }
            return value;
        }

        private static Duration positive(String option, Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException(option + " must be longer than zero: " + value);
            }
            return value;
        }
    }
}
