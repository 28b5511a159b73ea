package dev.taskrunner.service;

import dev.taskrunner.room.spi.RoomTransport;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that the room has made to us (section 9.3): the room's side is the WebSocket client, and yet it greets first.
 *
 * <p>Owner: the channel's event loop, which alone reads and calls the listener. Nothing is read before there is one. {@link #send},
 * {@link #ping} and {@link #close} may come from any thread.
 */
final class ReverseTransport extends SimpleChannelInboundHandler<WebSocketFrame> implements RoomTransport {
    private static final Logger LOG = LoggerFactory.getLogger(ReverseTransport.class);
    private static final int ABNORMAL = 1006;
    private static final int NORMAL = 1000;
    private static final int UNSUPPORTED_DATA = 1003;
    private static final int CLOSE_SECONDS = 2;
    private static final int MAX_REASON = 120;

    private final Channel channel;
    private final AtomicLong queued = new AtomicLong();
    private volatile @Nullable Listener listener;
    private boolean reported; // only on the event loop
    private int closeCode = ABNORMAL; // only on the event loop
    private String closeReason = "the connection was lost"; // only on the event loop

    ReverseTransport(Channel channel) {
        this.channel = channel;
    }

    @Override
    public void start(Listener to) throws IOException {
        listener = to;
        if (!channel.isActive()) {
            throw new IOException("the room has closed the connection already");
        }
        channel.config().setAutoRead(true);
    }

    @Override
    public void send(List<ByteBuffer> packets) throws IOException {
        if (!channel.isActive()) {
            throw new IOException("the connection is closed");
        }
        long size = 0;
        for (ByteBuffer packet : packets) {
            size += packet.remaining();
        }
        long all = size;
        queued.addAndGet(all);
        channel.eventLoop().execute(() -> write(packets, all));
    }

    private void write(List<ByteBuffer> packets, long size) {
        ChannelFuture last = channel.newSucceededFuture();
        for (ByteBuffer packet : packets) {
            last = channel.write(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(packet)));
        }
        last.addListener(done -> {
            Listener to = listener;
            if (queued.addAndGet(-size) == 0 && to != null) {
                to.onDrained();
            }
        });
        channel.flush();
    }

    @Override
    public long queuedBytes() {
        return queued.get();
    }

    @Override
    public void ping() {
        channel.writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER));
    }

    @Override
    public void close(int code, String reason) {
        channel.eventLoop().execute(() -> {
            closeCode = code;
            closeReason = reason;
            if (code == ABNORMAL) {
                channel.close();
                return;
            }
            String shown = reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON);
            channel.writeAndFlush(new CloseWebSocketFrame(code, shown));
            channel.config().setAutoRead(true); // to hear the answer
            channel.eventLoop().schedule(() -> channel.close(), CLOSE_SECONDS, TimeUnit.SECONDS);
        });
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        Listener to = listener;
        if (frame instanceof CloseWebSocketFrame close) {
            closeCode = close.statusCode() < 0 ? NORMAL : close.statusCode();
            closeReason = close.reasonText();
            channel.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
        } else if (frame instanceof TextWebSocketFrame) {
            close(UNSUPPORTED_DATA, "only binary frames are understood");
        } else if (frame instanceof PingWebSocketFrame) {
            channel.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
        } else if (to != null && frame instanceof PongWebSocketFrame) {
            to.onPong();
        } else if (to != null && frame instanceof BinaryWebSocketFrame) {
            to.onPacket(frame.content().nioBuffer());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        Listener to = listener;
        if (to != null && !reported) {
            reported = true;
            to.onClosed(closeCode, closeReason);
        }
        super.channelInactive(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("Failure on {}", channel, cause);
        closeReason = "the connection failed";
        context.close();
    }
}
