package dev.taskrunner.benchmarks;

import dev.taskrunner.wire.PacketDecoder;
import dev.taskrunner.wire.Packets;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The least server: passes messages between one caller and one runner, without looking into them, on one event loop. Packets
 * are put together and cut again, as a server must that serves several callers: those of two messages may not mix.
 */
final class Relay implements Running {
    static final String CALLER = "/caller";
    static final String RUNNER = "/runner";

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final boolean packets;
    private final Channel listening;

    /** Owned by the event loop. */
    private @Nullable Channel caller;

    /** Owned by the event loop. */
    private @Nullable Channel runner;

    private Relay(boolean packets) {
        this.packets = packets;
        listening = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(8192))
                                .addLast(new WebSocketServerProtocolHandler(config()))
                                .addLast(new Side());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    static Relay start(boolean packets) {
        return new Relay(packets);
    }

    private static WebSocketServerProtocolConfig config() {
        return WebSocketServerProtocolConfig.newBuilder()
                .websocketPath("/")
                .checkStartsWith(true)
                .maxFramePayloadLength(RelayClient.MAX_MESSAGE)
                .build();
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }

    /** The connection of the caller or of the runner. */
    private final class Side extends SimpleChannelInboundHandler<BinaryWebSocketFrame> {
        private final PacketDecoder decoder = new PacketDecoder(RelayClient.MAX_MESSAGE);
        private boolean forRunner;

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete handshake) {
                if (handshake.requestUri().equals(RUNNER)) {
                    runner = context.channel();
                } else {
                    forRunner = true;
                    caller = context.channel();
                }
            }
        }

        private @Nullable Channel other() {
            return forRunner ? runner : caller;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, BinaryWebSocketFrame frame) {
            Channel to = other();
            if (to == null) {
                throw new IllegalStateException("nobody is there to take a message");
            }
            if (!packets) {
                to.write(frame.retain());
                return;
            }
            for (PacketDecoder.Decoded decoded : decoder.accept(frame.content().nioBuffer())) {
                if (!(decoded instanceof PacketDecoder.Complete complete)) {
                    throw new IllegalStateException("a packet was lost: " + decoded);
                }
                for (ByteBuffer packet : Packets.encode(complete.message())) {
                    to.write(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(packet)));
                }
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            Channel to = other();
            if (to != null) {
                to.flush();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            System.err.println("relay: " + cause);
            context.close();
        }
    }
}
