package dev.taskrunner.server;

import dev.taskrunner.protocol.ParticipantInfo;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One participant: one connection to one room.
 *
 * <p>Owner: its room, whose lock guards {@link #messaging}, {@link #watching}, {@link #present} and {@link #work}. The attributes
 * are replaced under that lock and may be read by anybody. Never does I/O itself; it only queues at its link.
 */
final class Session {
    final String id = UUID.randomUUID().toString();
    final String name;
    /** As whom it owns secrets. */
    final String identity;
    /** To whom secrets must be delegated for it to use them. */
    final String delegate;

    final ParticipantToken token;
    final ApiScope scope;
    final RoomModel room;
    final Link link;
    /** Whether it is known to be of the current generation, whatever it has said so far; set before it joins. */
    boolean current;
    /** What it speaks; only the thread that reads its connection changes it. */
    volatile Dialect dialect;
    /** Whether it registered something with what we add, and so understands our notices; as {@link #dialect}. */
    volatile boolean ours;
    /** Where what it does to files is done. */
    final Lane lane;
    /** Guarded by the room's lock. */
    final Workload work = new Workload();
    /** Whether messaging is enabled; guarded by the room's lock. */
    boolean messaging;
    /** Whether it watches the developer log; guarded by the room's lock. */
    boolean watching;
    /** The streams by which it watches the log; guarded by the room's lock. */
    final Set<LogStream> logStreams = new LinkedHashSet<>();
    /** The streams whose other end is the room itself, by their names; bounded by who opens them. */
    final Map<String, RoomStream> roomStreams = new ConcurrentHashMap<>();
    /** Whether it is in the room; guarded by the room's lock. */
    boolean present;

    /** The room as it reached it; set when it joins. */
    volatile String roomUrl = "";
    /** Whether it has left for good; set once. */
    volatile boolean gone;

    private final AtomicInteger pushes = new AtomicInteger();
    private volatile JsonFields attributes;

    Session(RoomModel room, ParticipantToken token, ApiScope scope, Link link, Dialect dialect) {
        this.room = room;
        this.token = token;
        this.scope = scope;
        this.link = link;
        this.dialect = dialect;
        lane = new Lane(room.data.threads);
        name = token.name();
        identity = Identity.of(token);
        delegate = Identity.delegate(token);
        attributes = JsonFields.builder().put("name", name).build();
    }

    void send(Message message) {
        link.send(message);
    }

    /** An id for a push: peers echo some of them and keep 32 bits only. */
    long nextPushId() {
        return Integer.toUnsignedLong(pushes.incrementAndGet());
    }

    JsonFields attributes() {
        return attributes;
    }

    /** Only under the room's lock. */
    void attributes(JsonFields changed) {
        attributes = changed;
    }

    ParticipantInfo info() {
        return new ParticipantInfo(id, token.role(), attributes);
    }

    /** Who it is, for logs. */
    @Override
    public String toString() {
        return name + "/" + id;
    }
}
