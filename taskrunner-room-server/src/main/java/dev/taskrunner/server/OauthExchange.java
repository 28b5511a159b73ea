package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.server.OauthRoute.OauthClient;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Exchanges codes and refresh tokens for access tokens (RFC 6749 sections 4.1.3 and 6, RFC 7636). Stateless; logs none of them. */
final class OauthExchange {
    private static final int VERIFIER_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Outgoing outgoing;

    OauthExchange(Outgoing outgoing) {
        this.outgoing = outgoing;
    }

    /** What is exchanged: the members of the form. */
    record Grant(Map<String, String> form) {
        static Grant code(String code, String redirect, @Nullable String verifier) {
            Map<String, String> form = new LinkedHashMap<>();
            form.put("grant_type", "authorization_code");
            form.put("code", code);
            form.put("redirect_uri", redirect);
            if (verifier != null) {
                form.put("code_verifier", verifier);
            }
            return new Grant(form);
        }

        static Grant refresh(String token) {
            Map<String, String> form = new LinkedHashMap<>();
            form.put("grant_type", "refresh_token");
            form.put("refresh_token", token);
            return new Grant(form);
        }

        /** Says what kind it is and nothing more. */
        @Override
        public String toString() {
            return "Grant[" + form.get("grant_type") + "]";
        }
    }

    /**
     * What was granted.
     *
     * @param refresh gets the next one; null when there is none to be had
     * @param until null when the service does not say
     */
    record Token(
            String access,
            @Nullable String refresh,
            @Nullable Instant until) {
        static Token read(byte[] kept) {
            try {
                JsonFields fields = RawJson.parse(kept).fields();
                Long until = fields.integer("until");
                return new Token(
                        fields.requireString("access"),
                        fields.string("refresh"),
                        until == null ? null : Instant.ofEpochSecond(until));
            } catch (WireException e) {
                throw new IllegalStateException("a kept token is damaged", e);
            }
        }

        byte[] toBytes() {
            return JsonFields.builder()
                    .put("access", access)
                    .put("refresh", refresh)
                    .put("until", until == null ? null : until.getEpochSecond())
                    .toRaw()
                    .toBytes();
        }

        boolean isOver(Instant now) {
            return until != null && !now.isBefore(until);
        }

        /** Services that give no new refresh token mean the old one. */
        Token orRefresh(String old) {
            return refresh == null ? new Token(access, old, until) : this;
        }

        /** Says nothing. */
        @Override
        public String toString() {
            return "Token[***]";
        }
    }

    static String verifier() {
        byte[] bytes = new byte[VERIFIER_BYTES];
        RANDOM.nextBytes(bytes);
        return BASE64.encodeToString(bytes);
    }

    static String challenge(String verifier) {
        try {
            return BASE64.encodeToString(MessageDigest.getInstance("SHA-256").digest(OauthRoute.ascii(verifier)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    CompletableFuture<Token> token(OauthClient client, Grant grant) {
        Map<String, String> form = new LinkedHashMap<>(grant.form());
        form.put("client_id", client.id());
        if (client.secret() != null) {
            form.put("client_secret", client.secret());
        }
        StringJoiner body = new StringJoiner("&");
        form.forEach((name, value) -> body.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        Map<String, String> headers =
                Map.of("Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json");
        return outgoing.post(client.tokenUri(), headers, OauthRoute.ascii(body.toString()))
                .thenApply(OauthExchange::read);
    }

    private static Token read(Outgoing.Answer answer) {
        if (answer.status() / 100 != 2) {
            throw new TaskException(ErrorCode.FAILED, "the token endpoint refused: HTTP " + answer.status());
        }
        try {
            JsonFields fields = RawJson.parse(answer.body()).fields();
            Long seconds = fields.integer("expires_in");
            return new Token(
                    fields.requireString("access_token"),
                    fields.string("refresh_token"),
                    seconds == null ? null : Instant.now().plusSeconds(Math.min(seconds, Integer.MAX_VALUE)));
        } catch (WireException e) {
            throw new TaskException(ErrorCode.FAILED, "the token endpoint gave no access token", e);
        }
    }

    /** What the participant is told. */
    static TaskException problem(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof TaskException known
                ? known
                : new TaskException(ErrorCode.FAILED, "the access token could not be had", cause);
    }
}
