package dev.taskrunner.service;

import dev.taskrunner.protocol.RoomCall;
import dev.taskrunner.protocol.WebhookEvent;
import dev.taskrunner.protocol.WebhookSignature;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP side of a service, one connection (sections 9.1 to 9.4). Owner: the channel's event loop, on which everything here runs
 * and nothing blocks: a call that is accepted is answered at once and served elsewhere.
 */
final class ServiceFront extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceFront.class);
    private static final int MAX_FRAME_BYTES = 128 << 10;
    private static final String OK = "{\"ok\":true}";

    private final ServiceHost host;

    ServiceFront(ServiceHost host) {
        this.host = host;
    }

    /** What is wrong with a request, as an HTTP status and a text that holds nothing secret. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        Refused(int status, String text) {
            super(text);
            this.status = status;
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        Channel channel = context.channel();
        try {
            if (request.decoderResult().isFailure()) {
                throw new Refused(400, "that is no HTTP request, or one with too long a line or header");
            }
            String path = new QueryStringDecoder(request.uri()).path();
            if (HttpMethod.POST.equals(request.method())) {
                post(channel, request, endpoint(path));
            } else if (!HttpMethod.GET.equals(request.method())) {
                throw new Refused(405, "only GET and POST are understood");
            } else if (request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
                upgrade(context, request, endpoint(path));
            } else if (path.equals("/")) {
                answer(channel, request, 200, OK);
            } else if (path.equals(ServiceDocument.PATH)) {
                answer(channel, request, 200, host.document().toString());
            } else {
                endpoint(path);
                throw new Refused(405, "a service is called by POST, or by a WebSocket");
            }
        } catch (Refused refused) {
            String text = String.valueOf(refused.getMessage());
            LOG.debug("Refused {} with {}: {}", channel, refused.status, text);
            answer(
                    channel,
                    request,
                    refused.status,
                    RawJson.of(Map.of("error", text)).toString());
        }
    }

    private Endpoint endpoint(String path) throws Refused {
        Endpoint endpoint = host.endpoint(path);
        if (endpoint == null) {
            throw new Refused(404, "no service is at this path");
        }
        return endpoint;
    }

    private void post(Channel channel, FullHttpRequest request, Endpoint endpoint) throws Refused {
        WebhookEvent event = event(request);
        switch (event.event()) {
            case RoomCall.EVENT -> {
                HostedRooms.Accepted accepted = accept(endpoint, event, null);
                answer(channel, request, 200, OK);
                host.rooms().start(accepted);
            }
            case WebhookEvent.ROOM_STARTED, WebhookEvent.ROOM_ENDED -> answer(channel, request, 200, OK);
            default -> throw new Refused(400, "the event '" + event.event() + "' is not known here");
        }
    }

    /** The event and its signature; the header goes before the body. */
    private WebhookEvent event(FullHttpRequest request) throws Refused {
        String header = request.headers().get(WebhookEvent.HEADER);
        byte[] bytes =
                header == null ? ByteBufUtil.getBytes(request.content()) : header.getBytes(StandardCharsets.ISO_8859_1);
        try {
            RawJson json = RawJson.parse(bytes);
            verify(request.headers().get(WebhookSignature.HEADER), json);
            return WebhookEvent.read(json);
        } catch (WireException e) {
            throw new Refused(400, "bad webhook: " + e.getMessage());
        }
    }

    private void verify(@Nullable String signature, RawJson json) throws Refused {
        String secret = host.webhookSecret();
        if (secret == null) {
            return;
        }
        try {
            if (!host.replays().accept(WebhookSignature.verify(signature, json, secret))) {
                throw new Refused(401, "the signature is too old, or was used before");
            }
        } catch (WebhookSignature.InvalidException e) {
            throw new Refused(401, String.valueOf(e.getMessage()));
        }
    }

    /** Keeps a place for a call; whoever gets the result must use it. */
    private HostedRooms.Accepted accept(Endpoint endpoint, WebhookEvent event, @Nullable ReverseTransport transport)
            throws Refused {
        RoomCall call;
        Map<String, Object> arguments = new LinkedHashMap<>();
        try {
            call = RoomCall.read(event.data());
            for (Map.Entry<?, ?> one :
                    ((Map<?, ?>) Objects.requireNonNull(call.arguments().value())).entrySet()) {
                arguments.put(String.valueOf(one.getKey()), one.getValue());
            }
            java.net.URI.create(call.roomUrl());
        } catch (WireException | IllegalArgumentException e) {
            throw new Refused(400, "bad call: " + e.getMessage());
        }
        if (!host.rooms().reserve()) {
            throw new Refused(503, "the service is in as many rooms as it may, or is closing");
        }
        ServiceCall seen = new ServiceCall(endpoint.path(), call.roomName(), call.roomUrl(), arguments);
        return new HostedRooms.Accepted(endpoint, seen, call, transport);
    }

    private void upgrade(ChannelHandlerContext context, FullHttpRequest request, Endpoint endpoint) throws Refused {
        if (request.headers().get(WebhookEvent.HEADER) == null) {
            throw new Refused(400, "a WebSocket needs the event in the header " + WebhookEvent.HEADER);
        }
        WebhookEvent event = event(request);
        if (!event.event().equals(RoomCall.EVENT)) {
            throw new Refused(400, "a WebSocket is for " + RoomCall.EVENT + " only");
        }
        Channel channel = context.channel();
        ReverseTransport transport = new ReverseTransport(channel);
        WebSocketServerHandshaker shaker =
                new WebSocketServerHandshakerFactory("", null, false, MAX_FRAME_BYTES).newHandshaker(request);
        if (shaker == null) {
            throw new Refused(426, "only WebSocket version 13 is understood");
        }
        HostedRooms.Accepted accepted = accept(endpoint, event, transport);
        context.pipeline().remove(ReadTimeoutHandler.class);
        channel.config().setAutoRead(false); // until the transport is started
        context.pipeline().addLast(new WebSocketFrameAggregator(MAX_FRAME_BYTES), transport);
        context.pipeline().remove(this);
        ChannelFuture shaken;
        try {
            shaken = shaker.handshake(channel, request);
        } catch (RuntimeException e) {
            host.rooms().giveBack();
            throw new Refused(400, "that is no proper WebSocket upgrade");
        }
        shaken.addListener(done -> {
            if (done.isSuccess()) {
                host.rooms().start(accepted);
            } else {
                host.rooms().giveBack();
                channel.close();
            }
        });
    }

    private static void answer(Channel channel, FullHttpRequest request, int status, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(bytes));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
        boolean keep = status == 200 && HttpUtil.isKeepAlive(request);
        HttpUtil.setKeepAlive(response, keep);
        ChannelFuture sent = channel.writeAndFlush(response);
        if (!keep) {
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof ReadTimeoutException)) {
            LOG.debug("Failure on {}", context.channel(), cause);
        }
        context.close();
    }
}
