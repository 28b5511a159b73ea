package dev.taskrunner.server;

import dev.taskrunner.Attachment;
import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.server.SecretBook.Entry;
import dev.taskrunner.server.SecretBook.Kind;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Secrets (section 7.3). Stateless. A secret is for its owner and for the one participant that the owner delegated it to, by name;
 * see {@link Identity} for tokens whose name was chosen freely. Values are never logged.
 */
final class SecretsRoute {
    private static final Duration DEFAULT_TIME = Duration.ofSeconds(300);
    private static final String BYTES = "application/octet-stream";

    private SecretsRoute() {}

    static void list(Request request) {
        SecretBook book = request.room().secrets;
        book.submit(request.reply(), () -> {
            List<JsonFields> list = new ArrayList<>();
            for (Entry entry : book.find(one -> one.isFor(request.from()))) {
                list.add(JsonFields.builder()
                        .put("id", entry.id())
                        .put("type", entry.type() == null ? "" : entry.type())
                        .put("name", entry.name() == null ? "" : entry.name())
                        .put("delegated_to", entry.delegatedTo())
                        .build());
            }
            JsonFields json = JsonFields.builder().put("secrets", list).build();
            return () -> request.reply().json(json);
        });
    }

    static void set(Request request) {
        checkIdentity(request);
        JsonFields json = request.json();
        String me = request.from().identity;
        String id = json.string("secret_id");
        String type = json.string("type");
        String name = json.string("name");
        String delegate = delegate(request, "delegated_to");
        byte[] value = bytes(request.body().attachment());
        SecretBook book = request.room().secrets;
        book.submit(request.reply(), () -> {
            String chosen = id != null
                    ? id
                    : book
                            .find(one -> one.kind() == Kind.SET
                                    && one.owner().equals(me)
                                    && Objects.equals(one.type(), type)
                                    && Objects.equals(one.name(), name)
                                    && Objects.equals(one.delegatedTo(), delegate))
                            .stream()
                            .map(Entry::id)
                            .findFirst()
                            .orElseGet(() -> UUID.randomUUID().toString());
            book.put(new Entry(Kind.SET, chosen, me, type, name, delegate), value);
            JsonFields answer = JsonFields.builder().put("id", chosen).build();
            return () -> request.reply().json(answer);
        });
    }

    static void get(Request request) {
        Predicate<Entry> wanted = wanted(request);
        SecretBook book = request.room().secrets;
        book.submit(request.reply(), () -> {
            List<Entry> found = book.find(wanted);
            if (found.stream().map(Entry::owner).distinct().count() > 1) {
                throw new TaskException(
                        ErrorCode.INVALID_REQUEST,
                        "several participants delegated such a secret; say whose with delegated_by");
            }
            Body answer = found.isEmpty()
                    ? ContentCodec.empty()
                    : file(found.get(0).name(), found.get(0).type(), book.value(found.get(0)));
            return () -> request.reply().content(answer);
        });
    }

    /** Whether {@link #get} would find something (current protocol §5.9). */
    static void exists(Request request) {
        Predicate<Entry> wanted = wanted(request);
        SecretBook book = request.room().secrets;
        book.submit(request.reply(), () -> {
            boolean exists = !book.find(wanted).isEmpty();
            JsonFields answer = JsonFields.builder().put("exists", exists).build();
            return () -> request.reply().json(answer);
        });
    }

    /** Which secrets a request means. */
    private static Predicate<Entry> wanted(Request request) {
        checkIdentity(request);
        JsonFields json = request.json();
        String me = request.from().identity;
        String id = json.string("secret_id");
        String type = json.string("type");
        String name = json.string("name");
        String delegate = delegate(request, "delegated_to");
        String owner = owner(request);
        checkNamed(id == null && name == null && type == null);
        return one -> one.isFor(request.from())
                && one.kind() == Kind.SET
                && (delegate != null || one.owner().equals(me))
                && Objects.equals(one.delegatedTo(), delegate)
                && (owner == null || one.owner().equals(owner))
                && (id == null || one.id().equals(id))
                && (type == null || type.equals(one.type()))
                && (name == null || name.equals(one.name()));
    }

    private static void checkNamed(boolean nothing) {
        if (nothing) {
            throw new TaskException(ErrorCode.INVALID_REQUEST, "say which secret: secret_id, name or type");
        }
    }

    /** Nobody acts as another here; to take such a secret for the asker's own would be worse than to refuse. */
    private static void checkIdentity(Request request) {
        RawJson identity = request.json().raw("for_identity");
        if (identity != null && !identity.isNull()) {
            throw new TaskException(
                    ErrorCode.UNSUPPORTED, "this room server keeps no secrets for another identity ('for_identity')");
        }
    }

    /** Whose delegated secret is meant: by name, or ours, by the id of a participant, which cannot be chosen freely. */
    private static @Nullable String owner(Request request) {
        String id = request.json().string("delegated_by_id");
        return id == null
                ? request.json().string("delegated_by")
                : request.room().identityOf(id);
    }

    static void delete(Request request) throws WireException {
        String id = request.json().requireString("id");
        String delegate = delegate(request, "delegated_to");
        remove(
                request,
                one -> one.isFor(request.from())
                        && one.id().equals(id)
                        && (delegate == null || delegate.equals(one.delegatedTo())));
    }

    static void deleteRequested(Request request) throws WireException {
        String url = request.json().requireString("url");
        String type = request.json().requireString("type");
        String delegate = delegate(request, "delegated_to");
        remove(
                request,
                one -> one.isFor(request.from())
                        && one.kind() == Kind.REQUESTED
                        && url.equals(one.name())
                        && type.equals(one.type())
                        && (delegate == null || delegate.equals(one.delegatedTo())));
    }

    private static void remove(Request request, Predicate<Entry> wanted) {
        SecretBook book = request.room().secrets;
        book.submit(request.reply(), () -> {
            book.find(wanted).forEach(book::remove);
            return request.reply()::empty;
        });
    }

    /** Gives what was provided before and delegated, else asks the participant. */
    static void request(Request request) throws WireException {
        JsonFields json = request.json();
        String url = json.requireString("url");
        String type = json.requireString("type");
        Session asked = request.room().present(json.requireString("participant_id"));
        String delegate = delegate(request, "delegate_to");
        Duration time = time(json);
        SecretBook book = request.room().secrets;
        book.submit(request.reply(), () -> {
            List<Entry> known = book.find(one -> one.kind() == Kind.REQUESTED
                    && one.owner().equals(asked.identity)
                    && request.from().delegate.equals(one.delegatedTo())
                    && request.from().delegate.equals(delegate)
                    && url.equals(one.name())
                    && type.equals(one.type()));
            if (!known.isEmpty()) {
                Body answer = file(url, type, book.value(known.get(0)));
                return () -> request.reply().content(answer);
            }
            return () -> prompt(request, asked, time, new Wanted(url, type, delegate));
        });
    }

    /** What is asked for, and who may use it from then on. */
    private record Wanted(String url, String type, @Nullable String delegate) {}

    private static void prompt(Request request, Session asked, Duration time, Wanted wanted) {
        JsonFields.Builder push = JsonFields.builder().put("request", request.json());
        try {
            request.room()
                    .prompts
                    .ask(
                            request.reply(),
                            asked,
                            MessageType.SECRETS_REQUEST,
                            push,
                            time,
                            given -> take(request, given, wanted));
        } catch (TaskException e) {
            request.reply().error(e);
        }
    }

    private static void take(Request request, Request given, Wanted wanted) {
        byte[] value = bytes(given.body().attachment());
        Body answer = file(wanted.url(), wanted.type(), value);
        if (wanted.delegate() == null) {
            request.reply().content(answer);
            return;
        }
        SecretBook book = request.room().secrets;
        book.submit(request.reply(), () -> {
            Entry entry = new Entry(
                    Kind.REQUESTED,
                    wanted.type() + " " + wanted.url() + " " + wanted.delegate(),
                    given.from().identity,
                    wanted.type(),
                    wanted.url(),
                    wanted.delegate());
            book.put(entry, value);
            return () -> request.reply().content(answer);
        });
    }

    static void provide(Request request) throws WireException {
        if (request.body().attachment().remaining() > SecretBook.MAX_VALUE_BYTES) {
            throw new TaskException(
                    ErrorCode.TOO_LARGE, "a secret has at most " + SecretBook.MAX_VALUE_BYTES + " bytes");
        }
        request.room().prompts.answer(request);
    }

    /** To whom something is delegated; one's own name means oneself, whatever the token says. */
    static @Nullable String delegate(Request request, String member) {
        String name = request.json().string(member);
        return request.from().name.equals(name) ? request.from().delegate : name;
    }

    /** How long to wait for an answer, in the request's seconds. */
    static Duration time(JsonFields json) throws WireException {
        Double seconds = json.number("timeout");
        if (seconds == null) {
            return DEFAULT_TIME;
        } else if (!(seconds > 0)) {
            throw new WireException("member 'timeout' must be more than 0 seconds");
        }
        return Duration.ofMillis((long) Math.min(seconds * 1_000, Integer.MAX_VALUE));
    }

    private static Body file(@Nullable String name, @Nullable String type, byte[] value) {
        return ContentCodec.write(TaskResult.of(new Content.File(
                name == null ? "secret" : name,
                type == null || type.indexOf('/') < 0 ? BYTES : type,
                Attachment.of(value))));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
