package dev.taskrunner.server.web;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Tokens for a browser on the same machine, on servers for development only. The connection must come from this machine and be
 * meant for it: another site's page that a browser here shows can neither name us (its {@code Host} and {@code Origin} are
 * others) nor send the header that is asked for. Stateless.
 */
final class LocalAccess {
    /** Browsers send it across sites only when asked before, and nobody here answers that. */
    static final String HEADER = "TaskRunner-Local";

    private static final Duration LIFE = Duration.ofHours(12);
    private static final int MAX_NAME = 255;
    private static final Pattern HERE = Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1\\])(:\\d{1,5})?");

    private final WebHost host;

    LocalAccess(WebHost host) {
        this.host = host;
    }

    /** Insists on a server that gives such tokens and a request that may have one. */
    void check(Channel channel, HttpHeaders headers) throws Problem {
        if (!host.localAccess()) {
            throw Problem.notFound("this server gives no tokens for the asking; it was not started with --dev");
        }
        if (!allows(channel, headers)) {
            throw new Problem(403, ErrorCode.DENIED, "only the page on this machine gets tokens for the asking");
        }
    }

    boolean allows(Channel channel, HttpHeaders headers) {
        String at = headers.get(HttpHeaderNames.HOST, "");
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        boolean local = channel.remoteAddress() instanceof InetSocketAddress peer
                && peer.getAddress().isLoopbackAddress()
                && HERE.matcher(at).matches();
        boolean own = origin == null || origin.equals("http://" + at) || origin.equals("https://" + at);
        return host.localAccess() && local && own && headers.contains(HEADER);
    }

    JsonFields token(FullHttpRequest request) throws Problem {
        JsonFields wish;
        try {
            wish = RawJson.parse(ByteBufUtil.getBytes(request.content())).fields();
        } catch (WireException e) {
            throw Problem.bad("the body must be JSON with room and name: " + e.getMessage());
        }
        ParticipantToken token = ParticipantToken.builder(text(wish, "name"))
                .room(text(wish, "room"))
                .role("user")
                .api(ApiScope.full())
                .expiresIn(LIFE)
                .build();
        return JsonFields.builder().put("token", host.sign(token)).build();
    }

    private static String text(JsonFields wish, String member) throws Problem {
        String text = wish.string(member);
        if (text == null
                || text.isBlank()
                || text.length() > MAX_NAME
                || text.chars().anyMatch(Character::isISOControl)) {
            throw Problem.bad("'" + member + "' must have 1 to " + MAX_NAME + " characters, none a control character");
        }
        return text;
    }
}
