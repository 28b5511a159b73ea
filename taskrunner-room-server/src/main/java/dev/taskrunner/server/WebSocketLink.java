package dev.taskrunner.server;

import dev.taskrunner.wire.Message;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A participant's connection over a WebSocket.
 *
 * <p>Owner: the channel's event loop, which alone reads, writes and closes. {@link #send}, {@link #close} and {@link #beat} may come
 * from any thread and only hand over to it. The first reason to close wins; nothing is sent after it.
 */
final class WebSocketLink extends SimpleChannelInboundHandler<WebSocketFrame> implements Link {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketLink.class);
    private static final int CLOSE_SECONDS = 2;
    private static final int MAX_REASON_BYTES = 120;

    private final ServerCore core;
    private final Keepalive keepalive;
    private final Channel channel;
    private final Outbox outbox;
    private final AtomicBoolean closing = new AtomicBoolean();
    private @Nullable Connection connection; // only on the event loop
    private volatile boolean heard = true;
    private int silentBeats; // only on the keepalive's thread

    private WebSocketLink(ServerCore core, Keepalive keepalive, Channel channel, Outbox outbox) {
        this.core = core;
        this.keepalive = keepalive;
        this.channel = channel;
        this.outbox = outbox;
    }

    /** For a connection that a participant made. */
    static WebSocketLink accepted(ServerCore core, Keepalive keepalive, Channel channel) {
        return new WebSocketLink(core, keepalive, channel, new Outbox(channel, !core.options.compression));
    }

    /** For a connection that this server made, on which every frame is masked. */
    static WebSocketLink dialled(ServerCore core, Keepalive keepalive, Channel channel) {
        return new WebSocketLink(core, keepalive, channel, new Outbox(channel, false));
    }

    /** The upgrade is done: joins the room. */
    void begin(Admissions.Admission admission, String roomUrl) {
        Connection joined = new Connection(admission, this, core.generations, core.options);
        connection = joined;
        keepalive.add(this);
        core.begin(joined, this, roomUrl);
    }

    @Override
    public void send(Message message) {
        if (!closing.get() && outbox.add(message) > core.options.maxQueuedBytes) {
            close(CloseCode.POLICY, "slow reader: more than " + core.options.maxQueuedBytes + " bytes wait");
        }
    }

    @Override
    public void close(int code, String reason) {
        if (closing.compareAndSet(false, true)) {
            channel.eventLoop().execute(() -> goodbye(code, reason));
        }
    }

    /** Sends what is queued unless that is the problem, then a close frame; waits a little for the peer's. */
    private void goodbye(int code, String reason) {
        if (code == CloseCode.POLICY) {
            outbox.clear();
        } else {
            outbox.run();
        }
        LOG.debug("Closing {} with {}: {}", channel, code, reason);
        channel.writeAndFlush(new CloseWebSocketFrame(code, shortened(reason)));
        end(reason);
        channel.eventLoop().schedule(() -> channel.close(), CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void drop(String reason) {
        if (closing.compareAndSet(false, true)) {
            channel.eventLoop().execute(() -> {
                outbox.run();
                end(reason);
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            });
        }
    }

    private void end(String why) {
        keepalive.remove(this);
        Connection joined = connection;
        if (joined != null) {
            joined.ended(why);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        heard = true;
        Connection joined = connection;
        if (frame instanceof CloseWebSocketFrame close) {
            closedByPeer(close);
        } else if (closing.get() || joined == null) {
            return; // nobody listens any more
        } else if (frame instanceof BinaryWebSocketFrame) {
            joined.packet(frame.content().nioBuffer());
        } else if (frame instanceof TextWebSocketFrame) {
            close(CloseCode.UNSUPPORTED_DATA, "only binary frames are understood");
        } else if (frame instanceof PingWebSocketFrame && channel.isWritable()) {
            channel.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
        }
    }

    private void closedByPeer(CloseWebSocketFrame close) {
        end("the peer closed with " + close.statusCode());
        if (closing.compareAndSet(false, true)) {
            channel.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
        } else {
            channel.close();
        }
    }

    /** The peer reads again: goes on with what waits. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        if (channel.isWritable()) {
            outbox.wake();
        }
        super.channelWritabilityChanged(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        closing.set(true);
        outbox.clear();
        end("the connection was lost");
        super.channelInactive(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("Failure on {}", channel, cause);
        if (cause instanceof TooLongFrameException) {
            close(CloseCode.TOO_BIG, "a WebSocket message may have at most " + HttpFront.MAX_FRAME_BYTES + " bytes");
        } else if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            close(corrupted.closeStatus().code(), String.valueOf(corrupted.getMessage()));
        } else if (cause instanceof DecompressionException) {
            close(CloseCode.BAD_DATA, "compressed data that cannot be inflated");
        } else {
            channel.close();
        }
    }

    /** Called at every interval of the keepalive: a silent peer is pinged, and cut off when it stays silent. */
    void beat() {
        if (heard) {
            heard = false;
            silentBeats = 0;
        } else if (++silentBeats == 1) {
            channel.eventLoop().execute(() -> channel.writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER)));
        } else {
            close(CloseCode.POLICY, "no answer to pings");
        }
    }

    private static String shortened(String reason) {
        return reason.length() <= MAX_REASON_BYTES ? reason : reason.substring(0, MAX_REASON_BYTES);
    }
}
