package dev.taskrunner.server.web;

import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.room.TokenException;
import dev.taskrunner.wire.JsonFields;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page and the HTTP API of one room server: everything on its port but the rooms' WebSockets and {@code /healthz}.
 *
 * <p>Thread-safe: holds only what is fixed, numbers, and files once read. Called on event loops and never holds one up.
 */
public final class WebFront {
    private static final int SMALL_BODY = 64 << 10;
    private static final int FORM_OVERHEAD = 64 << 10;
    private static final String BEARER = "bearer ";

    private final WebHost host;
    private final Assets assets = new Assets();
    private final LocalAccess localAccess;
    private final Metrics metrics;

    /**
     * Makes the web side of a server.
     *
     * @param host the server
     */
    public WebFront(WebHost host) {
        this.host = host;
        localAccess = new LocalAccess(host);
        metrics = new Metrics(host);
    }

    /**
     * Says whether a request is one of ours.
     *
     * @param request its line and headers
     * @return true when {@link #answer} is to answer it
     */
    public boolean takes(HttpRequest request) {
        return target(request) != null;
    }

    private static @Nullable Target target(HttpRequest request) {
        return Target.of(new QueryStringDecoder(request.uri()).rawPath());
    }

    /**
     * How large the body of a request may be: large only for a call whose token is good, so that strangers cost no memory.
     *
     * @param request its line and headers
     * @return bytes
     */
    public int bodyLimit(HttpRequest request) {
        Target target = target(request);
        if (target == null || !target.kind().isCall()) {
            return SMALL_BODY;
        }
        try {
            verified(request);
            return host.maxMessageBytes() + FORM_OVERHEAD;
        } catch (Problem e) {
            return SMALL_BODY;
        }
    }

    /**
     * Answers a request, now or later, and ends the connection unless it can be used again.
     *
     * @param channel where it came from, and where the answer goes
     * @param request the whole request; not kept
     * @return true when the connection is free for another request at once
     */
    public boolean answer(Channel channel, FullHttpRequest request) {
        metrics.request();
        try {
            FullHttpResponse now = route(channel, request);
            if (now == null) {
                return false;
            }
            boolean keep = HttpUtil.isKeepAlive(request);
            HttpUtil.setKeepAlive(now, keep);
            if (!keep) {
                Replies.last(channel, now);
                return false;
            }
            channel.writeAndFlush(now);
            return true;
        } catch (Problem problem) {
            metrics.refusal();
            FullHttpResponse refusal = Replies.problem(problem);
            Target target = target(request);
            if (problem.status() == 405 && target != null) {
                refusal.headers()
                        .set(HttpHeaderNames.ALLOW, target.kind().method().name());
            }
            Replies.last(channel, refusal);
            return false;
        }
    }

    private @Nullable FullHttpResponse route(Channel channel, FullHttpRequest request) throws Problem {
        Target target = target(request);
        if (target == null) {
            throw Problem.notFound("there is nothing here");
        } else if (!target.kind().method().equals(request.method())) {
            String only = "only " + target.kind().method() + " is understood here";
            throw new Problem(405, dev.taskrunner.ErrorCode.UNSUPPORTED, only);
        }
        return answer(channel, request, target);
    }

    private @Nullable FullHttpResponse answer(Channel channel, FullHttpRequest request, Target target) throws Problem {
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        return switch (target.kind()) {
            case PAGE -> assets.answer(uri.rawPath(), request);
            case OPENAPI -> Replies.json(200, Assets.openApi());
            case METRICS -> Replies.of(200, Metrics.TYPE, metrics.text().getBytes(StandardCharsets.UTF_8));
            case LOCAL_ROOMS -> json(localRooms(channel, request));
            case LOCAL_TOKEN -> {
                localAccess.check(channel, request.headers());
                yield json(localAccess.token(request));
            }
            case ROOMS -> json(rooms(verified(request).room().orElse("")));
            default -> {
                enter(channel, request, target.decoded(), uri);
                yield null;
            }
        };
    }

    private static FullHttpResponse json(JsonFields json) {
        return Replies.json(200, json.toRaw().toBytes());
    }

    /** Into a room, as whoever the token says. */
    private void enter(Channel channel, FullHttpRequest request, Target target, QueryStringDecoder uri) throws Problem {
        verified(request);
        String jwt = String.valueOf(token(request));
        if (target.kind().isCall()) {
            CallRequest call = CallRequest.read(target, request, uri);
            Call.start(ApiParticipant.join(host, target.room(), jwt), call, channel);
        } else {
            Listing.start(ApiParticipant.join(host, target.room(), jwt), target.kind(), channel);
        }
    }

    /** What the page begins with: the rooms, if it may have them for the asking. */
    private JsonFields localRooms(Channel channel, FullHttpRequest request) {
        boolean local = localAccess.allows(channel, request.headers());
        JsonFields.Builder answer = JsonFields.builder().put("local", local);
        return local ? answer.putAll(rooms(null)).build() : answer.build();
    }

    /** The open rooms, or the one of them that a token is for. */
    private JsonFields rooms(@Nullable String only) {
        List<JsonFields> rooms = new ArrayList<>();
        for (WebHost.RoomCount room : host.rooms()) {
            if (only == null || only.equals(room.name())) {
                rooms.add(JsonFields.builder()
                        .put("name", room.name())
                        .put("participants", room.participants())
                        .put("agents", room.agents())
                        .put("running", room.running())
                        .build());
            }
        }
        return JsonFields.builder().put("rooms", rooms).build();
    }

    private ParticipantToken verified(HttpRequest request) throws Problem {
        String jwt = token(request);
        if (jwt == null) {
            throw Problem.unauthorized("a participant token is needed: Authorization: Bearer …");
        }
        try {
            return host.verify(jwt);
        } catch (TokenException e) {
            throw Problem.unauthorized("the participant token is refused: " + e.getMessage());
        }
    }

    /** Only from the header: what stands in an address ends up in logs and histories. */
    private static @Nullable String token(HttpRequest request) {
        String header = request.headers().get(HttpHeaderNames.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).trim()
                : null;
    }
}
