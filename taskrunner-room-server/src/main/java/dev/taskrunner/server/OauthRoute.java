package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.server.SecretBook.Entry;
import dev.taskrunner.server.SecretBook.Kind;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens of other services (section 7.3): a participant signs in there and passes the code on, and this server, which
 * alone has the verifier, exchanges it. Stateless. Tokens that were delegated are kept, encrypted, and refreshed.
 */
final class OauthRoute {
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final OauthExchange exchange;

    OauthRoute(Outgoing outgoing) {
        exchange = new OauthExchange(outgoing);
    }

    void request(Request request) throws WireException {
        JsonFields json = request.json();
        OauthClient client = client(json);
        Grant.requestOauthToken(client.authorizationEndpoint(), client.id()).require(request.from());
        String redirect = json.requireString("redirect_uri");
        Session asked = request.room().present(json.requireString("participant_id"));
        String delegate = SecretsRoute.delegate(request, "delegate_to");
        Duration time = SecretsRoute.time(json);
        String verifier = client.pkce() ? OauthExchange.verifier() : null;
        JsonFields.Builder push = JsonFields.builder()
                .put("request", client.withoutSecret(json))
                .put("challenge", verifier == null ? null : OauthExchange.challenge(verifier));
        request.room().prompts.ask(request.reply(), asked, MessageType.OAUTH_REQUEST, push, time, given -> {
            OauthExchange.Grant code = OauthExchange.Grant.code(given.json().requireString("code"), redirect, verifier);
            exchange.token(client, code)
                    .whenComplete((token, failure) ->
                            keep(request, new Owner(given.from().identity, delegate), client, token, failure));
        });
    }

    /** Whose a token is, and who may use it. */
    private record Owner(String identity, @Nullable String delegate) {
        Entry entry(OauthClient client) {
            String name = client.tokenEndpoint() + " " + client.id();
            return new Entry(Kind.OAUTH, name + " " + delegate, identity, "oauth", name, delegate);
        }
    }

    private static void keep(
            Request request,
            Owner owner,
            OauthClient client,
            OauthExchange.@Nullable Token token,
            @Nullable Throwable failure) {
        if (token == null) {
            request.reply().error(OauthExchange.problem(failure));
            return;
        }
        if (owner.delegate() == null) {
            request.reply().json(answer(token.access()));
            return;
        }
        SecretBook book = request.room().secrets;
        book.submit(request.reply(), () -> {
            book.put(owner.entry(client), token.toBytes());
            return () -> request.reply().json(answer(token.access()));
        });
    }

    void provide(Request request) throws WireException {
        request.room().prompts.answer(request);
    }

    /** A token that was granted before, refreshed when it has expired; null when there is none. */
    void offline(Request request) throws WireException {
        JsonFields json = request.json();
        OauthClient client = client(json);
        String name = client.tokenEndpoint() + " " + client.id();
        String delegate = SecretsRoute.delegate(request, "delegated_to");
        String owner = json.string("delegated_by");
        SecretBook book = request.room().secrets;
        Instant now = request.room().now().plus(MARGIN);
        book.submit(request.reply(), () -> {
            List<Entry> found = book.find(one -> one.isFor(request.from())
                    && one.kind() == Kind.OAUTH
                    && name.equals(one.name())
                    && (delegate == null || delegate.equals(one.delegatedTo()))
                    && (owner == null || owner.equals(one.owner())));
            if (found.isEmpty()) {
                return () -> request.reply().json(answer(null));
            }
            OauthExchange.Token token = OauthExchange.Token.read(book.value(found.get(0)));
            if (!token.isOver(now)) {
                return () -> request.reply().json(answer(token.access()));
            }
            Owner known = new Owner(found.get(0).owner(), found.get(0).delegatedTo());
            return () -> refresh(request, known, client, token);
        });
    }

    private void refresh(Request request, Owner owner, OauthClient client, OauthExchange.Token old) {
        String refresh = old.refresh();
        if (refresh == null) {
            request.reply().json(answer(null));
            return;
        }
        exchange.token(client, OauthExchange.Grant.refresh(refresh))
                .whenComplete((token, failure) ->
                        keep(request, owner, client, token == null ? null : token.orRefresh(refresh), failure));
    }

    private static JsonFields answer(@Nullable String accessToken) {
        return JsonFields.builder().put("access_token", accessToken).build();
    }

    private static OauthClient client(JsonFields json) throws WireException {
        JsonFields oauth = json.object("oauth");
        if (oauth == null) {
            throw new TaskException(
                    ErrorCode.UNSUPPORTED, "this server has no connectors of its own; send the client as 'oauth'");
        }
        return OauthClient.read(oauth);
    }

    /**
     * A client that is registered with another service.
     *
     * @param secret null for a public client
     * @param pkce whether the service takes a challenge
     */
    record OauthClient(
            String id, @Nullable String secret, String authorizationEndpoint, String tokenEndpoint, boolean pkce) {

        static OauthClient read(JsonFields oauth) throws WireException {
            OauthClient client = new OauthClient(
                    oauth.requireString("client_id"),
                    oauth.string("client_secret"),
                    oauth.requireString("authorization_endpoint"),
                    oauth.requireString("token_endpoint"),
                    !Boolean.TRUE.equals(oauth.bool("no_pkce")));
            Outgoing.address(client.tokenEndpoint(), "http", "https");
            return client;
        }

        URI tokenUri() {
            return URI.create(tokenEndpoint);
        }

        /** The request as the one that signs in may see it. */
        JsonFields withoutSecret(JsonFields request) {
            JsonFields.Builder shown = JsonFields.builder();
            for (String member : request.names()) {
                RawJson value = Objects.requireNonNull(request.raw(member));
                shown.put(member, member.equals("oauth") ? shown(request) : value);
            }
            return shown.build();
        }

        private static JsonFields shown(JsonFields request) {
            JsonFields oauth = Objects.requireNonNull(request.object("oauth"));
            JsonFields.Builder rest = JsonFields.builder();
            for (String member : oauth.names()) {
                if (!member.equals("client_secret")) {
                    rest.put(member, oauth.raw(member));
                }
            }
            return rest.build();
        }

        /** Names the client and not its secret. */
        @Override
        public String toString() {
            return "OauthClient[" + id + "]";
        }
    }

    /** Only for texts that are known to be ASCII. */
    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
