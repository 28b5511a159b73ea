package dev.taskrunner.server;

import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.room.spi.RoomTransport;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A room server in this JVM: HTTP and WebSocket on one port, or no port at all.
 *
 * <pre>{@code
 * try (RoomServer server = RoomServer.start()) {
 *     URI uri = server.uri("demo");
 *     String token = server.token("demo", "alice");
 * }
 * }</pre>
 */
public final class RoomServer implements AutoCloseable {

    private static final int SECRET_BYTES = 32;

    private final ServerCore core;
    private final String secret;
    private final MemoryTransports memory;
    private final @Nullable NettyServer netty;
    private final URI http;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RoomServer(RoomServerOptions options, boolean listens) {
        secret = options.secret == null ? randomSecret() : options.secret;
        core = new ServerCore(options, secret);
        memory = new MemoryTransports(core);
        netty = listens ? listen(core) : null;
        http = netty == null ? URI.create("memory://server/") : httpUri(options, netty.port());
        URI shown = options.publicUrl;
        core.base(shown == null ? URI.create(http.toString().replaceFirst("^http", "ws")) : shown);
    }

    private static NettyServer listen(ServerCore core) {
        try {
            return new NettyServer(core);
        } catch (RoomServerException e) {
            core.data.close();
            throw e;
        }
    }

    private static String randomSecret() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static URI httpUri(RoomServerOptions options, int port) {
        String scheme = options.certificatePem == null ? "http" : "https";
        boolean all = options.host.equals("0.0.0.0") || options.host.equals("::");
        String host = all ? "127.0.0.1" : options.host;
        String literal = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        return URI.create(scheme + "://" + literal + ":" + port + "/");
    }

    /**
     * Starts a server with the default options: loopback, a free port, a random secret.
     *
     * @return the running server
     */
    public static RoomServer start() {
        return start(RoomServerOptions.defaults());
    }

    /**
     * Starts a server.
     *
     * @param options how it runs
     * @return the running server
     * @throws RoomServerException when it cannot run so: the port is taken, the certificate cannot be read
     */
    public static RoomServer start(RoomServerOptions options) {
        return new RoomServer(options, true);
    }

    /**
     * Starts a server without a port, for {@link #inMemory()} connections only.
     *
     * @param options how it runs; host, port and TLS mean nothing here
     * @return the running server
     */
    public static RoomServer inMemoryOnly(RoomServerOptions options) {
        return new RoomServer(options, false);
    }

    /**
     * Where to join a room.
     *
     * @param room the room's name
     * @return for example {@code ws://127.0.0.1:PORT/rooms/demo}, or {@code memory://…/rooms/demo} without a port
     */
    public URI uri(String room) {
        return core.uri(room);
    }

    /**
     * The HTTP root.
     *
     * @return for example {@code http://127.0.0.1:PORT/}
     * @throws IllegalStateException when the server has no port
     */
    public URI httpUri() {
        listening();
        return http;
    }

    /**
     * The port.
     *
     * @return the port in use
     * @throws IllegalStateException when the server has no port
     */
    public int port() {
        return listening().port();
    }

    /**
     * Makes a token for a participant of role {@code user} that may do everything in one room.
     *
     * @param room the room's name
     * @param name the participant's name
     * @return a token that this server accepts until it is closed
     */
    public String token(String room, String name) {
        return token(ParticipantToken.builder(name)
                .room(room)
                .role("user")
                .api(ApiScope.full())
                .build());
    }

    /**
     * Signs a token with this server's secret.
     *
     * @param token what it says
     * @return the signed token
     */
    public String token(ParticipantToken token) {
        return token.toJwt(secret);
    }

    /**
     * Connects to this server without sockets: the same bytes, the same refusals.
     *
     * @return makes transports to this server, whatever host and port the target names; the token comes from the target's
     *     query or its {@code Authorization} header
     */
    public RoomTransport.Factory inMemory() {
        return memory;
    }

    /**
     * Closes all connections with 1001, but those of the current generation without a close frame, since with one their clients do not
     * come back; stops listening and waits for both. Does nothing the second time.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            if (netty != null) {
                netty.stopListening();
            }
            core.close();
            if (netty != null) {
                netty.close();
            }
        }
    }

    private NettyServer listening() {
        if (netty == null) {
            throw new IllegalStateException("this server has no port");
        }
        return netty;
    }
}
