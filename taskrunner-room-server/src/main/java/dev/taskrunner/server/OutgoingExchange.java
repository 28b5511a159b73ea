package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import java.util.concurrent.CompletableFuture;

/**
 * One request of this server to another, on a connection of its own. Owner: the channel's event loop, on which everything here
 * runs. The answer is completed once; whoever completes it with a failure closes the channel.
 */
abstract sealed class OutgoingExchange extends SimpleChannelInboundHandler<FullHttpResponse> {
    static final int SWITCHING_PROTOCOLS = 101;

    final CompletableFuture<Outgoing.Answer> answer;

    private OutgoingExchange(CompletableFuture<Outgoing.Answer> answer) {
        this.answer = answer;
    }

    /** Makes a participant of a connection, on its event loop. */
    @FunctionalInterface
    interface Joining {
        /** The handler of the connection from now on; {@code begin} is run once it is in place. */
        Joined join(Channel channel, Keepalive keepalive);
    }

    /** A link that is ready to be put in place. */
    record Joined(WebSocketLink link, Runnable begin) {}

    /** Sends a request and takes the response. */
    static final class Post extends OutgoingExchange {
        private final FullHttpRequest request;

        Post(FullHttpRequest request, CompletableFuture<Outgoing.Answer> answer) {
            super(answer);
            this.request = request;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(request);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            answer.complete(new Outgoing.Answer(response.status().code(), ByteBufUtil.getBytes(response.content())));
            context.close();
        }
    }

    /** Opens a WebSocket. */
    static final class Upgrade extends OutgoingExchange {
        private final WebSocketClientHandshaker shaker;
        private final Keepalive keepalive;
        private final Joining joining;

        Upgrade(
                WebSocketClientHandshaker shaker,
                Keepalive keepalive,
                Joining joining,
                CompletableFuture<Outgoing.Answer> answer) {
            super(answer);
            this.shaker = shaker;
            this.keepalive = keepalive;
            this.joining = joining;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            shaker.handshake(context.channel());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            int status = response.status().code();
            if (status != SWITCHING_PROTOCOLS) {
                answer.complete(new Outgoing.Answer(status, new byte[0]));
                context.close();
                return;
            }
            try {
                shaker.finishHandshake(context.channel(), response);
            } catch (WebSocketHandshakeException e) {
                answer.completeExceptionally(
                        new TaskException(ErrorCode.FAILED, "the service did not answer with a proper WebSocket", e));
                return;
            }
            if (!answer.complete(new Outgoing.Answer(status, new byte[0]))) {
                context.close(); // nobody waits any more
                return;
            }
            Joined joined = joining.join(context.channel(), keepalive);
            context.pipeline().addLast(new WebSocketFrameAggregator(HttpFront.MAX_FRAME_BYTES), joined.link());
            context.pipeline().remove(this);
            joined.begin().run();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        answer.completeExceptionally(
                new TaskException(ErrorCode.FAILED, "the service closed the connection without an answer"));
        super.channelInactive(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        answer.completeExceptionally(new TaskException(ErrorCode.FAILED, "the service's answer cannot be read", cause));
        context.close();
    }
}
