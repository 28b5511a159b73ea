package dev.taskrunner.server;

import dev.taskrunner.server.Admissions.Admission;
import dev.taskrunner.server.web.WebFront;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP side of one connection: health, refusals, and the upgrade, after which a {@link WebSocketLink} takes its place.
 *
 * <p>Owner: the channel's event loop, on which everything here runs. A connection that sends no whole request in time is closed.
 */
final class HttpFront extends SimpleChannelInboundHandler<FullHttpRequest> {
    static final int MAX_FRAME_BYTES = 128 << 10;
    private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);
    private static final String WEB_SOCKET_VERSION = "13";

    private final ServerCore core;
    private final ConnectEndpoint endpoint;
    private final Keepalive keepalive;
    private final WebFront web;
    private @Nullable ScheduledFuture<?> patience;
    private boolean busy; // with the last request of this connection

    HttpFront(ServerCore core, Keepalive keepalive, WebFront web) {
        this.core = core;
        endpoint = new ConnectEndpoint(core);
        this.keepalive = keepalive;
        this.web = web;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        startPatience(context.channel());
        super.channelActive(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        stopPatience();
        super.channelInactive(context);
    }

    private void startPatience(Channel channel) {
        long millis = core.options.handshakeTimeout.toMillis();
        patience = channel.eventLoop().schedule(() -> channel.close(), millis, TimeUnit.MILLISECONDS);
    }

    private void stopPatience() {
        ScheduledFuture<?> running = patience;
        if (running != null) {
            running.cancel(false);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        stopPatience();
        try {
            route(context, request);
        } catch (Refusal refusal) {
            refuse(context.channel(), refusal);
        }
    }

    private void route(ChannelHandlerContext context, FullHttpRequest request) throws Refusal {
        if (request.decoderResult().isFailure()) {
            throw new Refusal(400, "that is no HTTP request, or one with too long a line or header");
        }
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        if (ConnectEndpoint.isAt(uri.rawPath()) && HttpMethod.POST.equals(request.method())) {
            connect(context.channel(), request, uri.rawPath());
            return;
        } else if (web.takes(request)) {
            web(context.channel(), request);
            return;
        } else if (!HttpMethod.GET.equals(request.method())) {
            throw new Refusal(405, "only GET is understood");
        }
        if (uri.rawPath().equals("/healthz")) {
            health(context.channel(), request);
        } else if (uri.rawPath().startsWith(FileLinks.FILES)) {
            core.checkOpen();
            new FileDownload(core).start(context, uri, refusal -> refuse(context.channel(), refusal));
        } else {
            upgrade(context, request, Admissions.roomOf(uri.rawPath()), uri);
        }
    }

    /** The page and the HTTP API; a connection that is free again must not be silent for long. */
    private void web(Channel channel, FullHttpRequest request) throws Refusal {
        core.checkOpen();
        if (busy) {
            channel.close(); // who sends a second request before the first is answered gets neither
        } else if (web.answer(channel, request)) {
            startPatience(channel);
        } else {
            busy = true;
        }
    }

    private void health(Channel channel, FullHttpRequest request) {
        answer(channel, request, "{\"status\":\"ok\"}");
    }

    /** Who has an API key gets what it takes to join a room. */
    private void connect(Channel channel, FullHttpRequest request, String rawPath) throws Refusal {
        String authorization = request.headers().get(HttpHeaderNames.AUTHORIZATION);
        String base = base(request.headers().get(HttpHeaderNames.HOST));
        byte[] body = ByteBufUtil.getBytes(request.content());
        answer(
                channel,
                request,
                endpoint.connect(rawPath, authorization, body, base).toString());
    }

    private void answer(Channel channel, FullHttpRequest request, String json) {
        boolean keep = HttpUtil.isKeepAlive(request);
        FullHttpResponse response = response(HttpResponseStatus.OK, json, "application/json");
        HttpUtil.setKeepAlive(response, keep);
        ChannelFuture sent = channel.writeAndFlush(response);
        if (keep) {
            startPatience(channel);
        } else {
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void upgrade(ChannelHandlerContext context, FullHttpRequest request, String room, QueryStringDecoder uri)
            throws Refusal {
        checkUpgrade(request.headers());
        core.checkOpen();
        String protocol = Admissions.tokenProtocol(request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL));
        String authorization = request.headers().get(HttpHeaderNames.AUTHORIZATION);
        Admission admission = core.admissions.admit(
                room, Admissions.tokenOf(uri, authorization, protocol), ClientTraits.of(uri, request.headers()));
        String roomUrl = roomUrl(request.headers().get(HttpHeaderNames.HOST), room);
        try {
            shakeHands(context, request, protocol, admission, roomUrl);
        } catch (RuntimeException e) {
            LOG.debug("No handshake", e);
            admission.seat().giveBack();
            throw new Refusal(400, "that is no proper WebSocket upgrade");
        }
    }

    private static void checkUpgrade(HttpHeaders headers) throws Refusal {
        boolean webSocket = headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
        if (!webSocket) {
            throw new Refusal(426, "a room is joined over a WebSocket");
        } else if (!WEB_SOCKET_VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            throw new Refusal(426, "only WebSocket version 13 is understood");
        }
    }

    private String roomUrl(@Nullable String host, String room) {
        return base(host) + Admissions.ROOMS + ServerCore.encode(room);
    }

    /** How the peer reaches this server. */
    private String base(@Nullable String host) {
        if (host == null || !host.matches("[A-Za-z0-9.:\\[\\]_-]{1,255}")) {
            return core.uri("").toString().replace(Admissions.ROOMS, "");
        }
        String scheme = core.options.certificatePem == null ? "ws://" : "wss://";
        return scheme + host;
    }

    private void shakeHands(
            ChannelHandlerContext context,
            FullHttpRequest request,
            @Nullable String protocol,
            Admission admission,
            String roomUrl) {
        WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(MAX_FRAME_BYTES)
                .allowExtensions(core.options.compression)
                .withUTF8Validator(false)
                .closeOnProtocolViolation(false) // it would close at once, and the peer would not see why
                .build();
        WebSocketServerHandshaker shaker =
                new WebSocketServerHandshakerFactory(roomUrl, protocol, config).newHandshaker(request);
        Channel channel = context.channel();
        WebSocketLink link = WebSocketLink.accepted(core, keepalive, channel);
        context.pipeline().addLast(new WebSocketFrameAggregator(MAX_FRAME_BYTES), link);
        context.pipeline().remove(this);
        shaker.handshake(channel, request, new DefaultHttpHeaders(), channel.newPromise())
                .addListener(done -> {
                    if (done.isSuccess()) {
                        link.begin(admission, roomUrl);
                    } else {
                        admission.seat().giveBack();
                        channel.close();
                    }
                });
    }

    private static void refuse(Channel channel, Refusal refusal) {
        LOG.debug("Refused {} with {}: {}", channel, refusal.status, refusal.text());
        FullHttpResponse response = response(
                HttpResponseStatus.valueOf(refusal.status), refusal.text() + "\n", "text/plain; charset=utf-8");
        if (refusal.status == 401) {
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        } else if (refusal.status == 405) {
            response.headers().set(HttpHeaderNames.ALLOW, HttpMethod.GET.name());
        } else if (refusal.status == 426) {
            response.headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
            response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, WEB_SOCKET_VERSION);
        }
        HttpUtil.setKeepAlive(response, false);
        channel.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    private static FullHttpResponse response(HttpResponseStatus status, String body, String contentType) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(bytes));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
        return response;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("Failure on {}", context.channel(), cause);
        context.close();
    }
}
