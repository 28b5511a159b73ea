package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.spi.RoomTimer;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What this server asks of others over HTTP: one request a connection, no redirects, bounded in number, time and size. A name is
 * looked up once, and what was judged is what is connected to.
 *
 * <p>Owner: the server. Names are looked up on threads of their own since that blocks; all else happens on an event loop. Threads
 * exist only while there is something to do, but for the loop's own, which {@link #close} ends. {@code this} guards the loop.
 */
final class Outgoing implements AutoCloseable {
    private static final int MAX_ANSWER = 256 << 10;
    private static final int LOOKUPS = 4;
    private static final int IDLE_SECONDS = 5;

    private final CallOptions options;
    private final Duration idlePing;
    private final AddressGuard guard;
    private final Semaphore places;
    private final ThreadPoolExecutor lookups;
    private @Nullable EventLoopGroup loops;
    private @Nullable Keepalive keepalive;
    private boolean closed;

    Outgoing(RoomServerOptions server) {
        options = server.calls;
        idlePing = server.idlePing;
        Boolean chosen = options.privateAddresses();
        guard = new AddressGuard(chosen == null ? server.secret == null : chosen);
        places = new Semaphore(options.atOnce());
        lookups = new ThreadPoolExecutor(
                LOOKUPS,
                LOOKUPS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(options.atOnce()),
                new DefaultThreadFactory("taskrunner-lookup", true));
        lookups.allowCoreThreadTimeOut(true);
    }

    /** What was answered: the status, and the body that came with it. */
    record Answer(int status, byte[] body) {}

    /** Sends a body; the future fails with a {@link TaskException}. */
    CompletableFuture<Answer> post(URI uri, Map<String, String> headers, byte[] body) {
        return exchange(uri, answer -> {
            FullHttpRequest request = new DefaultFullHttpRequest(
                    HttpVersion.HTTP_1_1, HttpMethod.POST, pathOf(uri), Unpooled.wrappedBuffer(body));
            headers.forEach(request.headers()::set);
            request.headers()
                    .set(HttpHeaderNames.HOST, authority(uri))
                    .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                    .set(HttpHeaderNames.CONNECTION, "close");
            return new OutgoingExchange.Post(request, answer);
        });
    }

    /** Opens a WebSocket and has it joined to a room; the future fails with a {@link TaskException}. */
    CompletableFuture<Answer> upgrade(URI uri, Map<String, String> headers, OutgoingExchange.Joining joining) {
        HttpHeaders more = new DefaultHttpHeaders();
        headers.forEach(more::set);
        URI webSocket = URI.create(uri.toString().replaceFirst("^http", "ws"));
        return exchange(
                uri,
                answer -> new OutgoingExchange.Upgrade(
                        WebSocketClientHandshakerFactory.newHandshaker(
                                webSocket, WebSocketVersion.V13, null, false, more, HttpFront.MAX_FRAME_BYTES),
                        keepalive(),
                        joining,
                        answer));
    }

    /** Makes the handler that does one exchange on a new connection. */
    @FunctionalInterface
    private interface Maker {
        ChannelHandler make(CompletableFuture<Answer> answer);
    }

    private CompletableFuture<Answer> exchange(URI uri, Maker maker) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        if (!places.tryAcquire()) {
            answer.completeExceptionally(
                    new TaskException(ErrorCode.AGENT_BUSY, "the server makes " + options.atOnce() + " calls already"));
            return answer;
        }
        Runnable giveUp = RoomTimer.system()
                .schedule(
                        options.timeout(),
                        () -> answer.completeExceptionally(new TaskException(
                                ErrorCode.TIMED_OUT,
                                authority(uri) + " did not answer within "
                                        + options.timeout().toMillis() + " ms")));
        answer.whenComplete((done, failure) -> {
            giveUp.run();
            places.release();
        });
        try {
            lookups.execute(() -> connect(uri, maker, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new TaskException(ErrorCode.AGENT_BUSY, "the server cannot call out now", e));
        }
        return answer;
    }

    private void connect(URI uri, Maker maker, CompletableFuture<Answer> answer) {
        try {
            InetAddress address = guard.choose(uri.getHost());
            SslContext tls = isSecure(uri) ? SslContextBuilder.forClient().build() : null;
            ChannelHandler handler = maker.make(answer);
            ChannelFuture connecting = new Bootstrap()
                    .group(loops())
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                            Math.min(options.timeout().toMillis(), 60_000))
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            if (tls != null) {
                                channel.pipeline().addLast(tls.newHandler(channel.alloc(), uri.getHost(), port(uri)));
                            }
                            channel.pipeline()
                                    .addLast(new HttpClientCodec(), new HttpObjectAggregator(MAX_ANSWER), handler);
                        }
                    })
                    .connect(new InetSocketAddress(address, port(uri)));
            answer.whenComplete((done, failure) -> {
                if (failure != null) {
                    connecting.channel().close();
                }
            });
            connecting.addListener(done -> {
                if (!done.isSuccess()) {
                    answer.completeExceptionally(unreachable(uri, done.cause()));
                }
            });
        } catch (TaskException e) {
            answer.completeExceptionally(e);
        } catch (SSLException | RuntimeException e) {
            answer.completeExceptionally(unreachable(uri, e));
        }
    }

    private static TaskException unreachable(URI uri, @Nullable Throwable cause) {
        return new TaskException(ErrorCode.FAILED, authority(uri) + " cannot be reached", cause);
    }

    /** Checks an address that a participant gave, before anything is done with it. */
    static URI address(String text, String... schemes) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw notAnAddress(schemes);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean known = List.of(schemes).contains(scheme);
        if (!known
                || uri.getHost() == null
                || uri.getUserInfo() != null
                || uri.getFragment() != null
                || uri.getPort() == 0) {
            throw notAnAddress(schemes);
        }
        return uri;
    }

    private static TaskException notAnAddress(String... schemes) {
        return new TaskException(
                ErrorCode.INVALID_REQUEST,
                "the url must be an absolute one of " + String.join(", ", schemes)
                        + ", without user name and fragment");
    }

    static boolean isWebSocket(URI uri) {
        return uri.getScheme().toLowerCase(Locale.ROOT).startsWith("ws");
    }

    private static boolean isSecure(URI uri) {
        return uri.getScheme().equalsIgnoreCase("https") || uri.getScheme().equalsIgnoreCase("wss");
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : isSecure(uri) ? 443 : 80;
    }

    /** Host and port, as messages and the Host header name them. */
    static String authority(URI uri) {
        return uri.getHost() + (uri.getPort() >= 0 ? ":" + uri.getPort() : "");
    }

    private static String pathOf(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    private synchronized EventLoopGroup loops() {
        if (closed) {
            throw new TaskException(ErrorCode.CONNECTION_LOST, "the room server is shutting down");
        }
        EventLoopGroup running = loops;
        if (running == null) {
            running = new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("taskrunner-calls", true), NioIoHandler.newFactory());
            loops = running;
        }
        return running;
    }

    private synchronized Keepalive keepalive() {
        Keepalive running = keepalive;
        if (running == null) {
            running = new Keepalive(idlePing);
            running.start();
            keepalive = running;
        }
        return running;
    }

    /** Ends what is under way and the threads. */
    @Override
    public void close() {
        EventLoopGroup running;
        synchronized (this) {
            closed = true;
            running = loops;
            if (keepalive != null) {
                keepalive.stop();
            }
        }
        lookups.shutdown();
        if (running != null) {
            running.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
        }
    }
}
