package dev.taskrunner.server.web;

import dev.taskrunner.wire.JsonFields;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A stream of server-sent events over one HTTP connection: {@code progress} any number of times, then {@code result} or {@code
 * error}, then the end.
 *
 * <p>Owner: one call. Any thread may send; the channel keeps the order. Progress that the reader is too slow for is left out, so
 * nothing piles up. A comment goes out when it is silent, so that what stands between does not give up.
 */
final class Events {
    private static final long SILENCE_SECONDS = 15;

    private final Channel channel;
    private final ScheduledFuture<?> heartbeat;

    Events(Channel channel) {
        this.channel = channel;
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        Replies.harden(head.headers());
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
        head.headers().set("X-Accel-Buffering", "no"); // proxies would hold progress back
        HttpUtil.setTransferEncodingChunked(head, true);
        head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        channel.writeAndFlush(head);
        heartbeat = channel.eventLoop()
                .scheduleAtFixedRate(
                        () -> write(": still at it\n\n"), SILENCE_SECONDS, SILENCE_SECONDS, TimeUnit.SECONDS);
        channel.closeFuture().addListener(closed -> heartbeat.cancel(false));
    }

    void progress(JsonFields progress) {
        if (channel.isWritable()) {
            write(event("progress", progress));
        }
    }

    /** The last event. */
    void end(String name, JsonFields data) {
        heartbeat.cancel(false);
        write(event(name, data));
        channel.writeAndFlush(new DefaultLastHttpContent()).addListener(ChannelFutureListener.CLOSE);
    }

    /** JSON has no line breaks outside of strings, and none in them but escaped, as we write it; strangers' may have. */
    private static String event(String name, JsonFields data) {
        return "event: " + name + "\ndata: " + data.toString().replace("\r", "").replace("\n", "\ndata: ") + "\n\n";
    }

    private void write(String text) {
        channel.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8))));
    }
}
