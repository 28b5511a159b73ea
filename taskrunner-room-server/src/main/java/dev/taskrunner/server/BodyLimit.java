package dev.taskrunner.server;

import dev.taskrunner.server.web.WebFront;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Ends a request whose body is larger than its headers earn it, before the body is collected. Owner: the channel's event loop.
 * Takes itself away when the connection is upgraded.
 *
 * <p>A connection that is closed while its peer still sends is reset, and the peer may never see the answer. So what still comes
 * is dropped for a moment first (RFC 9112 §9.6).
 */
final class BodyLimit extends ChannelInboundHandlerAdapter {
    private static final long LINGER_SECONDS = 2;

    private final WebFront web;
    private long left;
    private boolean ended;

    BodyLimit(WebFront web) {
        this.web = web;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (!(message instanceof HttpObject)) {
            context.pipeline().remove(this);
            super.channelRead(context, message);
            return;
        } else if (message instanceof HttpRequest request) {
            left = web.bodyLimit(request);
            if (HttpUtil.getContentLength(request, 0L) > left) {
                left = -1;
            }
        } else if (message instanceof HttpContent content) {
            left -= content.content().readableBytes();
        }
        if (left >= 0 && !ended) {
            super.channelRead(context, message);
            return;
        }
        ReferenceCountUtil.release(message);
        refuse(context);
    }

    private void refuse(ChannelHandlerContext context) {
        if (ended) {
            return;
        }
        ended = true;
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(response).addListener(sent -> linger(context));
    }

    private static void linger(ChannelHandlerContext context) {
        boolean plain = context.pipeline().get(SslHandler.class) == null;
        if (plain && context.channel() instanceof DuplexChannel channel) {
            channel.shutdownOutput();
        }
        context.executor().schedule(() -> context.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }
}
