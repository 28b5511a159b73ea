package dev.taskrunner.server.web;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** Whole HTTP answers. Stateless; any thread may send. */
final class Replies {
    static final String JSON = "application/json";
    private static final int RETRY_SECONDS = 1;

    private Replies() {}

    static FullHttpResponse json(int status, byte[] body) {
        return of(status, JSON, body);
    }

    static FullHttpResponse of(int status, String contentType, byte[] body) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(body));
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
        headers.set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        harden(headers);
        return response;
    }

    /** What comes out of rooms is written by strangers, so browsers must neither guess at it, keep it nor run it. */
    static void harden(HttpHeaders headers) {
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox");
    }

    static FullHttpResponse problem(Problem problem) {
        FullHttpResponse response = json(problem.status(), (problem.json() + "\n").getBytes(StandardCharsets.UTF_8));
        if (problem.status() == 401) {
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        } else if (problem.status() == 503) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, RETRY_SECONDS);
        }
        return response;
    }

    /** Sends and ends the connection. */
    static void last(Channel channel, FullHttpResponse response) {
        HttpUtil.setKeepAlive(response, false);
        channel.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
