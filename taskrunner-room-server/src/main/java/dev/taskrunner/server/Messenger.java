package dev.taskrunner.server;

import dev.taskrunner.protocol.ParticipantInfo;
import dev.taskrunner.protocol.PushedMessage;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What participants of one room say to each other and hear of each other: messages, roster, attributes, the developer log.
 *
 * <p>Owner: its room, whose lock guards who listens. What it tells is queued under that lock, so that everybody hears it in the
 * order in which it happened.
 */
final class Messenger {
    private static final Logger LOG = LoggerFactory.getLogger(Messenger.class);
    private static final String NAME = "name";

    private final Object lock; // the room's
    private final Map<String, Session> participants; // the room's, guarded by lock
    private final int maxAttributeBytes;

    Messenger(Object lock, Map<String, Session> participants, int maxAttributeBytes) {
        this.lock = lock;
        this.participants = participants;
        this.maxAttributeBytes = maxAttributeBytes;
    }

    /** Begins to hear of others, and gets the roster; they hear of it unless they know already. */
    void enable(Session session) {
        synchronized (lock) {
            if (!session.present) {
                return;
            }
            List<JsonFields> roster = new ArrayList<>();
            listeners(session).forEach(other -> roster.add(other.info().json()));
            JsonFields list = JsonFields.builder().put("participants", roster).build();
            push(List.of(session), new PushedMessage(session.id, PushedMessage.ENABLED, list));
            if (!session.messaging) {
                session.messaging = true;
                ParticipantInfo info = session.info();
                tellOthers(session, PushedMessage.PARTICIPANT_ENABLED, info.json());
            }
        }
    }

    /** Stops hearing of others; also when it leaves. */
    void disable(Session session) {
        synchronized (lock) {
            if (session.messaging) {
                session.messaging = false;
                tellOthers(
                        session,
                        PushedMessage.PARTICIPANT_DISABLED,
                        JsonFields.builder().put("id", session.id).build());
            }
        }
    }

    /** Merges attributes; the name stays what the token says. */
    void changeAttributes(Session session, JsonFields changes) {
        synchronized (lock) {
            JsonFields.Builder changed = JsonFields.builder();
            JsonFields.Builder merged = JsonFields.builder().putAll(session.attributes());
            for (String key : changes.names()) {
                RawJson value = changes.raw(key);
                if (!key.equals(NAME) && value != null) {
                    changed.put(key, value);
                    merged.put(key, value);
                }
            }
            JsonFields delta = changed.build();
            if (delta.names().isEmpty() || !fits(session, merged)) {
                return;
            }
            session.attributes(merged.build());
            if (session.messaging) {
                JsonFields body = JsonFields.builder().put("attributes", delta).build();
                tellOthers(session, PushedMessage.PARTICIPANT_ATTRIBUTES, body);
            }
        }
    }

    private boolean fits(Session session, JsonFields.Builder merged) {
        boolean fits = merged.build().toRaw().size() <= maxAttributeBytes;
        if (!fits) {
            LOG.warn("Attributes of {} not changed: more than {} bytes", session, maxAttributeBytes);
        }
        return fits;
    }

    /** To one participant, whether it enabled messaging or not; false when it is not in the room. */
    boolean send(PushedMessage message, String to, Body original) {
        synchronized (lock) {
            Session recipient = participants.get(to);
            if (recipient == null) {
                return false;
            }
            recipient.send(recipient.dialect.pushed(recipient, recipient.dialect.pack(message, original)));
            return true;
        }
    }

    /** To all that enabled messaging but the sender. */
    void broadcast(Session sender, PushedMessage message, Body original) {
        ByteBuffer[] packed = sender.dialect.pack(message, original);
        synchronized (lock) {
            listeners(sender).forEach(other -> other.send(other.dialect.pushed(other, packed)));
        }
    }

    void watch(Session session, boolean on) {
        synchronized (lock) {
            session.watching = on;
        }
    }

    /** Whoever hears the answer gets all entries from then on. */
    void watch(Session session, LogStream stream, Runnable answer) {
        synchronized (lock) {
            answer.run();
            session.logStreams.add(stream);
        }
    }

    void unwatch(Session session, LogStream stream) {
        synchronized (lock) {
            session.logStreams.remove(stream);
        }
    }

    /** To all that watch the developer log. */
    void log(JsonFields entry) {
        synchronized (lock) {
            for (Session other : participants.values()) {
                other.logStreams.forEach(stream -> stream.entry(entry));
                if (other.watching) {
                    other.send(other.dialect.log(other, entry));
                }
            }
        }
    }

    private void tellOthers(Session subject, String type, JsonFields message) {
        push(listeners(subject), new PushedMessage(subject.id, type, message));
    }

    private List<Session> listeners(Session except) {
        List<Session> others = new ArrayList<>();
        for (Session other : participants.values()) {
            if (other.messaging && other != except) {
                others.add(other);
            }
        }
        return others;
    }

    private static void push(List<Session> to, PushedMessage message) {
        for (Session other : to) {
            Body none = Body.of(JsonFields.EMPTY);
            other.send(other.dialect.pushed(other, other.dialect.pack(message, none)));
        }
    }
}
