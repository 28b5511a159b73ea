package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is asked and called in a room, for those who watch it (ours): who, whom, for what other task, how long, and how it ended.
 * Never arguments or results. The last that ended are kept for who comes to watch later.
 *
 * <p>Owner: the room. {@code this} guards the entries; it is taken under the room's lock or without any, and under it messages are
 * queued, nothing else.
 */
final class RoomTrace {
    /** Request: begin to watch. What runs and what ended lately comes before the answer. */
    static final String WATCH = "room.trace.watch";
    /** Request: watch no longer. */
    static final String UNWATCH = "room.trace.unwatch";
    /** Push to who watches: one entry, again whole whenever it changed. */
    static final String PUSH = "room.trace";
    /** The name of this extension among the features of a room. */
    static final String FEATURE = "trace";

    private static final int KEPT = 200;
    private static final int MAX_TEXT = 500;

    private final Map<Job, Entry> running = new LinkedHashMap<>();
    private final Deque<Entry> ended = new ArrayDeque<>();
    private final Set<Session> watchers = ConcurrentHashMap.newKeySet();
    private final RoomServerOptions options;
    private long lastId;

    RoomTrace(RoomServerOptions options) {
        this.options = options;
    }

    /** One ask or tool call; guarded by the trace it is in. */
    private static final class Entry {
        final long id;
        final @Nullable Long parent;
        final Job job;
        final String toolkit;
        final String tool;
        final @Nullable String onBehalfOf;
        final long startedAt;
        long endedAt;
        String code = "";
        String text = "";

        Entry(
                long id,
                @Nullable Long parent,
                Job job,
                String toolkit,
                String tool,
                @Nullable Session onBehalfOf,
                long at) {
            this.id = id;
            this.parent = parent;
            this.job = job;
            this.toolkit = toolkit;
            this.tool = tool;
            this.onBehalfOf = onBehalfOf == null ? null : onBehalfOf.name;
            startedAt = at;
        }

        JsonFields json() {
            JsonFields.Builder json = JsonFields.builder()
                    .put("id", id)
                    .put("kind", job.agent == null ? "tool" : "ask")
                    .put("caller", job.caller.name)
                    .put("worker", job.worker.name)
                    .put("started_at", startedAt)
                    .put("state", endedAt == 0 ? "running" : code.isEmpty() ? "done" : "failed")
                    .putIfPresent("parent", parent)
                    .putIfPresent("on_behalf_of", onBehalfOf);
            if (job.agent == null) {
                json.put("toolkit", toolkit).put("tool", tool);
            }
            addEnd(json);
            return json.build();
        }

        private void addEnd(JsonFields.Builder json) {
            if (endedAt > 0) {
                json.put("ended_at", endedAt);
            }
            if (!code.isEmpty()) {
                json.put("code", code).put("text", text);
            }
        }
    }

    /** An ask found its runner. */
    void asked(Job job, @Nullable Session onBehalfOf) {
        opened(job, "", "", onBehalfOf);
    }

    /** A tool call found its provider. */
    void called(Job job, String toolkit, String tool, @Nullable Session onBehalfOf) {
        opened(job, toolkit, tool, onBehalfOf);
    }

    private synchronized void opened(Job job, String toolkit, String tool, @Nullable Session onBehalfOf) {
        Entry entry = new Entry(++lastId, parentOf(job), job, toolkit, tool, onBehalfOf, now());
        running.put(job, entry);
        job.reply.onAnswer(content -> ended(job, content));
        tell(entry);
    }

    private @Nullable Long parentOf(Job job) {
        Job parent = job.lineage.parent();
        Entry entry = parent == null ? null : running.get(parent);
        return entry == null ? null : Long.valueOf(entry.id);
    }

    /** It was answered, by whomever; the content says how. */
    private synchronized void ended(Job job, JsonFields content) {
        Entry entry = running.remove(job);
        if (entry == null) {
            return;
        }
        entry.endedAt = Math.max(now(), entry.startedAt);
        if ("error".equals(content.string("type"))) {
            describe(entry, content);
        }
        ended.addLast(entry);
        if (ended.size() > KEPT) {
            ended.removeFirst();
        }
        tell(entry);
    }

    private static void describe(Entry entry, JsonFields error) {
        JsonFields ours = error.object("taskrunner");
        String code = ours == null ? null : ours.string("code");
        String text = error.string("text");
        entry.code = code == null ? "failed" : code;
        entry.text = text == null ? "" : text.substring(0, Math.min(text.length(), MAX_TEXT));
    }

    /** Nobody waits for these any more, so nothing answers them: their caller left. */
    void abandoned(List<Job> jobs, Session left) {
        JsonFields why = ContentCodec.error(JobBoard.error(ErrorCode.CANCELLED, "the caller left the room"))
                .json();
        jobs.stream().filter(job -> job.caller == left).forEach(job -> ended(job, why));
    }

    /** Begins or stops to tell a participant. */
    synchronized void watch(Session session, boolean on) {
        if (!on) {
            watchers.remove(session);
        } else if (watchers.add(session)) {
            List<Entry> known = new ArrayList<>(ended);
            known.addAll(running.values());
            known.forEach(entry -> session.send(push(session, entry.json())));
        }
    }

    private void tell(Entry entry) {
        if (!watchers.isEmpty()) {
            JsonFields json = entry.json();
            watchers.forEach(session -> session.send(push(session, json)));
        }
    }

    private static Message push(Session to, JsonFields json) {
        return Message.of(to.nextPushId(), PUSH, Body.of(json));
    }

    private long now() {
        return options.timer.clock().millis();
    }
}
