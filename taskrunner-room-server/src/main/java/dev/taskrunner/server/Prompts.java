package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.spi.RoomTimer;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What participants of one room are asked for and have not given yet.
 *
 * <p>Owner: its room. {@code this} guards the open prompts; nothing is called under it. Each prompt ends once: given, refused, out
 * of time, or because one of the two left; and only the one that was asked can give.
 */
final class Prompts {
    private static final int MAX_OPEN = 64; // of one asker
    private static final Duration LONGEST = Duration.ofHours(1);

    private final RoomTimer timer;
    private final Map<String, Prompt> open = new LinkedHashMap<>(); // guarded by this

    Prompts(RoomTimer timer) {
        this.timer = timer;
    }

    /** Takes what the asked participant gave. */
    @FunctionalInterface
    interface Given {
        /** Does with it what the asker wanted, and answers the asker; the giver is answered afterwards. */
        void take(Request answer) throws WireException;
    }

    /** One that waits. */
    private record Prompt(Session asked, Reply asker, Given given, Runnable takeBack) {}

    /** Asks a participant. */
    void ask(Reply asker, Session asked, String type, JsonFields.Builder prompt, Duration time, Given given) {
        String id = UUID.randomUUID().toString();
        Duration patience = time.compareTo(LONGEST) > 0 ? LONGEST : time;
        Runnable takeBack = timer.schedule(
                patience,
                () -> fail(
                        id,
                        ErrorCode.TIMED_OUT,
                        "'" + asked.name + "' did not answer within " + patience.toSeconds() + " s"));
        synchronized (this) {
            long waiting = open.values().stream()
                    .filter(one -> one.asker().session() == asker.session())
                    .count();
            if (waiting < MAX_OPEN) {
                open.put(id, new Prompt(asked, asker, given, takeBack));
            } else {
                takeBack.run();
                throw new TaskException(ErrorCode.AGENT_BUSY, MAX_OPEN + " prompts wait for an answer already");
            }
        }
        asked.send(asked.dialect.prompt(
                asked,
                type,
                JsonFields.builder()
                        .put("request_id", id)
                        .putAll(prompt.build())
                        .build()));
        if (!asked.room.isPresent(asked)) {
            fail(id, ErrorCode.UNKNOWN_PARTICIPANT, "'" + asked.name + "' has left the room");
        }
    }

    /** What a participant gives, or that it does not. */
    void answer(Request answer) throws WireException {
        String id = answer.json().requireString("request_id");
        Prompt prompt = take(id, answer.from());
        if (prompt == null) {
            throw new TaskException(
                    ErrorCode.INVALID_REQUEST, "nobody asked this participant for that, or not any more");
        }
        String refusal = answer.json().string("error");
        if (refusal != null) {
            prompt.asker().error(ErrorCode.DENIED, "'" + answer.from().name + "' refused: " + shortened(refusal));
        } else {
            give(prompt, answer);
        }
        answer.reply().empty();
    }

    /** It is not among those that wait any more: nothing else would ever answer the asker. */
    private static void give(Prompt prompt, Request answer) throws WireException {
        try {
            prompt.given().take(answer);
        } catch (WireException e) {
            prompt.asker().error(ErrorCode.INVALID_RESPONSE, "'" + answer.from().name + "' gave no proper answer");
            throw e;
        } catch (RuntimeException e) {
            prompt.asker().error(ErrorCode.FAILED, "the answer of '" + answer.from().name + "' could not be used");
            throw e;
        }
    }

    private static String shortened(String text) {
        return text.length() <= 500 ? text : text.substring(0, 500) + "…";
    }

    private synchronized @Nullable Prompt take(String id, Session from) {
        Prompt prompt = open.get(id);
        if (prompt == null || prompt.asked() != from) {
            return null;
        }
        open.remove(id);
        prompt.takeBack().run();
        return prompt;
    }

    private void fail(String id, ErrorCode code, String text) {
        Prompt prompt;
        synchronized (this) {
            prompt = open.remove(id);
        }
        if (prompt != null) {
            prompt.takeBack().run();
            prompt.asker().error(code, text);
        }
    }

    /** A participant has left: who waits for it hears so, and nobody is asked on its account any more. */
    void leave(Session session) {
        List<String> over = new ArrayList<>();
        synchronized (this) {
            open.forEach((id, prompt) -> {
                if (prompt.asked() == session || prompt.asker().session() == session) {
                    over.add(id);
                }
            });
        }
        over.forEach(id -> fail(id, ErrorCode.UNKNOWN_PARTICIPANT, "'" + session.name + "' has left the room"));
    }
}
