package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.RoomCall;
import dev.taskrunner.protocol.WebhookEvent;
import dev.taskrunner.protocol.WebhookSignature;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Calls services into the room (section 5.7): tells the service where the room is and gives it a token, by webhook (section 9.1),
 * or opens a WebSocket to it on which the two take their usual parts (section 9.3). Answers once the service has accepted. The
 * token never allows more, nor for longer, than that of the one that calls. Stateless.
 */
final class CallRoute {
    /** So that a receiver whose clock is a little behind does not find the signature made in its future. */
    private static final Duration SKEW = Duration.ofSeconds(30);

    private static final int MOST_HEADER_BYTES = 16 << 10;

    private final ServerCore core;
    private final String secret;

    CallRoute(ServerCore core, String secret) {
        this.core = core;
        this.secret = secret;
    }

    void call(Request request) throws WireException {
        Session from = request.from();
        JsonFields json = request.json();
        String name = json.requireString("name");
        URI url = Outgoing.address(json.requireString("url"), "http", "https", "ws", "wss");
        TokenRoute.checkFree(name, from);
        ParticipantToken token = token(from, name, json.raw("api"));
        RawJson arguments = json.raw("arguments");
        RoomCall call = new RoomCall(
                from.room.name,
                core.uri(from.room.name).toString(),
                token.toJwt(secret),
                arguments == null || arguments.isNull() ? RawJson.EMPTY_OBJECT : json.requireObject("arguments"));
        CompletableFuture<Outgoing.Answer> accepted =
                Outgoing.isWebSocket(url) ? dial(url, call, token) : post(url, call.event());
        accepted.whenComplete((answer, failure) -> finish(request.reply(), url, answer, failure));
    }

    private ParticipantToken token(Session from, String name, @Nullable RawJson api) throws WireException {
        ApiScope wanted = ApiScope.agentDefault();
        if (api != null && !api.isNull()) {
            @SuppressWarnings("unchecked")
            Map<String, Object> asked = api.as(Map.class);
            wanted = ApiScope.parse(asked);
        }
        return Identity.called(ParticipantToken.builder(name), from, name)
                .role("agent")
                .room(from.room.name)
                .api(wanted.within(from.scope))
                .expiresAt(TokenRoute.expiry(from.token, core.options))
                .build();
    }

    private CompletableFuture<Outgoing.Answer> post(URI url, WebhookEvent event) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.putAll(signature(event));
        return core.outgoing.post(url, headers, event.text().getBytes(StandardCharsets.US_ASCII));
    }

    private CompletableFuture<Outgoing.Answer> dial(URI url, RoomCall call, ParticipantToken token) {
        WebhookEvent event = call.event();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(WebhookEvent.HEADER, event.text());
        headers.putAll(signature(event));
        if (event.text().length() > MOST_HEADER_BYTES) {
            throw new TaskException(
                    ErrorCode.TOO_LARGE, "the arguments are too long for a call by WebSocket; call by http instead");
        }
        Rooms.Seat seat;
        try {
            seat = core.rooms.take(call.roomName());
        } catch (Refusal full) {
            throw new TaskException(ErrorCode.AGENT_BUSY, full.text(), full);
        }
        Admissions.Admission admission =
                new Admissions.Admission(seat, token, token.api().orElseGet(ApiScope::none), false);
        CompletableFuture<Outgoing.Answer> answer = core.outgoing.upgrade(url, headers, (channel, keepalive) -> {
            WebSocketLink link = WebSocketLink.dialled(core, keepalive, channel);
            return new OutgoingExchange.Joined(link, () -> link.begin(admission, call.roomUrl()));
        });
        answer.whenComplete((done, failure) -> {
            if (failure != null || done.status() != OutgoingExchange.SWITCHING_PROTOCOLS) {
                seat.giveBack();
            }
        });
        return answer;
    }

    private Map<String, String> signature(WebhookEvent event) {
        String key = core.options.calls.webhookSecret();
        if (key == null) {
            return Map.of();
        }
        Instant issued = core.options.timer.clock().instant().minus(SKEW);
        WebhookSignature says = new WebhookSignature(issued, UUID.randomUUID().toString());
        try {
            return Map.of(WebhookSignature.HEADER, WebhookSignature.sign(RawJson.parse(event.text()), key, says));
        } catch (WireException e) {
            throw new IllegalStateException("an event that was built here cannot be read", e);
        }
    }

    /** What the service says of itself is not passed on: it might be anybody's. */
    private static void finish(Reply reply, URI url, Outgoing.@Nullable Answer answer, @Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof TaskException known) {
            reply.error(known);
        } else if (answer == null) {
            reply.error(ErrorCode.FAILED, "the service at " + Outgoing.authority(url) + " could not be called");
        } else if (answer.status() / 100 == 2 || answer.status() == OutgoingExchange.SWITCHING_PROTOCOLS) {
            reply.empty();
        } else {
            String hint = switch (answer.status()) {
                case 401, 403 -> "; it wants another webhook secret, or a signature";
                case 404 -> "; it has nothing at that path";
                default -> "";
            };
            reply.error(
                    ErrorCode.FAILED,
                    String.format(
                            Locale.ROOT,
                            "the service at %s answered HTTP %d%s",
                            Outgoing.authority(url),
                            answer.status(),
                            hint));
        }
    }
}
