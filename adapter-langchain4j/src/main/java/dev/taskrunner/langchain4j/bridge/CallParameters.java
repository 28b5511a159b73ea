package dev.taskrunner.langchain4j.bridge;

import dev.langchain4j.invocation.InvocationParameters;
import dev.taskrunner.CallContext;
import dev.taskrunner.Participant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an agent's tools may know about the task: LangChain4j's {@code InvocationParameters}, which a {@code @Tool} method takes
 * as a parameter and no model sees.
 *
 * <pre>{@code
 * @Tool String order(String item, InvocationParameters parameters) {
 *     String who = parameters.get("caller"); // the name; "on_behalf_of" likewise
 * }
 * }</pre>
 *
 * The names are {@code caller}, {@code caller_id}, {@code caller_role}, {@code on_behalf_of}, {@code on_behalf_of_id} and
 * {@code deadline} (an {@code Instant}); what is not known is left out. {@link #callOf} gives the whole context to code that
 * knows us.
 */
public final class CallParameters {
    /** The name of the one who asks. */
    public static final String CALLER = "caller";
    /** The id of the one who asks. */
    public static final String CALLER_ID = "caller_id";
    /** The role of the one who asks. */
    public static final String CALLER_ROLE = "caller_role";
    /** The name of the one for whom the caller acts. */
    public static final String ON_BEHALF_OF = "on_behalf_of";
    /** The id of the one for whom the caller acts. */
    public static final String ON_BEHALF_OF_ID = "on_behalf_of_id";
    /** When nobody waits any more. */
    public static final String DEADLINE = "deadline";

    private static final String CALL = "taskrunner.call";

    private CallParameters() {}

    /**
     * Makes parameters.
     *
     * @param context the task or tool call
     * @return a new object, which tools may add to
     */
    public static InvocationParameters of(CallContext context) {
        Map<String, Object> values = new LinkedHashMap<>();
        Participant caller = context.caller();
        values.put(CALLER, caller.name());
        values.put(CALLER_ID, caller.id());
        values.put(CALLER_ROLE, caller.role());
        context.onBehalfOf().ifPresent(other -> {
            values.put(ON_BEHALF_OF, other.name());
            values.put(ON_BEHALF_OF_ID, other.id());
        });
        context.deadline().ifPresent(until -> values.put(DEADLINE, until));
        values.put(CALL, context);
        return InvocationParameters.from(values);
    }

    /**
     * The call that parameters were made of.
     *
     * @param parameters what a tool or a tool provider was given
     * @return the context; empty when the agent was not called by us
     */
    public static Optional<CallContext> callOf(InvocationParameters parameters) {
        return parameters.asMap().get(CALL) instanceof CallContext context ? Optional.of(context) : Optional.empty();
    }

    /**
     * Whose memory a call belongs to: that of the caller, and of the one for whom it acts, in this room, and of nobody else.
     *
     * @param context the task or tool call
     * @return the same for the same two, and different for any others
     */
    public static String memoryId(CallContext context) {
        String caller = sized(context.room()) + "/" + identity(context.caller());
        return context.onBehalfOf().map(other -> caller + "/" + identity(other)).orElse(caller);
    }

    /** Ids are of connections, names of participants: who connects again keeps the memory. Lengths keep pairs apart. */
    private static String identity(Participant participant) {
        String name = participant.name().isEmpty() ? "id:" + participant.id() : "name:" + participant.name();
        return sized(name);
    }

    private static String sized(String text) {
        return text.length() + ":" + text;
    }
}
