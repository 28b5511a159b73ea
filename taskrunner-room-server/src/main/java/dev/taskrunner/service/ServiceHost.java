package dev.taskrunner.service;

import dev.taskrunner.TaskRunner;
import dev.taskrunner.room.RoomOptions;
import dev.taskrunner.wire.JsonFields;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runners that anybody who knows the address can call into a room (classic protocol section 9): by {@code POST}, upon which the host
 * joins the room, or by a WebSocket that the room opens, for hosts that cannot dial out.
 *
 * <pre>{@code
 * try (ServiceHost host = ServiceHost.builder()
 *         .serve("/translator", translator)
 *         .serve("/writer", "writer", call -> writerFor(call.arguments()))
 *         .webhookSecret(secret)
 *         .start()) {
 *     room.agents().call("translator", host.uri("/translator"), Map.of());
 * }
 * }</pre>
 *
 * <p>A runner leaves the room when it is sent a direct message of type {@code dismiss}, when the room is gone for good, or when the
 * host is closed, which lets tasks finish and unregisters. Safe for several threads.
 *
 * <p>Whoever may call can have the host connect to an address of his choice and serve there. So set a webhook secret unless only
 * this machine can reach the host; without one it listens on the loopback interface unless told otherwise. The host itself speaks
 * plain HTTP; put a proxy in front of it for TLS.
 */
public final class ServiceHost implements AutoCloseable {
    private static final int MAX_HTTP_LINE = 8 << 10;
    private static final int MAX_HTTP_HEADERS = 64 << 10; // an event may be in one
    private static final int MAX_BODY = 1 << 20;
    private static final int MAX_CHUNK = 64 << 10;
    private static final int SILENT_SECONDS = 15;
    private static final int SPARE_CONNECTIONS = 64;

    private final Builder settings;
    private final HostedRooms rooms;
    private final Replays replays = new Replays(Clock.systemUTC());
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
            0, new DefaultThreadFactory("taskrunner-service-io", true), NioIoHandler.newFactory());
    private final Channel listener;
    private final AtomicBoolean closed = new AtomicBoolean();

    private ServiceHost(Builder settings) {
        this.settings = settings;
        rooms = new HostedRooms(settings.atOnce, settings.roomOptions);
        listener = listen();
    }

    /** Makes the runner for a call. */
    @FunctionalInterface
    public interface Factory {
        /**
         * Makes a runner, or gives one that is there already: a runner may be in several rooms.
         *
         * @param call who called where, with which arguments
         * @return the runner; it is served under the name that the caller chose
         * @throws Exception if there is none for this call; it is logged, and nobody joins
         */
        TaskRunner create(ServiceCall call) throws Exception;
    }

    /**
     * Starts with what the environment says: {@code MESHAGENT_HOST}, {@code MESHAGENT_PORT}, {@code MESHAGENT_WEBHOOK_SECRET}.
     *
     * @return a builder
     */
    public static Builder builder() {
        return builder(System.getenv());
    }

    static Builder builder(Map<String, String> environment) {
        return new Builder(environment);
    }

    private Channel listen() {
        var bound = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                })
                .bind(settings.host(), settings.port)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new ServiceException("cannot listen on " + settings.host() + ":" + settings.port, bound.cause());
        }
        return bound.channel();
    }

    private void accept(Channel channel) {
        if (channels.size() >= settings.atOnce + SPARE_CONNECTIONS) {
            channel.close();
            return;
        }
        channels.add(channel);
        channel.pipeline()
                .addLast(
                        new ReadTimeoutHandler(SILENT_SECONDS),
                        new HttpServerCodec(MAX_HTTP_LINE, MAX_HTTP_HEADERS, MAX_CHUNK),
                        new HttpObjectAggregator(MAX_BODY),
                        new ServiceFront(this));
    }

    /**
     * The port.
     *
     * @return the port in use
     */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /**
     * Where a path is on this machine.
     *
     * @param path begins with a slash
     * @return for example {@code http://127.0.0.1:PORT/translator}
     */
    public URI uri(String path) {
        String host = settings.host();
        boolean all = host.equals("0.0.0.0") || host.equals("::");
        return URI.create("http://" + (all ? "127.0.0.1" : host) + ":" + port() + path);
    }

    /**
     * How many rooms runners of this host are in.
     *
     * @return the number of calls that have been joined and not ended
     */
    public int calls() {
        return rooms.size();
    }

    HostedRooms rooms() {
        return rooms;
    }

    Replays replays() {
        return replays;
    }

    @Nullable
    String webhookSecret() {
        return settings.webhookSecret;
    }

    @Nullable
    Endpoint endpoint(String path) {
        return settings.endpoints.get(path);
    }

    JsonFields document() {
        return ServiceDocument.of(settings.name, port(), settings.endpoints.values());
    }

    /** Takes no more calls, leaves all rooms properly, and ends the threads. Idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            listener.close().awaitUninterruptibly();
            rooms.close();
            channels.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
            loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
        }
    }

    /** Builds a {@link ServiceHost}; values out of range are refused at once. Not thread-safe. */
    public static final class Builder {
        private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();
        private @Nullable String host;
        private int port = 8080;
        private @Nullable String webhookSecret;
        private String name = "taskrunner";
        private int atOnce = 100;
        private UnaryOperator<RoomOptions.Builder> roomOptions = options -> options;

        private Builder(Map<String, String> environment) {
            host = text(environment, "MESHAGENT_HOST");
            webhookSecret = text(environment, "MESHAGENT_WEBHOOK_SECRET");
            String number = text(environment, "MESHAGENT_PORT");
            if (number != null) {
                try {
                    port(Integer.parseInt(number));
                } catch (NumberFormatException e) {
                    throw new IllegalArgumentException("MESHAGENT_PORT must be a number: " + number, e);
                }
            }
        }

        private static @Nullable String text(Map<String, String> environment, String variable) {
            String value = environment.get(variable);
            return value == null || value.isEmpty() ? null : value;
        }

        /**
         * Serves a runner at a path.
         *
         * @param path begins with a slash and is not {@code /} alone
         * @param runner the same one for all calls; its name is what callers are told to call it
         * @return this
         */
        public Builder serve(String path, TaskRunner runner) {
            String named = runner.spec().name().isEmpty()
                    ? path.substring(1)
                    : runner.spec().name();
            return add(new Endpoint(path, named, runner.spec().description(), call -> runner));
        }

        /**
         * Serves what a factory makes at a path.
         *
         * @param path begins with a slash and is not {@code /} alone
         * @param identity the name that callers are told to give the participant
         * @param factory makes the runner for each call, on a thread where it may block
         * @return this
         */
        public Builder serve(String path, String identity, Factory factory) {
            return add(new Endpoint(path, identity, "", factory));
        }

        private Builder add(Endpoint endpoint) {
            String path = endpoint.path();
            if (!path.startsWith("/") || path.length() < 2 || path.equals(ServiceDocument.PATH)) {
                throw new IllegalArgumentException("a path begins with a slash and something follows: '" + path + "'");
            }
            if (endpoints.putIfAbsent(path, endpoint) != null) {
                throw new IllegalArgumentException("two services at one path: " + path);
            }
            return this;
        }

        /**
         * Sets where to listen.
         *
         * @param address host name or address of an interface, {@code 0.0.0.0} for all; by default {@code MESHAGENT_HOST}, else all
         *     with a webhook secret and {@code 127.0.0.1} without
         * @return this
         */
        public Builder host(String address) {
            host = address;
            return this;
        }

        private String host() {
            return host != null ? host : webhookSecret == null ? "127.0.0.1" : "0.0.0.0";
        }

        /**
         * Sets the port.
         *
         * @param number the port, 0 for a free one; by default {@code MESHAGENT_PORT}, else 8080
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
         * Takes calls only that are signed with a secret.
         *
         * @param secret not empty; null takes unsigned calls; by default {@code MESHAGENT_WEBHOOK_SECRET}
         * @return this
         */
        public Builder webhookSecret(@Nullable String secret) {
            if (secret != null && secret.isEmpty()) {
                throw new IllegalArgumentException("the webhook secret must not be empty");
            }
            webhookSecret = secret;
            return this;
        }

        /**
         * Names the service in its well-known document.
         *
         * @param text {@code taskrunner} by default
         * @return this
         */
        public Builder name(String text) {
            name = text;
            return this;
        }

        /**
         * Limits the rooms that runners of this host are in at once; more calls are refused.
         *
         * @param count 100 by default
         * @return this
         */
        public Builder maxCalls(int count) {
            if (count <= 0) {
                throw new IllegalArgumentException("maxCalls must be positive: " + count);
            }
            atOnce = count;
            return this;
        }

        /**
         * Changes how rooms are joined: timeouts, TLS, a proxy.
         *
         * @param change applied for each call
         * @return this
         */
        public Builder roomOptions(UnaryOperator<RoomOptions.Builder> change) {
            roomOptions = change;
            return this;
        }

        /**
         * Starts the host.
         *
         * @return the host, which listens
         * @throws ServiceException if it cannot listen there
         */
        public ServiceHost start() {
            return new ServiceHost(this);
        }
    }
}
