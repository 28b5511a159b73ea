package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What we add to asks and tool calls, in a member {@code taskrunner} that peers ignore: remaining time, the chain of asks, and
 * who calls.
 *
 * @param timeoutMillis the time that is left, in milliseconds; null for no limit
 * @param chain the names of the runners that led here, the root first
 * @param callsLeft how many more asks the tree may make; null when not counted
 * @param parent the task or tool call that this one is made for: the id under which its worker knows it; null for none, and on
 *     the way to the worker
 * @param progress whether the other end wants to hear of progress
 * @param caller who calls, as the server knows it; null on the way to the server
 * @param onBehalfOf for whom, as the server knows it; null when nobody
 */
public record Extension(
        @Nullable Long timeoutMillis,
        List<String> chain,
        @Nullable Integer callsLeft,
        @Nullable String parent,
        boolean progress,
        @Nullable ParticipantInfo caller,
        @Nullable ParticipantInfo onBehalfOf) {
    /** The member's name. */
    public static final String MEMBER = "taskrunner";

    /** Nothing added: what a peer sends. */
    public static final Extension NONE = new Extension(null, List.of(), null, null, false, null, null);

    /**
     * Copies the chain.
     *
     * @param timeoutMillis the time that is left, in milliseconds
     * @param chain the names of the runners that led here, the root first
     * @param callsLeft how many more asks the tree may make
     * @param parent the task or tool call that this one is made for
     * @param progress whether the other end wants to hear of progress
     * @param caller who calls, as the server knows it
     * @param onBehalfOf for whom, as the server knows it
     */
    public Extension {
        chain = List.copyOf(chain);
    }

    /**
     * Reads the member of a message; lenient.
     *
     * @param message the message
     * @return what is there; {@link #NONE} when nothing is
     */
    public static Extension read(JsonFields message) {
        JsonFields fields = message.object(MEMBER);
        if (fields == null) {
            return NONE;
        }
        List<String> chain = fields.strings("chain");
        Long calls = fields.integer("calls_left");
        return new Extension(
                fields.integer("timeout_ms"),
                chain == null ? List.of() : chain,
                calls == null ? null : (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, calls)),
                fields.string("parent"),
                Boolean.TRUE.equals(fields.bool("progress")),
                ParticipantInfo.readIfPresent(fields.object("caller")),
                ParticipantInfo.readIfPresent(fields.object("on_behalf_of")));
    }

    /**
     * Writes the member, when there is anything to say.
     *
     * @param message the message to add it to
     */
    public void addTo(JsonFields.Builder message) {
        writeTo(message);
    }

    /** Writes the member, when there is anything to say. */
    void writeTo(JsonFields.Builder message) {
        if (equals(NONE)) {
            return;
        }
        JsonFields.Builder fields = JsonFields.builder().putIfPresent("timeout_ms", timeoutMillis);
        if (!chain.isEmpty()) {
            fields.put("chain", chain);
        }
        fields.putIfPresent("calls_left", callsLeft);
        fields.putIfPresent("parent", parent);
        if (progress) {
            fields.put("progress", true);
        }
        fields.putIfPresent("caller", caller == null ? null : caller.json());
        fields.putIfPresent("on_behalf_of", onBehalfOf == null ? null : onBehalfOf.json());
        message.put(MEMBER, fields.build());
    }
}
