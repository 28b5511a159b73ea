package dev.taskrunner.room;

import dev.taskrunner.Attachment;
import dev.taskrunner.CallContext;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets that a room keeps for this participant, encrypted (classic protocol section 7.3), and those that others are asked
 * for. A secret is for its owner, and for one other participant that the owner names. Takes the grant {@code secrets}. Safe for
 * several threads; values are never logged.
 */
public final class SecretsClient {
    private static final Logger LOG = LoggerFactory.getLogger(SecretsClient.class);
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final RoomLink link;
    private volatile SecretPrompt.@Nullable Handler handler;

    SecretsClient(RoomLink link) {
        this.link = link;
        link.on(MessageType.SECRETS_REQUEST, this::onPrompt);
    }

    /**
     * Lists what this participant may use, without values.
     *
     * @return its own secrets, and those delegated to it
     * @throws TaskException if the room refuses
     */
    public List<SecretInfo> list() {
        List<RawJson> listed =
                link.request(MessageType.SECRETS_LIST, JsonFields.EMPTY).array("secrets");
        List<SecretInfo> secrets = new ArrayList<>();
        for (RawJson one : listed == null ? List.<RawJson>of() : listed) {
            try {
                JsonFields fields = one.fields();
                secrets.add(new SecretInfo(
                        fields.requireString("id"),
                        text(fields, "type"),
                        text(fields, "name"),
                        fields.string("delegated_to")));
            } catch (WireException e) {
                throw new TaskException(ErrorCode.INVALID_RESPONSE, "the room listed an unreadable secret", e);
            }
        }
        return List.copyOf(secrets);
    }

    private static String text(JsonFields fields, String name) {
        String text = fields.string(name);
        return text == null ? "" : text;
    }

    /**
     * Keeps a secret under a name, in place of what this participant had under it.
     *
     * @param name what it is called
     * @param value at most 64 KiB
     * @throws TaskException if the room refuses
     */
    public void set(String name, byte[] value) {
        set(name, value, null);
    }

    /**
     * Keeps a secret under a name and lets another participant use it.
     *
     * @param name what it is called
     * @param value at most 64 KiB
     * @param delegateTo the name of that participant, such as a runner's; null for nobody
     * @throws TaskException if the room refuses
     */
    public void set(String name, byte[] value, @Nullable String delegateTo) {
        JsonFields json = which(name).put("delegated_to", delegateTo).build();
        link.exchange(MessageType.SECRETS_SET, Body.of(json, ByteBuffer.wrap(value)));
    }

    /**
     * The value of one of this participant's own secrets.
     *
     * @param name what it is called
     * @return the value, if there is such a secret
     * @throws TaskException if the room refuses
     */
    public Optional<Attachment> get(String name) {
        return get(which(name).put("delegated_to", null).build());
    }

    /**
     * The value of a secret that another participant delegated to this one.
     *
     * @param name what it is called
     * @param owner the name of the participant whose it is; null if there is only one
     * @return the value, if there is such a secret
     * @throws TaskException if the room refuses, or several delegated one of that name and the owner is not said
     */
    public Optional<Attachment> getDelegated(String name, @Nullable String owner) {
        return get(which(name)
                .put("delegated_to", ownName())
                .putIfPresent("delegated_by", owner)
                .build());
    }

    /** What a call may use: what its caller delegated to this participant, else what is this participant's own. */
    Optional<Attachment> forCall(CallContext context, String name) {
        Optional<Attachment> delegated = get(which(name)
                .put("delegated_to", ownName())
                .put("delegated_by_id", context.caller().id())
                .build());
        return delegated.isPresent() ? delegated : get(name);
    }

    private static JsonFields.Builder which(String name) {
        return JsonFields.builder().put("secret_id", null).put("type", null).put("name", name);
    }

    private Optional<Attachment> get(JsonFields which) {
        Body answer = link.exchange(MessageType.SECRETS_GET, Body.of(which));
        return "file".equals(answer.json().string("type"))
                ? Optional.of(Attachment.wrap(answer.attachment()))
                : Optional.empty();
    }

    /**
     * Deletes a secret; nothing happens when it is not there.
     *
     * @param id as {@link #list} says
     * @throws TaskException if the room refuses
     */
    public void delete(String id) {
        link.request(
                MessageType.SECRETS_DELETE,
                JsonFields.builder().put("id", id).put("delegated_to", null).build());
    }

    /**
     * Asks another participant for a secret and waits for it; what was provided and kept before comes without asking.
     *
     * @param participantId whom to ask
     * @param url what it is for
     * @param type what kind of secret it is
     * @param keep whether the room keeps it, for this participant to use again
     * @param timeout how long to wait for an answer; an hour at most
     * @return the secret
     * @throws TaskException {@link ErrorCode#DENIED} if the participant refused, {@link ErrorCode#TIMED_OUT}, and others
     */
    public Attachment request(String participantId, String url, String type, boolean keep, Duration timeout) {
        JsonFields json = JsonFields.builder()
                .put("url", url)
                .put("type", type)
                .put("participant_id", participantId)
                .put("timeout", timeout.toMillis() / 1_000.0)
                .put("delegate_to", keep ? ownName() : null)
                .build();
        CompletableFuture<Body> reply = link.connection().request(MessageType.SECRETS_REQUEST, Body.of(json), null);
        Runnable forget = link.options()
                .timer()
                .schedule(
                        timeout.plus(MARGIN),
                        () -> reply.completeExceptionally(new TaskException(
                                ErrorCode.TIMED_OUT, "the participant did not answer within " + timeout)));
        try {
            Body answer = reply.get();
            ContentCodec.read(answer); // throws what the room answered
            return Attachment.wrap(answer.attachment());
        } catch (InterruptedException e) {
            reply.cancel(true);
            Thread.currentThread().interrupt();
            throw new TaskException(ErrorCode.CANCELLED, "interrupted while waiting for a secret", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof TaskException failure
                    ? failure
                    : new TaskException(ErrorCode.FAILED, "the secret could not be had", e);
        } finally {
            forget.run();
        }
    }

    /**
     * Sets who decides when others ask this participant for a secret. Without anybody, all are refused.
     *
     * @param decides may block; null for nobody
     */
    public void onPrompt(SecretPrompt.@Nullable Handler decides) {
        handler = decides;
    }

    private void onPrompt(RoomConnection connection, Message message) throws WireException {
        JsonFields json = message.body().json();
        String id = json.requireString("request_id");
        JsonFields request = json.requireObject("request").fields();
        SecretPrompt prompt =
                new SecretPrompt(text(request, "url"), text(request, "type"), request.string("delegate_to") != null);
        Futures.hop(link.executor(), () -> decide(connection, id, prompt));
    }

    private void decide(RoomConnection connection, String id, SecretPrompt prompt) {
        SecretPrompt.Handler decides = handler;
        if (decides == null) {
            refuse(connection, id, "nobody decides on secrets here");
            return;
        }
        try {
            provide(connection, id, decides.provide(prompt));
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            LOG.debug("a secret was refused", e);
            refuse(connection, id, String.valueOf(e.getMessage()));
        } catch (Error e) {
            // Whoever asks must not wait until time is over; what went wrong is this side's business.
            LOG.error("the handler of prompts for secrets failed", e);
            refuse(connection, id, "the participant could not decide");
        }
    }

    private static void provide(RoomConnection connection, String id, byte[] value) {
        JsonFields answer = JsonFields.builder().put("request_id", id).build();
        connection
                .request(MessageType.SECRETS_PROVIDE, Body.of(answer, ByteBuffer.wrap(value)), null)
                .thenAccept(ContentCodec::read) // throws what the room answered
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        Throwable why = failure.getCause() == null ? failure : failure.getCause();
                        LOG.debug("an answer to a prompt was not taken: {}", why.getMessage());
                        refuse(connection, id, "the room did not take the secret: " + why.getMessage());
                    }
                });
    }

    private static void refuse(RoomConnection connection, String id, String why) {
        JsonFields answer =
                JsonFields.builder().put("request_id", id).put("error", why).build();
        connection.request(MessageType.SECRETS_PROVIDE, Body.of(answer), null).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.debug("a refusal did not arrive: {}", failure.getMessage());
            }
        });
    }

    private String ownName() {
        return text(link.handshake().connected().attributes(), "name");
    }
}
