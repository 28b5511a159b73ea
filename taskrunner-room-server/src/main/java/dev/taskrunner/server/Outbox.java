package dev.taskrunner.server;

import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.Packets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What waits to be sent over one WebSocket: whole messages, so that packets of two never mix.
 *
 * <p>Any thread adds; only the connection's event loop takes out, and of any number of additions at most one wake-up is under way.
 * All frames of a message become one buffer, and what is there when the loop comes by is flushed at once. Messages are encoded
 * only as fast as the peer reads. Counts every byte from the addition until the network has it.
 */
final class Outbox implements Runnable {
    private static final int BINARY_FRAME = 0x82;
    private static final int SHORT_LENGTH = 126;
    private static final int MESSAGE_OVERHEAD = 64;

    private final Channel channel;
    private final boolean framesOurselves;
    private final ConcurrentLinkedQueue<Message> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean wakeUp = new AtomicBoolean();
    private final AtomicLong bytes = new AtomicLong();

    Outbox(Channel channel, boolean framesOurselves) {
        this.channel = channel;
        this.framesOurselves = framesOurselves;
    }

    /** Adds a message; returns the bytes that wait now. */
    long add(Message message) {
        long waiting = bytes.addAndGet(cost(message));
        queue.add(message);
        wake();
        return waiting;
    }

    private static long cost(Message message) {
        return message.size() + message.size() / Packets.MAX_SLICE * 16 + MESSAGE_OVERHEAD;
    }

    /** Has the loop come by, if it is not about to. */
    void wake() {
        if (wakeUp.compareAndSet(false, true)) {
            channel.eventLoop().execute(this);
        }
    }

    /** On the event loop: drops what was not encoded yet. */
    void clear() {
        queue.clear();
    }

    /** On the event loop: hands over what is there, as far as the peer keeps up. */
    @Override
    public void run() {
        wakeUp.set(false);
        ChannelFuture last = null;
        long sent = 0;
        while (channel.isWritable()) {
            Message message = queue.poll();
            if (message == null) {
                break;
            }
            sent += cost(message);
            last = write(message);
        }
        if (last != null) {
            long done = sent;
            last.addListener(future -> bytes.addAndGet(-done));
            channel.flush();
        }
    }

    private ChannelFuture write(Message message) {
        List<ByteBuffer> packets = Packets.encode(message);
        if (framesOurselves) {
            return channel.write(frames(packets));
        }
        ChannelFuture last = channel.newSucceededFuture();
        for (ByteBuffer packet : packets) {
            last = channel.write(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(packet)));
        }
        return last;
    }

    /** All WebSocket frames of a message, as a server writes them: one packet each, not masked, below the encoder. */
    private ByteBuf frames(List<ByteBuffer> packets) {
        int size = 0;
        for (ByteBuffer packet : packets) {
            size += packet.remaining() + (packet.remaining() < SHORT_LENGTH ? 2 : 4);
        }
        ByteBuf frames = channel.alloc().directBuffer(size, size);
        for (ByteBuffer packet : packets) {
            frames.writeByte(BINARY_FRAME);
            if (packet.remaining() < SHORT_LENGTH) {
                frames.writeByte(packet.remaining());
            } else {
                frames.writeByte(SHORT_LENGTH).writeShort(packet.remaining());
            }
            frames.writeBytes(packet.duplicate());
        }
        return frames;
    }
}
