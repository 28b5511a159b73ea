package dev.taskrunner.room;

import dev.taskrunner.room.spi.RoomTimer;
import dev.taskrunner.room.spi.RoomTransport;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How to join a room and behave in it. Immutable.
 */
public final class RoomOptions {
    private final Builder values;

    private RoomOptions(Builder values) {
        this.values = values;
    }

    /**
     * Starts with the defaults.
     *
     * @param uri the room, {@code ws}, {@code wss}, {@code http} or {@code https}, with path {@code /rooms/NAME}
     * @param tokens who one is, here and on further connections
     * @return a builder
     */
    public static Builder builder(URI uri, TokenSource tokens) {
        return new Builder(uri, tokens);
    }

    /**
     * What carries the packets unless told otherwise: Java-WebSocket's client.
     *
     * @return makes transports, for those who wrap them
     */
    public static RoomTransport.Factory defaultTransport() {
        return JavaWebSocketTransport::new;
    }

    URI uri() {
        return values.uri;
    }

    TokenSource tokens() {
        return values.tokens;
    }

    Optional<String> name() {
        return Optional.ofNullable(values.name).or(values.tokens::defaultName);
    }

    Map<String, String> headers() {
        return values.headers;
    }

    @Nullable
    SSLContext tls() {
        return values.tls;
    }

    @Nullable
    Proxy proxy() {
        return values.proxy;
    }

    Generation generation() {
        return values.generation;
    }

    TokenPlace tokenPlace() {
        return values.tokenPlace;
    }

    RoomTransport.Factory transport() {
        return values.transport;
    }

    RoomTimer timer() {
        return values.timer;
    }

    @Nullable
    Executor executor() {
        return values.executor;
    }

    Duration connectTimeout() {
        return values.connectTimeout;
    }

    Duration requestTimeout() {
        return values.requestTimeout;
    }

    Duration askTimeout() {
        return values.askTimeout;
    }

    Duration gracePeriod() {
        return values.gracePeriod;
    }

    Duration pingInterval() {
        return values.pingInterval;
    }

    Duration minReconnectDelay() {
        return values.minReconnectDelay;
    }

    Duration maxReconnectDelay() {
        return values.maxReconnectDelay;
    }

    boolean reconnect() {
        return values.reconnect;
    }

    long maxMessageBytes() {
        return values.maxMessageBytes;
    }

    long maxQueuedBytes() {
        return values.maxQueuedBytes;
    }

    /** Collects options; not for several threads. */
    public static final class Builder {
        private final URI uri;
        private final TokenSource tokens;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private @Nullable String name;
        private @Nullable SSLContext tls;
        private @Nullable Proxy proxy;
        private Generation generation = Generation.DETECT;
        private TokenPlace tokenPlace = TokenPlace.QUERY_AND_HEADER;
        private RoomTransport.Factory transport = defaultTransport();
        private RoomTimer timer = RoomTimer.system();
        private @Nullable Executor executor;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration requestTimeout = Duration.ofSeconds(30);
        private Duration askTimeout = Duration.ofMinutes(5);
        private Duration gracePeriod = Duration.ofSeconds(5);
        private Duration pingInterval = Duration.ofSeconds(30);
        private Duration minReconnectDelay = Duration.ofMillis(100);
        private Duration maxReconnectDelay = Duration.ofSeconds(30);
        private boolean reconnect = true;
        private long maxMessageBytes = 64L << 20;
        private long maxQueuedBytes = 128L << 20;

        private Builder(URI uri, TokenSource tokens) {
            this.uri = uri;
            this.tokens = tokens;
        }

        /**
         * The participant's name, for token sources that can make any.
         *
         * @param value the name; unless set, the token source's own
         * @return this
         */
        public Builder name(String value) {
            this.name = value;
            return this;
        }

        /**
         * Adds a header to the upgrade request.
         *
         * @param header its name
         * @param value its value
         * @return this
         */
        public Builder header(String header, String value) {
            headers.put(header, value);
            return this;
        }

        /**
         * The trust and keys for {@code wss}. Host names are verified in any case.
         *
         * @param value the context; unless set, the JVM's default
         * @return this
         */
        public Builder tls(SSLContext value) {
            this.tls = value;
            return this;
        }

        /**
         * A proxy to go through.
         *
         * @param value the proxy
         * @return this
         */
        public Builder proxy(Proxy value) {
            this.proxy = value;
            return this;
        }

        /**
         * Where the token goes when the room is joined.
         *
         * @param value {@link TokenPlace#QUERY_AND_HEADER} unless set
         * @return this
         */
        public Builder tokenPlace(TokenPlace value) {
            this.tokenPlace = value;
            return this;
        }

        /**
         * Which generation of the wire to speak.
         *
         * @param value unless set, what the room turns out to speak
         * @return this
         */
        public Builder generation(Generation value) {
            this.generation = value;
            return this;
        }

        /**
         * What carries the packets.
         *
         * @param value makes transports; unless set, Java-WebSocket's
         * @return this
         */
        public Builder transport(RoomTransport.Factory value) {
            this.transport = value;
            return this;
        }

        /**
         * What tells the time.
         *
         * @param value the timer; unless set, real time
         * @return this
         */
        public Builder timer(RoomTimer value) {
            this.timer = value;
            return this;
        }

        /**
         * Where asks, tool calls and listeners run. The room never shuts it down.
         *
         * @param value may block; unless set, a virtual thread for each where the JDK has them, else a pool
         * @return this
         */
        public Builder executor(Executor value) {
            this.executor = value;
            return this;
        }

        /**
         * How long joining may take.
         *
         * @param value 10 seconds unless set
         * @return this
         */
        public Builder connectTimeout(Duration value) {
            this.connectTimeout = positive("connectTimeout", value);
            return this;
        }

        /**
         * How long the room may take to answer a request that does no work of others: listing, registering, sending.
         *
         * @param value 30 seconds unless set
         * @return this
         */
        public Builder requestTimeout(Duration value) {
            this.requestTimeout = positive("requestTimeout", value);
            return this;
        }

        /**
         * How long an ask or tool call may take unless it says otherwise.
         *
         * @param value 5 minutes unless set
         * @return this
         */
        public Builder askTimeout(Duration value) {
            this.askTimeout = positive("askTimeout", value);
            return this;
        }

        /**
         * How long running tasks may go on when a runner is stopped.
         *
         * @param value 5 seconds unless set
         * @return this
         */
        public Builder gracePeriod(Duration value) {
            this.gracePeriod = value;
            return this;
        }

        /**
         * How often an idle connection is asked for a sign of life; two without one and it counts as lost.
         *
         * @param value 30 seconds unless set
         * @return this
         */
        public Builder pingInterval(Duration value) {
            this.pingInterval = positive("pingInterval", value);
            return this;
        }

        /**
         * How long to wait before connecting again; doubled after each failure, with jitter.
         *
         * @param least 100 ms unless set
         * @param greatest 30 seconds unless set
         * @return this
         */
        public Builder reconnectDelay(Duration least, Duration greatest) {
            this.minReconnectDelay = positive("the least reconnect delay", least);
            this.maxReconnectDelay = positive("the greatest reconnect delay", greatest);
            return this;
        }

        /**
         * Whether a lost connection is made again.
         *
         * @param value true unless set
         * @return this
         */
        public Builder reconnect(boolean value) {
            this.reconnect = value;
            return this;
        }

        /**
         * The largest message that is accepted.
         *
         * @param bytes 64 MiB unless set
         * @return this
         */
        public Builder maxMessageBytes(long bytes) {
            this.maxMessageBytes = bytes;
            return this;
        }

        /**
         * How much may wait to be sent; beyond that, sending waits.
         *
         * @param bytes 128 MiB unless set
         * @return this
         */
        public Builder maxQueuedBytes(long bytes) {
            this.maxQueuedBytes = bytes;
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         */
        public RoomOptions build() {
            Builder copy = new Builder(uri, tokens);
            copy.headers.putAll(headers);
            copy.name = name;
            copy.tls = tls;
            copy.proxy = proxy;
            copy.generation = generation;
            copy.tokenPlace = tokenPlace;
            copy.transport = transport;
            copy.timer = timer;
            copy.executor = executor;
            copy.connectTimeout = connectTimeout;
            copy.requestTimeout = requestTimeout;
            copy.askTimeout = askTimeout;
            copy.gracePeriod = gracePeriod;
            copy.pingInterval = pingInterval;
            copy.minReconnectDelay = minReconnectDelay;
            copy.maxReconnectDelay = maxReconnectDelay;
            copy.reconnect = reconnect;
            copy.maxMessageBytes = maxMessageBytes;
            copy.maxQueuedBytes = maxQueuedBytes;
            return new RoomOptions(copy);
        }

        private static Duration positive(String what, Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException(what + " is more than zero, not " + value);
            }
            return value;
        }
    }
}
