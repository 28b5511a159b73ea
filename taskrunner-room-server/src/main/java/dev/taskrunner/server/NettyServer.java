package dev.taskrunner.server;

import dev.taskrunner.server.web.WebFront;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.compression.ZlibCodecFactory;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The listening socket and the event loops. Owner: the server that started it. What happens on a connection happens on its event
 * loop; nothing here blocks one.
 */
final class NettyServer {
    private static final int MAX_HTTP_LINE = 16 << 10;
    private static final int MAX_HTTP_HEADERS = 32 << 10;
    private static final int MAX_HTTP_CHUNK = 64 << 10;
    private static final int NOT_UPGRADED = 256; // connections that may be on their way in or out
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 << 10, 1 << 20);

    private final ServerCore core;
    private final Keepalive keepalive;
    private final WebFront web;
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
            0, new DefaultThreadFactory("taskrunner-server", true), NioIoHandler.newFactory());
    private final @Nullable SslContext tls;
    private final Channel listener;

    NettyServer(ServerCore core) {
        this.core = core;
        keepalive = new Keepalive(core.options.idlePing);
        web = new WebFront(new WebSide(core));
        tls = tls(core.options);
        listener = listen();
        keepalive.start();
    }

    private static @Nullable SslContext tls(RoomServerOptions options) {
        Path certificate = options.certificatePem;
        Path key = options.keyPem;
        if (certificate == null || key == null) {
            return null;
        }
        try (var chain = Files.newInputStream(certificate);
                var secret = Files.newInputStream(key)) {
            return SslContextBuilder.forServer(chain, secret).build();
        } catch (IOException | IllegalArgumentException e) {
            throw new RoomServerException("cannot use the certificate " + certificate + " with its key", e);
        }
    }

    private Channel listen() {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                });
        var bound = bootstrap.bind(core.options.host, core.options.port).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new RoomServerException(
                    "cannot listen on " + core.options.host + ":" + core.options.port, bound.cause());
        }
        return bound.channel();
    }

    private void accept(Channel channel) {
        if (channels.size() >= core.options.maxConnections + NOT_UPGRADED) {
            channel.close();
            return;
        }
        channels.add(channel);
        ChannelPipeline pipeline = channel.pipeline();
        if (tls != null) {
            SslHandler handler = tls.newHandler(channel.alloc());
            handler.setHandshakeTimeoutMillis(core.options.handshakeTimeout.toMillis());
            pipeline.addLast(handler);
        }
        pipeline.addLast(new HttpServerCodec(MAX_HTTP_LINE, MAX_HTTP_HEADERS, MAX_HTTP_CHUNK));
        pipeline.addLast(new BodyLimit(web));
        pipeline.addLast(new HttpObjectAggregator(Integer.MAX_VALUE)); // what comes so far is bounded
        if (core.options.compression) {
            // Netty's own handler for this refuses what Java-WebSocket offers.
            pipeline.addLast(new WebSocketServerExtensionHandler(new PerMessageDeflateServerExtensionHandshaker(
                    6,
                    ZlibCodecFactory.isSupportingWindowSizeAndMemLevel(),
                    15,
                    true,
                    true,
                    HttpFront.MAX_FRAME_BYTES)));
        }
        pipeline.addLast(new HttpFront(core, keepalive, web));
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Stops listening; what is open stays open. */
    void stopListening() {
        keepalive.stop();
        listener.close().awaitUninterruptibly();
    }

    /** Waits a little for peers to take their leave, closes what is still open, and ends the threads. */
    void close() {
        channels.close(channel -> channel.pipeline().get(HttpFront.class) != null);
        channels.newCloseFuture().awaitUninterruptibly(2, TimeUnit.SECONDS);
        channels.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
